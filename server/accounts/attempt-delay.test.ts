import { expect, test } from 'vitest'
import { delayAfter, stillToWait } from './attempt-delay.ts'

test('five slips are free, then each failure doubles the delay, up to a quarter of an hour and no further', () => {
  const delays = Array.from({ length: 15 }, (_, failures) => delayAfter(failures))
  expect(delays).toEqual([0, 0, 0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900])
  expect(delayAfter(10_000)).toBe(900)
})

test('what is left to wait counts down to nothing', () => {
  expect([0, 3.2, 5, 100].map((since) => stillToWait(5, since))).toEqual([5, 2, 0, 0])
})
