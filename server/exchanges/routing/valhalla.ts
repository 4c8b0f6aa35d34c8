/** Distances from a Valhalla server, for trucks; it takes its fastest way, and is told of no closures. */
import type { Position } from 'geojson'
import {
  EXTERNAL,
  type FoundRoute,
  greatCircleKm,
  type MatrixQuery,
  type NoRoute,
  type Place,
  type ProviderNote,
  type RouteQuery,
  type RoutingProvider,
  type Snapped,
  UNKNOWN,
  UNREACHABLE,
} from '../../../domain/exchange/roads/index.ts'
import { type Answer, ask, type ServiceAddress, type ServiceLimits, USUAL_LIMITS } from './ask.ts'
import { type BlockAnswer, codeOf, inBlocks, isAmount, isRecord } from './blocks.ts'
import { decodePolyline } from './polyline.ts'

export interface ValhallaOptions {
  costing?: 'truck' | 'auto'
  limits?: ServiceLimits
  reachKm?: number
}

const ID = 'valhalla'
/** Of sources and targets each: a server takes 50 locations to a side unless told otherwise. */
const BLOCK = 50
const LOCATED_AT_ONCE = 50
const AT_ONCE = 4
const REACH_KM = 5
/** "No path could be found for input" and "No suitable edges near location". */
const NO_PATH = 442
const NO_EDGES = 171

type Note = Omit<ProviderNote, 'provider'>
type Send = (service: string, body: object, signal?: AbortSignal) => Promise<Answer>

const latLon = ({ at: [lon, lat] }: Place) => ({ lat, lon })

export function valhalla(address: ServiceAddress, options: ValhallaOptions = {}): RoutingProvider {
  const { costing = 'truck', limits = USUAL_LIMITS, reachKm = REACH_KM } = options
  const send: Send = (service, body, signal) =>
    ask(address, service, { ...body, costing, units: 'kilometers' }, limits, signal)
  const locate = (places: readonly Place[], signal?: AbortSignal) => located(places, send, reachKm, signal)

  return {
    id: ID,
    offline: false,
    caps: { avoid: 'none', profiles: ['fastest'], maxCells: BLOCK * BLOCK },
    networkVersion: async () => {
      const answer = await ask(address, 'status', null, limits)
      const body = answer.kind === 'answer' && isRecord(answer.body) ? answer.body : {}
      const version = codeOf(String(body.version).replaceAll(/[^\w-]/g, '-'))
      return `${ID}-${version}-${codeOf(body.tileset_last_modified)}`
    },
    snap: async (places) => {
      const found = await locate(places)
      return 'note' in found ? places.map(() => NOWHERE) : found
    },
    matrix: async (query) => matrixOf(query, send, locate),
    route: (query) => routeOf(query, send, locate),
  }
}

const NOWHERE: Snapped = { at: null, accessKm: 0, island: null }
const odd: Note = { note: 'odd-answer', facts: {} }

function noteOf(answer: Answer): Note | null {
  if (answer.kind === 'failed') return { note: answer.note, facts: answer.facts }
  if (answer.status === 200) return null
  const code = isRecord(answer.body) ? codeOf(answer.body.error_code) : '?'
  return { note: 'service-refused', facts: { code, status: answer.status } }
}

/** Where the server's roads are, place by place: one place without a road would have a whole table refused. */
async function located(
  places: readonly Place[],
  send: Send,
  reachKm: number,
  signal?: AbortSignal,
): Promise<Snapped[] | Note> {
  const snapped: Snapped[] = []
  for (let first = 0; first < places.length; first += LOCATED_AT_ONCE) {
    const some = places.slice(first, first + LOCATED_AT_ONCE)
    const answer = await send('locate', { locations: some.map(latLon), verbose: false }, signal)
    const note = noteOf(answer)
    if (note) return note
    const body = answer.kind === 'answer' ? answer.body : null
    if (!Array.isArray(body) || body.length !== some.length) return odd
    for (const [i, entry] of body.entries()) snapped.push(nearestOf(some[i], entry, reachKm))
  }
  return snapped
}

function nearestOf({ at }: Place, entry: unknown, reachKm: number): Snapped {
  const edges = isRecord(entry) && Array.isArray(entry.edges) ? entry.edges : []
  const places = edges.flatMap((edge): Position[] =>
    isRecord(edge) && typeof edge.correlated_lon === 'number' && typeof edge.correlated_lat === 'number'
      ? [[edge.correlated_lon, edge.correlated_lat]]
      : [],
  )
  const nearest = places
    .map((place) => ({ at: place, accessKm: greatCircleKm(at, place), island: null }))
    .sort((a, b) => a.accessKm - b.accessKm)[0]
  return nearest && nearest.accessKm <= reachKm ? nearest : NOWHERE
}

