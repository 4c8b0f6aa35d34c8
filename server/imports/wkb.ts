/** A shape as extended well-known binary, the form in which a database takes it fastest. */
import type { MultiPolygon, Polygon } from 'geojson'

const MULTI_POLYGON_WITH_SRID = 0x20000006
const POLYGON = 3
const WGS84 = 4326

/** Always a MultiPolygon in WGS 84, little endian. */
export function multiPolygonWkb(geometry: Polygon | MultiPolygon): Uint8Array {
  const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  let size = 13
  for (const rings of parts) {
    size += 9
    for (const ring of rings) size += 4 + 16 * ring.length
  }
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  bytes[0] = 1
  view.setUint32(1, MULTI_POLYGON_WITH_SRID, true)
  view.setUint32(5, WGS84, true)
  view.setUint32(9, parts.length, true)
  let at = 13
  for (const rings of parts) {
    bytes[at] = 1
    view.setUint32(at + 1, POLYGON, true)
    view.setUint32(at + 5, rings.length, true)
    at += 9
    for (const ring of rings) {
      view.setUint32(at, ring.length, true)
      at += 4
      for (const [x, y] of ring) {
        view.setFloat64(at, x, true)
        view.setFloat64(at + 8, y, true)
        at += 16
      }
    }
  }
  return bytes
}
