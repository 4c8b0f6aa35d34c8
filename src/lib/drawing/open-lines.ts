/** Lines out of a file of this device: GPX, KML or GeoJSON, read here and sent nowhere. */
import type { Feature, Geometry, Position } from 'geojson'
import { featuresOf } from '../device-file/features-of.ts'
import type { Track } from './drawing-features.ts'

/** Larger files are layers, for the import. */
const LARGEST_BYTES = 20_000_000

export type Unopened = 'too-large' | 'unreadable' | 'no-lines'

export async function openLines(file: File): Promise<Track[] | Unopened> {
  if (file.size > LARGEST_BYTES) return 'too-large'
  try {
    const tracks = linesIn(await featuresOf(await file.text()), file.name)
    return tracks.length > 0 ? tracks : 'no-lines'
  } catch {
    return 'unreadable'
  }
}

/** Lines, and outlines of areas, each by its name or by the file's. */
export function linesIn(features: readonly Feature[], fileName: string): Track[] {
  const tracks: Track[] = []
  for (const { geometry, properties } of features) {
    const name = String(properties?.name ?? properties?.nombre ?? properties?.nome ?? fileName)
    for (const line of linesOf(geometry)) {
      const flat = line
        .map(([x, y]): Position => [Math.round(x * 1e7) / 1e7, Math.round(y * 1e7) / 1e7])
        .filter(([x, y]) => Math.abs(x) <= 180 && Math.abs(y) <= 90)
        .filter(([x, y], i, all) => i === 0 || x !== all[i - 1][0] || y !== all[i - 1][1])
      if (flat.length > 1) tracks.push({ name, line: flat })
    }
  }
  return tracks
}

function linesOf(geometry: Geometry | null): Position[][] {
  switch (geometry?.type) {
    case 'LineString':
      return [geometry.coordinates]
    case 'MultiLineString':
    case 'Polygon':
      return geometry.coordinates
    case 'MultiPolygon':
      return geometry.coordinates.flat()
    case 'GeometryCollection':
      return geometry.geometries.flatMap(linesOf)
    default:
      return []
  }
}
