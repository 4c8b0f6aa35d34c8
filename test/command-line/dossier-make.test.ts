import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LandAlteration } from '../../domain/land/records.ts'
import { PROGRAM } from '../../domain/log/entry.ts'
import type { Change } from '../../domain/steps/step.ts'
import { openDatabase } from '../../server/database/index.ts'
import { DEFAULTS } from '../../server/lands/wanted.ts'
import { applyAndLog } from '../../server/territories/changes.ts'
import { cli, scratch } from './cli.ts'

let place: Awaited<ReturnType<typeof scratch>>
let env: Record<string, string>
const at = (name: string) => join(place.directory, name)
beforeAll(async () => {
  place = await scratch()
  env = { DATA_DIR: at('data') }
  const database = await openDatabase({ directory: join(env.DATA_DIR, 'database') })
  const after = { ...DEFAULTS.unit, id: 1, version: 1, kind: 'estate', name: 'El Maizal' }
  const records = [{ kind: 'unit', before: null, after }] as LandAlteration[]
  const step: Change = {
    kind: 'land-unit-added',
    facts: { name: 'El Maizal' },
    communes: [],
    links: [],
    imports: [],
    records,
  }
  await database.db.transaction().execute((transaction) => applyAndLog(transaction, step, PROGRAM))
  await database.close()
})
afterAll(() => rm(place.directory, { recursive: true }))

test('a dossier is made, is sound, and the log is whole with it', async () => {
  const made = await cli(['dossier', 'make', '1', '--out', at('uno.zip'), '--for', 'court'], env)
  expect(made).toMatchObject({
    code: 0,
    out: '',
    err: expect.stringMatching(/5 items, sealed by entry 2 of the log/),
  })
  const key = (await cli(['dossier', 'key'], env)).out.trim()
  const head = /\d+:[0-9a-f]{64}/.exec((await cli(['log', 'verify'], env)).out)![0]
  expect(head).toMatch(/^2:/)
  expect(await cli(['dossier', 'verify', at('uno.zip'), '--key', key, '--head', head])).toMatchObject({
    code: 0,
  })
  expect((await cli(['log', 'show', '--limit', '1'], env)).out).toMatch(
    /A dossier of “El Maizal” was sealed for a court, with 5 items/,
  )
})

test('a later one tells the same log, and each knows the other', async () => {
  expect((await cli(['dossier', 'make', '1', '--out', at('dos.zip'), '--for', 'lawyer'], env)).code).toBe(0)
  for (const [one, other] of [
    ['uno.zip', 'dos.zip'],
    ['dos.zip', 'uno.zip'],
  ])
    expect(await cli(['dossier', 'verify', at(one), '--against', at(other)])).toMatchObject({ code: 0 })
})

test.each([
  [['1', '--out', 'x.zip']],
  [['1', '--for', 'court']],
  [['1', '--out', 'x.zip', '--for', 'friends']],
  [['9', '--out', 'x.zip', '--for', 'court']],
  [['one', '--out', 'x.zip', '--for', 'court']],
  [['1', '--out', 'x.zip', '--for', 'public']],
  [['1', '--out', 'uno.zip', '--for', 'court']],
  [['1', '--out', 'no/such/folder.zip', '--for', 'court']],
  [['1', '--out', 'x.zip', '--for', 'court', '--known', 'yesterday']],
  [['1', '--out', 'x.zip', '--for', 'court', '--known', '2999-01-01']],
])('%j can’t be used, and nothing is left', async (args) => {
  await writeFile(at('uno.zip'), 'kept')
  const before = await readdir(place.directory)
  const resolved = args.map((arg) => (arg.endsWith('.zip') ? at(arg) : arg))
  expect(await cli(['dossier', 'make', ...resolved], env)).toMatchObject({ code: 2, out: '' })
  expect(await readdir(place.directory)).toEqual(before)
})
