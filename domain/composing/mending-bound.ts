/** How many nodes must change sides at least, and where the search for them should branch. */
import { FIRST, leavingTo, MAY, type MendingProblem, NOBODY, SIDE } from './mending-problem.ts'

const UNREACHABLE = Number.POSITIVE_INFINITY

/** Where to branch: a piece of a side in several, the nodes beside it that may join, and the side's other nodes. */
export interface Branch {
  side: number
  piece: number[]
  joinable: number[]
  others: number[]
}

/** One side of the state at hand; everything lies in arrays that live as long as the search. */
interface SideView {
  side: number
  /** Piece `p` has the nodes `nodes[pieceStart[p]] .. nodes[pieceStart[p + 1] - 1]`. */
  pieces: number
  nodes: Int32Array
  pieceStart: Int32Array
  /** Piece of each node of the side; -1 for others. */
  pieceAt: Int32Array
  /** 1 where the whole piece may leave. */
  leaves: Uint8Array
  /** Of each piece the weight of the layers around it; Infinity where nothing can join it. */
  radii: Float64Array
  /** How many nodes beside each piece may join it. */
  around: Int32Array
  /** Half weights of the layers that a node lies in: two at most, for it turns once. */
  used: Uint8Array
}

/** Pieces beyond so many have no layers of their own; the bound is weaker then, and right all the same. */
const MOST_MOATS = 31

export class MendingBound {
  private readonly problem: MendingProblem
  private readonly views: SideView[]
  /** Row `p` holds the layers of piece `p`, one after the other; the current one is `from[p] .. to[p] - 1`. */
  private readonly pool: Int32Array
  private readonly from: Int32Array
  private readonly to: Int32Array
  /** Bit `p` of a node: it lies within the layers of piece `p`. */
  private readonly within: Int32Array
  private filled = 0
  private touches = false
  /** Stamps instead of clearing: `seen[v] === stamp`. */
  private readonly seen: Int32Array
  private stamp = 0

  constructor(problem: MendingProblem) {
    const size = problem.side.length
    this.problem = problem
    this.views = Array.from({ length: problem.sides }, (_, s) => ({
      side: FIRST + s,
      pieces: 0,
      nodes: new Int32Array(size),
      pieceStart: new Int32Array(size + 1),
      pieceAt: new Int32Array(size),
      leaves: new Uint8Array(size),
      radii: new Float64Array(size),
      around: new Int32Array(size),
      used: new Uint8Array(size),
    }))
    this.pool = new Int32Array((MOST_MOATS + 1) * size)
    this.within = new Int32Array(size)
    this.from = new Int32Array(size)
    this.to = new Int32Array(size)
    this.seen = new Int32Array(size)
  }

  /** 0 where every side is one piece; Infinity where none can be. */
  of(cells: Uint8Array): number {
    for (const view of this.views) {
      this.divide(view, cells)
      if (view.pieces === 0)
        return cells.some((cell) => (cell & (1 << (view.side + MAY))) !== 0) ? 1 : UNREACHABLE
      if (view.pieces > 1) this.digMoats(view, cells)
    }
    let bound = 0
    let together = 0
    for (let v = 0; v < this.views.length; v++) {
      const view = this.views[v]
      if (view.pieces < 2) continue
      const alone = boundOf(view)
      const other = this.views[1 - v]
      bound = Math.max(bound, alone)
      together += other && other.pieces > 1 ? boundOf(view, other.used) : alone
    }
    // half a turn is none
    return Math.ceil(Math.max(bound, together) - 1e-9)
  }

  /** For a state that is no solution: the pieces with the fewest ways to go, at most so many, of either side. */
  branches(cells: Uint8Array, most: number): Branch[] {
    this.of(cells)
    const empty = this.views.find(({ pieces }) => pieces === 0)
    if (empty) {
      const joinable = [...cells.keys()].filter((node) => (cells[node] & (1 << (empty.side + MAY))) !== 0)
      return [{ side: empty.side, piece: [], joinable, others: [] }]
    }
    const choices: { view: SideView; p: number; ways: number }[] = []
    for (const view of this.views) {
      if (view.pieces < 2) continue
      for (let p = 0; p < view.pieces; p++) choices.push({ view, p, ways: view.around[p] + view.leaves[p] })
    }
    choices.sort((a, b) => a.ways - b.ways)
    return choices.slice(0, most).map(({ view, p }) => this.branchAt(view, p, cells))
  }

  private branchAt(view: SideView, p: number, cells: Uint8Array): Branch {
    const { side, pieces, pieceStart, nodes } = view
    const all = [...nodes.subarray(0, pieceStart[pieces])]
    this.within.fill(0)
    this.filled = 0
    this.grow(view, cells, p, nodes, pieceStart[p], pieceStart[p + 1])
    return {
      side,
      piece: all.slice(pieceStart[p], pieceStart[p + 1]),
      joinable: [...this.pool.subarray(0, this.filled)],
      others: all.filter((node) => view.pieceAt[node] !== p),
    }
  }

