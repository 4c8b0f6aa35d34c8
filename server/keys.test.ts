import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keyPath, makeKey, readKey, serverKey } from './keys.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'toparquia-keys-'))
})
afterEach(() => rm(directory, { recursive: true }))

test('a key is made once, for this user alone, however many make it at the same moment', async () => {
  expect(await readKey(directory, 'server.key')).toBeNull()
  const made = await Promise.all(Array.from({ length: 8 }, () => makeKey(directory, 'server.key')))
  for (const key of [...made, await readKey(directory, 'server.key')]) expect(key).toEqual(made[0])
  expect(made[0]).toHaveLength(32)
  expect((await stat(keyPath(directory, 'server.key'))).mode & 0o777).toBe(0o600)
  expect((await stat(join(directory, 'keys'))).mode & 0o777).toBe(0o700)
  expect(await readdir(join(directory, 'keys'))).toEqual(['server.key'])
})

test('a file that holds no key is an error, not a new key', async () => {
  await makeKey(directory, 'server.key')
  await writeFile(keyPath(directory, 'server.key'), 'short')
  await expect(readKey(directory, 'server.key')).rejects.toMatchObject({ code: 'KEY_OTHER' })
})

test('what is sealed opens with the same key and context, and with no others', () => {
  const key = serverKey(randomBytes(32))
  const sealed = key.seal('JBSWY3DPEHPK3PXP', 'account 7')
  expect(sealed).not.toContain('JBSW')
  expect(key.seal('JBSWY3DPEHPK3PXP', 'account 7')).not.toBe(sealed)
  expect(key.open(sealed, 'account 7')).toBe('JBSWY3DPEHPK3PXP')
  expect(key.open(sealed, 'account 8')).toBeNull()
  expect(serverKey(randomBytes(32)).open(sealed, 'account 7')).toBeNull()
  for (const damaged of ['', 'v1.', sealed.slice(0, -2), `v1.A${sealed.slice(4)}`])
    expect(key.open(damaged, 'account 7')).toBeNull()
})

test('a code of authenticity differs by purpose, text and key', () => {
  const bytes = randomBytes(32)
  const key = serverKey(bytes)
  const macs = [
    key.mac('a', 'x'),
    key.mac('b', 'x'),
    key.mac('a', 'y'),
    serverKey(randomBytes(32)).mac('a', 'x'),
  ]
  expect(new Set(macs).size).toBe(4)
  expect(serverKey(bytes).mac('a', 'x')).toBe(macs[0])
})
