/** A coupled plan by prices of the roads, against the one linear program that it stands for; and ways looked at from nearby. */
import { describe, expect, it } from 'vitest'
import type { Effect, Resource } from '../../domain/exchange/planning/answer.ts'
import { narrowed, problemByChance } from '../../domain/exchange/planning/by-chance.ts'
import { costOf } from '../../domain/exchange/planning/figures.ts'
import { type ExchangeProblem, planExchange } from '../../domain/exchange/planning/index.ts'
import { planCoupled } from '../../domain/exchange/planning/level-coupled.ts'
import { planAtRoadPrices } from '../../domain/exchange/planning/level-priced.ts'
import { type Kept, planUncoupled } from '../../domain/exchange/planning/level-uncoupled.ts'
import { segmentsOf } from '../../domain/exchange/planning/loads.ts'
import { openMarket } from '../../domain/exchange/planning/market.ts'
import { penaltiesOf, settle, unmetKmFor } from '../../domain/exchange/planning/settle.ts'
import { GRAMS, readSituation } from '../../domain/exchange/planning/situation.ts'
import { arcsOf, everyWay, solveProduct } from '../../domain/exchange/planning/uncoupled.ts'
import { solveLinearProgram } from './solve-linear-program.ts'

async function narrow(seed: number, size: Parameters<typeof problemByChance>[1]): Promise<ExchangeProblem> {
  const problem = problemByChance(seed, size)
  const wide = await planExchange({ ...problem, options: { level: 'uncoupled', price: false } }, {})
  if ('refused' in wide) throw new Error(wide.refused)
  return narrowed(problem, wide.roads)
}

function opened(problem: ExchangeProblem) {
  const situation = readSituation(problem)
  situation.options.unmetKm ??= unmetKmFor(situation)
  const market = openMarket(situation, 0, 0, new Map())
  return { situation, market, segments: segmentsOf(situation), penalties: penaltiesOf(situation, 'tiers') }
}

describe('a plan at prices of the roads', () => {
  it('keeps to its bound, to the roads and close to the one program, and is the same again', async () => {
    for (const seed of [1, 2, 3]) {
      const problem = await narrow(seed, { communes: 90, products: 6 })
      // People fixed one flow of it.
      const [lock] = (
        (await planExchange({ ...problem, options: { level: 'uncoupled', price: false } }, {})) as {
          flows: { kind: string; from: string; to: string; product: string; period: string }[]
        }
      ).flows.filter(({ kind }) => kind === 'planned')
      const { from, to, product, period } = lock
      const decisions = [{ from, to, product, period, decision: 'locked' as const, quantityT: 0.1 }]
      const { situation, market, segments, penalties } = opened({ ...problem, decisions })
      const made = async () => {
        const answer = await planAtRoadPrices(
          situation,
          market,
          segments,
          penalties,
          solveLinearProgram,
          true,
        )
        if (answer === null || 'refused' in answer) throw new Error('no plan')
        return answer
      }
      const answer = await made()
      const settled = settle(situation, segments, market, answer, 0)
      const cost = costOf(situation, segments, [settled], 'tiers')
      const whole = await planCoupled(
        situation,
        market,
        segments,
        penalties,
        false,
        solveLinearProgram,
        false,
      )
      if ('refused' in whole) throw new Error(whole.refused)
      const least = costOf(situation, segments, [settle(situation, segments, market, whole, 0)], 'tiers')
      expect(answer.lowerBound).toBeLessThanOrEqual(least.total + 1e-6)
      expect(cost.total).toBeGreaterThanOrEqual(whole.lowerBound - 1e-6)
      expect((cost.total - least.total) / least.truckKm, `seed ${seed}`).toBeLessThan(0.002)
      expect((least.total - answer.lowerBound) / least.truckKm, `seed ${seed}`).toBeLessThan(0.002)
      const load = new Float64Array(2 * segments.km.length)
      for (const { steps, amount } of settled.moves) for (const step of steps) load[step] += amount
      load.forEach((grams, step) => {
        expect(grams).toBeLessThanOrEqual(segments.capacity[step >> 1] + 100)
      })
      expect((await made()).flows).toEqual(answer.flows)
      for (let sink = 0; sink < market.sinks.length; sink++)
        if (answer.uncovered[sink] > 0)
          expect(answer.explain(sink)?.reason).toMatch(/^(supply-promised|road-full)$/)
    }
  }, 120_000)

  it('refuses locks that a road can not carry', async () => {
    const problem = problemByChance(1, { communes: 20, products: 2 })
    const flow = problem.roads![0]
    const { situation, market, segments, penalties } = opened({
      ...problem,
      roads: problem.roads!.map((road) => ({ ...road, capacityT: 1e-6 })),
      supplies: [{ id: 'much', commune: flow.a, product: 'P00', period: problem.periods![0], quantityT: 5 }],
      needs: [{ commune: flow.b, product: 'P00', period: problem.periods![0], quantityT: 5 }],
      decisions: [
        {
          from: flow.a,
          to: flow.b,
          product: 'P00',
          period: problem.periods![0],
          decision: 'locked',
          quantityT: 1,
        },
      ],
    })
    expect(
      await planAtRoadPrices(situation, market, segments, penalties, solveLinearProgram, true),
    ).toMatchObject({
      refused: 'locks-exceed-limits',
    })
  })
})

