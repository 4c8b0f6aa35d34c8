/**
 * A backup of the database and of what lies beside it, as it was at one moment: written to a temporary name, read
 * again, and only then given its own.
 */
import { existsSync } from 'node:fs'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { sql } from 'kysely'
import packageFile from '../../package.json' with { type: 'json' }
import type { Database } from '../database/index.ts'
import {
  type AppliedMigration,
  appliedMigrations,
  knownMigrations,
  migrationText,
} from '../database/migrations.ts'
import type { Executor } from '../executor.ts'
import { pack } from './archive.ts'
import { refuseConnected } from './connections.ts'
import { filesBeside, openFile, syncFolder } from './files-beside.ts'
import { DESCRIPTION, type Description, FORMAT, PROOF, type Proof } from './format.ts'
import { hashing, hashOf } from './hashing.ts'
import { compareProofs, countsOf, readBackup } from './read-backup.ts'
import { BackupRefused, fileRefusal } from './refusal.ts'
import { settleFiles } from './staged-files.ts'
import { readRows, writeValuesPlainly } from './table-rows.ts'
import { allTables, type FoundTable, isKept, LEFT_OUT, readSequences } from './tables.ts'
import { endOfArchive, fileHeader, padding } from './tar.ts'

export interface BackupOrder {
  database: Database
  /** Where evidence and keys lie; null leaves them out. */
  dataDirectory: string | null
  file: string
  /** Encrypts the backup. */
  passphrase: string | null
  /** Refuses while another program is connected: what it still did would be in no backup. */
  alone?: boolean
}

export interface BackupWritten {
  rows: number
  tables: number
  files: number
  /** Of the backup itself. */
  bytes: number
}

/** @throws BackupRefused; the file is then as it was, and no other is left behind */
export async function writeBackup(order: BackupOrder): Promise<BackupWritten> {
  const { database, dataDirectory, file, passphrase } = order
  if (existsSync(file)) throw new BackupRefused('file-exists', { file })
  // A restore that was killed before its files were in their places is part of what is kept.
  if (dataDirectory !== null) await settleFiles(database, dataDirectory)
  const unfinished = `${file}.part`
  try {
    const handle = await open(unfinished, 'w', 0o600)
    let written: Proof
    let bytes: number
    try {
      written = await writeTo(handle, order)
      await handle.sync()
      bytes = (await handle.stat()).size
    } finally {
      await handle.close()
    }
    const { proof } = await readBackup(unfinished, passphrase)
    compareProofs(written, proof)
    await rename(unfinished, file)
    await syncFolder(dirname(file))
    return { bytes, ...countsOf(proof) }
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {})
    throw fileRefusal(error, 'cannot-write', file)
  }
}

async function writeTo(handle: FileHandle, { database, dataDirectory, passphrase, alone }: BackupOrder) {
  // One snapshot for all: what is changed meanwhile is in the next backup, whole.
  const transaction = await database.db
    .startTransaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute()
  try {
    await writeValuesPlainly(transaction)
    if (alone) await refuseConnected(database.engine, transaction)
    const tables = (await allTables(transaction)).filter(isKept)
    const description = await describe(transaction, database.engine, tables)
    const proof: Proof = { description: '', migrations: {}, tables: {}, files: {} }
    const tar = entries(transaction, tables, description, dataDirectory, proof)
    await handle.writeFile(await pack(tar, passphrase))
    return proof
  } finally {
    await transaction.rollback().execute()
  }
}

async function describe(
  db: Executor,
  engine: Database['engine'],
  tables: FoundTable[],
): Promise<Description> {
  const migrations = await appliedMigrations(db)
  if (migrations.length === 0) throw new BackupRefused('nothing-there')
  await refuseUnknown(migrations)
  const { rows } = await sql<{ madeAt: string; postgres: string; postgis: string }>`
    select now() as "madeAt", current_setting('server_version') as postgres,
      (select extversion from pg_extension where extname = 'postgis') as postgis`.execute(db)
  const [{ madeAt, postgres, postgis }] = rows
  return {
    format: 'toparquia-backup',
    version: FORMAT,
    program: packageFile.version,
    madeAt,
    engine: `${engine}, PostgreSQL ${postgres}, PostGIS ${postgis}`,
    migrations,
    tables: tables.map(({ name, columns }) => ({ name, columns })),
    sequences: await readSequences(db),
    leftOut: LEFT_OUT,
  }
}

/** A later version may keep what this one would not recognise. */
async function refuseUnknown(migrations: AppliedMigration[]): Promise<void> {
  const known = await knownMigrations()
  const unknown = migrations.map(({ name }) => name).filter((name) => !known.includes(name))
  if (unknown.length > 0) throw new BackupRefused('newer-program', { program: '?', what: unknown.join(', ') })
}

/** The archive's bytes; fills in `proof` on the way, whose entry is the last. */
async function* entries(
  db: Executor,
  tables: FoundTable[],
  description: Description,
  dataDirectory: string | null,
  proof: Proof,
): AsyncGenerator<Uint8Array> {
  const modified = Math.floor(Date.parse(description.madeAt) / 1000)
  function* entry(name: string, content: Uint8Array) {
    yield fileHeader(name, content.length, modified)
    yield content
    yield padding(content.length)
  }
  const described = json(description)
  proof.description = hashOf(described)
  yield* entry(DESCRIPTION, described)
  for (const { name } of description.migrations) {
    const text = Buffer.from(await migrationText(name))
    const place = `migrations/${name}.sql`
    proof.migrations[place] = hashOf(text)
    yield* entry(place, text)
  }
  for (const table of tables) {
    const hash = hashing()
    let rows = 0
    let part = 0
    for await (const page of unhidden(readRows(db, table), table)) {
      hash.add(page.text)
      rows += page.rows
      yield* entry(`tables/${table.name}/${String(++part).padStart(6, '0')}.txt`, page.text)
    }
    proof.tables[table.name] = { rows, ...hash.result() }
  }
  if (dataDirectory !== null)
    for await (const name of filesBeside(dataDirectory)) {
      const { size, content } = await openFile(dataDirectory, name)
      const hash = hashing()
      yield fileHeader(name, size, modified)
      yield* hash.pass(content)
      yield padding(size)
      proof.files[name] = hash.result()
    }
  yield* entry(PROOF, json(proof))
  yield endOfArchive
}

const INSUFFICIENT_PRIVILEGE = '42501'

async function* unhidden<T>(pages: AsyncGenerator<T>, { name }: FoundTable): AsyncGenerator<T> {
  try {
    yield* pages
  } catch (error) {
    if ((error as { code?: string }).code !== INSUFFICIENT_PRIVILEGE) throw error
    throw new BackupRefused('rows-hidden', { table: name }, { cause: error })
  }
}

const json = (value: object): Buffer => Buffer.from(`${JSON.stringify(value, null, 2)}\n`)
