export { checkRound, fittingWay, type RoundProblem } from './check-round.ts'
export {
  type Carried,
  openKg,
  type RunLoad,
  removeRun,
  saveRuns,
  type Told,
  tellRun,
} from './operations.ts'
export { type DayLoad, type DayPlan, type Fleet, type LeftOver, planRounds } from './plan-rounds.ts'
export {
  type FirstWay,
  GRAM,
  kmOf,
  type Line,
  type Load,
  type Round,
  spanOf,
  stretchesOf,
} from './round.ts'
export { type Stop, stopsOf } from './stops.ts'
