/** What a step may not take back, since something left with it meanwhile. */
import { sql } from 'kysely'
import { exchangeName } from '../../domain/exchange/alterations.ts'
import type { ExchangeAlteration } from '../../domain/exchange/records.ts'
import type { Executor } from '../executor.ts'

/** The record that others lean on: a flow with deliveries or on a truck's list, a run that has left with what would go. */
export async function stillCarried(
  database: Executor,
  alterations: readonly ExchangeAlteration[],
): Promise<{ kind: string; id: number; name: string } | null> {
  const goneOf = (kind: 'delivery' | 'run') =>
    alterations.flatMap((one) => (one.kind === kind && one.after === null ? [one.before!.id] : []))
  const flows = alterations.flatMap((one) =>
    one.kind === 'flow' && one.before && one.after?.state !== 'agreed' ? [one.before] : [],
  )
  const runs = alterations.flatMap((one) =>
    one.kind === 'run' && one.before
      ? [{ run: one.before, keeps: (one.after?.loads ?? []).map(({ flowId }) => flowId) }]
      : [],
  )
  if (flows.length + runs.length === 0) return null
  const named = flows.map(({ id }) => id)
  const { rows } = await sql<{ flow: number | null; run: number | null }>`
    select d.flow_id as flow, d.run_id as run from delivery d
    where d.id <> all(${goneOf('delivery')}::integer[])
      and (d.flow_id = any(${named}::integer[]) or d.run_id = any(${runs.map(({ run }) => run.id)}::integer[]))
    union all
    select (one ->> 'flowId')::integer, null from truck_run r, jsonb_array_elements(r.loads) l (one)
    where r.id <> all(${goneOf('run')}::integer[]) and (one ->> 'flowId')::integer = any(${named}::integer[])`.execute(
    database,
  )
  const flow = flows.find(({ id }) => rows.some((row) => row.flow === id))
  if (flow) return { kind: 'flow', id: flow.id, name: exchangeName(flow) }
  const left = runs.find(({ run, keeps }) =>
    rows.some((row) => row.run === run.id && !keeps.includes(row.flow!)),
  )
  return left ? { kind: 'run', id: left.run.id, name: left.run.name } : null
}
