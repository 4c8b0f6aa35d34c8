/**
 * A market planned whole, as one linear program: products share roads, hubs and trucks, trucks come back loaded where
 * they can, plants turn one product into another, stocks wait for the next period.
 *
 * Amounts are tonnes, costs kilometres of one tonne (truck kilometres × tonnes on a truck). It begins with few ways for
 * each need and adds those that the prices of a solution call for, until none would make the plan cheaper.
 */
import { type Answer, type ChosenFlow, withinAmounts } from './answer.ts'
import { effectsOf } from './coupled-effects.ts'
import { type CoupledRefusal, isForPrices, planAtRoadPrices } from './level-priced.ts'
import { leftOver, planUncoupled } from './level-uncoupled.ts'
import type { LinearAnswer, SolveLinearProgram } from './linear-program.ts'
import type { Segments } from './loads.ts'
import { chainsBetween, type Market } from './market.ts'
import { costsOf, type Part, partsOf } from './parts.ts'
import { priceAll } from './pricing.ts'
import { type Program, programFor } from './program.ts'
import { COST_UNITS, GRAMS, type Situation } from './situation.ts'
import { coverFloors } from './strict-fairness.ts'
import { TIE_UNITS } from './uncoupled.ts'

/** Nearest sources of each sink in the first program, besides those of the uncoupled plan. */
const FIRST_SOURCES = 3
const MOST_ROUNDS = 40
/** Columns of all programs solved for one plan: of a country's one or two, and the bound says what that may cost. */
const COLUMNS_AT_MOST = 150_000
/** A plan this close to its bound, as a share of its cost, is not searched further. */
const CLOSE_ENOUGH = 1e-10

/**
 * @param penaltiesKm what a tonne not covered weighs, by tier.
 * @param strict whether the least covered need is first covered as much as can be, then the next.
 * @param explained whether effects are wanted.
 */
export async function planCoupled(
  situation: Situation,
  market: Market,
  segments: Segments,
  penaltiesKm: number[],
  strict: boolean,
  solve: SolveLinearProgram,
  explained: boolean,
): Promise<Answer | CoupledRefusal> {
  if (isForPrices(situation, market, strict)) {
    const answer = await planAtRoadPrices(situation, market, segments, penaltiesKm, solve, explained)
    if (answer) return answer
  }
  const program = programFor(situation, market, segments, penaltiesKm, strict)
  if (program.overfull) return { refused: 'locks-exceed-limits', facts: program.overfull }
  const parts = partsOf(market, true)
  const costs = parts.map((part) => costsOf(situation, market, part))
  const known = costs.map((of) => new Uint8Array(of.length))
  const addPair = (p: number, pair: number): void => {
    if (known[p][pair]) return
    known[p][pair] = 1
    const part = parts[p]
    const source = part.sources[pair % part.sources.length]
    const sink = part.sinks[Math.floor(pair / part.sources.length)]
    const chains = chainsBetween(situation, market, market.sources[source], market.sinks[sink])
    if (typeof chains === 'string') return
    const { loadedExtra } = situation.options
    const first = chains[0].way.km
    // Kilometres are paid by the segments; what stays is being loaded, preference, and what breaks ties.
    for (const chain of chains)
      program.addChain(
        source,
        sink,
        chain,
        costs[p][pair] / COST_UNITS - first + (chain.way.km - first) * loadedExtra,
      )
  }
  const begin = (count: number) =>
    parts.forEach((part, p) => {
      for (const pair of nearestPairs(costs[p], part, count)) addPair(p, pair)
    })
  begin(strict ? situation.options.nearest : FIRST_SOURCES)
  const place = new Map<string, number>()
  parts.forEach((part, p) => {
    part.sinks.forEach((sink, d) => {
      place.set(`sink/${sink}`, d)
    })
    part.sources.forEach((source, s) => {
      place.set(`source/${source}`, s)
    })
    place.set(`part/${part.period}/${part.product}`, p)
  })
  if (program.periods === 1)
    for (const { source, sink } of planUncoupled(situation, market, penaltiesKm).flows) {
      const { product, period } = market.sinks[sink]
      const p = place.get(`part/${period}/${product}`)!
      addPair(p, place.get(`sink/${sink}`)! * parts[p].sources.length + place.get(`source/${source}`)!)
    }
  if (strict && !(await coverFloors(situation, market, program, solve)))
    return { refused: 'not-solved', facts: { status: 'unsolved' } }

  let last: LinearAnswer | null = null
  let arrays = program.linear.arrays()
  let bound = -Infinity
  let proved = false
  for (let round = 0, solved = 0; ; round++) {
    solved += arrays.columns
    last = await solve({
      program: arrays,
      method: round === 0 && program.periods > 1 ? 'ipm' : 'simplex',
      basis: last?.basis ?? undefined,
      ...(explained && { measures: [program.linear.sumOf(program.lacks.flat())], ranging: true }),
    })
    const { status, objective, rowEffect } = last.solutions[0]
    if (status !== 'optimal') return { refused: 'not-solved', facts: { status } }
    const priced = priceAll(situation, market, segments, program, parts, costs, known, rowEffect)
    bound = Math.max(bound, objective + priced.shortfall)
    proved = priced.found.length === 0 || objective - bound <= CLOSE_ENOUGH * Math.abs(objective)
    if (proved || round === MOST_ROUNDS || solved + arrays.columns > COLUMNS_AT_MOST) break
    for (const { p, pair } of priced.found) addPair(p, pair)
    arrays = program.linear.arrays()
  }
  const flows = inGrams(market, program, last.solutions[0].columns)
  const uncovered = Float64Array.from(market.sinks, ({ need, amount }) => (need < 0 ? 0 : amount))
  for (const { sink, amount } of flows) if (market.sinks[sink].need >= 0) uncovered[sink] -= amount
  // What breaks ties is below a metre for each tonne that can move.
  const tiesAtMost = market.sinks.reduce(
    (sum, { need, amount }) => sum + (need < 0 ? 0 : (amount / GRAMS) * (TIE_UNITS / COST_UNITS)),
    0,
  )
  const effects = explained
    ? await effectsOf(situation, market, segments, program, arrays, last, uncovered, solve)
    : null
  return {
    flows,
    uncovered,
    carried: leftOver(market, flows),
    lowerBound: Math.max(0, bound + program.offset - tiesAtMost) / situation.options.truckT,
    proved,
    solver: last.solver,
    explain: (sink) => effects?.explain(sink) ?? null,
    ownEffect: (sink) => effects?.own(sink) ?? null,
  }
}

function* nearestPairs(cost: Float64Array, { sources, sinks }: Part, count: number): Generator<number> {
  const best: number[] = []
  for (let d = 0; d < sinks.length; d++) {
    const row = d * sources.length
    best.length = 0
    for (let pair = row; pair < row + sources.length; pair++) {
      if (cost[pair] === Infinity || (best.length === count && cost[pair] >= cost[best[count - 1]])) continue
      if (best.length === count) best.pop()
      let at = best.length
      while (at > 0 && cost[best[at - 1]] > cost[pair]) at--
      best.splice(at, 0, pair)
    }
    yield* best
  }
}

/** Tonnes of the solution in whole grams, and never more than there is. */
function inGrams(market: Market, program: Program, columns: Float64Array): ChosenFlow[] {
  return withinAmounts(
    market,
    program.chains.flatMap(({ column, source, sink, chain }) => {
      const amount = Math.round(columns[column] * GRAMS)
      return amount > 0 ? [{ source, sink, hub: chain.hub, way: chain.way, amount }] : []
    }),
  )
}
