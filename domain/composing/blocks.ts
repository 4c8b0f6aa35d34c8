/** What is grouped: single councils, and locked groups as one block each, with the worth of keeping neighbours together. */
import { CERTAIN_TIE, LINK_TIE, type Ties } from './ties.ts'

export interface Blocks {
  count: number
  /** Nodes of the ties in each block. */
  nodes: number[][]
  /** Councils of each block, and families: where a council says nothing, as many as others of its kind have. */
  councils: Float64Array
  families: Float64Array
  /** Block `b` has the neighbours `neighbour[start[b]] .. neighbour[start[b + 1] - 1]`. */
  start: Uint32Array
  neighbour: Uint32Array
  /** Of each entry: metres of border; how many of its ties are in one present commune; metres along a crossing. */
  lengthM: Float64Array
  kept: Float64Array
  crossingM: Float64Array
  /** How readily a random tree takes the tie: long, sure borders with nothing to cross before others. */
  ease: Float64Array
  /** 1 where a certain border ties the two. */
  sure: Uint8Array
}

export interface BlockFacts {
  families: (node: number) => number
  together: (a: number, b: number) => boolean
  crossingM: (a: number, b: number) => number
}

/** Doubtful borders and declared links are taken where nothing surer serves. */
const EASE_OF_DOUBT = 0.1
const EASE_OF_LINK = 0.02
/** Metres: a short border is a tie all the same. */
const SHORTEST = 5

/** @param blockNodes the nodes of each block, every node in at most one; nodes in none are left out */
export function makeBlocks(ties: Ties, blockNodes: number[][], facts: BlockFacts): Blocks {
  const blockOf = new Int32Array(ties.units.length).fill(-1)
  for (const [b, nodes] of blockNodes.entries()) for (const node of nodes) blockOf[node] = b
  interface Tie {
    lengthM: number
    kept: number
    crossingM: number
    ease: number
    sure: number
  }
  const lists: Map<number, Tie>[] = blockNodes.map(() => new Map())
  for (let node = 0; node < blockOf.length; node++) {
    if (blockOf[node] < 0) continue
    for (let at = ties.start[node]; at < ties.start[node + 1]; at++) {
      const other = ties.neighbour[at]
      const [a, b] = [blockOf[node], blockOf[other]]
      if (b < 0 || a === b) continue
      const tie = lists[a].get(b) ?? { lengthM: 0, kept: 0, crossingM: 0, ease: 0, sure: 0 }
      const together = facts.together(node, other)
      const crossing = Math.min(facts.crossingM(node, other), Math.max(ties.lengthM[at], SHORTEST))
      const length = Math.max(ties.lengthM[at], SHORTEST)
      const grade = ties.grade[at]
      const trust = grade === CERTAIN_TIE ? 1 : grade === LINK_TIE ? EASE_OF_LINK : EASE_OF_DOUBT
      tie.lengthM += ties.lengthM[at]
      tie.kept += together ? 1 : 0
      tie.crossingM += crossing
      if (grade === CERTAIN_TIE) tie.sure = 1
      tie.ease += (length - 0.9 * crossing) * trust
      lists[a].set(b, tie)
    }
  }
  const entries = lists.reduce((sum, list) => sum + list.size, 0)
  const blocks: Blocks = {
    count: blockNodes.length,
    nodes: blockNodes,
    councils: Float64Array.from(blockNodes, (nodes) => nodes.length),
    families: Float64Array.from(blockNodes, (nodes) =>
      nodes.reduce((sum, node) => sum + facts.families(node), 0),
    ),
    start: new Uint32Array(blockNodes.length + 1),
    neighbour: new Uint32Array(entries),
    lengthM: new Float64Array(entries),
    kept: new Float64Array(entries),
    crossingM: new Float64Array(entries),
    ease: new Float64Array(entries),
    sure: new Uint8Array(entries),
  }
  let at = 0
  for (const [b, list] of lists.entries()) {
    for (const [other, tie] of [...list].sort((p, q) => p[0] - q[0])) {
      blocks.neighbour[at] = other
      blocks.lengthM[at] = tie.lengthM
      blocks.kept[at] = tie.kept
      blocks.crossingM[at] = tie.crossingM
      blocks.sure[at] = tie.sure
      blocks.ease[at++] = tie.ease
    }
    blocks.start[b + 1] = at
  }
  return blocks
}

/** Blocks that ties hold together, largest component first, ascending in each. */
export function componentsOf({ count, start, neighbour }: Blocks): number[][] {
  const seen = new Uint8Array(count)
  const components: number[][] = []
  for (let root = 0; root < count; root++) {
    if (seen[root] === 1) continue
    const component = [root]
    seen[root] = 1
    for (const block of component) {
      for (let at = start[block]; at < start[block + 1]; at++) {
        if (seen[neighbour[at]] === 1) continue
        seen[neighbour[at]] = 1
        component.push(neighbour[at])
      }
    }
    components.push(component.sort((a, b) => a - b))
  }
  return components.sort((a, b) => b.length - a.length || a[0] - b[0])
}

/** How many more pieces a grouping has by certain borders than it has groups. */
export function doubtsIn({ count, start, neighbour, sure }: Blocks, groups: ArrayLike<number>): number {
  const seen = new Uint8Array(count)
  let pieces = 0
  let most = -1
  for (let root = 0; root < count; root++) {
    if (groups[root] > most) most = groups[root]
    if (seen[root] === 1) continue
    pieces++
    const piece = [root]
    seen[root] = 1
    for (const block of piece) {
      for (let at = start[block]; at < start[block + 1]; at++) {
        const other = neighbour[at]
        if (sure[at] === 0 || seen[other] === 1 || groups[other] !== groups[block]) continue
        seen[other] = 1
        piece.push(other)
      }
    }
  }
  return pieces - (most + 1)
}