describe('effects stated of a plan at prices of the roads', () => {
  /** The least that a problem costs, by one program of everything. */
  async function least(problem: ExchangeProblem, unmetKm: number) {
    const { situation, market, segments, penalties } = opened({ ...problem, options: { unmetKm } })
    const whole = await planCoupled(situation, market, segments, penalties, false, solveLinearProgram, false)
    if ('refused' in whole) throw new Error(whole.refused)
    return costOf(situation, segments, [settle(situation, segments, market, whole, 0)], 'tiers').total
  }
  /** The problem with so much more of what an effect is of. */
  function more(problem: ExchangeProblem, { situation, market }: ReturnType<typeof opened>, by: number) {
    const { places, products, roads } = situation
    const add = (place: number, product: number): ExchangeProblem => ({
      ...problem,
      supplies: [
        ...problem.supplies,
        {
          id: 'more',
          commune: places[place].id,
          product: products[product].id,
          period: problem.periods![0],
          quantityT: by,
        },
      ],
    })
    return (resource: Resource): ExchangeProblem => {
      if (resource.kind === 'supply') {
        const { place, product } = market.sources[resource.source]
        return add(place, product)
      }
      if (resource.kind === 'need') {
        const { place, product } = market.sinks[resource.sink]
        return add(place, product)
      }
      if (resource.kind !== 'road') throw new Error(resource.kind)
      const { id } = roads[resource.segment]
      return {
        ...problem,
        roads: problem.roads!.map((road) =>
          road.id === id ? { ...road, capacityT: road.capacityT! + by } : road,
        ),
      }
    }
  }

  it.each([
    ['what solving all anew finds, where everything is in the last program', undefined, 120],
    ['no more than what solving all anew finds, where most stays as it is', 0, 80],
  ])(
    'are %s',
    async (_, allOpen, enough) => {
      const kinds = new Map<string, number>()
      let [checked, equal, farthest] = [0, 0, 0]
      for (let seed = 1; checked < enough; seed++) {
        const drawn = await narrow(seed, { communes: 45, products: 5, narrow: 0.2 })
        // What nobody produces is a matter of the place alone.
        const problem = { ...drawn, supplies: drawn.supplies.filter(({ product }) => product !== 'P04') }
        const problemOf = opened({ ...problem, options: { levers: seed % 2 === 0 ? 3 : 0 } })
        const { situation, market, segments, penalties } = problemOf
        const answer = await planAtRoadPrices(
          situation,
          market,
          segments,
          penalties,
          solveLinearProgram,
          true,
          allOpen,
        )
        if (answer === null || 'refused' in answer) throw new Error('no plan')
        const total = costOf(
          situation,
          segments,
          [settle(situation, segments, market, answer, 0)],
          'tiers',
        ).total
        const best = await least(problem, situation.options.unmetKm!)
        const effects = new Map<string, Effect>()
        for (let sink = 0; sink < market.sinks.length; sink++) {
          if (answer.uncovered[sink] === 0) continue
          const isMade = situation.products[market.sinks[sink].product].id !== 'P04'
          const effect = isMade ? answer.explain(sink)?.effect : answer.ownEffect(sink)
          if (effect && effect.upTo > 0 && (isMade || effects.size < 8))
            effects.set(JSON.stringify(effect.resource), effect)
        }
        for (const effect of effects.values()) {
          expect(effect.atLeast).toBe(true)
          const by = Math.floor(Math.min(1, effect.upTo) * GRAMS) / GRAMS
          if (by < 1e-3) continue
          const after = await least(more(problem, problemOf, by)(effect.resource), situation.options.unmetKm!)
          const where = `seed ${seed}, ${JSON.stringify(effect)}, by ${by}`
          // So much is saved at least: somebody has shown it.
          expect(after, where).toBeLessThanOrEqual(total + effect.cost * by + 1e-3)
          const apart = Math.abs((after - best) / by - effect.cost) / Math.abs(effect.cost)
          farthest = Math.max(farthest, apart)
          if (apart < 1e-3) equal++
          kinds.set(effect.resource.kind, (kinds.get(effect.resource.kind) ?? 0) + 1)
          checked++
        }
      }
      if (allOpen === undefined) {
        // A way that only the tonne more would have called for is not in the last program.
        expect(equal / checked).toBeGreaterThanOrEqual(0.98)
        expect(farthest).toBeLessThan(0.05)
      }
      expect([...kinds.keys()]).toEqual(expect.arrayContaining(['supply', 'need', 'road']))
    },
    300_000,
  )
})

