/** A plan of several months, made month after month so that what is known of the first is seen before the last is reached. */
import {
  type ExchangePlan,
  type ExchangeProblem,
  type Planner,
  type PlanRefusal,
  planExchange,
} from '../planning/index.ts'
import { type Keeping, type PlannedMonth, plannedMonths } from './rolling.ts'

export interface MonthsSoFar {
  done: number
  of: number
  months: PlannedMonth[]
}

/**
 * The uncoupled planner settles one month before it looks at the next, so the plan of the first months is the beginning of
 * the whole one: each step plans one month more.
 * @param problem one that `checkProblem` found nothing against.
 */
export async function planMonths(
  problem: ExchangeProblem,
  planner: Planner,
  heard: (so: MonthsSoFar) => void,
): Promise<{ plan: ExchangePlan; months: PlannedMonth[] } | PlanRefusal> {
  const periods = problem.periods ?? ['']
  const keeping = keepingOf(problem)
  for (let done = 1; ; done++) {
    const last = done === periods.length
    const plan = await planExchange(last ? problem : firstMonths(problem, periods.slice(0, done)), planner)
    if ('refused' in plan) return plan
    const months = plannedMonths(plan, periods.slice(0, done), keeping)
    heard({ done, of: periods.length, months })
    if (last) return { plan, months }
  }
}

export const keepingOf = ({ products }: ExchangeProblem): Keeping => {
  const byId = new Map(products.map((product) => [product.id, product]))
  return (id) => {
    const { shelfLifeHours = null, keep = 1 } = byId.get(id) ?? {}
    return { shelfLifeHours, keep }
  }
}

function firstMonths(problem: ExchangeProblem, periods: string[]): ExchangeProblem {
  const among = new Set<string | undefined>(periods)
  const within = ({ period }: { period?: string }) => period === undefined || among.has(period)
  return {
    ...problem,
    periods,
    supplies: problem.supplies.filter(within),
    needs: problem.needs.filter(within),
    ...(problem.decisions && { decisions: problem.decisions.filter(within) }),
    // What fairness costs is asked of the whole plan.
    options: { ...problem.options, price: false },
  }
}
