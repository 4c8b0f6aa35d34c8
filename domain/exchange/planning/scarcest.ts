import type { Solved } from './level-uncoupled.ts'
import type { Market } from './market.ts'

/** Prices below this, in cost units, are none. */
export const NOTHING = 100
/** Supplies of a product that are looked at as levers. */
export const SCARCEST = 8

/**
 * The supplies of a product of which a tonne more would save most, the first most: by the prices at which it was planned
 * alone. More of what a place itself lacks would stay there.
 */
export function scarcest(market: Market, { part, net: { potential } }: Solved): number[] {
  const open = new Set(part.sinks.map((sink) => market.sinks[sink].place))
  return part.sources
    .map((_, s) => s)
    .filter((s) => potential[s] < -NOTHING && !open.has(market.sources[part.sources[s]].place))
    .sort((x, y) => potential[x] - potential[y] || x - y)
    .slice(0, SCARCEST)
}
