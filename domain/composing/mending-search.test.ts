import { describe, expect, it } from 'vitest'
import { type Random, seededRandom } from '../demonstration/random.ts'
import { FIRST, type MendingProblem, NOBODY, SECOND } from './mending-problem.ts'
import { searchMending } from './mending-search.ts'

const LIMITS = { solutions: 1000, steps: 100_000, further: 100_000 }
const EITHER = (1 << FIRST) | (1 << SECOND)

function graphOf(count: number, ties: [number, number][]): Pick<MendingProblem, 'start' | 'neighbour'> {
  const lists = Array.from({ length: count }, () => new Set<number>())
  for (const [a, b] of ties) {
    lists[a].add(b)
    lists[b].add(a)
  }
  const start = new Uint32Array(count + 1)
  for (let v = 0; v < count; v++) start[v + 1] = start[v] + lists[v].size
  return { start, neighbour: Uint32Array.from(lists.flatMap((list) => [...list])) }
}

/** Squares side by side, some missing. */
function randomGrid(random: Random, wide: number, high: number): [number, number][] {
  const ties: [number, number][] = []
  for (let y = 0; y < high; y++) {
    for (let x = 0; x < wide; x++) {
      const node = y * wide + x
      if (x + 1 < wide && random.next() < 0.85) ties.push([node, node + 1])
      if (y + 1 < high && random.next() < 0.85) ties.push([node, node + wide])
      if (x + 1 < wide && y + 1 < high && random.next() < 0.2) ties.push([node, node + wide + 1])
    }
  }
  return ties
}

function isOnePiece({ start, neighbour }: MendingProblem, side: ArrayLike<number>, of: number): boolean {
  const nodes = Array.from(side).flatMap((is, node) => (is === of ? [node] : []))
  if (nodes.length === 0) return false
  const seen = new Set([nodes[0]])
  for (const node of seen) {
    for (let at = start[node]; at < start[node + 1]; at++)
      if (side[neighbour[at]] === of) seen.add(neighbour[at])
  }
  return seen.size === nodes.length
}

/** Tries every way to turn 0, 1, 2… nodes. */
function byTryingAll(problem: MendingProblem): string[] {
  const { side, mayTurn, sides } = problem
  const options: [number, number][] = []
  for (let node = 0; node < side.length; node++) {
    for (const to of [NOBODY, FIRST, SECOND]) {
      if (to !== side[node] && (mayTurn[node] & (1 << to)) !== 0) options.push([node, to])
    }
  }
  const found: string[] = []
  const now = side.slice()
  const turn = (from: number, left: number, turned: string[]) => {
    if (left === 0) {
      if (isOnePiece(problem, now, FIRST) && (sides === 1 || isOnePiece(problem, now, SECOND)))
        found.push([...turned].sort().join(' '))
      return
    }
    for (let o = from; o < options.length; o++) {
      const [node, to] = options[o]
      if (now[node] !== side[node]) continue
      now[node] = to
      turn(o + 1, left - 1, [...turned, `${node}>${to}`])
      now[node] = side[node]
    }
  }
  for (let turns = 0; turns <= side.length && found.length === 0; turns++) turn(0, turns, [])
  return found.sort()
}

const written = (problem: MendingProblem, limits = LIMITS) => {
  const { solutions, atLeast, more } = searchMending(problem, limits)
  const sets = solutions.map((turns) =>
    turns
      .map(({ node, to }) => `${node}>${to}`)
      .sort()
      .join(' '),
  )
  return { sets: sets.sort(), atLeast, more }
}

