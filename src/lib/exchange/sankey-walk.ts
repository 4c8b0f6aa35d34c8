/** A walk through who gives to whom, one step for each key: what is given, followed to who gets it, and back. Pure. */
import type { Pair } from './pairs.ts'

/** At a commune, on one of its gifts (index among them, greatest first), or nowhere yet; with the way come. */
export interface Walk {
  at: number
  edge: number | null
  way: { at: number; edge: number }[]
}
export type Step = 'next' | 'previous' | 'follow' | 'back'

/** Greatest first, as `pairsOf` leaves them. */
export const outgoing = (pairs: readonly Pair[], at: number): Pair[] =>
  pairs.filter(({ from }) => from === at)

/** At the giver of the greatest. */
export const begin = (pairs: readonly Pair[]): Walk | null =>
  pairs.length === 0 ? null : { at: pairs[0].from, edge: 0, way: [] }

export function step(pairs: readonly Pair[], walk: Walk, to: Step): Walk {
  const edges = outgoing(pairs, walk.at)
  const { at, edge, way } = walk
  switch (to) {
    case 'next':
    case 'previous': {
      if (edges.length === 0) return walk
      const by = to === 'next' ? 1 : -1
      return { ...walk, edge: ((edge ?? (by > 0 ? -1 : 0)) + by + edges.length) % edges.length }
    }
    case 'follow': {
      if (edge === null) return walk
      const next = edges[edge].to
      return { at: next, edge: outgoing(pairs, next).length > 0 ? 0 : null, way: [...way, { at, edge }] }
    }
    case 'back': {
      const last = way.at(-1)
      return last ? { ...last, way: way.slice(0, -1) } : walk
    }
  }
}
