/** Lines and areas out of a file that is opened in the browser and stays there: GeoJSON, KML or GPX. */
import type { Geometry, Position } from 'geojson'
import { featuresOf } from '../device-file/features-of.ts'
import type { Area } from './inside.ts'

export interface Shapes {
  lines: Position[][]
  areas: Area[]
}
export type ShapesRefusal = 'too-large' | 'unreadable' | 'other-coordinates'

const LARGEST_BYTES = 30 * 1024 * 1024

export async function readShapesFile(file: File): Promise<Shapes | ShapesRefusal> {
  return file.size > LARGEST_BYTES ? 'too-large' : readShapes(await file.text())
}

export async function readShapes(text: string): Promise<Shapes | ShapesRefusal> {
  let features: unknown
  try {
    features = await featuresOf(text)
  } catch {
    return 'unreadable'
  }
  const shapes: Shapes = { lines: [], areas: [] }
  collect({ features }, shapes)
  const places = [...shapes.lines.flat(), ...shapes.areas.flat(2)]
  if (places.length === 0) return 'unreadable'
  const degrees = places.every(
    (at) =>
      Array.isArray(at) &&
      Number.isFinite(at[0]) &&
      Number.isFinite(at[1]) &&
      Math.abs(at[0]) <= 180 &&
      Math.abs(at[1]) <= 90,
  )
  return degrees ? shapes : 'other-coordinates'
}

function collect(content: unknown, shapes: Shapes): void {
  if (content === null || typeof content !== 'object') return
  const { features, geometry, geometries } = content as Record<string, unknown>
  for (const part of [features, geometries])
    if (Array.isArray(part)) for (const each of part) collect(each, shapes)
  if (geometry) collect(geometry, shapes)
  const shape = content as Geometry
  if (!('coordinates' in shape) || !Array.isArray(shape.coordinates)) return
  if (shape.type === 'LineString') shapes.lines.push(shape.coordinates)
  else if (shape.type === 'MultiLineString') shapes.lines.push(...shape.coordinates)
  else if (shape.type === 'Polygon') shapes.areas.push(shape.coordinates)
  else if (shape.type === 'MultiPolygon') shapes.areas.push(...shape.coordinates)
}
