/**
 * Overlaps after a step: what its claims, councils and protected areas now share with others is compared with what is
 * written down, and each record that is new or otherwise gets a version. In the step's transaction, so that no claim is
 * there without its overlaps, and undoing a step compares again.
 */
import { sql } from 'kysely'
import {
  afterComparison,
  type Cause,
  type ComparedArea,
  type OverlapState,
  type Side,
  togetherSince,
  type Validity,
} from '../../domain/overlaps/index.ts'
import type { Executor } from '../executor.ts'
import { type Compared, compareAreas, sidesKey } from './compare.ts'

/** Numbers of what a step drew, changed or took away. */
export interface Redrawn {
  extents?: readonly number[]
  councils?: readonly number[]
  /** Whose councils came or went. */
  imports?: readonly number[]
  protectedAreas?: readonly number[]
}

/** The claims as they are now: the present version of an extent that has a shape. */
const CLAIM = sql`land_extent e join lateral (select p.geom from land_place p
  where p.extent_id = e.id and p.extent_version = e.version and p.precision = 'exact' limit 1) p on e.superseded_at is null`

export async function checkOverlaps(database: Executor, redrawn: Redrawn): Promise<void> {
  const extents = [...new Set(redrawn.extents ?? [])]
  if (extents.length === 0 && !(await anyClaims(database, redrawn))) return
  // Two steps at once would not see each other's claims.
  await sql`select pg_advisory_xact_lock(hashtext('toparquia overlaps'))`.execute(database)
  const councils = [
    ...new Set([...(redrawn.councils ?? []), ...(await importedCouncils(database, redrawn.imports ?? []))]),
  ]
  const moved: Moved = { extents, councils, protectedAreas: [...(redrawn.protectedAreas ?? [])] }
  const areas = await areasAround(database, moved)
  const now = new Map<string, Measured>()
  if (areas.length > 1) {
    const validity = new Map(areas.map((area) => [sidesKey(area), area]))
    for (const overlap of await compareAreas(areas, askedOf(moved))) {
      const [a, b] = [validity.get(sidesKey(overlap.a))!, validity.get(sidesKey(overlap.b))!]
      const since = togetherSince(a, b)
      if (since !== undefined) now.set(pairOf(overlap.a, overlap.b), { ...overlap, since, one: a, other: b })
    }
  }
  await writeVersions(database, await knownOf(database, moved), now)
}

interface Moved {
  extents: number[]
  councils: number[]
  protectedAreas: number[]
}

interface Area extends ComparedArea, Validity {
  version: number | null
  unit: number | null
}

interface Measured extends Compared {
  since: string | null
  one: Area
  other: Area
}

const pairOf = (a: Side, b: Side): string => `${a.id} ${sidesKey(b)}`

const askedOf = ({ extents, councils, protectedAreas }: Moved): Side[] => {
  const sides = (kind: Side['kind'], ids: readonly number[]) => ids.map((id) => ({ kind, id: String(id) }))
  return [
    ...sides('claim', extents),
    ...sides('council', councils),
    ...sides('protected-area', protectedAreas),
  ]
}

/** Of a territory without claims nothing is asked. */
async function anyClaims(database: Executor, redrawn: Redrawn): Promise<boolean> {
  const others = [redrawn.councils, redrawn.imports, redrawn.protectedAreas]
  if (others.every((ids) => !ids?.length)) return false
  const { rows } = await sql<{ any: boolean }>`select exists (select from land_extent) as any`.execute(
    database,
  )
  return rows[0].any
}

async function importedCouncils(database: Executor, imports: readonly number[]): Promise<number[]> {
  if (imports.length === 0) return []
  const { rows } = await sql<{ id: number }>`
    select id from council where import_id = any(${[...imports]}::integer[])`.execute(database)
  return rows.map(({ id }) => id)
}

/** What was moved and whatever may overlap it. Councils and protected areas far from any claim are left out. */
async function areasAround(database: Executor, moved: Moved): Promise<Area[]> {
  const { rows } = await sql<Area>`
    with moved as materialized (
      select 'claim' as kind, e.id, p.geom from ${CLAIM} where e.id = any(${moved.extents}::integer[])
      union all select 'council', c.id, c.geom from present_council c where c.id = any(${moved.councils}::integer[])
      union all select 'protected-area', r.id, r.geom from reference_area r
        where r.kind = 'protected-area' and r.id = any(${moved.protectedAreas}::integer[])
    ), claims as (
      select id from moved where kind = 'claim'
      union select e.id from moved m join land_place p on p.geom && m.geom and p.precision = 'exact'
        join land_extent e on e.id = p.extent_id and e.version = p.extent_version and e.superseded_at is null
    ), beside as (
      select m.kind, m.id from moved m
        where m.kind <> 'claim' and exists (select from land_place p where p.geom && m.geom and p.precision = 'exact')
      union select 'council', c.id from moved m join present_council c on m.kind = 'claim' and c.geom && m.geom
      union select 'protected-area', r.id from moved m
        join reference_area r on m.kind = 'claim' and r.kind = 'protected-area' and r.geom && m.geom
    )
    select 'claim' as kind, e.id::text as id, e.version, e.unit_id as unit, 'unit ' || e.unit_id as "group",
      to_char(e.from_earliest, 'YYYY-MM-DD') as "fromEarliest", to_char(e.to_latest, 'YYYY-MM-DD') as "toLatest",
      st_asgeojson(p.geom)::json as geometry
    from ${CLAIM} where e.id in (select id from claims)
    union all
    select b.kind, b.id::text, null, null, null, null, null, st_asgeojson(coalesce(c.geom, r.geom))::json
    from beside b left join present_council c on b.kind = 'council' and c.id = b.id
      left join reference_area r on b.kind = 'protected-area' and r.id = b.id`.execute(database)
  return rows.map((row) => ({ ...row, group: row.group ?? undefined }))
}

