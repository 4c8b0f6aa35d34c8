/** The communes that the councils of an import name. */
import { sql, type Transaction } from 'kysely'
import { copyRows } from '../database/index.ts'
import type { Tables } from '../database/schema.ts'
import { audienceOf, type ImportRow } from './details.ts'

export type NamedCommune = [councilId: number, commune: string]

/** Temporary tables, gone with the transaction. A name is a number here, since it stands in many rows. */
interface Staged {
  staged_name: { number: number; commune: string }
  staged_member: { council_id: number; number: number }
}

/**
 * Councils with the same commune become its members. A commune of that name that exists already, and only once, is
 * extended; otherwise it is made.
 */
export async function saveCommunes(
  transaction: Transaction<Tables>,
  { id: importId, details }: ImportRow,
  members: NamedCommune[],
): Promise<{ created: number; extended: number[] }> {
  if (members.length === 0) return { created: 0, extended: [] }
  await stage(transaction, members)
  await sql`
    create temporary table staged_commune on commit drop as
    select wanted.plain, wanted.name, case when found.times = 1 then found.id end as existing,
      case when found.times = 1 then found.id else nextval(pg_get_serial_sequence('commune', 'id'))::integer end as id
    from (select plain, min(commune) as name from staged_name group by 1) wanted
    left join (select plain_text(p.name) as plain, min(p.id) as id, count(*) as times
               from present_commune p where p.registered_as = 'commune' group by 1) found
      on found.plain = wanted.plain`.execute(transaction)
  const made = await sql`
    insert into commune (id, name, import_id, audience) overriding system value
    select id, name, ${importId}::integer, ${audienceOf(details)} from staged_commune where existing is null`.execute(
    transaction,
  )
  await sql`
    insert into membership (commune_id, council_id)
    select c.id, m.council_id from staged_commune c join staged_name n using (plain)
    join staged_member m using (number)`.execute(transaction)
  const { rows } = await sql<{ existing: number }>`
    select distinct existing from staged_commune where existing is not null`.execute(transaction)
  return { created: Number(made.numAffectedRows ?? 0), extended: rows.map(({ existing }) => existing) }
}

async function stage(transaction: Transaction<Tables>, members: NamedCommune[]): Promise<void> {
  const staged = transaction as unknown as Transaction<Staged>
  const numbers = new Map<string, number>()
  const rows = members.map(([council, commune]) => {
    const number = numbers.get(commune) ?? numbers.size
    numbers.set(commune, number)
    return [council, number]
  })
  await sql`
    create temporary table staged_name (number integer not null, commune text not null,
      plain text generated always as (plain_text(commune)) stored) on commit drop`.execute(staged)
  await sql`
    create temporary table staged_member (council_id integer not null, number integer not null) on commit drop`.execute(
    staged,
  )
  await copyRows(
    staged,
    'staged_name',
    ['number', 'commune'],
    Iterator.from(numbers).map(([commune, number]) => [number, commune]),
  )
  await copyRows(staged, 'staged_member', ['council_id', 'number'], rows)
  await sql`analyze staged_name, staged_member`.execute(staged)
}
