import { ringAreaM2 } from '../../domain/geometry/ellipsoid.ts'

/** Of the EWKB that FeatureFile writes: byte order, type, SRID, number of parts; of a part: byte order, type, rings. */
const HEADER = 9
const PART_HEADER = 5

let ring = new Float64Array(1024)

/** Square metres on the ellipsoid, by the same integral as the database's, of the shapes that FeatureFile writes. */
export function shapeAreaM2(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = HEADER
  const count = () => {
    at += 4
    return view.getUint32(at - 4, true)
  }
  let area = 0
  for (let parts = count(); parts > 0; parts--) {
    at += PART_HEADER
    const rings = count()
    for (let r = 0; r < rings; r++) {
      const numbers = 2 * count()
      if (numbers > ring.length) ring = new Float64Array(2 * numbers)
      for (let i = 0; i < numbers; i++, at += 8) ring[i] = view.getFloat64(at, true)
      const size = Math.abs(ringAreaM2(ring, 0, numbers / 2 - 1))
      area += r === 0 ? size : -size
    }
  }
  return area
}
