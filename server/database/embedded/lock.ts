/**
 * One process per data directory: two would silently lose each other's rows. The lock is the operating system's
 * (SQLite's exclusive lock on a file), so it goes when its process does, however that dies, and a process
 * number used again means nothing. The number beside it is only for the message.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DatabaseError } from '../errors.ts'

/** Throws DatabaseError `in-use` when another process (or this one, twice) has the directory. */
export function lockDirectory(directory: string): { release(): void } {
  const holderFile = join(directory, 'lock.holder')
  let lock: DatabaseSync | undefined
  try {
    lock = new DatabaseSync(join(directory, 'lock'))
    lock.exec(
      'pragma locking_mode = exclusive; pragma journal_mode = memory; begin exclusive; pragma user_version = 1; commit',
    )
  } catch (cause) {
    lock?.close()
    if ((cause as { errcode?: number }).errcode !== 5) {
      throw new DatabaseError('refused', `Cannot lock ${directory}: ${(cause as Error).message}`, { cause })
    }
    throw new DatabaseError(
      'in-use',
      `The database in ${directory} is in use by ${holder(holderFile)}. ` +
        'Stop that program first, or choose another directory.',
      { cause },
    )
  }
  writeFileSync(holderFile, String(process.pid))
  return {
    release() {
      rmSync(holderFile, { force: true })
      lock.close()
    },
  }
}

function holder(file: string): string {
  try {
    return `process ${Number.parseInt(readFileSync(file, 'utf8'), 10)}`
  } catch {
    return 'another process'
  }
}
