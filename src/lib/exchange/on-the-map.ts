/** Corridors, roads and flows as features for the map. Pure. */
import type { Feature, FeatureCollection, Position } from 'geojson'
import type { LegendEntry } from '$lib/map/legend-entry.ts'
import type { RoadFeature } from '../../../server/exchanges/road-schema.ts'
import type { Corridor, Flow } from '../../../server/exchanges/schema.ts'
import { roadFeatures, roadLegend } from './roads/road-features.ts'

/** Widths in CSS pixels, from nothing to the most that is drawn. */
const [THINNEST, WIDEST] = [1.5, 12]
/** Points of a curved flow: enough to look round. */
const CURVE_POINTS = 24
/** How far a flow bends, as a share of its length: the two directions of a pair bend apart. */
const BEND = 0.14

export interface SegmentLoad {
  segmentId: string
  dir: 1 | -1
  kg: number
  flows: number[]
}

/** What travels on each segment in each direction; an exchange that uses a segment twice loads it twice. */
export function loadsOf(flows: readonly Flow[]): SegmentLoad[] {
  const loads = new Map<string, SegmentLoad>()
  for (const { id, kg, segments } of flows)
    for (const { segmentId, dir } of segments) {
      const key = `${segmentId} ${dir}`
      const load = loads.get(key) ?? { segmentId, dir, kg: 0, flows: [] }
      load.kg += kg
      if (load.flows.at(-1) !== id) load.flows.push(id)
      loads.set(key, load)
    }
  return [...loads.values()]
}

/** One line for each pair and direction, products and months added up. */
export function pairsOf(flows: readonly Flow[]) {
  const pairs = new Map<
    string,
    { from: number; to: number; kg: number; estimate: boolean; flows: number[] }
  >()
  for (const { id, fromCommune: from, toCommune: to, kg, quality } of flows) {
    const key = `${from} ${to}`
    const pair = pairs.get(key) ?? { from, to, kg: 0, estimate: false, flows: [] }
    pair.kg += kg
    pair.estimate ||= quality !== 'own-roads' && quality !== 'service'
    pair.flows.push(id)
    pairs.set(key, pair)
  }
  return [...pairs.values()]
}

/** Linear from nothing, so that twice as wide is twice as much. */
export const widthOf = (kg: number, most: number): number =>
  most > 0 ? Math.max(THINNEST, (WIDEST * kg) / most) : THINNEST

/** Quadratic, bent to the left of the way: there and back are two lines. */
export function curve(from: Position, to: Position): Position[] {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
  const middle = [(from[0] + to[0]) / 2 - dy * BEND, (from[1] + to[1]) / 2 + dx * BEND]
  return Array.from({ length: CURVE_POINTS + 1 }, (_, i) => {
    const t = i / CURVE_POINTS
    const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t * t]
    return [a * from[0] + b * middle[0] + c * to[0], a * from[1] + b * middle[1] + c * to[1]]
  })
}

export interface OnTheMap {
  corridors: readonly Corridor[]
  open: number | null
  flows: readonly Flow[]
  roads: readonly RoadFeature[]
  places: ReadonlyMap<number, { name: string; at: Position }>
  picked: string | null
  /** To be chosen from, or chosen, though nothing goes there. */
  also?: readonly number[]
  chosen?: readonly number[]
  /** In no corridor and no exchange. */
  alone?: readonly number[]
  /** Lines of roads closed as if. */
  closed?: ReadonlySet<string>
  /** Kilograms at which a line is widest; the same while one compares. */
  most: number
}

