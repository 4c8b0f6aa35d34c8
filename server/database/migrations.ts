/** Forward-only migrations: sql/*.sql in name order, each file with its record in one transaction. */
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
    const files = (await readdir(this.#folder)).filter((name) => name.endsWith('.sql')).sort()
    return Object.fromEntries(
      files.map((file) => [
        file.replace(/\.sql$/, ''),
        {
          up: async (db: Kysely<unknown>) => {
            // An index on a large table may take as long as it needs.
            await sql`set local statement_timeout to 0`.execute(db)
            const text = await readFile(new URL(file, this.#folder), 'utf8')
            await db.executeQuery(CompiledQuery.raw(text, [new Script()]))
          },
        },
      ]),
    )
  }
}

/**
 * Applies what is missing and returns its names.
 * Throws DatabaseError `newer-than-program` when the database has migrations that this program does not know,
 * `migration-failed` when one fails: the ones before it stay, of the failing one nothing does.
 */
export async function migrate<T>(db: Kysely<T>, folder: URL = migrationsFolder): Promise<string[]> {
  const provider = new SqlFiles(folder)
  const known = Object.keys(await provider.getMigrations())
  const unknown = (await appliedMigrations(db)).filter((name) => !known.includes(name))
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

async function appliedMigrations<T>(db: Kysely<T>): Promise<string[]> {
  const table = await sql<{ found: boolean }>`select to_regclass('migration') is not null as found`.execute(
    db,
  )
  if (!table.rows[0].found) return []
  const names = await sql<{ name: string }>`select name from migration order by name`.execute(db)
  return names.rows.map(({ name }) => name)
}
