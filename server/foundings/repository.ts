/** Reading and writing how communes are founded. */
import { sql } from 'kysely'
import type { FoundingRecord } from '../../domain/founding/index.ts'
import type { Executor } from '../executor.ts'

/** By commune; none where nothing is written down. Votes as far as the executor sees the councils. */
export async function foundingsOf(
  database: Executor,
  communes: readonly number[],
): Promise<Map<number, FoundingRecord>> {
  if (communes.length === 0) return new Map()
  const day = (column: string) => sql`to_char(${sql.ref(column)}, 'YYYY-MM-DD')`
  const { rows } = await sql<FoundingRecord>`
    select f.commune_id as "communeId", ${day('f.began_on')} as "beganOn", f.revision,
      case when f.commission_formed_on is not null then json_build_object('formedOn', ${day('f.commission_formed_on')},
        'assembly', f.commission_assembly, 'members', f.commission_members) end as commission,
      coalesce((select json_agg(json_build_object('part', p.part, 'writtenOn', ${day('p.written_on')}) order by p.part)
        from founding_charter_part p where p.commune_id = f.commune_id), '[]'::json) as charter,
      ${day('f.debate_called_on')} as "debateCalledOn",
      coalesce((select json_agg(json_build_object('councilId', v.council_id, 'on', ${day('v.voted_on')},
        'electors', v.electors, 'voted', v.voted, 'yes', v.yes) order by v.council_id)
        from founding_vote v where v.commune_id = f.commune_id), '[]'::json) as votes,
      case when f.registered_on is not null then json_build_object('on', ${day('f.registered_on')},
        'office', f.register_office, 'number', f.register_number) end as registration,
      case when f.seats_of_councils is not null then json_build_object('councils', f.seats_of_councils,
        'enterprises', f.seats_of_enterprises, 'bank', f.seats_of_bank) end as parliament
    from founding f where f.commune_id = any(${[...communes]}::integer[])`.execute(database)
  return new Map(rows.map((row) => [row.communeId, row]))
}

export const findFounding = async (database: Executor, commune: number): Promise<FoundingRecord | null> =>
  (await foundingsOf(database, [commune])).get(commune) ?? null

/**
 * @param after null deletes. Its revision is the layer's next one, which never comes twice: a window that saw a founding
 * which was undone meanwhile does not mistake the one that came after.
 */
export async function writeFounding(
  database: Executor,
  commune: number,
  after: FoundingRecord | null,
): Promise<void> {
  await sql`delete from founding where commune_id = ${commune}`.execute(database)
  if (!after) return
  const { commission, registration, parliament } = after
  await sql`
    insert into founding (commune_id, began_on, commission_formed_on, commission_assembly, commission_members,
      debate_called_on, registered_on, register_office, register_number, seats_of_councils, seats_of_enterprises,
      seats_of_bank, revision)
    select ${commune}::integer, ${after.beganOn}::date, ${commission?.formedOn ?? null}::date,
      ${commission?.assembly ?? null}::text, ${commission?.members ?? null}::integer, ${after.debateCalledOn}::date,
      ${registration?.on ?? null}::date, ${registration?.office ?? null}::text, ${registration?.number ?? null}::text,
      ${parliament?.councils ?? null}::integer, ${parliament?.enterprises ?? null}::integer,
      ${parliament?.bank ?? null}::integer, revision + 1
    from layer where name = 'communes'`.execute(database)
  await sql`
    insert into founding_charter_part (commune_id, part, written_on)
    select ${commune}::integer, part, "writtenOn"::date
    from json_to_recordset(${JSON.stringify(after.charter)}::json) as written (part text, "writtenOn" text)`.execute(
    database,
  )
  await sql`
    insert into founding_vote (commune_id, council_id, voted_on, electors, voted, yes)
    select ${commune}::integer, "councilId", "on"::date, electors, voted, yes
    from json_to_recordset(${JSON.stringify(after.votes)}::json)
      as vote ("councilId" integer, "on" text, electors integer, voted integer, yes integer)`.execute(
    database,
  )
}
