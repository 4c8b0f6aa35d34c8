/**
 * What a step about land is about. It is read by those who document it and by nobody else, however public the record
 * is: what is narrowed later was then never told to more.
 */

import { sql } from 'kysely'
import type { Audience } from '../../domain/access/index.ts'
import { unitsOf } from '../../domain/land/alterations.ts'
import type { LandAlteration } from '../../domain/land/records.ts'
import type { Executor } from '../executor.ts'

export interface LandReach {
  communes: number[]
  audiences: Audience[]
}

/** @param units that it is about besides those of its records. */
export async function reachOfLand(
  database: Executor,
  records: readonly LandAlteration[],
  units: readonly number[] = [],
): Promise<LandReach> {
  if (records.length + units.length === 0) return { communes: [], audiences: [] }
  const said = records.flatMap(({ before, after }) =>
    [before, after].flatMap((record) => (record && 'communes' in record ? record.communes : [])),
  )
  return {
    communes: [...new Set([...said, ...(await communesOfUnits(database, [...unitsOf(records), ...units]))])],
    audiences: ['committee'],
  }
}

/** Of units as they are now, or were when they were withdrawn. */
export async function communesOfUnits(database: Executor, units: readonly number[]): Promise<number[]> {
  if (units.length === 0) return []
  const { rows } = await sql<{ ids: number[] }>`
    select array(select distinct unnest(u.communes) from (select distinct on (id) communes from land_unit
      where id = any(${[...units]}::integer[]) order by id, version desc) u) as ids`.execute(database)
  return rows[0].ids
}
