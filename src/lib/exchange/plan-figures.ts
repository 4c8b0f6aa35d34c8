/** What a plan comes to, from its flows and its outcome. Pure. */
import type { ExchangePlan } from '../../../domain/exchange/planning/index.ts'
import type { PlanOutcome, SeenPlan } from '../../../server/exchanges/plan-schema.ts'
import type { Flow } from '../../../server/exchanges/schema.ts'
import { isEstimate } from './flow-columns.ts'

export interface PlanFigures {
  /** Between 0 and 1; null where nothing is needed. */
  coverage: number | null
  uncoveredT: number
  /** Loads of a full truck, from each commune to each other in each month. */
  trucks: number
  truckKm: number
  emptyShare: number
  /** Of the tonne-kilometres. */
  estimatedShare: number
}

export type Moved = { from: string; to: string; period: string; t: number; km: number; estimate: boolean }

export const movedOf = (flows: readonly Flow[]): Moved[] =>
  flows
    .filter(({ state }) => state !== 'refused')
    .map((flow) => ({
      from: String(flow.fromCommune),
      to: String(flow.toCommune),
      period: flow.period,
      t: flow.kg / 1000,
      km: flow.km ?? 0,
      estimate: isEstimate(flow),
    }))

/** The same of a plan that nobody has kept. */
export const plannedMoves = ({ flows }: Pick<ExchangePlan, 'flows'>): Moved[] =>
  flows
    .filter(({ kind, from, to }) => kind !== 'own' && from !== to)
    .map(({ from, to, period, quantityT, km, quality }) => ({
      from,
      to,
      period,
      t: quantityT,
      km,
      estimate: quality === 'estimate',
    }))

export function figuresOf(
  { needs, roads, cost }: Pick<PlanOutcome, 'needs' | 'roads' | 'cost'>,
  moved: readonly Moved[],
  { truckT }: Pick<SeenPlan['options'], 'truckT'>,
): PlanFigures {
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
  const needed = sum(needs.map(({ coveredT, uncoveredT }) => coveredT + uncoveredT))
  const loads = Map.groupBy(moved, ({ from, to, period }) => `${from} ${to} ${period}`)
  const tonneKm = sum(moved.map(({ t, km }) => t * km))
  const driven = sum(roads.map(({ truckKm }) => truckKm))
  return {
    coverage: needed > 0 ? sum(needs.map(({ coveredT }) => coveredT)) / needed : null,
    uncoveredT: sum(needs.map(({ uncoveredT }) => uncoveredT)),
    // A billionth is rounding.
    trucks: sum([...loads.values()].map((alike) => Math.ceil(sum(alike.map(({ t }) => t)) / truckT - 1e-9))),
    truckKm: cost.truckKm,
    emptyShare: driven > 0 ? sum(roads.map(({ truckKm, emptyShare }) => truckKm * emptyShare)) / driven : 0,
    estimatedShare:
      tonneKm > 0 ? sum(moved.filter((one) => one.estimate).map(({ t, km }) => t * km)) / tonneKm : 0,
  }
}
