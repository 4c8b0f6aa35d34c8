import type { Polygon } from 'geojson'
import { describe, expect, test } from 'vitest'
import { judge } from './judge.ts'
import { surveyTerritory } from './territory.ts'
import type { Unit } from './types.ts'
import { withoutUnits } from './unseen.ts'

const box = (west: number, south: number, east: number, north: number): Polygon => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ].map(([x, y]) => [x / 100, y / 100]),
  ],
})
const square = (column: number, row: number) => box(column, row, column + 1, row + 1)

/** A ring of eight around a space, and two shores with something between them. */
const OPEN: Unit[] = [
  ...[0, 1, 2, 3, 5, 6, 7, 8].map((at) => ({ id: `r${at}`, geometry: square(at % 3, Math.floor(at / 3)) })),
  { id: 'west', geometry: square(10, 0) },
  { id: 'east', geometry: square(12, 0) },
]
const UNSEEN: Unit[] = [
  { id: 'in the hole', geometry: box(1.2, 1.3, 1.7, 1.8) },
  { id: 'between the shores', geometry: square(11, 0) },
]

describe('a territory without what somebody does not see', () => {
  const all = surveyTerritory([...OPEN, ...UNSEEN])
  const open = surveyTerritory(OPEN)
  const seen = withoutUnits(all, [10, 11])

  test.each([
    ['around a hole', [0, 1, 2, 3, 4, 5, 6, 7]],
    ['on two shores', [8, 9]],
    ['all of it', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
  ])('is judged as if that were not there: %s', (_, members) => {
    expect(judge(seen, members)).toEqual(judge(open, members))
    expect(judge(all, members)).not.toEqual(judge(open, members))
  })

  test('is the same where everything is seen, and leaves the whole one as it was', () => {
    expect(withoutUnits(all, [])).toBe(all)
    expect(all.boxes).not.toContain(Number.NaN)
    expect(judge(all, [8, 9]).remedies[0]).toMatchObject({ councils: ['between the shores'] })
  })
})
