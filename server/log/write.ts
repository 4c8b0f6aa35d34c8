/** Writing an entry, in the transaction of what it tells: neither is ever there without the other. */
import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { canonicalText, FORMAT } from '../../domain/log/canonical-text.ts'
import type { Author, Fingerprint, LogEntry, LogEvent } from '../../domain/log/entry.ts'
import type { Executor } from '../executor.ts'

export const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex')

/**
 * Appends an entry. Last in its transaction: from here to the commit everybody else who writes waits, and what is
 * locked afterwards could wait for them in turn.
 */
export async function writeLog(transaction: Executor, author: Author, event: LogEvent): Promise<Fingerprint> {
  const { rows } = await sql<Fingerprint>`select seq, hash from log_head for update`.execute(transaction)
  const [head] = rows
  const { facts = {}, fields = [], step } = event
  const open: Omit<LogEntry, 'hash'> = {
    format: FORMAT,
    seq: head.seq + 1,
    at: new Date().toISOString(),
    account: author.account && { id: author.account.id, name: author.account.name },
    action: event.action,
    subject: storable(event.subject),
    reason: storable(author.reason)?.trim() || null,
    audience: event.audience,
    communes: ascending(event.communes),
    councils: ascending(event.councils),
    detail: storable({ facts, fields, ...(step && { step }) }),
    salt: randomBytes(16).toString('hex'),
    previous: head.hash,
  }
  const hash = sha256(canonicalText(open))
  const { account, subject } = open
  await sql`
    insert into log (seq, format, at, account_id, account_name, action, subject_kind, subject_id, subject_name, reason,
      audience, communes, councils, detail, salt, previous, hash)
    values (${open.seq}, ${open.format}, ${open.at}::timestamptz, ${account?.id ?? null}, ${account?.name ?? null},
      ${open.action}, ${subject.kind}, ${subject.id}, ${subject.name}, ${open.reason}, ${open.audience},
      ${open.communes}::integer[], ${open.councils}::integer[], ${JSON.stringify(open.detail)}::jsonb, ${open.salt},
      ${open.previous}, ${hash})`.execute(transaction)
  return { seq: open.seq, hash }
}

const ascending = (ids: readonly number[] = []): number[] => [...new Set(ids)].sort((a, b) => a - b)

/** PostgreSQL keeps neither half surrogate pairs nor NUL: what is hashed is what will be read again. */
function storable<T>(value: T): T {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '') as T
  if (Array.isArray(value)) return value.map(storable) as T
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [storable(key), storable(inner)]),
  ) as T
}
