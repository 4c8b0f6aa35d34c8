/** What goes when a unit is withdrawn: all that is said of it. */
import { sql } from 'kysely'
import type { LandAlteration, LandKind } from '../../domain/land/records.ts'
import type { Executor } from '../executor.ts'
import { SHAPES } from './columns.ts'
import { readRecords } from './records.ts'

const OF_UNIT = ['extent', 'case', 'assertion', 'event', 'use'] as const satisfies readonly LandKind[]

/** Those that others refer to first. */
export async function alongWith(transaction: Executor, unit: number): Promise<LandAlteration[]> {
  const along: LandAlteration[] = []
  for (const kind of OF_UNIT) {
    const { rows } = await sql<{ id: number }>`
      select id from ${sql.table(SHAPES[kind].table)} where unit_id = ${unit} and superseded_at is null`.execute(
      transaction,
    )
    const records = await readRecords(
      transaction,
      kind,
      rows.map(({ id }) => id),
    )
    along.push(...records.map((before) => ({ kind, before, after: null }) as LandAlteration))
  }
  return along
}
