/**
 * One product in one period, by network simplex over every pair of giver and taker: it begins with the nearest givers
 * and adds pairs while any would make the plan cheaper, so the optimum is that of all pairs.
 *
 * Costs are in millionths of a tonne-kilometre per gram's million: whole numbers of 1e-6 km for one tonne.
 */
import { addArc, emptyFlow, hang, improve, type TreeFlow } from './network-simplex.ts'

/** Kilometres to whole cost units. */
export const COST_UNITS = 1e6
/** Ties are broken by less than a metre, by id. */
const TIE_UNITS = 1000

export interface ProductProblem {
  /** Grams. */
  supply: Float64Array
  need: Float64Array
  /** Grams with what is covered already: the tiers are parts of it. */
  whole: Float64Array
  /** Whole cost units from source s to sink d at `d * sources + s`; Infinity: nothing can go. */
  cost: Float64Array
  /** Cost units of a tonne not covered, by tier. */
  penalties: number[]
  nearest: number
}

export interface ProductSolution {
  /** Arcs that carry something: source, sink, grams. */
  flows: { source: number; sink: number; amount: number }[]
  uncovered: Float64Array
  state: ProductState
  optimal: boolean
}

/** What the next solution of the same product begins with. */
export interface ProductState {
  net: TreeFlow
  /** The pairs that are arcs, `d * sources + s`, in the order of the arcs after those to the root. */
  pairs: number[]
  known: Uint8Array
  rounds: number
}

/** The arc of a source's rest, of a tier's lack, of the first pair. */
export const arcsOf = (sources: number, sinks: number, tiers: number) => ({
  rest: (s: number) => s,
  lack: (d: number, tier: number) => sources + d * tiers + tier,
  pairs: sources + sinks * tiers,
})

/** @param before the state that an earlier solution left, of the same amounts and penalties; it is used up. */
export function solveProduct(problem: ProductProblem, before?: ProductState): ProductSolution {
  const { supply, need, cost, penalties } = problem
  const sources = supply.length
  const sinks = need.length
  const arcs = arcsOf(sources, sinks, penalties.length)
  const state = before ?? beginning(problem)
  const { net, pairs, known } = state
  if (before) {
    // Beyond any penalty: on these pairs of the earlier solution nothing can go any more.
    const barred = 4 * Math.max(1, ...penalties)
    pairs.forEach((pair, i) => {
      net.cost[arcs.pairs + i] = Math.min(cost[pair], barred)
    })
    const known = pairs.length
    addNearest(problem, state)
    for (let i = known; i < pairs.length; i++) addPair(problem, net, pairs[i])
  }
  state.rounds = 0
  for (;;) {
    improve(net)
    state.rounds++
    const first = pairs.length
    if (!net.optimal || addCheaper(problem, net, pairs, known) === 0) break
    for (let i = first; i < pairs.length; i++) addPair(problem, net, pairs[i])
  }

  const flows: ProductSolution['flows'] = []
  pairs.forEach((pair, i) => {
    const amount = net.flow[arcs.pairs + i]
    if (amount > 0) flows.push({ source: pair % sources, sink: Math.floor(pair / sources), amount })
  })
  const uncovered = new Float64Array(sinks)
  for (let d = 0; d < sinks; d++)
    for (let tier = 0; tier < penalties.length; tier++) uncovered[d] += net.flow[arcs.lack(d, tier)]
  return { flows, uncovered, state, optimal: net.optimal }
}

const addPair = ({ supply, cost }: ProductProblem, net: TreeFlow, pair: number, flow = 0): number =>
  addArc(
    net,
    pair % supply.length,
    supply.length + Math.floor(pair / supply.length),
    cost[pair],
    Infinity,
    flow,
  )

/** How much may lack in each tier, cheapest first: parts of the whole need, up to what is still open. */
export function tierRoom(whole: number, open: number, tiers: number): number[] {
  const share = Math.floor(whole / tiers)
  let left = open
  return Array.from({ length: tiers }, (_, tier) => {
    const room = tier < tiers - 1 ? Math.min(share, left) : left
    left -= room
    return room
  })
}

/**
 * A first flow from the nearest sources: each sink takes up to the tier that the supply would let all reach. What a
 * source can't give whole the sink takes from the next, so that what flows is a forest, and every tie to the root can
 * still give: a strongly feasible tree.
 */
