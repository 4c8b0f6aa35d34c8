/** Why a backup can't be made, read or put back. */

export type BackupReason =
  /** The backup's name is taken. */
  | 'file-exists'
  | 'no-such-file'
  | 'cannot-read'
  | 'cannot-write'
  | 'disk-full'
  | 'database-full'
  /** There is no database of this program to take a copy of. */
  | 'nothing-there'
  /** Row security would hide rows from this user: a backup without them would be no backup. */
  | 'rows-hidden'
  /** Beside the database lies something that is neither a file nor a folder, or that changed while it was read. */
  | 'odd-file'
  | 'file-changed'
  | 'not-a-backup'
  | 'needs-passphrase'
  | 'wrong-passphrase'
  /** A passphrase was given for a file that anybody could have written. */
  | 'not-encrypted'
  | 'cut-short'
  | 'damaged'
  /** Written by a later version of the program, or by one with another history. */
  | 'newer-program'
  | 'not-empty'
  /** Another program is connected to the database. */
  | 'connected'
  | 'foreign-tables'
  /** The database does not take a row of the backup. */
  | 'rows-refused'
  /** What was put back reads otherwise than the backup. */
  | 'not-the-same'

/**
 * A refusal on its way out of streams and transactions, which only an exception can end and roll back. Thrown
 * within server/backup, caught by the commands, which say it in the reader's language.
 */
export class BackupRefused extends Error {
  readonly reason: BackupReason
  readonly facts: Record<string, string | number>

  constructor(reason: BackupReason, facts: Record<string, string | number> = {}, options?: ErrorOptions) {
    super(`${reason} ${JSON.stringify(facts)}`, options)
    this.name = 'BackupRefused'
    this.reason = reason
    this.facts = facts
  }
}

/** What the file system says, as a refusal; anything else as it came. */
export function fileRefusal(error: unknown, doing: 'cannot-read' | 'cannot-write', file: string): unknown {
  if (error instanceof BackupRefused) return error
  const { code, syscall, message } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new BackupRefused('disk-full', { file }, { cause: error })
  if (code === undefined || syscall === undefined) return error
  if (code === 'ENOENT' && doing === 'cannot-read') return new BackupRefused('no-such-file', { file })
  return new BackupRefused(doing, { file, why: message }, { cause: error })
}
