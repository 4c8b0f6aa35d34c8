/** Reading overlaps, and writing what a person says of one. */
import type { MultiPolygon, Polygon } from 'geojson'
import { sql } from 'kysely'
import { type OverlapRecord, outlineOf } from '../../domain/overlaps/index.ts'
import type { Alteration } from '../../domain/steps/alteration.ts'
import type { Executor } from '../executor.ts'
import { shown } from '../lands/read.ts'
import { nextVersions } from './check.ts'
import type { Overlap, OverlapFilter, OverlapVersion, UnitOverlaps } from './schema.ts'

export interface Wanted extends OverlapFilter {
  id?: number
  unit?: number
}

const nameOf = (unit: 'a' | 'b') => shown('unit', unit, 'name', 'name')

/** The largest first; with names as far as the viewer sees them. */
export async function readOverlaps(
  visible: Executor,
  { id, unit, state, kind, minArea = 0, after, limit = 100 }: Wanted,
): Promise<Overlap[]> {
  const [afterArea, afterId] = after?.split('_').map(Number) ?? [null, null]
  const { rows } = await sql<Overlap>`
    select o.id, o.version as revision, 'claim-' || o.b_kind as kind,
      json_build_object('kind', 'claim', 'id', o.a_id, 'unitId', o.a_unit, 'name', ${nameOf('a')}) as a,
      json_build_object('kind', o.b_kind, 'id', o.b_id, 'unitId', o.b_unit, 'name', case o.b_kind
        when 'claim' then ${nameOf('b')}
        when 'council' then (select c.name from council c where c.id = o.b_id)
        else (select r.name from reference_area r where r.id = o.b_id) end) as b,
      o.area_m2 as "areaM2", o.width_m as "widthM", o.share_a as "shareOfA", o.share_b as "shareOfB",
      to_char(o.since, 'YYYY-MM-DD') as since,
      to_char(o.found_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "foundAt",
      to_char(o.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "recordedAt",
      o.state, o.cause, o.reason
    from overlap o
    left join land_unit a on a.id = o.a_unit and a.superseded_at is null
    left join land_unit b on b.id = o.b_unit and b.superseded_at is null
    where o.superseded_at is null and o.area_m2 >= ${minArea}
      and (${id ?? null}::integer is null or o.id = ${id ?? null})
      and (${unit ?? null}::integer is null or ${unit ?? null} in (o.a_unit, o.b_unit))
      and (${state ?? null}::text is null or o.state = ${state ?? null})
      and (${kind ?? null}::text is null or 'claim-' || o.b_kind = ${kind ?? null})
      and (${afterArea}::double precision is null or (o.area_m2, -o.id) < (${afterArea}, -${afterId}::integer))
    order by o.area_m2 desc, o.id limit ${limit}`.execute(visible)
  return rows
}

/** All versions with their land, the newest first. */
export async function readVersions(visible: Executor, id: number): Promise<OverlapVersion[]> {
  const { rows } = await sql<OverlapVersion>`
    select version as revision, to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "recordedAt",
      state, cause, reason, area_m2 as "areaM2", st_asgeojson(geom)::json as geometry
    from overlap where id = ${id} order by version desc`.execute(visible)
  return rows
}

/** Present extents of a unit whose shape can not be compared with others, and why. */
export async function notCompared(visible: Executor, unit: number): Promise<UnitOverlaps['notCompared']> {
  const { rows } = await sql<{ extentId: number; geometry: Polygon | MultiPolygon }>`
    select e.id as "extentId", st_asgeojson(p.geom)::json as geometry
    from land_extent e join land_place p on p.extent_id = e.id and p.extent_version = e.version and p.precision = 'exact'
    where e.superseded_at is null and e.unit_id = ${unit} order by e.id`.execute(visible)
  return rows.flatMap(({ extentId, geometry }) => {
    const outline = outlineOf(geometry)
    return typeof outline === 'string' ? [{ extentId, why: outline }] : []
  })
}

/** Records for an operation, locked until the transaction ends. */
export async function lockOverlaps(
  database: Executor,
  ids: readonly number[],
): Promise<Map<number, OverlapRecord>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<OverlapRecord>`
    select id, version, state, reason, array_remove(array[a_unit, b_unit], null) as units
    from overlap where superseded_at is null and id = any(${[...ids]}::integer[]) order by id for update`.execute(
    database,
  )
  return new Map(rows.map((row) => [row.id, row]))
}

export async function writeOverlap(database: Executor, { after }: Alteration<OverlapRecord>): Promise<void> {
  const { id, state, reason } = after!
  await nextVersions(database, [id], { state, cause: 'stated', reason })
}
