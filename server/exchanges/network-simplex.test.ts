import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../domain/demonstration/random.ts'
import {
  everyWay,
  type ProductProblem,
  solveProduct,
  tierRoom,
} from '../../domain/exchange/planning/uncoupled.ts'
import { solveLinearProgram } from './solve-linear-program.ts'

type Drawn = Omit<ProductProblem, 'ways'> & { cost: Float64Array }
const problemOf = (drawn: Drawn): ProductProblem => ({
  ...drawn,
  ways: everyWay(drawn.cost, drawn.supply.length),
})

/** One product of some givers and takers; with ties, from a handful of costs and amounts. */
function productByChance(seed: number): Drawn {
  const random = seededRandom(seed)
  const ties = seed % 2 === 0
  const sources = random.between(1, 14)
  const sinks = random.between(1, 22)
  const tiers = random.between(1, 4)
  const amount = () => (ties ? random.between(0, 3) : random.between(0, 9000))
  const whole = Float64Array.from({ length: sinks }, () => Math.max(1, amount()))
  return {
    supply: Float64Array.from({ length: sources }, () => 2 * amount()),
    whole,
    need: whole.map((all) => (random.next() < 0.3 ? Math.ceil(all / 2) : all)),
    cost: Float64Array.from({ length: sources * sinks }, () =>
      random.next() < 0.15 ? Infinity : ties ? random.between(0, 3) : random.between(0, 100_000),
    ),
    penalties: Array.from({ length: tiers }, (_, tier) => (ties ? 3 : 80_000) * (tier + 1)),
    nearest: random.between(1, 5),
  }
}

const costOf = (
  { cost, supply, need, whole, penalties }: Drawn,
  { flows, uncovered }: ReturnType<typeof solveProduct>,
) =>
  flows.reduce((sum, { source, sink, amount }) => sum + cost[sink * supply.length + source] * amount, 0) +
  uncovered.reduce((sum, lack, d) => {
    let left = lack
    return tierRoom(whole[d], need[d], penalties.length).reduce((part, room, tier) => {
      const here = Math.min(room, left)
      left -= here
      return part + penalties[tier] * here
    }, sum)
  }, 0)

async function costByHighs({ cost, supply, need, whole, penalties }: Drawn): Promise<number> {
  const columns: { cost: number; upper: number; rows: number[] }[] = []
  cost.forEach((price, pair) => {
    if (price < Infinity)
      columns.push({
        cost: price,
        upper: Infinity,
        rows: [pair % supply.length, supply.length + Math.floor(pair / supply.length)],
      })
  })
  need.forEach((open, d) => {
    tierRoom(whole[d], open, penalties.length).forEach((room, tier) => {
      columns.push({ cost: penalties[tier], upper: room, rows: [supply.length + d] })
    })
  })
  const index = columns.flatMap(({ rows }) => rows)
  const start = new Int32Array(columns.length + 1)
  columns.forEach(({ rows }, i) => {
    start[i + 1] = start[i] + rows.length
  })
  const { solutions } = await solveLinearProgram({
    program: {
      columns: columns.length,
      rows: supply.length + need.length,
      cost: Float64Array.from(columns, (column) => column.cost),
      lower: new Float64Array(columns.length),
      upper: Float64Array.from(columns, ({ upper }) => upper),
      rowLower: Float64Array.from([...Array(supply.length).fill(-Infinity), ...need]),
      rowUpper: Float64Array.from([...supply, ...need]),
      start,
      index: Int32Array.from(index),
      value: new Float64Array(index.length).fill(1),
    },
  })
  expect(solutions[0].status).toBe('optimal')
  return solutions[0].objective
}

describe('the network simplex', () => {
  it('costs what HiGHS says on 400 problems by chance, half of them full of ties', async () => {
    for (let seed = 1; seed <= 400; seed++) {
      const problem = productByChance(seed)
      const solution = solveProduct(problemOf(problem))
      expect(solution.optimal, `seed ${seed}`).toBe(true)
      const [ours, theirs] = [costOf(problem, solution), await costByHighs(problem)]
      expect(Math.abs(ours - theirs), `seed ${seed}: ${ours} and ${theirs}`).toBeLessThanOrEqual(
        1e-9 * Math.max(1, Math.abs(theirs)),
      )
    }
  }, 120_000)

  it('goes on from an earlier solution when costs change, to the same cost as from the beginning', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const problem = productByChance(seed)
      const { net } = solveProduct(problemOf(problem))
      const random = seededRandom(seed + 1000)
      const changed = {
        ...problem,
        cost: problem.cost.map((price) =>
          random.next() < 0.2 ? Infinity : random.next() < 0.3 ? random.between(0, 50_000) : price,
        ),
      }
      const again = solveProduct(problemOf(changed), net)
      expect(costOf(changed, again), `seed ${seed}`).toBe(costOf(changed, solveProduct(problemOf(changed))))
    }
  })

  it('gives back a feasible flow, said not to be proved, when its pivots run out', async () => {
    const { addArc, emptyFlow, hang, improve } = await import(
      '../../domain/exchange/planning/network-simplex.ts'
    )
    const net = emptyFlow(2, 4)
    hang(net, 0, 2, addArc(net, 0, 2, 0, Infinity, 5))
    hang(net, 1, 2, addArc(net, 2, 1, 100, 5, 5))
    const way = addArc(net, 0, 1, 10, Infinity)
    improve(net, 0)
    expect({ optimal: net.optimal, flow: net.flow[way] }).toEqual({ optimal: false, flow: 0 })
    improve(net)
    expect({ optimal: net.optimal, flow: net.flow[way] }).toEqual({ optimal: true, flow: 5 })
  })
})
