/** What each engine has to be good at by itself: a server that goes away, a directory. */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../server/database/index.ts'
import { LAYERS } from '../../server/territories/layers.ts'
import { engine, makePostgresDatabase, openTestDatabase } from '../support/database.ts'

const aChange = { kind: 'test', inverse: '{}' }

if (engine === 'postgres') describe('postgres: a server', aServer)
else describe('embedded: a directory', aDirectory)

function aServer() {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase()
  })
  afterAll(() => database?.close())

  it('that does not answer is named, with what is asked of the operator', async () => {
    const opening = openDatabase({ url: 'postgres://nobody:secret@127.0.0.1:9/none', patienceMs: 600 })
    await expect(opening).rejects.toMatchObject({
      reason: 'away',
      message: expect.stringContaining('127.0.0.1:9/none'),
    })
    await expect(opening).rejects.not.toMatchObject({ message: expect.stringContaining('secret') })
  })

  it('that lacks the database is not asked again', async () => {
    const { url, remove } = await makePostgresDatabase()
    const missing = new URL(url)
    missing.pathname = '/not_there'
    try {
      await expect(openDatabase({ url: missing.href })).rejects.toMatchObject({ reason: 'refused' })
    } finally {
      await remove()
    }
  })

  it('that cuts a connection within a transaction ends that transaction, and the next one works', async () => {
    const cut = database.db.transaction().execute(async (transaction) => {
      await transaction.insertInto('change').values(aChange).execute()
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction)
      await sql`select pg_terminate_backend(${rows[0].pid})`.execute(database.db)
      await transaction.insertInto('change').values(aChange).execute()
    })
    await expect(cut).rejects.toMatchObject({ reason: 'away' })
    expect(await database.db.selectFrom('change').select('id').execute()).toEqual([])
  })

  it('that several programs migrate at the same moment is migrated once', async () => {
    const { url, remove } = await makePostgresDatabase()
    const opened = await Promise.all([1, 2, 3, 4].map(() => openDatabase({ url })))
    const layers = await opened[0].db.selectFrom('layer').select('name').execute()
    await Promise.all(opened.map(({ close }) => close()))
    await remove()
    expect(layers).toHaveLength(LAYERS.length)
  })
}

function aDirectory() {
  let directory: string
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'toparquia-directory-'))
  })
  afterAll(() => rm(directory, { recursive: true, force: true }))

  it('is refused to a second opener, and is free again after closing', async () => {
    const where = { directory: join(directory, 'locked') }
    const first = await openDatabase(where)
    await expect(openDatabase(where)).rejects.toMatchObject({
      reason: 'in-use',
      message: expect.stringContaining(`process ${process.pid}`),
    })
    await first.db.insertInto('change').values(aChange).execute()
    await first.close()
    const again = await openDatabase(where)
    expect(await again.db.selectFrom('change').select('id').execute()).toHaveLength(1)
    await again.close()
  })

  it('has every commit on the disk before it is acknowledged', async () => {
    const { db, close } = await openDatabase({ directory: join(directory, 'durable') })
    const { rows } = await sql`
      select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commits,
        current_setting('wal_sync_method') as method, current_setting('full_page_writes') as pages`.execute(
      db,
    )
    await close()
    expect(rows).toEqual([{ fsync: 'on', commits: 'on', method: 'fsync', pages: 'on' }])
  })

  it('whose making was cut short is made again', async () => {
    const halfMade = join(directory, 'half')
    await mkdir(join(halfMade, 'cluster.making', 'base'), { recursive: true })
    await writeFile(join(halfMade, 'cluster.making', 'PG_VERSION'), '18\n')
    const { db, close } = await openDatabase({ directory: halfMade })
    expect(await db.selectFrom('layer').select('name').execute()).toHaveLength(LAYERS.length)
    expect(existsSync(join(halfMade, 'cluster.making'))).toBe(false)
    await close()
  })

  it('with something else in the place of the database is left alone', async () => {
    const foreign = join(directory, 'foreign')
    await mkdir(join(foreign, 'cluster'), { recursive: true })
    await writeFile(join(foreign, 'cluster', 'letters.txt'), 'do not touch')
    await expect(openDatabase({ directory: foreign })).rejects.toMatchObject({ reason: 'not-a-database' })
    expect(existsSync(join(foreign, 'cluster', 'letters.txt'))).toBe(true)
  })
}
