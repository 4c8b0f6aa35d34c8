/** The products of a market planned each alone, all at the same prices of the roads: what a common plan is looked for with. */
import type { Solved } from './level-uncoupled.ts'
import { type Segments, segmentsAlong } from './loads.ts'
import type { Market } from './market.ts'
import { addArc, improve, type TreeFlow } from './network-simplex.ts'
import { stepAt } from './paths.ts'
import { COST_UNITS, GRAMS, type Situation } from './situation.ts'
import { arcsOf } from './uncoupled.ts'

export interface ProductsAtPrices {
  products: number
  /** What a product's plan loads by now, tonnes by step: segment × 2, + 1 where it is driven against its direction. */
  load(p: number): Float64Array
  net(p: number): TreeFlow
  /** The first arc of a pair. */
  first(p: number): number
  /** Steps of a pair that is an arc. */
  stepsOf(p: number, arc: number): number[]
  /** What a tonne of it costs beside the roads, kilometres. */
  besideOf(p: number, arc: number): number
  /**
   * Replans all products over every pair.
   * @param price kilometres of a tonne by step
   * @returns the least that all products cost together at these prices, road by road: no plan of theirs costs less.
   */
  leastCost(price: Float64Array): number
}

/** Rounds of looking at every pair; what is still missing is counted against the least cost. */
const PRICING_ROUNDS = 3

