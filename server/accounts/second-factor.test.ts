import { generateSync } from 'otplib'
import { expect, test } from 'vitest'
import { offerSecondFactor, stepOf } from './second-factor.ts'

test('an offer names the program and the account, with a secret of 160 bits', () => {
  const { secret, uri } = offerSecondFactor('José del Río')
  expect(secret).toMatch(/^[A-Z2-7]{32}$/)
  const { searchParams, pathname } = new URL(uri)
  expect(decodeURIComponent(pathname)).toContain('Toparquía:José del Río')
  expect(searchParams.get('secret')).toBe(secret)
  expect(offerSecondFactor('José del Río').secret).not.toBe(secret)
})

test('a code counts in its half minute, the one before and the one after', () => {
  const { secret } = offerSecondFactor('x')
  const now = Math.floor(Date.now() / 1000)
  const at = (steps: number) => stepOf(secret, generateSync({ secret, epoch: now + steps * 30 }))
  expect([-1, 0, 1].map(at)).toEqual([-1, 0, 1].map((steps) => Math.floor(now / 30) + steps))
  expect([-3, 3].map(at)).toEqual([null, null])
})

test('what is no code or no secret is simply wrong', () => {
  const { secret } = offerSecondFactor('x')
  for (const code of ['', 'abcdef', '12345', '1234567', '12 456']) expect(stepOf(secret, code)).toBeNull()
  for (const bad of ['', 'no secret!', 'AAAA']) expect(stepOf(bad, '123456')).toBeNull()
})
