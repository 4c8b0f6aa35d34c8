/** The life of an exchange over HTTP: decided, put on trucks with several stops, sent, received, undone at each step. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Grant } from '../../domain/access/index.ts'
import type { Line, Run } from '../../server/exchanges/run-schema.ts'
import type { Corridor, Flow } from '../../server/exchanges/schema.ts'
import type { LogPage } from '../../server/log/schema.ts'
import type { Change } from '../../server/territories/schema.ts'
import { openTestApp, type TestApp } from '../support/app.ts'
import { communesInARow, corridorOf, flowBetween, written } from '../support/exchange.ts'

let t: TestApp
/** Four in a row. */
let communes: number[]
let corridor: Corridor

const DAY = '2026-11-20'

beforeAll(async () => {
  t = await openTestApp()
  communes = await communesInARow(t, { Una: [1, 2], Dos: [3, 4], Tres: [5, 6], Cuatro: [7] })
  corridor = (await made<Corridor>('/api/corridors', corridorOf('Valle', communes.slice(0, 3)))).record
})
afterAll(() => t?.close())

const made = <T>(url: string, body: object) => written<T>(t, url, body)
const agreed = async (from: number, to: number, kg: number, wanted: object = {}) =>
  (await made<Flow>('/api/exchange/flows', flowBetween(communes[from], communes[to], kg, wanted))).record.id
const truck = (name: string, loads: [flowId: number, kg: number][], wanted: object = {}) => ({
  name,
  capacityKg: 1000,
  home: communes[0],
  first: 'on',
  loads: loads.map(([flowId, kg]) => ({ flowId, kg })),
  ...wanted,
})
interface Kept {
  items: Run[]
  change: Change
}
const keep = (runs: object[], cookie?: string) =>
  t.ask<Kept>(
    'POST',
    '/api/exchange/runs',
    { corridor: corridor.id, day: DAY, runs },
    cookie ? { cookie } : {},
  )
async function kept(...runs: object[]): Promise<Kept> {
  const answer = await keep(runs)
  expect(answer).toMatchObject({ status: 201 })
  return answer.body
}
const flowOf = async (id: number) =>
  (
    await t.ask<{ flow: Flow; deliveries: { truck: string; runId: number }[] }>(
      'GET',
      `/api/exchange/flows/${id}`,
    )
  ).body
const tell = (run: number, wanted: object) =>
  t.ask<{ record: Run; change: Change }>('POST', `/api/exchange/runs/${run}/told`, {
    on: DAY,
    sent: [],
    received: [],
    ...wanted,
  })
const undo = (change: Change) => t.ask('POST', `/api/changes/${change.id}/undo`)
const refusal = (reason: string) => ({ body: { type: `urn:toparquia:problem:${reason}` } })

describe('a corridor', () => {
  test('tells the line that its trucks go along, from its first commune on', async () => {
    const { body } = await t.ask<Line>('GET', `/api/corridors/${corridor.id}/line`)
    expect(body.communes.map(({ name }) => name)).toEqual(['Una', 'Dos', 'Tres'])
    expect(body.km[0]).toBe(0)
    expect(body.km[1]).toBeGreaterThan(0.5)
    expect(body.km[2]).toBeGreaterThan(body.km[1])
    // No road was brought in: straight with a detour, and told so.
    expect(body.estimatedKm).toBeCloseTo(body.km[2])
  })

  test('keeps which trucks there are, and nothing else of it changes', async () => {
    const url = `/api/corridors/${corridor.id}`
    const before = (await t.ask<Corridor>('GET', url)).body
    const put = (trucks: object, revision = before.revision) =>
      t.ask<{ change: Change }>('PUT', `${url}/trucks`, { truckKg: 1000, truckCount: 2, ...trucks, revision })
    expect(await put({ truckHome: communes[3] })).toMatchObject(refusal('run-home-not-along'))
    const answer = await put({ truckHome: communes[0] })
    expect(answer).toMatchObject({ status: 200 })
    expect((await t.ask<Corridor>('GET', url)).body).toEqual({
      ...before,
      truckKg: 1000,
      truckCount: 2,
      truckHome: communes[0],
      revision: expect.any(Number),
      space: expect.anything(),
    })
    expect(await undo(answer.body.change)).toMatchObject({ status: 200 })
    expect((await t.ask<Corridor>('GET', url)).body.truckKg).toBeNull()
  })
})

