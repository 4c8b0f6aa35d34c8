import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyChain } from '../../domain/log/chain.ts'
import type { LogEntry } from '../../domain/log/entry.ts'
import { openDatabase } from '../../server/database/index.ts'
import { collection, square } from '../support/app.ts'
import { tamperWithLog } from '../support/database.ts'
import { cli, scratch } from './cli.ts'

let place: Awaited<ReturnType<typeof scratch>>
let env: Record<string, string>
beforeAll(async () => {
  place = await scratch()
  env = { DATA_DIR: join(place.directory, 'data') }
})
afterAll(() => rm(place.directory, { recursive: true }))

const FINGERPRINT = /\d+:[0-9a-f]{64}/

test('there is nothing to verify where there is no database, and none is made', async () => {
  expect(await cli(['log', 'verify'], env)).toMatchObject({ code: 2, out: '' })
})

/** As `log verify` gave it after the first entry. */
let fingerprint: string

test('the log of the command line is whole, and gives a fingerprint', async () => {
  const file = await place.file('uno.geojson', collection({ name: 'Uno', geometry: square(0, 0) }))
  expect((await cli(['import', file], env)).code).toBe(0)
  const { code, out } = await cli(['log', 'verify'], env)
  expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(FINGERPRINT) })
  fingerprint = FINGERPRINT.exec(out)![0]
  expect(fingerprint).toMatch(/^1:/)
})

test('a fingerprint written down is found again after later entries, and another one is not', async () => {
  await cli(['export', 'councils', '--format', 'csv'], env)
  expect(await cli(['log', 'verify', '--head', fingerprint], env)).toMatchObject({
    code: 0,
    out: expect.stringContaining('2 entries'),
  })
  expect(await cli(['log', 'verify', '--head', `1:${'0'.repeat(64)}`], env)).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('entry 1 does not have the fingerprint'),
  })
})

test('shows who did what, newest first, in words or whole', async () => {
  const shown = await cli(['log', 'show', '--limit', '5'], env)
  expect(shown.code).toBe(0)
  const lines = shown.out.trim().split('\n')
  expect(lines).toHaveLength(2)
  expect(lines[0]).toMatch(
    /^2 · .*the program or the command line: One council was taken away in a csv file$/,
  )
  expect(lines[1]).toMatch(/^1 · .*“uno.geojson”/)
  const whole = await cli(['log', 'show', '--json'], env)
  const entries = whole.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as LogEntry)
  expect(entries.map(({ seq }) => seq)).toEqual([1, 2])
  const hash = async (text: string) =>
    Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))).toString('hex')
  const { broken } = await verifyChain(entries, { seq: 2, hash: entries[1].hash }, hash)
  expect(broken).toBeNull()
})

test.each([
  [['log', 'verify', '--head', '2']],
  [['log', 'verify', '--head', 'x:y']],
  [['log', 'verify', '--hed', '2']],
  [['log', 'show', '--limit', '0']],
  [['log', 'show', '--limit', 'all']],
])('%j can’t be used', async (args) => {
  expect(await cli(args, env)).toMatchObject({ code: 2, out: '' })
})

test('a log that somebody changed in the database is told, with the entry', async () => {
  const database = await openDatabase({ directory: join(env.DATA_DIR, 'database') })
  await database.db
    .transaction()
    .execute((transaction) =>
      tamperWithLog(transaction, () =>
        sql`update log set subject_name = 'dos.geojson' where seq = 1`.execute(transaction),
      ),
    )
  // While another program has it open, nothing can be said of it.
  expect(await cli(['log', 'verify'], env)).toMatchObject({ code: 2 })
  await database.close()
  expect(await cli(['log', 'verify', '--lang', 'es'], env)).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('Alguien cambió la entrada 1'),
  })
})
