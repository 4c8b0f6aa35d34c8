import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Corridor, Flow } from '../../../server/exchanges/schema.ts'
import { alongCorridors, truckRuns } from './truck-runs.ts'

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

test('a plan goes along the corridors that have both ends of it; the rest from commune to commune', () => {
  const corridor = (id: number, kind: string, members: number[]) =>
    ({ id, kind, members: members.map((member) => ({ id: member })) }) as Corridor
  const one = flow(1, 500)
  const other = flow(2, 200, { fromCommune: 2, toCommune: 1, state: 'proposed' })
  const off = flow(3, 100, { toCommune: 7 })
  const { along, off: left } = alongCorridors(
    [one, other, off, flow(4, 50, { state: 'refused' })],
    [corridor(1, 'corridor', [1, 2, 3]), corridor(2, 'axis', [1, 2, 7]), corridor(3, 'corridor', [2, 3])],
  )
  expect(along).toMatchObject([{ corridor: { id: 1 }, kg: 700, agreedKg: 500 }])
  expect(left).toEqual([off])
})
