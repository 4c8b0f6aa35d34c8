/** A market planned product by product, as if each had the roads for itself: live, in a browser's worker. */
import type { Answer, ChosenFlow, Effect, Explained, Resource } from './answer.ts'
import { chainsBetween, type Market } from './market.ts'
import {
  isOfMonths,
  type Months,
  monthsOf,
  partsOverMonths,
  sourceIn,
  spansMonths,
} from './months-together.ts'
import { nearWays } from './near-ways.ts'
import { effectOf, rangeOf, type TreeFlow } from './network-simplex.ts'
import { costsOf, type Part, partsOf } from './parts.ts'
import { COST_UNITS, GRAMS, type Situation } from './situation.ts'
import { arcsOf, everyWay, type ProductProblem, solveProduct, TIE_UNITS, type Ways } from './uncoupled.ts'

export const NETWORK_SIMPLEX = { name: 'network-simplex', version: '1' }

/** Solutions of the parts, kept for the next question about the same amounts: by product. */
export type Kept = Map<number, Solved>

export interface Solved {
  part: Part
  problem: ProductProblem
  net: TreeFlow
  /** Cost units from source s to sink d at `d * sources + s`; null: anything can go anywhere on the same island. */
  costs: Float64Array | null
  partOf: Map<number, number>
  /** Of a part of several months; null: of one. */
  months: Months | null
}

/**
 * @param penaltiesKm what a tonne not covered weighs, by tier.
 * @param kept solutions of the same market when ways were others; brought up to date.
 */
export function planUncoupled(
  situation: Situation,
  market: Market,
  penaltiesKm: number[],
  kept: Kept = new Map(),
): Answer {
  const { truckT, loadedExtra } = situation.options
  const penalties = penaltiesKm.map((km) => Math.round(km * COST_UNITS))
  const uncovered = new Float64Array(market.sinks.length)
  const flows: ChosenFlow[] = []
  let units = 0
  let ties = 0
  let proved = true
  for (const part of isOfMonths(market) ? partsOverMonths(market) : partsOf(market, false)) {
    const solved = solvePart(situation, market, part, penalties, kept.get(part.product))
    kept.set(part.product, solved)
    const { net, months } = solved
    const sources = part.sources.length
    const arcs = arcsOf(sources, part.sinks.length, penalties.length)
    proved &&= net.optimal
    for (let arc = arcs.pairs; arc < net.arcs; arc++) {
      const amount = net.flow[arc]
      if (amount === 0) continue
      const sink = part.sinks[net.head[arc] - sources]
      const first = part.sources[net.tail[arc]]
      const source = months ? sourceIn(market, first, market.sinks[sink].period) : first
      const chains = chainsBetween(situation, market, market.sources[source], market.sinks[sink])
      if (typeof chains === 'string') throw new Error(`Something flows where nothing can: ${chains}`)
      flows.push({
        source,
        sink,
        amount: months ? months.real(amount, net.head[arc] - sources) : amount,
        ...chains[0],
      })
      units += net.cost[arc] * amount
      ties += amount
    }
    for (let d = 0; d < part.sinks.length; d++)
      for (let tier = 0; tier < penalties.length; tier++) {
        const lack = net.flow[arcs.lack(d, tier)]
        uncovered[part.sinks[d]] += months ? months.real(lack, d) : lack
        units += penalties[tier] * lack
      }
  }
  for (const { way, amount } of market.fixed) units += way.km * (1 + loadedExtra) * COST_UNITS * amount
  const perUnit = 1 / COST_UNITS / GRAMS / truckT
  const lowestOf = new Map<number, (d: number) => number>()
  return {
    flows,
    uncovered,
    carried: leftOver(market, flows),
    // What breaks ties is below a metre a tonne.
    lowerBound: Math.max(0, (units - TIE_UNITS * ties) * perUnit),
    explain,
    ownEffect: (sink) => {
      const at = placeIn(sink)
      return at ? effectAt(at.solved, at.solved.part.sources.length + at.d, { kind: 'need', sink }) : null
    },
    proved,
    solver: NETWORK_SIMPLEX,
  }

  function placeIn(sink: number): { solved: Solved; d: number } | null {
    const solved = kept.get(market.sinks[sink].product)
    const d = solved?.partOf.get(sink)
    return solved && d !== undefined ? { solved, d } : null
  }

  function explain(sink: number): Explained | null {
    const at = placeIn(sink)
    if (!at) return null
    const { product } = market.sinks[sink]
    let lowest = lowestOf.get(product)
    if (!lowest) {
      lowest = lowestSources(situation, market, at.solved)
      lowestOf.set(product, lowest)
    }
    const best = lowest(at.d)
    if (best < 0) {
      const node = at.solved.part.sources.length + at.d
      return { reason: 'supply-promised', effect: effectAt(at.solved, node, { kind: 'need', sink }) }
    }
    const { net, part } = at.solved
    return {
      reason: net.potential[best] < 0 ? 'supply-promised' : 'too-far',
      effect: effectAt(at.solved, best, { kind: 'supply', source: part.sources[best] }),
    }
  }

  function effectAt({ part, net, months }: Solved, node: number, resource: Resource): Effect {
    const arcs = arcsOf(part.sources.length, part.sinks.length, penalties.length)
    const isLack = (arc: number) => (arc >= part.sources.length && arc < arcs.pairs ? 1 : 0)
    const lackOf = (arc: number) =>
      months && isLack(arc)
        ? months.scale[Math.floor((arc - part.sources.length) / penalties.length)]
        : isLack(arc)
    return {
      resource,
      cost: net.potential[node] / COST_UNITS / truckT,
      uncoveredT: effectOf(node, lackOf, net),
      upTo: rangeOf(node, net) / GRAMS,
      atLeast: false,
    }
  }
}

