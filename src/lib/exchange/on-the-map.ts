/** Corridors, roads and exchanges as features for the map. Pure. */
import type { Feature, FeatureCollection, Position } from 'geojson'
import type { GroupName } from '../../../domain/exchange/flow-map/index.ts'
import type { RoadFeature } from '../../../server/exchanges/road-schema.ts'
import type { Corridor } from '../../../server/exchanges/schema.ts'
import type { FlowKey } from './flow-columns.ts'
import type { FlowAnswer } from './flow-drawing.svelte.ts'
import type { Lit } from './lit.ts'
import { roadFeatures } from './roads/road-features.ts'

/** Widths in CSS pixels, from nothing to the most that is drawn. */
const [THINNEST, WIDEST] = [1.5, 12]
/** What lacks is drawn hollow: it wants room between its two sides. */
const HOLLOW = 5

/** Linear from nothing, so that twice as wide is twice as much. */
export const widthOf = (kg: number, most: number): number =>
  most > 0 ? Math.max(THINNEST, (WIDEST * Math.abs(kg)) / most) : THINNEST

export interface OnTheMap {
  corridors: readonly Corridor[]
  open: number | null
  /** null: none are drawn, or not yet. */
  drawn: (FlowAnswer & { key: FlowKey }) | null
  /** What a group is called, and how what stays within it is told. */
  words: { group: (name: GroupName, withinKg: number) => string }
  roads: readonly RoadFeature[]
  places: ReadonlyMap<number, { name: string; at: Position }>
  picked: string | null
  lit: Lit | null
  /** Less received than agreed is told from more; else all is as much as it is. */
  difference: boolean
  /** To be chosen from, or chosen, though nothing goes there. */
  also?: readonly number[]
  chosen?: readonly number[]
  /** In no corridor and no exchange. */
  alone?: readonly number[]
  /** Lines of roads, or segments of them, closed as if. */
  closed?: ReadonlySet<string>
}

export function exchangeFeatures(wanted: OnTheMap): FeatureCollection {
  const { drawn } = wanted
  return {
    type: 'FeatureCollection',
    features: [
      ...roadFeatures(wanted.roads, wanted.picked, wanted.closed),
      ...corridorFeatures(wanted),
      ...(drawn ? [...loadFeatures(wanted, drawn), ...lineFeatures(wanted, drawn)] : []),
      ...placeFeatures(wanted),
    ],
  }
}

const corridorFeatures = ({ corridors, open }: OnTheMap): Feature[] =>
  corridors.flatMap(({ id, route, routeEstimatedKm, routeKm, members }): Feature[] => {
    if (open !== null && id !== open) return []
    const straight = members.flatMap(({ place }) => (place ? [place] : []))
    const coordinates = route?.coordinates ?? (straight.length > 1 ? [straight] : [])
    if (coordinates.length === 0) return []
    const estimate = route === null || (routeEstimatedKm ?? 0) > (routeKm ?? 0) / 2
    return [
      {
        type: 'Feature',
        geometry: { type: 'MultiLineString', coordinates },
        properties: { role: 'corridor', key: `corridor ${id}`, picked: id === open, estimate },
      },
    ]
  })

/** What every line carries: how wide, whether it is pressed or steps back, how it is told from its opposite. */
function look({ difference, lit }: OnTheMap, kg: number, most: number, isLit: boolean) {
  const short = difference && kg < 0
  return {
    width: short ? Math.max(HOLLOW, widthOf(kg, most)) : widthOf(kg, most),
    short,
    mark: difference ? (short ? '▶ −' : '▶ +') : '▶',
    dim: lit !== null && !isLit,
  }
}

const loadFeatures = (wanted: OnTheMap, { drawing, key }: NonNullable<OnTheMap['drawn']>): Feature[] =>
  drawing.loads.map(({ segment, dir, kg, line }) => {
    const id = key.segments[segment]
    const isLit = wanted.lit?.steps.has(`${id} ${dir}`) === true
    return {
      type: 'Feature',
      geometry: { type: 'LineString', coordinates: line },
      properties: {
        role: 'load',
        key: `segment ${id}`,
        picked: isLit || wanted.picked === `segment ${id}`,
        ...look(wanted, kg, drawing.most, isLit),
      },
    }
  })

const lineFeatures = (wanted: OnTheMap, { drawing }: NonNullable<OnTheMap['drawn']>): Feature[] =>
  drawing.lines.flatMap(({ from, to, kg, estimatedKg, line, arrow }): Feature[] => {
    const isLit = wanted.lit?.pairs.has(`${from} ${to}`) === true
    const properties = {
      key: `pair ${from} ${to}`,
      picked: isLit,
      ...look(wanted, kg, drawing.most, isLit),
    }
    return [
      {
        type: 'Feature',
        geometry: { type: 'LineString', coordinates: line },
        properties: { role: 'flow', estimate: estimatedKg !== 0, ...properties },
      },
      {
        type: 'Feature',
        geometry: { type: 'Point', coordinates: arrow.at },
        properties: { role: 'arrow', turn: arrow.turn, ...properties },
      },
    ]
  })

function placeFeatures(wanted: OnTheMap): Feature[] {
  const { drawn, places, corridors, open, also = [], chosen = [], alone = [], picked, lit } = wanted
  const groups = drawn?.drawing.groups ?? []
  const most = drawn?.drawing.most ?? 0
  const radius = (kg: number) => 5 + 9 * Math.sqrt(most > 0 ? Math.min(1, Math.abs(kg) / most) : 0)
  const told = new Set<number>()
  const features = groups.map(({ group, at, outKg, inKg, withinKg }): Feature => {
    const name = drawn!.names[group]
    const commune = name.kind === 'commune' ? drawn!.key.communes[name.place] : null
    if (commune !== null) told.add(commune)
    const key = commune === null ? `group ${group}` : `commune ${commune}`
    const isLit = lit?.groups.has(group) === true
    return point(at, {
      key,
      name: commune === null ? wanted.words.group(name, withinKg) : (places.get(commune)?.name ?? ''),
      grouped: commune === null,
      // A difference is nobody's balance.
      gives: wanted.difference ? null : outKg > inKg,
      radius: radius(wanted.difference ? 0 : outKg - inKg),
      picked: picked === key || (commune !== null && chosen.includes(commune)),
      dim: lit !== null && !isLit,
    })
  })
  // Communes of a corridor stand apart only where all do.
  const apart = groups.length === 0 || drawn!.drawing.level === 'commune'
  const members = corridors
    .filter(({ id }) => apart && (open === null || id === open))
    .flatMap((corridor) => corridor.members.map(({ id }) => id))
  for (const id of new Set([...also, ...members])) {
    const place = places.get(id)
    if (!place || told.has(id)) continue
    const key = `commune ${id}`
    features.push(
      point(place.at, {
        key,
        name: place.name,
        grouped: false,
        gives: wanted.difference ? null : false,
        radius: radius(0),
        picked: picked === key || chosen.includes(id),
        dim: lit !== null,
      }),
    )
    told.add(id)
  }
  for (const id of alone) {
    const place = told.has(id) ? undefined : places.get(id)
    if (place) features.push(point(place.at, { role: 'alone', key: `commune ${id}`, name: place.name }))
  }
  return features
}

const point = (coordinates: Position, properties: Record<string, unknown>): Feature => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates },
  properties: { role: 'commune', ...properties },
})
