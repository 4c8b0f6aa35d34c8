export { checkProblem, type ProblemFault } from './check-problem.ts'
export type { ExchangePlan, PlanRefusal } from './exchange-plan.ts'
export type {
  LinearAnswer,
  LinearProgram,
  LinearQuestion,
  LinearSolution,
  SolveLinearProgram,
} from './linear-program.ts'
export { type LivePlan, type LivePlanner, livePlanner } from './live.ts'
export { type Planner, planExchange, type SettledMonth } from './plan.ts'
export type { ExchangeProblem } from './problem-schema.ts'
