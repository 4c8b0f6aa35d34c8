import { describe, expect, it } from 'vitest'
import { PairColumns } from './pair-columns.ts'

const lists = (pairs: PairColumns, count: number) => {
  const { a, b, lengthM, start, neighbour, pairOf } = pairs.toAdjacency(count)
  return {
    pairs: Array.from(a, (unit, i) => [unit, b[i], lengthM[i]]),
    neighbours: Array.from({ length: count }, (_, unit) =>
      Array.from(neighbour.subarray(start[unit], start[unit + 1])),
    ),
    pairOf: Array.from(pairOf),
  }
}

describe('pairs while they are collected', () => {
  it('have a row each, however often they are looked up, and many more than expected', () => {
    const pairs = new PairColumns(2)
    for (let round = 0; round < 2; round++)
      for (let unit = 0; unit < 500; unit++) expect(pairs.rowOf(unit, 500 + unit)).toBe(unit)
    expect(pairs.length).toBe(500)
    expect(pairs.find(7, 507)).toBe(7)
    expect(pairs.find(7, 508)).toBe(-1)
  })

  it('come out by the one unit, then by the other, with what belongs to them', () => {
    const pairs = new PairColumns()
    for (const [a, b] of [
      [1, 3],
      [0, 2],
      [2, 3],
      [0, 1],
    ]) {
      const row = pairs.rowOf(a, b)
      pairs.lengthM[row] = 10 * a + b
    }
    expect(lists(pairs, 4)).toEqual({
      pairs: [
        [0, 1, 1],
        [0, 2, 2],
        [1, 3, 13],
        [2, 3, 23],
      ],
      neighbours: [
        [1, 2],
        [0, 3],
        [0, 3],
        [1, 2],
      ],
      pairOf: [0, 1, 0, 2, 1, 3, 2, 3],
    })
  })

  it.each([
    ['in order', (i: number) => i],
    ['the first one last', (i: number) => (i + 1) % 200_000],
    ['from the last to the first', (i: number) => 199_999 - i],
  ])('are sorted in no time, found %s, and where all are of one unit', (_, unitAt) => {
    const pairs = new PairColumns()
    for (let i = 0; i < 200_000; i++) {
      const row = pairs.rowOf(0, 1 + unitAt(i))
      pairs.lengthM[row] = unitAt(i)
    }
    const { b, lengthM } = pairs.toAdjacency(200_001)
    expect(b.every((unit, i) => unit === i + 1 && lengthM[i] === i)).toBe(true)
  })
})
