export { checkProblem, type ProblemFault } from './check-problem.ts'
export type { LinearAnswer, LinearProgram, LinearQuestion, LinearSolution, SolveLinearProgram } from './linear-program.ts'
export { type ExchangePlan, type PlanRefusal, type Planner, planExchange } from './plan.ts'
export type { ExchangeProblem } from './problem-schema.ts'
