import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Flow } from '../../../server/exchanges/schema.ts'
import { truckRuns } from './truck-runs.ts'

const flow = (id: number, kg: number, wanted: Partial<Flow> = {}) =>
  ({
    id,
    kg,
    fromCommune: 1,
    toCommune: 2,
    period: '2026-12',
    state: 'agreed',
    km: 40,
    product: 'maize',
    form: 'grain',
    ...wanted,
  }) as Flow

test('a truck takes what fits, the heaviest first, and the rest goes with the next', () => {
  const runs = truckRuns([flow(1, 4000), flow(2, 13_000), flow(3, 500, { state: 'refused' })], 10_000)
  expect(runs.map(({ number, kg, load }) => [number, kg, load.map((one) => [one.flow, one.kg])])).toEqual([
    [1, 10_000, [[2, 10_000]]],
    [
      2,
      7000,
      [
        [2, 3000],
        [1, 4000],
      ],
    ],
  ])
})

test('whatever there is to carry: all of it is carried, and no truck carries too much', () => {
  const flows = fc.array(fc.tuple(fc.integer({ min: 1, max: 50_000 }), fc.integer({ min: 2, max: 4 })), {
    maxLength: 12,
  })
  fc.assert(
    fc.property(flows, (all) => {
      const runs = truckRuns(
        all.map(([kg, toCommune], id) => flow(id, kg, { toCommune })),
        10_000,
      )
      expect(runs.reduce((sum, { kg }) => sum + kg, 0)).toBeCloseTo(
        all.reduce((sum, [kg]) => sum + kg, 0),
        0,
      )
      expect(Math.max(0, ...runs.map(({ kg }) => kg))).toBeLessThanOrEqual(10_000.001)
    }),
  )
})
