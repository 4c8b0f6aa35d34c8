import { expect, test } from 'vitest'
import { hashRecoveryCode, newRecoveryCode } from './recovery-codes.ts'

test('a code is four groups of letters and digits that nobody mistakes for one another', () => {
  const codes = Array.from({ length: 200 }, newRecoveryCode)
  for (const code of codes) expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){3}$/)
  expect(new Set(codes).size).toBe(200)
  expect(new Set(codes.join('').replaceAll('-', '')).size).toBe(32)
})

test('it is recognised however it was copied from the paper', () => {
  const given = hashRecoveryCode('k701-9xv0-1abc-d10e')
  for (const copy of ['K701 9XV0 1ABC D10E', 'k7o19xvo-iabcdloe', ' k701-9xvo-labc-di0e '])
    expect(hashRecoveryCode(copy)).toEqual(given)
  expect(hashRecoveryCode('k701-9xv0-1abc-d10f')).not.toEqual(given)
})
