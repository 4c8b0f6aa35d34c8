/** A market planned product by product, as if each had the roads for itself: live, in a browser's worker. */
import type { Answer, ChosenFlow, Effect, Explained, Resource } from './answer.ts'
import { chainsBetween, type Market } from './market.ts'
import { effectOf, rangeOf } from './network-simplex.ts'
import type { Situation } from './situation.ts'
import { GRAMS } from './situation.ts'
import {
  arcsOf,
  COST_UNITS,
  costUnits,
  nameHash,
  type ProductProblem,
  type ProductState,
  solveProduct,
  tieOf,
} from './uncoupled.ts'

export const NETWORK_SIMPLEX = { name: 'network-simplex', version: '1' }

/** A product's part of a market. */
export interface Part {
  product: number
  period: number
  sources: number[]
  sinks: number[]
}

/** Solutions of the parts, kept for the next question about the same amounts: by product. */
export type Kept = Map<number, Solved>

interface Solved {
  part: Part
  problem: ProductProblem
  state: ProductState
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
  const { truckT, loadedExtra, nearest } = situation.options
  const penalties = penaltiesKm.map((km) => Math.round(km * COST_UNITS))
  const uncovered = new Float64Array(market.sinks.length)
  const flows: ChosenFlow[] = []
  const partOfSink = new Map<number, { at: number; product: number }>()
  let units = 0
  let ties = 0
  let proved = true
  for (const part of partsOf(market, false)) {
    const before = kept.get(part.product)
    const cost = costsOf(situation, market, part)
    if (before && sameCosts(before.problem.cost, cost)) {
      collect(before.state, before.problem)
      continue
    }
    const problem: ProductProblem = {
      supply: Float64Array.from(part.sources, (source) => market.sources[source].amount),
      need: Float64Array.from(part.sinks, (sink) => market.sinks[sink].amount),
      whole: Float64Array.from(part.sinks, (sink) => situation.needs[market.sinks[sink].need].amount!),
      cost,
      penalties,
      nearest,
    }
    const solution = solveProduct(problem, before?.state)
    kept.set(part.product, { part, problem, state: solution.state })
    proved &&= solution.optimal
    collect(solution.state, problem)

    function collect({ net, pairs }: ProductState, { supply, need }: ProductProblem) {
      const arcs = arcsOf(supply.length, need.length, penalties.length)
      pairs.forEach((pair, i) => {
        const amount = net.flow[arcs.pairs + i]
        if (amount === 0) return
        const source = part.sources[pair % supply.length]
        const sink = part.sinks[Math.floor(pair / supply.length)]
        const chains = chainsBetween(situation, market, market.sources[source], market.sinks[sink])
        if (typeof chains === 'string') throw new Error(`Something flows where nothing can: ${chains}`)
        flows.push({ source, sink, amount, ...chains[0] })
        units += net.cost[arcs.pairs + i] * amount
        ties += amount
      })
      part.sinks.forEach((sink, d) => {
        partOfSink.set(sink, { at: d, product: part.product })
        for (let tier = 0; tier < penalties.length; tier++) {
          const lack = net.flow[arcs.lack(d, tier)]
          uncovered[sink] += lack
          units += penalties[tier] * lack
        }
      })
    }
  }
  for (const { way, amount } of market.fixed) units += way.km * (1 + loadedExtra) * COST_UNITS * amount
  const perUnit = 1 / COST_UNITS / GRAMS / truckT
  return {
    flows,
    uncovered,
    carried: leftOver(market, flows),
    // What breaks ties is below a metre a tonne.
    lowerBound: Math.max(0, (units - 1000 * ties) * perUnit),
    explain,
    ownEffect: (sink) => {
      const place = partOfSink.get(sink)
      const solved = place && kept.get(place.product)
      return solved ? effectAt(solved, solved.part.sources.length + place.at, { kind: 'need', sink }) : null
    },
    proved,
    solver: NETWORK_SIMPLEX,
  }

