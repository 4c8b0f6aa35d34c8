/** A proposal of who sends what to whom by which way: everything that it says can be checked against what it was asked. */
import { canonicalJson } from '../../log/canonical-text.ts'
import type { Hash } from '../../log/chain.ts'
import type { ExchangePlan, PlanRefusal } from './exchange-plan.ts'
import { costOf, fairnessOf } from './figures.ts'
import type { SolveLinearProgram } from './linear-program.ts'
import { type Segments, segmentsOf } from './loads.ts'
import type { ExchangeProblem } from './problem-schema.ts'
import { planMonths, type Settled, unmetKmFor } from './settle.ts'
import { readSituation, type Situation, tonnes } from './situation.ts'
import { flowsOf, hubsOf, needsOf, processingOf, roadsOf, suppliesOf } from './told.ts'

export interface Planner {
  /** Absent: the plan has no hash, as nobody will keep it. */
  hash?: Hash
  /** Absent: the level is uncoupled. */
  solve?: SolveLinearProgram
  /** Hears of each month as soon as nothing of it changes any more. */
  settled?: (month: SettledMonth) => void
}

/** What a month comes to. */
export interface SettledMonth {
  period: string
  coveredT: number
  uncoveredT: number
  truckKm: number
  /** Tonnes that went, by supply. */
  usedT: Map<string, number>
}

/** @param problem one that `checkProblem` found nothing against. */
export async function planExchange(
  problem: ExchangeProblem,
  planner: Planner,
): Promise<ExchangePlan | PlanRefusal> {
  const situation = readSituation(problem)
  const level = levelFor(situation, planner)
  if (level === 'coupled' && !planner.solve) return { refused: 'needs-solver', facts: {} }
  situation.options.level = level
  situation.options.unmetKm ??= unmetKmFor(situation)
  const segments = segmentsOf(situation)
  const made = await planMonths(
    situation,
    segments,
    situation.options.fairness,
    planner.solve,
    true,
    planner.settled && ((one) => planner.settled!(monthOf(situation, segments, one))),
  )
  if ('refused' in made) return made
  const { options } = situation
  let efficient: ExchangePlan['efficient'] = null
  let coveredThen: Map<number, number> | null = null
  if (options.price && options.fairness !== 'efficient') {
    const other = await planMonths(situation, segments, 'efficient', planner.solve, false)
    if ('refused' in other) return other
    const cost = costOf(situation, segments, other, 'efficient')
    const fairness = fairnessOf(situation, other, 'efficient')
    efficient = { cost, fairness, extraTruckKm: 0 }
    coveredThen = new Map()
    for (const { market, answer, period } of other)
      market.sinks.forEach((sink, i) => {
        if (sink.need >= 0 && sink.period === period) coveredThen!.set(sink.need, answer.uncovered[i])
      })
  }
  const cost = costOf(situation, segments, made, options.fairness)
  if (efficient) efficient.extraTruckKm = cost.truckKm - efficient.cost.truckKm
  return {
    inputHash: planner.hash ? await planner.hash(canonicalJson({ problem, options })) : '',
    level,
    solver: made[0].answer.solver,
    options,
    leftOut: leftOut(situation, level),
    proved: made.every(({ answer }) => answer.proved),
    flows: flowsOf(situation, made),
    needs: needsOf(situation, made, coveredThen),
    supplies: suppliesOf(situation, made),
    roads: roadsOf(situation, segments, made),
    hubs: hubsOf(situation, made),
    processing: processingOf(situation, made),
    cost,
    lowerBound: boundOf(situation, made),
    fairness: fairnessOf(situation, made, options.fairness),
    efficient,
  }
}

/** The first window is a relaxation of the whole only if it sees all of it. */
const boundOf = ({ periods, options }: Situation, made: Settled[]): number | null =>
  periods.length === 1 || (options.level === 'coupled' && options.window >= periods.length)
    ? made[0].answer.lowerBound
    : null

const levelFor = ({ options }: Situation, { solve }: Planner): 'uncoupled' | 'coupled' =>
  options.level === 'auto' ? (solve ? 'coupled' : 'uncoupled') : (options.level as 'uncoupled' | 'coupled')

function leftOut({ roads, hubs, options, plants, periods }: Situation, level: string): string[] {
  if (level === 'coupled') return []
  const has: [string, boolean][] = [
    ['return-trips', true],
    ['road-capacity', roads.some(({ capacity }) => capacity < Infinity)],
    ['hub-throughput', hubs.some(({ throughput }) => throughput < Infinity)],
    ['fleet', options.fleetKm !== null],
    ['processing', plants.length > 0],
    ['look-ahead', periods.length > options.window],
    ['max-min', options.fairness === 'max-min'],
  ]
  return has.filter(([, there]) => there).map(([name]) => name)
}

function monthOf(situation: Situation, segments: Segments, settled: Settled): SettledMonth {
  const { market, answer, period, moves } = settled
  const usedT = new Map<string, number>()
  for (const { source, amount } of moves) {
    const { supply } = market.sources[source]
    if (supply < 0) continue
    const { id } = situation.supplies[supply]
    usedT.set(id, (usedT.get(id) ?? 0) + tonnes(amount))
  }
  let [needed, lacks] = [0, 0]
  market.sinks.forEach(({ need, period: of }, sink) => {
    if (need < 0 || of !== period) return
    needed += situation.needs[need].amount!
    lacks += answer.uncovered[sink]
  })
  return {
    period: situation.periods[period],
    coveredT: tonnes(needed - lacks),
    uncoveredT: tonnes(lacks),
    truckKm: roadsOf(situation, segments, [settled]).reduce((sum, { truckKm }) => sum + truckKm, 0),
    usedT,
  }
}
