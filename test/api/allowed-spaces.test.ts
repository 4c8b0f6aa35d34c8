/** Gaps and overlaps that are left on purpose: kept with their reason, taken back, undone, and shown to whoever may. */
import type { Polygon } from 'geojson'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Audience, Grant } from '../../domain/access/index.ts'
import type { LogEntry } from '../../domain/log/entry.ts'
import type { AllowedSpace, AllowedSpaceList, NewAllowedSpace } from '../../server/mending/schema.ts'
import type { Problem } from '../../server/problem-schema.ts'
import type { Change, Changed, Commune } from '../../server/territories/schema.ts'
import { collection, openTestApp, square, type TestApp } from '../support/app.ts'
import { engine } from '../support/database.ts'

let t: TestApp

beforeAll(async () => {
  t = await openTestApp()
})
afterAll(() => t?.close())
beforeEach(async () => {
  await t.empty()
  // 1 and 2 share a strip of 0.001 degrees; between 2 and 3 nobody has a square.
  const wide: Polygon = { type: 'Polygon', coordinates: [ring(-69.5, 9.5, -69.489, 9.51)] }
  await t.bringIn(
    'tres.geojson',
    collection(
      { name: 'Ancho', geometry: wide },
      { name: 'Bajo', geometry: square(1, 0) },
      { name: 'Cima', geometry: square(3, 0) },
    ),
  )
})

const ring = (west: number, south: number, east: number, north: number) => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
]
const SHARED: NewAllowedSpace = {
  kind: 'overlap',
  councilIds: [2, 1],
  geometry: { type: 'Polygon', coordinates: [ring(-69.49, 9.5, -69.489, 9.51)] },
  reason: 'El parque es de los dos',
  decidedBy: 'Asamblea de Ancho y Bajo',
  decidedOn: '2026-03-14',
}
const FREE: NewAllowedSpace = {
  ...SHARED,
  kind: 'gap',
  councilIds: [2, 3],
  geometry: square(2, 0),
  reason: 'Ahí está la laguna',
}

const allow = (space: object, cookie?: string) =>
  t.ask<Changed<AllowedSpace> & Problem>(
    'POST',
    '/api/allowed-spaces',
    space,
    cookie === undefined ? {} : { cookie },
  )
const all = async (cookie?: string) =>
  (
    await t.ask<AllowedSpaceList>(
      'GET',
      '/api/allowed-spaces',
      undefined,
      cookie === undefined ? {} : { cookie },
    )
  ).body.items
const undo = (id: number) => t.ask<Change & Problem>('POST', `/api/changes/${id}/undo`)
const reasonOf = ({ body }: { body: Problem }) => body.type.replace('urn:toparquia:problem:', '')
const log = async () => (await t.ask<{ items: LogEntry[] }>('GET', '/api/log')).body.items

