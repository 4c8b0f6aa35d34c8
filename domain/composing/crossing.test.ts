import type { Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { area, box, draw, place } from '../territory/example-areas.ts'
import { surveyTerritory } from '../territory/territory.ts'
import { crossingsOf } from './crossing.ts'
import { suggestCommunes } from './suggest-communes.ts'

const line = (...points: [number, number][]): Position[] => points.map(([x, y]) => place(x, y))
const between = (rows: string[], lines: Position[][], reachM?: number) => {
  const territory = surveyTerritory(draw(...rows))
  const metres = crossingsOf(territory, lines, reachM)
  return (a: string, b: string) => metres(territory.ids.indexOf(a), territory.ids.indexOf(b))
}

describe('a river between councils', () => {
  it('that runs along a border counts in its whole length, from either side', () => {
    const metres = between(['AB'], [line([110, -500], [110, 500])])
    expect(metres('A', 'B')).toBeCloseTo(100, -0.5)
    expect(metres('B', 'A')).toBe(metres('A', 'B'))
  })

  it('that runs along a part of it counts as far as it is near', () => {
    const metres = between(['AB'], [line([105, 60], [105, 300])], 10)
    expect(metres('A', 'B')).toBeGreaterThan(45)
    expect(metres('A', 'B')).toBeLessThan(55)
  })

  it('that cuts a border across counts about twice the reach', () => {
    const metres = between(['AB'], [line([0, 50], [200, 50])], 15)
    expect(metres('A', 'B')).toBeGreaterThan(24)
    expect(metres('A', 'B')).toBeLessThan(36)
  })

  it('inside a council parts nobody, nor does one far away, nor none', () => {
    const inside = between(['AB'], [line([50, 40], [55, 60])])
    expect(inside('A', 'B')).toBe(0)
    expect(between(['AB'], [line([500, -500], [500, 500])])('A', 'B')).toBe(0)
    expect(between(['AB'], [])('A', 'B')).toBe(0)
    expect(between(['AB'], [line([100, 50])])('A', 'B')).toBe(0)
  })

  it('parts those whose border it is and no others, who meet in a corner only either', () => {
    const metres = between(['AB', 'CD'], [line([0, 100], [200, 100])], 10)
    expect(metres('A', 'C')).toBeCloseTo(100, -0.5)
    expect(metres('B', 'D')).toBeCloseTo(100, -0.5)
    expect(metres('A', 'B')).toBeLessThan(16)
    expect(metres('A', 'D')).toBe(0)
  })

  it('is found where each side drew the border for itself, and never counts more than the border has', () => {
    const territory = surveyTerritory([
      area('A', box(0, 0, 100, 400)),
      area('B', [place(102, 1), place(201, 0), place(200, 401), place(101.5, 399), place(102, 1)]),
    ])
    const metres = crossingsOf(territory, [line([101, -100], [101, 500])])(0, 1)
    expect(metres).toBeGreaterThan(350)
    expect(metres).toBeLessThanOrEqual(territory.adjacency.lengthM[0])
  })

  it('keeps suggested communes on its own side, one on each', () => {
    const territory = surveyTerritory(draw('ABCD', 'EFGH', 'IJKL'))
    const suggestion = suggestCommunes(territory, [...territory.ids.keys()], {
      bounds: { councils: { atLeast: 4, atMost: 8 } },
      groups: 2,
      crossingM: crossingsOf(territory, [line([-50, 200], [450, 200])], 10),
    })
    const best = suggestion.alternatives.toSorted(
      (one, other) => one.scores.crossedM! - other.scores.crossedM!,
    )[0]
    // The ends of the borders that the river meets: three of 100 m lie across it, the rest runs along it.
    expect(best.scores.crossedM).toBeLessThan(100)
    expect(best.communes.map(({ councils }) => councils.length).sort()).toEqual([4, 8])
  })
})
