/** Roads as features for the map, and their signs in the legend. Pure. */
import type { Feature } from 'geojson'
import type { LegendEntry } from '$lib/map/legend-entry.ts'
import type { RoadFeature } from '../../../../server/exchanges/road-schema.ts'
import { liesIn, stretchOf } from './stretches.ts'

const ROAD_COLOURS = { island: '#7d5205', byHand: '#857d6c', closed: '#a3262a' } as const

/** @param picked `segment 5:0-200`, `stretch 5:0-900` or, all of it, `line 5`. @param asIf lines and segments closed for a trial. */
export function roadFeatures(
  roads: readonly RoadFeature[],
  picked: string | null,
  asIf?: ReadonlySet<string>,
): Feature[] {
  const stretch = picked?.startsWith('stretch ') ? stretchOf(picked.slice('stretch '.length)) : null
  return roads.map(({ geometry, properties: { id, line, closed, island, byHand } }) => ({
    type: 'Feature',
    geometry,
    properties: {
      role: 'road',
      closed: closed || asIf?.has(line) === true || asIf?.has(id) === true,
      // The longest is what the others are islands to.
      island: island > 0,
      byHand,
      key: `segment ${id}`,
      picked:
        picked === `segment ${id}` || picked === `line ${line}` || (stretch !== null && liesIn(id, stretch)),
    },
  }))
}

export function roadLegend(
  features: readonly Feature[],
  words: { island: string; byHand: string; closed: string },
): LegendEntry[] {
  const has = (is: 'island' | 'byHand' | 'closed') =>
    features.some(({ properties }) => properties?.role === 'road' && properties[is] === true)
  return [
    ...(has('island') ? [{ sign: 'dashed' as const, colour: ROAD_COLOURS.island, label: words.island }] : []),
    ...(has('byHand') ? [{ sign: 'dashed' as const, colour: ROAD_COLOURS.byHand, label: words.byHand }] : []),
    ...(has('closed') ? [{ sign: 'line' as const, colour: ROAD_COLOURS.closed, label: words.closed }] : []),
  ]
}
