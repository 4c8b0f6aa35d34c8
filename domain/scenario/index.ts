/** Proposals: what somebody would have otherwise, shown, compared, applied or dropped. */
export {
  applyScenario,
  asItIs,
  type CommuneThen,
  type CouncilThen,
  type MovedOn,
  type Present,
  type TerritoryThen,
} from './apply.ts'
export {
  type CouncilId,
  communesOf,
  councilsOf,
  isEmpty,
  isNewCouncil,
  type ScenarioCommune,
  type ScenarioContent,
  type ScenarioLink,
} from './content.ts'
export { type Differences, differences } from './differences.ts'
export { leftBy, oneStep } from './one-step.ts'
