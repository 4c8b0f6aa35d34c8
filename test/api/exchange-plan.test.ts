/** Roads, corridors proposed along them, and plans: made, argued with, made anew. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ExchangeProblem } from '../../domain/exchange/planning/index.ts'
import type { SeenPlan } from '../../server/exchanges/plan-schema.ts'
import type { Flow } from '../../server/exchanges/schema.ts'
import type { Change, Changed, Commune } from '../../server/territories/schema.ts'
import { openTestApp, rowOfCouncils, type TestApp } from '../support/app.ts'

let t: TestApp
/** West to east, about eleven kilometres from one to the next: see rowOfCouncils. */
let communes: number[]
let line: string

beforeAll(async () => {
  t = await openTestApp()
  await t.bringIn('ocho.geojson', rowOfCouncils(['1', '2', '3', '4', '5', '6']))
  communes = []
  for (const [name, councilIds] of [
    ['Oeste', [1, 2]],
    ['Medio', [3, 4]],
    ['Este', [5, 6]],
  ] as const) {
    const { body } = await t.ask<Changed<Commune>>('POST', '/api/communes', {
      name,
      councilIds,
      audience: 'public',
    })
    communes.push(body.record.id)
  }
})
afterAll(() => t?.close())

const tell = (commune: number, role: 'production' | 'need', tonnes: number) =>
  t.ask('POST', '/api/exchange/quantities', {
    communeId: communes[commune],
    producerId: null,
    role,
    product: 'maize',
    form: 'grain',
    amount: tonnes,
    unit: 't',
    period: '2026-12',
    season: null,
    provenance: 'communal',
    source: 'asamblea',
    invented: false,
    audience: 'public',
  })
const wish = { name: 'Diciembre', firstMonth: '2026-12', lastMonth: '2026-12' }
const plan = async (wanted: object = {}) => {
  const answer = await t.ask<{ record: SeenPlan; change: Change }>('POST', '/api/exchange/plans', {
    ...wish,
    ...wanted,
  })
  expect(answer).toMatchObject({ status: 201 })
  return answer.body
}
const flowsOf = async (id: number) =>
  (await t.ask<{ items: Flow[] }>('GET', `/api/exchange/flows?plan=${id}`)).body.items

test('where nothing is needed there is nothing to plan', async () =>
  expect(await t.ask('POST', '/api/exchange/plans', wish)).toMatchObject({
    status: 422,
    body: { type: 'urn:toparquia:problem:nothing-to-plan' },
  }))

describe('without roads', () => {
  test('a plan is made on estimated distances, and says so', async () => {
    await tell(0, 'production', 100)
    await tell(0, 'need', 10)
    await tell(1, 'need', 30)
    await tell(2, 'need', 200)
    const { record } = await plan()
    const flows = await flowsOf(record.id)
    expect(flows.map(({ quality }) => quality)).toEqual(['estimate', 'estimate'])
    // Own need first; what is left is less than what the others need.
    const sent = flows.reduce((sum, { kg }) => sum + kg, 0)
    expect(sent).toBeCloseTo(90_000, 3)
    expect(record.outcome.needs.find(({ uncoveredT }) => uncoveredT > 0)?.reason).not.toBeNull()
    expect(record.inputHash).toMatch(/^[0-9a-f]{64}$/)
  })

  test('the same question gives the same plan, and a browser may ask for the question', async () => {
    const [one, other] = [await plan(), await plan()]
    expect(other.record.inputHash).toBe(one.record.inputHash)
    const told = (flows: Flow[]) =>
      flows.map(({ fromCommune, toCommune, kg }) => [fromCommune, toCommune, kg])
    expect(told(await flowsOf(other.record.id))).toEqual(told(await flowsOf(one.record.id)))
    const { body } = await t.ask<ExchangeProblem>('POST', '/api/exchange/problem', {
      firstMonth: '2026-12',
      lastMonth: '2026-12',
    })
    expect(body.needs).toHaveLength(3)
  })
})

