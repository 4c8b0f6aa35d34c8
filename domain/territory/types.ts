/** The words of contiguity: what a council area is to its neighbours, and what a commune is as a whole. */
import type { MultiPolygon, Polygon, Position } from 'geojson'

/** A council area as somebody drew it. WGS 84 degrees, longitude first, rings closed (RFC 7946). */
export interface Unit {
  id: string
  geometry: Polygon | MultiPolygon
}

/**
 * `border`: the two run side by side; `corner`: they meet in points only; `link`: people declared a way across.
 */
export type PairKind = 'border' | 'corner' | 'link'

/**
 * `doubtful`: the drawing leaves it open, so that it counts as a condition even where an assembly confirmed it. A
 * declared link is always `certain`: somebody signed it.
 */
export type Certainty = 'certain' | 'doubtful'

/** Two touching units. `a` and `b` are positions in the unit list, `a < b`. */
export interface Pair {
  a: number
  b: number
  kind: PairKind
  certainty: Certainty
  /** Metres that really run side by side; 0 for a corner and for a link. */
  lengthM: number
  /** Widest separation along that stretch, in metres; 0 where both sides share the same line. */
  separationM: number
  /** Where to look: a point on the shared stretch, the corner, or the middle of the link. */
  place: Position
}

export type WayKind = 'bridge' | 'ferry' | 'ford' | 'path' | 'road'
/** `border` is no way across: an assembly confirms that the two share a border which the drawing leaves in doubt. */
export type LinkKind = WayKind | 'border'

/**
 * What people vouch for: a way across, which joins councils without a border, or a doubtful border that they confirm.
 * Verdicts count both apart from certain borders.
 */
export interface DeclaredLink {
  a: string
  b: string
  kind: LinkKind
  declaredBy: string
  /** ISO date. */
  declaredOn: string
  reason: string
}

export type Verdict = 'contiguous' | 'conditional' | 'split'
export type RegisteredAs = 'commune' | 'network'
/** Whether meeting in a corner counts as sharing space (`queen`) or not (`rook`). */
export type ContiguityRule = 'rook' | 'queen'

/** A council, outside the commune, or an empty space that the commune closes in on all sides. */
export interface Enclave {
  /** The enclosed unit's id, or null where the space belongs to nobody. */
  unit: string | null
  beside: string[]
  areaM2: number
  place: Position
  /** Of an empty space; a unit has its own. */
  geometry?: MultiPolygon
}

export interface Overlap {
  a: string
  b: string
  areaM2: number
  geometry: MultiPolygon
}

/** A space between councils that nobody drew: a sliver along a border, closed or open to one side. */
export interface Gap {
  beside: string[]
  areaM2: number
  geometry: MultiPolygon
}

/** A council whose own parts lie apart, and what would happen to the commune if only one part counted. */
export interface PartedUnit {
  unit: string
  parts: number
  /** True where only this council's separate parts hold pieces of the commune together. */
  hidesBreak: boolean
}

/** Two pieces and the shortest way between them. */
export interface Separation {
  from: string
  to: string
  gapM: number
  /** The two nearest points, on `from` and on `to`. */
  line: [Position, Position]
  /** Positions in `components` of the pieces that it separates. */
  pieces: [number, number]
}

/** Something a person can do about a split, best first. */
export type Remedy =
  | { kind: 'add-councils'; councils: string[]; joins: number[]; remaining: number }
  | {
      kind: 'declare-link'
      a: string
      b: string
      gapM: number
      line: [Position, Position]
      remaining: number
    }
  | {
      kind: 'confirm-border'
      a: string
      b: string
      lengthM: number
      separationM: number
      place: Position
      remaining: number
    }
  | { kind: 'leave-out'; councils: string[]; remaining: number }

/** What holds a commune together: a judgement without what lies between its councils and what would mend it. */
export interface Cohesion {
  verdict: Verdict
  /**
   * The pieces, counting every certain border, doubtful border and declared link: more than one means `split`. One
   * piece is `split` all the same where only a council's own separate parts hold it together (`parted`).
   * Largest first; ids in the order of the input.
   */
  components: string[][]
  /** The pieces when only certain borders count. One piece means `contiguous`. */
  certainComponents: string[][]
  /** Councils whose leaving would split the piece they are in (articulation points). */
  cutUnits: string[]
  /** Pairs that are the only tie between two halves of a piece (bridges of the graph). */
  bridges: [string, string][]
  /** One tie less than units in each piece: enough for another program to check the verdict. Certain ties first. */
  spanningTree: [string, string][]
  parted: PartedUnit[]
  pairs: JudgedPair[]
}

export interface Judgement extends Cohesion {
  enclaves: Enclave[]
  overlaps: Overlap[]
  gaps: Gap[]
  separations: Separation[]
  remedies: Remedy[]
}

/** A pair inside the commune, by id. */
export interface JudgedPair extends Omit<Pair, 'a' | 'b'> {
  a: string
  b: string
  /** Who confirmed a doubtful border; absent where nobody did. */
  confirmation?: DeclaredLink
}
