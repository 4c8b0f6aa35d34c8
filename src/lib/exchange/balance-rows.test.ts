import { expect, test } from 'vitest'
import type { Balance } from '../../../server/exchanges/schema.ts'
import { balanceRows, barsOf } from './balance-rows.ts'

const exactly = (kg: number) => ({ min: kg, likely: kg, max: kg })
const balance = (communeId: number, wanted: Partial<Balance> = {}): Balance => ({
  communeId,
  product: 'coffee',
  form: 'green',
  period: '2016',
  stated: { production: { min: 19, likely: 19, max: 21 } },
  residual: exactly(5),
  closing: 'open',
  need: null,
  ...wanted,
})

test('a total carries the spread of its parts, and is no better closed than the worst of them', () => {
  const [row] = balanceRows(
    [balance(1), balance(2, { stated: { loss: exactly(2) }, closing: 'closes', need: exactly(3) })],
    true,
  )
  expect(row).toMatchObject({
    communeId: null,
    stated: { production: { min: 19, likely: 19, max: 21 }, loss: exactly(2), sent: null },
    sources: { min: 19, likely: 19, max: 21 },
    uses: exactly(2),
    need: exactly(3),
    residual: exactly(10),
    closing: 'open',
  })
})

test('one row for each commune otherwise, the largest first', () => {
  const rows = balanceRows([balance(1), balance(2, { stated: { production: exactly(50) } })], false)
  expect(rows.map(({ communeId }) => communeId)).toEqual([2, 1])
})

test('the bars of both sides end together: what is left over stands at the end of the shorter one', () => {
  const stated = {
    'opening-stock': exactly(10),
    production: { min: 80, likely: 90, max: 100 },
    sent: exactly(40),
    'own-use': exactly(20),
    processing: exactly(10),
    loss: exactly(5),
    'closing-stock': exactly(5),
  }
  const [row] = balanceRows([balance(1, { stated })], false)
  const { sources, uses } = barsOf(row)
  const endOf = (side: typeof sources) =>
    side.stretches.reduce((end, { from, width }) => Math.max(end, from + width), 0)
  expect(endOf(sources)).toBeCloseTo(endOf(uses), 9)
  expect(sources.stretches.map(({ kind }) => kind)).toEqual(['opening-stock', 'production'])
  expect(uses.stretches.at(-1)).toMatchObject({ kind: 'residual' })
  expect(uses.stretches.at(-1)!.width).toBeCloseTo((100 * 20) / 110, 9)
  expect([sources.least, sources.most]).toEqual([(100 * 90) / 110, 100])
  const [less] = balanceRows([balance(1, { stated: { production: exactly(1), sent: exactly(3) } })], false)
  expect(barsOf(less).sources.stretches.map(({ kind }) => kind)).toEqual(['production', 'residual'])
})