  private divide(view: SideView, cells: Uint8Array): void {
    const { start, neighbour, sides } = this.problem
    const { side, nodes, pieceStart, pieceAt, leaves } = view
    pieceAt.fill(-1)
    let filled = 0
    let pieces = 0
    for (let root = 0; root < cells.length; root++) {
      if ((cells[root] & SIDE) !== side || pieceAt[root] >= 0) continue
      let i = filled
      pieceStart[pieces] = filled
      leaves[pieces] = 1
      nodes[filled++] = root
      pieceAt[root] = pieces
      for (; i < filled; i++) {
        const node = nodes[i]
        if (leavingTo(cells[node], side, sides) < NOBODY) leaves[pieces] = 0
        for (let at = start[node]; at < start[node + 1]; at++) {
          const other = neighbour[at]
          if ((cells[other] & SIDE) !== side || pieceAt[other] >= 0) continue
          pieceAt[other] = pieces
          nodes[filled++] = other
        }
      }
      pieces++
    }
    pieceStart[pieces] = filled
    view.pieces = pieces
  }

  /**
   * Grows layers around all pieces in turn. A layer separates its piece from all others, so that a node in it must
   * turn for the piece to be joined; each gets half a weight, and then another, while none of its nodes is in layers
   * of more than a whole weight.
   */
  private digMoats(view: SideView, cells: Uint8Array): void {
    const { pieces, nodes, pieceStart, radii, around, used } = view
    const { from, to } = this
    const size = cells.length
    used.fill(0)
    this.within.fill(0)
    let growing: number[] = []
    for (let p = 0; p < pieces; p++) {
      const row = Math.min(p, MOST_MOATS) * size
      this.filled = row
      this.grow(view, cells, p, nodes, pieceStart[p], pieceStart[p + 1])
      from[p] = row
      to[p] = this.filled
      around[p] = to[p] - from[p]
      radii[p] = around[p] === 0 ? UNREACHABLE : 0
      if (p < MOST_MOATS && around[p] > 0) growing.push(p)
    }
    while (growing.length > 0) {
      const still: number[] = []
      for (const p of growing) {
        while (!this.addHalf(view, p) && this.nextLayer(view, cells, p)) {}
        if (from[p] < to[p]) still.push(p)
      }
      growing = still
    }
  }

  private addHalf({ radii, used }: SideView, p: number): boolean {
    const { pool, from, to } = this
    if (from[p] === to[p]) return true
    for (let i = from[p]; i < to[p]; i++) if (used[pool[i]] > 1) return false
    for (let i = from[p]; i < to[p]; i++) used[pool[i]]++
    radii[p] += 0.5
    return true
  }

  /** False at the last: another piece lies beside it, or nothing at all. */
  private nextLayer(view: SideView, cells: Uint8Array, p: number): boolean {
    const { from, to, pool } = this
    const [first, end] = [from[p], to[p]]
    from[p] = end
    this.filled = end
    this.touches = false
    this.grow(view, cells, p, pool, first, end)
    to[p] = this.touches ? end : this.filled
    if (!this.touches && this.filled === end) view.radii[p] = UNREACHABLE
    return from[p] < to[p]
  }

  /** Adds to the pool what lies beside some nodes, is not within the piece's layers yet and may join the side. */
  private grow(
    { side, pieceAt }: SideView,
    cells: Uint8Array,
    piece: number,
    edge: Int32Array,
    first: number,
    end: number,
  ): void {
    const { start, neighbour } = this.problem
    const { seen, pool, within } = this
    const stamp = ++this.stamp
    const may = 1 << (side + MAY)
    const bit = piece < MOST_MOATS ? 1 << piece : 0
    for (let i = first; i < end; i++) {
      for (let at = start[edge[i]]; at < start[edge[i] + 1]; at++) {
        const other = neighbour[at]
        if (seen[other] === stamp || (within[other] & bit) !== 0) continue
        seen[other] = stamp
        if ((cells[other] & SIDE) === side) {
          if (pieceAt[other] !== piece) this.touches = true
        } else if ((cells[other] & may) !== 0) {
          pool[this.filled++] = other
          within[other] |= bit
        }
      }
    }
  }
}

/**
 * Either one piece alone stays, or each piece leaves its side or is joined to another. To be joined it needs turns
 * of the weight of its layers. Turns that the other side's layers may count are not counted again.
 */
function boundOf(view: SideView, counted?: Uint8Array): number {
  const { pieces, nodes, pieceStart, leaves, radii } = view
  let joinOrLeave = 0
  let leaveAll = 0
  let most = 0
  let stuck = 0
  for (let p = 0; p < pieces; p++) {
    let cost = pieceStart[p + 1] - pieceStart[p]
    if (counted) for (let i = pieceStart[p]; i < pieceStart[p + 1]; i++) if (counted[nodes[i]] > 0) cost--
    if (leaves[p] === 1) {
      leaveAll += cost
      if (cost > most) most = cost
      joinOrLeave += Math.min(radii[p], cost)
    } else {
      stuck++
      joinOrLeave += radii[p]
    }
  }
  if (stuck > 1) return joinOrLeave
  return Math.min(joinOrLeave, stuck === 1 ? leaveAll : leaveAll - most)
}