describe('runs', () => {
  test('are kept in one step with what they carry, found by day, and undone in one', async () => {
    const [there, back] = [await agreed(0, 2, 900), await agreed(2, 0, 400)]
    const { items, change } = await kept(truck('Camión 1', [[there, 900]]), truck('Camión 2', [[back, 400]]))
    expect(items.map(({ name }) => name)).toEqual(['Camión 1', 'Camión 2'])
    expect(items[0].loads).toEqual([
      {
        flowId: there,
        kg: 900,
        from: communes[0],
        to: communes[2],
        product: 'coffee',
        form: 'green',
        delivery: null,
      },
    ])
    const found = async (query: string) =>
      (await t.ask<{ items: Run[] }>('GET', `/api/exchange/runs?${query}`)).body.items.map(({ id }) => id)
    expect(await found(`corridor=${corridor.id}&day=${DAY}`)).toEqual(items.map(({ id }) => id))
    expect(await found(`flow=${back}`)).toEqual([items[1].id])
    expect(await found('day=2026-11-21')).toEqual([])
    expect(await undo(change)).toMatchObject({ status: 200 })
    expect(await found(`flow=${back}`)).toEqual([])
    expect(await undo(change)).toMatchObject({ status: 200 })
    expect(await found(`flow=${back}`)).toEqual([items[1].id])
  })

  test('carry no more than they can, and no more than is left', async () => {
    const heavy = await agreed(0, 1, 5000)
    expect(await keep([truck('Pesado', [[heavy, 1200]])])).toMatchObject({
      status: 422,
      ...refusal('run-over-capacity'),
    })
    const little = await agreed(0, 1, 300)
    await kept(truck('Uno', [[little, 200]]))
    expect(await keep([truck('Otro', [[little, 200]])])).toMatchObject({
      status: 409,
      ...refusal('run-more-than-open'),
    })
    await kept(truck('Otro', [[little, 100]]))
  })

  test('carry only what goes along them and was agreed', async () => {
    const aside = await agreed(0, 3, 100)
    expect(await keep([truck('X', [[aside, 100]])])).toMatchObject(refusal('run-not-along'))
    const undecided = await agreed(0, 1, 100)
    await t.ask('POST', '/api/exchange/flows/decide', { flows: [undecided], state: 'proposed' })
    expect(await keep([truck('X', [[undecided, 100]])])).toMatchObject(refusal('flow-not-agreed'))
    expect(await keep([truck('X', [[2_000_000, 100]])])).toMatchObject({ status: 404 })
  })

  test('give loads to each other against the versions that were seen', async () => {
    const one = await agreed(0, 2, 600)
    const { items } = await kept(truck('A', [[one, 600]]))
    const [other] = (await kept(truck('B', [[await agreed(0, 1, 100), 100]]))).items
    const move = (revision: number) =>
      t.ask<Kept>('PUT', '/api/exchange/runs', {
        runs: [
          { ...truck('A', [[one, 350]]), id: items[0].id, revision, day: DAY },
          {
            ...truck('B', [
              [one, 250],
              [other.loads[0].flowId, 100],
            ]),
            id: other.id,
            revision: other.revision,
            day: DAY,
          },
        ],
      })
    expect(await move(0)).toMatchObject({ status: 409, ...refusal('changed-by-another') })
    const moved = await move(items[0].revision)
    expect(moved.body.items.map(({ loads }) => loads.map(({ kg }) => kg))).toEqual(
      [[350], [250, 100].sort()].map((each) => expect.arrayContaining(each)),
    )
    expect(await undo(moved.body.change)).toMatchObject({ status: 200 })
  })

  test('keep what is on their list from being refused, removed or made another thing', async () => {
    const id = await agreed(0, 1, 100)
    const { items } = await kept(truck('C', [[id, 100]]))
    const before = (await flowOf(id)).flow
    const put = (wanted: object) => {
      const {
        fromCommune,
        toCommune,
        viaProducer,
        product,
        form,
        kg,
        period,
        provenance,
        audience,
        revision,
      } = before
      return t.ask('PUT', `/api/exchange/flows/${id}`, {
        ...{ fromCommune, toCommune, viaProducer, product, form, kg, period, provenance, audience, revision },
        ...wanted,
      })
    }
    expect(
      await t.ask('POST', '/api/exchange/flows/decide', { flows: [id], state: 'refused' }),
    ).toMatchObject(refusal('flow-on-a-truck'))
    expect(await t.ask('DELETE', `/api/exchange/flows/${id}?revision=1`)).toMatchObject(
      refusal('flow-on-a-truck'),
    )
    expect(await put({ toCommune: communes[2] })).toMatchObject(refusal('flow-on-a-truck'))
    expect(await put({ kg: 150 })).toMatchObject({ status: 200 })
    expect(await t.ask('DELETE', `/api/exchange/runs/${items[0].id}?revision=1`)).toMatchObject({
      status: 200,
    })
    expect(
      await t.ask('POST', '/api/exchange/flows/decide', { flows: [id], state: 'refused' }),
    ).toMatchObject({
      status: 200,
    })
  })
})

