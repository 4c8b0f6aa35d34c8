/** The roads that people brought, as one network, kept until they change; and what is asked where they don't lead. */
import type { Position } from 'geojson'
import { sql } from 'kysely'
import { PUBLIC } from '../../domain/access/index.ts'
import {
  buildNetwork,
  type Closure,
  calibrateDetour,
  chainOf,
  type Detour,
  detourByCrossings,
  estimates,
  ownRoads,
  type RoadLine,
  type RoadNetwork,
  type RoutingProvider,
  remembering,
  USUAL,
} from '../../domain/exchange/roads/index.ts'
import { asViewer } from '../access/as-viewer.ts'
import type { Executor } from '../executor.ts'
import { placesOf } from './places.ts'
import { discreet } from './routing/discreet.ts'

export interface OpenRoads {
  network: RoadNetwork
  /** Closed on the day. */
  closures: Closure[]
  /** Own roads, then the service that the operator named, then the estimate. */
  provider: RoutingProvider
  /** The same without own roads: for pairs that these don't join. */
  beyond: RoutingProvider
  detour: Detour
}

/** @param on a day, YYYY-MM-DD. */
export type Roads = (on: string) => Promise<OpenRoads>

export interface RoutingService {
  provider: RoutingProvider
  /** `public`: it is told of communes only where everybody sees them, and as everybody does; `all`: of every place asked for. */
  places: 'public' | 'all'
}

/** Communes out of which the detour factor is taken: at most 1,770 pairs. */
const CALIBRATED_BY = 60

/** Roads are public: whoever asks, the network is the same. */
export function openRoads(db: Executor, service: RoutingService | null = null): Roads {
  const outside = service && outsideOf(db, service)
  let network: { version: string; built: Promise<{ network: RoadNetwork; own: RoutingProvider }> } | null =
    null
  let detour: { version: string; found: Promise<Detour> } | null = null
  let seen: { exchange: number; roads: string } | null = null

  return async (on) => {
    const { rows } = await sql<{ exchange: number; communes: number }>`
      select max(revision) filter (where name = 'exchange') as exchange,
        max(revision) filter (where name = 'communes') as communes from layer`.execute(db)
    const [{ exchange, communes }] = rows
    if (seen?.exchange !== exchange) seen = { exchange, roads: await roadsNow(db) }
    const { roads } = seen
    if (network?.version !== roads) network = { version: roads, built: build(db) }
    const built = await network.built.catch((error) => {
      network = null
      throw error
    })
    const calibrated = `${roads} ${communes}`
    if (detour?.version !== calibrated) detour = { version: calibrated, found: detourOn(db, built) }
    const found = await detour.found.catch((error) => {
      detour = null
      throw error
    })
    const beyond = chainOf([...(outside ? [outside] : []), estimates(found)])
    return {
      network: built.network,
      closures: await closedOn(db, on),
      provider: chainOf([built.own, beyond]),
      beyond,
      detour: found,
    }
  }
}

function outsideOf(db: Executor, { provider, places }: RoutingService): RoutingProvider {
  const shown = async (ids: readonly string[]) =>
    new Map<string, Position>(
      (await asViewer(db, PUBLIC, (visible) => placesOf(visible, ids.map(Number)))).map(({ id, at }) => [
        id,
        at,
      ]),
    )
  return discreet(remembering(provider), { shown: places === 'all' ? null : shown })
}

async function build(db: Executor) {
  const network = buildNetwork(await lines(db))
  return { network, own: ownRoads(network) }
}

/** By where the public sees communes: the factor is told to everybody. */
async function detourOn(
  db: Executor,
  { network, own }: { network: RoadNetwork; own: RoutingProvider },
): Promise<Detour> {
  if (network.segmentCount === 0) return USUAL
  const places = await asViewer(db, PUBLIC, async (visible) => {
    const { rows } = await sql<{ id: number }>`
      select id from present_commune order by md5(id::text) limit ${CALIBRATED_BY}`.execute(visible)
    return placesOf(
      visible,
      rows.map(({ id }) => id),
    )
  })
  const matrix = await own.matrix({ from: places, to: places, profile: 'shortest' })
  const found = calibrateDetour(places, places, matrix)
  return found.pairs > 0 ? found : detourByCrossings(network, own)
}

/** Changes when a road comes, goes or is changed, and with nothing else of exchange. */
async function roadsNow(db: Executor): Promise<string> {
  const { rows } = await sql<{ version: string }>`
    select coalesce(md5(string_agg(id || '.' || revision, ' ' order by id)), '') as version from road_segment`.execute(
    db,
  )
  return rows[0].version
}

async function lines(db: Executor): Promise<RoadLine[]> {
  const { rows } = await sql<RoadLine & { coordinates: [number, number][] }>`
    select id::text, (st_asgeojson(geom, 7)::json -> 'coordinates') as coordinates, level, one_way as "oneWay",
      km_per_hour as "speedKmh", by_hand as drawn, name
    from road_segment order by id`.execute(db)
  return rows
}

async function closedOn(db: Executor, on: string): Promise<Closure[]> {
  const { rows } = await sql<{ line: string; fromM: number | null; toM: number | null }>`
    select id::text as line, closed_from_m as "fromM", closed_to_m as "toM" from road_segment
    where closed_from <= ${on}::date and (closed_until is null or ${on}::date < closed_until) order by id`.execute(
    db,
  )
  return rows.map(({ line, fromM, toM }) =>
    fromM === null || toM === null ? { line } : { line, fromM, toM },
  )
}