async function matrixOf(
  query: MatrixQuery,
  send: Send,
  locate: (places: readonly Place[], signal?: AbortSignal) => Promise<Snapped[] | Note>,
) {
  const { from, to, signal } = query
  const places = new Map([...from, ...to].map((place) => [place, NOWHERE]))
  const found = await locate([...places.keys()], signal)
  if (!('note' in found)) for (const [i, place] of [...places.keys()].entries()) places.set(place, found[i])
  return inBlocks(query, { provider: ID, size: BLOCK, atOnce: AT_ONCE }, async (rows, columns) => {
    if ('note' in found) return found
    const onRoad = (place: Place) => places.get(place)!.at !== null
    const sources = rows.filter(onRoad)
    const targets = columns.filter(onRoad)
    const unknown = rows.flatMap(() => columns.map(() => undefined))
    if (sources.length === 0 || targets.length === 0) return { km: unknown, minutes: unknown }
    const body = { sources: sources.map(latLon), targets: targets.map(latLon), verbose: true }
    const table = tableOf(await send('sources_to_targets', body, signal), sources.length, targets.length)
    if ('note' in table) return table
    const cells = rows.flatMap((source) =>
      columns.map((target) => {
        if (!onRoad(source) || !onRoad(target)) return { km: undefined, minutes: undefined }
        const i = sources.indexOf(source) * targets.length + targets.indexOf(target)
        const km = table.km[i]
        const access = places.get(source)!.accessKm + places.get(target)!.accessKm
        return { km: typeof km === 'number' ? km + access : km, minutes: table.minutes[i] }
      }),
    )
    return { km: cells.map(({ km }) => km), minutes: cells.map(({ minutes }) => minutes) }
  })
}

function tableOf(answer: Answer, rows: number, columns: number): BlockAnswer {
  const note = noteOf(answer)
  if (note) return note
  const table = answer.kind === 'answer' && isRecord(answer.body) ? answer.body.sources_to_targets : null
  if (!Array.isArray(table) || table.length !== rows) return odd
  const cells = table.flatMap((row) => (Array.isArray(row) && row.length === columns ? row : [null]))
  const km: (number | null)[] = []
  const minutes: (number | null)[] = []
  for (const cell of cells) {
    if (!isRecord(cell)) return odd
    const { distance, time } = cell
    if (distance === null || time === null) {
      km.push(null)
      minutes.push(null)
    } else if (isAmount(distance) && isAmount(time)) {
      km.push(distance)
      minutes.push(time / 60)
    } else return odd
  }
  return { km, minutes }
}

async function routeOf(
  { from, to, signal }: RouteQuery,
  send: Send,
  locate: (places: readonly Place[], signal?: AbortSignal) => Promise<Snapped[] | Note>,
): Promise<FoundRoute | NoRoute> {
  const none = (quality: 3 | 4, ...notes: Note[]): NoRoute => ({
    quality,
    provider: ID,
    notes: notes.map((note) => ({ provider: ID, ...note })),
  })
  const ends = await locate([from, to], signal)
  if ('note' in ends) return none(UNKNOWN, ends)
  if (ends.some(({ at }) => at === null)) return none(UNKNOWN)
  const answer = await send('route', { locations: [from, to].map(latLon), directions_type: 'none' }, signal)
  const note = noteOf(answer)
  if (note) {
    if (note.facts.code === String(NO_PATH)) return none(UNREACHABLE)
    return note.facts.code === String(NO_EDGES) ? none(UNKNOWN) : none(UNKNOWN, note)
  }
  const trip = answer.kind === 'answer' && isRecord(answer.body) ? answer.body.trip : null
  const leg = isRecord(trip) && Array.isArray(trip.legs) && trip.legs.length === 1 ? trip.legs[0] : null
  const summary = isRecord(trip) && isRecord(trip.summary) ? trip.summary : {}
  const line = isRecord(leg) && typeof leg.shape === 'string' ? decodePolyline(leg.shape) : null
  if (!line || !isAmount(summary.length) || !isAmount(summary.time)) return none(UNKNOWN, odd)
  const accessKm = ends[0].accessKm + ends[1].accessKm
  return {
    coordinates: [from.at, ...line, to.at],
    km: summary.length + accessKm,
    minutes: summary.time / 60,
    segments: [],
    quality: EXTERNAL,
    estimatedKm: accessKm,
    drawnKm: 0,
    provider: ID,
    networkVersion: ID,
  }
}
