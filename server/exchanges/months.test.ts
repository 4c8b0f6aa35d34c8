/** Months planned one after the other with what lies ahead, against one linear program of all months. */
import { describe, expect, it } from 'vitest'
import { problemByChance } from '../../domain/exchange/planning/by-chance.ts'
import { type ExchangeProblem, planExchange } from '../../domain/exchange/planning/index.ts'
import { chainsBetween, openMarket } from '../../domain/exchange/planning/market.ts'
import { penaltiesOf } from '../../domain/exchange/planning/settle.ts'
import { GRAMS, readSituation } from '../../domain/exchange/planning/situation.ts'
import { tierRoom } from '../../domain/exchange/planning/uncoupled.ts'
import { solveLinearProgram } from './solve-linear-program.ts'

/** Kilometres of a tonne and tonnes uncovered, of the cheapest that all months together can be. */
async function allMonths(problem: ExchangeProblem, unmetKm: number) {
  const situation = readSituation({ ...problem, options: { ...problem.options, unmetKm } })
  const { products, needs, options } = situation
  const market = openMarket(situation, 0, situation.periods.length - 1, new Map())
  const { sources, sinks } = market
  const penalties = penaltiesOf(situation, 'tiers')
  const columns: { cost: number; upper: number; rows: number[]; values: number[]; lack: boolean }[] = []
  sinks.forEach(({ need, amount, product, period }, sink) => {
    const row = sources.length + sink
    tierRoom(needs[need].amount!, amount, penalties.length).forEach((room, tier) => {
      columns.push({ cost: penalties[tier], upper: room / GRAMS, rows: [row], values: [1], lack: true })
    })
    sources.forEach((source, s) => {
      if (source.product !== product || source.period !== period) return
      const chains = chainsBetween(situation, market, source, sinks[sink])
      if (typeof chains === 'string') return
      const cost = chains[0].way.km * (1 + options.loadedExtra)
      columns.push({ cost, upper: Infinity, rows: [s, row], values: [1, 1], lack: false })
    })
  })
  sources.forEach(({ later, product }, s) => {
    if (later < 0) return
    const { keep } = products[product]
    columns.push({ cost: 0, upper: Infinity, rows: [s, later], values: [1, -keep], lack: false })
  })
  const start = [0]
  for (const { rows } of columns) start.push(start.at(-1)! + rows.length)
  const { solutions } = await solveLinearProgram({
    program: {
      columns: columns.length,
      rows: sources.length + sinks.length,
      cost: Float64Array.from(columns, ({ cost }) => cost),
      lower: new Float64Array(columns.length),
      upper: Float64Array.from(columns, ({ upper }) => upper),
      rowLower: Float64Array.from([
        ...sources.map(() => -Infinity),
        ...sinks.map(({ amount }) => amount / GRAMS),
      ]),
      rowUpper: Float64Array.from([...sources, ...sinks].map(({ amount }) => amount / GRAMS)),
      start: Int32Array.from(start),
      index: Int32Array.from(columns.flatMap(({ rows }) => rows)),
      value: Float64Array.from(columns.flatMap(({ values }) => values)),
    },
  })
  expect(solutions[0].status).toBe('optimal')
  return {
    cost: solutions[0].objective,
    uncoveredT: columns.reduce((sum, { lack }, i) => sum + (lack ? solutions[0].columns[i] : 0), 0),
  }
}

async function planned(problem: ExchangeProblem, window: number) {
  const plan = await planExchange(
    { ...problem, options: { ...problem.options, level: 'uncoupled', price: false, window } },
    {},
  )
  if ('refused' in plan) throw new Error(plan.refused)
  const { loadedExtra, truckT, unmetKm } = plan.options
  const ways = plan.flows.reduce(
    (sum, { kind, km, quantityT }) => sum + (kind === 'own' ? 0 : km * (1 + loadedExtra) * quantityT),
    0,
  )
  return {
    plan,
    unmetKm: unmetKm!,
    cost: ways + plan.cost.penalty * truckT,
    uncoveredT: plan.cost.uncoveredT,
  }
}

/** Much in some months and little in others, so that stocks are worth keeping. */
function uneven(seed: number, keep: number): ExchangeProblem {
  const drawn = problemByChance(seed, {
    communes: 14,
    products: 3,
    periods: 6,
    producers: 0.25,
    supplied: 0.9,
    shelfLives: seed % 2 === 0,
  })
  const plenty = (period: string) => (Number(period.slice(-2)) % 3 === seed % 3 ? 2 : 0.4)
  return {
    ...drawn,
    // A share of the products lasts a month and a half.
    products: drawn.products.map((product, i) => ({
      ...product,
      keep,
      ...(seed % 2 === 0 && i === 1 && { shelfLifeHours: 1100 }),
    })),
    supplies: drawn.supplies.map((supply) => ({
      ...supply,
      quantityT: Math.round(supply.quantityT! * plenty(supply.period!) * 1000) / 1000,
    })),
  }
}

/** Who produces a product in any month asks nobody for it: what a place has covers its own need first. */
function withoutHome(problem: ExchangeProblem): ExchangeProblem {
  const makers = new Set(problem.supplies.map(({ commune, product }) => `${commune}/${product}`))
  return { ...problem, needs: problem.needs.filter((need) => !makers.has(`${need.commune}/${need.product}`)) }
}

/** How far from the cheapest plans are that look so many months ahead: shares of the cost, tonnes. */
async function apart(window: number, change: (problem: ExchangeProblem) => ExchangeProblem) {
  const found: { cost: number; uncoveredT: number }[] = []
  for (let seed = 1; seed <= 30; seed++) {
    const problem = change(uneven(seed, seed % 3 === 0 ? 1 : 0.9))
    const made = await planned(problem, window)
    const best = await allMonths(problem, made.unmetKm)
    found.push({ cost: made.cost / best.cost - 1, uncoveredT: made.uncoveredT - best.uncoveredT })
  }
  return {
    cost: found.reduce((sum, { cost }) => sum + cost, 0) / found.length,
    most: Math.max(...found.map(({ cost }) => Math.abs(cost))),
    uncoveredT: Math.max(...found.map(({ uncoveredT }) => uncoveredT)),
  }
}

describe('months planned with what lies ahead', () => {
  it('to the last month are the cheapest that there is, in 30 of 30 cases', async () => {
    const { most, uncoveredT } = await apart(6, withoutHome)
    // Ties are broken by less than a metre a tonne, and amounts are whole grams.
    expect(most).toBeLessThan(1e-4)
    expect(uncoveredT).toBeLessThan(1e-3)
  }, 120_000)

  it('three at a time lose little of it, and a third of what each by itself does', async () => {
    const [alone, ahead] = [await apart(1, (problem) => problem), await apart(3, (problem) => problem)]
    expect(ahead.cost).toBeLessThan(0.04)
    expect(ahead.cost).toBeLessThan(alone.cost / 3)
    // Of what is carried too far nothing is lost that somebody lacks.
    expect(ahead.uncoveredT).toBeLessThan(1e-3)
  }, 120_000)
})
