/** What either level of the planner says of a market: how much goes where, and what one more unit of anything would change. */
import type { Market } from './market.ts'
import type { Way } from './situation.ts'

export interface ChosenFlow {
  source: number
  sink: number
  hub: number
  way: Way
  /** Grams. */
  amount: number
}

/** What can be had more of. Amounts are tonnes in one period, kilometres for the fleet. */
export type Resource =
  | { kind: 'supply'; source: number }
  /** Less need at the sink, or as much more from the place itself. */
  | { kind: 'need'; sink: number }
  | { kind: 'road'; segment: number; period: number }
  | { kind: 'hub'; hub: number; period: number }
  | { kind: 'plant'; plant: number; period: number }
  | { kind: 'fleet'; period: number }

/** What one more unit of a resource changes, true up to `upTo` units more. */
export interface Effect {
  resource: Resource
  /** Of the plan's whole cost, truck kilometres with penalties; never above 0. */
  cost: number
  /** Tonnes of need uncovered. */
  uncoveredT: number
  /** Units; Infinity where nothing bounds it; 0: nobody knows what a unit more changes. */
  upTo: number
  /** Whether the rest of the plan stays as it is: planned anew as much is saved, or more. */
  atLeast: boolean
}

export interface Explained {
  reason: 'supply-promised' | 'road-full' | 'hub-full' | 'plant-full' | 'fleet-full' | 'too-far'
  effect: Effect
}

export interface Answer {
  flows: ChosenFlow[]
  /** Grams by sink; plants' inputs have 0. */
  uncovered: Float64Array
  /** Grams by source that go on to the next period, before loss. */
  carried: Float64Array
  /** Of the solver's own objective, truck kilometres with penalties: no plan of the same question costs less. */
  lowerBound: number
  /** Why a sink is not covered although something could reach it. */
  explain(sink: number): Explained | null
  /** What a tonne less of a need, or a tonne from the place itself, changes. */
  ownEffect(sink: number): Effect | null
  proved: boolean
  solver: { name: string; version: string }
}

/** Flows that were rounded to whole grams, never more of anything than there is. */
export function withinAmounts(market: Market, flows: ChosenFlow[]): ChosenFlow[] {
  const trim = (side: 'source' | 'sink', room: (index: number) => number) => {
    const sums = new Map<number, { sum: number; largest: ChosenFlow }>()
    for (const flow of flows) {
      const seen = sums.get(flow[side])
      if (!seen) sums.set(flow[side], { sum: flow.amount, largest: flow })
      else {
        seen.sum += flow.amount
        if (flow.amount > seen.largest.amount) seen.largest = flow
      }
    }
    for (const [index, { sum, largest }] of sums) {
      const over = sum - room(index)
      if (over > 0) largest.amount -= Math.min(over, largest.amount)
    }
  }
  // Only a plant's input may be rounded up to what its capacity is; a stock's room is known by what is carried.
  trim('sink', (sink) => market.sinks[sink].amount)
  trim('source', (source) => {
    const { plant, amount, ageMinutes } = market.sources[source]
    return plant >= 0 || (amount === 0 && ageMinutes > 0) ? Infinity : amount
  })
  return flows.filter(({ amount }) => amount > 0)
}
