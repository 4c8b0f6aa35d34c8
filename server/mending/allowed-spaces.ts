/** Reading and writing gaps and overlaps that were left on purpose. */
import type { MultiPolygon, Polygon } from 'geojson'
import { sql } from 'kysely'
import type { AllowedSpaceRecord } from '../../domain/territory/records.ts'
import type { Executor } from '../executor.ts'
import type { AllowedSpace } from './schema.ts'

/** With all councils beside it present. The newest last. */
export async function readSpaces(database: Executor, id?: number): Promise<AllowedSpace[]> {
  const only = id === undefined ? sql`true` : sql`s.id = ${id}`
  const { rows } = await sql<AllowedSpace>`
    select s.id, s.kind, s.councils as "councilIds", st_asgeojson(s.geom, 7)::json as geometry, s.area_m2 as "areaM2",
      s.reason, s.decided_by as "decidedBy", to_char(s.decided_on, 'YYYY-MM-DD') as "decidedOn", s.revision
    from allowed_space s
    where ${only} and not exists (
      select from unnest(s.councils) beside (id) where not exists (select from present_council c where c.id = beside.id))
    order by s.id`.execute(database)
  return rows
}

/** Records for an operation, locked until the transaction ends. */
export async function lockSpaces(
  database: Executor,
  ids: readonly number[],
): Promise<Map<number, AllowedSpaceRecord>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<AllowedSpaceRecord>`
    select id, kind, councils, area_m2 as "areaM2", encode(st_asbinary(geom, 'NDR'), 'hex') as geometry, reason,
      decided_by as "decidedBy", to_char(decided_on, 'YYYY-MM-DD') as "decidedOn", revision
    from allowed_space where id = any(${[...ids]}::integer[]) order by id for update`.execute(database)
  return new Map(rows.map((row) => [row.id, row]))
}

/** Two who allow the same land at once: what is not there yet has no row to lock. */
export const waitForSpaces = (transaction: Executor) =>
  sql`select pg_advisory_xact_lock(hashtext('toparquia allowed spaces'))`.execute(transaction)

export async function nextSpaceId(database: Executor): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    select nextval(pg_get_serial_sequence('allowed_space', 'id'))::integer as id`.execute(database)
  return rows[0].id
}

export interface MeasuredLand {
  areaM2: number
  /** Hexadecimal WKB of a MultiPolygon. */
  geometry: string
  /** Share of it that none of the councils has, or that both have. */
  share: number
}

/** Land as it would be kept; null where it is no valid area. */
export async function measureLand(
  database: Executor,
  kind: 'gap' | 'overlap',
  councils: readonly number[],
  land: Polygon | MultiPolygon,
): Promise<MeasuredLand | null> {
  const { rows } = await sql<MeasuredLand>`
    with land as (
      select st_multi(st_setsrid(st_geomfromgeojson(${JSON.stringify(land)}), 4326)) as geom
    ), sound as (
      select geom from land where st_isvalid(geom) and not st_isempty(geom)
    ), part as (
      select st_intersection(s.geom, c.geom) as geom from sound s, present_council c
      where c.id = any(${[...councils]}::integer[]) and c.geom && s.geom
    ), owned as (
      select coalesce(st_area(st_union(geom)::geography), 0) as once, coalesce(sum(st_area(geom::geography)), 0) as summed from part
    ), measured as (
      select s.geom, st_area(s.geom::geography) as area from sound s
    )
    select m.area as "areaM2", encode(st_asbinary(m.geom, 'NDR'), 'hex') as geometry,
      case when ${kind} = 'gap' then 1 - o.once / m.area else (o.summed - o.once) / m.area end as share
    from measured m, owned o where m.area > 0`.execute(database)
  return rows[0] ?? null
}

export async function writeSpace(
  database: Executor,
  before: AllowedSpaceRecord | null,
  after: AllowedSpaceRecord | null,
): Promise<void> {
  if (before) await database.deleteFrom('allowed_space').where('id', '=', before.id).execute()
  if (!after) return
  await sql`insert into allowed_space (id, kind, councils, geom, area_m2, reason, decided_by, decided_on, revision)
    overriding system value values (${after.id}, ${after.kind}, ${after.councils}::integer[],
      st_geomfromwkb(decode(${after.geometry}, 'hex'), 4326), ${after.areaM2}, ${after.reason}, ${after.decidedBy},
      ${after.decidedOn}::date, ${after.revision})`.execute(database)
}