describe('ways looked at from nearby', () => {
  it('cost together what all pairs would, given one by one', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const problem = problemByChance(seed, { communes: 70, products: 2, ties: seed % 2 === 0 })
      const roads = problem.roads!.map((road, i) => ({ ...road, closed: i % 9 === seed % 9 }))
      const provenanceKm = { 'private-through-commune': seed % 3 }
      const { situation, market, penalties } = opened({
        ...problem,
        roads,
        options: { nearest: 1 + (seed % 4), provenanceKm },
      })
      const kept: Kept = new Map()
      planUncoupled(situation, market, penalties, kept)
      for (const { part, problem: asked, net, costs } of kept.values()) {
        expect(costs).toBeNull()
        const { paths, places } = situation
        const cost = Float64Array.from(
          part.sinks.flatMap((sink) =>
            part.sources.map((source) => {
              const giver = market.sources[source]
              const to = places[market.sinks[sink].place].node
              const { tree, at } = paths.reach(to, places[giver.place].node)
              const more = giver.provenance === 'communal' ? 0 : (seed % 3) * 1e6
              return at < 0 ? Infinity : tree.cost[at] + more
            }),
          ),
        )
        const all = solveProduct({ ...asked, ways: everyWay(cost, part.sources.length) })
        const objective = (of: typeof net) => {
          let sum = 0
          for (let arc = 0; arc < of.arcs; arc++) sum += of.flow[arc] * of.cost[arc]
          return sum
        }
        expect(net.optimal && all.optimal).toBe(true)
        expect(Math.abs(objective(net) - objective(all.net))).toBeLessThanOrEqual(
          1e-12 * Math.abs(objective(all.net)),
        )
        const first = arcsOf(part.sources.length, part.sinks.length, penalties.length).pairs
        for (let arc = first; arc < net.arcs; arc++)
          expect(net.cost[arc]).toBe(
            cost[(net.head[arc] - part.sources.length) * part.sources.length + net.tail[arc]],
          )
      }
    }
  })
})
