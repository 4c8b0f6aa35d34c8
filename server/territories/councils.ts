/** Reading councils. Every function takes the executor first, so that it works inside a transaction. */
import type { MultiPolygon } from 'geojson'
import { type RawBuilder, sql } from 'kysely'
import type { CouncilAudience } from '../../domain/territory/records.ts'
import type { Executor } from '../executor.ts'
import { holdsOn } from './history.ts'
import type { Council, CouncilPage, CouncilWithGeometry } from './schema.ts'

export type CouncilSort = 'name' | 'area' | 'families'
export type Box = [west: number, south: number, east: number, north: number]

export interface CouncilFilter {
  q?: string
  commune?: number
  import?: number
  bbox?: Box
  ids?: number[]
  /** ISO date: as they were on that day, in the communes of that day. */
  on?: string
}

/** Columns of a Council but for its communes; `c` is the council. */
const OWN_COLUMNS = sql`
  c.id, c.code, c.name, c.kind, c.families, c.population, c.area_m2 as "areaM2", c.approximate, c.import_id as "importId", c.audience,
  c.revision, to_char(c.since, 'YYYY-MM-DD') as since,
  json_build_array(st_x(c.label), st_y(c.label)) as place,
  json_build_array(st_xmin(c.geom), st_ymin(c.geom), st_xmax(c.geom), st_ymax(c.geom)) as bounds`
const COLUMNS = sql`${OWN_COLUMNS},
  coalesce((select json_agg(m.commune_id order by m.commune_id)
            from membership m join present_commune p on p.id = m.commune_id where m.council_id = c.id), '[]'::json) as "communeIds"`
/** Communes that are gone since count as well. */
const columnsOn = (day: string) => sql`${OWN_COLUMNS},
  coalesce((select json_agg(distinct m.commune_id)
            from membership_version m left join commune k on k.id = m.commune_id left join import i on i.id = k.import_id
            where m.council_id = c.id and i.status is distinct from 'undone'
              and ${holdsOn('m', day)}),
    '[]'::json) as "communeIds"`

/** What a page is sorted by, and how the next one starts. All keys are unique together with the id. */
const SORTS: Record<
  CouncilSort,
  { key: RawBuilder<unknown>; descending: boolean; type: RawBuilder<unknown> }
> = {
  name: { key: sql`c.plain_name`, descending: false, type: sql`text` },
  area: { key: sql`c.area_m2`, descending: true, type: sql`double precision` },
  families: { key: sql`coalesce(c.families, -1)`, descending: true, type: sql`integer` },
}

export async function listCouncils(
  database: Executor,
  filter: CouncilFilter,
  page: { sort: CouncilSort; after?: string; limit: number },
): Promise<CouncilPage | 'bad-token'> {
  const { key, descending, type } = SORTS[page.sort]
  const start = page.after === undefined ? null : readToken(page.after, page.sort)
  if (start === 'bad-token') return 'bad-token'
  const wanted = where(filter)
  const order = descending ? sql`desc` : sql`asc`
  const later = descending ? sql`<` : sql`>`
  const following = start
    ? sql`and (${key}, c.id) ${later} (${start.key}::${type}, ${start.id}::integer)`
    : sql``
  const { rows } = await sql<Council & { key: string | number }>`
    select ${COLUMNS}, ${key} as key from present_council c
    where ${wanted} ${following} order by ${key} ${order}, c.id ${order} limit ${page.limit + 1}`.execute(
    database,
  )
  const counted = await sql<{ total: number }>`
    select count(*)::integer as total from present_council c where ${wanted}`.execute(database)
  const items = rows.slice(0, page.limit)
  const last = items.at(-1)
  const next = rows.length > page.limit && last ? writeToken(page.sort, last.key, last.id) : null
  return { items: items.map(({ key: _, ...council }) => council), total: counted.rows[0].total, next }
}

export async function findCouncil(database: Executor, id: number): Promise<CouncilWithGeometry | undefined> {
  const { rows } = await sql<CouncilWithGeometry>`
    select ${COLUMNS}, st_asgeojson(c.geom, 7)::json as geometry from present_council c where c.id = ${id}`.execute(
    database,
  )
  return rows[0]
}

