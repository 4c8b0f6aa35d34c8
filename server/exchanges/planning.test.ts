import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { problemByChance } from '../../domain/exchange/planning/by-chance.ts'
import {
  type ExchangePlan,
  type ExchangeProblem,
  type PlanRefusal,
  planExchange,
} from '../../domain/exchange/planning/index.ts'
import { sha256 } from '../log/write.ts'
import { solveLinearProgram } from './solve-linear-program.ts'

const ask = (problem: ExchangeProblem) => planExchange(problem, { hash: sha256, solve: solveLinearProgram })
async function plan(problem: ExchangeProblem): Promise<ExchangePlan> {
  const answer = await ask(problem)
  if ('refused' in answer) throw new Error(JSON.stringify(answer))
  return answer
}
const refusal = async (problem: ExchangeProblem) => ((await ask(problem)) as PlanRefusal).refused
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
const sortedBack = <T>(list: T[]): T[] => [...list].reverse()

/** A – 10 km – B – 30 km – C, coffee at A. */
const valley: ExchangeProblem = {
  communes: [{ id: 'A' }, { id: 'B' }, { id: 'C' }],
  products: [{ id: 'coffee' }, { id: 'milk', shelfLifeHours: 1 }],
  supplies: [{ commune: 'A', product: 'coffee', quantityT: 8 }],
  needs: [
    { commune: 'A', product: 'coffee', quantityT: 2 },
    { commune: 'B', product: 'coffee', quantityT: 4 },
    { commune: 'C', product: 'coffee', quantityT: 4 },
  ],
  roads: [
    { id: 'AB', a: 'A', b: 'B', km: 10 },
    { id: 'BC', a: 'B', b: 'C', km: 30 },
  ],
}
const levels = ['uncoupled', 'coupled'] as const