/** @param solved each product planned at the length of the roads; their flows are used up. */
export function productsAtPrices(
  situation: Situation,
  market: Market,
  segments: Segments,
  solved: Solved[],
): ProductsAtPrices {
  const { paths, places, options } = situation
  const { nodes, km: roadKm } = paths.network
  const steps = 2 * segments.km.length
  const nodeOf = (place: number) => places[place].node
  const products = solved.map(({ part: { sources, sinks }, problem, net, costs }) => ({
    net,
    costs,
    sources: sources.length,
    first: arcsOf(sources.length, sinks.length, problem.penalties.length).pairs,
    placeOf: (node: number) =>
      node < sources.length
        ? market.sources[sources[node]].place
        : market.sinks[sinks[node - sources.length]].place,
    nodes: Int32Array.from(sources, (source) => nodeOf(market.sources[source].place)),
    tonnes: Float64Array.from(sinks, (sink) => market.sinks[sink].amount / GRAMS),
    /** Cost units of a tonne from a source beside the roads. */
    preference: Float64Array.from(
      sources,
      (source) => (options.provenanceKm[market.sources[source].provenance] ?? 0) * COST_UNITS,
    ),
    /** By pair that is an arc: its steps from `at[i]` to `at[i + 1]`, and what it costs beside them. */
    at: [0],
    steps: [] as number[],
    beside: [] as number[],
  }))
  type Product = (typeof products)[number]

  const learn = (product: Product): void => {
    const { net, first, beside, at, preference, placeOf } = product
    for (let arc = first + beside.length; arc < net.arcs; arc++) {
      const course = { from: placeOf(net.tail[arc]), to: placeOf(net.head[arc]), hub: -1 }
      let km = 0
      for (const step of segmentsAlong(situation, segments, course)) {
        product.steps.push(step)
        km += segments.km[step >> 1]
      }
      at.push(product.steps.length)
      beside.push(km * options.loadedExtra * COST_UNITS + preference[net.tail[arc]])
    }
  }
  const replan = (product: Product, price: Float64Array): void => {
    learn(product)
    const { net, first, at, beside } = product
    for (let i = 0; i < beside.length; i++) {
      let sum = 0
      for (let k = at[i]; k < at[i + 1]; k++) sum += price[product.steps[k]]
      net.cost[first + i] = Math.round(sum * COST_UNITS + beside[i])
    }
    improve(net)
  }

  /** Which products each node takes, and as what. */
  const takers = Map.groupBy(
    solved.flatMap(({ part: { sinks } }, p) =>
      sinks.map((sink, d) => ({ p, d, node: nodeOf(market.sinks[sink].place) })),
    ),
    ({ node }) => node,
  )
  /** Nodes that give anything, and for each source of a product its place among them. */
  const givers = [...new Set(products.flatMap(({ nodes }) => [...nodes]))]
  const placeAmong = new Map(givers.map((node, i) => [node, i]))
  const among = products.map(({ nodes }) => nodes.map((node) => placeAmong.get(node)!))
  /** Cost units of a tonne from each giver, by taker in the order of `takers`. */
  const charges = new Float64Array(takers.size * givers.length)
  /** Of each taker: the nodes, nearest first, the one before each on its way, and the step driven from it towards the taker. */
  const ways = [...takers.keys()].map((origin) => {
    const tree = paths.near(origin, Infinity)
    const step = Int32Array.from({ length: tree.size }, (_, at) =>
      at === 0 ? -1 : stepAt(paths.network, tree, at),
    )
    return { nodes: tree.nodes, before: tree.before, step }
  })
  const charge = new Float64Array(nodes)
  /** The same by place in the list of a taker's nodes. */
  const along = new Float64Array(nodes)
  const priceWays = (price: Float64Array): void => {
    const ofStep = price.map((km, step) => (km + roadKm[step >> 1] * options.loadedExtra) * COST_UNITS)
    let row = 0
    for (const { nodes, before, step } of ways) {
      charge.fill(Infinity)
      charge[nodes[0]] = 0
      for (let at = 1; at < step.length; at++)
        charge[nodes[at]] = along[at] = along[before[at]] + ofStep[step[at]]
      for (const giver of givers) charges[row++] = charge[giver]
    }
  }
  /**
   * Adds for each sink the pair that gains most. Gives what all of them could gain at most.
   * @param open products to look at: of the others nothing changed since they were last looked at
   */
  const addCheaper = (open: ReadonlySet<number>): { shortfall: number; changed: Set<number> } => {
    let shortfall = 0
    const changed = new Set<number>()
    // Adding a pair moves no potential: they are those of the last improvement.
    const asked = products.map(({ net: { potential }, preference }) =>
      preference.map((charge, s) => charge - potential[s]),
    )
    const looked = Uint8Array.from(products, (_, p) => (open.has(p) ? 1 : 0))
    let row = 0
    for (const sinks of takers.values()) {
      for (const { p, d } of sinks) {
        if (!looked[p]) continue
        const { net, sources, preference, tonnes, costs } = products[p]
        const [from, ask, worth] = [among[p], asked[p], net.potential[sources + d]]
        let least = -1 - worth
        let best = -1
        for (let s = 0; s < sources; s++) {
          const price = charges[row + from[s]] + ask[s]
          if (price >= least || (costs && costs[d * sources + s] === Infinity)) continue
          least = price
          best = s
        }
        if (best < 0) continue
        shortfall += ((least + worth) / COST_UNITS) * tonnes[d]
        changed.add(p)
        const cost = Math.round(charges[row + from[best]] + preference[best])
        addArc(net, best, sources + d, cost, Infinity)
      }
      row += givers.length
    }
    return { shortfall, changed }
  }

  return {
    products: products.length,
    net: (p) => products[p].net,
    first: (p) => products[p].first,
    stepsOf(p, arc) {
      const { first, at, steps: along } = products[p]
      return along.slice(at[arc - first], at[arc - first + 1])
    },
    besideOf: (p, arc) => products[p].beside[arc - products[p].first] / COST_UNITS,
    load(p) {
      const { net, first, at, steps: along } = products[p]
      const load = new Float64Array(steps)
      for (let i = 0; i + 1 < at.length; i++) {
        const flow = net.flow[first + i] / GRAMS
        if (flow > 0) for (let k = at[i]; k < at[i + 1]; k++) load[along[k]] += flow
      }
      return load
    },
    leastCost(price) {
      for (const product of products) replan(product, price)
      priceWays(price)
      let { shortfall, changed } = addCheaper(new Set(products.keys()))
      for (let round = 1; changed.size > 0; round++) {
        for (const p of changed) {
          learn(products[p])
          improve(products[p].net)
        }
        if (round === PRICING_ROUNDS) break
        ;({ shortfall, changed } = addCheaper(changed))
      }
      let least = shortfall
      for (const { net } of products)
        for (let arc = 0; arc < net.arcs; arc++)
          least += (net.cost[arc] / COST_UNITS) * (net.flow[arc] / GRAMS)
      return least
    },
  }
}
