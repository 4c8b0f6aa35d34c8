/** Whoever comes from an earlier version, whichever it was, finds everything again. */
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { proveBackup, restoreBackup } from '../../server/backup/restore-backup.ts'
import { allTables, isKept, quoted } from '../../server/backup/tables.ts'
import { writeBackup } from '../../server/backup/write-backup.ts'
import { type Database, openDatabase } from '../../server/database/index.ts'
import { appliedMigrations, knownMigrations, migrate } from '../../server/database/migrations.ts'
import { engine, makePostgresDatabase } from '../support/database.ts'
import { fillTables } from '../support/fill-tables.ts'

const levels = await knownMigrations()
let place: string
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'toparquia-levels-'))
})
afterAll(() => rm(place, { recursive: true, force: true }))

/** A folder with the migrations of an earlier version: the first `count`. */
async function folderOf(count: number): Promise<URL> {
  const folder = join(place, String(count))
  await mkdir(folder, { recursive: true })
  for (const name of levels.slice(0, count))
    await copyFile(new URL(`../../sql/${name}.sql`, import.meta.url), join(folder, `${name}.sql`))
  return pathToFileURL(`${folder}/`)
}

type Rows = Map<string, { columns: string[]; rows: string[] }>

/** All rows by table; of the columns that are wanted, those that are still there. */
async function rowsOf({ db }: Database, wanted?: Rows): Promise<Rows> {
  const found: Rows = new Map()
  for (const table of await allTables(db)) {
    const columns = (wanted?.get(table.name)?.columns ?? table.columns).filter((name) =>
      table.columns.includes(name),
    )
    // Raised by a restore on purpose.
    const shown = columns.filter((name) => !(table.name === 'layer' && name === 'revision'))
    const { rows } = await sql<{ row: string }>`
      select row(${sql.raw(shown.map((name) => `t.${quoted(name)}`).join(', '))})::text as row
      from ${sql.table(table.name)} t order by 1`.execute(db)
    found.set(table.name, { columns, rows: rows.map(({ row }) => row) })
  }
  return found
}

async function expectFoundAgain(before: Rows, database: Database, isExpected = (_table: string) => true) {
  expect((await appliedMigrations(database.db)).map(({ name }) => name)).toEqual(levels)
  const after = await rowsOf(database, before)
  for (const [table, { rows }] of before) {
    if (!isExpected(table)) continue
    expect(rows.length, table).toBeGreaterThan(0)
    expect(after.get(table)?.rows, table).toEqual(expect.arrayContaining(rows))
  }
}

const keptOnly = (name: string) => isKept({ name })

if (engine === 'postgres')
  describe('postgres: a database of an earlier version', () => {
    let growing: Awaited<ReturnType<typeof makePostgresDatabase>>
    let restored: Awaited<ReturnType<typeof makePostgresDatabase>>
    beforeAll(async () => {
      growing = await makePostgresDatabase()
      restored = await makePostgresDatabase()
    })
    afterAll(async () => {
      await growing?.remove()
      await restored?.remove()
    })

    it.each(levels.map((name, i) => [name, i + 1] as const))(
      '(%s) is brought forward with every row, and so is its backup',
      async (name, count) => {
        await (await openDatabase({ url: growing.url, migrations: await folderOf(count) })).close()
        const { url, remove } = await makePostgresDatabase(growing.url)
        try {
          const then = await openDatabase({ url, migrate: false })
          expect(await appliedMigrations(then.db)).toHaveLength(count)
          await fillTables(then.db)
          const before = await rowsOf(then)
          const file = join(place, name)
          await writeBackup({ database: then, dataDirectory: null, file, passphrase: null })
          await then.close()

          const today = await openDatabase({ url })
          await expectFoundAgain(before, today)
          await today.close()

          const target = await openDatabase({ url: restored.url, migrate: false })
          const backup = await proveBackup(file, null)
          await restoreBackup(backup, {
            database: target,
            dataDirectory: null,
            replace: true,
            tellLog: false,
          })
          await expectFoundAgain(before, target, keptOnly)
          await target.close()
          // Opening it in the ordinary way finds nothing more to do.
          await (await openDatabase({ url: restored.url })).close()
        } finally {
          await remove()
        }
      },
    )
  })
else
  describe('embedded: one database through all versions', () => {
    it('keeps at the newest what was put in at each, and takes back what was backed up at each', async () => {
      const database = await openDatabase({ directory: ':memory:', migrate: false })
      try {
        const before: Rows[] = []
        for (const [i, name] of levels.entries()) {
          expect(await migrate(database.db, await folderOf(i + 1))).toEqual([name])
          await fillTables(database.db)
          before.push(await rowsOf(database))
          const file = join(place, name)
          await writeBackup({ database, dataDirectory: null, file, passphrase: null })
        }
        // The log's head has moved on with every entry.
        for (const rows of before) await expectFoundAgain(rows, database, (table) => table !== 'log_head')
        for (const [i, name] of levels.entries()) {
          const backup = await proveBackup(join(place, name), null)
          await restoreBackup(backup, { database, dataDirectory: null, replace: true, tellLog: false })
          await expectFoundAgain(before[i], database, keptOnly)
        }
        expect(await migrate(database.db)).toEqual([])
      } finally {
        await database.close()
      }
    })
  })
