import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../demonstration/random.ts'
import { problemByChance } from './by-chance.ts'
import { checkProblem, livePlanner } from './index.ts'
import { shortestPaths } from './paths.ts'

describe('a live plan', () => {
  it('after roads close and open costs what a plan from the beginning costs', () => {
    for (let seed = 1; seed <= 12; seed++) {
      const problem = problemByChance(seed, { communes: 60, products: 4, shelfLives: true })
      expect(checkProblem(problem)).toEqual([])
      const live = livePlanner({ ...problem, options: { unmetKm: 4096 } })
      live.plan()
      const random = seededRandom(seed)
      const roads = problem.roads!.map((road) => ({ ...road, closed: false }))
      for (let change = 0; change < 8; change++) {
        const road = roads[random.between(0, roads.length - 1)]
        road.closed = !road.closed
        const after = live.setClosed(road.id, road.closed)
        const anew = livePlanner({ ...problem, roads, options: { unmetKm: 4096 } }).plan()
        expect(after.cost.uncoveredT).toBeCloseTo(anew.cost.uncoveredT, 9)
        expect(after.cost.tonneKm).toBeCloseTo(anew.cost.tonneKm, 3)
      }
    }
  })

  it('knows no road that is not there', () => {
    const live = livePlanner(problemByChance(1, { communes: 5, products: 1 }))
    expect(() => live.setClosed('nowhere', true)).toThrow(RangeError)
  })
})

describe('shortest ways', () => {
  it('mended after closures are those grown anew', () => {
    const random = seededRandom(9)
    const nodes = 80
    const roads = 140
    const network = {
      nodes,
      a: Int32Array.from({ length: roads }, () => random.between(0, nodes - 1)),
      b: Int32Array.from({ length: roads }, () => random.between(0, nodes - 1)),
      km: Float64Array.from({ length: roads }, () => random.between(1, 50)),
      minutes: new Float64Array(roads).fill(1),
      closed: new Uint8Array(roads),
    }
    const paths = shortestPaths({ ...network, cost: network.km })
    const costs = (of: typeof paths, origin: number) =>
      Array.from({ length: nodes }, (_, node) => {
        const { tree, at } = of.reach(origin, node)
        return at < 0 ? Infinity : tree.cost[at]
      })
    // As far as anybody looked, some near and some everywhere.
    for (let origin = 0; origin < nodes; origin++) paths.near(origin, origin)
    for (let change = 0; change < 60; change++) {
      const road = random.between(0, roads - 1)
      const before = Array.from({ length: nodes }, (_, origin) => paths.near(origin, origin).cost.slice())
      const changed = paths.setClosed(road, !network.closed[road])
      const anew = shortestPaths({ ...network, cost: network.km, closed: network.closed.slice() })
      for (let origin = 0; origin < nodes; origin++) {
        if (!changed.includes(origin)) expect(paths.near(origin, origin).cost).toEqual(before[origin])
        expect(costs(paths, origin)).toEqual(costs(anew, origin))
      }
    }
  })
})
