/** Writing the records of exchange, and reading them for operations and undoing. */
import { sql } from 'kysely'
import { type ExchangeKey, exchangeKey } from '../../domain/exchange/alterations.ts'
import type { ExchangeAlteration, ExchangeKind, ExchangeRecords } from '../../domain/exchange/records.ts'
import type { Executor } from '../executor.ts'
import { EXCHANGE_KINDS, SHAPES } from './columns.ts'

/** Numbers for records that are about to be. */
export async function nextExchangeIds(
  database: Executor,
  kind: ExchangeKind,
  count: number,
): Promise<number[]> {
  const { rows } = await sql<{ ids: number[] }>`
    select array(select nextval(pg_get_serial_sequence(${SHAPES[kind].table}, 'id'))::integer
      from generate_series(1, ${count}::integer)) as ids`.execute(database)
  return rows[0].ids
}

/**
 * Applies alterations; those that others refer to come first. A revision never comes twice: one that comes back after an
 * undoing is later than any that it had.
 */
export async function writeExchange(
  database: Executor,
  alterations: readonly ExchangeAlteration[],
): Promise<void> {
  for (const [kind, group] of Map.groupBy(alterations, ({ kind }) => kind)) {
    const gone = group.filter(({ after }) => after === null).map(({ before }) => before!.id)
    if (gone.length > 0)
      await sql`delete from ${sql.table(SHAPES[kind].table)} where id = any(${gone}::integer[])`.execute(
        database,
      )
    const kept = group.flatMap(({ before, after }) =>
      after === null
        ? []
        : [{ ...after, revision: Math.max(before?.revision ?? 0, after.revision) + (before ? 1 : 0) }],
    )
    if (kept.length > 0) await upsert(database, kind, kept)
  }
}

async function upsert<K extends ExchangeKind>(
  database: Executor,
  kind: K,
  records: readonly ExchangeRecords[K][],
): Promise<void> {
  const { table, fields, geometry } = SHAPES[kind]
  const rows = records.map((record) => {
    const values = record as unknown as Record<string, unknown>
    return {
      id: record.id,
      shape: geometry ? values[geometry.field] : null,
      ...Object.fromEntries(Object.entries(fields).map(([field, column]) => [column, values[field] ?? null])),
    }
  })
  const columns = Object.values(fields)
  const shape = geometry ? [geometry.column] : []
  const all = sql.join(['id', ...columns, ...shape].map((name) => sql.ref(name)))
  const values = sql.join([
    ...['id', ...columns].map((name) => sql.ref(`r.${name}`)),
    ...shape.map(() => sql`st_geomfromwkb(decode(s.one ->> 'shape', 'hex'), 4326)`),
  ])
  const changed = sql.join(
    [...columns, ...shape].map((name) => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`),
  )
  await sql`insert into ${sql.table(table)} (${all}) overriding system value
    select ${values} from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) s (one),
      jsonb_populate_record(null::${sql.table(table)}, s.one) r
    on conflict (id) do update set ${changed}`.execute(database)
  if (kind === 'corridor') await writeCommunes(database, records as readonly ExchangeRecords['corridor'][])
}

async function writeCommunes(
  database: Executor,
  corridors: readonly ExchangeRecords['corridor'][],
): Promise<void> {
  await sql`delete from corridor_commune where corridor_id = any(${corridors.map(({ id }) => id)}::integer[])`.execute(
    database,
  )
  const rows = corridors.flatMap(({ id, communes }) =>
    communes.map((commune, i) => ({
      corridor_id: id,
      commune_id: commune.id,
      place: i + 1,
      joined_on: commune.joinedOn,
      left_on: commune.leftOn,
    })),
  )
  await sql`insert into corridor_commune select r.* from
    jsonb_populate_recordset(null::corridor_commune, ${JSON.stringify(rows)}::jsonb) r`.execute(database)
}

/** By id; all that the eyes of `database` see where no ids are given. Ordered by id. */
export async function readExchange<K extends ExchangeKind>(
  database: Executor,
  kind: K,
  ids?: readonly number[],
): Promise<ExchangeRecords[K][]> {
  const { table, fields, geometry } = SHAPES[kind]
  const only = ids ? sql`t.id = any(${[...ids]}::integer[])` : sql`true`
  const shape = geometry
    ? sql`encode(st_asbinary(t.${sql.ref(geometry.column)}, 'NDR'), 'hex')`
    : sql`null::text`
  const communes =
    kind === 'corridor'
      ? sql`(select jsonb_agg(jsonb_build_object('id', m.commune_id, 'joinedOn', m.joined_on, 'leftOn', m.left_on) order by m.place)
          from corridor_commune m where m.corridor_id = t.id)`
      : sql`null::jsonb`
  const { rows } = await sql<{ row: Record<string, unknown>; shape: string | null; members: unknown }>`
    select to_jsonb(t) ${geometry ? sql`- ${geometry.column}::text` : sql``} as row, ${shape} as shape, ${communes} as members
    from ${sql.table(table)} t where ${only} order by t.id`.execute(database)
  return rows.map(({ row, shape, members }) => {
    const record: Record<string, unknown> = { id: row.id }
    for (const [field, column] of Object.entries(fields)) record[field] = row[column] ?? null
    if (geometry) record[geometry.field] = shape
    if (kind === 'corridor') record.communes = members ?? []
    return record as unknown as ExchangeRecords[K]
  })
}

/** The present records, locked until the transaction ends: kind by kind and by number, so that nobody waits in a ring. */
export async function lockExchange(
  database: Executor,
  wanted: readonly { kind: ExchangeKind; id: number }[],
): Promise<Map<ExchangeKey, ExchangeRecords[ExchangeKind]>> {
  const found = new Map<ExchangeKey, ExchangeRecords[ExchangeKind]>()
  for (const kind of EXCHANGE_KINDS) {
    const ids = wanted.filter((one) => one.kind === kind).map(({ id }) => id)
    if (ids.length === 0) continue
    await sql`select id from ${sql.table(SHAPES[kind].table)} where id = any(${ids}::integer[]) order by id for update`.execute(
      database,
    )
    for (const record of await readExchange(database, kind, ids))
      found.set(exchangeKey(kind, record.id), record)
  }
  return found
}