describe('what is told stop by stop', () => {
  test('makes deliveries that add up, many to one agreement, each undone by itself', async () => {
    const id = await agreed(0, 2, 900)
    const { items } = await kept(truck('Primero', [[id, 500]]), truck('Segundo', [[id, 400]]))
    const left = await tell(items[0].id, { sent: [{ flowId: id, kg: 480 }] })
    expect(left.body.record.loads[0].delivery).toMatchObject({
      sentKg: 480,
      receivedOn: null,
      truck: 'Primero',
    })
    await tell(items[1].id, { sent: [{ flowId: id, kg: 400 }] })
    const arrived = await tell(items[0].id, {
      on: '2026-11-21',
      received: [{ flowId: id, acceptedKg: 400, rejectedKg: 50, rejectedWhy: 'moho', lostKg: 30 }],
    })
    expect(arrived).toMatchObject({ status: 200 })
    const { flow, deliveries } = await flowOf(id)
    expect(flow.progress).toEqual({
      sentKg: 880,
      acceptedKg: 400,
      rejectedKg: 50,
      lostKg: 30,
      underWayKg: 400,
    })
    expect(deliveries.map(({ runId }) => runId).sort()).toEqual(items.map((run) => run.id).sort())
    // 900 agreed, 400 accepted, 400 under way: 100 may go again.
    expect(await keep([truck('Tercero', [[id, 101]])])).toMatchObject(refusal('run-more-than-open'))
    await kept(truck('Tercero', [[id, 100]]))
    expect(await undo(arrived.body.change)).toMatchObject({ status: 200 })
    expect((await flowOf(id)).flow.progress).toMatchObject({ acceptedKg: 0, underWayKg: 880 })
    expect(await undo(left.body.change)).toMatchObject({ status: 200 })
    expect((await flowOf(id)).flow.progress).toMatchObject({ sentKg: 400 })
  })

  test('does not add up, comes twice or too early: refused, and nothing stays', async () => {
    const id = await agreed(0, 2, 100)
    const [run] = (await kept(truck('D', [[id, 100]]))).items
    const came = { flowId: id, acceptedKg: 90, rejectedKg: 0, rejectedWhy: null, lostKg: 0 }
    expect(await tell(run.id, { received: [came] })).toMatchObject(refusal('run-not-loaded'))
    expect(await tell(run.id, { sent: [{ flowId: id, kg: 100 }], received: [came] })).toMatchObject(
      refusal('delivery-does-not-add-up'),
    )
    expect((await flowOf(id)).deliveries).toEqual([])
    await tell(run.id, { sent: [{ flowId: id, kg: 100 }] })
    expect(await tell(run.id, { sent: [{ flowId: id, kg: 100 }] })).toMatchObject(refusal('run-told-already'))
    expect(await tell(run.id, { on: '2026-11-19', received: [{ ...came, acceptedKg: 100 }] })).toMatchObject(
      refusal('delivery-before-it-was-sent'),
    )
  })

  test('holds fast what it stands on: neither the run nor the agreement is undone from under it', async () => {
    const made1 = await made<Flow>('/api/exchange/flows', flowBetween(communes[0], communes[1], 70))
    const id = made1.record.id
    const { items, change } = await kept(truck('E', [[id, 70]]))
    expect(await undo(made1.change)).toMatchObject({ status: 409, ...refusal('changed-since') })
    const told = await tell(items[0].id, { sent: [{ flowId: id, kg: 70 }] })
    expect(await undo(change)).toMatchObject({ status: 409, ...refusal('changed-since') })
    expect(await t.ask('DELETE', `/api/exchange/runs/${items[0].id}?revision=1`)).toMatchObject(
      refusal('run-under-way'),
    )
    for (const step of [told.body.change, change, made1.change])
      expect(await undo(step)).toMatchObject({ status: 200 })
    expect(await t.ask('GET', `/api/exchange/flows/${id}`)).toMatchObject({ status: 404 })
  })
})

