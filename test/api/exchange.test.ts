/** Corridors, what communes make and need, flows and what became of them, over HTTP. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Grant } from '../../domain/access/index.ts'
import type { Balance, Corridor, Delivery, Flow, Isolated, Quantity } from '../../server/exchanges/schema.ts'
import type { LogPage } from '../../server/log/schema.ts'
import type { Problem } from '../../server/problem-schema.ts'
import type { Commune } from '../../server/territories/schema.ts'
import { openTestApp, type TestApp } from '../support/app.ts'
import { communesInARow, corridorOf, flowBetween, written } from '../support/exchange.ts'

let t: TestApp
/** Oeste and Medio touch, Lejos lies apart. */
let communes: number[]

beforeAll(async () => {
  t = await openTestApp()
  communes = await communesInARow(t, { Oeste: [1, 2], Medio: [3, 4], Lejos: [7, 8] })
})
afterAll(() => t?.close())

const made = <T>(url: string, body: object) => written<T>(t, url, body)
const corridor = (name: string, members: number[], wanted: object = {}) =>
  corridorOf(
    name,
    members.map((i) => communes[i]),
    wanted,
  )
const quantity = (commune: number, role: string, amount: number, wanted: object = {}) => ({
  communeId: communes[commune],
  producerId: null,
  role,
  product: 'coffee',
  form: 'green',
  amount,
  unit: 'kg',
  period: '2026-11',
  season: null,
  provenance: 'communal',
  source: 'asamblea',
  invented: false,
  audience: 'public',
  ...wanted,
})
const flow = (from: number, to: number, kg: number, wanted: object = {}) =>
  flowBetween(communes[from], communes[to], kg, wanted)
const sent = (sentKg: number, wanted: object = {}) => ({
  sentOn: '2026-11-02',
  sentKg,
  receivedOn: null,
  acceptedKg: null,
  rejectedKg: null,
  rejectedWhy: null,
  lostKg: null,
  truck: null,
  note: null,
  ...wanted,
})

describe('a corridor', () => {
  test('is a chain of communes that need not touch; whether they do is told', async () => {
    const near = (await made<Corridor>('/api/corridors', corridor('Cerca', [0, 1]))).record
    const far = (await made<Corridor>('/api/corridors', corridor('Lejos', [1, 2]))).record
    expect(near.members.map(({ name }) => name)).toEqual(['Oeste', 'Medio'])
    const spaceOf = async (id: number) => (await t.ask<Corridor>('GET', `/api/corridors/${id}`)).body.space
    expect([await spaceOf(near.id), await spaceOf(far.id)]).toEqual(['one-space', 'apart'])
  })

  test('keeps its route to the last digit, and is changed against the version that was seen', async () => {
    const route = {
      type: 'MultiLineString',
      coordinates: [
        [
          [-69.3, 10],
          [-69.2, 9.9],
        ],
      ],
    }
    const { record } = await made<Corridor>(
      '/api/corridors',
      corridor('Con ruta', [0, 2], { route, routeKm: 21 }),
    )
    expect(record.route).toEqual(route)
    const edit = corridor('Con otra ruta', [0, 1, 2], { route, routeKm: 25 })
    const put = (revision?: number) =>
      t.ask<Problem>('PUT', `/api/corridors/${record.id}`, { ...edit, revision })
    expect(await put()).toMatchObject({ status: 428 })
    expect(await put(record.revision)).toMatchObject({ status: 200 })
    expect(await put(record.revision)).toMatchObject({ status: 409 })
  })

  test('with one commune is none', async () =>
    expect(await t.ask('POST', '/api/corridors', corridor('Sola', [0]))).toMatchObject({
      status: 422,
      body: { type: 'urn:toparquia:problem:corridor-too-short' },
    }))

  test('is removed, brought back by undoing, and told in the log', async () => {
    const { record } = await made<Corridor>('/api/corridors', corridor('Pasajero', [0, 1]))
    const removed = await t.ask<{ change: { id: number } }>(
      'DELETE',
      `/api/corridors/${record.id}?revision=${record.revision}&reason=prueba`,
    )
    expect(removed).toMatchObject({ status: 200 })
    expect(await t.ask('GET', `/api/corridors/${record.id}`)).toMatchObject({ status: 404 })
    expect(await t.ask('POST', `/api/changes/${removed.body.change.id}/undo`)).toMatchObject({ status: 200 })
    expect(await t.ask<Corridor>('GET', `/api/corridors/${record.id}`)).toMatchObject({
      body: { name: 'Pasajero', communes: record.communes },
    })
    const { body } = await t.ask<LogPage>('GET', `/api/log?subjectKind=corridor&subjectId=${record.id}`)
    expect(body.items.map(({ action }) => action)).toEqual([
      'change-undone',
      'corridor-removed',
      'corridor-added',
    ])
  })

  test('is not there for whoever does not see one of its communes', async () => {
    const hidden = (
      await made<Commune>('/api/communes', { name: 'Oculta', councilIds: [5, 6], audience: 'committee' })
    ).record
    const { record } = await made<Corridor>('/api/corridors', {
      ...corridor('Reservado', [0]),
      communes: [communes[0], hidden.id].map((id) => ({ id, joinedOn: null, leftOn: null })),
    })
    const nobody = { cookie: '' }
    expect(await t.ask('GET', `/api/corridors/${record.id}`, undefined, nobody)).toMatchObject({
      status: 404,
    })
    const { body } = await t.ask<{ items: Corridor[] }>('GET', '/api/corridors', undefined, nobody)
    expect(body.items.map(({ name }) => name)).not.toContain('Reservado')
    expect(JSON.stringify(body)).not.toContain('Oculta')
  })
})