/** Whole geometries, smallest id first; one more than `limit` tells the caller that there are more. */
export async function councilAreas(
  database: Executor,
  filter: CouncilFilter,
  limit: number,
): Promise<CouncilWithGeometry[]> {
  const { rows } = await sql<Council & { geometry: MultiPolygon }>`
    select ${filter.on === undefined ? COLUMNS : columnsOn(filter.on)}, st_asgeojson(c.geom, 7)::json as geometry
    from ${filter.on === undefined ? sql`present_council` : sql`council_version`} c
    where ${where(filter)} order by c.id limit ${limit}`.execute(database)
  return rows
}

/**
 * A commune's surroundings: its bounds widened by half their size on each side, and by about 2 km at least, which is
 * where the councils that could join two of its pieces lie.
 */
export async function surroundings(database: Executor, commune: number): Promise<Box | null> {
  const { rows } = await sql<{ box: Box | null }>`
    select case when count(*) = 0 then null else json_build_array(
      min(st_xmin(c.geom)), min(st_ymin(c.geom)), max(st_xmax(c.geom)), max(st_ymax(c.geom))) end as box
    from membership m join present_council c on c.id = m.council_id where m.commune_id = ${commune}`.execute(
    database,
  )
  const box = rows[0].box
  if (!box) return null
  const [west, south, east, north] = box
  const dx = Math.max((east - west) / 2, 0.02)
  const dy = Math.max((north - south) / 2, 0.02)
  return [west - dx, south - dy, east + dx, north + dy]
}

/** Which of the ids exist, with their names. */
export async function presentNames(database: Executor, ids: readonly number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: number; name: string }>`
    select c.id, c.name from present_council c where c.id = any(${[...ids]}::integer[])`.execute(database)
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Who sees each of the councils, locked until the transaction ends. */
export async function audiences(database: Executor, ids: readonly number[]): Promise<CouncilAudience[]> {
  const { rows } = await sql<CouncilAudience>`
    select id, audience from council where id = any(${[...ids]}::integer[]) order by id for update`.execute(
    database,
  )
  return rows
}

function where(filter: CouncilFilter): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = [sql`true`]
  if (filter.q?.trim()) {
    const part = `%${filter.q.trim().replace(/[\\%_]/g, '\\$&')}%`
    parts.push(sql`(c.plain_name like plain_text(${part}::text) or plain_text(${filter.q.trim()}::text) <% c.plain_name
      or plain_text(c.code) like plain_text(${part}::text))`)
  }
  if (filter.commune !== undefined)
    parts.push(sql`c.id in (select council_id from membership where commune_id = ${filter.commune})`)
  if (filter.import !== undefined) parts.push(sql`c.import_id = ${filter.import}`)
  if (filter.on !== undefined) {
    parts.push(holdsOn('c', filter.on))
    // Former areas are few, and may lie where the present one does not.
    if (filter.bbox) parts.push(sql`c.geom && st_makeenvelope(${sql.join(filter.bbox)}, 4326)`)
  }
  // By number: row security keeps the spatial index from a visitor's own condition on shapes.
  else if (filter.bbox)
    parts.push(sql`c.id in (select councils_in(st_makeenvelope(${sql.join(filter.bbox)}, 4326)))`)
  if (filter.ids) parts.push(sql`c.id = any(${filter.ids}::integer[])`)
  return sql.join(parts, sql` and `)
}

const writeToken = (sort: CouncilSort, key: string | number, id: number): string =>
  Buffer.from(JSON.stringify([sort, key, id])).toString('base64url')

/** As PostgreSQL's. */
const isInteger = (value: unknown) => Number.isInteger(value) && value === (value as number) >> 0

/** What a sort's key can be: anybody can write a token. */
const isKey: Record<CouncilSort, (key: unknown) => boolean> = {
  name: (key) => typeof key === 'string' && key.isWellFormed() && !key.includes('\0'),
  area: Number.isFinite,
  families: isInteger,
}

function readToken(token: string, sort: CouncilSort): { key: string | number; id: number } | 'bad-token' {
  try {
    const [of, key, id] = JSON.parse(Buffer.from(token, 'base64url').toString()) as unknown[]
    const sound = of === sort && isKey[sort](key) && isInteger(id)
    return sound ? { key: key as string | number, id: id as number } : 'bad-token'
  } catch {
    return 'bad-token'
  }
}
