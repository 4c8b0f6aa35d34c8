/** A plan as people and programs read it: who sends what to whom by which way, what is not covered and why, and what it costs. */
import type { Fairness, PlanOptions, Provenance, Quality } from './problem-schema.ts'
import type { Reason } from './reasons.ts'

export interface PlannedFlow {
  kind: 'own' | 'locked' | 'planned'
  /** Commune or plant. */
  from: string
  to: string
  product: string
  period: string
  quantityT: number
  provenance: Provenance
  /** The supply that it comes from; null: a plant's output. */
  supply: string | null
  via: string | null
  km: number
  minutes: number
  quality: Quality
  /** In the order driven; empty where no road is known. */
  roads: string[]
}

export interface PlannedNeed {
  commune: string
  product: string
  period: string
  needT: number | null
  coveredT: number
  uncoveredT: number
  reason: Reason | null
}

/** All in truck kilometres there and back, or their equal. */
export interface PlanCost {
  /** Kilometres that trucks drive, loaded and empty. */
  truckKm: number
  tonneKm: number
  /** What being loaded and provenance add. */
  extra: number
  uncoveredT: number
  penalty: number
  total: number
}

export interface FairnessFigures {
  kind: Fairness
  tiers: number
  communesWithNothing: number
  /** Of the communes with a need: the least share of all needs covered. */
  leastShare: number
  gini: number
}

export interface ExchangePlan {
  /** SHA-256 of the canonical JSON of the problem and of the options as used; empty where no hash was asked for. */
  inputHash: string
  level: 'uncoupled' | 'coupled'
  solver: { name: string; version: string }
  options: PlanOptions
  /** What the problem has and this level does not look at. */
  leftOut: string[]
  /** Whether the solver proved that nothing is cheaper. */
  proved: boolean
  flows: PlannedFlow[]
  needs: PlannedNeed[]
  supplies: {
    id: string
    commune: string
    product: string
    period: string
    availableT: number | null
    usedT: number
    lostT: number
    leftT: number
  }[]
  roads: {
    road: string | null
    from: string
    to: string
    period: string
    km: number
    forwardT: number
    backwardT: number
    truckKm: number
    emptyShare: number
  }[]
  hubs: { hub: string; period: string; throughT: number; limitT: number | null }[]
  processing: { plant: string; period: string; inputT: number; outputT: number; rate: number }[]
  cost: PlanCost
  /** No plan of the same question costs less in total; null where months were planned one after the other. */
  lowerBound: number | null
  fairness: FairnessFigures
  /** The plan that cares for nothing but the total, and what the fair one costs more; null: not asked for. */
  efficient: { cost: PlanCost; fairness: FairnessFigures; extraTruckKm: number } | null
}

export interface PlanRefusal {
  refused:
    | 'lock-exceeds-supply'
    | 'lock-exceeds-need'
    | 'lock-without-way'
    | 'locks-exceed-limits'
    | 'needs-solver'
    | 'not-solved'
  facts: Record<string, string | number>
}
