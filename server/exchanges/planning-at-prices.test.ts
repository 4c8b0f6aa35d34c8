/** A coupled plan by prices of the roads, against the one linear program that it stands for; and ways looked at from nearby. */
import { describe, expect, it } from 'vitest'
import { narrowed, problemByChance } from '../../domain/exchange/planning/by-chance.ts'
import { type ExchangeProblem, planExchange } from '../../domain/exchange/planning/index.ts'
import { planCoupled } from '../../domain/exchange/planning/level-coupled.ts'
import { planAtRoadPrices } from '../../domain/exchange/planning/level-priced.ts'
import { type Kept, planUncoupled } from '../../domain/exchange/planning/level-uncoupled.ts'
import { segmentsOf } from '../../domain/exchange/planning/loads.ts'
import { openMarket } from '../../domain/exchange/planning/market.ts'
import { costOf, penaltiesOf, settle, unmetKmFor } from '../../domain/exchange/planning/plan.ts'
import { readSituation } from '../../domain/exchange/planning/situation.ts'
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
        const answer = await planAtRoadPrices(situation, market, segments, penalties, solveLinearProgram)
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
    expect(await planAtRoadPrices(situation, market, segments, penalties, solveLinearProgram)).toMatchObject({
      refused: 'locks-exceed-limits',
    })
  })
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
