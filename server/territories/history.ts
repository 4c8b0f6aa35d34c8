/** The days on which something changed, and a council as it was. */
import { type RawBuilder, sql } from 'kysely'
import type { Executor } from '../executor.ts'
import type { CouncilHistory, HistoryDay } from './schema.ts'

/** True of what has `since` and `until`, by the name that a query gives it, if it was so on a day. */
export const holdsOn = (version: string, day: string): RawBuilder<boolean> => {
  const [since, until] = [sql.ref(`${version}.since`), sql.ref(`${version}.until`)]
  return sql`((${since} is null or ${since} <= ${day}::date) and (${until} is null or ${until} > ${day}::date))`
}

/** More days than this are not listed: the oldest are left out. */
const MOST_DAYS = 2000

/** Newest first, with how many councils and communes changed that day as far as the viewer sees them. */
export async function daysOfChange(
  visible: Executor,
  { commune, council }: { commune?: number; council?: number },
): Promise<HistoryDay[]> {
  const wanted: RawBuilder<unknown>[] = [sql`day is not null`]
  if (commune !== undefined)
    wanted.push(sql`(commune_id = ${commune} or commune_id is null
      and council_id in (select council_id from membership_version where commune_id = ${commune}))`)
  if (council !== undefined) wanted.push(sql`council_id = ${council}`)
  const { rows } = await sql<HistoryDay>`
    with present as (
      select c.id from council c left join import i on i.id = c.import_id where i.status is distinct from 'undone'),
    moved as (
      select since as day, id as council_id, null::integer as commune_id from council where since is not null
      union all select until, council_id, null from former_council
      union all select since, council_id, null from former_council
      union all select since, council_id, commune_id from membership where since is not null
      union all select until, council_id, commune_id from former_membership
      union all select since, council_id, commune_id from former_membership)
    select to_char(day, 'YYYY-MM-DD') as on,
      (count(distinct council_id) filter (where commune_id is null))::integer as councils,
      count(distinct commune_id)::integer as communes
    from moved where ${sql.join(wanted, sql` and `)} and council_id in (select id from present)
    group by day order by day desc limit ${MOST_DAYS}`.execute(visible)
  return rows
}

/** Every version of a council and every commune it was in, the latest first; undefined where the viewer sees none. */
export async function councilHistory(visible: Executor, id: number): Promise<CouncilHistory | undefined> {
  const day = (column: string) => sql`to_char(v.${sql.ref(column)}, 'YYYY-MM-DD')`
  const versions = await sql<CouncilHistory['versions'][number]>`
    select ${day('since')} as since, ${day('until')} as until, v.name, v.kind, v.families, v.area_m2 as "areaM2"
    from council_version v where v.id = ${id} order by v.until desc nulls first, v.since desc nulls last`.execute(
    visible,
  )
  if (versions.rows.length === 0) return undefined
  const memberships = await sql<CouncilHistory['memberships'][number]>`
    select v.commune_id as id, coalesce(c.name, v.commune_name) as name, c.id is null as gone,
      ${day('since')} as since, ${day('until')} as until
    from membership_version v left join present_commune c on c.id = v.commune_id where v.council_id = ${id}
    order by v.until desc nulls first, v.since desc nulls last`.execute(visible)
  return {
    versions: versions.rows,
    // A commune whose import was undone has no name here.
    memberships: memberships.rows.filter(({ name }) => name !== null),
  }
}
