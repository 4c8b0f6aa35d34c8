import type { Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { area, box, place, ring } from '../territory/example-areas.ts'
import { applyEdit, areaOf, hectares, isRefusal, readCoverage, snapLine } from './index.ts'

/** A hundred metres square; its east side has a bend of 2 m at 50 m north. */
const coverage = readCoverage([area('A', ring([0, 0], [100, 0], [102, 50], [100, 100], [0, 100]))])
const near = (positions: Position[], ...expected: [number, number][]) => {
  expect(positions).toHaveLength(expected.length)
  positions.forEach((position, i) => {
    const [lon, lat] = place(...expected[i])
    expect(position).toEqual([expect.closeTo(lon, 6), expect.closeTo(lat, 6)])
  })
}

describe('a drawn line', () => {
  it('takes the nearest node within reach, before a border that is nearer', () => {
    near(snapLine(coverage, [place(101, 3)], 5), [100, 0])
    near(snapLine(coverage, [place(50, 3)], 5), [50, 0])
    near(snapLine(coverage, [place(50, 7)], 5), [50, 7])
  })

  it('between two places on one border follows its bends, and not where these lead away', () => {
    near(snapLine(coverage, [place(101, 1), place(101, 99)], 4), [100, 0], [102, 50], [100, 100])
    near(snapLine(coverage, [place(101, 99), place(101, 1)], 4), [100, 100], [102, 50], [100, 0])
    near(snapLine(coverage, [place(1, 1), place(1, 99)], 4), [0, 0], [0, 100])
    near(snapLine(coverage, [place(99, 1), place(1, 99)], 4), [100, 0], [0, 100])
  })

  it('around a new neighbour leaves neither gap nor overlap', () => {
    const hand = [place(101, 1), place(200, 0), place(200, 100), place(99, 101), place(101, 2)]
    const outline = snapLine(coverage, hand, 4)
    const applied = applyEdit(coverage, {
      kind: 'draw',
      council: 'B',
      outline: { type: 'Polygon', coordinates: [outline] },
      take: [],
    })
    if (isRefusal(applied)) throw new Error(applied.reason)
    const square = readCoverage([area('whole', box(0, 0, 200, 100))])
    const both = ['A', 'B'].map((id) => hectares(areaOf(applied.coverage, id)!))
    expect(both[0] + both[1]).toBeCloseTo(hectares(areaOf(square, 'whole')!), 4)
    expect(applied.delta.map(({ id }) => id)).toEqual(['B'])
  })
})
