/**
 * Files on their way back beside a restored database. They wait in a folder of their own until the restore's transaction
 * is known to have been committed; then they take their places, and a server that was killed in between does it at its
 * next start.
 */
import { existsSync } from 'node:fs'
import { cp, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sql } from 'kysely'
import type { Database } from '../database/index.ts'
import type { Executor } from '../executor.ts'
import { FOLDERS, syncFolder } from './files-beside.ts'
import { fileRefusal } from './refusal.ts'

/** Which transaction decides over the waiting files. */
interface Journal {
  /** Of the PostgreSQL cluster: transactions are counted there. */
  system: string
  transaction: string
}

/** The migrator's own lock: nobody restores while another migrates, restores or settles. */
export const lockAgainstOthers = (transaction: Executor) =>
  sql`select pg_advisory_xact_lock(3853314791062309107)`.execute(transaction)

const stagingIn = (dataDirectory: string) => join(dataDirectory, 'restoring')
const journalIn = (dataDirectory: string) => join(stagingIn(dataDirectory), 'journal.json')
/** Present once the places have been cleared: from then on files only move in. */
const clearedIn = (dataDirectory: string) => join(stagingIn(dataDirectory), 'cleared')

export interface Staging {
  /** @throws BackupRefused `disk-full`, `cannot-write` */
  take(name: string, content: AsyncIterable<Uint8Array>): Promise<void>
  /** The last step before the transaction is committed. */
  seal(transaction: Executor): Promise<void>
}

/** Within the transaction that restores, and after `lockAgainstOthers`. */
export async function stageFiles(dataDirectory: string): Promise<Staging> {
  const staging = stagingIn(dataDirectory)
  await rm(staging, { recursive: true, force: true })
  return {
    async take(name, content) {
      const path = join(staging, name)
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 })
        await writeDurably(path, content)
      } catch (error) {
        throw fileRefusal(error, 'cannot-write', path)
      }
    },
    async seal(transaction) {
      const { rows } = await sql<Journal>`
        select (select system_identifier::text from pg_control_system()) as system,
          pg_current_xact_id()::text as transaction`.execute(transaction)
      try {
        await mkdir(staging, { recursive: true, mode: 0o700 })
        await writeDurably(journalIn(dataDirectory), [Buffer.from(JSON.stringify(rows[0]))])
        await syncFolder(dataDirectory)
      } catch (error) {
        throw fileRefusal(error, 'cannot-write', staging)
      }
    },
  }
}

/** Puts waiting files in their places if their restore was committed, and away if it was not. */
export async function settleFiles({ db }: Database, dataDirectory: string): Promise<void> {
  const staging = stagingIn(dataDirectory)
  if (!existsSync(staging)) return
  await db.transaction().execute(async (transaction: Executor) => {
    await lockAgainstOthers(transaction)
    const journal = await readJournal(dataDirectory)
    if (journal !== null) {
      const { rows } = await sql<{ system: string; status: string | null }>`
        select (select system_identifier::text from pg_control_system()) as system,
          pg_xact_status(${journal.transaction}::xid8) as status`.execute(transaction)
      // Of another database: not for this one to decide.
      if (rows[0].system !== journal.system) return
      if (rows[0].status === 'committed') await moveIn(dataDirectory)
    }
    await rm(staging, { recursive: true, force: true })
  })
}

async function readJournal(dataDirectory: string): Promise<Journal | null> {
  const text = await readFile(journalIn(dataDirectory), 'utf8').catch(() => null)
  // It was written whole before the commit; one that is not was never followed by one.
  return text?.endsWith('}') ? (JSON.parse(text) as Journal) : null
}

/** May be cut short anywhere and begun again. */
async function moveIn(dataDirectory: string): Promise<void> {
  const staging = stagingIn(dataDirectory)
  const cleared = clearedIn(dataDirectory)
  if (!existsSync(cleared)) {
    for (const folder of FOLDERS)
      for (const name of await namesIn(join(dataDirectory, folder)))
        await rm(join(dataDirectory, folder, name), { recursive: true })
    await writeFile(cleared, '')
    await syncFolder(staging)
  }
  for (const folder of FOLDERS) {
    const names = await namesIn(join(staging, folder))
    // Only what is in them is replaced: the folder itself may be a link to a larger disk.
    if (names.length > 0) await mkdir(join(dataDirectory, folder), { recursive: true, mode: 0o700 })
    for (const name of names)
      await rename(join(staging, folder, name), join(dataDirectory, folder, name)).catch(
        (error: NodeJS.ErrnoException) => {
          if (error.code !== 'EXDEV') throw error
          return cp(join(staging, folder, name), join(dataDirectory, folder, name), { recursive: true })
        },
      )
    await syncFolder(join(dataDirectory, folder))
  }
}

const namesIn = (folder: string): Promise<string[]> =>
  readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })

async function writeDurably(
  path: string,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  const handle = await open(path, 'wx', 0o600)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await syncFolder(dirname(path))
}
