/**
 * One product in one period, by network simplex over every pair of giver and taker: it begins with the nearest givers
 * and adds pairs while any would make the plan cheaper, so the optimum is that of all pairs.
 *
 * Costs are in millionths of a tonne-kilometre per gram's million: whole numbers of 1e-6 km for one tonne.
 */
import { addArc, emptyFlow, hang, improve, setFlow, type TreeFlow } from './network-simplex.ts'
import { COST_UNITS } from './situation.ts'

/** Ties are broken by about a metre at most, by id. */
export const TIE_UNITS = 0x3ff

/** What the ways between givers and takers of a product cost: whole cost units; Infinity: nothing can go. */
export interface Ways {
  /** Writes the sources of the cheapest ways to a sink and their costs, cheapest first. Gives how many. */
  nearest(sink: number, sources: Int32Array, costs: Float64Array): number
  /**
   * What a way costs by now.
   * @param cost what it did at the last solution
   * @param idle whether nothing goes there: Infinity is then always a good answer
   */
  renewed(source: number, sink: number, cost: number, idle: boolean): number
  /** A solution stands on the present costs. */
  settled?(): void
  /**
   * For each sink the way by which the plan would gain most, if there is one.
   * @param potential sources first, then sinks: what one more unit entering there changes of the cost.
   */
  cheaper(potential: Float64Array, add: (source: number, sink: number, cost: number) => void): void
}

export interface ProductProblem {
  /** Grams. */
  supply: Float64Array
  need: Float64Array
  /** Grams with what is covered already: the tiers are parts of it. */
  whole: Float64Array
  ways: Ways
  /** Cost units of a tonne not covered, by tier. */
  penalties: number[]
  /** By sink, what a unit counts there of a tonne: 1 where absent. */
  scale?: Float64Array
  /** Sources looked at first for each sink. */
  nearest: number
}

export interface ProductSolution {
  /** Arcs that carry something: source, sink, grams. */
  flows: { source: number; sink: number; amount: number }[]
  uncovered: Float64Array
  net: TreeFlow
  optimal: boolean
}

/** The arc of a source's rest, of a tier's lack, of the first pair. */
export const arcsOf = (sources: number, sinks: number, tiers: number) => ({
  rest: (s: number) => s,
  lack: (d: number, tier: number) => sources + d * tiers + tier,
  pairs: sources + sinks * tiers,
})

/** @param before the flow that an earlier solution left, of the same amounts and penalties; it is used up. */
export function solveProduct(problem: ProductProblem, before?: TreeFlow): ProductSolution {
  const { supply, need, penalties, ways } = problem
  const sources = supply.length
  const sinks = need.length
  const arcs = arcsOf(sources, sinks, penalties.length)
  const net = before ?? beginning(problem)
  if (before) {
    // Beyond any penalty: on these pairs of the earlier solution nothing can go any more.
    const barred = 4 * Math.max(1, ...penalties)
    for (let arc = arcs.pairs; arc < net.arcs; arc++) {
      const idle = net.state[arc] !== 0 && net.flow[arc] === 0
      if (idle && net.cost[arc] === barred) continue
      const cost = ways.renewed(net.tail[arc], net.head[arc] - sources, net.cost[arc], idle)
      net.cost[arc] = Math.min(cost, barred)
    }
  }
  for (;;) {
    improve(net)
    const known = net.arcs
    if (net.optimal)
      ways.cheaper(net.potential, (source, sink, cost) => {
        addArc(net, source, sources + sink, cost, Infinity)
      })
    if (net.arcs === known) break
  }
  ways.settled?.()

  const flows: ProductSolution['flows'] = []
  for (let arc = arcs.pairs; arc < net.arcs; arc++)
    if (net.flow[arc] > 0)
      flows.push({ source: net.tail[arc], sink: net.head[arc] - sources, amount: net.flow[arc] })
  const uncovered = new Float64Array(sinks)
  for (let d = 0; d < sinks; d++)
    for (let tier = 0; tier < penalties.length; tier++) uncovered[d] += net.flow[arcs.lack(d, tier)]
  return { flows, uncovered, net, optimal: net.optimal }
}

/** How much may lack in each tier, cheapest first: parts of the whole need, up to what is still open. */
export function tierRoom(whole: number, open: number, tiers: number): number[] {
  const room: number[] = []
  for (let tier = 0, left = open; tier < tiers; tier++) {
    room.push(tier < tiers - 1 ? Math.min(Math.floor(whole / tiers), left) : left)
    left -= room[tier]
  }
  return room
}

/**
 * A first flow from the nearest sources: each sink takes up to the tier that the supply would let all reach, from the
 * source that is its nearest if that has any left, then from the next. What a source can't give whole the sink takes
 * from another, so that what flows is a forest, and every tie to the root can still give: a strongly feasible tree.
 */
