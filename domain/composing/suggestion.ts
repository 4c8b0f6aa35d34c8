/** What is asked of a suggestion of communes, and what it answers. */
import type { Verdict } from '../territory/types.ts'
import type { Bounds, BoundsInUse } from './bounds.ts'
import type { FiguresOf, Total } from './figures.ts'
import type { LawInForce } from './parliament.ts'
import type { Scores } from './scores.ts'
import type { TieOptions } from './ties.ts'

export interface SuggestionOptions extends TieOptions {
  figures?: FiguresOf
  /** How many councils and families a commune may have; by the rule pack, else what is usual, where absent. */
  bounds?: Partial<Bounds>
  law?: LawInForce
  /** So many communes if bounds allow. */
  groups?: number
  /** Positions of councils that stay together. */
  lockedGroups?: readonly (readonly number[])[]
  /** Positions of councils that stay out. */
  lockedOut?: readonly number[]
  /** The commune that a council is of today; null for none. */
  present?: (unit: number) => string | number | null
  /** Metres of the border between two councils that run along a river or road that a commune had better not cross. */
  crossingM?: (a: number, b: number) => number
  /** Suggestions wanted; 5 if absent, never fewer than 3. */
  alternatives?: number
  /** The same seed gives the same suggestions; 1 if absent. */
  seed?: number
  progress?: (done: number, of: number) => void
  /** Asked now and then: true ends the search with what there is. */
  stopped?: () => boolean
}

export interface SuggestedCommune {
  councils: string[]
  verdict: Verdict
  families: Total
  population: Total
  areaM2: number
  outerBorderM: number
  /** Area against outline, 1 for a circle (Polsby and Popper 1991). */
  compactness: number
}

/** `kept` only where there are present communes, `crossing` only where there is something to cross. */
export type Criterion = 'all' | 'balance' | 'compact' | 'kept' | 'crossing'

export interface Alternative {
  /** What it is best at, of those that differ from the alternatives before. */
  bestAt: Criterion
  communes: SuggestedCommune[]
  scores: Scores
  /** Share of the pairs of councils together in it or in the nearest alternative before that are not in both. */
  difference: number
}

export type WhyUnplaced =
  /** Nobody else is in reach, and they are too few, or too many, for any number of communes within bounds. */
  | 'too-few-councils'
  | 'too-few-families'
  | 'no-number-of-communes'
  /** One council, or one locked group, has more than a commune may have. */
  | 'too-large'
  /** No chain of the chosen councils joins a locked group. */
  | 'locked-apart'
  /** Every way was tried. */
  | 'none-exists'
  /** None was met; nobody proved that there is none. */
  | 'none-found'

export interface Unplaced {
  councils: string[]
  why: WhyUnplaced
}

export interface Suggestion {
  bounds: BoundsInUse
  /** Best first. */
  alternatives: Alternative[]
  /** Councils in no suggested commune, and why; those locked out are not among them. */
  unplaced: Unplaced[]
  /** Councils added to locked groups since these share no space without them. */
  joined: string[][]
  /** Where there is only one alternative: whether no other exists, or none was met. */
  only: 'one-exists' | 'one-met' | null
  stopped: boolean
}
