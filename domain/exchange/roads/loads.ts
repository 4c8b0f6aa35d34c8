/** What travels on each segment, and who sends it: loads are sums of exchanges, and every tonne keeps its name. */
import { ESTIMATE, EXTERNAL, OWN_ROAD, UNKNOWN, UNREACHABLE } from './provider.ts'
import type { RouteSegment } from './route.ts'

/** An exchange with the way that it takes. */
export interface RoutedExchange {
  id: string
  tonnes: number
  /** From place to place; Infinity or NaN where there is no way or none is known. */
  km: number
  quality: 0 | 1 | 2 | 3 | 4
  /** Of the kilometres, those on no road. */
  estimatedKm: number
  segments: readonly RouteSegment[]
}

export interface SegmentLoad {
  segmentId: string
  /** Tonnes along the segment as it is stored, and against it. */
  along: number
  against: number
  /** Tonne-kilometres on it in both directions. */
  tonneKm: number
  /** Exchanges that use it, by id. */
  exchanges: string[]
}

/** By segment, in the order in which the exchanges come to them. An exchange that uses a segment twice loads it twice. */
export function segmentLoads(exchanges: readonly RoutedExchange[]): Map<string, SegmentLoad> {
  const loads = new Map<string, SegmentLoad>()
  for (const { id, tonnes, segments } of exchanges)
    for (const { segmentId, dir, km } of segments) {
      const load = loads.get(segmentId) ?? { segmentId, along: 0, against: 0, tonneKm: 0, exchanges: [] }
      if (dir === 1) load.along += tonnes
      else load.against += tonnes
      load.tonneKm += tonnes * km
      if (load.exchanges.at(-1) !== id) load.exchanges.push(id)
      loads.set(segmentId, load)
    }
  return loads
}

export interface TotalTravel {
  tonnes: number
  /** Of all that has a way, estimated or not. */
  tonneKm: number
  /** Between 0 and 1: which part of the tonne-kilometres is on estimated distances; null where there are none. */
  estimatedShare: number | null
  externalShare: number | null
  unreachableTonnes: number
  unknownTonnes: number
}

/** What every total must say: how much of it is known, and from where. */
export function totalTravel(exchanges: readonly RoutedExchange[]): TotalTravel {
  let [tonnes, tonneKm, estimated, external, unreachableTonnes, unknownTonnes] = [0, 0, 0, 0, 0, 0]
  for (const exchange of exchanges) {
    tonnes += exchange.tonnes
    if (exchange.quality === UNREACHABLE) unreachableTonnes += exchange.tonnes
    else if (exchange.quality === UNKNOWN) unknownTonnes += exchange.tonnes
    else {
      tonneKm += exchange.tonnes * exchange.km
      if (exchange.quality === ESTIMATE) estimated += exchange.tonnes * exchange.km
      if (exchange.quality === OWN_ROAD) estimated += exchange.tonnes * exchange.estimatedKm
      if (exchange.quality === EXTERNAL) external += exchange.tonnes * exchange.km
    }
  }
  return {
    tonnes,
    tonneKm,
    estimatedShare: tonneKm > 0 ? estimated / tonneKm : null,
    externalShare: tonneKm > 0 ? external / tonneKm : null,
    unreachableTonnes,
    unknownTonnes,
  }
}
