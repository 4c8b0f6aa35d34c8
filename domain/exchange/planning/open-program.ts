/** The linear program of what the prices of the roads leave open, in which the products share them. */
import type { ProductsAtPrices } from './at-prices.ts'
import { GrowingProgram } from './growing-program.ts'
import type { Solved } from './level-uncoupled.ts'
import type { LinearProgram } from './linear-program.ts'
import type { Segments } from './loads.ts'
import type { Market } from './market.ts'
import type { RoadPrices } from './road-prices.ts'
import { scarcest } from './scarcest.ts'
import { COST_UNITS, GRAMS } from './situation.ts'

/** Kilometres of a tonne: a pair that would cost so much more is let in. */
const NEAR = 4

interface Pair {
  p: number
  tail: number
  head: number
}

/** The program of what is open, and where in it everything stands. */
export interface OpenProgram {
  program: LinearProgram
  pairs: (Pair & { column: number })[]
  settled: (Pair & { amount: number })[]
  /** The row of what a source of a product gives or a sink takes, by product and node of its net; -1: it stays as it is. */
  rowOf: Int32Array[]
  /** The row of what a step can take; -1: no limit. */
  limit: Int32Array
  /** 1 for each column of what lacks. */
  lack: Float64Array
  /** What a solution asks for going along each segment above its length, and for each step that is full. */
  pricesIn(rowEffect: Float64Array): { lean: Float64Array; full: Float64Array }
}

/**
 * What the prices leave open: givers and takers whose plans changed in the last rounds, the pairs that were used or
 * nearly would be, the part of each need that was in doubt, and what is scarcest. The rest stays as it is.
 * @param everything whether all givers, takers and parts of needs are open
 */
export function openProgram(
  market: Market,
  { km, capacity }: Segments,
  solved: Solved[],
  products: ProductsAtPrices,
  { recent }: RoadPrices,
  fixed: Float64Array,
  everything: boolean,
): OpenProgram {
  const linear = new GrowingProgram()
  const load = fixed.slice()
  for (let p = 0; p < products.products; p++)
    products.load(p).forEach((tonnes, step) => {
      load[step] += tonnes
    })
  const room = (step: number) => capacity[step >> 1] / GRAMS
  /** Rows: what goes along a segment more than against it, then what a step can take. */
  const balance = km.map(() => linear.addRow(0, 0))
  const limit = Int32Array.from(load, (_, step) =>
    room(step) < Infinity ? linear.addRow(-Infinity, room(step)) : -1,
  )
  const taken = fixed.slice()
  const pairs: (Pair & { column: number })[] = []
  const settled: (Pair & { amount: number })[] = []
  const rows: Int32Array[] = []
  const lacks: number[] = []

  solved.forEach(({ part, problem }, p) => {
    const net = products.net(p)
    const first = products.first(p)
    const sources = part.sources.length
    const tiers = problem.penalties.length
    const history = recent.map((flows) => flows[p])
    const isOpen = new Uint8Array(sources + part.sinks.length).fill(everything ? 1 : 0)
    // What a tonne more of these would change is asked later.
    for (const s of scarcest(market, solved[p])) isOpen[s] = 1
    const wasUsed = new Uint8Array(net.arcs)
    for (let arc = sources; arc < net.arcs; arc++) {
      let [least, most] = [Infinity, 0]
      for (const flows of [...history, net.flow]) {
        const flow = arc < flows.length ? flows[arc] : 0
        if (flow < least) least = flow
        if (flow > most) most = flow
      }
      if (most > 0) wasUsed[arc] = 1
      const crowded =
        arc >= first && net.flow[arc] > 0 && products.stepsOf(p, arc).some((step) => load[step] > room(step))
      if (most === least && !crowded) continue
      isOpen[net.head[arc]] = 1
      if (arc >= first) isOpen[net.tail[arc]] = 1
    }
    const left = new Float64Array(sources + part.sinks.length)
    left.set(problem.supply)
    left.set(problem.need, sources)
    const inPlay: number[] = []
    for (let arc = first; arc < net.arcs; arc++) {
      const [tail, head] = [net.tail[arc], net.head[arc]]
      if (isOpen[tail] && isOpen[head]) {
        const more = net.cost[arc] - net.potential[tail] + net.potential[head]
        if (wasUsed[arc] || more < NEAR * COST_UNITS) inPlay.push(arc)
        continue
      }
      const amount = net.flow[arc]
      if (amount === 0) continue
      left[tail] -= amount
      left[head] -= amount
      settled.push({ p, tail, head, amount })
      for (const step of products.stepsOf(p, arc)) taken[step] += amount / GRAMS
    }
    const rowOf = new Int32Array(left.length).fill(-1)
    rows.push(rowOf)
    for (let s = 0; s < sources; s++) if (isOpen[s]) rowOf[s] = linear.addRow(-Infinity, left[s] / GRAMS)
    for (let d = 0; d < part.sinks.length; d++) {
      const node = sources + d
      if (!isOpen[node]) continue
      const arcs = Array.from({ length: tiers }, (_, tier) => sources + d * tiers + tier)
      const always = (arc: number, at: (arc: number) => number) =>
        [...history, net.flow].every((flows) => flows[arc] === at(arc))
      // Cheaper tiers than the first that was ever covered lack whole; dearer ones than the next lack nothing.
      const from = everything ? 0 : arcs.findIndex((arc) => !always(arc, () => net.capacity[arc])) - 1
      const to = everything ? tiers - 1 : arcs.findLastIndex((arc) => !always(arc, () => 0)) + 1
      arcs.forEach((arc, tier) => {
        if (tier < from) left[node] -= net.capacity[arc]
      })
      rowOf[node] = linear.addRow(left[node] / GRAMS, left[node] / GRAMS)
      for (let tier = Math.max(0, from); tier <= Math.min(to, tiers - 1); tier++) {
        const most = net.capacity[arcs[tier]] / GRAMS
        lacks.push(linear.addColumn(problem.penalties[tier] / COST_UNITS, 0, most, [rowOf[node]], [1]))
      }
    }
    for (const arc of inPlay) {
      const [tail, head] = [net.tail[arc], net.head[arc]]
      let price = products.besideOf(p, arc)
      const index = [rowOf[tail], rowOf[head]]
      const value = [1, 1]
      for (const step of products.stepsOf(p, arc)) {
        price += km[step >> 1]
        index.push(balance[step >> 1])
        value.push(step & 1 ? -1 : 1)
        if (limit[step] < 0) continue
        index.push(limit[step])
        value.push(1)
      }
      pairs.push({ p, tail, head, column: linear.addColumn(price, 0, Infinity, index, value) })
    }
  })
  km.forEach((length, segment) => {
    const more = taken[2 * segment] - taken[2 * segment + 1]
    linear.setRow(balance[segment], -more, -more)
    for (const way of [-1, 1]) linear.addColumn(length, 0, Infinity, [balance[segment]], [way])
  })
  limit.forEach((row, step) => {
    if (row >= 0) linear.setRow(row, -Infinity, linear.rowUpperOf(row) - taken[step])
  })
  return {
    program: linear.arrays(),
    pairs,
    settled,
    rowOf: rows,
    limit,
    lack: linear.sumOf(lacks),
    pricesIn: (rowEffect) => ({
      lean: Float64Array.from(km, (length, segment) =>
        Math.max(-length, Math.min(length, -rowEffect[balance[segment]])),
      ),
      full: Float64Array.from(limit, (row) => (row < 0 ? 0 : Math.max(0, -rowEffect[row]))),
    }),
  }
}
