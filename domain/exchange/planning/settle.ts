/** Months in their order: each is planned with those it looks ahead to, settled, and what is left of it carried on. */
import type { Answer } from './answer.ts'
import type { PlannedFlow, PlanRefusal } from './exchange-plan.ts'
import { planCoupled } from './level-coupled.ts'
import { planUncoupled } from './level-uncoupled.ts'
import type { SolveLinearProgram } from './linear-program.ts'
import { type Course, type Segments, segmentsAlong } from './loads.ts'
import { longestWay, type Market, MONTH_MINUTES, openMarket, type Stock } from './market.ts'
import type { Fairness } from './problem-schema.ts'
import { type Situation, tonnes, type Way } from './situation.ts'

/** A market of one or more periods with what was decided of it. */
export interface Settled {
  market: Market
  answer: Answer
  period: number
  /** What moves in the period that was settled. */
  moves: Moved[]
}

export interface Moved extends Course {
  kind: PlannedFlow['kind']
  source: number
  sink: number
  way: Way
  /** Grams. */
  amount: number
  /** Segments as `segmentsAlong` gives them. */
  steps: number[]
}

/** Three times there and back of the longest way, rounded up so that a closed road seldom moves it. */
export function unmetKmFor(situation: Situation): number {
  const preference = Math.max(0, ...Object.values(situation.options.provenanceKm ?? {}))
  const weight = (km: number) => 2 ** Math.ceil(Math.log2(6 * (km + preference)))
  return weight(longestWay(situation, (x, y) => weight(x) === weight(y)))
}

/** Kilometres that a tonne not covered weighs, by tier of the need. */
export function penaltiesOf({ options }: Situation, fairness: Fairness): number[] {
  const unmet = options.unmetKm!
  return fairness === 'tiers'
    ? Array.from({ length: options.tiers }, (_, tier) => unmet * (tier + 1))
    : [unmet]
}

/** Period after period: each is planned, the first of its window settled, what is left carried on. */
export async function planMonths(
  situation: Situation,
  segments: Segments,
  fairness: Fairness,
  solve: SolveLinearProgram | undefined,
  explained: boolean,
  heard?: (settled: Settled) => void,
): Promise<Settled[] | PlanRefusal> {
  const { periods, options, products } = situation
  const coupled = options.level === 'coupled'
  const settled: Settled[] = []
  let stock: Stock = new Map()
  for (let period = 0; period < periods.length; period++) {
    const last = Math.min(periods.length - 1, period + options.window - 1)
    const market = openMarket(situation, period, last, stock)
    // What people locked of a later month is for that month to judge: by then it may have a stock.
    const conflict = market.conflicts.find(({ decision }) => situation.decisions[decision].period === period)
    if (conflict) return lockRefusal(situation, conflict)
    const answer = coupled
      ? await planCoupled(
          situation,
          market,
          segments,
          penaltiesOf(situation, fairness),
          fairness === 'max-min',
          solve!,
          explained,
        )
      : planUncoupled(situation, market, penaltiesOf(situation, fairness))
    if ('refused' in answer) return answer
    const told = periods.length > 1 ? onlyTold(market, answer, period, explained) : answer
    const month = settle(situation, segments, market, told, period)
    settled.push(month)
    heard?.(month)
    const next: Stock = new Map()
    market.sources.forEach(({ supply, product, ageMinutes, period: of }, source) => {
      if (supply < 0 || of !== period) return
      const kept = Math.floor(answer.carried[source] * products[product].keep)
      const age = ageMinutes + MONTH_MINUTES
      if (kept > 0 && age < products[product].shelfLifeMinutes)
        next.set(supply, { amount: kept, ageMinutes: age })
    })
    stock = next
  }
  return settled
}

/** An answer without all that it was found with: of many months that would be much. */
function onlyTold({ sinks }: Market, answer: Answer, period: number, explained: boolean): Answer {
  const reasons = new Map<number, ReturnType<Answer['explain']>>()
  const own = new Map<number, ReturnType<Answer['ownEffect']>>()
  sinks.forEach(({ need, period: of }, sink) => {
    if (!explained || need < 0 || of !== period || answer.uncovered[sink] === 0) return
    reasons.set(sink, answer.explain(sink))
    own.set(sink, answer.ownEffect(sink))
  })
  return {
    ...answer,
    explain: (sink) => reasons.get(sink) ?? null,
    ownEffect: (sink) => own.get(sink) ?? null,
  }
}

function lockRefusal(situation: Situation, { decision, why }: Market['conflicts'][number]): PlanRefusal {
  const { from, to, product, period, amount } = situation.decisions[decision]
  return {
    refused: why,
    facts: {
      from: situation.places[from].id,
      to: situation.places[to].id,
      product: situation.products[product].id,
      period: situation.periods[period],
      quantityT: tonnes(amount),
    },
  }
}

/** What an answer decides of one of the periods of its market. */
export function settle(
  situation: Situation,
  segments: Segments,
  market: Market,
  answer: Answer,
  period: number,
): Settled {
  const { sources, sinks, fixed } = market
  const moves: Moved[] = []
  const add = (
    kind: PlannedFlow['kind'],
    { source, sink, hub, way, amount }: Omit<Moved, 'kind' | 'steps' | 'from' | 'to'>,
  ) => {
    if (sources[source].period !== period) return
    const course = { from: sources[source].place, to: sinks[sink].place, hub }
    const steps = segmentsAlong(situation, segments, course)
    moves.push({ kind, source, sink, way, amount, ...course, steps })
  }
  for (const flow of fixed) add(flow.kind, flow)
  for (const flow of answer.flows) add('planned', flow)
  return { market, answer, period, moves }
}
