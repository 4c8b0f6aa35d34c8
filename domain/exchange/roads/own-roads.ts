/** Distances on the roads that the users brought: the first choice, and the only one that knows of closures. */
import { type ClosedSegments, type Closure, closedSegments, closureKey } from './closures.ts'
import { distanceTable } from './matrix.ts'
import type { RoadNetwork } from './network.ts'
import {
  emptyMatrix,
  type FoundRoute,
  type Matrix,
  type MatrixQuery,
  type NoRoute,
  OWN_ROAD,
  type Place,
  type Quality,
  type RouteQuery,
  type RoutingProvider,
  type Snapped,
  UNKNOWN,
  UNREACHABLE,
} from './provider.ts'
import { Router } from './route.ts'
import { type Access, Snapper, USUAL_REACH_KM } from './snap.ts'

const ID = 'own-roads'
/** Milliseconds of work before others get their turn. */
const TURN_MS = 50

export interface OwnRoadsOptions {
  reachKm?: number
}

export function ownRoads(
  network: RoadNetwork,
  { reachKm = USUAL_REACH_KM }: OwnRoadsOptions = {},
): RoutingProvider {
  const snapper = new Snapper(network)
  let last: { key: string; segments: ClosedSegments } | null = null
  const closed = (closures: readonly Closure[] = []) => {
    const key = closureKey(closures)
    if (last?.key !== key) last = { key, segments: closedSegments(network, closures) }
    return last.segments.closed
  }
  const accessOf = ({ at }: Place) => snapper.nearest(at, reachKm)

  return {
    id: ID,
    offline: true,
    caps: { avoid: 'segments', profiles: ['shortest', 'fastest'], maxCells: Infinity },
    networkVersion: async () => network.version,
    snap: async (places) => places.map((place) => snappedOf(accessOf(place))),
    matrix: (query) => matrixOn(network, query, accessOf, closed(query.closures)),
    route: async (query) => routeOn(network, query, accessOf, closed(query.closures)),
  }
}

const snappedOf = (access: Access | null): Snapped =>
  access
    ? { at: access.at, accessKm: access.accessKm, island: access.island }
    : { at: null, accessKm: 0, island: null }

/**
 * Whether what no open road leads to is unreachable or unknown: on one island there is a road, and it is closed or runs
 * the other way; between islands the drawing may lack one.
 */
const withoutRoad = (from: Access | null, to: Access | null): 3 | 4 =>
  from && to && from.island === to.island ? UNREACHABLE : UNKNOWN

async function matrixOn(
  network: RoadNetwork,
  { from, to, profile, signal, onProgress }: MatrixQuery,
  accessOf: (place: Place) => Access | null,
  closed: Uint8Array,
): Promise<Matrix> {
  const sources = from.map(accessOf)
  const targets = to.map(accessOf)
  const work = distanceTable(network, sources, targets, { profile, closed })
  let turn = performance.now()
  let step = work.next()
  while (!step.done) {
    if (performance.now() - turn > TURN_MS) {
      onProgress?.(step.value / from.length)
      await new Promise((resolve) => setTimeout(resolve))
      turn = performance.now()
    }
    signal?.throwIfAborted()
    step = work.next()
  }
  const matrix = { ...emptyMatrix(from.length, to.length), ...step.value }
  for (let cell = 0; cell < matrix.km.length; cell++) {
    if (from[Math.floor(cell / to.length)].id === to[cell % to.length].id) {
      matrix.km[cell] = matrix.minutes[cell] = 0
      matrix.quality[cell] = OWN_ROAD
    } else if (Number.isFinite(matrix.km[cell])) matrix.quality[cell] = OWN_ROAD
    else {
      const quality: Quality = withoutRoad(sources[Math.floor(cell / to.length)], targets[cell % to.length])
      matrix.quality[cell] = quality
      matrix.km[cell] = matrix.minutes[cell] = quality === UNREACHABLE ? Infinity : Number.NaN
    }
  }
  return matrix
}

/** Kept while the network and its closures are: a search's arrays are as large as the network. */
const routers = new WeakMap<Uint8Array, Map<string, Router>>()

function routeOn(
  network: RoadNetwork,
  { from, to, profile }: RouteQuery,
  accessOf: (place: Place) => Access | null,
  closed: Uint8Array,
): FoundRoute | NoRoute {
  const source = accessOf(from)
  const target = accessOf(to)
  const byProfile = routers.get(closed) ?? new Map<string, Router>()
  routers.set(closed, byProfile)
  const router = byProfile.get(profile) ?? new Router(network, profile, closed)
  byProfile.set(profile, router)
  const found = source && target && router.route(source, target)
  if (!found) return { quality: withoutRoad(source, target), provider: ID, notes: [] }
  const accessKm = source.accessKm + target.accessKm
  return {
    ...found,
    coordinates: [from.at, ...found.coordinates, to.at],
    km: found.km + accessKm,
    quality: OWN_ROAD,
    estimatedKm: accessKm,
    provider: ID,
    networkVersion: network.version,
  }
}
