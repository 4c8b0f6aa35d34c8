/**
 * A backup put back into a database, whichever engine keeps it: all in one transaction, compared row by row with the
 * backup before it is committed, so that a restore that breaks has changed nothing.
 */
import { CompiledQuery, sql } from 'kysely'
import { PROGRAM } from '../../domain/log/entry.ts'
import { CopyChunks } from '../database/dialect.ts'
import type { Database } from '../database/index.ts'
import { recordMigrations, runMigration } from '../database/migrations.ts'
import type { Executor } from '../executor.ts'
import { writeLog } from '../log/write.ts'
import { refuseConnected } from './connections.ts'
import { FOLDERS, hasFiles } from './files-beside.ts'
import type { Description } from './format.ts'
import { hashing } from './hashing.ts'
import { compareProofs, type ReadBackup, readBackup } from './read-backup.ts'
import { buildUp, laterMigrations, makeReceptive, takeDown } from './rebuild.ts'
import { BackupRefused } from './refusal.ts'
import { lockAgainstOthers, type Staging, settleFiles, stageFiles } from './staged-files.ts'
import { readRows, writeValuesPlainly } from './table-rows.ts'
import { allTables, occupiedTables, quoted } from './tables.ts'

/** A backup that was read to its end and found whole. */
export interface ProvenBackup extends ReadBackup {
  file: string
  passphrase: string | null
  /** Migrations that come after its own. */
  later: string[]
}

/** @throws BackupRefused for a file that is no whole backup, or one of a later program */
export async function proveBackup(file: string, passphrase: string | null): Promise<ProvenBackup> {
  const read = await readBackup(file, passphrase)
  const { migrations, program } = read.description
  return { file, passphrase, later: await laterMigrations(migrations, program), ...read }
}

export interface RestoreTarget {
  /** Opened without bringing it forward. */
  database: Database
  /** Where evidence and keys go; null puts none back. */
  dataDirectory: string | null
  /** What is there goes. The caller has made a backup of it. */
  replace: boolean
  /** False where the backup is of this moment, as in a move: nothing is gone that the log would have to tell of. */
  tellLog?: boolean
}

/**
 * The backup is compared once more while it goes in.
 * @returns tables of the backup that are not this program's, and were left
 * @throws BackupRefused; the database and the files beside it are then as they were
 */
export async function restoreBackup(backup: ProvenBackup, target: RestoreTarget): Promise<string[]> {
  const { database, dataDirectory } = target
  if (dataDirectory !== null) await settleFiles(database, dataDirectory)
  const unknownTables = await database.db
    .transaction()
    .execute((transaction: Executor) => restoreWithin(transaction, backup, target))
    .catch((error: unknown) => {
      const { code } = error as { code?: string }
      throw code === DATABASE_DISK_FULL ? new BackupRefused('database-full', {}, { cause: error }) : error
    })
  if (dataDirectory !== null) await settleFiles(database, dataDirectory)
  return unknownTables
}

const DATABASE_DISK_FULL = '53100'

async function restoreWithin(
  transaction: Executor,
  backup: ProvenBackup,
  { database, dataDirectory, replace, tellLog = true }: RestoreTarget,
): Promise<string[]> {
  await writeValuesPlainly(transaction)
  await lockAgainstOthers(transaction)
  await refuseConnected(database.engine, transaction)
  if (!replace) await refuseOccupied(transaction, dataDirectory)
  const before = (await allTables(transaction)).map(({ name }) => name)
  await takeDown(transaction)
  await buildUp(transaction, backup.description.migrations)
  const files = dataDirectory === null ? null : await stageFiles(dataDirectory)
  const unknownTables = await putBack(transaction, backup, files)
  await bringForward(transaction, backup)
  await refuseForeign(transaction, before)
  await passOldTiles(transaction)
  if (tellLog) await tell(transaction, backup.description)
  await files?.seal(transaction)
  return unknownTables
}

