/**
 * A round of a truck along a corridor: from home to one end of what it serves, to the other, and home again. Each stretch
 * between neighbours is driven once in each direction, so that what is carried one way never stands in the way of the other.
 */

/** Communes in their order, and how far each lies from the first, kilometres that never fall. */
export interface Line {
  communes: readonly number[]
  km: readonly number[]
}

/** So much of a flow from one commune of the line to another. */
export interface Load {
  flowId: number
  from: number
  to: number
  kg: number
}

/** Where it turns first: `on` to the last commune of the line, `back` to the first one. */
export type FirstWay = 'on' | 'back'

export interface Round<L extends Load = Load> {
  home: number
  first: FirstWay
  capacityKg: number
  loads: readonly L[]
}

/** Places in the line; a stretch `i` lies between places `i` and `i + 1`. */
export interface Span {
  from: number
  to: number
  way: FirstWay
  low: number
  high: number
}

/** A gram is rounding. */
export const GRAM = 0.001

/** Null where the line does not go there, or both are one commune. */
export function spanOf({ communes }: Line, { from, to }: Pick<Load, 'from' | 'to'>): Span | null {
  const [a, b] = [communes.indexOf(from), communes.indexOf(to)]
  if (a < 0 || b < 0 || a === b) return null
  return { from: a, to: b, way: a < b ? 'on' : 'back', low: Math.min(a, b), high: Math.max(a, b) }
}

/** Drives of one direction, in their order; the line as a whole. */
export function drivesOf(line: Line, home: number, first: FirstWay): { from: number; to: number }[] {
  const [at, last] = [line.communes.indexOf(home), line.communes.length - 1]
  const turns = first === 'on' ? [at, last, 0, at] : [at, 0, last, at]
  return turns.slice(1).map((to, i) => ({ from: turns[i], to }))
}

/** In which of the drives it is carried; null where it would lie across home against the way of the round. */
export function driveOf(
  line: Line,
  { home, first }: Pick<Round, 'home' | 'first'>,
  span: Span,
): number | null {
  const found = drivesOf(line, home, first).findIndex(
    ({ from, to }) =>
      from !== to &&
      (to > from ? 'on' : 'back') === span.way &&
      Math.min(from, to) <= span.low &&
      span.high <= Math.max(from, to),
  )
  return found < 0 ? null : found
}

/** How far it goes: the places where it turns, home included. */
export function reachOf(
  line: Line,
  { home, loads }: Pick<Round, 'home' | 'loads'>,
): { low: number; high: number } {
  const at = line.communes.indexOf(home)
  const spans = loads.flatMap((load) => spanOf(line, load) ?? [])
  return {
    low: Math.min(at, ...spans.map(({ low }) => low)),
    high: Math.max(at, ...spans.map(({ high }) => high)),
  }
}

/** Kilometres of the whole round. */
export function kmOf(line: Line, round: Pick<Round, 'home' | 'loads'>): number {
  const { low, high } = reachOf(line, round)
  return 2 * (line.km[high] - line.km[low])
}

/** Kilograms on each stretch of the line, in both directions. */
export function stretchesOf(line: Line, loads: readonly Load[]): { onKg: number; backKg: number }[] {
  const stretches = line.communes.slice(1).map(() => ({ onKg: 0, backKg: 0 }))
  for (const load of loads) {
    const span = spanOf(line, load)
    if (!span) continue
    for (let i = span.low; i < span.high; i++) stretches[i][span.way === 'on' ? 'onKg' : 'backKg'] += load.kg
  }
  return stretches
}
