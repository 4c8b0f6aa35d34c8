/** Distances between places in degrees, flat where a few kilometres are concerned. */
import type { Position } from 'geojson'
import { metresPerDegreeEast, metresPerDegreeNorth } from '../../geometry/ellipsoid.ts'

/** Mean radius of the Earth (IUGG). */
const EARTH_KM = 6371.0088
const RADIANS = Math.PI / 180

export function greatCircleKm([lon1, lat1]: Position, [lon2, lat2]: Position): number {
  const north = Math.sin(((lat2 - lat1) * RADIANS) / 2)
  const east = Math.sin(((lon2 - lon1) * RADIANS) / 2)
  const chord = north * north + Math.cos(lat1 * RADIANS) * Math.cos(lat2 * RADIANS) * east * east
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(chord)))
}

export interface Nearest {
  metres: number
  /** Where on the piece, 0 at its beginning, 1 at its end. */
  ratio: number
  x: number
  y: number
}

/** The place of a straight piece nearest to a point. */
export function nearestOnPiece(
  px: number,
  py: number,
  ax: number,
  ay: number,
  bx: number,
  by: number,
): Nearest {
  const east = metresPerDegreeEast(py)
  const north = metresPerDegreeNorth(py)
  const dx = (bx - ax) * east
  const dy = (by - ay) * north
  const qx = (px - ax) * east
  const qy = (py - ay) * north
  const squared = dx * dx + dy * dy
  const ratio = squared === 0 ? 0 : Math.max(0, Math.min(1, (qx * dx + qy * dy) / squared))
  const metres = Math.hypot(qx - ratio * dx, qy - ratio * dy)
  // The ends themselves, not what rounding makes of them.
  if (ratio === 0) return { metres, ratio, x: ax, y: ay }
  if (ratio === 1) return { metres, ratio, x: bx, y: by }
  return { metres, ratio, x: ax + ratio * (bx - ax), y: ay + ratio * (by - ay) }
}

/** Where two pieces cross strictly within both, as ratios of each; null where they don't. */
export function crossing(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
  dx: number,
  dy: number,
): [number, number] | null {
  const rx = bx - ax
  const ry = by - ay
  const sx = dx - cx
  const sy = dy - cy
  const turn = rx * sy - ry * sx
  if (turn === 0) return null
  const first = ((cx - ax) * sy - (cy - ay) * sx) / turn
  const second = ((cx - ax) * ry - (cy - ay) * rx) / turn
  return first > 0 && first < 1 && second > 0 && second < 1 ? [first, second] : null
}
