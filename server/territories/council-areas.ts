/** Councils with their areas as records of a step: reading them for one, and writing what a drawing made of them. */
import { sql } from 'kysely'
import { type Alteration, idOf } from '../../domain/steps/alteration.ts'
import type { Change as Step } from '../../domain/steps/step.ts'
import type { CouncilRecord } from '../../domain/territory/records.ts'
import type { Executor } from '../executor.ts'

/** Drawings wait for each other: each is made on areas that no other changes meanwhile. Before all other locks. */
export const waitInLine = (transaction: Executor) =>
  sql`select pg_advisory_xact_lock(hashtext('toparquia drawing'))`.execute(transaction)

/** Present councils, locked until the transaction ends. */
export async function lockCouncils(
  transaction: Executor,
  ids: readonly number[],
): Promise<Map<number, CouncilRecord>> {
  if (ids.length === 0) return new Map()
  const wanted = [...new Set(ids)]
  await sql`select id from council where id = any(${wanted}::integer[]) order by id for update`.execute(
    transaction,
  )
  const { rows } = await sql<CouncilRecord>`
    select c.id, c.code, c.name, c.kind, c.families, c.population, c.approximate, c.import_id as "importId", c.audience,
      to_char(c.since, 'YYYY-MM-DD') as since, c.area_m2 as "areaM2", encode(st_asbinary(c.geom, 'NDR'), 'hex') as geometry,
      c.revision
    from present_council c where c.id = any(${wanted}::integer[])`.execute(transaction)
  return new Map(rows.map((row) => [row.id, row]))
}

export async function nextCouncilIds(transaction: Executor, count: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select nextval(s.name)::integer as id
    from (select pg_get_serial_sequence('council', 'id')::regclass as name offset 0) s, generate_series(1, ${count}::integer)`.execute(
    transaction,
  )
  return rows.map(({ id }) => id)
}

/** Councils that are there after the step: before their communes are written, which name them. */
export async function writeAreas(database: Executor, step: Step): Promise<void> {
  for (const { after } of step.areas ?? []) if (after) await put(database, after)
}

/** Councils that are no more: after their communes let go of them. */
export async function endAreas(database: Executor, step: Step): Promise<void> {
  for (const { before, after } of step.areas ?? [])
    if (!after)
      await sql`update council set ended_on = ${step.effectiveOn}::date, revision = revision + 1 where id = ${before!.id}`.execute(
        database,
      )
}

/** Keeps how councils were until the step; taken back, they were never otherwise. */
export async function keepFormer(database: Executor, step: Step, changeId: number): Promise<void> {
  if (step.backwards) {
    await sql`delete from former_council where change_id = ${changeId}`.execute(database)
    return
  }
  const former = (step.areas ?? []).flatMap(({ before }: Alteration<CouncilRecord>) =>
    before ? [before] : [],
  )
  for (const council of former)
    await sql`insert into former_council (council_id, change_id, since, until, code, name, kind, families, population,
        approximate, geom, area_m2)
      values (${council.id}, ${changeId}, ${council.since}::date, ${step.effectiveOn}::date, ${council.code}, ${council.name},
        ${council.kind}, ${council.families}, ${council.population}, ${council.approximate},
        st_geomfromwkb(decode(${council.geometry}, 'hex'), 4326), ${council.areaM2})`.execute(database)
}

/** Communes whose outline or verdict the step may change, beside those that it alters itself. */
export async function communesOfAreas(database: Executor, step: Step): Promise<number[]> {
  const ids = (step.areas ?? []).map(idOf)
  if (ids.length === 0) return []
  const { rows } = await sql<{ ids: number[] }>`
    select array(select distinct commune_id from membership where council_id = any(${ids}::integer[])) as ids`.execute(
    database,
  )
  return rows[0].ids
}

/** Who sees it is set only where it begins: that may have changed since. */
async function put(database: Executor, council: CouncilRecord): Promise<void> {
  await sql`
    insert into council (id, code, name, kind, families, population, approximate, import_id, audience, since, area_m2, geom,
      revision)
    overriding system value values (${council.id}, ${council.code}, ${council.name}, ${council.kind}, ${council.families},
      ${council.population}, ${council.approximate}, ${council.importId}, ${council.audience}, ${council.since}::date,
      ${council.areaM2}, st_geomfromwkb(decode(${council.geometry}, 'hex'), 4326), ${council.revision})
    on conflict (id) do update set name = excluded.name, kind = excluded.kind, families = excluded.families,
      population = excluded.population, since = excluded.since, ended_on = null, area_m2 = excluded.area_m2,
      geom = excluded.geom, label = excluded.label, revision = council.revision + 1`.execute(database)
}
