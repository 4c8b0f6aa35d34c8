/** What is kept at hand of a file that was read: its rows without shapes, and a picture of few vertices. */

import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import { simplify } from '@turf/turf'
import type { Feature, FeatureCollection, MultiPolygon, Polygon, Position } from 'geojson'
import type { FileReport, SourceFeature } from '../files/types.ts'
import { lineGroups, type WorkFiles } from './work-directory.ts'

/** A feature without its shape. */
export interface Row {
  index: number
  properties: SourceFeature['properties']
  hasShape: boolean
  hasRepair: boolean
  /** Codes that a person must decide. */
  problems: string[]
}

/** What a browser draws in a moment. */
const PREVIEW_VERTICES = 20_000
const PREVIEW_FEATURES = 2_500
const VERTICES_KEPT = 500

/** One pass over the features. Sampled evenly, but never without a feature that has something to decide. */
export async function digest(files: WorkFiles, report: FileReport, signal: AbortSignal): Promise<void> {
  const step = Math.max(1, Math.ceil(report.featureCount / PREVIEW_FEATURES))
  const out = createWriteStream(files.rows)
  const sampled: Feature<Polygon | MultiPolygon>[] = []
  let doubtful = 0
  for await (const lines of lineGroups(files.features, signal)) {
    let text = ''
    for (const line of lines) {
      const feature = JSON.parse(line) as SourceFeature
      const { index, properties, geometry, repair, problems = [] } = feature
      const row: Row = {
        index,
        properties,
        hasShape: geometry !== null,
        hasRepair: repair !== undefined,
        problems,
      }
      text += `${JSON.stringify(row)}\n`
      const shape = geometry ?? repair?.geometry
      const isDoubtful = problems.length > 0 && doubtful < PREVIEW_FEATURES
      if (!shape || (index % step !== 0 && !isDoubtful)) continue
      if (isDoubtful) doubtful++
      sampled.push({ type: 'Feature', id: index, properties: { index, problems }, geometry: thinned(shape) })
    }
    if (!out.write(text)) await once(out, 'drain')
  }
  out.end()
  await finished(out)
  await writeFile(files.preview, JSON.stringify(fitted(sampled, report)))
}

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
    shown = features.map((feature) => simplify(feature, { tolerance, highQuality: false }))
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
  return geometry.type === 'Polygon'
    ? { type: 'Polygon', coordinates: geometry.coordinates.map(thin) }
    : { type: 'MultiPolygon', coordinates: geometry.coordinates.map((part) => part.map(thin)) }
}
