/** The founding of a commune: what is written down, what the law asks of it, and what comes next. */

export { type FoundingInput, type FoundingRefusalReason, recordFounding } from './founding.ts'
export type { CouncilVote, FoundingPart, FoundingRecord } from './record.ts'
export type { Seats } from './seats.ts'
export {
  type CommuneForFounding,
  type FoundingState,
  type FoundingStep,
  factsOf,
  type NextThing,
  type StepKind,
  stateOfFounding,
} from './state.ts'
export { type Turnout, turnoutOf } from './turnout.ts'
