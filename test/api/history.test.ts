/** The territory of any day: members, areas and days of change before and after steps, and what stays unseen. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { NewDrawing } from '../../server/drawings/schema.ts'
import type { Problem } from '../../server/problem-schema.ts'
import type {
  Change,
  Changed,
  ChangeList,
  Commune,
  CommuneList,
  CouncilAreas,
  CouncilHistory,
  CouncilPage,
  HistoryDays,
} from '../../server/territories/schema.ts'
import { openTestApp, rowOfCouncils, type TestApp } from '../support/app.ts'
import { engine } from '../support/database.ts'

const WEST = -69.5
const SOUTH = 9.5
const NOBODY = { cookie: '' }

let t: TestApp
const ids: Record<string, number> = {}
beforeAll(async () => {
  t = await openTestApp()
})
afterAll(() => t?.close())
beforeEach(async () => {
  await t.empty()
  await t.bringIn('fila.geojson', rowOfCouncils(['A', 'B', 'C', 'D'], { familias: 200 }), {
    audience: 'public',
  })
  const { body } = await t.ask<CouncilPage>('GET', '/api/councils?sort=name')
  for (const { name, id } of body.items) ids[name] = id
})

const reason = ({ body }: { body: Problem }) => body.type.split(':').at(-1)
const undo = (id: number) => t.ask<Change & Problem>('POST', `/api/changes/${id}/undo`)

async function compose(name: string, councils: string, effectiveOn?: string, more: object = {}) {
  const { status, body } = await t.ask<Changed<Commune>>('POST', '/api/communes', {
    name,
    councilIds: [...councils].map((one) => ids[one]),
    audience: 'public',
    effectiveOn,
    ...more,
  })
  expect(status).toBe(201)
  return body
}

const recompose = ({ id, revision }: Commune, councils: string, effectiveOn?: string) =>
  t.ask<Changed<Commune> & Problem>('PATCH', `/api/communes/${id}`, {
    revision,
    councilIds: [...councils].map((one) => ids[one]),
    effectiveOn,
  })

const letters = (councilIds: number[]) =>
  councilIds.map((id) => Object.entries(ids).find(([, one]) => one === id)?.[0] ?? '?').join('')

/** `Ataroa AB` for each commune of a day. */
const communesOn = async (day: string, headers?: Record<string, string>) =>
  (await t.ask<CommuneList>('GET', `/api/communes?on=${day}`, undefined, headers)).body.items.map(
    ({ name, councilIds }) => `${name} ${letters(councilIds)}`,
  )
const areasOn = async (day: string, headers?: Record<string, string>) =>
  (await t.ask<CouncilAreas>('GET', `/api/councils/areas?bbox=-70,9,-69,10&on=${day}`, undefined, headers))
    .body.items
const days = async (query = '', headers?: Record<string, string>) =>
  (await t.ask<HistoryDays>('GET', `/api/history/days${query}`, undefined, headers)).body.items

const moveBorder: Partial<NewDrawing> = {
  edits: [{ kind: 'move-node', from: [WEST + 0.01, SOUTH], to: [WEST + 0.012, SOUTH] }],
}

