/** Reading and writing declared links. */
import { sql } from 'kysely'
import type { LinkRecord } from '../../domain/territory/records.ts'
import type { Executor } from '../executor.ts'
import type { Link } from './schema.ts'

/** With both ends present; the line runs between the two places where the names stand. */
export async function readLinks(database: Executor, id?: number): Promise<Link[]> {
  const only = id === undefined ? sql`true` : sql`l.id = ${id}`
  const { rows } = await sql<Link>`
    select l.id, l.council_a as "councilA", l.council_b as "councilB", l.kind, l.declared_by as "declaredBy",
      to_char(l.declared_on, 'YYYY-MM-DD') as "declaredOn", l.reason, l.revision,
      json_build_array(json_build_array(st_x(a.label), st_y(a.label)), json_build_array(st_x(b.label), st_y(b.label))) as line
    from declared_link l
    join present_council a on a.id = l.council_a
    join present_council b on b.id = l.council_b
    where ${only} order by l.id`.execute(database)
  return rows
}

/** Records for an operation, locked until the transaction ends: by number, all between two councils, all of some. */
export async function linkRecords(
  database: Executor,
  wanted: { ids: readonly number[] } | { between: [number, number] } | { of: readonly number[] },
): Promise<LinkRecord[]> {
  // Two who declare the same at once: what is not there yet has no row to lock.
  if ('between' in wanted)
    await sql`select pg_advisory_xact_lock(${Math.min(...wanted.between)}, ${Math.max(...wanted.between)})`.execute(
      database,
    )
  const only =
    'ids' in wanted
      ? sql`l.id = any(${[...wanted.ids]}::integer[])`
      : 'of' in wanted
        ? sql`(l.council_a = any(${[...wanted.of]}::integer[]) or l.council_b = any(${[...wanted.of]}::integer[]))`
        : sql`l.council_a = ${Math.min(...wanted.between)} and l.council_b = ${Math.max(...wanted.between)}`
  const { rows } = await sql<LinkRecord>`
    select l.id, l.council_a as "councilA", l.council_b as "councilB", l.kind, l.declared_by as "declaredBy",
      to_char(l.declared_on, 'YYYY-MM-DD') as "declaredOn", l.reason, l.revision
    from declared_link l where ${only} order by l.id for update`.execute(database)
  return rows
}

export async function nextLinkId(database: Executor): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    select nextval(pg_get_serial_sequence('declared_link', 'id'))::integer as id`.execute(database)
  return rows[0].id
}

export async function writeLink(
  database: Executor,
  before: LinkRecord | null,
  after: LinkRecord | null,
): Promise<void> {
  if (before) await database.deleteFrom('declared_link').where('id', '=', before.id).execute()
  if (!after) return
  await sql`insert into declared_link (id, council_a, council_b, kind, declared_by, declared_on, reason, revision)
    overriding system value values (${after.id}, ${after.councilA}, ${after.councilB}, ${after.kind}, ${after.declaredBy},
      ${after.declaredOn}::date, ${after.reason}, ${after.revision ?? 1})`.execute(database)
}
