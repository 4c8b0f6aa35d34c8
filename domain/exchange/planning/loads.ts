/** What goes over each segment, each way: a road, or the whole way between two places where only its length was told. */
import { stepsFrom } from './paths.ts'
import type { Situation } from './situation.ts'

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
        const { tree, at } = paths.reach(y, x)
        if (at >= 0) return stepsFrom(paths.network, tree, at)
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

/** Between two places, direct or through a hub. */
export interface Course {
  from: number
  to: number
  hub: number
}

/** The segments of a course in the order driven, as `between` gives them. */
export function segmentsAlong(situation: Situation, segments: Segments, { from, to, hub }: Course): number[] {
  if (hub < 0) return segments.between(from, to)
  const { place } = situation.hubs[hub]
  return [...segments.between(from, place), ...segments.between(place, to)]
}

/** Grams along and against each segment that carries any, in order. */
export function loadsOf(
  segments: Segments,
  flows: { amount: number; steps: number[] }[],
): { segment: number; along: number; against: number }[] {
  /** By step: segment × 2, + 1 against it. */
  const load = new Float64Array(2 * segments.km.length)
  for (const { amount, steps } of flows) for (const step of steps) load[step] += amount
  const loads: ReturnType<typeof loadsOf> = []
  for (let segment = 0; segment < segments.km.length; segment++) {
    const [along, against] = [load[2 * segment], load[2 * segment + 1]]
    if (along > 0 || against > 0) loads.push({ segment, along, against })
  }
  return loads
}
