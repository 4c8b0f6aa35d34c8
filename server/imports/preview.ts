/** A picture of a file that was read, of few vertices. */

import { writeFile } from 'node:fs/promises'
import type { Feature, FeatureCollection, MultiPolygon, Position } from 'geojson'
import { readRows, ShapeFile } from '../files/index.ts'
import type { FileReport, ShapePlace } from '../files/types.ts'
import { simplifyRing } from './simplify-ring.ts'
import type { WorkFiles } from './work-directory.ts'

/** What a browser draws in a moment. */
const PREVIEW_VERTICES = 20_000
const PREVIEW_FEATURES = 2_500
const VERTICES_KEPT = 500

/** Sampled evenly, but never without a feature that has something to decide. Only what is shown is read in full. */
export async function writePreview(files: WorkFiles, report: FileReport, signal: AbortSignal): Promise<void> {
  const step = Math.max(1, Math.ceil(report.featureCount / PREVIEW_FEATURES))
  const sampled: Area[] = []
  const shapes = await ShapeFile.open(files.shapes)
  const draw = async (
    place: ShapePlace,
    properties: { index: number; problems: string[]; repaired?: true },
  ) => {
    const coordinates = thinned(await shapes.polygonsAt(place))
    const id = properties.repaired ? {} : { id: properties.index }
    sampled.push({ type: 'Feature', ...id, properties, geometry: { type: 'MultiPolygon', coordinates } })
  }
  let doubtful = 0
  let at = 0
  try {
    for await (const group of readRows(files.rows, signal))
      for (const { index, shape, repair, problems } of group) {
        const asked = problems.length > 0 && doubtful < PREVIEW_FEATURES
        if (asked) doubtful++
        const here = at++
        if (here % step !== 0 && !asked) continue
        const shown = shape ?? repair?.shape
        if (shown) await draw(shown, { index, problems })
        if (shape && repair && problems.length > 0)
          await draw(repair.shape, { index, problems, repaired: true })
      }
  } finally {
    await shapes.close()
  }
  await writeFile(files.preview, JSON.stringify(fitted(sampled, report)))
}

type Area = Feature<MultiPolygon>

/** Coarser and coarser until it fits: first a two-thousandth of the whole, then double that, and so on. */
function fitted(areas: Area[], { bounds, featureCount }: FileReport): FeatureCollection {
  const [west, south, east, north] = bounds ?? [0, 0, 1, 1]
  let tolerance = Math.hypot(east - west, north - south) / 4000
  let shown = areas
  const size = () => shown.reduce((sum, { geometry }) => sum + vertices(geometry.coordinates), 0)
  for (let round = 0; round < 8 && size() > PREVIEW_VERTICES; round++, tolerance *= 2)
    shown = shown.map((area) => ({
      ...area,
      geometry: {
        type: 'MultiPolygon',
        coordinates: withRings(area.geometry.coordinates, (ring) => simplifyRing(ring, tolerance)),
      },
    }))
  // Simplifying never goes below a triangle; a file of many parts is cut short instead.
  let room = PREVIEW_VERTICES
  shown = shown.filter(({ geometry }) => {
    room -= vertices(geometry.coordinates)
    return room >= 0
  })
  return { type: 'FeatureCollection', features: shown, featureCount } as FeatureCollection
}

type Polygons = MultiPolygon['coordinates']

const vertices = (polygons: Polygons): number =>
  polygons.reduce((sum, rings) => sum + rings.reduce((inner, ring) => inner + ring.length, 0), 0)

/** Every so many vertices of a huge shape, so that the sample stays small in memory. */
function thinned(polygons: Polygons): Polygons {
  const step = Math.ceil(vertices(polygons) / VERTICES_KEPT)
  if (step <= 1) return polygons
  return withRings(polygons, (ring) =>
    ring.length < 4 * step ? ring : [...ring.slice(0, -1).filter((_, i) => i % step === 0), ring[0]],
  )
}

const withRings = (polygons: Polygons, change: (ring: Position[]) => Position[]): Polygons =>
  polygons.map((rings) => rings.map(change))
