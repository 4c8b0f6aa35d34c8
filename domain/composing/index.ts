/** Composing communes: what if a group leaves, what would mend it, and which communes some councils could make. */

export type { Bounds, BoundsInUse } from './bounds.ts'
export {
  type Breakaway,
  type BreakawayOptions,
  type BreakawayRefusal,
  judgeBreakaway,
  judgeGroup,
  type Side,
} from './breakaway.ts'
export { crossingsOf, USUAL_REACH_M } from './crossing.ts'
export { type CouncilFigures, type FiguresOf, NOTHING_KNOWN, type Total } from './figures.ts'
export { scoreCommunes } from './given-grouping.ts'
export { type Mending, type MendingSet, mendCommune, mendSides } from './mending.ts'
export type { LawInForce, Parliament, ParliamentLeft } from './parliament.ts'
export type { Scores } from './scores.ts'
export { suggestCommunes } from './suggest-communes.ts'
export type {
  Alternative,
  Criterion,
  SuggestedCommune,
  Suggestion,
  SuggestionOptions,
  Unplaced,
  WhyUnplaced,
} from './suggestion.ts'
export type { Through } from './ties.ts'