function beginning({ supply, need, whole, penalties, scale, nearest, ways }: ProductProblem): TreeFlow {
  const sources = supply.length
  const sinks = need.length
  const tiers = penalties.length
  const outside = sources + sinks
  const arcs = arcsOf(sources, sinks, tiers)
  const net = emptyFlow(outside, sources + sinks * (tiers + nearest + 1))
  for (let s = 0; s < sources; s++) addArc(net, s, outside, 0, Infinity)
  for (let d = 0; d < sinks; d++) {
    const room = tierRoom(whole[d], need[d], tiers)
    for (let tier = 0; tier < tiers; tier++) {
      const penalty = scale ? Math.round(penalties[tier] * scale[d]) : penalties[tier]
      addArc(net, outside, sources + d, penalty, room[tier])
    }
  }
  const starts = new Int32Array(sinks + 1)
  const by = new Int32Array(nearest)
  const costs = new Float64Array(nearest)
  for (let d = 0; d < sinks; d++) {
    const count = ways.nearest(d, by, costs)
    for (let i = 0; i < count; i++) addArc(net, by[i], sources + d, costs[i], Infinity)
    starts[d + 1] = starts[d] + count
  }
  const lack = need.slice()
  const aim = aims(net, arcs, supply, need, tiers, starts)
  const left = supply.slice()
  /** The arc by which a node hangs from the other side; -1: from the root. */
  const hangs = new Int32Array(outside).fill(-1)
  for (let rank = 0; rank < nearest; rank++)
    for (let d = 0; d < sinks; d++) {
      const arc = arcs.pairs + starts[d] + rank
      if (aim[d] === 0 || arc >= arcs.pairs + starts[d + 1]) continue
      const s = net.tail[arc]
      if (left[s] === 0) continue
      const amount = Math.min(aim[d], left[s])
      net.flow[arc] = amount
      aim[d] -= amount
      lack[d] -= amount
      left[s] -= amount
      if (aim[d] === 0) hangs[sources + d] = arc
      else hangs[s] = arc
    }
  for (let s = 0; s < sources; s++) {
    net.flow[arcs.rest(s)] = left[s]
    if (hangs[s] < 0) hang(net, s, outside, arcs.rest(s))
    else hang(net, s, net.head[hangs[s]], hangs[s])
  }
  for (let d = 0; d < sinks; d++) {
    /** The last tier that lacks anything: by it the sink hangs where no source holds it. */
    let holding = arcs.lack(d, 0)
    for (let tier = 0; tier < tiers; tier++) {
      const arc = arcs.lack(d, tier)
      const flow = Math.min(net.capacity[arc], lack[d])
      lack[d] -= flow
      setFlow(net, arc, flow)
      if (flow > 0) holding = arc
    }
    const by = hangs[sources + d]
    if (by < 0) hang(net, sources + d, outside, holding)
    else hang(net, sources + d, net.tail[by], by)
  }
  return net
}

/**
 * What each sink is first to take: as many tiers as the supply would let all reach, and one more where the nearest
 * source is near, as far as the supply goes.
 */
function aims(
  { capacity, cost }: TreeFlow,
  arcs: ReturnType<typeof arcsOf>,
  supply: Float64Array,
  need: Float64Array,
  tiers: number,
  starts: Int32Array,
): Float64Array {
  const sinks = need.length
  const sum = (amounts: Float64Array) => amounts.reduce((total, amount) => total + amount, 0)
  const aim = new Float64Array(sinks)
  let left = sum(supply)
  const reach = Math.min(tiers, Math.floor((tiers * left) / Math.max(1, sum(need))))
  for (let d = 0; d < sinks; d++)
    for (let tier = tiers - reach; tier < tiers; tier++) aim[d] += capacity[arcs.lack(d, tier)]
  left -= sum(aim)
  if (reach === tiers) return aim
  const wayTo = (d: number) => (starts[d + 1] > starts[d] ? cost[arcs.pairs + starts[d]] : Infinity)
  const nearestFirst = Float64Array.from({ length: sinks }, (_, d) => wayTo(d))
  const order = Uint32Array.from({ length: sinks }, (_, d) => d).sort(
    (x, y) => nearestFirst[x] - nearestFirst[y] || x - y,
  )
  for (const d of order) {
    const more = capacity[arcs.lack(d, tiers - reach - 1)]
    if (more > left) break
    aim[d] += more
    left -= more
  }
  return aim
}

/** Ways given one by one: from source s to sink d at `d * sources + s`. */
export function everyWay(cost: Float64Array, sources: number): Ways {
  return {
    renewed: (s, d) => cost[d * sources + s],
    nearest(d, best, costs) {
      const row = d * sources
      let size = 0
      for (let s = 0; s < sources; s++) {
        const price = cost[row + s]
        if (price === Infinity || (size === best.length && price >= costs[size - 1])) continue
        let at = size < best.length ? size++ : size - 1
        while (at > 0 && costs[at - 1] > price) {
          best[at] = best[at - 1]
          costs[at] = costs[at - 1]
          at--
        }
        best[at] = s
        costs[at] = price
      }
      return size
    },
    cheaper(potential, add) {
      const sinks = cost.length / sources
      for (let d = 0; d < sinks; d++) {
        const row = d * sources
        const worth = potential[sources + d]
        let best = -1
        let least = 0
        for (let s = 0; s < sources; s++) {
          const gain = cost[row + s] - potential[s] + worth
          if (gain < least) {
            least = gain
            best = s
          }
        }
        if (best >= 0) add(best, d, cost[row + best])
      }
    },
  }
}

/** Whole cost units of a way, with what breaks ties by the two ids. */
export const costUnits = (km: number, tie: number): number => Math.round(km * COST_UNITS) + (tie & TIE_UNITS)

/** FNV-1a of a name: the same everywhere. */
export function nameHash(name: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** Two names' hashes to one. */
export const tieOf = (a: number, b: number): number =>
  (Math.imul(a ^ (b >>> 15) ^ (b << 7), 0x85ebca6b) >>> 11) ^ b
