export { checkRound, fittingWay, type RoundProblem } from './check-round.ts'
export {
  type Carried,
  lineOf,
  openKg,
  type RunLoad,
  removeRun,
  roundOf,
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
  reachOf,
  spanOf,
  stretchesOf,
} from './round.ts'
export { type Stop, stopsOf } from './stops.ts'
