/**
 * A product in several months, planned as one by the network simplex: what is kept of a month may go in a later one.
 *
 * Of a stock the same share is still good after each month, whoever keeps it. So all amounts are told as what they come
 * to in the first month: a tonne that is needed when half is left is two of today's, and everything that costs by the tonne
 * then costs half. Nothing is lost on the way any more, and the months are one transport problem.
 */

import type { Market } from './market.ts'
import { costsOf, type Part } from './parts.ts'
import type { Situation } from './situation.ts'
import type { ProductProblem } from './uncoupled.ts'

export interface Months {
  /** By sink, tonnes there of one of the first month. */
  scale: Float64Array
  /** Whole cost units of one of the first month's tonnes, from source s to sink d at `d * sources + s`. */
  costs: Float64Array
  asToday(amounts: Pick<ProductProblem, 'supply' | 'need' | 'whole'>): typeof amounts
  /** Grams at a sink of so many of the first month's. */
  real(amount: number, d: number): number
}

export const isOfMonths = ({ sinks }: Market): boolean =>
  sinks.some(({ period }) => period !== sinks[0].period)

/** Whether anything of a part is of another month than the rest. */
export function spansMonths({ sources, sinks }: Market, part: Part): boolean {
  const { period } = sinks[part.sinks[0]]
  return (
    part.sinks.some((sink) => sinks[sink].period !== period) ||
    part.sources.some((source) => sources[source].period !== period)
  )
}

/**
 * By product: sources as they are first met, sinks of all months, the first month's first. Of what is carried nowhere the
 * first month only: the others are nothing to it.
 */
export function partsOverMonths({ sources, sinks }: Market): Part[] {
  const kept = new Set(sources.map(({ later }) => later))
  const carried = new Set(sources.flatMap(({ later, product }) => (later < 0 ? [] : [product])))
  const first = Math.min(...sinks.map(({ period }) => period))
  const parts = new Map<number, Part>()
  const partOf = (product: number, period: number): Part => {
    let part = parts.get(product)
    if (!part) {
      part = { product, period, sources: [], sinks: [] }
      parts.set(product, part)
    }
    return part
  }
  const byMonth = sinks.map((_, i) => i).sort((x, y) => sinks[x].period - sinks[y].period || x - y)
  for (const i of byMonth) {
    const { product, period, amount, plant } = sinks[i]
    if (amount > 0 && plant < 0 && (period === first || carried.has(product)))
      partOf(product, period).sinks.push(i)
  }
  sources.forEach(({ product, plant, period }, i) => {
    if (plant < 0 && !kept.has(i) && (period === first || carried.has(product)))
      parts.get(product)?.sources.push(i)
  })
  return [...parts.values()].sort((x, y) => x.product - y.product)
}

/** The source that is left of one in a month; -1: nothing is. */
export function sourceIn({ sources }: Market, source: number, period: number): number {
  let at = source
  while (at >= 0 && sources[at].period < period) at = sources[at].later
  return at >= 0 && sources[at].period === period ? at : -1
}

export function monthsOf(situation: Situation, market: Market, part: Part): Months {
  const { sources, sinks } = market
  const { keep } = situation.products[part.product]
  const first = Math.min(...sinks.map(({ period }) => period))
  // What does not keep at all goes nowhere later: each month is its own.
  const share = (period: number) => (keep === 0 ? 1 : keep ** (period - first))
  const scale = Float64Array.from(part.sinks, (sink) => share(sinks[sink].period))
  const costs = new Float64Array(part.sources.length * part.sinks.length).fill(Infinity)
  for (const period of new Set(part.sinks.map((sink) => sinks[sink].period))) {
    const there = part.sources.flatMap((source, s) => {
      const then = sourceIn(market, source, period)
      return then < 0 ? [] : [{ s, then }]
    })
    const here = part.sinks.flatMap((sink, d) => (sinks[sink].period === period ? [{ sink, d }] : []))
    const own = costsOf(situation, market, {
      ...part,
      period,
      sources: there.map(({ then }) => then),
      sinks: here.map(({ sink }) => sink),
    })
    here.forEach(({ d }, row) => {
      there.forEach(({ s }, column) => {
        const cost = own[row * there.length + column]
        costs[d * part.sources.length + s] = cost === Infinity ? Infinity : Math.round(cost * share(period))
      })
    })
  }
  return {
    scale,
    costs,
    asToday: ({ supply, need, whole }) => ({
      supply: supply.map((amount, s) => Math.floor(amount / share(sources[part.sources[s]].period))),
      need: need.map((amount, d) => Math.floor(amount / scale[d])),
      whole: whole.map((amount, d) => Math.floor(amount / scale[d])),
    }),
    real: (amount, d) => (scale[d] === 1 ? amount : Math.floor(amount * scale[d])),
  }
}