describe('with roads', () => {
  test('a file of roads becomes a network, with what is closed told', async () => {
    const road = {
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          properties: { name: 'Troncal' },
          geometry: { type: 'LineString', coordinates: await middles() },
        },
      ],
    }
    const answer = await t.app.inject({
      method: 'POST',
      url: '/api/exchange/roads/file?fileName=vias.geojson',
      payload: JSON.stringify(road),
      headers: { ...(await t.administrator()), 'content-type': 'application/octet-stream' },
    })
    expect({ status: answer.statusCode, body: answer.json() }).toMatchObject({
      status: 201,
      body: { lines: 1 },
    })
    const { body } = await t.ask<{ features: { properties: { line: string; closed: boolean } }[] }>(
      'GET',
      '/api/exchange/roads',
    )
    expect(body.features.length).toBeGreaterThan(0)
    line = body.features[0].properties.line
    expect(body.features.every(({ properties }) => !properties.closed)).toBe(true)
  })

  test('a corridor is proposed in the order of the road', async () => {
    const { body } = await t.ask<{ order: number[]; quality: number; km: number }>(
      'POST',
      '/api/corridors/propose',
      {
        communes: [communes[2], communes[0], communes[1]],
      },
    )
    expect([communes, [...communes].reverse()]).toContainEqual(body.order)
    expect(body).toMatchObject({ quality: 0 })
  })

  test('flows follow the road and load its segments', async () => {
    const { record } = await plan()
    const flows = await flowsOf(record.id)
    expect(flows.every(({ quality }) => quality === 'own-roads')).toBe(true)
    expect(flows.every(({ segments }) => segments.length > 0)).toBe(true)
  })

  test('a proposal that people lock or change stays as they want it, and the rest is planned around it', async () => {
    const { record } = await plan()
    const [one] = await flowsOf(record.id)
    const decided = await t.ask<{ change: { id: number; facts: object } }>(
      'POST',
      '/api/exchange/flows/decide',
      {
        flows: [one.id],
        state: 'proposed',
        locked: true,
      },
    )
    expect(decided.body.change.facts).toMatchObject({ state: 'locked' })
    const { fromCommune, toCommune, viaProducer, product, form, period, provenance, audience } = one
    await t.ask('PUT', `/api/exchange/flows/${one.id}`, {
      ...{ fromCommune, toCommune, viaProducer, product, form, period, provenance, audience },
      kg: one.kg / 2,
      revision: one.revision + 1,
    })
    const again = await plan({ name: 'Con lo fijado', again: record.id })
    const alike = (await flowsOf(again.record.id)).filter(
      (flow) => flow.toCommune === toCommune && flow.fromCommune === fromCommune && flow.product === product,
    )
    expect(alike.find(({ id }) => id === one.id)).toMatchObject({
      kg: one.kg / 2,
      locked: true,
      state: 'proposed',
    })
    // What is left of the need is planned, and nothing twice.
    expect(alike.reduce((sum, { kg }) => sum + kg, 0)).toBeCloseTo(one.kg)
    for (const id of [again.record.id, record.id]) await t.ask('DELETE', `/api/exchange/plans/${id}`)
  })

  test('what people agreed on stays, what they refused does not come again', async () => {
    const { record } = await plan()
    const [first, second] = await flowsOf(record.id)
    await t.ask('POST', '/api/exchange/flows/decide', { flows: [first.id], state: 'agreed' })
    await t.ask('POST', '/api/exchange/flows/decide', { flows: [second.id], state: 'refused' })
    // Also in the plan after the next.
    const again = await plan({ name: 'De nuevo', again: record.id })
    const third = await plan({ name: 'Otra vez', again: again.record.id })
    const standing = async (id: number) => (await flowsOf(id)).filter(({ state }) => state !== 'refused')
    for (const { record: made } of [again, third])
      expect((await standing(made.id)).map(({ toCommune }) => toCommune)).not.toContain(second.toCommune)
    expect((await flowsOf(third.record.id)).map(({ id }) => id)).toEqual(
      expect.arrayContaining([first.id, second.id]),
    )
    await t.ask('DELETE', `/api/exchange/plans/${third.record.id}`)
    expect(await t.ask('GET', `/api/exchange/flows/${first.id}`)).toMatchObject({
      status: 200,
      body: { flow: { state: 'agreed', planId: null } },
    })
  })

  test('a closed road changes the plan: unreachable is not estimated', async () => {
    const { body } = await t.ask<{ revision: number }>('GET', `/api/exchange/roads/${line}`)
    const closing = {
      closedFrom: '2026-01-01',
      closedUntil: null,
      closedWhy: 'puente caído',
      revision: body.revision,
    }
    expect(await t.ask('PATCH', `/api/exchange/roads/${line}`, closing)).toMatchObject({ status: 200 })
    // What was agreed has no way any more: people are told, and release it.
    const { body: all } = await t.ask<{ items: Flow[] }>('GET', '/api/exchange/flows?period=2026-12')
    const agreed = all.items.filter(({ state }) => state === 'agreed').map(({ id }) => id)
    expect(await t.ask('POST', '/api/exchange/plans', wish)).toMatchObject({
      status: 422,
      body: { facts: { why: 'way' } },
    })
    await t.ask('POST', '/api/exchange/flows/decide', { flows: agreed, state: 'proposed' })
    const { record } = await plan()
    expect(await flowsOf(record.id)).toEqual([])
    const reasons = record.outcome.needs
      .filter(({ uncoveredT }) => uncoveredT > 0)
      .map(({ reason }) => reason?.code)
    expect(new Set(reasons)).toContain('no-route')
  })
})

async function middles(): Promise<[number, number][]> {
  const all = await Promise.all(
    communes.map(async (id) => (await t.ask<Commune>('GET', `/api/communes/${id}`)).body.bounds!),
  )
  return all.map(([west, south, east, north]) => [(west + east) / 2, (south + north) / 2])
}
