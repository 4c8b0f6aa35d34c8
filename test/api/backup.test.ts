/** A backup and its way back, on either engine. */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { proveBackup, restoreBackup } from '../../server/backup/restore-backup.ts'
import { settleFiles } from '../../server/backup/staged-files.ts'
import { allTables, isKept, LEFT_OUT, occupiedTables } from '../../server/backup/tables.ts'
import { writeBackup } from '../../server/backup/write-backup.ts'
import type { Database } from '../../server/database/index.ts'
import { engine, openTestDatabase } from '../support/database.ts'
import { contents, fillTables, rulesOf } from '../support/fill-tables.ts'

let place: string
let from: Database
let to: Database
const fromData = () => join(place, 'from')
const toData = () => join(place, 'to')
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'toparquia-backup-'))
  // One engine at a time keeps its gigabyte to itself, but a restore needs two databases.
  from = await openTestDatabase()
  to = await openTestDatabase()
  await fillTables(from.db)
  await fillTables(from.db)
  await mkdir(join(fromData(), 'evidence', 'ab'), { recursive: true })
  await writeFile(join(fromData(), 'evidence', 'ab', 'ñ'.repeat(120)), Buffer.alloc(3_000_001, 'photo'))
  await writeFile(join(fromData(), 'evidence', 'empty'), '')
  await writeFile(join(fromData(), 'evidence', '.arriving'), 'half a photo')
  await mkdir(join(fromData(), 'keys'))
  await writeFile(join(fromData(), 'keys', 'seal'), 'a secret')
  await mkdir(join(fromData(), 'imports', '7'), { recursive: true })
  await writeFile(join(fromData(), 'imports', '7', 'source'), 'unfinished')
})
afterAll(async () => {
  await from?.close()
  await to?.close()
  await rm(place, { recursive: true, force: true })
})

let files = 0
const backUp = async (database = from, dataDirectory = fromData()) => {
  const file = join(place, `backup-${++files}`)
  await writeBackup({ database, dataDirectory, file, passphrase: null })
  return file
}
const restore = async (
  file: string,
  { replace = true, dataDirectory = toData(), database = to, tellLog = false } = {},
) => {
  await mkdir(dataDirectory, { recursive: true })
  return restoreBackup(await proveBackup(file, null), { database, dataDirectory, replace, tellLog })
}
/** Rows by table, without what a backup leaves out and without revisions, which go on beyond those of before. */
const kept = async (database: Database) =>
  Object.fromEntries(
    Object.entries(await contents(database.db))
      .filter(([name]) => isKept({ name }))
      .map(([name, rows]) => [
        name,
        name === 'layer' ? rows.map((row) => row.replace(/,\d+\)$/, ')')).sort() : rows,
      ]),
  )
const sequences = async ({ db }: Database) =>
  (
    await sql<{ name: string; next: string }>`
      select s.relname as name, coalesce(pg_sequence_last_value(s.oid)::text, 'none') as next
      from pg_class s where s.relkind = 'S' and s.relnamespace = 'public'::regnamespace order by 1`.execute(
      db,
    )
  ).rows