async function refuseOccupied(transaction: Executor, dataDirectory: string | null): Promise<void> {
  const occupied = await occupiedTables(transaction)
  if (dataDirectory !== null)
    for (const folder of FOLDERS) if (await hasFiles(dataDirectory, folder)) occupied.push(`${folder}/`)
  if (occupied.length > 0) throw new BackupRefused('not-empty', { what: occupied.join(', ') })
}

/** Rows, sequences and files. @returns the tables of the backup that are not here */
async function putBack(
  transaction: Executor,
  { file, passphrase, proof }: ProvenBackup,
  files: Staging | null,
): Promise<string[]> {
  const becomeItself = await makeReceptive(transaction)
  const here = new Map((await allTables(transaction)).map((table) => [table.name, table]))
  const again = await readBackup(file, passphrase, {
    async rows({ name, columns }, text) {
      const table = here.get(name)
      if (!table) return
      if (columns.some((column) => !table.columns.includes(column)))
        throw new BackupRefused('damaged', { where: name })
      await copyIn(transaction, name, columns, text)
    },
    ...(files && { file: files.take }),
  })
  compareProofs(proof, again.proof)
  // COPY leaves limits of its own behind.
  await writeValuesPlainly(transaction)
  await becomeItself()
  for (const { name, columns } of again.description.tables) {
    const table = here.get(name)
    if (!table) continue
    const hash = hashing()
    for await (const { text } of readRows(transaction, { ...table, columns })) hash.add(text)
    if (hash.result().sha256 !== proof.tables[name].sha256)
      throw new BackupRefused('not-the-same', { table: name })
  }
  for (const { name, last, called } of again.description.sequences)
    await sql`
      select setval(c.oid::regclass, ${last}::bigint, ${called}::boolean) from pg_class c
      where c.relname = ${name} and c.relkind = 'S' and c.relnamespace = 'public'::regnamespace`.execute(
      transaction,
    )
  return again.description.tables.map(({ name }) => name).filter((name) => !here.has(name))
}

async function copyIn(db: Executor, table: string, columns: string[], text: Buffer): Promise<void> {
  const statement = `copy ${quoted(table)} (${columns.map(quoted).join(', ')}) from stdin`
  const chunks = (async function* () {
    yield text
  })()
  try {
    await db.executeQuery(CompiledQuery.raw(statement, [new CopyChunks(chunks)]))
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    // Classes 22 and 23: a value that its type or a rule of the table refuses.
    if (!/^2[23]/.test(code ?? '')) throw error
    throw new BackupRefused('rows-refused', { table, why: message }, { cause: error })
  }
}

async function bringForward(transaction: Executor, { description, later }: ProvenBackup): Promise<void> {
  for (const name of later) await runMigration(transaction, name)
  // Not before those of the backup, even where this machine's clock is behind.
  const moments = [...description.migrations.map(({ timestamp }) => timestamp), new Date().toISOString()]
  const timestamp = moments.sort().at(-1)!
  await recordMigrations(
    transaction,
    later.map((name) => ({ name, timestamp })),
  )
}

/** Tables that no migration makes were somebody else's: they have been taken down by now, so all of it is undone. */
async function refuseForeign(transaction: Executor, before: string[]): Promise<void> {
  const now = new Set((await allTables(transaction)).map(({ name }) => name))
  const foreign = before.filter((name) => !now.has(name))
  if (foreign.length > 0) throw new BackupRefused('foreign-tables', { tables: foreign.join(', ') })
}

/**
 * Tiles are kept by browsers under their layer's revision, also those of changes that were made after the backup: the
 * restored layers go on far beyond any of those numbers.
 */
async function passOldTiles(transaction: Executor): Promise<void> {
  await transaction
    .updateTable('layer')
    .set((layer) => ({ revision: sql<number>`${layer.ref('revision')} + 1000000` }))
    .execute()
}

/** The log goes back as well: an entry says so, in the place of those that are gone. */
async function tell(transaction: Executor, { madeAt, program }: Description): Promise<void> {
  await writeLog(transaction, PROGRAM, {
    action: 'backup-restored',
    subject: { kind: 'territory', id: null, name: null },
    audience: 'accounts',
    facts: { moment: madeAt.slice(0, 16).replace('T', ' '), program },
  })
}
