/**
 * A table's rows as PostgreSQL's COPY text format: the same text from either engine for the same values, in the order
 * of the primary key, a page at a time (the embedded engine cannot stream).
 */
import { sql } from 'kysely'
import { copyText } from '../database/copy-rows.ts'
import type { Executor } from '../executor.ts'
import { type FoundTable, quoted } from './tables.ts'

/** Characters of text that a page should have, and the most rows: pages of large shapes stay short. */
const PAGE_LENGTH = 2 ** 22
const MOST_ROWS = 1000
const FIRST_ROWS = 20

export interface Page {
  text: Buffer
  rows: number
}

/** How values are written as text in this transaction, whatever the server's settings are. */
export async function writeValuesPlainly(transaction: Executor): Promise<void> {
  const settings = {
    timezone: 'UTC',
    datestyle: 'ISO, YMD',
    intervalstyle: 'iso_8601',
    bytea_output: 'hex',
    extra_float_digits: '1',
    // A row that row security hides is an error, not a row less.
    row_security: 'off',
    statement_timeout: '0',
    idle_in_transaction_session_timeout: '0',
  }
  for (const [name, value] of Object.entries(settings))
    await sql`select set_config(${name}, ${value}, true)`.execute(transaction)
}

/** Within a transaction; one table at a time. */
export async function* readRows(transaction: Executor, table: FoundTable): AsyncGenerator<Page> {
  const { name, columns, key } = table
  const values = columns.map((column, i) => `${quoted(column)}::text as c${i}`).join(', ')
  // The order of texts differs between the engines, unless it is that of their bytes.
  const order = key.map(({ name, isText }) => `${quoted(name)}${isText ? ' collate "C"' : ''}`)
  await sql
    .raw(
      `declare page no scroll cursor for select ${values || '1 as c0'} from ${quoted(name)} order by ${order.join(', ') || 'ctid'}`,
    )
    .execute(transaction)
  let wanted = FIRST_ROWS
  for (;;) {
    const { rows } = await sql
      .raw<Record<string, string | null>>(`fetch ${wanted} from page`)
      .execute(transaction)
    if (rows.length === 0) break
    const lines = rows.map((row) => `${columns.map((_, i) => copyText(row[`c${i}`])).join('\t')}\n`).join('')
    const text = Buffer.from(lines)
    yield { text, rows: rows.length }
    const fitting = Math.floor((PAGE_LENGTH * rows.length) / text.length)
    wanted = Math.max(1, Math.min(fitting, wanted * 4, MOST_ROWS))
  }
  await sql`close page`.execute(transaction)
}
