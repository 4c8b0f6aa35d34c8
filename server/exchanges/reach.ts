/** What a step about corridors or exchange is about: read by those with a role over its communes, however public the record. */
import { sql } from 'kysely'
import type { Audience } from '../../domain/access/index.ts'
import { communesOfExchange } from '../../domain/exchange/alterations.ts'
import type { ExchangeAlteration } from '../../domain/exchange/records.ts'
import type { Executor } from '../executor.ts'

export async function reachOfExchange(
  database: Executor,
  alterations: readonly ExchangeAlteration[],
): Promise<{ communes: number[]; audiences: Audience[] }> {
  const records = alterations.flatMap(({ before, after }) => [before, after].filter((one) => one !== null))
  const flows = await flowsOfDeliveries(database, alterations)
  return {
    communes: [
      ...new Set([...records.flatMap(communesOfExchange), ...flows.flatMap(({ from, to }) => [from, to])]),
    ],
    audiences: [
      ...(alterations.length > 0 ? (['scope'] as const) : []),
      ...records.flatMap((record) => ('audience' in record ? [record.audience] : [])),
      ...flows.map(({ audience }) => audience),
    ],
  }
}

/** A delivery is a matter of the two communes of its flow: they read of it, and undo it. */
async function flowsOfDeliveries(database: Executor, alterations: readonly ExchangeAlteration[]) {
  const ids = alterations.flatMap((one) =>
    one.kind === 'delivery' ? [(one.after ?? one.before)!.flowId] : [],
  )
  if (ids.length === 0) return []
  const { rows } = await sql<{ from: number; to: number; audience: Audience }>`
    select from_commune as "from", to_commune as "to", audience from flow where id = any(${ids}::integer[]) order by id`.execute(
    database,
  )
  return rows
}
