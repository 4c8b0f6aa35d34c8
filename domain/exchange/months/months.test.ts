import { expect, test } from 'vitest'
import { problemByChance } from '../planning/by-chance.ts'
import { type ExchangeProblem, planExchange } from '../planning/index.ts'
import { keepingOf, type MonthsSoFar, planMonths, plannedMonths } from './index.ts'

const planner = { hash: () => '' }
const problem = (shelfLifeHours: number | null, keep = 1): ExchangeProblem => ({
  communes: [{ id: 'a' }, { id: 'b' }],
  products: [{ id: 'maize', shelfLifeHours, keep }],
  periods: ['2026-11', '2026-12', '2027-01'],
  supplies: [{ id: 's', commune: 'a', product: 'maize', period: '2026-11', quantityT: 10 }],
  needs: ['2026-11', '2026-12', '2027-01'].map((period) => ({
    commune: 'b',
    product: 'maize',
    period,
    quantityT: 4,
  })),
  distances: [{ from: 'a', to: 'b', km: 30 }],
  options: { level: 'uncoupled' },
})
const made = async (asked: ExchangeProblem) => {
  const answer = await planMonths(asked, planner, () => {})
  if ('refused' in answer) throw new Error(answer.refused)
  return answer
}

test('what is left of a month is the stock of the next', async () => {
  const { months } = await made(problem(null))
  expect(months.map(({ coveredT, uncoveredT }) => [coveredT, uncoveredT])).toEqual([
    [4, 0],
    [3, 1],
    [3, 1],
  ])
  expect(months.map(({ stock }) => stock)).toEqual([
    [{ product: 'maize', openingT: 0, producedT: 10, usedT: 4, spoiledT: 0, closingT: 6 }],
    [{ product: 'maize', openingT: 6, producedT: 0, usedT: 3, spoiledT: 0, closingT: 3 }],
    [{ product: 'maize', openingT: 3, producedT: 0, usedT: 3, spoiledT: 0, closingT: 0 }],
  ])
})

test('what does not keep a month spoils, and a share of the rest where some does', async () => {
  const [first] = (await made(problem(500))).months
  expect(first.stock[0]).toMatchObject({ spoiledT: 6, closingT: 0 })
  const [, second] = (await made(problem(null, 0.5))).months
  // Three parts of four now, half of the need then, and what spoils is not sent for.
  expect(second.stock[0]).toMatchObject({ openingT: 3.5, usedT: 2, closingT: 0.75 })
})

test('each month is heard of as soon as it is settled, and stays as it was said', async () => {
  const asked = { ...problemByChance(5, { communes: 12, products: 3, periods: 4, shelfLives: true }) }
  asked.options = { ...asked.options, level: 'uncoupled', price: false }
  const heard: MonthsSoFar[] = []
  const answer = await planMonths(asked, planner, (so) => heard.push(so))
  if ('refused' in answer) throw new Error(answer.refused)
  expect(heard.map(({ done }) => done)).toEqual([1, 2, 3, 4])
  for (const { done, months } of heard)
    for (const [i, month] of months.entries()) {
      const last = answer.months[i]
      expect(done).toBeGreaterThan(i)
      expect(month.coveredT).toBeCloseTo(last.coveredT, 6)
      for (const [k, { closingT }] of month.stock.entries())
        expect(closingT).toBeCloseTo(last.stock[k].closingT, 6)
    }
})

test('whatever the plan: stock adds up in each month and from each to the next', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const asked = problemByChance(seed, {
      communes: 10,
      products: 3,
      periods: 4,
      supplied: 1.4,
      shelfLives: true,
    })
    asked.options = { ...asked.options, level: 'uncoupled', price: false }
    const plan = await planExchange(asked, planner)
    if ('refused' in plan) throw new Error(plan.refused)
    const months = plannedMonths(plan, asked.periods!, keepingOf(asked))
    const closing = new Map<string, number>()
    for (const { stock } of months)
      for (const { product, openingT, producedT, usedT, spoiledT, closingT } of stock) {
        expect(openingT + producedT).toBeCloseTo(usedT + spoiledT + closingT, 6)
        expect(openingT).toBeCloseTo(closing.get(product) ?? 0, 6)
        expect(spoiledT).toBeGreaterThan(-1e-6)
        closing.set(product, closingT)
      }
    const all = months.flatMap(({ stock }) => stock)
    expect(all.reduce((sum, { usedT }) => sum + usedT, 0)).toBeCloseTo(
      plan.supplies.reduce((sum, { usedT }) => sum + usedT, 0),
      6,
    )
  }
})
