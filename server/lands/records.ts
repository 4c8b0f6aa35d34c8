/**
 * Writing land records. Nothing is overwritten: a version is closed and the next one put beside it, and what goes is
 * only closed, so that what was known on a day can be asked for ever after. Undoing is one more version.
 */
import { sql } from 'kysely'
import { type LandKey, landKey } from '../../domain/land/alterations.ts'
import type { LandAlteration, LandKind, LandRecords } from '../../domain/land/records.ts'
import type { Executor } from '../executor.ts'
import { columnsOf, fromRow, type Row, SHAPES, sequenceOf, toRow } from './columns.ts'

/** Any number that nothing else in this database locks by. */
const LAND_LOCK = 240_024

/** Numbers for records that are about to be. */
export async function nextIds(database: Executor, kind: LandKind, count: number): Promise<number[]> {
  const { rows } = await sql<{ ids: number[] }>`
    select array(select nextval(${sequenceOf(kind)}::regclass)::integer from generate_series(1, ${count}::integer)) as ids`.execute(
    database,
  )
  return rows[0].ids
}

export const nextId = async (database: Executor, kind: LandKind): Promise<number> =>
  (await nextIds(database, kind, 1))[0]

/**
 * Waits until nobody is writing about land: what is answered for a moment before now then stays the answer. In a
 * transaction, before its reading statement.
 */
export const settleLand = (visible: Executor) =>
  sql`select pg_advisory_xact_lock_shared(${LAND_LOCK})`.execute(visible)

/** Those who write about land come one after the other: first of all in a transaction that writes. */
export const claimLand = (database: Executor) =>
  sql`select pg_advisory_xact_lock(${LAND_LOCK})`.execute(database)

/**
 * When the records of a step were learned: one moment for all of them, so that nobody ever knew half of it. Rounded
 * up, since nobody may have asked about it yet.
 */
async function momentOfWriting(database: Executor): Promise<string> {
  await claimLand(database)
  const { rows } = await sql<{ moment: string }>`
    select to_char(date_trunc('milliseconds', clock_timestamp() + interval '999 microseconds') at time zone 'UTC',
      'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as moment`.execute(database)
  return rows[0].moment
}

/** Applies the alterations in their order; those that others refer to come first. */
export async function writeRecords(
  database: Executor,
  alterations: readonly LandAlteration[],
): Promise<void> {
  if (alterations.length === 0) return
  const moment = await momentOfWriting(database)
  for (const alteration of alterations) await writeRecord(database, alteration, moment)
}

async function writeRecord(database: Executor, alteration: LandAlteration, moment: string): Promise<void> {
  const { kind, before, after } = alteration
  const { id } = (after ?? before)!
  const table = sql.table(SHAPES[kind].table)
  await sql`update ${table} set superseded_at = greatest(recorded_at, ${moment}::timestamptz)
    where id = ${id} and superseded_at is null`.execute(database)
  if (!after) return
  const columns = sql.join(['id', ...columnsOf(kind)].map((name) => sql.ref(name)))
  // A clock that was set back must not put a version before the one that it follows.
  const { rows } = await sql<{ version: number }>`
    insert into ${table} (version, recorded_at, ${columns})
    select coalesce(v.last, 0) + 1, greatest(${moment}::timestamptz, v.until), ${sql.join(
      ['id', ...columnsOf(kind)].map((name) => sql.ref(`r.${name}`)),
    )}
    from jsonb_populate_record(null::${table}, ${JSON.stringify(toRow(kind, after))}::jsonb) r,
      (select max(version) as last, max(superseded_at) as until from ${table} where id = ${id}) v
    returning version`.execute(database)
  if (alteration.kind === 'extent' && alteration.after?.geometry)
    await writePlace(database, alteration.after, rows[0].version)
}

/** The exact shape; the database makes from it what others see. */
async function writePlace(database: Executor, extent: LandRecords['extent'], version: number): Promise<void> {
  await sql`insert into land_place (extent_id, extent_version, unit_id, precision, geom, area_m2, seen_by, seen_in)
    select ${extent.id}, ${version}, ${extent.unitId}, 'exact', s.geom, st_area(s.geom::geography), e.seen_by, e.seen_in
    from land_extent e, (select st_geomfromwkb(decode(${extent.geometry}, 'hex'), 4326) as geom) s
    where e.id = ${extent.id} and e.version = ${version}`.execute(database)
  await sql`select place_extents(${extent.unitId}::integer)`.execute(database)
}

/** With the exact shape of extents: for operations and undoing, never to be sent out. */
export async function readRecords<K extends LandKind>(
  database: Executor,
  kind: K,
  ids: readonly number[],
): Promise<LandRecords[K][]> {
  if (ids.length === 0) return []
  const geometry =
    kind === 'extent'
      ? sql`, 'geometry', (select encode(st_asbinary(p.geom), 'hex') from land_place p
          where p.extent_id = t.id and p.extent_version = t.version and p.precision = 'exact' limit 1)`
      : sql``
  const { rows } = await sql<{ row: Row }>`
    select to_jsonb(t) || jsonb_build_object('id', t.id ${geometry}) as row from ${sql.table(SHAPES[kind].table)} t
    where t.superseded_at is null and t.id = any(${[...new Set(ids)]}::integer[]) order by t.id`.execute(
    database,
  )
  return rows.map(({ row }) => fromRow(kind, row))
}

/** One present record. */
export const readRecord = async <K extends LandKind>(
  database: Executor,
  kind: K,
  id: number,
): Promise<LandRecords[K] | undefined> => (await readRecords(database, kind, [id]))[0]

/** The present records, locked until the transaction ends. */
export async function lockRecords(
  database: Executor,
  wanted: readonly { kind: LandKind; id: number }[],
): Promise<Map<LandKey, LandRecords[LandKind]>> {
  const found = new Map<LandKey, LandRecords[LandKind]>()
  if (wanted.length === 0) return found
  await claimLand(database)
  // Kind by kind in one order, and by number within: two transactions never wait for each other.
  const kinds = Object.keys(SHAPES) as LandKind[]
  for (const kind of kinds) {
    const ids = wanted.filter((one) => one.kind === kind).map(({ id }) => id)
    if (ids.length === 0) continue
    await sql`select id from ${sql.table(SHAPES[kind].table)} where superseded_at is null
      and id = any(${ids}::integer[]) order by id for update`.execute(database)
    for (const record of await readRecords(database, kind, ids)) found.set(landKey(kind, record.id), record)
  }
  return found
}

/** One record, locked. */
export async function lockRecord<K extends LandKind>(
  database: Executor,
  kind: K,
  id: number,
): Promise<LandRecords[K] | undefined> {
  const found = await lockRecords(database, [{ kind, id }])
  return found.get(landKey(kind, id)) as LandRecords[K] | undefined
}
