/** Ranks by nested dissection: a few nodes that part a network in halves come last, then those that part the halves. */
import type { Neighbours } from './elimination.ts'
import type { RoadNetwork } from './network.ts'

/** Parts so small that any order will do. */
const SMALL = 6
/** Ways to look at the map: eastwards, northwards and across. */
const LOOKS = [
  [1, 0],
  [0, 1],
  [1, 1],
  [1, -1],
] as const

/** Rank by node. Yields where it may be stopped. */
export function* dissected(
  { nodeCount, nodes }: Pick<RoadNetwork, 'nodeCount' | 'nodes'>,
  neighbours: Neighbours,
): Generator<void, Int32Array> {
  const rank = new Int32Array(nodeCount)
  const side = new Uint8Array(nodeCount)
  const scratch = new Float64Array(nodeCount)
  let next = nodeCount
  let looked = 0
  const parts: Int32Array[] = [Int32Array.from({ length: nodeCount }, (_, n) => n)]
  for (let part = parts.pop(); part; part = parts.pop()) {
    looked += part.length
    if (looked > nodeCount / 4) {
      looked = 0
      yield
    }
    const cut = part.length > SMALL ? cutOf(part) : null
    if (!cut) {
      for (const node of part) rank[node] = --next
      continue
    }
    for (const node of cut.separator) rank[node] = --next
    parts.push(...cut.halves)
  }
  return rank

  function cutOf(part: Int32Array) {
    let best: { look: (typeof LOOKS)[number]; middle: number; border: 1 | 2; size: number } | null = null
    for (const look of LOOKS) {
      const middle = middleOf(part, look)
      const [low, high] = parted(part, look, middle)
      if (low === 0 || high === 0) continue
      for (const border of [1, 2] as const) {
        let size = 0
        for (const node of part) if (side[node] === border && meets(node, 3 - border)) size++
        if (size < (best?.size ?? Infinity)) best = { look, middle, border, size }
      }
    }
    for (const node of part) side[node] = 0
    if (!best) return null
    const { look, middle, border } = best
    parted(part, look, middle)
    const separator = part.filter((node) => side[node] === border && meets(node, 3 - border))
    for (const node of separator) side[node] = 0
    const halves = [part.filter((node) => side[node] === 1), part.filter((node) => side[node] === 2)]
    for (const node of part) side[node] = 0
    return { separator, halves: halves.filter(({ length }) => length > 0) }
  }

  function parted(part: Int32Array, [east, north]: readonly [number, number], middle: number) {
    const count = [0, 0]
    for (const node of part) {
      const isHigh = east * nodes[2 * node] + north * nodes[2 * node + 1] > middle
      side[node] = isHigh ? 2 : 1
      count[isHigh ? 1 : 0]++
    }
    return count
  }

  function meets(node: number, other: number): boolean {
    for (let i = neighbours.first[node]; i < neighbours.first[node + 1]; i++)
      if (side[neighbours.of[i]] === other) return true
    return false
  }

  function middleOf(part: Int32Array, [east, north]: readonly [number, number]): number {
    const keys = scratch.subarray(0, part.length)
    for (let i = 0; i < part.length; i++) keys[i] = east * nodes[2 * part[i]] + north * nodes[2 * part[i] + 1]
    return keys.sort()[(part.length - 1) >> 1]
  }
}