describe(`${engine}: a backup`, () => {
  it('finds a new database empty, and says what fills one', async () => {
    const fresh = await openTestDatabase()
    expect(await occupiedTables(fresh.db)).toEqual([])
    await fresh.close()
    expect(await occupiedTables(from.db)).toEqual(expect.arrayContaining(['account', 'council', 'log']))
  })

  it('comes back into an empty database row by row, number by number and file by file', async () => {
    expect(await restore(await backUp(), { replace: false })).toEqual([])
    expect(await kept(to)).toEqual(await kept(from))
    expect(Object.values(await kept(to)).every((rows) => rows.length > 0)).toBe(true)
    expect(await sequences(to)).toEqual(await sequences(from))
    expect(await readdir(toData())).toEqual(['evidence', 'keys'])
    expect((await readdir(join(toData(), 'evidence'), { recursive: true })).sort()).toEqual([
      'ab',
      `ab/${'ñ'.repeat(120)}`,
      'empty',
    ])
    for (const name of [`evidence/ab/${'ñ'.repeat(120)}`, 'evidence/empty', 'keys/seal'])
      expect((await readFile(join(toData(), name))).equals(await readFile(join(fromData(), name)))).toBe(true)
    expect((await stat(join(toData(), 'keys', 'seal'))).mode & 0o077).toBe(0)
  })

  it('asks everybody to sign in again: sessions and other passing things stay out', async () => {
    await restore(await backUp())
    const left = Object.entries(await contents(to.db)).filter(([name]) => name in LEFT_OUT)
    expect(left.length).toBeGreaterThan(0)
    expect(left.filter(([, rows]) => rows.length > 0)).toEqual([])
  })

  it('leaves out no table that a kept one refers to', async () => {
    const { rows } = await sql<{ kept: string; out: string }>`
      select conrelid::regclass::text as kept, confrelid::regclass::text as out from pg_constraint
      where contype = 'f' and connamespace = 'public'::regnamespace`.execute(from.db)
    expect(rows.filter(({ kept, out }) => isKept({ name: kept }) && !isKept({ name: out }))).toEqual([])
  })

  it('leaves triggers, row security, foreign keys and grants as the migrations made them', async () => {
    await restore(await backUp())
    expect(await rulesOf(to.db)).toEqual(await rulesOf(from.db))
    await expect(sql`delete from log`.execute(to.db)).rejects.toThrow(/only appended/)
    await fillTables(to.db)
  })

  it('tells the log that it was put back, as the next entry of the same chain', async () => {
    await restore(await backUp(), { tellLog: true })
    const log = ({ db }: Database) => db.selectFrom('log').selectAll().orderBy('seq').execute()
    const [before, after] = [await log(from), await log(to)]
    expect(after.slice(0, -1)).toEqual(before)
    const last = after.at(-1)!
    expect(last).toMatchObject({
      seq: before.at(-1)!.seq + 1,
      previous: before.at(-1)!.hash,
      action: 'backup-restored',
      account_id: null,
      detail: { facts: { moment: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d$/) } },
    })
    expect(await to.db.selectFrom('log_head').select(['seq', 'hash']).execute()).toEqual([
      { seq: last.seq, hash: last.hash },
    ])
  })

  it('raises every revision beyond those that a browser may have seen', async () => {
    const revisions = async ({ db }: Database) =>
      new Map(
        (await db.selectFrom('layer').selectAll().execute()).map(({ name, revision }) => [name, revision]),
      )
    const before = await revisions(from)
    await restore(await backUp())
    for (const [name, revision] of await revisions(to))
      expect(revision).toBeGreaterThan(before.get(name)! + 100_000)
  })

  it('is of one moment, though the database goes on changing', async () => {
    const account = () => from.db.selectFrom('account').select('name').orderBy('id').execute()
    const before = await account()
    const rename = (suffix: string) =>
      from.db
        .updateTable('account')
        .set((row) => ({ name: sql<string>`${row.ref('name')} || ${suffix}` }))
        .execute()
    // One after the other: two of them at once may take the rows in different orders and lock each other out.
    const renaming = async () => {
      for (let i = 0; i < 30; i++) await rename(`.${i}`)
    }
    const [file] = await Promise.all([backUp(), renaming()])
    await restore(file)
    const suffixes = (await to.db.selectFrom('account').select('name').orderBy('id').execute()).map(
      ({ name }, i) => name.slice(before[i].name.length),
    )
    expect(new Set(suffixes).size).toBe(1)
  })
})

