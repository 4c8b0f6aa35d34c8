/** The demonstration territory as a step by a person: like an import, all of it can be undone, and brought back. */
import { sql } from 'kysely'
import type { Author } from '../../domain/log/entry.ts'
import { type Locale, translate } from '../../messages/index.ts'
import type { Database } from '../database/index.ts'
import { freshDetails } from '../imports/details.ts'
import { insertImport } from '../imports/repository.ts'
import { logImport, undo } from '../territories/changes.ts'
import type { Change } from '../territories/schema.ts'
import type { UndoRefusal } from '../territories/undo-refusals.ts'
import { insertDemonstration, readDemonstration } from './load.ts'

export type BringInRefusal =
  | UndoRefusal
  | { refused: 'territory-not-empty'; facts: { councils: number; communes: number } }

/** Refuses where there is anything already: examples must not stand among what people really drew. */
export async function bringInDemonstration(
  { db }: Database,
  locale: Locale,
  author: Author,
): Promise<Change | BringInRefusal> {
  const territory = await readDemonstration()
  return db.transaction().execute(async (transaction) => {
    // Two at the same moment: the second finds the first's. No lock that a change takes too, in another order.
    await sql`select pg_advisory_xact_lock(3853314791062309108)`.execute(transaction)
    const present = await sql<{ councils: number; communes: number }>`
      select (select count(*)::integer from present_council) as councils,
        (select count(*)::integer from present_commune) as communes`.execute(transaction)
    const [facts] = present.rows
    if (facts.councils + facts.communes > 0) return { refused: 'territory-not-empty', facts }

    // Undone before: what is hidden comes back, instead of a double.
    const undone = await sql<{ change: number }>`
      select (i.details ->> 'changeId')::integer as change from import i
      where i.status = 'undone' and exists (
        select from council c where c.import_id = i.id and c.code like 'DEMO-%')`.execute(transaction)
    if (undone.rows.length > 0) return undo(transaction, undone.rows[0].change, author)

    const councils = territory.councils.length
    const communes = territory.communes.length
    const file = translate(locale, 'demonstration.file-name')
    const counts = { featureCount: councils, acceptedCount: councils, communesFound: communes }
    const { id } = await insertImport(transaction, file, { ...freshDetails(), ...counts })
    const { land, exchange } = await insertDemonstration(transaction, territory, locale, id)
    const change = await logImport(transaction, id, { file, councils, communes }, author, {
      records: land,
      exchange,
    })
    const details = { ...freshDetails(), ...counts, changeId: change.id }
    await sql`update import set details = ${JSON.stringify(details)}::jsonb where id = ${id}`.execute(
      transaction,
    )
    return change
  })
}
