/**
 * Costs from many places to many, by an elimination order: what each road costs is carried up to the shortcuts once, and
 * then a few sources at a time go up the order and sweep down to what the targets lie under (Delling, Goldberg, Nowatzyk
 * and Werneck's restricted PHAST, 2011).
 */
import { type Elimination, eliminationOf } from './elimination.ts'
import type { RoadNetwork } from './network.ts'
import type { ArcCosts } from './search.ts'

/** Sources that sweep down together: what one reads, the next finds at hand. */
export const AT_ONCE = 16
/** Triangles between two chances to stop: those at the top are the most. */
const STRETCH = 500_000

/** Of each arc from a rank to a higher one: what it costs upwards and downwards, and what is counted along. */
interface Weights {
  up: Float64Array
  down: Float64Array
  upOther: Float64Array
  downOther: Float64Array
}

/** A node from which a source starts, or at which a target may be reached. */
export interface Start {
  node: number
  cost: number
  other: number
}

/** Yields where it may be stopped. */
export function* prepare(
  network: RoadNetwork,
  costs: ArcCosts,
  targets: Iterable<number>,
): Generator<void, Hierarchy> {
  const elimination = yield* eliminationOf(network)
  const weights = yield* weigh(network, elimination, costs)
  return new Hierarchy(elimination, weights, targets)
}

/** Lower triangles: from `u` to `w` through whatever was taken out before both. */
function* weigh(
  { nodeCount, firstArc, arcTo }: RoadNetwork,
  { rank, first, head }: Elimination,
  { cost, other }: ArcCosts,
): Generator<void, Weights> {
  const arcs = head.length
  const weights: Weights = {
    up: new Float64Array(arcs).fill(Infinity),
    down: new Float64Array(arcs).fill(Infinity),
    upOther: new Float64Array(arcs),
    downOther: new Float64Array(arcs),
  }
  const { up, down, upOther, downOther } = weights
  const nodeAt = new Int32Array(nodeCount)
  for (let node = 0; node < nodeCount; node++) nodeAt[rank[node]] = node
  const below = arcsByHead(nodeCount, first, head)
  const arcTowards = new Int32Array(nodeCount)
  const incoming = arcsByHead(nodeCount, firstArc, arcTo)
  let looked = 0
  for (let u = 0; u < nodeCount; u++) {
    if (looked > STRETCH) {
      looked = 0
      yield
    }
    for (let arc = first[u]; arc < first[u + 1]; arc++) arcTowards[head[arc]] = arc
    const node = nodeAt[u]
    for (let arc = firstArc[node]; arc < firstArc[node + 1]; arc++) {
      const w = rank[arcTo[arc]]
      if (w > u && cost[arc] < up[arcTowards[w]]) {
        up[arcTowards[w]] = cost[arc]
        upOther[arcTowards[w]] = other[arc]
      }
    }
    for (let i = incoming.first[node]; i < incoming.first[node + 1]; i++) {
      const w = rank[incoming.tail[i]]
      const arc = incoming.arc[i]
      if (w > u && cost[arc] < down[arcTowards[w]]) {
        down[arcTowards[w]] = cost[arc]
        downOther[arcTowards[w]] = other[arc]
      }
    }
    for (let i = below.first[u]; i < below.first[u + 1]; i++) {
      const toU = below.arc[i]
      const last = first[below.tail[i] + 1]
      looked += last - toU
      const [upU, downU, upOtherU, downOtherU] = [up[toU], down[toU], upOther[toU], downOther[toU]]
      if (upU === Infinity && downU === Infinity) continue
      for (let toW = toU + 1; toW < last; toW++) {
        const arc = arcTowards[head[toW]]
        const rise = downU + up[toW]
        if (rise < up[arc]) {
          up[arc] = rise
          upOther[arc] = downOtherU + upOther[toW]
        }
        const fall = down[toW] + upU
        if (fall < down[arc]) {
          down[arc] = fall
          downOther[arc] = downOther[toW] + upOtherU
        }
      }
    }
  }
  return weights
}

/** By head: the arcs that lead to it, and from where. */
function arcsByHead(count: number, first: Int32Array, head: Int32Array) {
  const begin = new Int32Array(count + 1)
  for (const h of head) begin[h + 1]++
  for (let r = 0; r < count; r++) begin[r + 1] += begin[r]
  const next = begin.slice()
  const arc = new Int32Array(head.length)
  const tail = new Int32Array(head.length)
  for (let r = 0; r < count; r++)
    for (let a = first[r]; a < first[r + 1]; a++) {
      const at = next[head[a]]++
      arc[at] = a
      tail[at] = r
    }
  return { first: begin, arc, tail }
}

