import { expect, test } from 'vitest'
import { accountOf } from '../../../domain/idleness/index.ts'
import { idlenessRule } from '../../../domain/law/procedures.ts'
import { columnsOf, ticksOf, topOf } from './idleness-columns.ts'

const seen = (use: string, ha: number | null, yieldPerHa: number | null = null) => ({
  observedOn: '2014-05-01',
  use,
  areaM2: ha === null ? null : ha * 10_000,
  yieldPerHa,
  idealYieldPerHa: yieldPerHa === null ? null : 5,
  sourceId: 1,
})
const account = (...observations: ReturnType<typeof seen>[]) =>
  accountOf(observations, 100 * 10_000, idlenessRule('VE', '2014-05-01'))

test('a column is filled by what is in use, idle and not known', () => {
  const [column] = columnsOf([account(seen('maize', 50), seen('idle', 30))])
  expect([column.used, column.unknown, column.idle].map((share) => Number(share.toFixed(9)))).toEqual([
    0.5, 0.2, 0.3,
  ])
  expect(columnsOf([account(seen('not-usable', 100))])[0]).toMatchObject({ used: 0, unknown: 0, idle: 0 })
})

test('the axis reaches over a yield above the ideal, and never ends below the threshold', () => {
  const columns = columnsOf([account(seen('maize', 100, 5.6))])
  expect(columns[0].yield?.atMost).toBeCloseTo(1.12)
  expect(topOf(columns, [0.8])).toBe(1.2)
  expect(topOf([], [0.8])).toBe(1)
  expect(ticksOf(1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
  expect(ticksOf(2.4)).toEqual([0, 0.5, 1, 1.5, 2])
})
