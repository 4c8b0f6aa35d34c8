/** Who was in which commune and when: kept by each step, taken back with it, and read for any day. */
import { sql } from 'kysely'
import type { Change as Step } from '../../domain/steps/step.ts'
import type { Executor } from '../executor.ts'
import { holdsOn } from './history.ts'
import type { Commune } from './schema.ts'

/** A council that has just left a commune. */
export interface FormerMember {
  communeId: number
  communeName: string
  registeredAs: string
  councilId: number
  /** ISO date; null where nobody said. */
  since: string | null
}

/** Keeps who left by the step; taken back, they are members from the day that they were before. */
export async function keepFormerMembers(
  database: Executor,
  step: Step,
  left: readonly FormerMember[],
  changeId: number,
): Promise<void> {
  if (step.backwards) {
    await sql`update membership m set since = f.since from former_membership f
      where f.change_id = ${changeId} and m.commune_id = f.commune_id and m.council_id = f.council_id`.execute(
      database,
    )
    await sql`delete from former_membership where change_id = ${changeId}`.execute(database)
    return
  }
  // Steps written down before memberships had days say nothing of them.
  if (step.effectiveOn === undefined || left.length === 0) return
  // Whoever was to come later than the step that takes them out was never in.
  await sql`
    insert into former_membership (commune_id, commune_name, registered_as, council_id, change_id, since, until)
    select "communeId", "communeName", "registeredAs", "councilId", ${changeId}::integer, since,
      greatest(since, ${step.effectiveOn}::date)
    from jsonb_to_recordset(${JSON.stringify(left)}::jsonb)
      as x ("communeId" integer, "communeName" text, "registeredAs" text, "councilId" integer, since date)`.execute(
    database,
  )
}

/** Per council that is or was in the commune: its name, and the last day on which it came or left. */
export async function lastMoves(
  database: Executor,
  commune: number,
): Promise<Map<number, { name: string; since: string | null }>> {
  const { rows } = await sql<{ id: number; name: string; since: string | null }>`
    select c.id, c.name, to_char(max(greatest(m.since, m.until)), 'YYYY-MM-DD') as since
    from membership_version m join council c on c.id = m.council_id where m.commune_id = ${commune}
    group by c.id, c.name`.execute(database)
  return new Map(rows.map(({ id, ...move }) => [id, move]))
}

/** Communes with their members of a day, by name. Those that have none that day are left out; none has a verdict. */
export async function communesOn(database: Executor, day: string): Promise<Commune[]> {
  const { rows } = await sql<Commune>`
    with member as materialized (
      select distinct on (m.commune_id, m.council_id) m.commune_id, m.commune_name, m.registered_as, c.id, c.families,
        c.area_m2, st_xmin(c.geom) as west, st_ymin(c.geom) as south, st_xmax(c.geom) as east, st_ymax(c.geom) as north
      from membership_version m join council_version c on c.id = m.council_id
      where ${holdsOn('m', day)} and ${holdsOn('c', day)}
      order by m.commune_id, m.council_id, m.until),
    gone as (
      select distinct on (m.commune_id) m.commune_id, m.commune_name, m.registered_as from membership_version m
      where m.until is not null order by m.commune_id, m.until desc)
    select m.commune_id as id, p.code, coalesce(p.name, g.commune_name) as name,
      coalesce(p.registered_as, g.registered_as) as "registeredAs", p.note, p.source, coalesce(p.approximate, false) as approximate,
      coalesce(p.revision, 0) as revision, json_agg(m.id order by m.id) as "councilIds",
      sum(m.families)::integer as families, (count(m.id) - count(m.families))::integer as "familiesMissing",
      sum(m.area_m2) as "areaM2", json_build_array(min(m.west), min(m.south), max(m.east), max(m.north)) as bounds,
      null as verdict, 0 as pieces, coalesce(p.audience, 'committee') as audience,
      m.commune_id in (select unseen_communes_on(${day}::date)) as partial
    from member m left join commune p on p.id = m.commune_id left join import i on i.id = p.import_id
      left join gone g on g.commune_id = m.commune_id
    where i.status is distinct from 'undone'
    group by m.commune_id, p.id, p.code, p.name, p.registered_as, p.note, p.source, p.approximate, p.revision, p.audience,
      g.commune_name, g.registered_as
    order by plain_text(coalesce(p.name, g.commune_name)) collate "C", m.commune_id`.execute(database)
  return rows
}