describe(`${engine}: members of a day`, () => {
  test('are those of then after a council left and another came', async () => {
    const { record } = await compose('Ataroa', 'AB', '2020-01-01')
    const { status, body } = await recompose(record, 'AC', '2024-05-01')
    expect([status, body.change.effectiveOn]).toEqual([200, '2024-05-01'])
    expect(await communesOn('2019-12-31')).toEqual([])
    expect(await communesOn('2020-01-01')).toEqual(['Ataroa AB'])
    expect(await communesOn('2024-04-30')).toEqual(['Ataroa AB'])
    expect(await communesOn('2024-05-01')).toEqual(['Ataroa AC'])
    const members = async (day: string) =>
      (await areasOn(day)).flatMap(({ name, communeIds }) => (communeIds.length > 0 ? [name] : []))
    expect(await members('2024-04-30')).toEqual(['A', 'B'])
    expect(await members('2024-05-01')).toEqual(['A', 'C'])
    const { items } = (await t.ask<CommuneList>('GET', '/api/communes?on=2024-04-30')).body
    expect(items[0]).toMatchObject({ families: 400, verdict: null, partial: false, registeredAs: 'commune' })
    expect(items[0].areaM2).toBeGreaterThan(2_000_000)
  })

  test('hold from today where nobody says from when', async () => {
    const { record, change } = await compose('Ataroa', 'AB')
    const today = new Date().toLocaleDateString('sv-SE')
    expect(change.effectiveOn).toBe(today)
    expect(await communesOn('2024-05-01')).toEqual([])
    expect(await communesOn(today)).toEqual(['Ataroa AB'])
    expect((await recompose(record, 'A')).body.change.effectiveOn).toBe(today)
    expect(await communesOn(today)).toEqual(['Ataroa A'])
  })

  test('are as they were once the step is undone, and again once it is redone', async () => {
    const { record } = await compose('Ataroa', 'AB', '2020-01-01')
    const { body } = await recompose(record, 'AC', '2024-05-01')
    const before = await t.ask<CouncilHistory>('GET', `/api/councils/${ids.B}/history`)
    expect(before.body.memberships).toEqual([
      { id: record.id, name: 'Ataroa', gone: false, since: '2020-01-01', until: '2024-05-01' },
    ])
    expect((await undo(body.change.id)).status).toBe(200)
    for (const day of ['2024-04-30', '2024-05-01', '2026-01-01'])
      expect(await communesOn(day)).toEqual(['Ataroa AB'])
    expect(await communesOn('2019-12-31')).toEqual([])
    expect((await undo(body.change.id)).status).toBe(200)
    expect([await communesOn('2024-04-30'), await communesOn('2024-05-01')]).toEqual([
      ['Ataroa AB'],
      ['Ataroa AC'],
    ])
    expect((await t.ask<CouncilHistory>('GET', `/api/councils/${ids.B}/history`)).body).toEqual(before.body)
  })

  test('stay with the name of a commune that is deleted, and come back with it', async () => {
    const { record } = await compose('Ataroa', 'AB', '2020-01-01')
    const removed = await t.ask<Changed<Commune>>(
      'DELETE',
      `/api/communes/${record.id}?revision=${record.revision}&effectiveOn=2024-05-01`,
    )
    expect([removed.status, removed.body.change.effectiveOn]).toEqual([200, '2024-05-01'])
    expect([await communesOn('2024-04-30'), await communesOn('2024-05-01')]).toEqual([['Ataroa AB'], []])
    const { memberships } = (await t.ask<CouncilHistory>('GET', `/api/councils/${ids.A}/history`)).body
    expect(memberships).toMatchObject([{ name: 'Ataroa', gone: true, until: '2024-05-01' }])
    await undo(removed.body.change.id)
    expect(await communesOn('2024-05-01')).toEqual(['Ataroa AB'])
    expect(await communesOn('2019-12-31')).toEqual([])
  })

  test('follow a council that a drawing ends', async () => {
    await compose('Ataroa', 'CD', '2020-01-01')
    const { body } = await t.ask<{ change: Change }>('POST', '/api/drawings', {
      edits: [{ kind: 'merge', into: String(ids.C), councils: [String(ids.D)] }],
      seen: [ids.C, ids.D].map((id) => ({ id, revision: 1 })),
      effectiveOn: '2024-05-01',
    })
    expect([await communesOn('2024-04-30'), await communesOn('2024-05-01')]).toEqual([
      ['Ataroa CD'],
      ['Ataroa C'],
    ])
    await undo(body.change.id)
    expect(await communesOn('2024-05-01')).toEqual(['Ataroa CD'])
  })

  test('are kept of every operation that moves them, those of several communes at once as well', async () => {
    const { id, revision } = (await compose('Ataroa', 'AB', '2020-01-01')).record
    const { status } = await t.ask('POST', '/api/communes/recompose', {
      communes: [
        { id, revision, name: 'Ataroa', councilIds: [ids.A] },
        { name: 'Otra', councilIds: [ids.B, ids.C] },
      ],
    })
    expect(status).toBe(200)
    const today = new Date().toLocaleDateString('sv-SE')
    expect(await communesOn(today)).toEqual(['Ataroa A', 'Otra BC'])
    expect(await communesOn('2024-05-01')).toEqual(['Ataroa AB'])
  })

  test('a day in the future is refused, and one before the council came or left', async () => {
    const { record } = await compose('Ataroa', 'AB', '2020-01-01')
    expect(reason(await recompose(record, 'A', '2999-01-01'))).toBe('effective-in-the-future')
    expect(reason(await recompose(record, 'A', '2019-12-31'))).toBe('effective-too-early')
    const { body } = await recompose(record, 'A', '2024-05-01')
    expect(reason(await recompose(body.record, 'AB', '2024-04-30'))).toBe('effective-too-early')
    expect((await recompose(body.record, 'AB', '2024-05-01')).status).toBe(200)
    expect(reason(await recompose(record, 'A', '2024-13-01'))).toBe('invalid-field')
    const late = await t.ask<Problem>(
      'DELETE',
      `/api/communes/${record.id}?revision=3&effectiveOn=2019-01-01`,
    )
    expect(reason(late)).toBe('effective-too-early')
  })
})

