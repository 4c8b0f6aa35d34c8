/**
 * The database of an API test, on the engine that TEST_ENGINE names. On PostgreSQL every caller gets a database of its
 * own, so that a server given by TEST_DATABASE_URL loses nothing.
 */
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'
import { providePostgres } from '../../scripts/provide-postgres.ts'
import { type Database, openDatabase } from '../../server/database/index.ts'
import type { Executor } from '../../server/executor.ts'
import { LAYERS } from '../../server/territories/layers.ts'

export const engine = process.env.TEST_ENGINE === 'postgres' ? 'postgres' : 'embedded'

/** A new, migrated, empty database. Close it when done: that removes it. */
export async function openTestDatabase(): Promise<Database> {
  if (engine === 'embedded') return openEmptied()
  const place = await makePostgresDatabase()
  try {
    const database = await openDatabase({ url: place.url })
    return {
      ...database,
      close: async () => {
        await database.close()
        await place.remove()
      },
    }
  } catch (error) {
    await place.remove()
    throw error
  }
}

/** Embedded engines that an earlier test has done with: emptying one takes a hundredth of starting one (3 s of processor time). */
const idle: Database[] = []

async function openEmptied(): Promise<Database> {
  const database = idle.pop() ?? (await openDatabase({ directory: ':memory:' }))
  let isOpen = true
  return {
    ...database,
    // What the server keeps in memory belongs to one Kysely and must not be found by the next test.
    db: database.db.withoutPlugins(),
    close: async () => {
      if (!isOpen) return
      isOpen = false
      try {
        await emptyTables(database)
        idle.push(database)
      } catch {
        await database.close()
      }
    },
  }
}

/** An empty PostgreSQL database without any table, or a copy of the one at `like`, to which nobody is connected. */
export async function makePostgresDatabase(like?: string): Promise<{ url: string; remove(): Promise<void> }> {
  const server = await sharedServer()
  const name = `toparquia_test_${randomBytes(6).toString('hex')}`
  const url = new URL(server.url)
  url.pathname = `/${name}`
  const template = like === undefined ? 'template1' : new URL(like).pathname.slice(1)
  await administer(server.url, `create database ${name} template ${template}`)
  return {
    url: url.href,
    remove: async () => {
      await administer(server.url, `drop database if exists ${name} with (force)`)
      if (--databases > 0) return
      shared = null
      server.stop()
    },
  }
}

/** One server for all databases that a test has at the same time. */
let shared: ReturnType<typeof providePostgres> | null = null
let databases = 0

function sharedServer() {
  databases++
  shared ??= providePostgres()
  return shared
}

async function administer(url: string, statement: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/**
 * Every table as after the migrations: empty, ids from 1, layers at revision 1. Rows are deleted one table after the
 * other without triggers: truncating all of them makes hundreds of files anew, for half a second and more each time.
 */
export async function emptyTables({ db }: Database): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    // Waits for what an earlier test did not: an entry of the log that came in between would keep its old number.
    await sql`lock table account, log_head in access exclusive mode`.execute(transaction)
    await sql`set local session_replication_role = replica`.execute(transaction)
    await sql`
      do $$
      declare place regclass;
      begin
        for place in
          select oid from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
            and relname not in ('layer', 'migration', 'migration_lock', 'log_head', 'spatial_ref_sys')
        loop
          execute format('delete from %s', place);
        end loop;
        perform setval(seqrelid, seqstart, false) from pg_sequence join pg_class on oid = seqrelid
          where relnamespace = 'public'::regnamespace;
        update log_head set seq = 0, hash = repeat('0', 64);
      end $$`.execute(transaction)
    await sql`delete from layer where name <> all(${[...LAYERS]}::text[])`.execute(transaction)
    await transaction.updateTable('layer').set({ revision: 1 }).execute()
  })
}

/** What the log refuses even its owner, who can still take the refusal away. */
export async function tamperWithLog(
  transaction: Executor,
  work: (transaction: Executor) => Promise<unknown>,
): Promise<void> {
  for (const table of ['log', 'log_head'])
    await sql.raw(`alter table ${table} disable trigger user`).execute(transaction)
  await work(transaction)
  for (const table of ['log', 'log_head'])
    await sql.raw(`alter table ${table} enable trigger user`).execute(transaction)
}
