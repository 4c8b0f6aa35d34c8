/** A proposal of who sends what to whom by which way: everything that it says can be checked against what it was asked. */
import { canonicalJson } from '../../log/canonical-text.ts'
import type { Hash } from '../../log/chain.ts'
import type { Answer } from './answer.ts'
import { planCoupled } from './level-coupled.ts'
import { planUncoupled } from './level-uncoupled.ts'
import type { SolveLinearProgram } from './linear-program.ts'
import { type Course, loadsOf, type Segments, segmentsAlong, segmentsOf } from './loads.ts'
import { longestWay, type Market, MONTH_MINUTES, openMarket, type Stock } from './market.ts'
import type { ExchangeProblem, Fairness, PlanOptions, Provenance, Quality } from './problem-schema.ts'
import { type Reason, reasonFor } from './reasons.ts'
import { readSituation, type Situation, tonnes, type Way } from './situation.ts'
import { tierRoom } from './uncoupled.ts'

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

/** A market of one or more periods with what was decided of it. */
export interface Settled {
  market: Market
  answer: Answer
  period: number
  /** What moves in the period that was settled. */
  moves: Moved[]
}

interface Moved extends Course {
  kind: PlannedFlow['kind']
  source: number
  sink: number
  way: Way
  /** Grams. */
  amount: number
  /** Segments as `segmentsAlong` gives them. */
  steps: number[]
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
  const made = await makePlan(
    situation,
    segments,
    situation.options.fairness,
    planner,
    true,
    planner.settled && ((one) => planner.settled!(monthOf(situation, segments, one))),
  )
  if ('refused' in made) return made
  const { options } = situation
  let efficient: ExchangePlan['efficient'] = null
  let coveredThen: Map<number, number> | null = null
  if (options.price && options.fairness !== 'efficient') {
    const other = await makePlan(situation, segments, 'efficient', planner, false)
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
async function makePlan(
  situation: Situation,
  segments: Segments,
  fairness: Fairness,
  planner: Planner,
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
          planner.solve!,
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

const flowsOf = (situation: Situation, made: Settled[]): PlannedFlow[] =>
  made.flatMap((settled) =>
    settled.moves.map((move) => {
      const source = settled.market.sources[move.source]
      return {
        kind: move.kind,
        from: situation.places[move.from].id,
        to: situation.places[move.to].id,
        product: situation.products[source.product].id,
        period: situation.periods[settled.period],
        quantityT: tonnes(move.amount),
        provenance: source.provenance,
        supply: source.supply < 0 ? null : situation.supplies[source.supply].id,
        via: move.hub < 0 ? null : situation.hubs[move.hub].id,
        km: move.way.km,
        minutes: move.way.minutes,
        quality: move.way.quality,
        roads: roadIds(situation, move.steps),
      }
    }),
  )

function roadIds({ roads }: Situation, steps: number[]): string[] {
  const ids: string[] = []
  for (const step of steps) if (step >> 1 < roads.length) ids.push(roads[step >> 1].id)
  return ids
}

function needsOf(
  situation: Situation,
  made: Settled[],
  coveredThen: Map<number, number> | null,
): PlannedNeed[] {
  const { needs, places, products, periods } = situation
  const planned: PlannedNeed[] = needs.map(({ place, product, period, amount }) => ({
    commune: places[place].id,
    product: products[product].id,
    period: periods[period],
    needT: amount === null ? null : tonnes(amount),
    coveredT: 0,
    uncoveredT: amount === null ? 0 : tonnes(amount),
    reason: amount === null ? { code: 'data-missing', missing: 'need', lever: null } : null,
  }))
  for (const { market, answer, period } of made)
    market.sinks.forEach(({ need, period: of }, sink) => {
      if (need < 0 || of !== period) return
      const lack = answer.uncovered[sink]
      planned[need].uncoveredT = tonnes(lack)
      planned[need].coveredT = tonnes(needs[need].amount! - lack)
      if (lack > 0) {
        const fairer = coveredThen !== null && lack - (coveredThen.get(need) ?? lack) > 1
        planned[need].reason = reasonFor(situation, market, answer, sink, fairer)
      }
    })
  return planned
}

function suppliesOf(situation: Situation, made: Settled[]): ExchangePlan['supplies'] {
  const used = new Map<number, number>()
  const left = new Map<number, number>()
  for (const settled of made) {
    for (const { source, amount } of settled.moves) {
      const { supply } = settled.market.sources[source]
      used.set(supply, (used.get(supply) ?? 0) + amount)
    }
    settled.market.sources.forEach(({ supply, period }, source) => {
      if (supply >= 0 && period === settled.period) left.set(supply, settled.answer.carried[source])
    })
  }
  return situation.supplies.map(({ id, place, product, period, amount }, supply) => {
    const went = used.get(supply) ?? 0
    // What a later month no longer finds spoiled on the way there.
    const rest = amount === null ? 0 : (left.get(supply) ?? amount)
    return {
      id,
      commune: situation.places[place].id,
      product: situation.products[product].id,
      period: situation.periods[period],
      availableT: amount === null ? null : tonnes(amount),
      usedT: tonnes(went),
      lostT: amount === null ? 0 : tonnes(amount - went - rest),
      leftT: tonnes(rest),
    }
  })
}

function roadsOf(situation: Situation, segments: Segments, made: Settled[]): ExchangePlan['roads'] {
  const { roads, paths, places, periods, options, nodeIds } = situation
  return made.flatMap((settled) =>
    loadsOf(segments, settled.moves).map(({ segment, along, against }) => {
      const told = segments.toldEnds(segment)
      const most = Math.max(along, against)
      return {
        road: roads[segment]?.id ?? null,
        from: told ? places[told[0]].id : nodeIds[paths.network.a[segment]],
        to: told ? places[told[1]].id : nodeIds[paths.network.b[segment]],
        period: periods[settled.period],
        km: segments.km[segment],
        forwardT: tonnes(along),
        backwardT: tonnes(against),
        truckKm: (2 * segments.km[segment] * tonnes(most)) / options.truckT,
        emptyShare: most === 0 ? 0 : (most - Math.min(along, against)) / (2 * most),
      }
    }),
  )
}

function hubsOf(situation: Situation, made: Settled[]): ExchangePlan['hubs'] {
  return made.flatMap((settled) => {
    const through = new Map<number, number>()
    for (const { hub, amount } of settled.moves)
      if (hub >= 0) through.set(hub, (through.get(hub) ?? 0) + amount)
    return situation.hubs.map(({ id, throughput }, hub) => ({
      hub: id,
      period: situation.periods[settled.period],
      throughT: tonnes(through.get(hub) ?? 0),
      limitT: throughput === Infinity ? null : tonnes(throughput),
    }))
  })
}

function processingOf(situation: Situation, made: Settled[]): ExchangePlan['processing'] {
  return made.flatMap((settled) => {
    const { moves } = settled
    const sum = (side: (move: Moved) => number, plant: number) =>
      moves.reduce((total, move) => total + (side(move) === plant ? move.amount : 0), 0)
    return situation.plants.map(({ id, rate }, plant) => ({
      plant: id,
      period: situation.periods[settled.period],
      inputT: tonnes(sum(({ sink }) => settled.market.sinks[sink].plant, plant)),
      outputT: tonnes(sum(({ source }) => settled.market.sources[source].plant, plant)),
      rate,
    }))
  })
}

export function costOf(
  situation: Situation,
  segments: Segments,
  made: Settled[],
  fairness: Fairness,
): PlanCost {
  const { truckT, loadedExtra, provenanceKm } = situation.options
  const penalties = penaltiesOf(situation, fairness)
  let truckKm = 0
  let tonneKm = 0
  let extra = 0
  let uncoveredT = 0
  let penalty = 0
  for (const settled of made) {
    const { moves } = settled
    for (const { segment, along, against } of loadsOf(segments, moves))
      truckKm += (2 * segments.km[segment] * tonnes(Math.max(along, against))) / truckT
    for (const { kind, source, way, amount } of moves) {
      tonneKm += way.km * tonnes(amount)
      extra += (loadedExtra * way.km * tonnes(amount)) / truckT
      // What people locked or keep at home is no choice of the planner's.
      if (kind !== 'planned') continue
      extra += ((provenanceKm?.[settled.market.sources[source].provenance] ?? 0) * tonnes(amount)) / truckT
    }
    settled.market.sinks.forEach(({ need, amount, period }, sink) => {
      if (need < 0 || period !== settled.period) return
      let lack = settled.answer.uncovered[sink]
      uncoveredT += tonnes(lack)
      tierRoom(situation.needs[need].amount!, amount, penalties.length).forEach((room, tier) => {
        const here = Math.min(room, lack)
        penalty += (penalties[tier] * tonnes(here)) / truckT
        lack -= here
      })
    })
  }
  return { truckKm, tonneKm, extra, uncoveredT, penalty, total: truckKm + extra + penalty }
}

function fairnessOf(situation: Situation, made: Settled[], kind: Fairness): FairnessFigures {
  const needed = new Map<number, number>()
  const covered = new Map<number, number>()
  for (const { market, answer, period } of made)
    market.sinks.forEach(({ need, place, period: of }, sink) => {
      const amount = need < 0 || of !== period ? 0 : situation.needs[need].amount!
      if (amount === 0) return
      needed.set(place, (needed.get(place) ?? 0) + amount)
      covered.set(place, (covered.get(place) ?? 0) + amount - answer.uncovered[sink])
    })
  const shares = [...needed].map(([place, amount]) => covered.get(place)! / amount).sort((x, y) => x - y)
  const total = shares.reduce((sum, share) => sum + share, 0)
  const weighted = shares.reduce((sum, share, i) => sum + share * (2 * i + 1 - shares.length), 0)
  return {
    kind,
    tiers: kind === 'tiers' ? situation.options.tiers : 1,
    communesWithNothing: shares.filter((share) => share === 0).length,
    leastShare: shares[0] ?? 1,
    gini: total === 0 ? 0 : weighted / (shares.length * total),
  }
}