interface Known {
  id: number
  version: number
  pair: string
  state: OverlapState
  areaM2: number
  reason: string | null
}

async function knownOf(database: Executor, { extents, councils, protectedAreas }: Moved): Promise<Known[]> {
  const { rows } = await sql<Known>`
    select id, version, a_id || ' ' || b_kind || ' ' || b_id as pair, state, area_m2 as "areaM2", reason
    from overlap where superseded_at is null and (a_id = any(${extents}::integer[])
      or b_kind = 'claim' and b_id = any(${extents}::integer[])
      or b_kind = 'council' and b_id = any(${councils}::integer[])
      or b_kind = 'protected-area' and b_id = any(${protectedAreas}::integer[]))
    order by id for update`.execute(database)
  return rows
}

/** A version about to be written; without an id, the first of its record. */
type Given = { id: number | null } & Record<string, unknown>

/** So many at a time: their land goes along as text. */
const BATCH = 1000

async function writeVersions(
  database: Executor,
  known: readonly Known[],
  now: ReadonlyMap<string, Measured>,
): Promise<void> {
  const before = new Map(known.map((one) => [one.pair, one]))
  const written: Given[] = []
  const went: number[] = []
  for (const { pair, id, state, areaM2 } of known)
    if (!now.has(pair) && afterComparison({ state, areaM2 }, null)) went.push(id)
  for (const [pair, overlap] of now) {
    const was = before.get(pair)
    const after = afterComparison(was ?? null, overlap)
    if (!after) continue
    const { a, b, one, other, areaM2, widthM, shareOfA, shareOfB, geometry, since } = overlap
    written.push({
      id: was?.id ?? null,
      ...after,
      a_id: Number(a.id),
      a_version: one.version,
      a_unit: one.unit,
      b_kind: b.kind,
      b_id: Number(b.id),
      b_version: other.version,
      b_unit: other.unit,
      area_m2: areaM2,
      width_m: widthM,
      share_a: shareOfA,
      share_b: shareOfB,
      since,
      geometry,
      reason: was?.state === after.state ? was.reason : null,
    })
  }
  if (went.length > 0) await nextVersions(database, went, { state: 'no-longer', cause: 'went' })
  for (let at = 0; at < written.length; at += BATCH)
    await insertVersions(database, written.slice(at, at + BATCH))
}

async function insertVersions(database: Executor, given: readonly Given[]): Promise<void> {
  const ids = given.flatMap(({ id }) => id ?? [])
  const closed = await sql<{ id: number; version: number; foundAt: string; at: string }>`
    update overlap set superseded_at = greatest(recorded_at, clock_timestamp())
    where id = any(${ids}::integer[]) and superseded_at is null
    returning id, version, found_at::text as "foundAt", superseded_at::text as at`.execute(database)
  const former = new Map(closed.rows.map((row) => [row.id, row]))
  const rows = given.map((row) => {
    const was = row.id === null ? undefined : former.get(row.id)
    return { ...row, version: (was?.version ?? 0) + 1, found_at: was?.foundAt, recorded_at: was?.at }
  })
  await sql`
    insert into overlap (id, version, recorded_at, a_id, a_version, a_unit, b_kind, b_id, b_version, b_unit, area_m2,
      width_m, share_a, share_b, geom, since, found_at, state, cause, reason)
    select coalesce(id, nextval('overlap_id')::integer), version, coalesce(recorded_at, clock_timestamp()), a_id, a_version,
      a_unit, b_kind, b_id, b_version, b_unit, area_m2, width_m, share_a, share_b,
      st_setsrid(st_geomfromgeojson(geometry::text), 4326), since, coalesce(found_at, clock_timestamp()), state, cause, reason
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id integer, version integer, recorded_at timestamptz,
      a_id integer, a_version integer, a_unit integer, b_kind text, b_id integer, b_version integer, b_unit integer,
      area_m2 double precision, width_m double precision, share_a double precision, share_b double precision,
      geometry jsonb, since date, found_at timestamptz, state text, cause text, reason text)`.execute(
    database,
  )
}

/** The present versions closed, and the same again with another state. */
export async function nextVersions(
  database: Executor,
  ids: readonly number[],
  { state, cause, reason = null }: { state: OverlapState; cause: Cause; reason?: string | null },
): Promise<void> {
  await sql`
    with closed as (
      update overlap set superseded_at = greatest(recorded_at, clock_timestamp())
      where id = any(${[...ids]}::integer[]) and superseded_at is null returning *
    )
    insert into overlap (id, version, recorded_at, a_id, a_version, a_unit, b_kind, b_id, b_version, b_unit, area_m2,
      width_m, share_a, share_b, geom, since, found_at, state, cause, reason)
    select id, version + 1, superseded_at, a_id, a_version, a_unit, b_kind, b_id, b_version, b_unit, area_m2, width_m, share_a,
      share_b, geom, since, found_at, ${state}, ${cause}, ${reason} from closed`.execute(database)
}
