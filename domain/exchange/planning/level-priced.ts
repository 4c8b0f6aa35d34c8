/**
 * A country's month planned whole: prices of the roads first, at which each product is planned alone; then one linear
 * program of what those prices leave open, in which the products share the roads. What it may cost more than the best
 * plan is known by the bound of the prices.
 */
import { type Answer, type ChosenFlow, withinAmounts } from './answer.ts'
import { productsAtPrices } from './at-prices.ts'
import { type Kept, leftOver, planUncoupled } from './level-uncoupled.ts'
import type { SolveLinearProgram } from './linear-program.ts'
import { type Segments, segmentsAlong } from './loads.ts'
import type { Market } from './market.ts'
import { openProgram } from './open-program.ts'
import { pricedEffects } from './priced-effects.ts'
import { findRoadPrices, planAt } from './road-prices.ts'
import { COST_UNITS, GRAMS, type Situation, wayBetween } from './situation.ts'

export interface CoupledRefusal {
  refused: 'locks-exceed-limits' | 'not-solved'
  facts: Record<string, string | number>
}

/** Takers from which on one program of everything would take minutes. */
const MANY = 5000
/** Takers up to which nothing is left as it is: the program has room for all. */
const ALL_OPEN = 12_000
/** Programs of everything solved at most, and how close to the bound is close: a share of what the program costs. */
const MOST_PROGRAMS = 4
const CLOSE = 2e-6
/** Whether a market is for this level: a large one, roads of one month and nothing else that couples. */
export const isForPrices = (
  { hubs, plants, told, options }: Situation,
  { sinks }: Market,
  strict: boolean,
): boolean =>
  !strict &&
  sinks.length >= MANY &&
  sinks.every(({ period }) => period === sinks[0].period) &&
  hubs.length === 0 &&
  plants.length === 0 &&
  told.size === 0 &&
  options.maxLegKm === null &&
  options.fleetKm === null

/**
 * Null where the program that is left has no solution.
 * @param explained whether effects are wanted
 * @param allOpen takers up to which the program is of everything
 */
export async function planAtRoadPrices(
  situation: Situation,
  market: Market,
  segments: Segments,
  penaltiesKm: number[],
  solve: SolveLinearProgram,
  explained: boolean,
  allOpen = ALL_OPEN,
): Promise<Answer | CoupledRefusal | null> {
  const { truckT } = situation.options
  const { fixed, offset, overfull } = loadsOfFixed(situation, market, segments)
  if (overfull !== null) return { refused: 'locks-exceed-limits', facts: { what: 'road', id: overfull } }
  const kept: Kept = new Map()
  planUncoupled(situation, market, penaltiesKm, kept)
  const solved = [...kept.values()]
  if (solved.length === 0) return null
  const products = productsAtPrices(situation, market, segments, solved)
  const prices = findRoadPrices(products, segments, fixed)
  products.leastCost(prices.price)
  let everything = market.sinks.length <= allOpen
  let open = openProgram(market, segments, solved, products, prices, fixed, everything)
  // What the prices settled is not in it.
  const solveOpen = () => solve({ program: open.program, method: 'ipm', isSmall: true })
  let answer = await solveOpen()
  if (answer.solutions[0].status !== 'optimal' && !everything) {
    // Too much was left as it is for the roads to carry it.
    everything = true
    open = openProgram(market, segments, solved, products, prices, fixed, everything)
    answer = await solveOpen()
  }
  const fixedKm = fixed.reduce((sum, tonnes, step) => sum + tonnes * segments.km[step >> 1], 0)
  for (let round = 1; answer.solutions[0].status === 'optimal'; round++) {
    // The program's own prices make a better bound, and call for pairs that it has not.
    const { lean, full } = open.pricesIn(answer.solutions[0].rowEffect)
    const planned = planAt(products, segments, fixed, lean, full)
    prices.recent.push(planned.flows)
    if (planned.bound > prices.bound)
      Object.assign(prices, { bound: planned.bound, price: planned.price, full })
    const { objective } = answer.solutions[0]
    const isClose = objective + fixedKm - prices.bound <= CLOSE * objective
    if (!everything || isClose || round === MOST_PROGRAMS) break
    open = openProgram(market, segments, solved, products, prices, fixed, everything)
    answer = await solveOpen()
  }
  const { solutions, solver } = answer
  if (solutions[0].status !== 'optimal') return null
  const chosen = open.settled
  for (const { column, ...pair } of open.pairs) {
    const amount = Math.round(solutions[0].columns[column] * GRAMS)
    if (amount > 0) chosen.push({ ...pair, amount })
  }
  const flows = withinAmounts(
    market,
    chosen.map(({ p, tail, head, amount }): ChosenFlow => {
      const { sources, sinks } = solved[p].part
      const [source, sink] = [sources[tail], sinks[head - sources.length]]
      const way = wayBetween(situation, market.sources[source].place, market.sinks[sink].place)!
      return { source, sink, hub: -1, way, amount }
    }),
  )
  const uncovered = Float64Array.from(market.sinks, ({ amount }) => amount)
  let moved = 0
  for (const { sink, amount } of flows) uncovered[sink] -= amount
  for (const { amount } of market.sinks) moved += amount / GRAMS
  const effects = explained
    ? await pricedEffects({
        situation,
        market,
        segments,
        solved,
        prices,
        open,
        answer,
        uncovered,
        penaltiesKm,
        solve,
      })
    : null
  return {
    flows,
    uncovered,
    carried: leftOver(market, flows),
    // Each tonne's cost was rounded to a whole unit.
    lowerBound: Math.max(0, prices.bound + offset - moved / COST_UNITS) / truckT,
    proved: false,
    solver: { name: `network-simplex, ${solver.name}`, version: `1, ${solver.version}` },
    explain: (sink) => effects?.explain(sink) ?? null,
    ownEffect: (sink) => effects?.own(sink) ?? null,
  }
}

/** Tonnes by step of what is not to be chosen, what its being loaded costs, and a road that can't carry it. */
function loadsOfFixed(
  situation: Situation,
  market: Market,
  segments: Segments,
): { fixed: Float64Array; offset: number; overfull: string | null } {
  const fixed = new Float64Array(2 * segments.km.length)
  let offset = 0
  for (const { source, sink, hub, amount, way } of market.fixed) {
    const course = { from: market.sources[source].place, to: market.sinks[sink].place, hub }
    for (const step of segmentsAlong(situation, segments, course)) fixed[step] += amount / GRAMS
    offset += (situation.options.loadedExtra * way.km * amount) / GRAMS
  }
  const over = fixed.findIndex((tonnes, step) => tonnes > segments.capacity[step >> 1] / GRAMS)
  return { fixed, offset, overfull: over < 0 ? null : situation.roads[over >> 1].id }
}