describe(`${engine}: what is left on purpose`, () => {
  test('is kept with its land, its reason, who decided and when', async () => {
    const { status, body, headers } = await allow(SHARED)
    expect(status).toBe(201)
    expect(body.record).toMatchObject({
      ...SHARED,
      councilIds: [1, 2],
      geometry: { type: 'MultiPolygon' },
      revision: 1,
    })
    expect(body.record.areaM2 / 121_000).toBeCloseTo(1, 1)
    expect(headers.location).toBe(`/api/allowed-spaces/${body.record.id}`)
    expect(await all()).toEqual([body.record])
    expect((await t.ask('GET', `/api/allowed-spaces/${body.record.id}`)).body).toEqual(body.record)
  })

  test('may be a gap that nobody has', async () => {
    expect(await allow(FREE)).toMatchObject({ status: 201, body: { record: { kind: 'gap' } } })
  })

  test('is a step with its reason in the log, which is undone and redone', async () => {
    const { body } = await allow(SHARED)
    expect(body.change).toMatchObject({
      kind: 'space-allowed',
      facts: { kind: 'overlap', beside: 'Ancho, Bajo' },
    })
    const [entry] = await log()
    expect(entry).toMatchObject({
      action: 'space-allowed',
      reason: SHARED.reason,
      subject: { kind: 'space', id: body.record.id, name: 'Ancho, Bajo' },
      councils: [1, 2],
    })
    expect(JSON.stringify(entry)).not.toContain('69.4')
    expect((await undo(body.change.id)).status).toBe(200)
    expect(await all()).toEqual([])
    expect((await undo(body.change.id)).status).toBe(200)
    expect(await all()).toEqual([body.record])
  })

  test('is taken back at the revision that was seen, and that is undone too', async () => {
    const { record } = (await allow(SHARED)).body
    const stale = await t.ask<Problem>('DELETE', `/api/allowed-spaces/${record.id}?revision=7`)
    expect([stale.status, reasonOf(stale)]).toEqual([409, 'changed-by-another'])
    const gone = await t.ask<Changed<AllowedSpace>>('DELETE', `/api/allowed-spaces/${record.id}?revision=1`)
    expect(gone).toMatchObject({ status: 200, body: { change: { kind: 'space-minded' } } })
    expect(await all()).toEqual([])
    await undo(gone.body.change.id)
    expect(await all()).toEqual([record])
    // what was undone can't be undone over what somebody did with it meanwhile
    await t.ask('DELETE', `/api/allowed-spaces/${record.id}?revision=1`)
    const over = await undo(gone.body.change.id)
    expect([over.status, reasonOf(over)]).toEqual([409, 'changed-since'])
  })

  test.each<[string, object]>([
    ['councils-unknown', { councilIds: [1, 2_000_000] }],
    ['decided-in-the-future', { decidedOn: '2999-01-01' }],
    ['nothing-to-allow', { geometry: square(1, 0) }],
    ['nothing-to-allow', { kind: 'gap' }],
    ['invalid-field', { reason: ' ' }],
    ['invalid-field', { geometry: { type: 'Point', coordinates: [0, 0] } }],
    [
      'invalid-field',
      {
        geometry: {
          type: 'Polygon',
          coordinates: [
            [
              [0, 0],
              [1, 1],
              [1, 0],
              [0, 1],
              [0, 0],
            ],
          ],
        },
      },
    ],
  ])('is refused (%s) with %j', async (reason, wrong) => {
    const answer = await allow({ ...SHARED, ...wrong })
    expect(reasonOf(answer)).toBe(reason)
    expect(await all()).toEqual([])
  })

  test('is not allowed twice', async () => {
    await allow(SHARED)
    const again = await allow(SHARED)
    expect([again.status, reasonOf(again)]).toEqual([409, 'space-allowed-already'])
  })
})

describe(`${engine}: what is left on purpose, and who may`, () => {
  const compose = async (name: string, councilIds: number[], audience: Audience = 'public') =>
    (await t.ask<Changed<Commune>>('POST', '/api/communes', { name, councilIds, audience })).body.record
  const over = async (role: Grant['role'], ...communes: Commune[]) =>
    (await t.signIn(communes.map(({ id }) => ({ role, scope: { kind: 'commune', id } })))).cookie

  test('is decided by whoever organises the communes of all councils beside it', async () => {
    const one = await compose('Una', [1])
    const other = await compose('Otra', [2])
    expect(await allow(SHARED, await over('organiser', one))).toMatchObject({ status: 403 })
    expect(await allow(SHARED, await over('observer', one, other))).toMatchObject({ status: 403 })
    expect(await allow(SHARED, '')).toMatchObject({ status: 401 })
    expect(await allow(SHARED, await over('organiser', one, other))).toMatchObject({ status: 201 })
    const { change } = (await allow(FREE)).body
    const undone = await t.ask(
      'POST',
      `/api/changes/${change.id}/undo`,
      {},
      {
        cookie: await over('organiser', one),
      },
    )
    expect(undone.status).toBe(403)
  })

  test('is shown to whoever sees all councils beside it, and to nobody else', async () => {
    const one = await compose('Una', [1])
    const other = await compose('Otra', [2])
    await t.database.db.updateTable('council').set({ audience: 'scope' }).where('id', '=', 1).execute()
    const { record } = (await allow(SHARED)).body
    for (const [cookie, sees] of [
      ['', false],
      [await over('observer', other), false],
      [await over('observer', one), true],
    ] as const) {
      expect(await all(cookie)).toHaveLength(sees ? 1 : 0)
      const { status } = await t.ask('GET', `/api/allowed-spaces/${record.id}`, undefined, { cookie })
      expect(status).toBe(sees ? 200 : 404)
    }
  })
})
