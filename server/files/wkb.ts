/** Well-known binary: OGC, ISO (types from 1000) and PostGIS's extended flavour with its SRID. */
import type { Geometry, Position } from 'geojson'
import { LIMITS } from './raw.ts'

/** What stands where no geometry can be read: bytes end early, or a count claims more than the bytes hold. */
export class BrokenWkb extends Error {}

const TYPES = [
  '',
  'Point',
  'LineString',
  'Polygon',
  'MultiPoint',
  'MultiLineString',
  'MultiPolygon',
  'GeometryCollection',
]
const CURVES: Record<number, string> = {
  8: 'CircularString',
  9: 'CompoundCurve',
  10: 'CurvePolygon',
  11: 'MultiCurve',
  12: 'MultiSurface',
  15: 'PolyhedralSurface',
  16: 'TIN',
  17: 'Triangle',
}

/** GeoJSON geometry with two ordinates or three; curves come out with their name as `type` and no coordinates. */
export function parseWkb(bytes: Uint8Array, offset = 0): { geometry: unknown; srid: number | null } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = offset
  let srid: number | null = null
  const need = (length: number) => {
    if (at + length > view.byteLength) throw new BrokenWkb('WKB ends too early')
  }

  const read = (depth: number): unknown => {
    if (depth > LIMITS.wkbDepth) throw new BrokenWkb('WKB is nested too deeply')
    need(5)
    const order = view.getUint8(at)
    if (order > 1) throw new BrokenWkb('WKB has no byte order')
    const little = order === 1
    let type = view.getUint32(at + 1, little)
    at += 5
    let hasZ = (type & 0x80000000) !== 0
    let hasM = (type & 0x40000000) !== 0
    if (type & 0x20000000) {
      need(4)
      srid = view.getInt32(at, little)
      at += 4
    }
    type &= 0x0fffffff
    if (type >= 1000) {
      const dimension = Math.floor(type / 1000)
      hasZ ||= dimension === 1 || dimension === 3
      hasM ||= dimension === 2 || dimension === 3
      type %= 1000
    }
    const stride = 8 * (2 + (hasZ ? 1 : 0) + (hasM ? 1 : 0))
    const count = (smallest: number): number => {
      need(4)
      const value = view.getUint32(at, little)
      at += 4
      if (value * smallest > view.byteLength - at) throw new BrokenWkb(`WKB claims ${value} elements`)
      return value
    }
    const position = () => {
      need(stride)
      const x = view.getFloat64(at, little)
      const y = view.getFloat64(at + 8, little)
      const place = hasZ ? [x, y, view.getFloat64(at + 16, little)] : [x, y]
      at += stride
      return place
    }
    const positions = () => {
      const length = count(stride)
      const list = new Array(length)
      for (let i = 0; i < length; i++) list[i] = position()
      return list
    }
    if (type === 1) {
      const coordinates = position()
      return { type: 'Point', coordinates: coordinates.some(Number.isNaN) ? [] : coordinates }
    }
    if (type === 2) return { type: 'LineString', coordinates: positions() }
    if (type === 3) {
      const rings = count(4)
      return { type: 'Polygon', coordinates: Array.from({ length: rings }, positions) }
    }
    if (type >= 4 && type <= 6) {
      const parts = count(5)
      return {
        type: TYPES[type],
        coordinates: Array.from(
          { length: parts },
          () => (read(depth + 1) as { coordinates: unknown }).coordinates,
        ),
      }
    }
    if (type === 7) {
      const parts = count(5)
      return { type: 'GeometryCollection', geometries: Array.from({ length: parts }, () => read(depth + 1)) }
    }
    if (CURVES[type]) return { type: CURVES[type] }
    throw new BrokenWkb(`WKB type ${type}`)
  }
  return { geometry: read(0), srid }
}

const MULTI_POLYGON = 6
const POLYGON = 3
const WITH_SRID = 0x20000000

/** Bytes that `writeMultiPolygon` takes. */
export function multiPolygonSize(polygons: number[][][][], srid?: number): number {
  let size = srid === undefined ? 9 : 13
  for (const polygon of polygons) {
    size += 9
    for (const ring of polygon) size += 4 + ring.length * 16
  }
  return size
}

/**
 * Little-endian WKB of a MultiPolygon of two ordinates, PostGIS's extended flavour where a SRID is given.
 * @returns where it ends.
 */
export function writeMultiPolygon(
  view: DataView,
  at: number,
  polygons: number[][][][],
  srid?: number,
): number {
  const start = (type: number) => {
    view.setUint8(at, 1)
    view.setUint32(at + 1, type, true)
    at += 5
  }
  const number = (value: number) => {
    view.setUint32(at, value, true)
    at += 4
  }
  start(srid === undefined ? MULTI_POLYGON : MULTI_POLYGON | WITH_SRID)
  if (srid !== undefined) number(srid)
  number(polygons.length)
  for (const polygon of polygons) {
    start(POLYGON)
    number(polygon.length)
    for (const ring of polygon) {
      number(ring.length)
      for (const position of ring) {
        view.setFloat64(at, position[0], true)
        view.setFloat64(at + 8, position[1], true)
        at += 16
      }
    }
  }
  return at
}

export function multiPolygonWkb(polygons: number[][][][]): Uint8Array {
  const bytes = new Uint8Array(multiPolygonSize(polygons))
  writeMultiPolygon(new DataView(bytes.buffer), 0, polygons)
  return bytes
}

/** A GeoJSON geometry in two ordinates, little endian. */
export function geometryWkb(geometry: Geometry): Uint8Array {
  const type = new Uint8Array(5)
  type[0] = 1
  new DataView(type.buffer).setUint32(1, TYPES.indexOf(geometry.type), true)
  return Buffer.concat([type, ...bodyOf(geometry)])
}

function bodyOf(geometry: Geometry): Uint8Array[] {
  const counted = (parts: Uint8Array[]) => {
    const count = new Uint8Array(4)
    new DataView(count.buffer).setUint32(0, parts.length, true)
    return [count, ...parts]
  }
  const line = (positions: Position[]) => Buffer.concat(counted(positions.map(pointBytes)))
  const each = (type: 'Point' | 'LineString' | 'Polygon', all: unknown[]) =>
    counted(all.map((coordinates) => geometryWkb({ type, coordinates } as Geometry)))
  switch (geometry.type) {
    case 'Point':
      return [pointBytes(geometry.coordinates)]
    case 'LineString':
      return counted(geometry.coordinates.map(pointBytes))
    case 'Polygon':
      return counted(geometry.coordinates.map(line))
    case 'MultiPoint':
      return each('Point', geometry.coordinates)
    case 'MultiLineString':
      return each('LineString', geometry.coordinates)
    case 'MultiPolygon':
      return each('Polygon', geometry.coordinates)
    case 'GeometryCollection':
      return counted(geometry.geometries.map(geometryWkb))
  }
}

function pointBytes([x, y]: Position): Uint8Array {
  const bytes = new Uint8Array(16)
  const view = new DataView(bytes.buffer)
  view.setFloat64(0, x, true)
  view.setFloat64(8, y, true)
  return bytes
}
