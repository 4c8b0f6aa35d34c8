/** The verdict on the graph alone: pieces, cut councils, bridges and a spanning tree, in linear time. */
import { type Adjacency, BORDER, CERTAIN } from './adjacency.ts'
import type { ContiguityRule, Verdict } from './types.ts'

export interface GraphJudgement {
  verdict: Verdict
  /** Units of every piece, largest piece first, units ascending; every certain and doubtful tie and link counts. */
  components: number[][]
  /** The same with certain borders only. */
  certainComponents: number[][]
  /** Units whose leaving splits their piece, ascending. */
  cutUnits: number[]
  /** Ties without which a piece falls in two, `[a, b]` with `a < b`. */
  bridges: [number, number][]
  /** One tie less than units in each piece: certain ones wherever they serve, open doubts only where nothing else does. */
  spanningTree: [number, number][]
}

const NOTHING: ReadonlySet<number> = new Set()

/** Positions of units inside the commune at hand, shared by all calls: -1 outside. */
let memberAt = new Int32Array(0)

/**
 * Judges a set of members by its graph.
 *
 * @param members positions of units; order and repetitions don't matter
 * @param linkEdges declared ways as flat pairs of units; those that leave the set are ignored
 * @param rule `rook` (default): corners don't count; `queen`: they do
 * @param confirmed doubtful pairs that an assembly confirmed: the spanning tree prefers them
 */
export function judgeGraph(
  adjacency: Adjacency,
  members: ArrayLike<number>,
  linkEdges: ArrayLike<number> = [],
  rule: ContiguityRule = 'rook',
  confirmed: { has(pair: number): boolean } = NOTHING,
): GraphJudgement {
  if (memberAt.length < adjacency.count) memberAt = new Int32Array(adjacency.count).fill(-1)
  const units = Int32Array.from(members).sort()
  let size = 0
  for (const unit of units) {
    if (unit < 0 || unit >= adjacency.count || memberAt[unit] >= 0) continue
    memberAt[unit] = size
    units[size++] = unit
  }
  const graph = localGraph(adjacency, units.subarray(0, size), linkEdges, rule, confirmed)
  for (let i = 0; i < size; i++) memberAt[units[i]] = -1
  return judgeLocalGraph(graph, units.subarray(0, size))
}

interface LocalGraph {
  /** Tie `t` joins members `from[t]` and `to[t]`. Certain ones first, then what people vouch for, then open doubts. */
  from: number[]
  to: number[]
  /** The first so many ties are certain borders. */
  certain: number
}

function localGraph(
  adjacency: Adjacency,
  units: Int32Array,
  linkEdges: ArrayLike<number>,
  rule: ContiguityRule,
  confirmed: { has(pair: number): boolean },
): LocalGraph {
  const { start, neighbour, pairOf, kind, certainty } = adjacency
  const from: number[] = []
  const to: number[] = []
  const vouched: number[] = []
  const doubtful: number[] = []
  for (let i = 0; i < units.length; i++) {
    const unit = units[i]
    for (let at = start[unit + 1] - 1; at >= start[unit] && neighbour[at] > unit; at--) {
      const other = memberAt[neighbour[at]]
      if (other < 0) continue
      const pair = pairOf[at]
      if (kind[pair] !== BORDER && rule === 'rook') continue
      if (certainty[pair] === CERTAIN) {
        from.push(i)
        to.push(other)
      } else (confirmed.has(pair) ? vouched : doubtful).push(i, other)
    }
  }
  const certain = from.length
  for (let l = 0; l + 1 < linkEdges.length; l += 2) {
    const a = memberAt[linkEdges[l]] ?? -1
    const b = memberAt[linkEdges[l + 1]] ?? -1
    if (a >= 0 && b >= 0 && a !== b) vouched.push(a, b)
  }
  for (const ties of [vouched, doubtful]) {
    for (let t = 0; t < ties.length; t += 2) {
      from.push(ties[t])
      to.push(ties[t + 1])
    }
  }
  return { from, to, certain }
}