describe(`${engine}: days of change`, () => {
  test('are those on which a council or a commune changed, the latest first', async () => {
    const { record } = await compose('Ataroa', 'AB', '2020-01-01')
    await recompose(record, 'ABC', '2024-05-01')
    const drawing = { ...moveBorder, seen: [ids.A, ids.B].map((id) => ({ id, revision: 1 })) }
    const drawn = await t.ask<{ change: Change }>('POST', '/api/drawings', {
      ...drawing,
      effectiveOn: '2025-02-01',
    })
    expect(await days()).toEqual([
      { on: '2025-02-01', councils: 2, communes: 0 },
      { on: '2024-05-01', councils: 0, communes: 1 },
      { on: '2020-01-01', councils: 0, communes: 1 },
    ])
    expect((await days(`?council=${ids.C}`)).map(({ on }) => on)).toEqual(['2024-05-01'])
    expect((await days(`?commune=${record.id}`)).map(({ on }) => on)).toHaveLength(3)
    await undo(drawn.body.change.id)
    expect((await days()).map(({ on }) => on)).toEqual(['2024-05-01', '2020-01-01'])
  })

  test('a council shows its former versions', async () => {
    await t.ask('POST', '/api/drawings', {
      ...moveBorder,
      attributes: [{ id: String(ids.A), families: 250 }],
      seen: [ids.A, ids.B].map((id) => ({ id, revision: 1 })),
      effectiveOn: '2024-05-01',
    })
    const { versions } = (await t.ask<CouncilHistory>('GET', `/api/councils/${ids.A}/history`)).body
    expect(versions).toMatchObject([
      { since: '2024-05-01', until: null, families: 250 },
      { since: null, until: '2024-05-01', families: 200 },
    ])
    expect((await t.ask('GET', '/api/councils/999999/history')).status).toBe(404)
  })
})

describe(`${engine}: change sets`, () => {
  test('say who, why, from when and what, by commune and council', async () => {
    const { record } = await compose('Ataroa', 'AB', '2020-01-01', { reason: 'acta fundacional' })
    const { body } = await t.ask<{ change: Change }>('POST', '/api/drawings', {
      ...moveBorder,
      seen: [ids.A, ids.B].map((id) => ({ id, revision: 1 })),
      effectiveOn: '2024-05-01',
      reason: 'acta del 1 de mayo',
    })
    const changes = async (query: string) =>
      (await t.ask<ChangeList>('GET', `/api/changes${query}`)).body.items
    const [drawn, created] = await changes(`?commune=${record.id}`)
    expect(drawn).toMatchObject({
      id: body.change.id,
      effectiveOn: '2024-05-01',
      reason: 'acta del 1 de mayo',
      councils: [ids.A, ids.B],
    })
    expect(drawn.by?.name).toBeTruthy()
    expect(drawn.areas.map(({ name }) => name)).toEqual(['A', 'B'])
    const [a] = drawn.areas
    expect(a.afterM2! - a.beforeM2!).toBeGreaterThan(100_000)
    expect(created).toMatchObject({ kind: 'commune-created', reason: 'acta fundacional', areas: [] })
    expect((await changes(`?council=${ids.C}`)).map(({ kind }) => kind)).toEqual([])
    expect((await changes(`?before=${drawn.id}`))[0].id).toBe(created.id)
    await undo(drawn.id)
    const [undone] = await changes('?limit=1')
    expect(undone).toMatchObject({ undone: true, areas: [a, {}] })
  })
})

describe(`${engine}: what is not to be seen`, () => {
  test('of other days either: a hidden council is in no list, and its commune says that it is not whole', async () => {
    const { record } = await compose('Ataroa', 'AB', '2020-01-01')
    const { body } = await recompose(record, 'A', '2024-05-01')
    await compose('Oculta', 'B', '2024-06-01', { audience: 'committee' })
    const hidden = (await t.ask<CommuneList>('GET', '/api/communes')).body.items.find(
      ({ name }) => name === 'Oculta',
    )!
    const disclosed = await t.ask('PATCH', `/api/communes/${hidden.id}`, {
      revision: hidden.revision,
      audience: 'scope',
      councilsToo: true,
    })
    expect(disclosed.status).toBe(200)
    expect(await communesOn('2024-04-30', NOBODY)).toEqual(['Ataroa A'])
    const then = await t.ask<CommuneList>('GET', '/api/communes?on=2024-04-30', undefined, NOBODY)
    expect(then.body.items[0].partial).toBe(true)
    expect((await areasOn('2024-04-30', NOBODY)).map(({ name }) => name)).toEqual(['A', 'C', 'D'])
    expect((await days('', NOBODY)).map(({ on }) => on)).toEqual(['2020-01-01'])
    expect((await t.ask('GET', `/api/councils/${ids.B}/history`, undefined, NOBODY)).status).toBe(404)
    expect(body.record.name).toBe('Ataroa')
  })

  test('a commune that is gone is for whom it was for', async () => {
    const { record } = await compose('Ataroa', 'AB', '2020-01-01', { audience: 'committee' })
    await t.ask('DELETE', `/api/communes/${record.id}?revision=1&effectiveOn=2024-05-01`)
    expect(await communesOn('2024-04-30')).toEqual(['Ataroa AB'])
    expect(await communesOn('2024-04-30', NOBODY)).toEqual([])
    const history = await t.ask<CouncilHistory>('GET', `/api/councils/${ids.A}/history`, undefined, NOBODY)
    expect(history.body.memberships).toEqual([])
    expect(await days('', NOBODY)).toEqual([])
  })
})