function beginning(problem: ProductProblem): ProductState {
  const { supply, need, whole, penalties } = problem
  const sources = supply.length
  const sinks = need.length
  const tiers = penalties.length
  const outside = sources + sinks
  const state: ProductState = {
    net: emptyFlow(outside, sources + sinks * (tiers + problem.nearest + 2)),
    pairs: [],
    known: new Uint8Array(sources * sinks),
    rounds: 0,
  }
  const { net, pairs } = state
  const starts = addNearest(problem, state)
  const sum = (amounts: Float64Array) => amounts.reduce((total, amount) => total + amount, 0)
  const reach = Math.min(tiers, Math.floor((tiers * sum(supply)) / Math.max(1, sum(need))))
  const left = supply.slice()
  const lack = need.slice()
  const given = new Float64Array(pairs.length)
  /** The pair by which a node hangs from the other side; -1: from the root. */
  const hangs = new Int32Array(outside).fill(-1)
  for (let d = 0; d < sinks; d++) {
    const room = tierRoom(whole[d], need[d], tiers)
    let aim = 0
    for (let tier = tiers - 1; tier >= tiers - reach; tier--) aim += room[tier]
    for (let i = starts[d]; i < starts[d + 1] && aim > 0; i++) {
      const s = pairs[i] % sources
      if (left[s] === 0) continue
      const amount = Math.min(aim, left[s])
      given[i] = amount
      aim -= amount
      lack[d] -= amount
      left[s] -= amount
      if (aim === 0) hangs[sources + d] = i
      else hangs[s] = i
    }
  }
  for (let s = 0; s < sources; s++) addArc(net, s, outside, 0, Infinity, left[s])
  /** The tier that a sink hangs by where no source holds it: the last that lacks anything. */
  const holding = new Int32Array(sinks)
  for (let d = 0; d < sinks; d++)
    tierRoom(whole[d], need[d], tiers).forEach((room, tier) => {
      const flow = Math.min(room, lack[d])
      lack[d] -= flow
      if (flow > 0) holding[d] = tier
      addArc(net, outside, sources + d, penalties[tier], room, flow)
    })
  pairs.forEach((pair, i) => addPair(problem, net, pair, given[i]))
  const arcs = arcsOf(sources, sinks, tiers)
  for (let s = 0; s < sources; s++)
    if (hangs[s] < 0) hang(net, s, outside, arcs.rest(s))
    else hang(net, s, sources + Math.floor(pairs[hangs[s]] / sources), arcs.pairs + hangs[s])
  for (let d = 0; d < sinks; d++)
    if (hangs[sources + d] < 0) hang(net, sources + d, outside, arcs.lack(d, holding[d]))
    else hang(net, sources + d, pairs[hangs[sources + d]] % sources, arcs.pairs + hangs[sources + d])
  return state
}

/** The nearest sources of each sink, unless they are there, nearest first. Gives where each sink's begin among the pairs. */
function addNearest(
  { supply, need, cost, nearest }: ProductProblem,
  { pairs, known }: ProductState,
): Int32Array {
  const sources = supply.length
  const starts = new Int32Array(need.length + 1)
  const best = new Int32Array(nearest)
  for (let d = 0; d < need.length; d++) {
    starts[d] = pairs.length
    const row = d * sources
    let size = 0
    for (let s = 0; s < sources; s++) {
      const price = cost[row + s]
      if (price === Infinity || (size === nearest && price >= cost[row + best[size - 1]])) continue
      let at = size < nearest ? size++ : nearest - 1
      while (at > 0 && cost[row + best[at - 1]] > price) {
        best[at] = best[at - 1]
        at--
      }
      best[at] = s
    }
    for (let i = 0; i < size; i++) {
      const pair = row + best[i]
      if (known[pair]) continue
      known[pair] = 1
      pairs.push(pair)
    }
  }
  starts[need.length] = pairs.length
  return starts
}

/** The pairs that the plan would gain by, at most a handful for each sink a round. */
function addCheaper(
  { supply, need, cost }: ProductProblem,
  { potential }: TreeFlow,
  pairs: number[],
  known: Uint8Array,
): number {
  const sources = supply.length
  const before = pairs.length
  for (let d = 0; d < need.length; d++) {
    const row = d * sources
    const worth = potential[sources + d]
    let best = -1
    let least = 0
    for (let s = 0; s < sources; s++) {
      const gain = cost[row + s] - potential[s] + worth
      if (gain < least && !known[row + s]) {
        least = gain
        best = row + s
      }
    }
    if (best >= 0) {
      known[best] = 1
      pairs.push(best)
    }
  }
  return pairs.length - before
}

/** Whole cost units of a way, with what breaks ties by the two ids. */
export const costUnits = (km: number, tie: number): number => Math.round(km * COST_UNITS) + (tie % TIE_UNITS)

/** FNV-1a of a name: the same everywhere. */
export function nameHash(name: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** Two names' hashes to one. */
export const tieOf = (a: number, b: number): number =>
  (Math.imul(a ^ (b >>> 15) ^ (b << 7), 0x85ebca6b) ^ b) >>> 0