describe('what communes make and need', () => {
  test('keeps the unit in which it was told and the spread of what it can mean', async () => {
    const { record } = await made<Quantity>(
      '/api/exchange/quantities',
      quantity(0, 'production', 42_000_000, { unit: 'libras', period: '2025' }),
    )
    expect(record).toMatchObject({ amount: 42_000_000, unit: 'libras' })
    expect([record.kgMin / 1000, record.kgMax / 1000].map(Math.round)).toEqual([19051, 21000])
  })

  test('in a unit or of a product that nobody knows is refused', async () => {
    expect(
      await t.ask('POST', '/api/exchange/quantities', quantity(0, 'need', 3, { unit: 'zurrones' })),
    ).toMatchObject({ status: 422, body: { type: 'urn:toparquia:problem:measure-unknown' } })
    expect(
      await t.ask('POST', '/api/exchange/quantities', quantity(0, 'need', 3, { product: 'ambrosia' })),
    ).toMatchObject({ status: 422, body: { type: 'urn:toparquia:problem:product-unknown' } })
  })

  test('makes a balance in which what is left over is shown', async () => {
    await made('/api/exchange/quantities', quantity(1, 'production', 1000))
    await made('/api/exchange/quantities', quantity(1, 'own-use', 300))
    await made('/api/exchange/quantities', quantity(1, 'need', 300))
    const { record } = await made<Flow>('/api/exchange/flows', flow(1, 2, 500))
    await made<Delivery>(
      `/api/exchange/flows/${record.id}/deliveries`,
      sent(500, { receivedOn: '2026-11-03', acceptedKg: 480, rejectedKg: 0, lostKg: 20 }),
    )
    const { body } = await t.ask<{ items: Balance[] }>('GET', '/api/exchange/balances?period=2026-11')
    const [from, to] = [1, 2].map((i) => body.items.find(({ communeId }) => communeId === communes[i])!)
    expect(from).toMatchObject({ residual: { likely: 200 }, closing: 'open', need: { likely: 300 } })
    expect(to.stated.received).toMatchObject({ likely: 480 })
  })

  test('is asked of a corridor: of its communes only', async () => {
    const { record } = await made<Corridor>('/api/corridors', corridor('Con balance', [0, 1]))
    for (const path of ['quantities', 'balances']) {
      const { body } = await t.ask<{ items: { communeId: number }[] }>(
        'GET',
        `/api/exchange/${path}?corridor=${record.id}`,
      )
      expect(body.items.length, path).toBeGreaterThan(0)
      for (const { communeId } of body.items) expect(communes.slice(0, 2), path).toContain(communeId)
    }
  })
})

describe('a flow', () => {
  test('is agreed, sent and received in parts, and nothing is lost on the way', async () => {
    const { record } = await made<Flow>('/api/exchange/flows', flow(0, 2, 900))
    expect(record).toMatchObject({ state: 'agreed', locked: true })
    const url = `/api/exchange/flows/${record.id}/deliveries`
    await made(
      url,
      sent(400, {
        receivedOn: '2026-11-04',
        acceptedKg: 380,
        rejectedKg: 20,
        rejectedWhy: 'moho',
        lostKg: 0,
      }),
    )
    await made(url, sent(300))
    const { body } = await t.ask<{ flow: Flow }>('GET', `/api/exchange/flows/${record.id}`)
    expect(body.flow.progress).toEqual({
      sentKg: 700,
      acceptedKg: 380,
      rejectedKg: 20,
      lostKg: 0,
      underWayKg: 300,
    })
    expect(
      await t.ask('POST', '/api/exchange/flows/decide', { flows: [record.id], state: 'refused' }),
    ).toMatchObject({
      status: 409,
      body: { type: 'urn:toparquia:problem:flow-under-way' },
    })
  })

  test('a delivery that does not add up is refused and leaves nothing', async () => {
    const { record } = await made<Flow>('/api/exchange/flows', flow(0, 1, 100))
    const answer = await t.ask(
      'POST',
      `/api/exchange/flows/${record.id}/deliveries`,
      sent(100, { receivedOn: '2026-11-03', acceptedKg: 90, rejectedKg: 0, lostKg: 0 }),
    )
    expect(answer).toMatchObject({
      status: 422,
      body: { type: 'urn:toparquia:problem:delivery-does-not-add-up' },
    })
    const { body } = await t.ask<{ deliveries: Delivery[] }>('GET', `/api/exchange/flows/${record.id}`)
    expect(body.deliveries).toEqual([])
  })

  test('is a matter of coordinators of both communes', async () => {
    const coordinator = async (...ids: number[]) =>
      (
        await t.signIn(
          ids.map((i): Grant => ({ role: 'coordinator', scope: { kind: 'commune', id: communes[i] } })),
          `coordinadora ${ids}`,
        )
      ).cookie
    const as = async (cookie: string) =>
      (await t.ask('POST', '/api/exchange/flows', flow(0, 1, 50), { cookie })).status
    expect(await as(await coordinator(0, 1))).toBe(201)
    expect(await as(await coordinator(0))).toBe(403)
    expect(await as('')).toBe(401)
  })
})

test('a commune with neither corridor nor exchange is isolated', async () => {
  const { record } = await made<Commune>('/api/communes', {
    name: 'Sola',
    councilIds: [5],
    audience: 'public',
  })
  const { body } = await t.ask<Isolated>('GET', '/api/exchange/isolated')
  expect(body.communes).toContainEqual({ id: record.id, name: 'Sola' })
  expect(body.communes.map(({ name }) => name)).not.toContain('Oeste')
})
