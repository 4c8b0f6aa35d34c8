/** A plan while somebody looks on: a road closes or opens, and what follows is there at once. Runs in a browser's worker. */
import type { ChosenFlow } from './answer.ts'
import type { PlanCost } from './exchange-plan.ts'
import { costOf } from './figures.ts'
import { type Kept, planUncoupled } from './level-uncoupled.ts'
import { type Segments, segmentsOf } from './loads.ts'
import { type Market, openMarket } from './market.ts'
import type { ExchangeProblem } from './problem-schema.ts'
import { penaltiesOf, settle, unmetKmFor } from './settle.ts'
import { readSituation, type Situation } from './situation.ts'

export interface LivePlan {
  situation: Situation
  market: Market
  flows: ChosenFlow[]
  /** Grams by sink of the market. */
  uncovered: Float64Array
  cost: PlanCost
}

export interface LivePlanner {
  plan(): LivePlan
  /** @throws RangeError for a road that the problem does not have. */
  setClosed(road: string, closed: boolean): LivePlan
}

/**
 * The uncoupled plan of one period.
 * @param problem one that `checkProblem` found nothing against.
 */
export function livePlanner(problem: ExchangeProblem, period = 0): LivePlanner {
  const situation = readSituation(problem)
  // Weighed once: plans before and after are then compared by the same measure.
  situation.options.unmetKm ??= unmetKmFor(situation)
  const { fairness } = situation.options
  const kind = fairness === 'max-min' ? 'tiers' : fairness
  const market = openMarket(situation, period, period, new Map())
  const roadOf = new Map(situation.roads.map(({ id }, road) => [id, road]))
  const kept: Kept = new Map()
  const plan = (): LivePlan => {
    const answer = planUncoupled(situation, market, penaltiesOf(situation, kind), kept)
    const segments: Segments = segmentsOf(situation)
    const settled = settle(situation, segments, market, answer, period)
    const cost = costOf(situation, segments, [settled], kind)
    return { situation, market, flows: answer.flows, uncovered: answer.uncovered, cost }
  }
  return {
    plan,
    setClosed(id, closed) {
      const road = roadOf.get(id)
      if (road === undefined) throw new RangeError(`There is no road ${id}.`)
      situation.paths.setClosed(road, closed)
      return plan()
    },
  }
}
