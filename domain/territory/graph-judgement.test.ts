import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Adjacency } from './adjacency.ts'
import { judgeGraph } from './graph-judgement.ts'
import { PairColumns } from './pair-columns.ts'

/** `[a, b, kind, certainty]`: kind 1 border, 0 corner; certainty 1 certain, 0 doubtful. */
type Tie = [number, number, number?, number?]

function graph(count: number, ties: Tie[]): Adjacency {
  const pairs = new PairColumns()
  for (const [a, b, kind = 1, certainty = 1] of ties) {
    const row = pairs.rowOf(Math.min(a, b), Math.max(a, b))
    pairs.kind[row] = kind
    pairs.certainty[row] = certainty
  }
  return pairs.toAdjacency(count)
}

const all = (count: number) => Array.from({ length: count }, (_, i) => i)

const random = fc
  .integer({ min: 1, max: 14 })
  .chain((count) =>
    fc
      .array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 24 })
      .map((ties) => ({ count, ties: ties.filter(([a, b]) => a !== b) as Tie[] })),
  )

/** Pieces by plain flooding, to compare with. */
function flood(units: number[], ties: Tie[]): number {
  const left = new Set(units)
  let pieces = 0
  while (left.size > 0) {
    pieces++
    const queue = [left.values().next().value!]
    left.delete(queue[0])
    for (const unit of queue) {
      for (const [a, b] of ties) {
        const other = a === unit ? b : b === unit ? a : -1
        if (left.delete(other)) queue.push(other)
      }
    }
  }
  return pieces
}

describe('the verdict on the graph', () => {
  it('is contiguous by certain borders, conditional by doubtful ones, split otherwise', () => {
    expect(judgeGraph(graph(2, [[0, 1]]), [0, 1]).verdict).toBe('contiguous')
    expect(judgeGraph(graph(2, [[0, 1, 1, 0]]), [0, 1]).verdict).toBe('conditional')
    expect(judgeGraph(graph(2, []), [0, 1]).verdict).toBe('split')
  })

  it('is conditional where a declared link joins', () => {
    const judgement = judgeGraph(graph(3, [[0, 1]]), [0, 1, 2], [1, 2])
    expect(judgement.verdict).toBe('conditional')
    expect(judgement.certainComponents).toEqual([[0, 1], [2]])
    expect(judgement.bridges).toEqual([
      [0, 1],
      [1, 2],
    ])
  })

  it('counts corners by queen only', () => {
    const corner = graph(2, [[0, 1, 0]])
    expect(judgeGraph(corner, [0, 1]).verdict).toBe('split')
    expect(judgeGraph(corner, [0, 1], [], 'queen').verdict).toBe('contiguous')
  })

  it('ignores what lies outside the commune', () => {
    const judgement = judgeGraph(
      graph(3, [
        [0, 1],
        [1, 2],
      ]),
      [2, 0, 2],
      [0, 1],
    )
    expect(judgement.components).toEqual([[0], [2]])
  })

  it('takes nobody as nobody', () => {
    expect(judgeGraph(graph(3, []), []).components).toEqual([])
  })

  it('does not call a border a bridge where a link runs beside it', () => {
    expect(judgeGraph(graph(2, [[0, 1]]), [0, 1], [0, 1]).bridges).toEqual([])
  })

  it('prefers certain ties in the spanning tree', () => {
    const ties: Tie[] = [
      [0, 1, 1, 0],
      [0, 2],
      [1, 2],
    ]
    expect(judgeGraph(graph(3, ties), [0, 1, 2]).spanningTree).toEqual([
      [0, 2],
      [1, 2],
    ])
  })

  it('stands on what people vouch for before a doubt that is open', () => {
    const ties: Tie[] = [
      [0, 1, 1, 0],
      [0, 2],
      [1, 3],
      [2, 3, 1, 0],
    ]
    const square = graph(4, ties)
    const treeWith = (links: number[], confirmed: number[]) =>
      judgeGraph(square, all(4), links, 'rook', new Set(confirmed)).spanningTree
    expect(treeWith([], [])).toContainEqual([0, 1])
    expect(treeWith([], [3])).toContainEqual([2, 3])
    expect(treeWith([], [3])).not.toContainEqual([0, 1])
    expect(treeWith([1, 2], [])).toContainEqual([1, 2])
    expect(judgeGraph(square, all(4), [], 'rook', new Set([0, 3])).verdict).toBe('conditional')
  })

  it('judges a chain of 45 000 councils without running out of stack', () => {
    const chain = graph(
      45_000,
      all(44_999).map((i) => [i, i + 1] as Tie),
    )
    const judgement = judgeGraph(chain, all(45_000))
    expect(judgement.cutUnits).toHaveLength(44_998)
    expect(judgement.bridges).toHaveLength(44_999)
  })

  it('counts as many pieces as flooding does, and the union of the pieces is the whole', () => {
    fc.assert(
      fc.property(random, ({ count, ties }) => {
        const { components } = judgeGraph(graph(count, ties), all(count))
        expect(components).toHaveLength(flood(all(count), ties))
        expect(components.flat().sort((a, b) => a - b)).toEqual(all(count))
      }),
    )
  })

  it('calls a council cut exactly if its leaving leaves more pieces', () => {
    fc.assert(
      fc.property(random, ({ count, ties }) => {
        const before = flood(all(count), ties)
        const alone = (unit: number) => !ties.some(([a, b]) => a === unit || b === unit)
        const cut = all(count).filter((unit) => {
          const rest = ties.filter(([a, b]) => a !== unit && b !== unit)
          const after = flood(
            all(count).filter((other) => other !== unit),
            rest,
          )
          return after > before - (alone(unit) ? 1 : 0)
        })
        expect(judgeGraph(graph(count, ties), all(count)).cutUnits).toEqual(cut)
      }),
    )
  })

  it('calls a tie a bridge exactly if without it there are more pieces', () => {
    fc.assert(
      fc.property(random, ({ count, ties }) => {
        const { a, b } = graph(count, ties)
        const distinct = [...a].map((unit, i) => [unit, b[i]] as Tie)
        const bridges = distinct.filter(
          (tie) =>
            flood(
              all(count),
              distinct.filter((other) => other !== tie),
            ) > flood(all(count), distinct),
        )
        expect(judgeGraph(graph(count, ties), all(count)).bridges).toEqual(bridges)
      }),
    )
  })

  it('carries a spanning tree that joins each piece with one tie less than units', () => {
    fc.assert(
      fc.property(random, ({ count, ties }) => {
        const { spanningTree, components } = judgeGraph(graph(count, ties), all(count))
        expect(spanningTree).toHaveLength(count - components.length)
        expect(flood(all(count), spanningTree)).toBe(components.length)
        for (const [a, b] of spanningTree) {
          expect(ties.some(([p, q]) => (p === a && q === b) || (p === b && q === a))).toBe(true)
        }
      }),
    )
  })
})