export function exchangeFeatures({
  corridors,
  open,
  flows,
  roads,
  places,
  picked,
  also = [],
  chosen = [],
  alone = [],
  closed: asIf,
  most,
}: OnTheMap): FeatureCollection {
  const features: Feature[] = roadFeatures(roads, picked, asIf)
  for (const { id, route, routeEstimatedKm, routeKm, members } of corridors) {
    if (open !== null && id !== open) continue
    const straight = members.flatMap(({ place }) => (place ? [place] : []))
    const coordinates = route?.coordinates ?? (straight.length > 1 ? [straight] : [])
    if (coordinates.length === 0) continue
    const estimate = route === null || (routeEstimatedKm ?? 0) > (routeKm ?? 0) / 2
    features.push({
      type: 'Feature',
      geometry: { type: 'MultiLineString', coordinates },
      properties: { role: 'corridor', key: `corridor ${id}`, picked: id === open, estimate },
    })
  }
  const shapes = new Map(roads.map(({ geometry, properties }) => [properties.id, geometry.coordinates]))
  for (const { segmentId, dir, kg, flows: through } of loadsOf(flows)) {
    const shape = shapes.get(segmentId)
    if (!shape) continue
    const coordinates = dir === 1 ? shape : [...shape].reverse()
    const key = `segment ${segmentId}`
    features.push({
      type: 'Feature',
      geometry: { type: 'LineString', coordinates },
      properties: {
        role: 'load',
        key,
        width: widthOf(kg, most),
        picked: picked === key || through.some((id) => picked === `flow ${id}`),
      },
    })
  }
  // What follows a road is drawn on it; the rest from commune to commune.
  for (const { from, to, kg, estimate, flows: through } of pairsOf(
    flows.filter(({ segments }) => segments.length === 0),
  )) {
    const [a, b] = [places.get(from), places.get(to)]
    if (!a || !b) continue
    features.push({
      type: 'Feature',
      geometry: { type: 'LineString', coordinates: curve(a.at, b.at) },
      properties: {
        role: 'flow',
        key: `flow ${through[0]}`,
        width: widthOf(kg, most),
        estimate,
        picked:
          through.some((id) => picked === `flow ${id}`) ||
          picked === `commune ${from}` ||
          picked === `commune ${to}`,
      },
    })
  }
  const shown = new Set([
    ...also,
    ...flows.flatMap(({ fromCommune, toCommune }) => [fromCommune, toCommune]),
    ...corridors
      .filter(({ id }) => open === null || id === open)
      .flatMap(({ members }) => members.map(({ id }) => id)),
  ])
  for (const id of shown) {
    const place = places.get(id)
    if (!place) continue
    const balance = flows.reduce(
      (sum, { fromCommune, toCommune, kg }) =>
        sum + (fromCommune === id ? kg : 0) - (toCommune === id ? kg : 0),
      0,
    )
    features.push({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: place.at },
      properties: {
        role: 'commune',
        key: `commune ${id}`,
        name: place.name,
        gives: balance > 0,
        radius: 5 + 9 * Math.sqrt(most > 0 ? Math.min(1, Math.abs(balance) / most) : 0),
        picked: picked === `commune ${id}` || chosen.includes(id),
      },
    })
  }
  for (const id of alone) {
    const place = shown.has(id) ? undefined : places.get(id)
    if (!place) continue
    features.push({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: place.at },
      properties: { role: 'alone', key: `commune ${id}`, name: place.name },
    })
  }
  return { type: 'FeatureCollection', features }
}

export function exchangeLegend(
  { features }: FeatureCollection,
  most: number,
  words: {
    tonnes: (kg: number) => string
    estimate: string
    gives: string
    takes: string
    corridor: string
    closed: string
    island: string
    byHand: string
    alone: string
  },
): LegendEntry[] {
  const has = (role: string, test: (properties: Record<string, unknown>) => boolean = () => true) =>
    features.some(({ properties }) => properties?.role === role && test(properties))
  const blue = '#2b4c9b'
  return [
    ...(has('corridor') ? [{ sign: 'line' as const, colour: blue, label: words.corridor }] : []),
    ...(has('load') || has('flow')
      ? [{ sign: 'line' as const, colour: blue, label: words.tonnes(most) }]
      : []),
    ...(has('flow', ({ estimate }) => estimate === true) ||
    has('corridor', ({ estimate }) => estimate === true)
      ? [{ sign: 'dashed' as const, colour: blue, label: words.estimate }]
      : []),
    ...(has('commune', ({ gives }) => gives === true)
      ? [{ sign: 'fill' as const, colour: blue, label: words.gives }]
      : []),
    ...(has('commune', ({ gives }) => gives === false)
      ? [{ sign: 'ring' as const, colour: blue, label: words.takes }]
      : []),
    ...roadLegend(features, words),
    ...(has('alone') ? [{ sign: 'mark' as const, colour: '#56646a', label: words.alone, mark: '◇' }] : []),
  ]
}
