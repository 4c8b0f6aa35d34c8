/** Who touches whom: exactly shared lines first, drawn ones for what is left. */
import type { FlatAreas } from '../geometry/flat-areas.ts'
import { flatten } from '../geometry/flatten.ts'
import { type SharedLineListener, SharedLineSearch } from '../geometry/shared-lines.ts'
import { keepCompiled } from '../keep-compiled.ts'
import { type DrawnContact, matchDrawnBorders } from './drawn-borders.ts'
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
  const { pairs, openSegments } = collectExactPairs(areas)
  const isExactBorder = (a: number, b: number): boolean => {
    const row = pairs.find(a, b)
    return row >= 0 && pairs.kind[row] === BORDER
  }
  for (const drawn of matchDrawnBorders(areas, openSegments, isExactBorder)) addDrawn(pairs, drawn)
  return pairs.toAdjacency(areas.count)
}

/** Lengthens an exact border; else the stronger of an exact corner and the drawn contact stands. */
function addDrawn(
  pairs: PairColumns,
  { a, b, kind, certainty, lengthM, separationM, place }: DrawnContact,
): void {
  const row = pairs.rowOf(a, b)
  if (pairs.kind[row] === BORDER) {
    pairs.lengthM[row] += lengthM
    return
  }
  if (pairs.certainty[row] === CERTAIN && kind === 'corner') return
  pairs.kind[row] = kind === 'border' ? BORDER : CORNER
  pairs.certainty[row] = certainty === 'certain' ? CERTAIN : DOUBTFUL
  pairs.lengthM[row] = lengthM
  pairs.separationM[row] = separationM
  pairs.place.set(place, 2 * row)
}

/** Only what is shared to 1e-7 degree, for coverages known to be clean. */
export function buildExactAdjacency(areas: FlatAreas): Adjacency {
  return collectExactPairs(areas).pairs.toAdjacency(areas.count)
}

function collectExactPairs(areas: FlatAreas) {
  const exact = new ExactPairs(areas)
  const openSegments = new SharedLineSearch(areas, exact).run()
  return { pairs: exact.pairs, openSegments }
}

class ExactPairs implements SharedLineListener {
  readonly pairs: PairColumns
  private coordinates: Float64Array

  constructor({ coordinates, count }: FlatAreas) {
    this.coordinates = coordinates
    // in the plane there are fewer than three borders a unit
    this.pairs = new PairColumns(3 * count)
  }

  segment(from: number, to: number, unit: number, other: number): void {
    const { pairs } = this
    const row = pairs.rowOf(unit, other)
    pairs.kind[row] = BORDER
    pairs.certainty[row] = CERTAIN
    pairs.extend(row, this.coordinates, from, to)
  }

  corner(vertex: number, unit: number, other: number): void {
    const { pairs } = this
    const row = pairs.rowOf(unit, other)
    if (pairs.certainty[row] === CERTAIN) return
    pairs.certainty[row] = CERTAIN
    pairs.place[2 * row] = this.coordinates[2 * vertex]
    pairs.place[2 * row + 1] = this.coordinates[2 * vertex + 1]
  }
}

const NOTHING = flatten([])
keepCompiled(new SharedLineSearch(NOTHING, new ExactPairs(NOTHING)))

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
