/** Cutting a set of blocks into connected groups by cutting random spanning trees (recombination, DeFord et al. 2021). */

import type { Blocks } from './blocks.ts'
import { type Bounds, fits } from './bounds.ts'
import type { Chance } from './chance.ts'

/** Trees drawn before a cut is given up. */
const TREES = 24

export class SpanningCuts {
  private readonly blocks: Blocks
  private readonly bounds: Bounds
  private readonly ease: Float64Array
  private readonly random: Chance
  /** `inSet[b] === stamp` where block `b` is of the set at hand. */
  private readonly inSet: Int32Array
  private stamp = 0
  private readonly parent: Int32Array
  private readonly up: Int32Array

  /** @param loyalty how many times more readily a tree takes a tie within a present commune */
  constructor(blocks: Blocks, bounds: Bounds, loyalty: number, random: Chance) {
    this.ease = blocks.ease.map((ease, at) => (blocks.kept[at] > 0 ? loyalty * ease : ease))
    this.blocks = blocks
    this.bounds = bounds
    this.random = random
    this.inSet = new Int32Array(blocks.count)
    this.parent = new Int32Array(blocks.count)
    this.up = new Int32Array(blocks.count)
  }

  /** Cuts a connected set into so many groups within bounds; undefined where no tree drawn could be cut so. */
  into(groups: number, set: number[]): number[][] | undefined {
    if (groups === 1) {
      const [councils, families] = this.sums(set)
      return fits(councils, families, 1, this.bounds) ? [set] : undefined
    }
    for (let tries = 0; tries < 3; tries++) {
      const cut = this.inTwo(groups, set)
      if (!cut) return undefined
      const one = this.into(cut.groups, cut.sides[0])
      const other = one && this.into(groups - cut.groups, cut.sides[1])
      if (one && other) return [...one, ...other]
    }
    return undefined
  }

  /** Cuts a connected set in two connected ones that can be divided further, the first into `groups` of the result. */
  inTwo(groups: number, set: number[]): { groups: number; sides: [number[], number[]] } | undefined {
    const { blocks, bounds, random } = this
    const [councils, families] = this.sums(set)
    const byFamilies = families > 0
    const whole = byFamilies ? families : councils
    for (let tree = 0; tree < TREES; tree++) {
      const { order, up } = this.drawTree(set)
      const below = new Float64Array(order.length)
      const belowFamilies = new Float64Array(order.length)
      const rank = new Map<number, number>()
      for (let i = 0; i < order.length; i++) rank.set(order[i], i)
      const chosen: { at: number; groups: number; off: number }[] = []
      for (let i = order.length - 1; i > 0; i--) {
        below[i] += blocks.councils[order[i]]
        belowFamilies[i] += blocks.families[order[i]]
        const above = rank.get(up[order[i]])!
        below[above] += below[i]
        belowFamilies[above] += belowFamilies[i]
        const share = (byFamilies ? belowFamilies[i] : below[i]) / whole
        const about = share * groups
        for (const k of [Math.floor(about), Math.ceil(about)]) {
          if (
            k < 1 ||
            k >= groups ||
            (k === Math.ceil(about) && k === Math.floor(about) && chosen.at(-1)?.at === i)
          )
            continue
          if (
            fits(below[i], belowFamilies[i], k, bounds) &&
            fits(councils - below[i], families - belowFamilies[i], groups - k, bounds)
          )
            chosen.push({ at: i, groups: k, off: Math.abs(share - k / groups) * groups })
        }
      }
      if (chosen.length === 0) continue
      chosen.sort((a, b) => a.off - b.off || a.at - b.at)
      const best = chosen[random.between(0, Math.min(2, chosen.length - 1))]
      const cut = new Set([order[best.at]])
      for (let i = best.at + 1; i < order.length; i++) if (cut.has(up[order[i]])) cut.add(order[i])
      return {
        groups: best.groups,
        sides: [[...cut], set.filter((block) => !cut.has(block))],
      }
    }
    return undefined
  }

  private sums(set: number[]): [councils: number, families: number] {
    let councils = 0
    let families = 0
    for (const block of set) {
      councils += this.blocks.councils[block]
      families += this.blocks.families[block]
    }
    return [councils, families]
  }

  /** A random tree that takes easy ties before others; `order` from the root down, `up` each block's parent. */
  private drawTree(set: number[]): { order: number[]; up: Int32Array } {
    const { start, neighbour } = this.blocks
    const { ease, inSet, parent, random, up } = this
    const stamp = ++this.stamp
    for (const block of set) {
      inSet[block] = stamp
      parent[block] = block
    }
    const ties: { from: number; to: number; when: number }[] = []
    for (const block of set) {
      for (let at = start[block]; at < start[block + 1]; at++) {
        const other = neighbour[at]
        if (other > block && inSet[other] === stamp)
          ties.push({ from: block, to: other, when: -Math.log(1 - random.next()) / ease[at] })
      }
    }
    ties.sort((a, b) => a.when - b.when)
    const root = (block: number): number => {
      let at = block
      while (parent[at] !== at) {
        parent[at] = parent[parent[at]]
        at = parent[at]
      }
      return at
    }
    const branches = new Map<number, number[]>(set.map((block) => [block, []]))
    for (const { from, to } of ties) {
      const [a, b] = [root(from), root(to)]
      if (a === b) continue
      parent[a] = b
      branches.get(from)!.push(to)
      branches.get(to)!.push(from)
    }
    const order = [set[random.between(0, set.length - 1)]]
    up[order[0]] = -1
    for (const block of order) {
      for (const other of branches.get(block)!) {
        if (other === up[block]) continue
        up[other] = block
        order.push(other)
      }
    }
    return { order, up }
  }
}
