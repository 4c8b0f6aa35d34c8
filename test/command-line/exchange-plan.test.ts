import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ExchangePlan } from '../../domain/exchange/planning/index.ts'
import { cli, scratch } from './cli.ts'

let place: Awaited<ReturnType<typeof scratch>>
beforeAll(async () => {
  place = await scratch()
})
afterAll(() => rm(place.directory, { recursive: true }))

/** Cane from A is milled at B; C gets coffee and sugar over a narrow road; D is on no road. */
const valley = {
  communes: [{ id: 'A' }, { id: 'B' }, { id: 'C' }, { id: 'D' }],
  products: [{ id: 'coffee' }, { id: 'milk', shelfLifeHours: 3 }, { id: 'cane' }, { id: 'sugar' }],
  supplies: [
    { commune: 'A', product: 'coffee', quantityT: 20 },
    { commune: 'A', product: 'milk', quantityT: 5 },
    { commune: 'A', product: 'cane', quantityT: 50 },
  ],
  needs: [
    { commune: 'A', product: 'coffee', quantityT: 2 },
    { commune: 'B', product: 'coffee', quantityT: 15 },
    { commune: 'C', product: 'coffee', quantityT: 10 },
    { commune: 'C', product: 'milk', quantityT: 2 },
    { commune: 'C', product: 'sugar', quantityT: 4 },
    { commune: 'D', product: 'coffee', quantityT: 9 },
  ],
  roads: [
    { id: 'AB', a: 'A', b: 'B', km: 40 },
    { id: 'BC', a: 'B', b: 'C', km: 60, capacityT: 9 },
  ],
  processing: [{ id: 'mill', node: 'B', input: 'cane', output: 'sugar', rate: 0.1 }],
}
const write = (problem: object) => place.file('problem.json', JSON.stringify(problem))
const planned = async (problem: object, ...flags: string[]): Promise<ExchangePlan> => {
  const { code, out, err } = await cli(['exchange', 'plan', await write(problem), '--json', ...flags])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out)
}

describe('exchange plan --json', () => {
  test('gives flows, needs with reasons, cost and bound, the same each time', async () => {
    const plan = await planned(valley)
    expect(plan).toMatchObject({ level: 'coupled', proved: true, solver: { name: 'HiGHS' }, leftOut: [] })
    expect(plan.processing).toEqual([{ plant: 'mill', period: '1', inputT: 30, outputT: 3, rate: 0.1 }])
    expect(plan.flows.find(({ product, to }) => product === 'sugar' && to === 'C')).toMatchObject({
      from: 'mill',
      quantityT: 3,
      supply: null,
      roads: ['BC'],
    })
    const reasons = plan.needs.map(({ commune, product, reason }) => [commune, product, reason?.code ?? null])
    expect(reasons).toEqual([
      ['A', 'coffee', null],
      ['B', 'coffee', reasons[1][2]],
      ['C', 'coffee', 'supply-promised'],
      ['D', 'coffee', 'data-missing'],
      ['C', 'milk', 'out-of-reach'],
      ['C', 'sugar', 'road-full'],
    ])
    expect(plan.lowerBound).toBeLessThanOrEqual(plan.cost.total)
    expect(plan.cost.total - plan.lowerBound!).toBeLessThan(1e-4 * plan.cost.total)
    expect(await planned(valley)).toEqual(plan)
  })

  test('plans product by product where that is asked for, and says what it did not look at', async () => {
    const plan = await planned(valley, '--level', 'uncoupled', '--fairness', 'efficient')
    expect(plan).toMatchObject({ level: 'uncoupled', solver: { name: 'network-simplex' }, efficient: null })
    expect(plan.leftOut).toEqual(['return-trips', 'road-capacity', 'processing'])
  })
})

test.each([
  ['es', 'Nadie lo produce.'],
  ['en', 'Nobody produces it.'],
  ['pt', 'Ninguém o produz.'],
])('says in %s why a need is not covered', async (lang, why) => {
  const file = await write({ ...valley, supplies: [] })
  const { code, out } = await cli(['exchange', 'plan', file, '--lang', lang])
  expect(code).toBe(0)
  expect(out).toContain(why)
})

describe('what cannot be planned ends with 2 and says where and why', () => {
  const refused = async (content: string, ...flags: string[]) => {
    const file = await place.file('bad.json', content)
    const { code, out, err } = await cli(['exchange', 'plan', file, ...flags])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).not.toMatch(/\n\s+at |Error:/)
    return err
  }
  test.each([
    ['no JSON', '{"communes":', 'JSON'],
    ['a missing list', JSON.stringify({ ...valley, needs: undefined }), 'needs is missing'],
    ['a field that nobody knows', JSON.stringify({ ...valley, prices: [] }), 'prices is not known'],
    [
      'an amount below nothing',
      JSON.stringify({ ...valley, supplies: [{ commune: 'A', product: 'milk', quantityT: -1 }] }),
      '/supplies/0/quantityT',
    ],
    [
      'an amount that is no number',
      JSON.stringify({ ...valley, supplies: [{ commune: 'A', product: 'milk', quantityT: '3' }] }),
      '/supplies/0/quantityT',
    ],
    [
      'a choice that there is not',
      JSON.stringify({ ...valley, options: { fairness: 'luck' } }),
      'tiers, efficient, max-min',
    ],
    [
      'a name that is not there',
      JSON.stringify({ ...valley, needs: [{ commune: 'Z', product: 'milk', quantityT: 1 }] }),
      '“Z”',
    ],
    ['a need twice', JSON.stringify({ ...valley, needs: [valley.needs[0], valley.needs[0]] }), '/needs/1'],
    ['a road to itself', JSON.stringify({ ...valley, roads: [{ id: 'AA', a: 'A', b: 'A', km: 1 }] }), '“AA”'],
    [
      'a lock without an amount',
      JSON.stringify({
        ...valley,
        decisions: [{ from: 'A', to: 'B', product: 'coffee', decision: 'locked' }],
      }),
      'quantityT',
    ],
    [
      'a lock above what there is',
      JSON.stringify({
        ...valley,
        decisions: [{ from: 'A', to: 'B', product: 'coffee', decision: 'locked', quantityT: 30 }],
      }),
      'A does not have as much',
    ],
  ])('%s', async (_, content, words) => {
    expect(await refused(content)).toContain(words)
  })

  test('no such file, and flags that do not exist', async () => {
    expect(await cli(['exchange', 'plan', '/nowhere/p.json'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('/nowhere/p.json'),
    })
    expect(await refused(JSON.stringify(valley), '--level', 'best')).toContain('uncoupled, coupled')
  })
})
