/** The shapes of plans by HTTP. */
import { type Static, Type } from 'typebox'
import type { PlannedMonth } from '../../domain/exchange/months/index.ts'
import type { ExchangePlan } from '../../domain/exchange/planning/index.ts'
import { FAIRNESS } from '../../domain/exchange/planning/problem-schema.ts'
import type { PlanRecord } from '../../domain/exchange/records.ts'
import type { Detour, ProviderNote } from '../../domain/exchange/roads/index.ts'
import { Id, Reason } from '../territories/schema.ts'

const Month = Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])$' })
const OneOf = <const T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values] })

export const wish = {
  firstMonth: Month,
  lastMonth: Month,
  corridor: Type.Optional(Type.Union([Id, Type.Null()], { description: 'Its communes only' })),
  closed: Type.Optional(
    Type.Array(Type.String({ maxLength: 200 }), {
      maxItems: 1000,
      description: 'Roads closed, as if: lines, or segments by their ids',
    }),
  ),
  fairness: Type.Optional(OneOf(FAIRNESS)),
  truckT: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1000 })),
  fleetKm: Type.Optional(Type.Union([Type.Number({ minimum: 0, maximum: 1e9 }), Type.Null()])),
}
export const PlanWish = Type.Object(
  {
    ...wish,
    name: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }),
    again: Type.Optional(
      Type.Union([Id, Type.Null()], {
        description: 'The plan that it takes the place of: what people decided of its flows stays',
      }),
    ),
    reason: Type.Optional(Reason),
  },
  { additionalProperties: false },
)
export type PlanWish = Static<typeof PlanWish>

/** How distances came about where no own road led. */
export interface DistancesOfPlan {
  detour: Detour
  notes: ProviderNote[]
}

/** What is kept of a plan beside its flows. */
export interface PlanOutcome extends Omit<ExchangePlan, 'flows' | 'options' | 'inputHash'> {
  /** Absent in plans made before stock was told by month. */
  months?: PlannedMonth[]
  /** Plans of before know nothing of their distances. */
  distances?: DistancesOfPlan
}
export interface SeenPlan extends Omit<PlanRecord, 'outcome' | 'options'> {
  /** With the corridor that it was made for; missing in plans of before. */
  options: ExchangePlan['options'] & { corridor?: number | null }
  outcome: PlanOutcome
}
