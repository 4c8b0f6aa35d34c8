/** A picture of a file that was read, of few vertices. */

import { writeFile } from 'node:fs/promises'
import type { Feature, FeatureCollection, MultiPolygon, Polygon, Position } from 'geojson'
import type { FileReport, SourceFeature } from '../files/types.ts'
import { simplifyRing } from './simplify-ring.ts'
import { lineGroups, type WorkFiles } from './work-directory.ts'

/** What a browser draws in a moment. */
const PREVIEW_VERTICES = 20_000
const PREVIEW_FEATURES = 2_500
const VERTICES_KEPT = 500

/** Sampled evenly, but never without a feature that has something to decide. Only what is shown is read in full. */
export async function writePreview(files: WorkFiles, report: FileReport, signal: AbortSignal): Promise<void> {
  const step = Math.max(1, Math.ceil(report.featureCount / PREVIEW_FEATURES))
  /** Lines, the same in both files. */
  const doubtful = new Set<number>()
  let at = 0
  for await (const lines of lineGroups(files.rows, signal))
    for (const line of lines) {
      if (doubtful.size < PREVIEW_FEATURES && !line.endsWith(NO_PROBLEMS)) doubtful.add(at)
      at++
    }
  at = 0
  const sampled: Feature<Polygon | MultiPolygon>[] = []
  for await (const lines of lineGroups(files.features, signal))
    for (const line of lines) {
      const here = at++
      if (here % step !== 0 && !doubtful.has(here)) continue
      const { index, geometry, repair, problems = [] } = JSON.parse(line) as SourceFeature
      const shape = geometry ?? repair?.geometry
      if (!shape) continue
      sampled.push({ type: 'Feature', id: index, properties: { index, problems }, geometry: thinned(shape) })
      if (geometry && repair && problems.length > 0) {
        const properties = { index, problems, repaired: true }
        sampled.push({ type: 'Feature', properties, geometry: thinned(repair.geometry) })
      }
    }
  await writeFile(files.preview, JSON.stringify(fitted(sampled, report)))
}

/** How a row without problems ends. */
const NO_PROBLEMS = '"problems":[]}'

/** Coarser and coarser until it fits: first a two-thousandth of the whole, then double that, and so on. */
function fitted(
  features: Feature<Polygon | MultiPolygon>[],
  { bounds, featureCount }: FileReport,
): FeatureCollection {
  const [west, south, east, north] = bounds ?? [0, 0, 1, 1]
  let tolerance = Math.hypot(east - west, north - south) / 4000
  let shown = features
  const size = () => shown.reduce((sum, { geometry }) => sum + vertices(geometry), 0)
  for (let round = 0; round < 8 && size() > PREVIEW_VERTICES; round++, tolerance *= 2)
    shown = shown.map((feature) => ({
      ...feature,
      geometry: withRings(feature.geometry, (ring) => simplifyRing(ring, tolerance)),
    }))
  // Simplifying never goes below a triangle; a file of many parts is cut short instead.
  let room = PREVIEW_VERTICES
  shown = shown.filter(({ geometry }) => {
    room -= vertices(geometry)
    return room >= 0
  })
  return { type: 'FeatureCollection', features: shown, featureCount } as FeatureCollection
}

const ringsOf = (geometry: Polygon | MultiPolygon): Position[][] =>
  geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat()

const vertices = (geometry: Polygon | MultiPolygon): number =>
  ringsOf(geometry).reduce((sum, ring) => sum + ring.length, 0)

/** Every so many vertices of a huge shape, so that the sample stays small in memory. */
function thinned(geometry: Polygon | MultiPolygon): Polygon | MultiPolygon {
  const step = Math.ceil(vertices(geometry) / VERTICES_KEPT)
  if (step <= 1) return geometry
  const thin = (ring: Position[]): Position[] =>
    ring.length < 4 * step ? ring : [...ring.slice(0, -1).filter((_, i) => i % step === 0), ring[0]]
  return withRings(geometry, thin)
}

const withRings = (
  geometry: Polygon | MultiPolygon,
  change: (ring: Position[]) => Position[],
): Polygon | MultiPolygon =>
  geometry.type === 'Polygon'
    ? { type: 'Polygon', coordinates: geometry.coordinates.map(change) }
    : { type: 'MultiPolygon', coordinates: geometry.coordinates.map((part) => part.map(change)) }
