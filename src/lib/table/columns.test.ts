import { describe, expect, test } from 'vitest'
import { columnsFor, moveCell, rowsInSight } from './columns.ts'

describe('columnsFor', () => {
  test('a side panel keeps name, families and area; a wide table shows all', () => {
    expect(columnsFor(390, true).map(({ id }) => id)).toEqual(['pick', 'name', 'families', 'area'])
    expect(columnsFor(900, true)).toHaveLength(7)
  })

  test('nothing to pick, no boxes', () => {
    expect(columnsFor(900, false).map(({ id }) => id)).not.toContain('pick')
  })
})

describe('rowsInSight', () => {
  test('draws what is seen and a margin, never past the ends', () => {
    expect(rowsInSight(0, 500, 50, 1000)).toEqual([0, 18])
    expect(rowsInSight(10_000, 500, 50, 1000)).toEqual([192, 218])
    expect(rowsInSight(50_000, 500, 50, 1000)).toEqual([992, 1000])
    expect(rowsInSight(0, 500, 50, 0)).toEqual([0, 0])
  })
})

describe('moveCell', () => {
  const from =
    (row: number, column: number) =>
    (key: string, ctrl = false) =>
      moveCell(key, ctrl, [row, column], 100, 4, 10)

  test('arrows move by one and stop at the edges', () => {
    expect(from(5, 1)('ArrowDown')).toEqual([6, 1])
    expect(from(99, 3)('ArrowDown')).toEqual([99, 3])
    expect(from(0, 0)('ArrowUp')).toEqual([-1, 0])
    expect(from(-1, 0)('ArrowUp')).toEqual([-1, 0])
    expect(from(5, 3)('ArrowRight')).toEqual([5, 3])
    expect(from(5, 0)('ArrowLeft')).toEqual([5, 0])
  })

  test('Home and End go along the row, with Ctrl to the ends of the table', () => {
    expect(from(5, 2)('Home')).toEqual([5, 0])
    expect(from(5, 2)('End')).toEqual([5, 3])
    expect(from(5, 2)('Home', true)).toEqual([0, 0])
    expect(from(5, 2)('End', true)).toEqual([99, 3])
  })

  test('pages move by what is seen', () => {
    expect(from(5, 1)('PageDown')).toEqual([15, 1])
    expect(from(5, 1)('PageUp')).toEqual([0, 1])
  })

  test('leaves other keys alone', () => {
    expect(from(5, 1)('a')).toBeNull()
    expect(from(5, 1)(' ')).toBeNull()
  })
})
