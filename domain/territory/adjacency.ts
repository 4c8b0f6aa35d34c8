/** Who touches whom: exactly shared lines first, drawn ones for what is left. */
import { segmentLengthM, shortWay } from '../geometry/ellipsoid.ts'
import type { FlatAreas } from '../geometry/flat-areas.ts'
import { findSharedLines, type SharedLines } from '../geometry/shared-lines.ts'
import { matchDrawnBorders } from './drawn-borders.ts'
import { PairColumns } from './pair-columns.ts'
import type { Certainty, Pair, PairKind } from './types.ts'

const CORNER = 0
export const BORDER = 1
const DOUBTFUL = 0
export const CERTAIN = 1

/** All touching pairs as columns, `a[i] < b[i]`, ordered by `a` then `b`, and the same as neighbour lists. */
export interface Adjacency {
  /** Number of units. */
  count: number
  a: Uint32Array
  b: Uint32Array
  /** CORNER or BORDER. */
  kind: Uint8Array
  /** DOUBTFUL or CERTAIN. */
  certainty: Uint8Array
  /** Metres side by side; 0 for a corner. */
  lengthM: Float64Array
  /** Widest separation in metres. */
  separationM: Float64Array
  /** Longitude and latitude of a point on the shared stretch, two per pair. */
  place: Float64Array
  /** Unit `u` has the neighbours `neighbour[start[u]] .. neighbour[start[u + 1] - 1]`, in order. */
  start: Uint32Array
  neighbour: Uint32Array
  /** The pair that each entry of `neighbour` belongs to. */
  pairOf: Uint32Array
}

/**
 * The whole adjacency of a territory. Pairs that share a segment, to 1e-7 degree, are certain borders; pairs that
 * share only vertices are corners; what stays unshared goes to the drawn-border search, which measures it.
 */
export function buildAdjacency(areas: FlatAreas): Adjacency {
  const { pairs, firstPair, openSegments } = collectExactPairs(areas)
  const exactPair = (a: number, b: number): number => {
    const low = Math.min(a, b)
    const high = Math.max(a, b)
    for (let i = firstPair[low]; i < firstPair[low + 1]; i++) if (pairs.b[i] === high) return i
    return -1
  }
  for (const drawn of matchDrawnBorders(areas, openSegments, (a, b) => exactPair(a, b) >= 0)) {
    const exact = exactPair(drawn.a, drawn.b)
    if (exact >= 0) {
      pairs.lengthM[exact] += drawn.lengthM
      continue
    }
    const pair = pairs.push(
      Math.min(drawn.a, drawn.b),
      Math.max(drawn.a, drawn.b),
      drawn.kind === 'border' ? BORDER : CORNER,
      drawn.certainty === 'certain' ? CERTAIN : DOUBTFUL,
    )
    pairs.lengthM[pair] = drawn.lengthM
    pairs.separationM[pair] = drawn.separationM
    pairs.place[2 * pair] = drawn.place[0]
    pairs.place[2 * pair + 1] = drawn.place[1]
  }
  return pairs.toAdjacency(areas.count)
}

/** Only what is shared to 1e-7 degree, for coverages known to be clean. */
export function buildExactAdjacency(areas: FlatAreas): Adjacency {
  return collectExactPairs(areas).pairs.toAdjacency(areas.count)
}

function collectExactPairs(areas: FlatAreas) {
  const shared = findSharedLines(areas)
  const pairs = new PairColumns()
  const collected = collectBorders(areas, shared, pairs)
  collectCorners(areas, shared, pairs)
  return { pairs, ...collected }
}

/**
 * Adds the exactly shared borders unit after unit. Returns where the pairs of each unit begin, and for each segment,
 * by its first vertex, whether one unit only owns it.
 */