function solvePart(
  situation: Situation,
  market: Market,
  part: Part,
  penalties: number[],
  before: Solved | undefined,
): Solved {
  const months = spansMonths(market, part) ? monthsOf(situation, market, part) : null
  const near =
    before?.costs === null ? before.problem.ways : months ? null : waysOnIslands(situation, market, part)
  const costs = near ? null : months ? months.costs : costsOf(situation, market, part)
  const amounts = {
    supply: Float64Array.from(part.sources, (source) => market.sources[source].amount),
    need: Float64Array.from(part.sinks, (sink) => market.sinks[sink].amount),
    whole: Float64Array.from(part.sinks, (sink) => situation.needs[market.sinks[sink].need].amount!),
  }
  const problem: ProductProblem = {
    ...(months ? months.asToday(amounts) : amounts),
    ways: near ?? everyWay(costs!, part.sources.length),
    penalties,
    ...(months && { scale: months.scale }),
    nearest: situation.options.nearest,
  }
  const { net } = solveProduct(problem, before?.net)
  const partOf = before?.partOf ?? new Map(part.sinks.map((sink, d) => [sink, d]))
  return { part, problem, net, costs, partOf, months }
}

/** Null where what can go from whom to whom is told pair by pair: refusals, distances without a road, hubs, shelf lives. */
function waysOnIslands(situation: Situation, market: Market, part: Part): Ways | null {
  const { options, places, paths, products, told, hubs } = situation
  const givers = part.sources.map((source) => market.sources[source])
  const node = ({ place }: { place: number }) => places[place].node
  const sourceNodes = Int32Array.from(givers, node)
  const sinkNodes = Int32Array.from(part.sinks, (sink) => node(market.sinks[sink]))
  const anyWay =
    market.refused.size === 0 &&
    told.size === 0 &&
    hubs.length === 0 &&
    options.maxLegKm === null &&
    products[part.product].shelfLifeMinutes === Infinity &&
    !sourceNodes.includes(-1) &&
    !sinkNodes.includes(-1)
  if (!anyWay) return null
  const extra = Float64Array.from(givers, ({ provenance }) =>
    Math.round((options.provenanceKm[provenance] ?? 0) * COST_UNITS),
  )
  return nearWays(paths, sourceNodes, extra, sinkNodes)
}

/** Whether anything can go from a source of a part to a sink of it. */
export function admits(
  { paths, places }: Situation,
  { sources, sinks }: Market,
  { part, costs }: Solved,
  s: number,
  d: number,
): boolean {
  if (costs) return costs[d * part.sources.length + s] < Infinity
  const island = paths.island()
  const islandOf = (place: number) => island[places[place].node]
  return islandOf(sources[part.sources[s]].place) === islandOf(sinks[part.sinks[d]].place)
}

/**
 * For each sink of a part, of the sources that it can be reached from the one of which one more unit saves most; -1:
 * there is none.
 */
function lowestSources(
  situation: Situation,
  market: Market,
  { part, net: { potential }, costs }: Solved,
): (d: number) => number {
  const { paths, places } = situation
  // More of what a place itself lacks would stay there.
  const now = market.sinks[part.sinks[0]].period
  const open = new Set(
    part.sinks.flatMap((sink) => (market.sinks[sink].period === now ? [market.sinks[sink].place] : [])),
  )
  const placeOf = (s: number) => market.sources[part.sources[s]].place
  const lowestFirst = part.sources
    .map((_, s) => s)
    .filter((s) => !open.has(placeOf(s)))
    .sort((x, y) => potential[x] - potential[y] || x - y)
  if (costs) {
    const sources = part.sources.length
    return (d) => lowestFirst.find((s) => costs[d * sources + s] < Infinity) ?? -1
  }
  const island = paths.island()
  const islandOf = (place: number) => island[places[place].node]
  const byIsland = new Map<number, number>()
  for (const s of lowestFirst.toReversed()) byIsland.set(islandOf(placeOf(s)), s)
  return (d) => byIsland.get(islandOf(market.sinks[part.sinks[d]].place)) ?? -1
}

/** What is neither used nor taken home, by source. */
export function leftOver({ sources }: Market, flows: ChosenFlow[]): Float64Array {
  const left = Float64Array.from(sources, ({ amount }) => amount)
  for (const { source, amount } of flows) left[source] -= amount
  return left
}
