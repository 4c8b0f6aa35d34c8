/**
 * The fewest nodes of a graph that must change sides for every side to be one piece. Exact: best-first branch and
 * bound, whose bound packs moats around the pieces (mending-bound.ts).
 */
import { type Branch, MendingBound } from './mending-bound.ts'
import { cellsOf, leavingTo, MAY, type MendingProblem, SIDE } from './mending-problem.ts'
import { splitByTrees } from './mending-split.ts'

export interface Turn {
  node: number
  to: number
}

export interface FoundMending {
  /** Equally small; empty where nothing mends it, or nothing was found in the steps allowed. */
  solutions: Turn[][]
  /** No fewer turns mend it; Infinity where nothing does. */
  atLeast: number
  /** True where there may be further solutions as small. */
  more: boolean
}

export interface MendingLimits {
  solutions: number
  /** States looked at before the search gives up the proof. */
  steps: number
  /** States looked at for further solutions once there is one. */
  further: number
}

/** What became of the nodes so far. */
interface State {
  cells: Uint8Array
  turns: number
}

export function searchMending(problem: MendingProblem, limits: MendingLimits): FoundMending {
  const search = new MendingSearch(problem)
  const first: State = { cells: cellsOf(problem), turns: 0 }
  /** By the least number of turns that a solution from there can have. */
  const waiting: State[][] = []
  const wait = (state: State, least: number) => {
    if (least === Number.POSITIVE_INFINITY) return
    while (waiting.length <= least) waiting.push([])
    waiting[least].push(state)
  }
  wait(first, search.bound.of(first.cells))
  let steps = 0
  for (let least = 0; least < waiting.length; least++) {
    const solutions: Turn[][] = []
    let further = 0
    for (let state = waiting[least].pop(); state; state = waiting[least].pop()) {
      if (search.bound.of(state.cells) === 0) {
        solutions.push(search.turnsOf(state))
        if (solutions.length < limits.solutions) continue
        return { solutions, atLeast: least, more: waiting[least].length > 0 }
      }
      if (solutions.length > 0 && ++further > limits.further) return { solutions, atLeast: least, more: true }
      if (++steps > limits.steps) return { solutions: search.descend(first), atLeast: least, more: true }
      for (const child of search.expand(state, least)) wait(child.state, child.least)
    }
    if (solutions.length > 0) return { solutions, atLeast: least, more: false }
  }
  return { solutions: [], atLeast: Number.POSITIVE_INFINITY, more: false }
}

/** A state with the least number of turns that a solution from there can have. */
interface Promising {
  state: State
  least: number
}

/** Pieces that are tried to branch at before one is taken. */
const CHOICES = 6

/** States kept at each step of a search that no longer proves anything. */
const BEAM = 40

class MendingSearch {
  readonly bound: MendingBound
  private readonly problem: MendingProblem

  constructor(problem: MendingProblem) {
    this.problem = problem
    this.bound = new MendingBound(problem)
  }

  turnsOf({ cells }: State): Turn[] {
    const turns: Turn[] = []
    for (let node = 0; node < cells.length; node++) {
      const to = cells[node] & SIDE
      if (to !== this.problem.side[node]) turns.push({ node, to })
    }
    return turns
  }

  /** Branches where the fewest states come of it that are worth a look before all others. */
  expand(state: State, least: number): Promising[] {
    let best: Promising[] = []
    let fewest = Number.POSITIVE_INFINITY
    for (const branch of this.bound.branches(state.cells, CHOICES)) {
      const children: Promising[] = []
      let now = 0
      for (const child of this.branch(state, branch)) {
        const ahead = Math.max(least, child.turns + this.bound.of(child.cells))
        children.push({ state: child, least: ahead })
        if (ahead === least && ++now >= fewest) break
      }
      if (now >= fewest) continue
      fewest = now
      best = children
      if (fewest === 0) break
    }
    return best
  }

  /**
   * Every solution goes one of these ways, and none goes two: the first node that joins the piece's side beside it,
   * after those that don't; or none does, and the whole piece leaves, or all others do.
   */
  private branch(state: State, { side, piece, joinable, others }: Branch): State[] {
    const children: State[] = []
    const cells = state.cells.slice()
    for (const node of joinable) {
      children.push(turned({ ...state, cells }, node, side))
      cells[node] &= ~(1 << (side + MAY))
    }
    if (piece.length === 0) return children
    const pieceLeaves = this.allLeaving({ ...state, cells }, piece, side)
    if (pieceLeaves) children.push(pieceLeaves)
    // from here on the side lives within the piece
    const within = new Set(piece)
    const closed = cells.map((cell, node) => (within.has(node) ? cell : cell & ~(1 << (side + MAY))))
    const othersLeave = this.allLeaving({ ...state, cells: closed }, others, side)
    if (othersLeave) children.push(othersLeave)
    return children
  }

  private allLeaving(state: State, nodes: readonly number[], from: number): State | undefined {
    const cells = state.cells.slice()
    for (const node of nodes) {
      const to = leavingTo(cells[node], from, this.problem.sides)
      if (to < 0) return undefined
      cells[node] = to
    }
    return { cells, turns: state.turns + nodes.length }
  }

  /** Some solution near the best, without proof, by steps none of which forbids another later. */
  descend(first: State): Turn[][] {
    const met = new Set<string>()
    let beam = [{ state: first, rank: 0 }]
    let best: State | undefined
    while (beam.length > 0) {
      const next: typeof beam = []
      for (const { state } of beam.sort((a, b) => a.rank - b.rank).slice(0, BEAM)) {
        if (this.bound.of(state.cells) === 0) {
          if (!best || state.turns < best.turns) best = state
          continue
        }
        const [{ side, piece, joinable }] = this.bound.branches(state.cells, 1)
        const pieceLeaves = piece.length > 0 ? this.allLeaving(state, piece, side) : undefined
        const children = joinable.map((node) => turned(state, node, side))
        for (const child of pieceLeaves ? [...children, pieceLeaves] : children) {
          const key = child.cells.join()
          const rank = child.turns + this.bound.of(child.cells)
          if (met.has(key) || rank >= (best?.turns ?? Number.POSITIVE_INFINITY)) continue
          met.add(key)
          next.push({ state: child, rank })
        }
      }
      beam = next
    }
    const split = this.problem.sides === 2 ? splitByTrees(this.problem) : undefined
    const turns = split ? this.turnsOf({ cells: split, turns: 0 }) : undefined
    if (best && (!turns || best.turns <= turns.length)) return [this.turnsOf(best)]
    return turns ? [turns] : []
  }
}

/** A node turns once. */
function turned({ cells, turns }: State, node: number, to: number): State {
  const after = cells.slice()
  after[node] = to
  return { cells: after, turns: turns + 1 }
}
