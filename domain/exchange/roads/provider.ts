/** What any source of distances offers: roads of one's own, a routing service, or an estimate. */
import type { Position } from 'geojson'
import type { Closure } from './closures.ts'
import type { RouteSegment } from './route.ts'
import type { Profile } from './search.ts'

/**
 * How a distance was found. `UNREACHABLE`: the roads are known and none that is open leads there; `UNKNOWN`: nobody
 * could tell. The two are never the same.
 */
export const OWN_ROAD = 0
export const EXTERNAL = 1
export const ESTIMATE = 2
export const UNREACHABLE = 3
export const UNKNOWN = 4
export type Quality = 0 | 1 | 2 | 3 | 4

export interface Place {
  id: string
  /** Longitude and latitude. */
  at: Position
}

export interface MatrixQuery {
  from: readonly Place[]
  to: readonly Place[]
  profile: Profile
  closures?: readonly Closure[]
  signal?: AbortSignal
  /** Share of the cells that are done. */
  onProgress?: (share: number) => void
}

/** Row by row, one row a place in `from`. */
export interface Matrix {
  /** Infinity where unreachable, NaN where unknown. */
  km: Float32Array
  minutes: Float32Array
  quality: Uint8Array
  notes: ProviderNote[]
}

/** What a reader of the figures should know of how they came about. */
export interface ProviderNote {
  provider: string
  /**
   * `closures-ignored`: the service knows nothing of closed roads; `places-kept`: places that are not for the public
   * were not told to it; the rest say why a service gave no answer. Facts never hold a place.
   */
  note:
    | 'closures-ignored'
    | 'places-kept'
    | 'timeout'
    | 'no-connection'
    | 'odd-answer'
    | 'answer-too-large'
    | 'service-refused'
  facts: Record<string, string | number>
}

export interface RouteQuery {
  from: Place
  to: Place
  profile: Profile
  closures?: readonly Closure[]
  signal?: AbortSignal
}

export interface FoundRoute {
  coordinates: Position[]
  /** From place to place, ways to the road included. */
  km: number
  minutes: number
  /** Empty where the way is on none of our roads. */
  segments: RouteSegment[]
  quality: 0 | 1 | 2
  /** Of the kilometres, those on no road: all of an estimate, the ways from the places to the road. */
  estimatedKm: number
  /** On links that somebody drew by hand. */
  drawnKm: number
  provider: string
  networkVersion: string
}

export interface NoRoute {
  quality: 3 | 4
  provider: string
  notes: ProviderNote[]
}

export interface Snapped {
  /** Null where the place is on no road within reach. */
  at: Position | null
  accessKm: number
  island: number | null
}

export interface RoutingProvider {
  id: string
  /** Works without a network connection. */
  offline: boolean
  caps: {
    avoid: 'segments' | 'none'
    profiles: readonly Profile[]
    /** Cells that it answers at once. */
    maxCells: number
  }
  /** Changes when the roads do: part of the key of every cache. */
  networkVersion(): Promise<string>
  snap(places: readonly Place[]): Promise<Snapped[]>
  matrix(query: MatrixQuery): Promise<Matrix>
  route(query: RouteQuery): Promise<FoundRoute | NoRoute>
}

export const emptyMatrix = (rows: number, columns: number): Matrix => ({
  km: new Float32Array(rows * columns).fill(Number.NaN),
  minutes: new Float32Array(rows * columns).fill(Number.NaN),
  quality: new Uint8Array(rows * columns).fill(UNKNOWN),
  notes: [],
})
