/** The fewest councils that must change sides, or join from outside, for every side to be one piece. */
import { judgeVerdict } from '../territory/judge.ts'
import type { Territory } from '../territory/territory.ts'
import type { Verdict } from '../territory/types.ts'
import { candidatesAround } from './candidates.ts'
import { type FiguresOf, NOTHING_KNOWN, type Total, totalOf } from './figures.ts'
import { FIRST, type MendingProblem, NOBODY, SECOND } from './mending-problem.ts'
import { searchMending, type Turn } from './mending-search.ts'
import { outlineMOf } from './outlines.ts'
import { CERTAIN_TIE, type TieOptions, type Ties, tiesAmong, waysAmong } from './ties.ts'

export interface MendingOptions extends TieOptions {
  /** For the families that a set moves. */
  figures?: FiguresOf
  /** Positions of councils that stay where they are. */
  locked?: readonly number[]
  /** Sets to return at most; 5 if absent. */
  most?: number
  /** States that the search looks at before it settles for what is proven; 10,000 if absent, about a second. */
  steps?: number
}

export interface SidesOptions extends MendingOptions {
  /** Positions of councils of neither side that may join one; none if absent. */
  candidates?: readonly number[]
}

export interface CommuneOptions extends MendingOptions {
  /** Positions of councils outside that may join; those in reach if absent. */
  candidates?: readonly number[]
  /** Whether its own councils may leave instead; false if absent. */
  mayLeave?: boolean
}

export interface MendingMove {
  council: string
  /** Null: of no side. For a single commune there is the first side only. */
  from: 'first' | 'second' | null
  to: 'first' | 'second' | null
}

export interface MendingSet {
  moves: MendingMove[]
  /** Afterwards: metres of border between the two sides, or around the commune. */
  borderM: number
  familiesMoved: Total
  /** Of each side afterwards: `conditional` where a doubtful border or a link is needed. */
  verdicts: Verdict[]
}

export type Mending =
  | { outcome: 'whole' }
  | {
      outcome: 'mended'
      /** Best first: certain before conditional, then the shorter border, then fewer families moved. */
      sets: MendingSet[]
      councils: number
      /** No fewer councils will do: equal to `councils` where that is proven. */
      atLeast: number
      /** Sets as small that were compared; `sets` are the best of them. */
      compared: number
      /** There may be others as small that were not. */
      more: boolean
    }
  | {
      outcome: 'none'
      /**
       * `no-way`: no chain of councils leads from these to the rest of their side; `locked`: it would go if none were
       * locked; `undecided`: not found in the steps allowed.
       */
      why: 'no-way' | 'locked' | 'undecided'
      /** Pieces of the sides that nothing joins; empty where the reason is not in single pieces. */
      pieces: string[][]
    }

/** Equally small sets that are compared with each other; beyond it `more` is true. */
const MOST_COMPARED = 200
const STEPS = 10_000
/** As many again as are looked at in some milliseconds. */
const FURTHER = 300

/**
 * For a group that leaves, or for any two communes: which councils would have to go over.
 *
 * @param first positions; @param second positions, none of them in `first`
 */
export function mendSides(
  territory: Territory,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: SidesOptions = {},
): Mending {
  const candidates = options.candidates ?? []
  const ties = tiesAmong(territory, [...Array.from(first), ...Array.from(second), ...candidates], options)
  const side = sidesOf(ties, [first, second])
  const either = (1 << FIRST) | (1 << SECOND)
  const mayTurn = side.map((of) => either & ~(1 << of))
  return mend(territory, { ...ties, side, mayTurn, sides: 2 }, ties, options)
}

/** For a commune that is split: which councils outside would join its pieces, or which of its own would leave. */
export function mendCommune(
  territory: Territory,
  commune: ArrayLike<number>,
  options: CommuneOptions = {},
): Mending {
  const candidates = options.candidates ?? candidatesAround(territory, commune, options)
  const ties = tiesAmong(territory, [...Array.from(commune), ...candidates], options)
  const side = sidesOf(ties, [commune])
  const mayTurn = side.map((of) => (of === NOBODY ? 1 << FIRST : options.mayLeave ? 1 << NOBODY : 0))
  return mend(territory, { ...ties, side, mayTurn, sides: 1 }, ties, options)
}

function sidesOf(ties: Ties, sides: ArrayLike<number>[]): Uint8Array {
  const sideOf = new Map<number, number>()
  sides.forEach((units, s) => {
    for (const unit of Array.from(units)) sideOf.set(unit, s + 1)
  })
  return Uint8Array.from(ties.units, (unit) => sideOf.get(unit) ?? NOBODY)
}

function mend(territory: Territory, problem: MendingProblem, ties: Ties, options: MendingOptions): Mending {
  const limits = { solutions: MOST_COMPARED, steps: options.steps ?? STEPS, further: FURTHER }
  const locked = new Set(options.locked ?? [])
  const mayTurn = problem.mayTurn.map((may, node) => (locked.has(ties.units[node]) ? 0 : may))
  const found = searchMending({ ...problem, mayTurn }, limits)
  if (found.atLeast === 0) return { outcome: 'whole' }
  if (found.solutions.length === 0) {
    const undecided = found.atLeast < Number.POSITIVE_INFINITY
    if (undecided) return { outcome: 'none', why: 'undecided', pieces: [] }
    const unlocked = locked.size > 0 && searchMending(problem, limits).solutions.length > 0
    const pieces = piecesWithoutWay(problem, unlocked ? mayTurn : problem.mayTurn)
    return {
      outcome: 'none',
      why: unlocked ? 'locked' : 'no-way',
      pieces: pieces.map((piece) => piece.map((node) => territory.ids[ties.units[node]])),
    }
  }
  const sets = found.solutions
    .map((turns) => weigh(territory, problem, ties, turns, options))
    .sort(bestFirst)
    .slice(0, options.most ?? 5)
    .map((weighed) => describe(territory, problem, ties, weighed, options))
  const { atLeast, more, solutions } = found
  return {
    outcome: 'mended',
    sets,
    councils: solutions[0].length,
    atLeast,
    compared: solutions.length,
    more,
  }
}

