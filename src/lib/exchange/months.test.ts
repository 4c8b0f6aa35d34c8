import { expect, test } from 'vitest'
import { monthsAround } from './months.ts'

test('whole years around what there is, the latest two', () => {
  expect(monthsAround([])).toEqual([])
  expect(monthsAround(['2026-11'])).toHaveLength(12)
  const months = monthsAround(['2019-03', '2026-12', '2025-02'])
  expect([months[0], months.at(-1), months.length]).toEqual(['2025-01', '2026-12', 24])
})
