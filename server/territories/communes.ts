/** Reading and writing communes and their members. */
import { sql } from 'kysely'
import type { CommuneRecord } from '../../domain/territory/records.ts'
import type { Executor } from '../executor.ts'
import type { FormerMember } from './membership-history.ts'
import type { Commune } from './schema.ts'

type CommuneWithoutVerdict = Omit<Commune, 'verdict' | 'pieces'>

/** All of them by name, or the one that is asked for. */
export async function readCommunes(database: Executor, id?: number): Promise<CommuneWithoutVerdict[]> {
  const [only, its] =
    id === undefined ? [sql`true`, sql`true`] : [sql`p.id = ${id}`, sql`m.commune_id = ${id}`]
  // Bounds first: sorted by commune, the outlines of a country would go through the disk.
  const { rows } = await sql<CommuneWithoutVerdict>`
    with member as materialized (
      select m.commune_id, c.id, c.families, c.area_m2, st_xmin(c.geom) as west, st_ymin(c.geom) as south,
        st_xmax(c.geom) as east, st_ymax(c.geom) as north
      from membership m join present_council c on c.id = m.council_id where ${its})
    select p.id, p.code, p.name, p.registered_as as "registeredAs", p.note, p.source, p.approximate, p.revision,
      coalesce(json_agg(c.id order by c.id) filter (where c.id is not null), '[]'::json) as "councilIds",
      sum(c.families)::integer as families, (count(c.id) - count(c.families))::integer as "familiesMissing",
      coalesce(sum(c.area_m2), 0) as "areaM2",
      case when count(c.id) = 0 then null else json_build_array(
        min(c.west), min(c.south), max(c.east), max(c.north)) end as bounds,
      p.audience, p.id in (select unseen_communes()) as partial
    from present_commune p left join member c on c.commune_id = p.id
    where ${only}
    group by p.id, p.code, p.name, p.registered_as, p.note, p.source, p.approximate, p.revision, p.audience
    order by plain_text(p.name) collate "C", p.id`.execute(database)
  return rows
}

/** Records for an operation, locked until the transaction ends. Members whose import was undone stay out of sight. */
export async function lockCommunes(
  database: Executor,
  ids: readonly number[],
): Promise<Map<number, CommuneRecord>> {
  if (ids.length === 0) return new Map()
  await sql`select id from commune where id = any(${[...ids]}::integer[]) order by id for update`.execute(
    database,
  )
  const { rows } = await sql<CommuneRecord>`
    select p.id, p.code, p.name, p.registered_as as "registeredAs", p.note, p.source, p.approximate,
      p.import_id as "importId", p.audience, p.revision,
      coalesce((select json_agg(c.id order by c.id) from membership m join present_council c on c.id = m.council_id
                where m.commune_id = p.id), '[]'::json) as "councilIds"
    from present_commune p where p.id = any(${[...ids]}::integer[])`.execute(database)
  return new Map(rows.map((row) => [row.id, row]))
}

/** Communes that name both councils. */
export async function commonCommunes(database: Executor, a: number, b: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select commune_id as id from membership where council_id = ${a}
    intersect select commune_id from membership where council_id = ${b}`.execute(database)
  return rows.map(({ id }) => id)
}

/** Communes that name any of the councils. */
export async function communesNaming(database: Executor, councils: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ ids: number[] }>`
    select array(select distinct commune_id from membership where council_id = any(${[...councils]}::integer[])) as ids`.execute(
    database,
  )
  return rows[0].ids
}

/** A number for a commune that does not exist yet. */
export async function nextCommuneId(database: Executor): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    select nextval(pg_get_serial_sequence('commune', 'id'))::integer as id`.execute(database)
  return rows[0].id
}

/**
 * @param after null deletes. The revision that is stored is always a later one, so that no window mistakes it.
 * @param since ISO date from which councils that come are members; null where nobody says.
 * @returns the members that left, with all of a commune that is deleted.
 */
export async function writeCommune(
  database: Executor,
  before: CommuneRecord | null,
  after: CommuneRecord | null,
  since: string | null,
): Promise<FormerMember[]> {
  let left: { councilId: number; since: string | null }[] = []
  if (!after) {
    const { rows } = await sql<(typeof left)[number]>`
      delete from membership m where m.commune_id = ${before!.id} returning ${LEFT}`.execute(database)
    await database.deleteFrom('commune').where('id', '=', before!.id).execute()
    return formerMembers(before!, rows)
  }
  if (before) {
    await sql`update commune set name = ${after.name}, registered_as = ${after.registeredAs},
      audience = coalesce(${after.audience ?? null}, audience), revision = revision + 1
      where id = ${after.id}`.execute(database)
    const { rows } = await sql<(typeof left)[number]>`delete from membership m using present_council c
      where m.commune_id = ${after.id} and c.id = m.council_id and not c.id = any(${after.councilIds}::integer[])
      returning ${LEFT}`.execute(database)
    left = rows
  } else {
    await sql`insert into commune (id, code, name, registered_as, note, source, approximate, import_id, audience, revision)
      overriding system value values (${after.id}, ${after.code}, ${after.name}, ${after.registeredAs}, ${after.note},
        ${after.source}, ${after.approximate}, ${after.importId}, ${after.audience ?? 'committee'}, ${after.revision})`.execute(
      database,
    )
  }
  await sql`insert into membership (commune_id, council_id, since)
    select ${after.id}::integer, council, ${since}::date from unnest(${after.councilIds}::integer[]) as council
    on conflict do nothing`.execute(database)
  return before ? formerMembers(before, left) : []
}

const LEFT = sql`m.council_id as "councilId", to_char(m.since, 'YYYY-MM-DD') as since`

const formerMembers = (
  { id, name, registeredAs }: CommuneRecord,
  left: readonly { councilId: number; since: string | null }[],
): FormerMember[] => left.map((member) => ({ communeId: id, communeName: name, registeredAs, ...member }))