  function explain(sink: number): Explained | null {
    const place = partOfSink.get(sink)
    if (!place) return null
    const { part, problem, state } = kept.get(place.product)!
    const row = place.at * part.sources.length
    const open = new Set(part.sinks.map((other) => market.sinks[other].place))
    const { potential } = state.net
    let best = -1
    for (let s = 0; s < part.sources.length; s++) {
      // More of what a place itself lacks would stay there.
      if (problem.cost[row + s] === Infinity || open.has(market.sources[part.sources[s]].place)) continue
      if (best < 0 || potential[s] < potential[best]) best = s
    }
    if (best < 0) {
      const node = part.sources.length + place.at
      const effect = effectAt({ part, problem, state }, node, { kind: 'need', sink })
      return { reason: 'supply-promised', effect }
    }
    return {
      reason: potential[best] < 0 ? 'supply-promised' : 'too-far',
      effect: effectAt({ part, problem, state }, best, { kind: 'supply', source: part.sources[best] }),
    }
  }

  function effectAt({ part, state: { net } }: Solved, node: number, resource: Resource): Effect {
    const arcs = arcsOf(part.sources.length, part.sinks.length, penalties.length)
    const isLack = (arc: number) => (arc >= part.sources.length && arc < arcs.pairs ? 1 : 0)
    return {
      resource,
      cost: net.potential[node] / COST_UNITS / truckT,
      uncoveredT: effectOf(node, isLack, net),
      upTo: rangeOf(node, net) / GRAMS,
    }
  }
}

const sameCosts = (x: Float64Array, y: Float64Array): boolean => {
  if (x.length !== y.length) return false
  for (let i = 0; i < x.length; i++) if (x[i] !== y[i]) return false
  return true
}

/** What is neither used nor taken home, by source. */
export function leftOver({ sources }: Market, flows: ChosenFlow[]): Float64Array {
  const left = Float64Array.from(sources, ({ amount }) => amount)
  for (const { source, amount } of flows) left[source] -= amount
  return left
}

/** Givers and takers by period and product; takers only with something open. */
export function partsOf({ sources, sinks }: Market, plants: boolean): Part[] {
  const parts = new Map<string, Part>()
  const part = ({ product, period }: { product: number; period: number }): Part => {
    const key = `${period}/${product}`
    let found = parts.get(key)
    if (!found) {
      found = { product, period, sources: [], sinks: [] }
      parts.set(key, found)
    }
    return found
  }
  sources.forEach((source, i) => {
    if (plants || source.plant < 0) part(source).sources.push(i)
  })
  sinks.forEach((sink, i) => {
    if (sink.amount > 0 && (plants || sink.plant < 0)) part(sink).sinks.push(i)
  })
  return [...parts.values()]
    .filter((found) => found.sinks.length > 0)
    .sort((x, y) => x.period - y.period || x.product - y.product)
}

/** Whole cost units from each source to each sink. */
export function costsOf(
  situation: Situation,
  market: Market,
  { sources, sinks, product }: Part,
): Float64Array {
  const { options, places, paths, products, told } = situation
  const { loadedExtra, provenanceKm } = options
  const weight = 1 + loadedExtra
  const leg = options.maxLegKm ?? Infinity
  const cost = new Float64Array(sources.length * sinks.length)
  const givers = sources.map((source) => market.sources[source])
  const preference = givers.map(({ provenance }) => provenanceKm[provenance] ?? 0)
  const names = givers.map(({ supply, place }) =>
    nameHash(situation.supplies[supply]?.id ?? places[place].id),
  )
  const life = givers.map(({ ageMinutes }) => products[product].shelfLifeMinutes - ageMinutes)
  const plain = market.refused.size === 0
  sinks.forEach((sink, d) => {
    const taker = market.sinks[sink]
    const name = nameHash(places[taker.place].id)
    const node = places[taker.place].node
    const tree = node >= 0 ? paths.from(node) : null
    for (let s = 0; s < sources.length; s++) {
      const from = places[givers[s].place].node
      // The common case, without making an object for each of millions of pairs.
      let km = plain && tree && from >= 0 ? tree.km[from] : Infinity
      if (km <= leg && km < Infinity) {
        if (tree!.minutes[from] > life[s]) km = Infinity
      } else if (plain && told.size === 0 && situation.hubs.length === 0) km = Infinity
      else {
        const chains = chainsBetween(situation, market, givers[s], taker)
        km = typeof chains === 'string' ? Infinity : chains[0].way.km
      }
      cost[d * sources.length + s] =
        km === Infinity ? Infinity : costUnits(km * weight + preference[s], tieOf(names[s], name))
    }
  })
  return cost
}
