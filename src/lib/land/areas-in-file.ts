/** Areas out of a file of this device, as one shape: GeoJSON, KML or GPX, read here and sent nowhere. */
import type { Feature, Geometry, MultiPolygon, Polygon, Position } from 'geojson'
import { featuresOf } from '../device-file/features-of.ts'
import { selfCrossing } from '../drawing/lines.ts'

/** Larger files are layers, for the import. */
const LARGEST_BYTES = 20_000_000
/** Looking for crossings compares each side with each other. */
const MOST_VERTICES = 5000

export type Unread = 'too-large' | 'unreadable' | 'no-areas' | 'crosses'

export async function areasInFile(file: File): Promise<Polygon | MultiPolygon | Unread> {
  if (file.size > LARGEST_BYTES) return 'too-large'
  try {
    return areasIn(await featuresOf(await file.text()))
  } catch {
    return 'unreadable'
  }
}

/** All areas together; a track that was walked round closes itself. */
export function areasIn(features: readonly Feature[]): Polygon | MultiPolygon | Unread {
  const parts = features.flatMap(({ geometry }) => partsOf(geometry))
  if (parts.length === 0) return 'no-areas'
  const crosses = parts
    .flat()
    .some((ring) => ring.length <= MOST_VERTICES && selfCrossing(ring.slice(0, -1), true) !== null)
  if (crosses) return 'crosses'
  return parts.length === 1
    ? { type: 'Polygon', coordinates: parts[0] }
    : { type: 'MultiPolygon', coordinates: parts }
}

function partsOf(geometry: Geometry | null): Position[][][] {
  switch (geometry?.type) {
    case 'Polygon':
      return sound([geometry.coordinates])
    case 'MultiPolygon':
      return sound(geometry.coordinates)
    case 'LineString':
      return sound([[[...geometry.coordinates, geometry.coordinates[0]]]])
    case 'MultiLineString':
      return geometry.coordinates.flatMap((line) => sound([[[...line, line[0]]]]))
    case 'GeometryCollection':
      return geometry.geometries.flatMap(partsOf)
    default:
      return []
  }
}

/** Without heights, without what lies off the earth, without vertices that repeat the one before. */
const sound = (parts: Position[][][]): Position[][][] =>
  parts
    .map((rings) =>
      rings
        .map((ring) =>
          ring
            .filter((place) => Array.isArray(place) && Math.abs(place[0]) <= 180 && Math.abs(place[1]) <= 90)
            .map(([x, y]): Position => [x, y])
            .filter(([x, y], i, all) => i === 0 || x !== all[i - 1][0] || y !== all[i - 1][1]),
        )
        .filter((ring) => ring.length >= 4),
    )
    .filter((rings) => rings.length > 0)
