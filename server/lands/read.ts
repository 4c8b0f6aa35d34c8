/**
 * Land records for people: as they see them, and as they were known on a day. The one place where fields that are not
 * for the viewer are left out, and where what refers to a record that they do not see refers to nothing.
 */
import { type RawBuilder, sql } from 'kysely'
import { PUBLIC } from '../../domain/access/index.ts'
import type { FieldSight, LandKind, LandRecords, Precision } from '../../domain/land/records.ts'
import { asViewer } from '../access/as-viewer.ts'
import type { Executor } from '../executor.ts'
import { fromRow, type Row, SHAPES } from './columns.ts'

/** A record as somebody sees it; `hidden` names the fields that are null because they are not for them. */
export type Seen<K extends LandKind> = LandRecords[K] & { hidden: string[] }

/** The versions that stood at a moment (ISO 8601); null: those that stand. */
export const standing = (alias: string, known: string | null): RawBuilder<unknown> => {
  const t = sql.ref(`${alias}.superseded_at`)
  return known === null
    ? sql`${t} is null`
    : sql`${sql.ref(`${alias}.recorded_at`)} <= ${known}::timestamptz and (${t} is null or ${t} > ${known}::timestamptz)`
}

/** By the record's own word. Most records hide none: a function is called for those alone that do. */
export const hiddenByItself = (alias: string): RawBuilder<unknown> => {
  const [fields, communes] = [sql.ref(`${alias}.seen_fields`), sql.ref(`${alias}.seen_in`)]
  return sql`case when ${fields} = '{}' then '{}'::text[] else hidden_fields(${fields}, ${communes}) end`
}

/** Fields of a row that are not for the viewer. */
export function hiddenOf(kind: LandKind, alias: string): RawBuilder<unknown> {
  if (kind === 'unit') return sql`hidden_of_unit(${sql.ref(alias)})`
  if (kind !== 'party' && kind !== 'source') return hiddenByItself(alias)
  // Only their committees learn whose they are. What is the same for every row is asked once for all of them.
  return sql`${hiddenByItself(alias)} || case when (select viewer_sees('committee', '{}'))
    or ${sql.ref(`${alias}.seen_in`)} && (select own_committee()) then '{}'::text[] else '{communes}'::text[] end`
}

/** Which fields the public would not see of a record that says so, by the functions that hide them. */
export async function hiddenFromPublic(
  database: Executor,
  {
    kind = 'unit',
    fieldAudiences = {},
    finest,
  }: { kind?: LandKind; fieldAudiences?: Record<string, FieldSight>; finest: Precision },
): Promise<string[]> {
  const { rows } = await asViewer(database, PUBLIC, (visible) =>
    sql<{ hidden: string[] }>`select to_jsonb(hidden_fields(${JSON.stringify(fieldAudiences)}::jsonb, '{}')
      || case when ${kind} = 'unit' then hidden_words(${finest}) else '{}' end) as hidden`.execute(visible),
  )
  return [...new Set(rows[0].hidden)]
}

/** A field as the viewer sees it, for filters: null where it is hidden. */
export const shown = (kind: LandKind, alias: string, field: string, column: string): RawBuilder<unknown> =>
  sql`case when ${field} = any (${hiddenOf(kind, alias)}) then null else ${sql.ref(`${alias}.${column}`)} end`

/** A row of `to_jsonb` with its hidden fields, as a record for whoever may not see these. */
export function seenRecord<K extends LandKind>(kind: K, row: Row, hidden: readonly string[]): Seen<K> {
  const record = fromRow(kind, row) as unknown as Row
  for (const field of hidden) record[field] = Array.isArray(record[field]) ? [] : null
  // Neither where the shape is kept nor that there is one besides what they see.
  delete record.geometry
  return { ...(record as unknown as LandRecords[K]), hidden: [...new Set(hidden)] }
}

/** Which fields name other records. */
const REFERS: { [K in LandKind]?: Record<string, LandKind> } = {
  extent: { sourceId: 'source' },
  assertion: { extentId: 'extent', partyId: 'party', sourceId: 'source', aboutId: 'assertion' },
  case: { claimantId: 'party' },
  event: { sourceId: 'source' },
  use: { sourceId: 'source' },
}

/** @param where over `t`; the viewer's rows only, in the order of their numbers. */
export async function readSeen<K extends LandKind>(
  visible: Executor,
  kind: K,
  where: RawBuilder<unknown>,
  known: string | null = null,
  limit: number | null = null,
): Promise<Seen<K>[]> {
  const references = Object.entries((REFERS as Record<string, Record<string, LandKind>>)[kind] ?? {})
  const unseen = references.map(([field, to], i) => {
    const column = (SHAPES[kind].fields as Record<string, { column: string }>)[field].column
    return sql`|| case when t.${sql.ref(column)} is not null and not exists (
        select from ${sql.table(SHAPES[to].table)} ${sql.ref(`r${i}`)} where ${sql.ref(`r${i}.id`)} = t.${sql.ref(column)}
          and ${standing(`r${i}`, known)}) then array[${sql.lit(field)}]::text[] else '{}' end`
  })
  const { rows } = await sql<{ row: Row; hidden: string[] }>`
    select to_jsonb(t) as row, to_jsonb(${hiddenOf(kind, 't')} ${sql.join(unseen, sql` `)}) as hidden
    from ${sql.table(SHAPES[kind].table)} t where ${standing('t', known)} and ${where} order by t.id
    limit ${limit}::integer`.execute(visible)
  const records = rows.map(({ row, hidden }) => seenRecord(kind, row, hidden))
  return kind === 'party'
    ? ((await withoutUnseenMembers(
        visible,
        records as unknown as Seen<'party'>[],
        known,
      )) as unknown as Seen<K>[])
    : records
}

export const readOne = async <K extends LandKind>(
  visible: Executor,
  kind: K,
  id: number,
  known: string | null = null,
): Promise<Seen<K> | undefined> => (await readSeen(visible, kind, sql`t.id = ${id}`, known))[0]

async function withoutUnseenMembers(
  visible: Executor,
  parties: Seen<'party'>[],
  known: string | null,
): Promise<Seen<'party'>[]> {
  const ids = parties.flatMap(({ members }) => members.map(({ partyId }) => partyId))
  if (ids.length === 0) return parties
  const { rows } = await sql<{ id: number }>`
    select p.id from party p where p.id = any(${[...new Set(ids)]}::integer[]) and ${standing('p', known)}`.execute(
    visible,
  )
  const seen = new Set(rows.map(({ id }) => id))
  return parties.map((party) => {
    const members = party.members.filter(({ partyId }) => seen.has(partyId))
    return members.length === party.members.length
      ? party
      : { ...party, members, hidden: [...party.hidden, 'members'] }
  })
}
