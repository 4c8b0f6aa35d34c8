/** The roads that people brought, as one network, kept until they change. */
import { sql } from 'kysely'
import {
  buildNetwork,
  type Closure,
  chainOf,
  estimates,
  ownRoads,
  type RoadLine,
  type RoadNetwork,
  type RoutingProvider,
} from '../../domain/exchange/roads/index.ts'
import type { Executor } from '../executor.ts'

export interface OpenRoads {
  network: RoadNetwork
  /** Closed on the day. */
  closures: Closure[]
  provider: RoutingProvider
}

/** @param on a day, YYYY-MM-DD. */
export type Roads = (on: string) => Promise<OpenRoads>

/** Roads are public: whoever asks, the network is the same. */
export function openRoads(db: Executor): Roads {
  let kept: { revision: number; network: RoadNetwork; provider: RoutingProvider } | null = null
  return async (on) => {
    const { rows } = await sql<{
      revision: number
    }>`select revision from layer where name = 'exchange'`.execute(db)
    const [{ revision }] = rows
    if (kept?.revision !== revision) {
      const network = buildNetwork(await lines(db))
      kept = { revision, network, provider: chainOf([ownRoads(network), estimates()]) }
    }
    const { network, provider } = kept
    return { network, provider, closures: await closedOn(db, on) }
  }
}

async function lines(db: Executor): Promise<RoadLine[]> {
  const { rows } = await sql<RoadLine & { coordinates: [number, number][] }>`
    select id::text, (st_asgeojson(geom, 7)::json -> 'coordinates') as coordinates, level, one_way as "oneWay",
      km_per_hour as "speedKmh", by_hand as drawn, name
    from road_segment order by id`.execute(db)
  return rows
}

async function closedOn(db: Executor, on: string): Promise<Closure[]> {
  const { rows } = await sql<{ line: string }>`
    select id::text as line from road_segment
    where closed_from <= ${on}::date and (closed_until is null or ${on}::date < closed_until) order by id`.execute(
    db,
  )
  return rows
}
