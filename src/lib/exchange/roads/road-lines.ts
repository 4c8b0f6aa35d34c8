/** Roads as a list says them: a line as it was brought in, its kilometres, and whether it is closed on a day. Pure. */
import type { RoadFeature, RoadLine } from '../../../../server/exchanges/road-schema.ts'

export type Closure = 'open' | 'closed' | 'later' | 'was'

export const closureOn = ({ closedFrom, closedUntil }: RoadLine, day: string): Closure => {
  if (!closedFrom) return 'open'
  if (closedUntil && closedUntil <= day) return 'was'
  return closedFrom > day ? 'later' : 'closed'
}

export const only = ['all', 'closed', 'by-hand'] as const
export type Only = (typeof only)[number]

export interface ListedRoad extends RoadLine {
  km: number
  closure: Closure
}

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

export function listRoads(
  { lines, features }: { lines: readonly RoadLine[]; features: readonly RoadFeature[] },
  day: string,
): ListedRoad[] {
  const km = new Map<string, number>()
  for (const { properties } of features)
    km.set(properties.line, (km.get(properties.line) ?? 0) + properties.km)
  return lines
    .map((line) => ({ ...line, km: km.get(String(line.id)) ?? 0, closure: closureOn(line, day) }))
    .sort((a, b) => b.km - a.km || a.id - b.id)
}

/** What is closed, or will be, comes with the closed. */
export function sift(roads: readonly ListedRoad[], wanted: Only, query: string): ListedRoad[] {
  const text = plain(query.trim())
  return roads.filter(
    ({ name, network, byHand, closure }) =>
      (wanted === 'all' || (wanted === 'by-hand' ? byHand : closure === 'closed' || closure === 'later')) &&
      (text === '' || plain(`${name ?? ''} ${network}`).includes(text)),
  )
}
