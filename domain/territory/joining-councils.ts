/** The fewest councils outside a commune that would join its pieces. */
import { type Adjacency, BORDER, CERTAIN } from './adjacency.ts'
import type { ContiguityRule } from './types.ts'

/** Beyond so many councils away from every piece nobody would be asked to join. */
const MOST_STEPS = 8
/** The exact search takes time with 3 to the power of the pieces; more are joined two by two. */
const MOST_EXACT = 5
const MOST_NODES = 4000

export interface Joining {
  /** Outside units, ascending. */
  councils: number[]
  /** Positions of the pieces that they join, ascending. */
  joins: number[]
}

/**
 * Exact for up to five pieces (Dreyfus and Wagner 1971, with a cost of one for each outside council and none for a
 * piece); for more, the nearest two are joined until none can be. Only certain borders count.
 */
export function fewestJoiningCouncils(
  adjacency: Adjacency,
  pieces: readonly (readonly number[])[],
  rule: ContiguityRule = 'rook',
): Joining | undefined {
  const region = regionAround(adjacency, pieces, rule)
  const reachable = piecesInReach(region, pieces.length)
  if (reachable.length < 2) return undefined
  const nodes =
    reachable.length <= MOST_EXACT
      ? steinerTree(region, reachable)
      : joinTwoByTwo(region, reachable, pieces.length)
  const councils = nodes
    .filter((node) => node >= pieces.length)
    .map((node) => region.units[node])
    .sort((a, b) => a - b)
  return councils.length > 0 ? { councils, joins: reachable } : undefined
}

interface Region {
  /** Node `p` below the number of pieces is piece `p`; the others are outside units. */
  neighbours: number[][]
  units: number[]
}

function regionAround(
  adjacency: Adjacency,
  pieces: readonly (readonly number[])[],
  rule: ContiguityRule,
): Region {
  const { start, neighbour, pairOf, kind, certainty } = adjacency
  const nodeOf = new Map<number, number>()
  pieces.forEach((piece, p) => {
    for (const unit of piece) nodeOf.set(unit, p)
  })
  const units: number[] = pieces.map(() => -1)
  let frontier = pieces.flat()
  const explored: number[] = []
  for (let step = 0; step <= MOST_STEPS && frontier.length > 0; step++) {
    const further: number[] = []
    for (const unit of frontier) {
      explored.push(unit)
      for (let at = start[unit]; at < start[unit + 1]; at++) {
        const pair = pairOf[at]
        if (certainty[pair] !== CERTAIN || (kind[pair] !== BORDER && rule === 'rook')) continue
        const other = neighbour[at]
        if (nodeOf.has(other) || units.length >= MOST_NODES || step === MOST_STEPS) continue
        nodeOf.set(other, units.length)
        units.push(other)
        further.push(other)
      }
    }
    frontier = further
  }
  const neighbours: number[][] = units.map(() => [])
  for (const unit of explored) {
    const node = nodeOf.get(unit)!
    for (let at = start[unit]; at < start[unit + 1]; at++) {
      const pair = pairOf[at]
      if (certainty[pair] !== CERTAIN || (kind[pair] !== BORDER && rule === 'rook')) continue
      const other = nodeOf.get(neighbour[at])
      if (other !== undefined && other !== node) neighbours[node].push(other)
    }
  }
  return { neighbours: neighbours.map((list) => [...new Set(list)].sort((a, b) => a - b)), units }
}

/** The pieces that outside councils can join to the most others. */
function piecesInReach(region: Region, pieces: number): number[] {
  const seen = new Uint8Array(region.units.length)
  let best: number[] = []
  for (let p = 0; p < pieces; p++) {
    if (seen[p] === 1) continue
    const reached: number[] = []
    const queue = [p]
    seen[p] = 1
    for (let i = 0; i < queue.length; i++) {
      if (queue[i] < pieces) reached.push(queue[i])
      for (const other of region.neighbours[queue[i]]) {
        if (seen[other] === 1) continue
        seen[other] = 1
        queue.push(other)
      }
    }
    if (reached.length > best.length) best = reached
  }
  return best.sort((a, b) => a - b)
}

function steinerTree(region: Region, terminals: number[]): number[] {
  const nodes = region.units.length
  const full = (1 << terminals.length) - 1
  const pieces = region.units.filter((unit) => unit < 0).length
  const weight = (node: number) => (node < pieces ? 0 : 1)
  const cost = Array.from({ length: full + 1 }, () => new Float64Array(nodes).fill(Infinity))
  // how a cost came about: the node it grew from, or minus the part of the terminals it was merged with
  const from = Array.from({ length: full + 1 }, () => new Int32Array(nodes))
  const NONE = 0x7fffffff
  terminals.forEach((terminal, t) => {
    cost[1 << t][terminal] = 0
    from[1 << t][terminal] = NONE
  })
  for (let set = 1; set <= full; set++) {
    const costs = cost[set]
    for (let part = (set - 1) & set; part > 0; part = (part - 1) & set) {
      const rest = set ^ part
      if (part < rest) continue
      for (let node = 0; node < nodes; node++) {
        const sum = cost[part][node] + cost[rest][node] - weight(node)
        if (sum < costs[node]) {
          costs[node] = sum
          from[set][node] = -part
        }
      }
    }
    growBySteps(region, costs, from[set], weight)
  }
  const chosen = new Set<number>()
  const visit = (set: number, node: number) => {
    chosen.add(node)
    const origin = from[set][node]
    if (origin === NONE) return
    if (origin < 0) {
      visit(-origin, node)
      visit(set ^ -origin, node)
    } else visit(set, origin)
  }
  visit(full, terminals[0])
  return [...chosen]
}

/** Costs are small whole numbers, so a bucket for each makes Dijkstra's queue. */
function growBySteps(
  region: Region,
  costs: Float64Array,
  from: Int32Array,
  weight: (node: number) => number,
): void {
  const buckets: number[][] = []
  for (let node = 0; node < costs.length; node++) {
    if (costs[node] === Infinity) continue
    while (buckets.length <= costs[node]) buckets.push([])
    buckets[costs[node]].push(node)
  }
  for (let c = 0; c < buckets.length; c++) {
    for (let i = 0; i < buckets[c].length; i++) {
      const node = buckets[c][i]
      if (costs[node] !== c) continue
      for (const other of region.neighbours[node]) {
        const next = c + weight(other)
        if (next >= costs[other]) continue
        costs[other] = next
        from[other] = node
        while (buckets.length <= next) buckets.push([])
        buckets[next].push(other)
      }
    }
  }
}

function joinTwoByTwo(region: Region, terminals: number[], pieces: number): number[] {
  const joined = new Set<number>([terminals[0]])
  const left = new Set(terminals.slice(1))
  while (left.size > 0) {
    const from = new Map<number, number>()
    const queue = [...joined]
    for (const node of queue) from.set(node, -1)
    let goal = -1
    for (let i = 0; i < queue.length && goal < 0; i++) {
      for (const other of region.neighbours[queue[i]]) {
        if (from.has(other)) continue
        from.set(other, queue[i])
        queue.push(other)
        if (other < pieces && left.has(other)) {
          goal = other
          break
        }
      }
    }
    if (goal < 0) break
    for (let node = goal; node >= 0; node = from.get(node)!) {
      joined.add(node)
      left.delete(node)
    }
  }
  return [...joined]
}
