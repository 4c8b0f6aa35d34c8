/** Units by name, as somebody sees them. */
import { sql } from 'kysely'
import type { Executor } from '../executor.ts'
import type { Row } from './columns.ts'
import { hiddenOf, type Seen, seenRecord, shown, standing } from './read.ts'

export interface UnitFilter {
  q?: string
  kind?: string
  state?: string
  municipality?: string
  commune?: number
  /** Units of which somebody asserts that. */
  predicate?: string
  known: string | null
}

export interface UnitPage {
  items: Seen<'unit'>[]
  total: number
  next: string | null
}

export async function listUnits(
  visible: Executor,
  filter: UnitFilter,
  { cursor, limit }: { cursor?: string; limit: number },
): Promise<UnitPage | 'bad-token'> {
  const start = cursor === undefined ? null : readToken(cursor)
  if (start === 'bad-token') return 'bad-token'
  const { known } = filter
  // Units whose name is hidden come last: where they stand tells nothing of it.
  const key = sql`coalesce(plain_text(${shown('unit', 't', 'name', 'name')}), chr(1114111)) collate "C"`
  const wanted = [standing('t', known)]
  if (filter.q !== undefined)
    wanted.push(
      sql`strpos(plain_text(${shown('unit', 't', 'name', 'name')}), plain_text(${filter.q.trim()})) > 0`,
    )
  if (filter.kind !== undefined) wanted.push(sql`t.kind = ${filter.kind}`)
  if (filter.state !== undefined)
    wanted.push(sql`plain_text(${shown('unit', 't', 'state', 'state')}) = plain_text(${filter.state})`)
  if (filter.municipality !== undefined)
    wanted.push(
      sql`plain_text(${shown('unit', 't', 'municipality', 'municipality')}) = plain_text(${filter.municipality})`,
    )
  if (filter.commune !== undefined)
    wanted.push(sql`${shown('unit', 't', 'communes', 'communes')} @> array[${filter.commune}]::integer[]`)
  if (filter.predicate !== undefined)
    wanted.push(sql`exists (select from assertion a where a.unit_id = t.id and a.predicate = ${filter.predicate}
      and ${standing('a', known)})`)
  const where = sql.join(wanted, sql` and `)
  const following = start ? sql`and (${key}, t.id) > (${start.key}, ${start.id}::integer)` : sql``
  const { rows } = await sql<{ row: Row; hidden: string[]; key: string }>`
    select to_jsonb(t) as row, to_jsonb(${hiddenOf('unit', 't')}) as hidden, ${key} as key from land_unit t
    where ${where} ${following} order by ${key}, t.id limit ${limit + 1}`.execute(visible)
  const counted = await sql<{ total: number }>`
    select count(*)::integer as total from land_unit t where ${where}`.execute(visible)
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return {
    items: items.map(({ row, hidden }) => seenRecord('unit', row, hidden)),
    total: counted.rows[0].total,
    next: rows.length > limit && last ? writeToken(last.key, Number(last.row.id)) : null,
  }
}

const writeToken = (key: string, id: number): string =>
  Buffer.from(JSON.stringify([key, id])).toString('base64url')

function readToken(token: string): { key: string; id: number } | 'bad-token' {
  try {
    const [key, id] = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'))
    const sound = typeof key === 'string' && !key.includes('\0') && key.isWellFormed() && Number.isInteger(id)
    return sound && id > 0 && id <= 2147483647 ? { key, id } : 'bad-token'
  } catch {
    return 'bad-token'
  }
}