describe.each(levels)('a plan, %s', (level) => {
  const options = { level, price: false } as const

  it('conserves: what goes is what is used, a need is covered or not, a load is the sum of its flows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1e6 }), fc.boolean(), async (seed, ties) => {
        const problem = problemByChance(seed, {
          communes: 14,
          products: 3,
          periods: 1 + (seed % 2),
          narrow: 0.3,
          hubs: 1,
          plants: 1,
          shelfLives: true,
          ties,
        })
        const made = await plan({ ...problem, options: { ...options, maxLegKm: 60 } })
        for (const supply of made.supplies) {
          const gone = sum(made.flows.flatMap((flow) => (flow.supply === supply.id ? flow.quantityT : [])))
          expect(gone).toBeCloseTo(supply.usedT, 6)
          expect(supply.usedT + supply.lostT + supply.leftT).toBeCloseTo(supply.availableT!, 6)
          expect(supply.leftT).toBeGreaterThanOrEqual(0)
          expect(supply.lostT).toBeGreaterThanOrEqual(-1e-9)
        }
        for (const need of made.needs) {
          const come = made.flows.filter(
            ({ to, product, period }) =>
              to === need.commune && product === need.product && period === need.period,
          )
          expect(sum(come.map(({ quantityT }) => quantityT))).toBeCloseTo(need.coveredT, 6)
          expect(need.coveredT + need.uncoveredT).toBeCloseTo(need.needT!, 6)
          expect(need.uncoveredT).toBeGreaterThanOrEqual(0)
          expect(need.uncoveredT > 0).toBe(need.reason !== null)
        }
        for (const { inputT, outputT, rate } of made.processing) expect(outputT).toBeCloseTo(inputT * rate, 4)
        for (const road of made.roads) {
          const over = made.flows.filter(
            ({ roads, period }) => period === road.period && roads.includes(road.road!),
          )
          // A flow through a hub may go over a road and come back on it.
          const times = (flow: (typeof over)[number]) => flow.roads.filter((id) => id === road.road).length
          expect(sum(over.map((flow) => flow.quantityT * times(flow)))).toBeCloseTo(
            road.forwardT + road.backwardT,
            5,
          )
          const capacity = problem.roads!.find(({ id }) => id === road.road)?.capacityT
          if (level === 'coupled' && capacity != null)
            expect(Math.max(road.forwardT, road.backwardT)).toBeLessThanOrEqual(capacity + 1e-4)
        }
        if (made.lowerBound !== null) expect(made.lowerBound).toBeLessThanOrEqual(made.cost.total + 1e-6)
      }),
      { numRuns: 40, seed: 7 },
    )
  }, 120_000)

  it('is the same for the same input, in whatever order it comes', async () => {
    const problem = problemByChance(3, { communes: 20, products: 3, ties: true, narrow: 0.2 })
    const first = await plan({ ...problem, options })
    const again = await plan({ ...problem, options })
    expect(again).toEqual(first)
    const turned = await plan({
      ...problem,
      communes: sortedBack(problem.communes),
      products: sortedBack(problem.products),
      supplies: sortedBack(problem.supplies),
      needs: sortedBack(problem.needs),
      roads: sortedBack(problem.roads!),
      options,
    })
    expect(turned.flows).toEqual(first.flows)
    expect(first.inputHash).toMatch(/^[0-9a-f]{64}$/)
    expect(turned.inputHash).not.toBe(first.inputHash)
  })

  it('covers own need first, then everybody in tiers', async () => {
    const made = await plan({ ...valley, options })
    expect(made.flows.map(({ kind, from, to, quantityT }) => [kind, from, to, quantityT])).toEqual([
      ['own', 'A', 'A', 2],
      ['planned', 'A', 'B', 3],
      ['planned', 'A', 'C', 3],
    ])
    expect(made.needs.map(({ reason }) => reason?.code ?? null)).toEqual([
      null,
      'supply-promised',
      'supply-promised',
    ])
    expect(made.cost).toMatchObject({
      truckKm: (2 * (10 * 6 + 30 * 3)) / 10,
      tonneKm: 30 + 120,
      uncoveredT: 2,
    })
  })

  it('gives the near ones all where fairness is not asked for, and shows what fairness costs', async () => {
    const efficient = await plan({ ...valley, options: { ...options, fairness: 'efficient' } })
    expect(efficient.needs.map(({ coveredT }) => coveredT)).toEqual([2, 4, 2])
    const fair = await plan({ ...valley, options: { ...options, price: true } })
    expect(fair.efficient!.extraTruckKm).toBeCloseTo((2 * 30 * 1) / 10, 6)
    expect(fair.needs[1].reason!.code).toBe('fairness')
  })

  it('keeps what people lock and plans the rest around what they refuse', async () => {
    const lock = { from: 'A', to: 'B', product: 'coffee', decision: 'locked', quantityT: 0.5 } as const
    const refuse = { from: 'A', to: 'C', product: 'coffee', decision: 'refused' } as const
    const made = await plan({ ...valley, decisions: [lock], options })
    expect(made.flows[0]).toMatchObject({ kind: 'locked', to: 'B', quantityT: 0.5 })
    const without = await plan({ ...valley, decisions: [refuse], options })
    expect(without.flows.map(({ to, quantityT }) => [to, quantityT])).toEqual([
      ['A', 2],
      ['B', 4],
    ])
    expect(without.needs[2].reason).toEqual({ code: 'refused', lever: null })
    expect(await refusal({ ...valley, decisions: [{ ...lock, quantityT: 9 }], options })).toBe(
      'lock-exceeds-supply',
    )
    expect(await refusal({ ...valley, decisions: [{ ...lock, quantityT: 5 }], options })).toBe(
      'lock-exceeds-need',
    )
    const closed = valley.roads!.map((road) => ({ ...road, closed: true }))
    expect(await refusal({ ...valley, roads: closed, decisions: [lock], options })).toBe('lock-without-way')
  })

  it('says why a need is not covered', async () => {
    const reasons = async (problem: Partial<ExchangeProblem>) =>
      (await plan({ ...valley, ...problem, options })).needs.map(({ reason }) => reason?.code ?? null)
    const milk = { needs: [{ commune: 'C', product: 'milk', quantityT: 1 }] }
    expect(await reasons(milk)).toEqual(['no-producer'])
    const fromA = { ...milk, supplies: [{ commune: 'A', product: 'milk', quantityT: 3 }] }
    expect(await reasons(fromA)).toEqual(['out-of-reach'])
    const late = await plan({ ...valley, ...fromA, options })
    expect(late.needs[0].reason!.lever).toMatchObject({ kind: 'shelf-life', of: 'milk', needed: 40 / 30 })
    const lasting = [{ id: 'coffee' }, { id: 'milk', shelfLifeHours: late.needs[0].reason!.lever!.needed! }]
    expect(await reasons({ ...fromA, products: lasting })).toEqual([null])
    expect(
      await reasons({ ...fromA, roads: [valley.roads![0], { ...valley.roads![1], closed: true }] }),
    ).toEqual(['no-route'])
    expect(
      await reasons({ ...milk, supplies: [{ commune: 'A', product: 'milk', quantityT: null }] }),
    ).toEqual(['data-missing'])
    expect(await reasons({ needs: [{ commune: 'C', product: 'milk', quantityT: null }] })).toEqual([
      'data-missing',
    ])
    expect(
      await reasons({
        needs: [{ commune: 'C', product: 'coffee', quantityT: 1 }],
        roads: [valley.roads![0]],
      }),
    ).toEqual(['data-missing'])
  })

  it('carries a stock into the next month and says what spoiled', async () => {
    const made = await plan({
      ...valley,
      products: [{ id: 'coffee', keep: 0.5 }],
      periods: ['2026-01', '2026-02'],
      supplies: [{ commune: 'A', product: 'coffee', period: '2026-01', quantityT: 8 }],
      needs: [
        { commune: 'B', product: 'coffee', period: '2026-01', quantityT: 4 },
        { commune: 'B', product: 'coffee', period: '2026-02', quantityT: 4 },
      ],
      options,
    })
    // Who looks ahead leaves the second month more, though half of it spoils.
    expect(made.needs.map(({ coveredT }) => coveredT)).toEqual([3, 2.5])
    expect(made.supplies[0]).toMatchObject({
      usedT: 5.5,
      lostT: 2.5,
      leftT: 0,
    })
    expect(made.lowerBound === null).toBe(level === 'uncoupled')
  })
})

