/** Gaps and overlaps of a drawing: found, mended one by one or all together, or kept on purpose. */
export { type AllowedLand, coincides, markAllowed, setApart } from './allowed.ts'
export { type Beside, type Flaw, type FlawForm, type FlawKind, findFlaws } from './flaws.ts'
export {
  type MendingOptions,
  type MendingPlan,
  type MendingStep,
  mendAll,
  replaySteps,
  type Unmended,
} from './mend-all.ts'
export type { CouncilFacts, Precedence, PrecedenceReason } from './precedence.ts'
export { type Gain, landAfter, type Remedy, remediesFor, type Tried, tryRemedy } from './remedies.ts'
