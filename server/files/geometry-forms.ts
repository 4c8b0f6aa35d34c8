import type { MultiPolygon, Polygon } from 'geojson'
import type { Polygons } from './shape.ts'

/** West, south, east, north. */
export function boundsOf({ coordinates }: MultiPolygon): [number, number, number, number] {
  const bounds: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [x, y] of coordinates.flat(2)) {
    bounds[0] = Math.min(bounds[0], x)
    bounds[1] = Math.min(bounds[1], y)
    bounds[2] = Math.max(bounds[2], x)
    bounds[3] = Math.max(bounds[3], y)
  }
  return bounds
}

export const asGeometry = (polygons: Polygons): Polygon | MultiPolygon =>
  polygons.length === 1
    ? { type: 'Polygon', coordinates: polygons[0] }
    : { type: 'MultiPolygon', coordinates: polygons }

export const partsOf = (geometry: Polygon | MultiPolygon): Polygons =>
  geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates

/** 64 bits of a text (FNV-1a twice), so that a million rows need no copies of their text. */
export function textKey(text: string): string {
  let a = 0x811c9dc5
  let b = 0x9747b28c
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    a = Math.imul(a ^ unit, 0x01000193)
    b = Math.imul(b ^ unit, 0x85ebca6b)
  }
  return `${a}:${b}`
}
