/** Making a grouping better: neighbouring groups drawn anew together, and border councils going over one by one. */

import type { Blocks } from './blocks.ts'
import { type Bounds, fits } from './bounds.ts'
import type { Chance } from './chance.ts'
import type { SpanningCuts } from './spanning-cuts.ts'

/** What a grouping is to be good at; larger weighs more. */
export interface Emphasis {
  balance: number
  compact: number
  kept: number
  /** How many times more readily random trees follow present communes. */
  loyalty: number
  crossing: number
}

/** Group of each block, numbered from 0 without gaps. */
export type Grouping = Int32Array

/** Attempts for each block, and pairs of groups drawn anew for each group. */
const MOVES = 200
const REDRAWN = 3
const HOT = 0.02
const COLD = 0.0002
const ASK_EVERY = 2048

export class Improvement {
  private readonly blocks: Blocks
  private readonly bounds: Bounds
  private readonly random: Chance
  private readonly balance: number
  /** For each entry of the ties what keeping the two together is worth. */
  private readonly worth: Float64Array
  private readonly seen: Int32Array
  private stamp = 0

  constructor(blocks: Blocks, bounds: Bounds, emphasis: Emphasis, random: Chance) {
    this.blocks = blocks
    this.bounds = bounds
    this.random = random
    this.balance = emphasis.balance
    const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0) || 1
    const [lengthM, kept, crossingM] = [sum(blocks.lengthM), sum(blocks.kept), sum(blocks.crossingM)]
    this.worth = blocks.lengthM.map(
      (length, at) =>
        // every pair has two entries
        2 *
        ((emphasis.compact * length) / lengthM +
          (emphasis.kept * blocks.kept[at]) / kept -
          (emphasis.crossing * blocks.crossingM[at]) / crossingM),
    )
    this.seen = new Int32Array(blocks.count)
  }

  /** Lower is better. */
  cost(grouping: Grouping): number {
    const { start, neighbour } = this.blocks
    let worth = 0
    for (let block = 0; block < grouping.length; block++) {
      for (let at = start[block]; at < start[block + 1]; at++)
        if (neighbour[at] > block && grouping[neighbour[at]] === grouping[block]) worth += this.worth[at]
    }
    const sizes = this.sizesOf(grouping)
    return this.balance * unevenness(sizes) - worth
  }

  /** Of each group families, or councils where no families are known. */
  private sizesOf(grouping: Grouping): Float64Array {
    const { families, councils } = this.blocks
    const of = families.some((count) => count > 0) ? families : councils
    const sizes = new Float64Array(1 + grouping.reduce((most, group) => Math.max(most, group), -1))
    for (let block = 0; block < grouping.length; block++) sizes[grouping[block]] += of[block]
    return sizes
  }

  /** @returns the best grouping met; the one given is changed. */
  run(grouping: Grouping, cuts: SpanningCuts, stopped: () => boolean): Grouping {
    this.redraw(grouping, cuts, stopped)
    return this.anneal(grouping, stopped)
  }

  /** Two neighbouring groups at a time become one and are cut in two along another tree, where that is no worse. */
  private redraw(grouping: Grouping, cuts: SpanningCuts, stopped: () => boolean): void {
    const { start, neighbour, count } = this.blocks
    const groups = this.sizesOf(grouping).length
    if (groups < 2) return
    let now = this.cost(grouping)
    for (let round = 0; round < REDRAWN * groups && !stopped(); round++) {
      const block = this.random.between(0, count - 1)
      if (start[block] === start[block + 1]) continue
      const other = neighbour[this.random.between(start[block], start[block + 1] - 1)]
      const [a, b] = [grouping[block], grouping[other]]
      if (a === b) continue
      const both: number[] = []
      for (let each = 0; each < count; each++)
        if (grouping[each] === a || grouping[each] === b) both.push(each)
      const cut = cuts.inTwo(2, both)
      if (!cut) continue
      const before = both.map((each) => grouping[each])
      for (const [s, side] of cut.sides.entries()) for (const each of side) grouping[each] = s === 0 ? a : b
      const then = this.cost(grouping)
      if (then <= now + HOT * this.random.next()) now = then
      else for (const [i, each] of both.entries()) grouping[each] = before[i]
    }
  }

  private anneal(grouping: Grouping, stopped: () => boolean): Grouping {
    const { start, neighbour, councils, families, count } = this.blocks
    const sizes = this.sizesOf(grouping)
    const groups = sizes.length
    if (groups < 2) return grouping
    const sizeOf = families.some((each) => each > 0) ? families : councils
    const mean = sizes.reduce((sum, size) => sum + size, 0) / groups
    const weight = this.balance / (groups * mean * mean)
    const ofCouncils = new Float64Array(groups)
    const ofFamilies = new Float64Array(groups)
    for (let block = 0; block < count; block++) {
      ofCouncils[grouping[block]] += councils[block]
      ofFamilies[grouping[block]] += families[block]
    }
    let now = this.cost(grouping)
    let best = now
    let bestGrouping = grouping.slice()
    const moves = MOVES * count
    const cooling = (COLD / HOT) ** (1 / moves)
    let heat = HOT
    for (let move = 0; move < moves; move++) {
      heat *= cooling
      if (move % ASK_EVERY === 0 && stopped()) break
      const block = this.random.between(0, count - 1)
      if (start[block] === start[block + 1]) continue
      const to = grouping[neighbour[this.random.between(start[block], start[block + 1] - 1)]]
      const from = grouping[block]
      if (to === from) continue
      if (!fits(ofCouncils[from] - councils[block], ofFamilies[from] - families[block], 1, this.bounds))
        continue
      if (!fits(ofCouncils[to] + councils[block], ofFamilies[to] + families[block], 1, this.bounds)) continue
      let gain = 0
      for (let at = start[block]; at < start[block + 1]; at++) {
        if (grouping[neighbour[at]] === to) gain += this.worth[at]
        else if (grouping[neighbour[at]] === from) gain -= this.worth[at]
      }
      const size = sizeOf[block]
      const dearer = weight * 2 * size * (sizes[to] - sizes[from] + size) - gain
      if (dearer > 0 && this.random.next() >= Math.exp(-dearer / heat)) continue
      if (!this.holdsWithout(grouping, block)) continue
      grouping[block] = to
      sizes[from] -= size
      sizes[to] += size
      ofCouncils[from] -= councils[block]
      ofCouncils[to] += councils[block]
      ofFamilies[from] -= families[block]
      ofFamilies[to] += families[block]
      now += dearer
      if (now < best - 1e-12) {
        best = now
        bestGrouping = grouping.slice()
      }
    }
    return bestGrouping
  }

  /** Whether a block's group stays in one piece without it. */
  private holdsWithout(grouping: Grouping, block: number): boolean {
    const { start, neighbour } = this.blocks
    const { seen } = this
    const group = grouping[block]
    const stamp = ++this.stamp
    let beside = 0
    let first = -1
    for (let at = start[block]; at < start[block + 1]; at++) {
      if (grouping[neighbour[at]] !== group) continue
      beside++
      first = neighbour[at]
    }
    if (beside < 2) return beside === 1
    // the flood stops as soon as all that lie beside the block are reached
    seen[block] = stamp
    seen[first] = stamp
    let left = beside - 1
    const flood = [first]
    for (let i = 0; i < flood.length && left > 0; i++) {
      for (let at = start[flood[i]]; at < start[flood[i] + 1]; at++) {
        const other = neighbour[at]
        if (grouping[other] !== group || seen[other] === stamp) continue
        seen[other] = stamp
        flood.push(other)
        for (let near = start[block]; near < start[block + 1]; near++) if (neighbour[near] === other) left--
      }
    }
    return left === 0
  }
}

/** Squared deviation from the mean, in parts of it. */
function unevenness(sizes: Float64Array): number {
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length
  if (!(mean > 0)) return 0
  return sizes.reduce((sum, size) => sum + (size - mean) ** 2, 0) / (sizes.length * mean * mean)
}