describe('who may', () => {
  let people = 0
  const coordinator = async (...ids: number[]) =>
    (
      await t.signIn(
        ids.map((i): Grant => ({ role: 'coordinator', scope: { kind: 'commune', id: communes[i] } })),
        `coordinadora ${++people}`,
      )
    ).cookie

  test('put runs together: whoever coordinates all of the corridor', async () => {
    const id = await agreed(0, 1, 50)
    expect(await keep([truck('F', [[id, 50]])], await coordinator(0, 1))).toMatchObject({ status: 403 })
    expect(await keep([truck('F', [[id, 50]])], await coordinator(0, 1, 2))).toMatchObject({ status: 201 })
  })

  test('tell what left and arrived, and undo it: whoever coordinates both communes, and reads of it in the log', async () => {
    const id = await agreed(0, 1, 50)
    const [run] = (await kept(truck('G', [[id, 50]]))).items
    const both = await coordinator(0, 1)
    const as = (cookie: string) =>
      t.ask<{ change: Change }>(
        'POST',
        `/api/exchange/runs/${run.id}/told`,
        { on: DAY, sent: [{ flowId: id, kg: 50 }], received: [] },
        { cookie },
      )
    expect(await as(await coordinator(0))).toMatchObject({ status: 403 })
    const told = await as(both)
    expect(told).toMatchObject({ status: 200 })
    const { body } = await t.ask<LogPage>('GET', '/api/log?subjectKind=delivery', undefined, { cookie: both })
    expect(body.items[0]).toMatchObject({ action: 'run-told' })
    expect(
      await t.ask('POST', `/api/changes/${told.body.change.id}/undo`, {}, { cookie: both }),
    ).toMatchObject({
      status: 200,
    })
  })

  test('see a run: whoever sees its corridor and every exchange on it', async () => {
    const [open, closed] = [await agreed(0, 1, 50), await agreed(1, 2, 50, { audience: 'committee' })]
    const [seen] = (await kept(truck('Visible', [[open, 50]]))).items
    const [hidden] = (await kept(truck('Escondido', [[closed, 50]]))).items
    const as = async (id: number) =>
      (await t.ask('GET', `/api/exchange/runs/${id}`, undefined, { cookie: '' })).status
    expect([await as(seen.id), await as(hidden.id)]).toEqual([200, 404])
    const { body } = await t.ask('GET', '/api/exchange/runs', undefined, { cookie: '' })
    expect(JSON.stringify(body)).toContain('Visible')
    expect(JSON.stringify(body)).not.toContain('Escondido')
  })
})
