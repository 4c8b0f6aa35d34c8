/**
 * An order of a network's nodes in which they can be taken out one by one, the neighbours of each joined, so that every
 * way goes up the order and down again: the structure of a customisable contraction hierarchy (Dibbelt, Strasser and
 * Wagner, ACM J. Exp. Algorithmics 21, 2016). It depends on where roads are and not on what they cost, so a closure
 * leaves it as it is.
 */
import { dissected } from './dissection.ts'
import type { RoadNetwork } from './network.ts'

/** Nodes go by their rank here, the first taken out 0. */
export interface Elimination {
  /** By node. */
  rank: Int32Array
  /** Higher neighbours of rank `r`, once those below are out: `head[first[r]] … head[first[r + 1] - 1]`, rising. */
  first: Int32Array
  head: Int32Array
  /** The lowest higher neighbour, -1 at the top: all that can be reached upwards lies on the way there. */
  parent: Int32Array
}

/** Ranks between two chances to stop. */
const STRETCH = 2048
const kept = new WeakMap<RoadNetwork, Elimination>()

export const hasElimination = (network: RoadNetwork): boolean => kept.has(network)

/** Found once for a network. Yields where it may be stopped. */
export function* eliminationOf(network: RoadNetwork): Generator<void, Elimination> {
  const known = kept.get(network)
  if (known) return known
  const neighbours = neighboursOf(network)
  const rank = yield* dissected(network, neighbours)
  const elimination = yield* filledIn(rank, neighbours)
  kept.set(network, elimination)
  return elimination
}

/** Neighbours of node `n`, whichever way the road is driven: `of[first[n]] … of[first[n + 1] - 1]`. */
export interface Neighbours {
  first: Int32Array
  of: Int32Array
}

function neighboursOf({ nodeCount, segmentCount, from, to }: RoadNetwork): Neighbours {
  const first = new Int32Array(nodeCount + 1)
  for (let s = 0; s < segmentCount; s++)
    if (from[s] !== to[s]) {
      first[from[s] + 1]++
      first[to[s] + 1]++
    }
  for (let n = 0; n < nodeCount; n++) first[n + 1] += first[n]
  const of = new Int32Array(first[nodeCount])
  const next = first.slice()
  for (let s = 0; s < segmentCount; s++)
    if (from[s] !== to[s]) {
      of[next[from[s]]++] = to[s]
      of[next[to[s]]++] = from[s]
    }
  return { first, of }
}

function* filledIn(rank: Int32Array, neighbours: Neighbours): Generator<void, Elimination> {
  const count = rank.length
  const nodeAt = new Int32Array(count)
  for (let node = 0; node < count; node++) nodeAt[rank[node]] = node
  const first = new Int32Array(count + 1)
  const parent = new Int32Array(count).fill(-1)
  // The nodes whose lowest higher neighbour a node is, as a list through the two arrays.
  const firstBelow = new Int32Array(count).fill(-1)
  const nextBelow = new Int32Array(count).fill(-1)
  const seen = new Int32Array(count).fill(-1)
  let head = new Int32Array(4 * count + 16)
  for (let r = 0; r < count; r++) {
    if (r % STRETCH === 0) yield
    const begin = first[r]
    let end = begin
    const put = (other: number) => {
      if (other <= r || seen[other] === r) return
      seen[other] = r
      if (end === head.length) {
        const longer = new Int32Array(2 * end)
        longer.set(head)
        head = longer
      }
      head[end++] = other
    }
    const node = nodeAt[r]
    for (let i = neighbours.first[node]; i < neighbours.first[node + 1]; i++) put(rank[neighbours.of[i]])
    for (let below = firstBelow[r]; below >= 0; below = nextBelow[below])
      for (let i = first[below]; i < first[below + 1]; i++) put(head[i])
    head.subarray(begin, end).sort()
    first[r + 1] = end
    if (end === begin) continue
    parent[r] = head[begin]
    nextBelow[r] = firstBelow[parent[r]]
    firstBelow[parent[r]] = r
  }
  return { rank, first, head: head.slice(0, first[count]), parent }
}
