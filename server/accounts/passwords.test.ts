import { argon2Sync } from 'node:crypto'
import { expect, test } from 'vitest'
import { hashPassword, isOutdated, verifyPassword } from './passwords.ts'

test('a password is recognised, however its accents were typed, and no other is', async () => {
  const stored = await hashPassword('maíz y café en la asamblea')
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=\d+,t=\d+,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(await verifyPassword(stored, 'maíz y café en la asamblea'.normalize('NFD'))).toBe(true)
  expect(await verifyPassword(stored, 'maiz y cafe en la asamblea')).toBe(false)
  expect(await hashPassword('maíz y café en la asamblea')).not.toBe(stored)
})

test('the cost is at least what OWASP asks for: 19 MiB, two passes', async () => {
  const [, memory, passes] = /m=(\d+),t=(\d+)/.exec(await hashPassword('x'))!.map(Number)
  expect(memory).toBeGreaterThanOrEqual(19_456)
  expect(passes).toBeGreaterThanOrEqual(2)
})

test('one that was hashed at another cost, here or elsewhere, still opens and is known to be outdated', async () => {
  const salt = Buffer.from('0123456789abcdef')
  const tag = argon2Sync('argon2id', {
    message: 'aguacero de mayo',
    nonce: salt,
    tagLength: 32,
    memory: 19_456,
    passes: 2,
    parallelism: 1,
  })
  const plain = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')
  const stored = `$argon2id$v=19$m=19456,t=2,p=1$${plain(salt)}$${plain(tag)}`
  expect(await verifyPassword(stored, 'aguacero de mayo')).toBe(true)
  expect(await verifyPassword(stored, 'aguacero de junio')).toBe(false)
  expect(isOutdated(stored)).toBe(true)
  expect(isOutdated(await hashPassword('x'))).toBe(false)
})

test('nobody has no password', async () => {
  for (const password of ['', 'x']) expect(await verifyPassword(null, password)).toBe(false)
})

test('hashing leaves the event loop free', async () => {
  let longest = 0
  let last = performance.now()
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }, 1)
  const start = performance.now()
  await Promise.all(Array.from({ length: 4 }, () => hashPassword('x')))
  clearInterval(timer)
  expect(longest).toBeLessThan((performance.now() - start) / 3)
})