function collectBorders(areas: FlatAreas, shared: SharedLines, pairs: PairColumns) {
  const { coordinates, ringStart, partStart, unitStart, count } = areas
  const { slots, furtherOwners } = shared
  const firstPair = new Uint32Array(count + 1)
  const openSegments = new Uint8Array(ringStart[ringStart.length - 1])
  // the pair of the unit at hand with each other unit, valid where it is one of this unit's pairs
  const pairWith = new Int32Array(count).fill(-1)
  let further = 0
  // the stretch at hand: segments one after the other with the same owner on the other side
  let other = -1
  let lengthM = 0
  let longestM = -1
  let placeLon = 0
  let placeLat = 0
  const addStretch = (unit: number) => {
    let pair = pairWith[other]
    if (pair < firstPair[unit]) {
      pair = pairs.push(unit, other, BORDER, CERTAIN)
      pairWith[other] = pair
    }
    pairs.extend(pair, lengthM, longestM, placeLon, placeLat)
    lengthM = 0
    longestM = -1
  }
  const addSegment = (v: number, next: number) => {
    const lon = coordinates[2 * v]
    const lat = coordinates[2 * v + 1]
    const nextLon = coordinates[2 * next]
    const nextLat = coordinates[2 * next + 1]
    const segmentM = segmentLengthM(lon, lat, nextLon, nextLat)
    lengthM += segmentM
    if (segmentM > longestM) {
      longestM = segmentM
      placeLon = lon + shortWay(nextLon - lon) / 2
      placeLat = (lat + nextLat) / 2
    }
  }
  for (let unit = 0; unit < count; unit++) {
    const ringEnd = partStart[unitStart[unit + 1]]
    for (let ring = partStart[unitStart[unit]]; ring < ringEnd; ring++) {
      const start = ringStart[ring]
      const end = ringStart[ring + 1]
      for (let v = start, slot = start + 2 * ring + 1; v < end; v++, slot++) {
        const owner = slots[4 * slot + 3] - 1
        if (owner < 0) {
          openSegments[v] = 1
          continue
        }
        if (owner > unit) {
          if (owner !== other) {
            if (longestM >= 0) addStretch(unit)
            other = owner
          }
          addSegment(v, v + 1 < end ? v + 1 : start)
        }
        if (further < furtherOwners.length && furtherOwners[further] === slot) {
          if (longestM >= 0) addStretch(unit)
          for (let previous = -1; furtherOwners[further] === slot; further += 2) {
            other = furtherOwners[further + 1]
            // a ring drawn twice makes the same owner appear twice
            if (other <= unit || other === owner || other === previous) continue
            previous = other
            addSegment(v, v + 1 < end ? v + 1 : start)
            addStretch(unit)
          }
        }
      }
      if (longestM >= 0) addStretch(unit)
    }
    firstPair[unit + 1] = pairs.length
  }
  return { firstPair, openSegments }
}

function collectCorners(areas: FlatAreas, shared: SharedLines, pairs: PairColumns): void {
  const { corners, slots } = shared
  const { ringStart, coordinates } = areas
  for (let i = 0; i < corners.length; i += 2) {
    const a = slots[4 * corners[i] + 2]
    const b = slots[4 * corners[i + 1] + 2]
    const pair = pairs.push(Math.min(a, b), Math.max(a, b), CORNER, CERTAIN)
    const slot = corners[i]
    // ring `r` keeps vertex `v` at slot `v + 2r + 1`
    const v = slot - 2 * ringOf(ringStart, (r) => ringStart[r] + 2 * r < slot) - 1
    pairs.place[2 * pair] = coordinates[2 * v]
    pairs.place[2 * pair + 1] = coordinates[2 * v + 1]
  }
}

/** The last ring that begins where `reached` holds. */
function ringOf(ringStart: Uint32Array, reached: (ring: number) => boolean): number {
  let low = 0
  let high = ringStart.length - 2
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (reached(middle)) low = middle
    else high = middle - 1
  }
  return low
}

const KINDS: PairKind[] = ['corner', 'border']
const CERTAINTIES: Certainty[] = ['doubtful', 'certain']

/** Pair `i` of an adjacency as an object. */
export function pairAt(adjacency: Adjacency, i: number): Pair {
  return {
    a: adjacency.a[i],
    b: adjacency.b[i],
    kind: KINDS[adjacency.kind[i]],
    certainty: CERTAINTIES[adjacency.certainty[i]],
    lengthM: adjacency.lengthM[i],
    separationM: adjacency.separationM[i],
    place: [adjacency.place[2 * i], adjacency.place[2 * i + 1]],
  }
}