describe('the coupled plan', () => {
  const coupled = (problem: ExchangeProblem) =>
    plan({ ...problem, options: { price: false, ...problem.options, level: 'coupled' } })

  it('loads trucks on the way back: fewer kilometres than the uncoupled one at the same coverage', async () => {
    let [apart, together] = [0, 0]
    for (let seed = 1; seed <= 6; seed++) {
      const problem = problemByChance(seed, { communes: 40, products: 4 })
      const [one, other] = await Promise.all(
        levels.map((level) => plan({ ...problem, options: { level, price: false } })),
      )
      expect(other.cost.uncoveredT).toBeCloseTo(one.cost.uncoveredT, 4)
      expect(other.cost.total).toBeLessThanOrEqual(one.cost.total + 1e-3)
      expect(other.cost.total - other.lowerBound!).toBeLessThanOrEqual(1e-4 * other.cost.total)
      // What no plan can go below, the uncoupled one knows too.
      expect(one.lowerBound).toBeLessThanOrEqual(other.cost.total)
      apart += one.cost.truckKm
      together += other.cost.truckKm
    }
    expect(together / apart).toBeLessThan(0.97)
  }, 60_000)

  it('turns cane into sugar at its rate, no more than the mill can take', async () => {
    const made = await coupled({
      ...valley,
      products: [{ id: 'cane' }, { id: 'sugar' }],
      supplies: [{ commune: 'A', product: 'cane', quantityT: 100 }],
      needs: [{ commune: 'C', product: 'sugar', quantityT: 9 }],
      processing: [{ id: 'mill', node: 'B', input: 'cane', output: 'sugar', rate: 0.1, capacityT: 60 }],
    })
    expect(made.processing).toEqual([{ plant: 'mill', period: '1', inputT: 60, outputT: 6, rate: 0.1 }])
    // 0.75 t of sugar more, and what lacks weighs less.
    expect(made.needs[0].reason).toMatchObject({
      code: 'plant-full',
      lever: { kind: 'plant', of: 'mill', upTo: 7.5 },
    })
    expect(made.needs[0].reason!.lever!.uncoveredPerUnit).toBeCloseTo(-0.1, 9)
  })

  it('says which road, hub or fleet is full', async () => {
    const needs = [{ commune: 'C', product: 'coffee', quantityT: 8 }]
    const narrow = [valley.roads![0], { ...valley.roads![1], capacityT: 3 }]
    const road = await coupled({ ...valley, needs, roads: narrow })
    expect(road.needs[0]).toMatchObject({
      coveredT: 3,
      reason: { code: 'road-full', lever: { kind: 'road', of: 'BC' } },
    })
    const hubs = [{ id: 'hub', node: 'B', throughputT: 2 }]
    const hub = await coupled({ ...valley, needs, hubs, options: { maxLegKm: 35 } })
    expect(hub.needs[0]).toMatchObject({ coveredT: 2, reason: { code: 'hub-full', lever: { of: 'hub' } } })
    expect(hub.flows[0]).toMatchObject({ via: 'hub', roads: ['AB', 'BC'] })
    const fleet = await coupled({ ...valley, needs, options: { fleetKm: 40 } })
    expect(fleet.needs[0]).toMatchObject({
      coveredT: 5,
      reason: { code: 'fleet-full', lever: { kind: 'fleet', unit: 'km' } },
    })
  })

  it('refuses locks that a road can not carry', async () => {
    const narrow = [valley.roads![0], { ...valley.roads![1], capacityT: 3 }]
    const decisions = [{ from: 'A', to: 'C', product: 'coffee', decision: 'locked' as const, quantityT: 3.5 }]
    expect(await refusal({ ...valley, roads: narrow, decisions })).toBe('locks-exceed-limits')
  })

  it('under strict equality leaves the least covered need no worse than any other plan does', async () => {
    for (let seed = 1; seed <= 5; seed++) {
      const problem = problemByChance(seed, { communes: 25, products: 2 })
      const least = async (fairness: 'max-min' | 'tiers') => {
        const { needs } = await coupled({ ...problem, options: { fairness } })
        return Math.min(...needs.map(({ coveredT, needT }) => coveredT / needT!))
      }
      expect(await least('max-min')).toBeGreaterThanOrEqual((await least('tiers')) - 1e-5)
    }
  }, 60_000)
})

