/** Steps as people read them: who, when, from when, why and what, as far as the viewer may read the log. */
import { sql } from 'kysely'
import type { Executor } from '../executor.ts'
import type { ChangeSet } from './schema.ts'

export interface ChangeFilter {
  commune?: number
  council?: number
  /** Steps before this one. */
  before?: number
}

/** Newest first. What undoes a step holds the areas on both sides of it, turned round with each undoing. */
export async function changeSets(
  visible: Executor,
  { commune, council, before }: ChangeFilter,
  limit: number,
): Promise<ChangeSet[]> {
  const wanted = [sql`true`]
  if (commune !== undefined) wanted.push(sql`c.communes @> array[${commune}]::integer[]`)
  if (council !== undefined) wanted.push(sql`c.councils @> array[${council}]::integer[]`)
  if (before !== undefined) wanted.push(sql`c.id < ${before}`)
  const { rows } = await sql<ChangeSet>`
    select c.id, c.kind, c.facts, c.undone,
      to_char(c.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
      to_char(c.effective_on, 'YYYY-MM-DD') as "effectiveOn", c.communes, c.councils,
      case when l.seq is not null then json_build_object('id', l.account_id, 'name', l.account_name) end as by, l.reason,
      coalesce((
        select jsonb_agg(jsonb_build_object('id', (side.one ->> 'id')::integer, 'name', side.one ->> 'name',
          'beforeM2', (altered.one #>> case when c.undone then '{before,areaM2}' else '{after,areaM2}' end::text[])::double precision,
          'afterM2', (altered.one #>> case when c.undone then '{after,areaM2}' else '{before,areaM2}' end::text[])::double precision)
          order by side.one ->> 'name')
        from jsonb_array_elements(coalesce(c.inverse -> 'areas', '[]'::jsonb)) altered (one),
          lateral (select coalesce(nullif(altered.one -> 'before', 'null'), altered.one -> 'after') as one) side
      ), '[]'::jsonb) as areas
    from change c left join log l on l.seq = c.log_seq
    where ${sql.join(wanted, sql` and `)} order by c.id desc limit ${limit}`.execute(visible)
  return rows
}
