/** Distances where no road is known: great circle times a detour factor, always marked as an estimate. */
import { greatCircleKm } from './metres.ts'
import type { RoadNetwork } from './network.ts'
import { ESTIMATE, emptyMatrix, type Matrix, OWN_ROAD, type Place, type RoutingProvider } from './provider.ts'

/**
 * Between the rural 1.36 of Spain (Domínguez-Caamaño 2016) and the national 1.26 and mountainous 1.435 of South Korea
 * (Kim et al. 2015, J. KSAE 57(4)); no figure for Venezuela was found.
 */
const USUAL_DETOUR = 1.35
/** Pairs on roads from which a detour factor of one's own is believed. */
const PAIRS_TO_CALIBRATE = 30
/** Kilometres below which access and rounding make the factor. */
const NEAR_KM = 1
const ID = 'estimate'

export interface Detour {
  factor: number
  /** How many routed pairs it rests on; 0 where it is the usual one. */
  pairs: number
  /** What the pairs are of. */
  of: 'usual' | 'communes' | 'crossings'
}
export const USUAL: Detour = { factor: USUAL_DETOUR, pairs: 0, of: 'usual' }

/** The median of road to great circle over the pairs that were found on roads; the usual factor where they are few. */
export function calibrateDetour(
  from: readonly Place[],
  to: readonly Place[],
  { km, quality }: Pick<Matrix, 'km' | 'quality'>,
): Detour {
  const seen = new Set<string>()
  const factors: number[] = []
  for (const [row, a] of from.entries())
    for (const [column, b] of to.entries()) {
      const cell = row * to.length + column
      const pair = a.id < b.id ? `${a.id}\0${b.id}` : `${b.id}\0${a.id}`
      if (quality[cell] !== OWN_ROAD || seen.has(pair)) continue
      const straight = greatCircleKm(a.at, b.at)
      if (straight < NEAR_KM) continue
      seen.add(pair)
      factors.push(km[cell] / straight)
    }
  if (factors.length < PAIRS_TO_CALIBRATE) return USUAL
  factors.sort((a, b) => a - b)
  const middle = factors.length >> 1
  const factor = factors.length % 2 ? factors[middle] : (factors[middle - 1] + factors[middle]) / 2
  return { factor, pairs: factors.length, of: 'communes' }
}

/** Crossings looked at: 276 pairs. */
const CROSSINGS = 24

/**
 * Where too few communes lie on the roads: the same between places where roads meet or end, evenly out of all of them.
 * The usual factor where even these are few.
 */
export async function detourByCrossings(
  { nodeCount, nodes }: RoadNetwork,
  roads: RoutingProvider,
): Promise<Detour> {
  const count = Math.min(CROSSINGS, nodeCount)
  const places = Array.from({ length: count }, (_, i): Place => {
    const node = Math.floor((i * nodeCount) / count)
    return { id: String(node), at: [nodes[2 * node], nodes[2 * node + 1]] }
  })
  const found = calibrateDetour(
    places,
    places,
    await roads.matrix({ from: places, to: places, profile: 'shortest' }),
  )
  return found.pairs > 0 ? { ...found, of: 'crossings' } : found
}

export function estimates(detour: Detour = USUAL, speedKmh = 40): RoutingProvider {
  const version = `${ID}-${detour.factor}-${detour.pairs}`
  const kmBetween = (a: Place, b: Place) => detour.factor * greatCircleKm(a.at, b.at)
  return {
    id: ID,
    offline: true,
    caps: { avoid: 'none', profiles: ['shortest', 'fastest'], maxCells: Infinity },
    networkVersion: async () => version,
    snap: async (places) => places.map(({ at }) => ({ at, accessKm: 0, island: null })),
    matrix: async ({ from, to }) => {
      const matrix = emptyMatrix(from.length, to.length)
      for (const [row, a] of from.entries())
        for (const [column, b] of to.entries()) {
          const cell = row * to.length + column
          matrix.km[cell] = kmBetween(a, b)
          matrix.minutes[cell] = (60 * matrix.km[cell]) / speedKmh
          matrix.quality[cell] = ESTIMATE
        }
      return matrix
    },
    route: async ({ from, to }) => {
      const km = kmBetween(from, to)
      return {
        coordinates: [from.at, to.at],
        km,
        minutes: (60 * km) / speedKmh,
        segments: [],
        quality: ESTIMATE,
        estimatedKm: km,
        drawnKm: 0,
        provider: ID,
        networkVersion: version,
      }
    },
  }
}
