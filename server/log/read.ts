/** Reading the log: pages for a viewer, the head, and the whole for whoever verifies it. */
import { type RawBuilder, sql } from 'kysely'
import { type Verified, verifyChain } from '../../domain/log/chain.ts'
import { type Fingerprint, type LogEntry, ORIGIN } from '../../domain/log/entry.ts'
import type { Executor } from '../executor.ts'
import type { LogPage, LogQuery } from './schema.ts'
import { sha256 } from './write.ts'

const ENTRY = sql`format, seq, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
  case when num_nonnulls(account_id, account_name) > 0 then json_build_object('id', account_id, 'name', account_name) end as account,
  action, json_build_object('kind', subject_kind, 'id', subject_id, 'name', subject_name) as subject,
  reason, audience, communes, councils, detail, salt, previous, hash`

export async function readHead(database: Executor): Promise<Fingerprint> {
  const { rows } = await sql<Fingerprint>`select seq, hash from log_head`.execute(database)
  return rows[0]
}

/** Entries looked through at once; twice as many the next time, as long as that goes quickly. */
const STRETCH = 1000
const QUICK_MS = 50
/** After that a page stays short: somebody who sees few entries keeps nobody else waiting. */
const PATIENCE_MS = 300

/** @param visible with the viewer's eyes (access/as-viewer.ts). */
export async function readPage(visible: Executor, query: LogQuery): Promise<LogPage> {
  const { before, limit = 50 } = query
  const newest = before === undefined ? (await readHead(visible)).seq : before - 1
  const conditions = filters(query)
  const items: LogEntry[] = []
  const begun = performance.now()
  let [reached, stretch] = [newest + 1, STRETCH]
  while (reached > 1 && items.length < limit && performance.now() - begun < PATIENCE_MS) {
    const oldest = Math.max(1, reached - stretch)
    const where = sql.join([sql`seq >= ${oldest} and seq < ${reached}`, ...conditions], sql` and `)
    const asked = performance.now()
    const { rows } = await sql<LogEntry>`
      select ${ENTRY} from log where ${where} order by seq desc limit ${limit - items.length}`.execute(
      visible,
    )
    items.push(...rows)
    reached = items.length === limit ? items[limit - 1].seq : oldest
    if (performance.now() - asked < QUICK_MS) stretch *= 2
  }
  return {
    items: items as LogPage['items'],
    next: reached > 1 ? reached : null,
    // Numbers have no gaps: this tells nothing that the numbers of a page don't. With a filter it would.
    hidden: conditions.length === 0 ? newest + 1 - reached - items.length : null,
  }
}

function filters({ account, subjectKind, subjectId, action, from, to }: LogQuery): RawBuilder<unknown>[] {
  const conditions: RawBuilder<unknown>[] = []
  if (account !== undefined)
    conditions.push(account === 0 ? sql`account_id is null` : sql`account_id = ${account}`)
  // A step that composes several communes at once is of each of them.
  if (subjectKind === 'commune' && subjectId !== undefined)
    conditions.push(
      sql`(subject_kind = 'commune' and subject_id = ${subjectId}
        or subject_kind = 'territory' and ${subjectId} = any(communes))`,
    )
  else {
    if (subjectKind !== undefined) conditions.push(sql`subject_kind = ${subjectKind}`)
    if (subjectId !== undefined) conditions.push(sql`subject_id = ${subjectId}`)
  }
  if (action !== undefined) conditions.push(sql`action = ${action}`)
  if (from !== undefined) conditions.push(sql`at >= ${moment(from)}`)
  if (to !== undefined) conditions.push(sql`at < ${moment(to)}`)
  return conditions
}

/** Within the years that PostgreSQL and JavaScript both know: outside of them there are no entries anyway. */
const moment = (text: string) =>
  sql`to_timestamp(${Math.min(Math.max(Date.parse(text) / 1000, 0), 2 ** 32)}::double precision)`

const PAGE = 500

/** Entries up to a number, in order, a page at a time. @param after all of them without it, whatever their number is. */
export async function* entriesUpTo(
  database: Executor,
  upTo: number,
  after?: number,
): AsyncGenerator<LogEntry> {
  for (let last = after; ; ) {
    const beyond: RawBuilder<unknown> = last === undefined ? sql`true` : sql`seq > ${last}`
    const { rows } = await sql<LogEntry>`
      select ${ENTRY} from log where ${beyond} and seq <= ${upTo} order by seq limit ${PAGE}`.execute(
      database,
    )
    yield* rows
    if (rows.length < PAGE) return
    last = rows[rows.length - 1].seq
  }
}

/** The whole chain, while others go on writing: what they append meanwhile is not looked at. */
export async function verifyLog(database: Executor, held: readonly Fingerprint[] = []): Promise<Verified> {
  // In one statement, which sees one moment: entries that the head knows nothing of were slipped in.
  const { rows } = await sql<Fingerprint & { last: number | null }>`
    select seq, hash, (select max(seq) from log) as last from log_head`.execute(database)
  if (rows.length === 0) return { entries: 0, head: ORIGIN, broken: { seq: 1, why: 'head-differs' } }
  const [{ seq, hash, last }] = rows
  return verifyChain(entriesUpTo(database, Math.max(seq, last ?? 0)), { seq, hash }, sha256, held)
}
