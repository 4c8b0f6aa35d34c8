import { expect, test } from 'vitest'
import { figuresOf, type Moved } from './plan-figures.ts'

const moved = (wanted: Partial<Moved>): Moved => ({
  from: '1',
  to: '2',
  period: '2026-12',
  t: 10,
  km: 50,
  estimate: false,
  ...wanted,
})
const need = (coveredT: number, uncoveredT: number) => ({
  commune: '2',
  product: 'maize/grain',
  period: '2026-12',
  needT: coveredT + uncoveredT,
  coveredT,
  uncoveredT,
  reason: null,
})
const road = (truckKm: number, emptyShare: number) => ({
  road: 'a',
  from: 'x',
  to: 'y',
  period: '2026-12',
  km: 1,
  forwardT: 1,
  backwardT: 0,
  truckKm,
  emptyShare,
})
const cost = { truckKm: 400, tonneKm: 0, extra: 0, uncoveredT: 0, penalty: 0, total: 0 }

test('what goes the same way in a month shares trucks; shares weigh by what they are of', () => {
  const figures = figuresOf(
    { needs: [need(30, 0), need(0, 10)], roads: [road(300, 0.5), road(100, 0.1)], cost },
    [moved({ t: 6 }), moved({ t: 6 }), moved({ from: '2', to: '1', t: 4, km: 200, estimate: true })],
    { truckT: 10 },
  )
  expect(figures).toEqual({
    coverage: 0.75,
    uncoveredT: 10,
    trucks: 3,
    truckKm: 400,
    emptyShare: 0.4,
    estimatedShare: 800 / 1400,
  })
})

test('where nothing is needed there is no share of it', () =>
  expect(figuresOf({ needs: [], roads: [], cost }, [], { truckT: 10 })).toMatchObject({
    coverage: null,
    trucks: 0,
    emptyShare: 0,
    estimatedShare: 0,
  }))
