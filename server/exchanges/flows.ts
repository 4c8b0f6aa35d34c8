/** Flows with what became of them. */
import { sql } from 'kysely'
import { type FlowProgress, progressOf } from '../../domain/exchange/operations.ts'
import type { DeliveryRecord, FlowRecord } from '../../domain/exchange/records.ts'
import type { Executor } from '../executor.ts'
import { readExchange } from './records.ts'

export interface FlowsWanted {
  commune?: number
  corridor?: number
  product?: string
  period?: string
  provenance?: string
  plan?: number
}

/** Flows as the eyes of `visible` see them, with their progress flat beside them. */
export async function flowsBy(
  visible: Executor,
  { commune, corridor, product, period, provenance, plan }: FlowsWanted,
): Promise<(FlowRecord & FlowProgress)[]> {
  const { rows } = await sql<{ ids: number[] }>`
    select array(select f.id from flow f
      where (${commune ?? null}::integer is null or ${commune ?? null}::integer in (f.from_commune, f.to_commune))
        and (${product ?? null}::text is null or f.product = ${product ?? null})
        and (${period ?? null}::text is null or f.period like ${`${period ?? ''}%`})
        and (${provenance ?? null}::text is null or f.provenance = ${provenance ?? null})
        and (${plan ?? null}::integer is null or f.plan_id = ${plan ?? null}::integer)
        and (${corridor ?? null}::integer is null or exists (
          select from corridor_commune m where m.corridor_id = ${corridor ?? null}::integer and m.left_on is null
            and m.commune_id in (f.from_commune, f.to_commune)))
      order by f.id) as ids`.execute(visible)
  const { ids } = rows[0]
  const flows = await readExchange(visible, 'flow', ids)
  const deliveries = await deliveriesOf(visible, ids)
  return flows.map((flow) => ({ ...flow, ...progressOf(deliveries.get(flow.id) ?? []) }))
}

export async function deliveriesOf(
  visible: Executor,
  flows: readonly number[],
): Promise<Map<number, DeliveryRecord[]>> {
  const { rows } = await sql<{ ids: number[] }>`
    select array(select id from delivery where flow_id = any(${[...flows]}::integer[]) order by sent_on, id) as ids`.execute(
    visible,
  )
  return Map.groupBy(await readExchange(visible, 'delivery', rows[0].ids), ({ flowId }) => flowId)
}
