/** What goes over each segment, each way: a road, or the whole way between two places where only its length was told. */
import { roadsTo } from './paths.ts'
import type { Situation, Way } from './situation.ts'

export interface Segments {
  /** Roads first, then told ways as they come up. */
  km: number[]
  capacity: number[]
  /** Segment × 2, + 1 where it is driven against its own direction, along a way between two places. */
  between(from: number, to: number): number[]
  /** The places of a told way. */
  toldEnds(segment: number): [number, number] | null
}

export function segmentsOf({ roads, paths, places, told }: Situation): Segments {
  const km = Array.from(paths.network.km)
  const capacity = roads.map((road) => road.capacity)
  const toldSegment = new Map<number, number>()
  const ends: [number, number][] = []
  return {
    km,
    capacity,
    between(from, to) {
      const [x, y] = [places[from].node, places[to].node]
      if (from === to || (x >= 0 && x === y)) return []
      if (x >= 0 && y >= 0) {
        const tree = paths.from(y)
        // The tree leads from the taker outwards: each road is driven the other way.
        if (tree.km[x] < Infinity)
          return roadsTo(paths.network, tree, x)
            .map(({ road, ahead }) => 2 * road + (ahead ? 1 : 0))
            .reverse()
      }
      const [low, high] = from < to ? [from, to] : [to, from]
      const key = low * places.length + high
      let segment = toldSegment.get(key)
      if (segment === undefined) {
        segment = km.push(told.get(key)!.km) - 1
        capacity.push(Infinity)
        toldSegment.set(key, segment)
        ends.push([low, high])
      }
      return [2 * segment + (from < to ? 0 : 1)]
    },
    toldEnds: (segment) => ends[segment - roads.length] ?? null,
  }
}

/** A flow between two places, direct or through a hub. */
export interface Carried {
  from: number
  to: number
  hub: number
  amount: number
  way: Way
}

export const legsOf = (
  situation: Situation,
  { from, to, hub }: Omit<Carried, 'amount' | 'way'>,
): [number, number][] =>
  hub < 0
    ? [[from, to]]
    : [
        [from, situation.hubs[hub].place],
        [situation.hubs[hub].place, to],
      ]

export const segmentsAlong = (
  situation: Situation,
  segments: Segments,
  flow: Omit<Carried, 'amount' | 'way'>,
): number[] => legsOf(situation, flow).flatMap(([from, to]) => segments.between(from, to))

/** Grams along and against each segment that carries any, in order. */
export function loadsOf(
  situation: Situation,
  segments: Segments,
  flows: Carried[],
): { segment: number; along: number; against: number }[] {
  const loads = new Map<number, { segment: number; along: number; against: number }>()
  for (const flow of flows)
    for (const step of segmentsAlong(situation, segments, flow)) {
      const segment = step >> 1
      let load = loads.get(segment)
      if (!load) {
        load = { segment, along: 0, against: 0 }
        loads.set(segment, load)
      }
      if (step & 1) load.against += flow.amount
      else load.along += flow.amount
    }
  return [...loads.values()].sort((x, y) => x.segment - y.segment)
}