describe('stated effects', () => {
  const more = (problem: ExchangeProblem, lever: Lever, by: number): ExchangeProblem => {
    const widen = <T extends { id: string }>(list: T[], field: keyof T): T[] =>
      list.map((one) => (one.id === lever.of ? { ...one, [field]: (one[field] as number) + by } : one))
    switch (lever.kind) {
      case 'supply':
        return {
          ...problem,
          supplies: [
            ...problem.supplies,
            { id: 'more', commune: lever.of, product: lever.product!, period: lever.period, quantityT: by },
          ],
        }
      case 'road':
        return { ...problem, roads: widen(problem.roads!, 'capacityT') }
      case 'hub':
        return { ...problem, hubs: widen(problem.hubs!, 'throughputT') }
      case 'plant':
        return { ...problem, processing: widen(problem.processing!, 'capacityT') }
      default:
        return { ...problem, options: { ...problem.options, fleetKm: problem.options!.fleetKm! + by } }
    }
  }
  type Lever = NonNullable<NonNullable<ExchangePlan['needs'][number]['reason']>['lever']>

  it('are what solving again finds, in 200 of 200 cases', async () => {
    const kinds = new Map<string, number>()
    let checked = 0
    for (let seed = 1; checked < 200; seed++) {
      const level = levels[seed % 2]
      const drawn = problemByChance(seed, {
        communes: 16,
        products: 3,
        narrow: 0.4,
        hubs: 2,
        plants: 1,
        ties: seed % 4 < 2,
      })
      const asked = {
        ...drawn,
        options: { level, price: false, maxLegKm: 50, ...(seed % 3 === 0 && { fleetKm: 250 }) },
      }
      const before = await plan(asked)
      const fixed = { ...asked, options: { ...asked.options, unmetKm: before.options.unmetKm! } }
      const levers = new Map<string, Lever>()
      for (const { reason } of before.needs)
        if (reason?.lever?.costPerUnit && reason.lever.upTo !== 0)
          levers.set(`${reason.lever.kind}/${reason.lever.of}/${reason.lever.product}`, reason.lever)
      for (const lever of levers.values()) {
        // Half of the stretch that it is stated for, in whole grams.
        const by = Math.max(
          1e-6,
          Math.floor(Math.min(0.5, (lever.upTo ?? 1) / (lever.upTo === 0.01 ? 1 : 2)) * 1e6) / 1e6,
        )
        if (by < 1e-3) continue
        const after = await plan(more(fixed, lever, by))
        // The uncoupled level counts each way half: its own cost is its bound.
        const costOf = (made: ExchangePlan) => (level === 'coupled' ? made.cost.total : made.lowerBound!)
        const found = (costOf(after) - costOf(before)) / by
        const where = `seed ${seed}, ${level}, ${JSON.stringify(lever)}, by ${by}: ${found}`
        expect(Math.abs(found - lever.costPerUnit!), where).toBeLessThanOrEqual(
          1e-3 * Math.max(1, Math.abs(found)),
        )
        const lack = (after.cost.uncoveredT - before.cost.uncoveredT) / by
        expect(Math.abs(lack - lever.uncoveredPerUnit!), where).toBeLessThanOrEqual(2e-3)
        kinds.set(lever.kind, (kinds.get(lever.kind) ?? 0) + 1)
        checked++
      }
    }
    expect([...kinds.keys()]).toEqual(expect.arrayContaining(['supply', 'road']))
    expect(checked).toBeGreaterThanOrEqual(200)
  }, 300_000)
})
