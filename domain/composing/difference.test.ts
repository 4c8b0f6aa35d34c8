import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { differenceOf, pickDifferent } from './difference.ts'

describe('the difference of two groupings', () => {
  it('is the share of pairs together in either that are not together in both', () => {
    expect(differenceOf([0, 0, 0, 1, 1], [0, 0, 1, 1, 1])).toBeCloseTo(1 - 2 / 6, 12)
    expect(differenceOf([0, 0, 1, 1], [0, 1, 0, 1])).toBe(1)
    expect(differenceOf([0, 1, 2], [0, 1, 2])).toBe(0)
  })

  it('is none whatever the groups are called, and the same both ways', () => {
    const grouping = fc.array(fc.nat(4), { minLength: 8, maxLength: 8 })
    fc.assert(
      fc.property(grouping, grouping, (a, b) => {
        expect(
          differenceOf(
            a,
            a.map((group) => 4 - group),
          ),
        ).toBe(0)
        expect(differenceOf(a, b)).toBeCloseTo(differenceOf(b, a), 12)
      }),
    )
  })
})

describe('picking different groupings', () => {
  const groupings = [
    { groups: [0, 0, 0, 1, 1, 1], costs: [1, 9] },
    { groups: [0, 0, 1, 1, 1, 1], costs: [2, 5] },
    { groups: [0, 1, 0, 1, 0, 1], costs: [4, 3] },
    { groups: [0, 1, 1, 1, 1, 0], costs: [3, 4] },
  ]
  const picked = (wanted: number) =>
    pickDifferent(groupings, wanted).map(({ pick }) => groupings.indexOf(pick))

  it('takes the best by each criterion in turn', () => {
    expect(picked(2)).toEqual([0, 2])
    expect(picked(4)).toEqual([0, 2, 1, 3])
  })

  it('takes nothing twice, and nothing where there is nothing', () => {
    expect(picked(9)).toHaveLength(4)
    expect(pickDifferent([], 3)).toEqual([])
  })
})