describe('the fewest turns that make each side one piece', () => {
  const compare = (seed: number, problem: MendingProblem) => {
    const { sets, atLeast, more } = written(problem)
    const all = byTryingAll(problem)
    expect(sets, `seed ${seed}`).toEqual(all)
    expect(more).toBe(false)
    expect(atLeast, `seed ${seed}`).toBe(
      all.length === 0 ? Infinity : all[0].split(' ').filter(Boolean).length,
    )
  }

  /** Two sides of a grid of twelve, some of whose councils may not turn. */
  const compareTwoSides = (
    seed: number,
    seeds: number,
    sideOf: (random: ReturnType<typeof seededRandom>) => number,
  ) => {
    const random = seededRandom(seeds + seed)
    const count = 12
    const side = Uint8Array.from({ length: count }, () => sideOf(random))
    side[0] = FIRST
    side[11] = SECOND
    compare(seed, {
      ...graphOf(count, randomGrid(random, 4, 3)),
      side,
      mayTurn: side.map((of) => (random.next() < 0.15 ? 0 : EITHER & ~(1 << of))),
      sides: 2,
    })
  }

  it('are all the smallest sets that trying everything finds, for two sides (400 seeds)', () => {
    for (let seed = 1; seed <= 400; seed++)
      compareTwoSides(seed, 0, (random) => (random.next() < 0.4 ? FIRST : SECOND))
  })

  it('are so with candidates of neither side too (300 seeds)', () => {
    for (let seed = 1; seed <= 300; seed++)
      compareTwoSides(seed, 1000, (random) => random.between(NOBODY, SECOND))
  })

  it('are so for one side that takes in candidates and may let some go (300 seeds)', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = seededRandom(2000 + seed)
      const count = 15
      const side = Uint8Array.from({ length: count }, () => (random.next() < 0.4 ? FIRST : NOBODY))
      side[0] = FIRST
      compare(seed, {
        ...graphOf(count, randomGrid(random, 5, 3)),
        side,
        mayTurn: side.map((of) => (of === NOBODY ? 1 << FIRST : random.next() < 0.5 ? 1 << NOBODY : 0)),
        sides: 1,
      })
    }
  })

  it('say that nothing mends what no path joins', () => {
    const side = Uint8Array.of(FIRST, FIRST, SECOND)
    const apart: MendingProblem = { ...graphOf(3, [[1, 2]]), side, mayTurn: new Uint8Array(3), sides: 2 }
    expect(written(apart)).toEqual({ sets: [], atLeast: Infinity, more: false })
  })

  it('never leave a side with nobody', () => {
    const side = Uint8Array.of(FIRST, SECOND, FIRST)
    const mayTurn = Uint8Array.of(1 << SECOND, 1 << FIRST, 1 << SECOND)
    const chain: MendingProblem = {
      ...graphOf(3, [
        [0, 1],
        [1, 2],
      ]),
      side,
      mayTurn,
      sides: 2,
    }
    expect(written(chain).sets).toEqual(['0>2', '2>2'])
  })

  it('are near the fewest where the sides are mixed like a chessboard', () => {
    const whole: Random = { next: () => 0.5, normal: () => 0, between: () => 0 }
    const side = Uint8Array.from({ length: 100 }, (_, v) => ((v + Math.floor(v / 10)) % 2 ? FIRST : SECOND))
    const locked = new Set([0, 9])
    const problem: MendingProblem = {
      ...graphOf(100, randomGrid(whole, 10, 10)),
      side,
      mayTurn: side.map((of, node) => (locked.has(node) ? 0 : EITHER & ~(1 << of))),
      sides: 2,
    }
    const { solutions, atLeast, more } = searchMending(problem, { solutions: 5, steps: 50, further: 1 })
    expect([solutions.length, more]).toEqual([1, true])
    expect(atLeast).toBeLessThan(solutions[0].length)
    expect(solutions[0].length).toBeLessThan(50)
    const after = side.slice()
    for (const { node, to } of solutions[0]) after[node] = to
    expect([isOnePiece(problem, after, FIRST), isOnePiece(problem, after, SECOND)]).toEqual([true, true])
    for (const node of locked) expect(after[node]).toBe(side[node])
  })

  it('out of steps still answer with sides in one piece, and with what is proven', () => {
    const whole: Random = { next: () => 0.5, normal: () => 0, between: () => 0 }
    const random = seededRandom(5)
    const count = 60
    const side = Uint8Array.from({ length: count }, () => (random.next() < 0.2 ? FIRST : SECOND))
    const problem: MendingProblem = {
      ...graphOf(count, randomGrid(whole, 10, 6)),
      side,
      mayTurn: side.map((of) => EITHER & ~(1 << of)),
      sides: 2,
    }
    const { solutions, atLeast, more } = searchMending(problem, { solutions: 5, steps: 3, further: 1 })
    expect(solutions).toHaveLength(1)
    expect(more).toBe(true)
    expect(atLeast).toBeLessThanOrEqual(solutions[0].length)
    const after = side.slice()
    for (const { node, to } of solutions[0]) after[node] = to
    expect([isOnePiece(problem, after, FIRST), isOnePiece(problem, after, SECOND)]).toEqual([true, true])
  })
})
