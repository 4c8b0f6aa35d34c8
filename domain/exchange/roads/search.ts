/** Shortest ways from one place to all others: Dijkstra over typed arrays, with a heap of four children to a node. */
import type { RoadNetwork } from './network.ts'

export type Profile = 'shortest' | 'fastest'

/** What each way out costs, and what else is counted along the way; Infinity where it is closed. */
export interface ArcCosts {
  cost: Float64Array
  other: Float64Array
}

/** Kilometres or minutes by profile; the other of both goes along. */
export function arcCosts(network: RoadNetwork, profile: Profile, closed?: Uint8Array): ArcCosts {
  const { arcSegment, km, minutes } = network
  const [by, along] = profile === 'shortest' ? [km, minutes] : [minutes, km]
  const cost = new Float64Array(arcSegment.length)
  const other = new Float64Array(arcSegment.length)
  for (let arc = 0; arc < arcSegment.length; arc++) {
    const segment = arcSegment[arc]
    cost[arc] = closed?.[segment] ? Infinity : by[segment]
    other[arc] = along[segment]
  }
  return { cost, other }
}

/** Kept from search to search, so that nothing is allocated or wiped between them. */
export class Search {
  readonly cost: Float64Array
  readonly other: Float64Array
  /** The way in by which a node was reached; -1 at the beginning. */
  readonly cameBy: Int32Array
  #network: RoadNetwork
  #costs: ArcCosts
  /** Search in which a node was reached last: 2n, and 2n + 1 once it is settled. */
  #stamp: Int32Array
  #round = 0
  #heap: Int32Array
  #place: Int32Array
  #size = 0

  constructor(network: RoadNetwork, costs: ArcCosts) {
    const { nodeCount } = network
    this.#network = network
    this.#costs = costs
    this.cost = new Float64Array(nodeCount)
    this.other = new Float64Array(nodeCount)
    this.cameBy = new Int32Array(nodeCount)
    this.#stamp = new Int32Array(nodeCount)
    this.#heap = new Int32Array(nodeCount)
    this.#place = new Int32Array(nodeCount)
  }

  begin() {
    this.#round += 2
    this.#size = 0
  }

  /** A node from which the search starts, and what it costs to be there. */
  startAt(node: number, cost: number, other: number) {
    if (cost < Infinity) this.#reach(node, cost, other, -1)
  }

  isSettled(node: number): boolean {
    return this.#stamp[node] === this.#round + 1
  }

  /**
   * Goes on until `wanted[node] === mark` was met `count` times, or nothing is left. What is settled then has its
   * final cost.
   */
  run(wanted: Int32Array, mark: number, count: number) {
    const { firstArc, arcTo } = this.#network
    const { cost: arcCost, other: arcOther } = this.#costs
    const { cost, other } = this
    let left = count
    while (this.#size > 0 && left > 0) {
      const node = this.#takeNearest()
      this.#stamp[node] = this.#round + 1
      if (wanted[node] === mark) left--
      const here = cost[node]
      const otherHere = other[node]
      for (let arc = firstArc[node]; arc < firstArc[node + 1]; arc++) {
        const there = here + arcCost[arc]
        const head = arcTo[arc]
        if (this.#stamp[head] >= this.#round ? there < cost[head] : there < Infinity)
          this.#reach(head, there, otherHere + arcOther[arc], arc)
      }
    }
  }

  #reach(node: number, cost: number, other: number, arc: number) {
    const known = this.#stamp[node] === this.#round
    if (known && cost >= this.cost[node]) return
    this.cost[node] = cost
    this.other[node] = other
    this.cameBy[node] = arc
    if (!known) {
      this.#stamp[node] = this.#round
      this.#place[node] = this.#size++
    }
    this.#rise(node, this.#place[node])
  }

  #rise(node: number, at: number) {
    const heap = this.#heap
    const cost = this.cost[node]
    while (at > 0) {
      const above = (at - 1) >> 2
      const parent = heap[above]
      if (this.cost[parent] <= cost) break
      heap[at] = parent
      this.#place[parent] = at
      at = above
    }
    heap[at] = node
    this.#place[node] = at
  }

  #takeNearest(): number {
    const heap = this.#heap
    const nearest = heap[0]
    const last = heap[--this.#size]
    if (this.#size > 0) this.#sink(last)
    return nearest
  }

  #sink(node: number) {
    const heap = this.#heap
    const size = this.#size
    const { cost } = this
    const own = cost[node]
    let at = 0
    for (;;) {
      const first = 4 * at + 1
      if (first >= size) break
      const end = Math.min(first + 4, size)
      let least = first
      let leastCost = cost[heap[first]]
      for (let child = first + 1; child < end; child++) {
        const childCost = cost[heap[child]]
        if (childCost < leastCost) {
          least = child
          leastCost = childCost
        }
      }
      if (leastCost >= own) break
      const child = heap[least]
      heap[at] = child
      this.#place[child] = at
      at = least
    }
    heap[at] = node
    this.#place[node] = at
  }
}