function judgeLocalGraph(graph: LocalGraph, units: Int32Array): GraphJudgement {
  const { from, to, certain } = graph
  const size = units.length
  const forest = new Forest(size)
  const spanningTree: [number, number][] = []
  let certainComponents: number[][] = []
  for (let t = 0; t < from.length; t++) {
    if (t === certain) certainComponents = forest.pieces(units)
    if (forest.join(from[t], to[t])) spanningTree.push(ordered(units[from[t]], units[to[t]]))
  }
  const components = forest.pieces(units)
  if (certain === from.length) certainComponents = components
  const { cutUnits, bridges } = findCuts(graph, units)
  return {
    verdict: components.length > 1 ? 'split' : certainComponents.length > 1 ? 'conditional' : 'contiguous',
    components,
    certainComponents,
    cutUnits,
    bridges,
    spanningTree,
  }
}

function ordered(a: number, b: number): [number, number] {
  return a < b ? [a, b] : [b, a]
}

/** Disjoint sets with path halving. */
class Forest {
  private readonly parent: Int32Array

  constructor(size: number) {
    this.parent = new Int32Array(size)
    for (let i = 0; i < size; i++) this.parent[i] = i
  }

  root(member: number): number {
    const { parent } = this
    let at = member
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]]
      at = parent[at]
    }
    return at
  }

  /** False where the two are together already. */
  join(a: number, b: number): boolean {
    const rootA = this.root(a)
    const rootB = this.root(b)
    if (rootA === rootB) return false
    if (rootA < rootB) this.parent[rootB] = rootA
    else this.parent[rootA] = rootB
    return true
  }

  pieces(units: Int32Array): number[][] {
    const byRoot = new Map<number, number[]>()
    for (let i = 0; i < units.length; i++) {
      const root = this.root(i)
      const piece = byRoot.get(root)
      if (piece) piece.push(units[i])
      else byRoot.set(root, [units[i]])
    }
    const pieces = [...byRoot.values()]
    return pieces.length > 1 ? pieces.sort((a, b) => b.length - a.length || a[0] - b[0]) : pieces
  }
}

/** Articulation points and bridges (Tarjan 1972), without recursion: a chain of 45,000 councils is no deeper. */
function findCuts(graph: LocalGraph, units: Int32Array) {
  const { from, to } = graph
  const size = units.length
  const ties = from.length
  const start = new Int32Array(size + 1)
  for (let t = 0; t < ties; t++) {
    start[from[t] + 1]++
    start[to[t] + 1]++
  }
  for (let i = 0; i < size; i++) start[i + 1] += start[i]
  const next = start.slice()
  const tieAt = new Int32Array(2 * ties)
  for (let t = 0; t < ties; t++) {
    tieAt[next[from[t]]++] = t
    tieAt[next[to[t]]++] = t
  }
  const found = new Int32Array(size)
  const low = new Int32Array(size)
  const enteredBy = new Int32Array(size).fill(-1)
  const isCut = new Uint8Array(size)
  const stack = new Int32Array(size)
  const cursor = start.slice()
  const bridges: [number, number][] = []
  let clock = 0
  for (let root = 0; root < size; root++) {
    if (found[root] !== 0) continue
    let depth = 0
    let branches = 0
    stack[0] = root
    found[root] = low[root] = ++clock
    while (depth >= 0) {
      const at = stack[depth]
      if (cursor[at] < start[at + 1]) {
        const tie = tieAt[cursor[at]++]
        // only the very tie we came by is skipped: a border and a link between the same two are two ties
        if (tie === enteredBy[at]) continue
        const other = from[tie] === at ? to[tie] : from[tie]
        if (found[other] === 0) {
          enteredBy[other] = tie
          found[other] = low[other] = ++clock
          stack[++depth] = other
        } else if (found[other] < low[at]) low[at] = found[other]
        continue
      }
      depth--
      if (depth < 0) break
      const parent = stack[depth]
      if (low[at] < low[parent]) low[parent] = low[at]
      if (low[at] > found[parent]) bridges.push(ordered(units[parent], units[at]))
      if (parent === root) branches++
      else if (low[at] >= found[parent]) isCut[parent] = 1
    }
    if (branches > 1) isCut[root] = 1
  }
  const cutUnits: number[] = []
  for (let i = 0; i < size; i++) if (isCut[i] === 1) cutUnits.push(units[i])
  bridges.sort((a, b) => a[0] - b[0] || a[1] - b[1])
  return { cutUnits, bridges }
}
