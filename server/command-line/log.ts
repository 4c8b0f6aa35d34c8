/** `log verify` and `log show`: whether the log is whole, and what it tells, without the server. */
import { sql } from 'kysely'
import type { Verified } from '../../domain/log/chain.ts'
import type { LogEntry } from '../../domain/log/entry.ts'
import { describeEntry } from '../../messages/describe-entry.ts'
import { type Locale, type MessageKey, region, translate } from '../../messages/index.ts'
import type { Database } from '../database/index.ts'
import { entriesUpTo, readHead, readPage, verifyLog } from '../log/read.ts'
import { readFingerprint, readFlags } from './flags.ts'
import { CommandEnded, FAILED, UNUSABLE } from './outcome.ts'
import { remark, writeOut } from './output.ts'
import { placeOfEnvironment, withExistingStore } from './store.ts'

const VERIFY = { head: { type: 'string' }, lang: { type: 'string' } } as const
const SHOW = { limit: { type: 'string' }, json: { type: 'boolean' }, lang: { type: 'string' } } as const
const SHOWN = 20

/** Ends with 0: whole; 1: broken; 2: can't be said. A script must never take the third for either of the others. */
export async function logVerify(args: string[], locale: Locale): Promise<void> {
  const { values } = readFlags(args, VERIFY, [], locale)
  const held = values.head === undefined ? [] : [readFingerprint(values.head, locale)]
  const { entries, head, broken } = await withLog(locale, ({ db }) => verifyLog(db, held))
  if (broken) throw new CommandEnded(brokenSentence(broken, locale), FAILED)
  const fingerprint = `${head.seq}:${head.hash}`
  await writeOut(`${translate(locale, 'log.intact', { entries, fingerprint })}\n`)
  remark(translate(locale, 'log.keep-fingerprint'))
}

export async function logShow(args: string[], locale: Locale): Promise<void> {
  const { values } = readFlags(args, SHOW, [], locale)
  const limit = values.limit === undefined ? undefined : readCount(values.limit, locale)
  await withLog(locale, async ({ db }) => {
    const { seq } = await readHead(db)
    if (values.json)
      for await (const entry of entriesUpTo(db, seq, limit && seq - limit))
        await writeOut(`${JSON.stringify(entry)}\n`)
    else
      for (let before: number | null = seq + 1, left = limit ?? SHOWN; before !== null && left > 0; ) {
        const page = await readPage(db, { before, limit: Math.min(left, 200) })
        for (const entry of page.items as LogEntry[]) await writeOut(`${lineOf(entry, locale)}\n`)
        left -= page.items.length
        before = page.next
      }
  })
}

/** Whatever keeps the log from being read is no verdict on it. */
async function withLog<T>(locale: Locale, work: (database: Database) => Promise<T>): Promise<T> {
  try {
    return await withExistingStore(placeOfEnvironment(), locale, async (database) => {
      const { rows } = await sql<{ found: boolean }>`select to_regclass('log') is not null as found`.execute(
        database.db,
      )
      if (!rows[0].found) throw new CommandEnded(translate(locale, 'cli.no-log'))
      return work(database)
    })
  } catch (error) {
    const { message } = error as Error
    throw new CommandEnded(
      error instanceof CommandEnded ? message : translate(locale, 'cli.defect', { why: message }),
      UNUSABLE,
    )
  }
}

const brokenSentence = ({ seq, why }: NonNullable<Verified['broken']>, locale: Locale) =>
  translate(locale, `log.broken.${why}` as MessageKey, { seq })

function lineOf(entry: LogEntry, locale: Locale): string {
  const { seq, account, reason } = entry
  return translate(locale, 'cli.log-line', {
    seq,
    at: new Date(entry.at).toLocaleString(region(locale), { dateStyle: 'short', timeStyle: 'medium' }),
    who: account?.name ?? translate(locale, 'log.program'),
    what: describeEntry(entry, locale),
    reason: reason === null ? 'none' : 'given',
    why: reason ?? '',
  })
}

function readCount(value: string, locale: Locale): number {
  const count = Number(value)
  if (!Number.isSafeInteger(count) || count < 1)
    throw new CommandEnded(translate(locale, 'cli.bad-limit', { value }))
  return count
}
