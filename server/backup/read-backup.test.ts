import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Entries,
  jsonOf,
  proven,
  putTogether,
  smallBackup,
  takeApart,
} from '../../test/support/crafted-backup.ts'
import { readBackup } from './read-backup.ts'
import { proveBackup } from './restore-backup.ts'

const passphrase = 'correct horse battery staple'
let directory: string
let plain: string
let encrypted: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'toparquia-read-'))
  plain = join(directory, 'plain')
  encrypted = join(directory, 'encrypted')
  await putTogether(plain, smallBackup(2000))
  await putTogether(encrypted, smallBackup(2000), passphrase)
})
afterAll(() => rm(directory, { recursive: true, force: true }))

/** The same numbers in every run. */
function numbers(seed: number) {
  let state = seed
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const altered = join(tmpdir(), `toparquia-altered-${process.pid}`)
afterAll(() => rm(altered, { force: true }))
const readAltered = async (bytes: Buffer, secret: string | null = null) => {
  await writeFile(altered, bytes)
  return readBackup(altered, secret)
}
const refusal = { name: 'BackupRefused' }

describe('a backup', () => {
  it('is read with the counts and hashes that it states', async () => {
    const { description, proof, encrypted: isEncrypted } = await readBackup(plain, null)
    expect(isEncrypted).toBe(false)
    expect(description.program).toBe('0.1.0')
    expect(proof.tables.council.rows).toBe(2000)
    expect(Object.keys(proof.files)).toEqual(['evidence/ab/photo'])
    expect((await readBackup(encrypted, passphrase)).proof).toEqual(proof)
  })

  it('with any bit of it turned is refused, or reads the same', async () => {
    const bytes = await readFile(plain)
    const whole = await readBackup(plain, null)
    const next = numbers(1)
    let refused = 0
    for (let i = 0; i < 200; i++) {
      const turned = Buffer.from(bytes)
      // The first and last hundred bytes as often as all others.
      const at = [next(100), next(bytes.length), bytes.length - 1 - next(100)][i % 3]
      turned[at] ^= 1 << next(8)
      try {
        expect(await readAltered(turned)).toEqual(whole)
      } catch (error) {
        expect(error).toMatchObject(refusal)
        refused++
      }
    }
    // What is left are gzip's remarks on when and by whom it was packed.
    expect(refused).toBeGreaterThan(180)
  })

  it('cut short anywhere is refused', async () => {
    const bytes = await readFile(plain)
    const next = numbers(2)
    for (const length of [
      0,
      1,
      2,
      18,
      bytes.length - 1,
      bytes.length - 8,
      ...Array.from({ length: 60 }, () => next(bytes.length)),
    ])
      await expect(readAltered(bytes.subarray(0, length)), `${length} bytes`).rejects.toMatchObject(refusal)
  })

  it('that is encrypted is refused with any bit turned, cut short, and for another passphrase', async () => {
    const bytes = await readFile(encrypted)
    const next = numbers(3)
    for (const at of [3, 40, 90, 180, 260, 1000 + next(50_000), bytes.length - 20]) {
      const turned = Buffer.from(bytes)
      turned[at] ^= 1 << next(8)
      await expect(readAltered(turned, passphrase), `byte ${at}`).rejects.toMatchObject(refusal)
    }
    // 65,536 bytes and their proof to a piece: where one ends, the next is missing.
    for (const length of [10, 100, 50_000, bytes.length - 1])
      await expect(readAltered(bytes.subarray(0, length), passphrase)).rejects.toMatchObject(refusal)
    await expect(readBackup(encrypted, 'Correct horse battery staple')).rejects.toMatchObject({
      reason: 'wrong-passphrase',
    })
    await expect(readBackup(encrypted, null)).rejects.toMatchObject({ reason: 'needs-passphrase' })
    await expect(readBackup(plain, passphrase)).rejects.toMatchObject({ reason: 'not-encrypted' })
  })

  const edits: [what: string, reason: string, edit: (entries: Entries) => unknown][] = [
    [
      'of a later format',
      'newer-program',
      (entries) => describeAnew(entries, { version: 2, surprise: true }),
    ],
    [
      'of a database with migrations that are not here',
      'newer-program',
      (entries) =>
        describeAnew(entries, { migrations: [...known('0001-extensions'), ...known('9999-the-future')] }),
    ],
    [
      'of a program with another history',
      'newer-program',
      (entries) => describeAnew(entries, { migrations: known('0002-layers') }),
    ],
    ['without its manifest', 'cut-short', (entries) => entries.delete('manifest.json')],
    [
      'with a row more than it states',
      'damaged',
      (entries) => entries.set('tables/layer/000001.txt', Buffer.from('roads\n')),
    ],
    [
      'with a file more than it states',
      'damaged',
      (entries) => {
        const proof = entries.get('manifest.json')!
        entries.delete('manifest.json')
        entries.set('keys/seal', Buffer.from('planted')).set('manifest.json', proof)
      },
    ],
    [
      'with something behind its manifest',
      'damaged',
      (entries) => entries.set('keys/seal', Buffer.from('planted')),
    ],
    [
      'with a table that it does not describe',
      'damaged',
      (entries) => proven(entries.set('tables/account/000001.txt', Buffer.from('1\n'))),
    ],
    [
      'that would write elsewhere',
      'damaged',
      (entries) => proven(entries.set('evidence/../../outside', Buffer.from('x'))),
    ],
    [
      'that would write elsewhere on Windows',
      'damaged',
      (entries) => proven(entries.set('evidence/..\\..\\outside', Buffer.from('x'))),
    ],
    [
      'that is something else in a tar',
      'not-a-backup',
      (entries) => {
        for (const name of [...entries.keys()]) entries.delete(name)
        entries.set('letter.txt', Buffer.from('hello'))
      },
    ],
    [
      'whose description is of another kind',
      'not-a-backup',
      (entries) => entries.set('backup.json', Buffer.from('{}')),
    ],
    [
      'whose description lacks its tables',
      'damaged',
      (entries) => describeAnew(entries, { tables: undefined }),
    ],
  ]
  it.each(edits)('%s is refused: %s', async (_, reason, edit) => {
    const entries = await takeApart(plain)
    edit(entries)
    await putTogether(altered, entries)
    await expect(proveBackup(altered, null)).rejects.toMatchObject({ ...refusal, reason })
  })
})

const known = (name: string) => [{ name, timestamp: '2026-11-22T14:00:00.000Z' }]

function describeAnew(entries: Entries, change: object): Entries {
  const description = JSON.parse(entries.get('backup.json')!.toString()) as { tables: unknown }
  const changed = { ...description, ...change }
  if (changed.tables === undefined) return entries.set('backup.json', jsonOf(changed))
  return proven(entries.set('backup.json', jsonOf(changed)))
}
