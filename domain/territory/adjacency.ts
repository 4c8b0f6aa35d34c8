/** Who touches whom: exactly shared lines first, drawn ones for what is left. */
import { segmentLengthM } from '../geometry/ellipsoid.ts'
import type { FlatAreas } from '../geometry/flat-areas.ts'
import { findSharedLines, type SharedLines } from '../geometry/shared-lines.ts'
import { matchDrawnBorders } from './drawn-borders.ts'
import { PairColumns } from './pair-columns.ts'
import type { Certainty, Pair, PairKind } from './types.ts'

export const CORNER = 0
export const BORDER = 1
export const DOUBTFUL = 0
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
  const { pairs, shared, firstPair } = collectExactPairs(areas)
  const isExactBorder = (a: number, b: number): boolean => {
    const low = Math.min(a, b)
    const high = Math.max(a, b)
    for (let i = firstPair[low]; i < firstPair[low + 1]; i++) if (pairs.b[i] === high) return true
    return false
  }
  for (const drawn of matchDrawnBorders(areas, openSegments(areas, shared), isExactBorder)) {
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
  const firstPair = collectBorders(areas, shared, pairs)
  collectCorners(areas, shared, pairs)
  return { pairs, shared, firstPair }
}

/** Adds the exactly shared borders unit after unit. Returns where the pairs of each unit begin. */
function collectBorders(areas: FlatAreas, shared: SharedLines, pairs: PairColumns): Uint32Array {
  const { coordinates, ringStart, partStart, unitStart, count } = areas
  const { partner, furtherPartners } = shared
  const firstPair = new Uint32Array(count + 1)
  // the pair of the unit at hand with each other unit, valid where it is one of this unit's pairs
  const pairWith = new Int32Array(count).fill(-1)
  let further = 0
  for (let unit = 0; unit < count; unit++) {
    const ringEnd = partStart[unitStart[unit + 1]]
    for (let ring = partStart[unitStart[unit]]; ring < ringEnd; ring++) {
      const start = ringStart[ring]
      const end = ringStart[ring + 1]
      for (let v = start, slot = start + 2 * ring + 1; v < end; v++, slot++) {
        if (partner[slot] === 0) continue
        let other = partner[slot] - 1
        let previous = -1
        for (;;) {
          // a ring drawn twice makes the same owner appear twice
          if (other > unit && other !== previous && (previous < 0 || other !== partner[slot] - 1)) {
            const next = v + 1 < end ? v + 1 : start
            const lon = coordinates[2 * v]
            const lat = coordinates[2 * v + 1]
            const lengthM = segmentLengthM(lon, lat, coordinates[2 * next], coordinates[2 * next + 1])
            let pair = pairWith[other]
            if (pair < firstPair[unit]) {
              pair = pairs.push(unit, other, BORDER, CERTAIN)
              pairWith[other] = pair
            }
            pairs.extend(pair, lengthM, v, next)
          }
          if (further >= furtherPartners.length || furtherPartners[further] !== slot) break
          previous = other
          other = furtherPartners[further + 1]
          further += 2
        }
      }
    }
    firstPair[unit + 1] = pairs.length
  }
  pairs.placeOnLongest(coordinates)
  return firstPair
}

/** 1 for each segment that only one unit owns, by its first vertex. */
function openSegments(areas: FlatAreas, shared: SharedLines): Uint8Array {
  const { ringStart } = areas
  const open = new Uint8Array(ringStart[ringStart.length - 1])
  for (let ring = 0; ring + 1 < ringStart.length; ring++) {
    const end = ringStart[ring + 1]
    for (let v = ringStart[ring], slot = v + 2 * ring + 1; v < end; v++, slot++) {
      if (shared.partner[slot] === 0) open[v] = 1
    }
  }
  return open
}

function collectCorners(areas: FlatAreas, shared: SharedLines, pairs: PairColumns): void {
  const { corners, unitOfSlot } = shared
  if (corners.length === 0) return
  const vertexOf = vertexOfSlot(areas, corners)
  for (let i = 0; i < corners.length; i += 2) {
    const u = unitOfSlot[corners[i]]
    const v = unitOfSlot[corners[i + 1]]
    const pair = pairs.push(Math.min(u, v), Math.max(u, v), CORNER, CERTAIN)
    pairs.place[2 * pair] = areas.coordinates[2 * vertexOf[i / 2]]
    pairs.place[2 * pair + 1] = areas.coordinates[2 * vertexOf[i / 2] + 1]
  }
}

/** The vertex at the first slot of every (slot, slot) pair: ring `r` keeps vertex `v` at slot `v + 2r + 1`. */
function vertexOfSlot(areas: FlatAreas, pairs: Int32Array): Uint32Array {
  const { ringStart } = areas
  const vertices = new Uint32Array(pairs.length / 2)
  for (let i = 0; i < vertices.length; i++) {
    const slot = pairs[2 * i]
    let low = 0
    let high = ringStart.length - 2
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (ringStart[middle] + 2 * middle < slot) low = middle
      else high = middle - 1
    }
    vertices[i] = slot - 2 * low - 1
  }
  return vertices
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
