/** Lines as Valhalla packs them: differences of 1e-6 degrees, five bits to a letter (the "encoded polyline" at precision 6). */
import type { Position } from 'geojson'

const PER_DEGREE = 1e6

/** Longitudes and latitudes; null where the text is no such line, or leads off the Earth. */
export function decodePolyline(text: string): Position[] | null {
  const numbers: number[] = []
  let value = 0
  let shift = 0
  for (let i = 0; i < text.length; i++) {
    const letter = text.charCodeAt(i) - 63
    if (letter < 0 || letter > 63 || shift > 30) return null
    value += (letter & 31) * 2 ** shift
    shift += 5
    if (letter < 32) {
      numbers.push(value % 2 === 1 ? -(value + 1) / 2 : value / 2)
      value = 0
      shift = 0
    }
  }
  if (shift > 0 || numbers.length < 4 || numbers.length % 2 === 1) return null
  const line: Position[] = []
  let [lat, lon] = [0, 0]
  for (let i = 0; i < numbers.length; i += 2) {
    lat += numbers[i]
    lon += numbers[i + 1]
    if (Math.abs(lat) > 90 * PER_DEGREE || Math.abs(lon) > 180 * PER_DEGREE) return null
    line.push([lon / PER_DEGREE, lat / PER_DEGREE])
  }
  return line
}
