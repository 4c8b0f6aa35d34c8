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
  /** Layers around each piece. */
  radii: Float64Array
  /** How many nodes beside each piece may join it. */
  around: Int32Array
  /** The piece in whose layers a node lies; -1 for none. */
  moat: Int32Array
}

export class MendingBound {
  private readonly problem: MendingProblem
  private readonly views: SideView[]
  /** Layers being grown, one after the other; the current one of piece `p` is `from[p] .. to[p] - 1`. */
  private readonly pool: Int32Array
  private readonly from: Int32Array
  private readonly to: Int32Array
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
      moat: new Int32Array(size),
    }))
    // each piece has one layer, which its next replaces, and layers of different pieces share nodes at their rims only
    this.pool = new Int32Array(problem.neighbour.length + 4 * size)
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
    for (const [v, view] of this.views.entries()) {
      if (view.pieces < 2) continue
      const alone = boundOf(view)
      const other = this.views[1 - v]
      bound = Math.max(bound, alone)
      together += other && other.pieces > 1 ? boundOf(view, other.moat) : alone
    }
    return Math.max(bound, together)
  }

  /** For a state that is no solution: the piece with the fewest ways to go, of the side that has most to do. */
  branch(cells: Uint8Array): Branch {
    this.of(cells)
    const empty = this.views.find(({ pieces }) => pieces === 0)
    if (empty) {
      const joinable = [...cells.keys()].filter((node) => (cells[node] & (1 << (empty.side + MAY))) !== 0)
      return { side: empty.side, piece: [], joinable, others: [] }
    }
    const split = this.views.filter(({ pieces }) => pieces > 1)
    const view = split.reduce((hardest, each) => (boundOf(each) > boundOf(hardest) ? each : hardest))
    const { side, pieces, pieceStart, nodes, moat, around, leaves } = view
    let branch = 0
    for (let p = 1; p < pieces; p++) if (around[p] + leaves[p] < around[branch] + leaves[branch]) branch = p
    const all = [...nodes.subarray(0, pieceStart[pieces])]
    const piece = all.slice(pieceStart[branch], pieceStart[branch + 1])
    moat.fill(-1)
    this.filled = 0
    this.grow(view, cells, branch, nodes, pieceStart[branch], pieceStart[branch + 1])
    return {
      side,
      piece,
      joinable: [...this.pool.subarray(0, this.filled)],
      others: all.filter((node) => view.pieceAt[node] !== branch),
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
   * Grows layers around all pieces in turn. A layer separates its piece from all others and has no node in common with
   * the layers of another piece.
   */
  private digMoats(view: SideView, cells: Uint8Array): void {
    const { pieces, nodes, pieceStart, radii, around, moat } = view
    const { from, to, pool } = this
    moat.fill(-1)
    this.filled = 0
    let growing: number[] = []
    for (let p = 0; p < pieces; p++) {
      radii[p] = 0
      from[p] = this.filled
      this.grow(view, cells, p, nodes, pieceStart[p], pieceStart[p + 1])
      to[p] = this.filled
      around[p] = to[p] - from[p]
      if (around[p] === 0) radii[p] = UNREACHABLE
      else growing.push(p)
    }
    while (growing.length > 0) {
      const still: number[] = []
      for (const p of growing) {
        let free = true
        for (let i = from[p]; i < to[p] && free; i++) free = moat[pool[i]] < 0
        if (!free) continue
        for (let i = from[p]; i < to[p]; i++) moat[pool[i]] = p
        radii[p]++
        const [first, end] = [from[p], to[p]]
        from[p] = this.filled
        this.touches = false
        this.grow(view, cells, p, pool, first, end)
        to[p] = this.filled
        if (this.touches) continue
        if (from[p] === to[p]) radii[p] = UNREACHABLE
        else still.push(p)
      }
      growing = still
    }
  }

  /** Adds to the pool what lies beside some nodes, is not in the piece's moat yet and may join the side. */
  private grow(
    { side, pieceAt, moat }: SideView,
    cells: Uint8Array,
    piece: number,
    edge: Int32Array,
    first: number,
    end: number,
  ): void {
    const { start, neighbour } = this.problem
    const { seen, pool } = this
    const stamp = ++this.stamp
    const may = 1 << (side + MAY)
    for (let i = first; i < end; i++) {
      for (let at = start[edge[i]]; at < start[edge[i] + 1]; at++) {
        const other = neighbour[at]
        if (seen[other] === stamp || moat[other] === piece) continue
        seen[other] = stamp
        if ((cells[other] & SIDE) === side) {
          if (pieceAt[other] !== piece) this.touches = true
        } else if ((cells[other] & may) !== 0) pool[this.filled++] = other
      }
    }
  }
}

/**
 * Either one piece alone stays, or each piece leaves its side or is joined to another. To be joined it needs a turn in
 * each of its layers. Turns that the other side's layers may count are not counted again.
 */
function boundOf(view: SideView, counted?: Int32Array): number {
  const { pieces, nodes, pieceStart, leaves, radii } = view
  let joinOrLeave = 0
  let leaveAll = 0
  let most = 0
  let stuck = 0
  for (let p = 0; p < pieces; p++) {
    let cost = pieceStart[p + 1] - pieceStart[p]
    if (counted) for (let i = pieceStart[p]; i < pieceStart[p + 1]; i++) if (counted[nodes[i]] >= 0) cost--
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
