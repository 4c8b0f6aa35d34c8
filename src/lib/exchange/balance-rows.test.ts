import { expect, test } from 'vitest'
import type { Balance } from '../../../server/exchanges/schema.ts'
import { balanceRows } from './balance-rows.ts'

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
    [balance(1), balance(2, { stated: {}, closing: 'closes', need: exactly(3) })],
    true,
  )
  expect(row).toMatchObject({
    communeId: null,
    produced: { min: 19, likely: 19, max: 21 },
    sent: null,
    need: exactly(3),
    residual: exactly(10),
    closing: 'open',
  })
})

test('one row for each commune otherwise, the largest first', () => {
  const rows = balanceRows([balance(1), balance(2, { stated: { production: exactly(50) } })], false)
  expect(rows.map(({ communeId }) => communeId)).toEqual([2, 1])
})
