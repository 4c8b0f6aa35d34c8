/** The database, whichever engine keeps it: a server at an address, or the embedded one in a directory. */
import { fileURLToPath } from 'node:url'
import { Kysely, sql } from 'kysely'
import { type DatabaseLog, silent } from './database-log.ts'
import { type Listener, SessionDialect } from './dialect.ts'
import { type Beginning, openEmbedded } from './embedded/directory.ts'
import { fingerprint, migrate } from './migrations.ts'
import { openPostgres } from './postgres-server.ts'
import type { Tables } from './schema.ts'

export { type CopyValue, copyRows } from './copy-rows.ts'
export { DatabaseError, GeometryEngineError } from './errors.ts'

export interface Database {
  db: Kysely<Tables>
  engine: 'embedded' | 'postgres'
  /** Tells of every `pg_notify` on the channel at its commit, until the returned function is called. Not within a transaction. */
  listen(channel: string, listener: Listener): Promise<() => Promise<void>>
  /** Ends every session; the embedded engine writes a checkpoint. Safe to call twice. */
  close(): Promise<void>
}

export interface DatabaseSettings {
  /** `postgres://…`: a server with PostGIS. Without it the embedded engine keeps the data. */
  url?: string
  /** For the embedded engine: where its files are; `:memory:` for a database that vanishes when closed. */
  directory?: string
  log?: DatabaseLog
  /** How long to wait for a server that does not answer yet, in milliseconds. */
  patienceMs?: number
  /** Where the migrations are; for tests. */
  migrations?: URL
  /** False leaves the tables at the level they have, or without any: for backup and restore. */
  migrate?: boolean
}

const defaultDirectory = fileURLToPath(new URL('../../data/database', import.meta.url))

/** A new embedded database is a copy of one that was migrated already, which takes less than half the time. */
const MIGRATED: Beginning = {
  name: fingerprint,
  make: async (engine) => {
    await migrate(new Kysely<Tables>({ dialect: new SessionDialect(engine) }))
  },
}

/** Opens and migrates. Throws DatabaseError, whose message says what to do. */
export async function openDatabase(settings: DatabaseSettings = {}): Promise<Database> {
  const { url, directory = defaultDirectory, log = silent, patienceMs, migrations } = settings
  const { migrate: bringForward = true } = settings
  const source = url
    ? await openPostgres({ url, log, patienceMs })
    : await openEmbedded(directory, log, bringForward && !migrations ? MIGRATED : undefined)
  const db = new Kysely<Tables>({ dialect: new SessionDialect(source) })
  const close = async () => {
    await db.destroy()
    // Kysely closes only what it has used.
    await source.close()
  }
  try {
    const applied = bringForward ? await migrate(db, migrations) : []
    if (applied.length > 0) log.info(`Migrations applied: ${applied.join(', ')}`)
  } catch (error) {
    await close()
    throw error
  }
  const listen: Database['listen'] = (channel, listener) =>
    source.engine === 'postgres'
      ? source.listen(channel, listener)
      : // The one session there is: not in the middle of somebody's transaction, and running.
        db.connection().execute(async (session) => {
          await sql`select 1`.execute(session)
          return source.listen(channel, listener)
        })
  return { db, engine: source.engine, listen, close }
}
