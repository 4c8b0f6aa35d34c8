/** A plan of several months that says what each comes to before the last is reached. */
import {
  type ExchangePlan,
  type ExchangeProblem,
  type Planner,
  type PlanRefusal,
  planExchange,
} from '../planning/index.ts'
import { suppliesTold } from '../planning/situation.ts'
import { accountOfMonths, type Keeping, type PlannedMonth } from './rolling.ts'

export interface MonthsSoFar {
  done: number
  of: number
  months: PlannedMonth[]
}

/**
 * The planner settles one month after the other, each beginning with what was kept: what it settled stays.
 * @param problem one that `checkProblem` found nothing against.
 */
export async function planMonths(
  problem: ExchangeProblem,
  planner: Planner,
  heard: (so: MonthsSoFar) => void,
): Promise<{ plan: ExchangePlan; months: PlannedMonth[] } | PlanRefusal> {
  const account = accountOfMonths(suppliesTold(problem), keepingOf(problem))
  const of = problem.periods?.length ?? 1
  const months: PlannedMonth[] = []
  const plan = await planExchange(problem, {
    ...planner,
    settled(month) {
      months.push(account(month))
      heard({ done: months.length, of, months: [...months] })
    },
  })
  return 'refused' in plan ? plan : { plan, months }
}

export const keepingOf = ({ products }: ExchangeProblem): Keeping => {
  const byId = new Map(products.map((product) => [product.id, product]))
  return (id) => {
    const { shelfLifeHours = null, keep = 1 } = byId.get(id) ?? {}
    return { shelfLifeHours, keep }
  }
}
