/** Roads that are closed: a stretch of a line, kept by metres along it, so that it outlives the cutting into segments. */
import type { RoadNetwork } from './network.ts'

export interface Closure {
  line: string
  /** Metres along the line; all of it where absent. */
  fromM?: number
  toM?: number
}

/** Rounding of a segment's name to whole metres must not close its neighbour. */
const SHARED_END_M = 1

/** The closure that a segment's name stands for; null where it is no such name. */
export function closureOf(segmentName: string): Closure | null {
  const match = /^(.+):(\d+)-(\d+)$/.exec(segmentName)
  return match && { line: match[1], fromM: Number(match[2]), toM: Number(match[3]) }
}

export interface ClosedSegments {
  /** By segment, 1 where closed. */
  closed: Uint8Array
  /** Closures that close nothing here: the line is gone, or is shorter than it was. */
  unmatched: Closure[]
}

export function closedSegments(network: RoadNetwork, closures: readonly Closure[]): ClosedSegments {
  const closed = new Uint8Array(network.segmentCount)
  if (closures.length === 0) return { closed, unmatched: [] }
  const ofLine = new Map<string, number[]>()
  for (let s = 0; s < network.segmentCount; s++) {
    const id = network.lines[network.line[s]].source.id
    const list = ofLine.get(id)
    if (list) list.push(s)
    else ofLine.set(id, [s])
  }
  const unmatched = closures.filter(({ line, fromM = 0, toM = Infinity }) => {
    const hit = (ofLine.get(line) ?? []).filter((s) => touches(network, s, fromM, toM))
    for (const segment of hit) closed[segment] = 1
    return hit.length === 0
  })
  return { closed, unmatched }
}

/** Whether a stretch and a segment share more than their rounded ends; the shorter of both at half its length. */
function touches({ begins, ends }: RoadNetwork, segment: number, fromM: number, toM: number): boolean {
  const shared = Math.min(ends[segment], toM) - Math.max(begins[segment], fromM)
  const shorter = Math.min(ends[segment] - begins[segment], toM - fromM)
  return shared > Math.min(SHARED_END_M, shorter / 2)
}

/** For caches: the same text for the same closures in any order. */
export const closureKey = (closures: readonly Closure[]): string =>
  closures
    .map(({ line, fromM = 0, toM = Infinity }) => `${line}:${fromM}-${toM}`)
    .sort()
    .join('|')