export class Hierarchy {
  #order: Elimination
  #weights: Weights
  /** Ranks that targets lie under, falling: all that a sweep looks at, and their place in it. */
  #swept: Int32Array
  #placeOf: Int32Array
  /** Arcs of the swept, by place of their head. */
  #first: Int32Array
  #head: Int32Array
  #down: Float64Array
  #downOther: Float64Array
  #upCost: Float64Array
  #upOther: Float64Array
  #cost: Float64Array
  #other: Float64Array

  constructor(order: Elimination, weights: Weights, targets: Iterable<number>) {
    this.#order = order
    this.#weights = weights
    const { rank, parent, first, head } = order
    const count = rank.length
    const isSwept = new Uint8Array(count)
    for (const node of targets) for (let r = rank[node]; r >= 0 && !isSwept[r]; r = parent[r]) isSwept[r] = 1
    const swept: number[] = []
    for (let r = count - 1; r >= 0; r--) if (isSwept[r]) swept.push(r)
    this.#swept = Int32Array.from(swept)
    this.#placeOf = new Int32Array(count).fill(-1)
    for (const [place, r] of swept.entries()) this.#placeOf[r] = place
    this.#first = new Int32Array(swept.length + 1)
    for (const [place, r] of swept.entries())
      this.#first[place + 1] = this.#first[place] + first[r + 1] - first[r]
    const arcs = this.#first[swept.length]
    this.#head = new Int32Array(arcs)
    this.#down = new Float64Array(arcs)
    this.#downOther = new Float64Array(arcs)
    for (const [place, r] of swept.entries())
      for (let arc = first[r], at = this.#first[place]; arc < first[r + 1]; arc++, at++) {
        this.#head[at] = AT_ONCE * this.#placeOf[head[arc]]
        this.#down[at] = weights.down[arc]
        this.#downOther[at] = weights.downOther[arc]
      }
    this.#upCost = new Float64Array(count).fill(Infinity)
    this.#upOther = new Float64Array(count)
    this.#cost = new Float64Array(AT_ONCE * swept.length)
    this.#other = new Float64Array(AT_ONCE * swept.length)
  }

  /** From up to `AT_ONCE` sources, each with the nodes from which it starts, to all targets. */
  sweep(sources: readonly (readonly Start[])[]): void {
    this.#cost.fill(Infinity)
    for (const [k, starts] of sources.entries()) this.#climb(starts, k)
    const first = this.#first
    const head = this.#head
    const down = this.#down
    const downOther = this.#downOther
    const cost = this.#cost
    const other = this.#other
    for (let place = 0; place < this.#swept.length; place++) {
      const own = AT_ONCE * place
      for (let arc = first[place]; arc < first[place + 1]; arc++) {
        const by = down[arc]
        if (by === Infinity) continue
        const along = downOther[arc]
        const from = head[arc]
        for (let k = 0; k < AT_ONCE; k++) {
          const there = cost[from + k] + by
          if (there < cost[own + k]) {
            cost[own + k] = there
            other[own + k] = other[from + k] + along
          }
        }
      }
    }
  }

  /** Where the figures of the `k`th source are told for a node that is a target; see `cost` and `other`. */
  place(node: number): number {
    return AT_ONCE * this.#placeOf[this.#order.rank[node]]
  }
  get cost(): Float64Array {
    return this.#cost
  }
  get other(): Float64Array {
    return this.#other
  }

  /** The nodes of a segment are neighbours, so one of two starts lies on the way up from the other. */
  #climb(starts: readonly Start[], k: number): void {
    const { rank, parent, first, head } = this.#order
    const { up, upOther } = this.#weights
    const cost = this.#upCost
    const other = this.#upOther
    let lowest = Infinity
    for (const start of starts) {
      const r = rank[start.node]
      lowest = Math.min(lowest, r)
      if (start.cost >= cost[r]) continue
      cost[r] = start.cost
      other[r] = start.other
    }
    if (lowest === Infinity) return
    for (let r = lowest; r >= 0; r = parent[r]) {
      const here = cost[r]
      if (here === Infinity) continue
      const so = other[r]
      for (let arc = first[r]; arc < first[r + 1]; arc++) {
        const there = here + up[arc]
        if (there < cost[head[arc]]) {
          cost[head[arc]] = there
          other[head[arc]] = so + upOther[arc]
        }
      }
      const place = this.#placeOf[r]
      if (place >= 0) {
        this.#cost[AT_ONCE * place + k] = here
        this.#other[AT_ONCE * place + k] = so
      }
      cost[r] = Infinity
    }
  }
}
