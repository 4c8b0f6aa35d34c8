/** Forward-only migrations: sql/*.sql in name order, each file with its record in one transaction. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { CompiledQuery, type Kysely, sql } from 'kysely'
import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration'
import { Script } from './dialect.ts'
import { DatabaseError } from './errors.ts'

const migrationsFolder = new URL('../../sql/', import.meta.url)

class SqlFiles implements MigrationProvider {
  readonly #folder: URL

  constructor(folder: URL) {
    this.#folder = folder
  }

  async getMigrations(): Promise<Record<string, Migration>> {
    const names = await knownMigrations(this.#folder)
    return Object.fromEntries(
      names.map((name) => [name, { up: (db: Kysely<unknown>) => runMigration(db, name, this.#folder) }]),
    )
  }
}

/** Names of the migrations that this program has, in their order. */
export async function knownMigrations(folder: URL = migrationsFolder): Promise<string[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  return files.map((file) => file.replace(/\.sql$/, ''))
}

export const migrationText = (name: string, folder: URL = migrationsFolder): Promise<string> =>
  readFile(new URL(`${name}.sql`, folder), 'utf8')

/** Another one whenever any migration is another. */
export async function fingerprint(): Promise<string> {
  const hash = createHash('sha256')
  for (const name of await knownMigrations()) hash.update(`${name}\0${await migrationText(name)}\0`)
  return hash.digest('hex').slice(0, 16)
}

/** Within a transaction; leaves no record. */
export async function runMigration<T>(db: Kysely<T>, name: string, folder?: URL): Promise<void> {
  // An index on a large table may take as long as it needs.
  await sql`set local statement_timeout to 0`.execute(db)
  await db.executeQuery(CompiledQuery.raw(await migrationText(name, folder), [new Script()]))
}

/**
 * Applies what is missing and returns its names.
 * Throws DatabaseError `newer-than-program` when the database has migrations that this program does not know,
 * `migration-failed` when one fails: the ones before it stay, of the failing one nothing does.
 */
export async function migrate<T>(db: Kysely<T>, folder: URL = migrationsFolder): Promise<string[]> {
  const provider = new SqlFiles(folder)
  const known = await knownMigrations(folder)
  const unknown = (await appliedMigrations(db))
    .map(({ name }) => name)
    .filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    throw new DatabaseError(
      'newer-than-program',
      `The database was made by a later version of the program (it has ${unknown.join(', ')}). ` +
        'Nothing was changed. Install the later version, or open another database.',
    )
  }
  const migrator = new Migrator({
    db,
    provider,
    migrationTableName: 'migration',
    migrationLockTableName: 'migration_lock',
  })
  const applied: string[] = []
  for (;;) {
    // One at a time: Kysely would otherwise put all of them into a single transaction.
    const { error, results = [] } = await migrator.migrateUp()
    if (error) {
      const name = results.find(({ status }) => status === 'Error')?.migrationName ?? 'the migrations'
      const cause = error instanceof Error ? error.message : String(error)
      throw new DatabaseError('migration-failed', `${name} failed and was rolled back: ${cause}`, {
        cause: error,
      })
    }
    if (results.length === 0) return applied
    applied.push(...results.map(({ migrationName }) => migrationName))
  }
}

export interface AppliedMigration {
  name: string
  /** When, ISO 8601; Kysely orders by it. */
  timestamp: string
}

/** In the order in which they were applied; none in a database that this program never opened. */
export async function appliedMigrations<T>(db: Kysely<T>): Promise<AppliedMigration[]> {
  const table = await sql<{ found: boolean }>`select to_regclass('migration') is not null as found`.execute(
    db,
  )
  if (!table.rows[0].found) return []
  const { rows } = await sql<AppliedMigration>`
    select name, timestamp from migration order by timestamp, name`.execute(db)
  return rows
}

/** The migrator's own tables as Kysely makes them, with what it is to believe. */
export async function recordMigrations<T>(db: Kysely<T>, applied: AppliedMigration[]): Promise<void> {
  await db.executeQuery(
    CompiledQuery.raw(
      `create table if not exists migration (name varchar(255) primary key, timestamp varchar(255) not null);
       create table if not exists migration_lock (id varchar(255) primary key, is_locked integer not null default 0);
       insert into migration_lock (id) values ('migration_lock') on conflict do nothing`,
      [new Script()],
    ),
  )
  for (const { name, timestamp } of applied)
    await sql`insert into migration (name, timestamp) values (${name}, ${timestamp})`.execute(db)
}