describe(`${engine}: a restore`, () => {
  it('goes into an empty place only, files included, unless it is told to replace', async () => {
    const file = await backUp()
    await restore(file)
    await expect(restore(file, { replace: false })).rejects.toMatchObject({
      reason: 'not-empty',
      facts: { what: expect.stringMatching(/account.*council.*evidence\/.*keys\//) },
    })
    const fresh = await openTestDatabase()
    try {
      await expect(restore(file, { replace: false, database: fresh })).rejects.toMatchObject({
        reason: 'not-empty',
        facts: { what: 'evidence/, keys/' },
      })
      expect(await occupiedTables(fresh.db)).toEqual([])
    } finally {
      await fresh.close()
    }
  })

  it('replaces all that was there, files that the backup lacks included', async () => {
    await restore(await backUp())
    await fillTables(to.db)
    await writeFile(join(toData(), 'evidence', 'later'), 'x')
    await writeFile(join(toData(), 'keys', 'seal'), 'another secret')
    await restore(await backUp())
    expect(await kept(to)).toEqual(await kept(from))
    expect(existsSync(join(toData(), 'evidence', 'later'))).toBe(false)
    expect(await readFile(join(toData(), 'keys', 'seal'), 'utf8')).toBe('a secret')
  })

  it('that breaks at the last moment leaves rows and files as they were', async () => {
    const file = await backUp()
    await restore(file)
    await writeFile(join(toData(), 'keys', 'seal'), 'mine')
    await sql`create table of_somebody_else (a int)`.execute(to.db)
    try {
      const before = await contents(to.db)
      await expect(restore(file)).rejects.toMatchObject({
        reason: 'foreign-tables',
        facts: { tables: 'of_somebody_else' },
      })
      expect(await contents(to.db)).toEqual(before)
      expect(await readFile(join(toData(), 'keys', 'seal'), 'utf8')).toBe('mine')
      await settleFiles(to, toData())
      expect((await readdir(toData())).sort()).toEqual(['evidence', 'keys'])
    } finally {
      await sql`drop table of_somebody_else`.execute(to.db)
    }
  })

  it('that was killed after its commit puts the files in their places at the next start', async () => {
    const data = join(place, 'killed-after')
    await mkdir(join(data, 'restoring', 'keys'), { recursive: true })
    await writeFile(join(data, 'restoring', 'keys', 'seal'), 'new')
    await mkdir(join(data, 'keys'))
    await writeFile(join(data, 'keys', 'seal'), 'old')
    await writeFile(join(data, 'keys', 'surplus'), 'old')
    await writeFile(join(data, 'restoring', 'journal.json'), await journal(true))
    await settleFiles(to, data)
    expect(await readdir(data)).toEqual(['keys'])
    expect(await readdir(join(data, 'keys'))).toEqual(['seal'])
    expect(await readFile(join(data, 'keys', 'seal'), 'utf8')).toBe('new')
  })

  it.each([
    ['before its commit', () => journal(false)],
    ['while it wrote its journal', async () => (await journal(true)).slice(0, -3)],
  ])('that was killed %s leaves the files of before', async (_, text) => {
    const data = await mkdtemp(join(place, 'killed-before-'))
    await mkdir(join(data, 'restoring', 'keys'), { recursive: true })
    await writeFile(join(data, 'restoring', 'keys', 'seal'), 'new')
    await mkdir(join(data, 'keys'))
    await writeFile(join(data, 'keys', 'seal'), 'old')
    await writeFile(join(data, 'restoring', 'journal.json'), await text())
    await settleFiles(to, data)
    expect(await readdir(data)).toEqual(['keys'])
    expect(await readFile(join(data, 'keys', 'seal'), 'utf8')).toBe('old')
  })

  async function journal(committed: boolean): Promise<string> {
    const transaction = await to.db.startTransaction().execute()
    const { rows } = await sql`
      select (select system_identifier::text from pg_control_system()) as system,
        pg_current_xact_id()::text as transaction`.execute(transaction)
    await (committed ? transaction.commit() : transaction.rollback()).execute()
    return JSON.stringify(rows[0])
  }

  it('lists every table of the program once', async () => {
    const names = (await allTables(to.db)).map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names).not.toContain('spatial_ref_sys')
    expect(names).not.toContain('migration')
  })
})