interface Weighed {
  turns: Turn[]
  /** Side of each node afterwards. */
  after: Uint8Array
  /** Sides that would hang on a doubtful border or a link. */
  doubts: number
  borderM: number
  familiesMoved: Total
}

function weigh(
  territory: Territory,
  problem: MendingProblem,
  ties: Ties,
  turns: Turn[],
  { figures = () => NOTHING_KNOWN }: MendingOptions,
): Weighed {
  const after = problem.side.slice()
  for (const { node, to } of turns) after[node] = to
  const moved = turns.map(({ node }) => ties.units[node])
  let doubts = 0
  for (let of = FIRST; of <= problem.sides; of++) if (!isCertainlyOne(ties, after, of)) doubts++
  return {
    turns,
    after,
    doubts,
    borderM: problem.sides === 2 ? betweenM(ties, after) : aroundM(territory, ties, after),
    familiesMoved: totalOf(moved, figures, 'families'),
  }
}

function bestFirst(a: Weighed, b: Weighed): number {
  return (
    a.doubts - b.doubts ||
    a.borderM - b.borderM ||
    a.familiesMoved.atLeast - b.familiesMoved.atLeast ||
    a.turns[0].node - b.turns[0].node
  )
}

const NAMES = [null, 'first', 'second'] as const

function describe(
  territory: Territory,
  problem: MendingProblem,
  ties: Ties,
  { turns, after, borderM, familiesMoved }: Weighed,
  { rule, links = [] }: MendingOptions,
): MendingSet {
  const { ids } = territory
  const ways = waysAmong(territory, ties.units, links)
  const members = (of: number) => ties.units.filter((_, node) => after[node] === of)
  const sides = problem.sides === 2 ? [members(FIRST), members(SECOND)] : [members(FIRST)]
  return {
    moves: [...turns]
      .sort((a, b) => a.node - b.node)
      .map(({ node, to }) => ({
        council: ids[ties.units[node]],
        from: NAMES[problem.side[node]],
        to: NAMES[to],
      })),
    borderM,
    familiesMoved,
    verdicts: sides.map((side) => judgeVerdict(territory, side, ways, rule).verdict),
  }
}

function isCertainlyOne({ start, neighbour, grade }: Ties, side: Uint8Array, of: number): boolean {
  const seen = new Uint8Array(side.length)
  const reached = [side.indexOf(of)]
  seen[reached[0]] = 1
  for (const node of reached) {
    for (let at = start[node]; at < start[node + 1]; at++) {
      const other = neighbour[at]
      if (grade[at] !== CERTAIN_TIE || side[other] !== of || seen[other] === 1) continue
      seen[other] = 1
      reached.push(other)
    }
  }
  return reached.length === side.reduce((count, is) => count + (is === of ? 1 : 0), 0)
}

function betweenM({ start, neighbour, lengthM }: Ties, side: Uint8Array): number {
  let length = 0
  for (let node = 0; node < side.length; node++) {
    if (side[node] !== FIRST) continue
    for (let at = start[node]; at < start[node + 1]; at++)
      if (side[neighbour[at]] === SECOND) length += lengthM[at]
  }
  return length
}

function aroundM({ areas }: Territory, { units, start, neighbour, lengthM }: Ties, side: Uint8Array): number {
  let length = 0
  for (let node = 0; node < side.length; node++) {
    if (side[node] !== FIRST) continue
    length += outlineMOf(areas, units[node])
    for (let at = start[node]; at < start[node + 1]; at++)
      if (side[neighbour[at]] === FIRST) length -= lengthM[at]
  }
  return length
}

/** Pieces from which no chain of nodes that may join leads to another of their side; the largest of a side is none. */
function piecesWithoutWay(
  { start, neighbour, side, sides }: MendingProblem,
  mayTurn: Uint8Array,
): number[][] {
  const found: number[][] = []
  for (let of = FIRST; of <= sides; of++) {
    const seen = new Uint8Array(side.length)
    const reached: number[][] = []
    for (let root = 0; root < side.length; root++) {
      if (side[root] !== of || seen[root] === 1) continue
      const chain = [root]
      seen[root] = 1
      for (let i = 0; i < chain.length; i++) {
        for (let at = start[chain[i]]; at < start[chain[i] + 1]; at++) {
          const other = neighbour[at]
          if (seen[other] === 1 || (side[other] !== of && (mayTurn[other] & (1 << of)) === 0)) continue
          seen[other] = 1
          chain.push(other)
        }
      }
      reached.push(chain.filter((node) => side[node] === of))
    }
    found.push(...reached.sort((a, b) => b.length - a.length).slice(1))
  }
  return found
}
