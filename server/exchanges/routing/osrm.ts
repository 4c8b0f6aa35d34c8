/** Distances from an OSRM server (its HTTP interface, version 1). It takes the fastest way of its profile, and knows no closures. */
import {
  EXTERNAL,
  type FoundRoute,
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
import { type BlockAnswer, codeOf, inBlocks, isAmount, isPosition, isRecord } from './blocks.ts'

export interface OsrmOptions {
  /** As the server's data were prepared. */
  profile?: string
  limits?: ServiceLimits
  /** Kilometres to the road beyond which a place is on none. */
  reachKm?: number
}

const ID = 'osrm'
/** A server takes a hundred places at once unless told otherwise (osrm-backend#4836): so many each of sources and targets. */
const BLOCK = 50
const AT_ONCE = 4
const REACH_KM = 5

const lonLat = ({ at: [x, y] }: Place): string => `${x.toFixed(6)},${y.toFixed(6)}`

export function osrm(address: ServiceAddress, options: OsrmOptions = {}): RoutingProvider {
  const { profile = 'driving', limits = USUAL_LIMITS, reachKm = REACH_KM } = options
  if (!/^[\w-]+$/.test(profile)) throw new Error(`An OSRM profile is not called ${profile}.`)
  const get = (service: string, places: readonly Place[], query: string, signal?: AbortSignal) =>
    ask(address, `${service}/v1/${profile}/${places.map(lonLat).join(';')}?${query}`, null, limits, signal)

  return {
    id: ID,
    offline: false,
    caps: { avoid: 'none', profiles: ['fastest'], maxCells: BLOCK * BLOCK },
    networkVersion: async () => {
      const answer = await get('nearest', [{ id: '', at: [0, 0] }], 'number=1')
      const version = answer.kind === 'answer' && isRecord(answer.body) ? answer.body.data_version : ''
      return `${ID}-${codeOf(String(version).replaceAll(/[^\w-]/g, '-'))}`
    },
    snap: async (places) => {
      const snapped: Snapped[] = []
      for (const place of places) snapped.push(snappedOf(await get('nearest', [place], 'number=1'), reachKm))
      return snapped
    },
    matrix: (query) =>
      inBlocks(query, { provider: ID, size: BLOCK, atOnce: AT_ONCE }, async (from, to) => {
        const numbers = (first: number, count: number) =>
          Array.from({ length: count }, (_, i) => first + i).join(';')
        const table = `sources=${numbers(0, from.length)}&destinations=${numbers(from.length, to.length)}&annotations=duration,distance`
        return tableOf(
          await get('table', [...from, ...to], table, query.signal),
          from.length,
          to.length,
          reachKm,
        )
      }),
    route: (query) => routeOf(query, get, reachKm),
  }
}

type Note = Omit<ProviderNote, 'provider'>
const odd = (facts: Note['facts'] = {}): Note => ({ note: 'odd-answer', facts })

/** What the server said where it said "Ok"; the note where it did not. */
function okOf(answer: Answer): Record<string, unknown> | Note {
  if (answer.kind === 'failed') return { note: answer.note, facts: answer.facts }
  if (!isRecord(answer.body)) return odd({ status: answer.status })
  if (answer.body.code === 'Ok') return answer.body
  return { note: 'service-refused', facts: { code: codeOf(answer.body.code), status: answer.status } }
}

const isNote = (value: Record<string, unknown> | Note): value is Note => 'note' in value

function tableOf(answer: Answer, rows: number, columns: number, reachKm: number): BlockAnswer {
  const body = okOf(answer)
  if (isNote(body)) return body
  const km = cellsOf(body.distances, rows, columns)
  const minutes = cellsOf(body.durations, rows, columns)
  const sources = accessOf(body.sources, rows)
  const targets = accessOf(body.destinations, columns)
  if (!km || !minutes || !sources || !targets) return odd()
  const cell = (i: number) => [sources[Math.floor(i / columns)], targets[i % columns]]
  return {
    km: km.map((metres, i) => {
      const [from, to] = cell(i)
      if (Math.max(from, to) > reachKm) return undefined
      return metres === null ? null : metres / 1000 + from + to
    }),
    minutes: minutes.map((seconds) => (seconds === null ? null : seconds / 60)),
  }
}

/** Row by row, or null where it is not a table of that size. */
function cellsOf(value: unknown, rows: number, columns: number): (number | null)[] | null {
  if (!Array.isArray(value) || value.length !== rows) return null
  const whole = value.every((row) => Array.isArray(row) && row.length === columns)
  const cells = whole ? (value.flat() as unknown[]) : []
  return whole && cells.every((cell) => cell === null || isAmount(cell)) ? (cells as (number | null)[]) : null
}

/** Kilometres from each place to the road that the server put it on. */
function accessOf(value: unknown, count: number): number[] | null {
  if (!Array.isArray(value) || value.length !== count) return null
  const metres = value.map((place) => (isRecord(place) ? place.distance : null))
  return metres.every(isAmount) ? metres.map((each) => each / 1000) : null
}

function snappedOf(answer: Answer, reachKm: number): Snapped {
  const body = okOf(answer)
  const place = isNote(body) || !Array.isArray(body.waypoints) ? null : body.waypoints[0]
  const nowhere: Snapped = { at: null, accessKm: 0, island: null }
  if (!isRecord(place) || !isPosition(place.location) || !isAmount(place.distance)) return nowhere
  const accessKm = place.distance / 1000
  return accessKm > reachKm ? nowhere : { at: place.location, accessKm, island: null }
}

async function routeOf(
  { from, to, signal }: RouteQuery,
  get: (service: string, places: readonly Place[], query: string, signal?: AbortSignal) => Promise<Answer>,
  reachKm: number,
): Promise<FoundRoute | NoRoute> {
  const answer = await get('route', [from, to], 'overview=full&geometries=geojson&steps=false', signal)
  const none = (quality: 3 | 4, ...notes: Note[]): NoRoute => ({
    quality,
    provider: ID,
    notes: notes.map((note) => ({ provider: ID, ...note })),
  })
  const body = okOf(answer)
  if (isNote(body)) return body.facts.code === 'NoRoute' ? none(UNREACHABLE) : none(UNKNOWN, body)
  const access = accessOf(body.waypoints, 2)
  const route = Array.isArray(body.routes) ? body.routes[0] : null
  const line = isRecord(route) && isRecord(route.geometry) ? route.geometry.coordinates : null
  if (!access || !isRecord(route) || !isAmount(route.distance) || !isAmount(route.duration))
    return none(UNKNOWN, odd())
  if (!Array.isArray(line) || line.length < 2 || !line.every(isPosition)) return none(UNKNOWN, odd())
  if (Math.max(...access) > reachKm) return none(UNKNOWN)
  const accessKm = access[0] + access[1]
  return {
    coordinates: [from.at, ...line, to.at],
    km: route.distance / 1000 + accessKm,
    minutes: route.duration / 60,
    segments: [],
    quality: EXTERNAL,
    estimatedKm: accessKm,
    drawnKm: 0,
    provider: ID,
    networkVersion: ID,
  }
}
