/** Truck runs with what they carry, and the line that they go along. */
import { sql } from 'kysely'
import type { DeliveryRecord, FlowRecord, RunRecord } from '../../domain/exchange/records.ts'
import { greatCircleKm } from '../../domain/exchange/roads/index.ts'
import type { Carried } from '../../domain/exchange/truck-runs/index.ts'
import type { Executor } from '../executor.ts'
import { deliveriesOf } from './flows.ts'
import type { OpenRoads } from './network.ts'
import { placesOf } from './places.ts'
import { lockExchange, readExchange } from './records.ts'
import type * as schema from './run-schema.ts'

export interface RunsWanted {
  corridor?: number
  day?: string
  flow?: number
}

/** As the eyes of `visible` see them, by day and name. */
export async function runsBy(
  visible: Executor,
  { corridor, day, flow }: RunsWanted,
  ids?: readonly number[],
): Promise<schema.Run[]> {
  const { rows } = await sql<{ ids: number[] }>`
    select array(select r.id from truck_run r
      where (${ids ? [...ids] : null}::integer[] is null or r.id = any(${ids ? [...ids] : null}::integer[]))
        and (${corridor ?? null}::integer is null or r.corridor_id = ${corridor ?? null}::integer)
        and (${day ?? null}::date is null or r.day = ${day ?? null}::date)
        and (${flow ?? null}::integer is null or r.loads @> jsonb_build_array(jsonb_build_object('flowId', ${flow ?? null}::integer)))
      order by r.day, r.id) as ids`.execute(visible)
  const found = new Map((await readExchange(visible, 'run', rows[0].ids)).map((run) => [run.id, run]))
  const runs = rows[0].ids.map((id) => found.get(id)!)
  const named = flowsOn(runs)
  const flows = new Map((await readExchange(visible, 'flow', named)).map((one) => [one.id, one]))
  const deliveries = [...(await deliveriesOf(visible, named)).values()].flat()
  return runs.map((run) => shown(run, flows, deliveries))
}

function shown(
  run: RunRecord,
  flows: ReadonlyMap<number, FlowRecord>,
  deliveries: readonly DeliveryRecord[],
): schema.Run {
  return {
    ...run,
    loads: run.loads.flatMap(({ flowId, kg }) => {
      const flow = flows.get(flowId)
      if (!flow) return []
      const { fromCommune: from, toCommune: to, product, form } = flow
      const delivery = deliveries.find((one) => one.flowId === flowId && one.runId === run.id) ?? null
      return [{ flowId, kg, from, to, product, form, delivery }]
    }),
  }
}

export const flowsOn = (runs: readonly Pick<RunRecord, 'loads'>[]): number[] => [
  ...new Set(runs.flatMap(({ loads }) => loads.map(({ flowId }) => flowId))),
]

/** Flows that a run is to carry. */
export async function flowsOnTrucks(database: Executor, flows: readonly number[]): Promise<Set<number>> {
  return new Set(flowsOn(await runsNaming(database, flows)).filter((id) => flows.includes(id)))
}

async function runsNaming(database: Executor, flows: readonly number[]): Promise<RunRecord[]> {
  const { rows } = await sql<{ ids: number[] }>`
    select array(select r.id from truck_run r where exists (select from jsonb_array_elements(r.loads) l (one)
      where (one ->> 'flowId')::integer = any(${[...flows]}::integer[])) order by r.id) as ids`.execute(
    database,
  )
  return readExchange(database, 'run', rows[0].ids)
}

/** What is so as long as the transaction lasts: nobody else puts these flows on a truck meanwhile. */
export async function lockCarried(transaction: Executor, flows: readonly number[]): Promise<Carried> {
  const locked = await lockExchange(
    transaction,
    flows.map((id) => ({ kind: 'flow', id })),
  )
  return {
    flows: new Map([...locked.values()].map((flow) => [flow.id, flow as FlowRecord])),
    deliveries: [...(await deliveriesOf(transaction, flows)).values()].flat(),
    runs: await runsNaming(transaction, flows),
  }
}

/**
 * From commune to commune along the roads that are open on the day; where none is known, straight with a detour. A commune
 * of no known place has the distance 0 to the one before it, all of it estimated.
 */
export async function lineAlong(
  visible: Executor,
  { provider, closures, detour }: OpenRoads,
  communes: readonly { id: number; name: string }[],
): Promise<schema.Line> {
  const places = new Map(
    (
      await placesOf(
        visible,
        communes.map(({ id }) => id),
      )
    ).map((place) => [place.id, place]),
  )
  const km = [0]
  const closed: [number, number][] = []
  let estimatedKm = 0
  for (const [i, { id }] of communes.entries()) {
    if (i === 0) continue
    const [from, to] = [places.get(String(communes[i - 1].id)), places.get(String(id))]
    let leg = 0
    if (from && to) {
      const route = await provider.route({ from, to, profile: 'shortest', closures })
      if ('km' in route) {
        leg = route.km
        estimatedKm += route.estimatedKm
      } else {
        leg = detour.factor * greatCircleKm(from.at, to.at)
        estimatedKm += leg
        closed.push([communes[i - 1].id, id])
      }
    }
    km.push(km[i - 1] + leg)
  }
  return { communes: [...communes], km, estimatedKm, closed }
}
