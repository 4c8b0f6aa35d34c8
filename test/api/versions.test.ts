/** Two writers on one record: the second is told, with both versions, and nothing of the first is lost. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Import } from '../../server/imports/schema.ts'
import type { LogPage } from '../../server/log/schema.ts'
import type { Problem } from '../../server/problem-schema.ts'
import type {
  Change,
  Changed,
  Commune,
  CouncilPage,
  Link,
  LinkList,
} from '../../server/territories/schema.ts'
import { type Answer, collection, openTestApp, square, type TestApp } from '../support/app.ts'

let t: TestApp
/** Three councils in a row. */
let ids: Record<string, number>

beforeAll(async () => {
  t = await openTestApp()
})
afterAll(() => t.close())
beforeEach(async () => {
  await t.empty()
  const areas = ['A', 'B', 'C'].map((name, column) => ({ name, geometry: square(column, 0) }))
  await t.bringIn('tres.geojson', collection(...areas))
  const { body } = await t.ask<CouncilPage>('GET', '/api/councils')
  ids = Object.fromEntries(body.items.map(({ name, id }) => [name, id]))
})

const cookie = async () => (await t.administrator()) as { cookie: string }
const send = async <T>(method: 'PATCH' | 'DELETE' | 'POST', url: string, body?: object, ifMatch?: string) =>
  t.ask<T & Problem>(method, url, body, {
    ...(await cookie()),
    ...(ifMatch !== undefined && { 'if-match': ifMatch }),
  })
const reason = ({ body }: Answer<Problem>) => body.type?.split(':').at(-1)
const actions = async () => (await t.ask<LogPage>('GET', '/api/log')).body.items.map(({ action }) => action)

const commune = async () =>
  (await t.ask<Changed<Commune>>('POST', '/api/communes', { name: 'Ataroa', councilIds: [ids.A] })).body
    .record

describe('a commune', () => {
  test('answers with its version, which a change raises', async () => {
    const { id } = await commune()
    const url = `/api/communes/${id}`
    expect((await t.ask('GET', url)).headers.etag).toBe('"1"')
    const changed = await send<Changed<Commune>>('PATCH', url, { name: 'Otra' }, '"1"')
    expect(changed).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { record: { revision: 2 } },
    })
    expect((await t.ask('GET', url)).headers.etag).toBe('"2"')
  })

  test.each(['"1"', 'W/"1"'])(
    'is not changed nor deleted by who saw an older one: If-Match %s',
    async (tag) => {
      const { id } = await commune()
      const url = `/api/communes/${id}`
      await send('PATCH', url, { name: 'Primera', revision: 1 })
      const stale = await send('PATCH', url, { name: 'Segunda' }, tag)
      expect(stale).toMatchObject({
        status: 409,
        body: {
          type: 'urn:toparquia:problem:commune-changed-by-another',
          facts: { yours: { revision: 1, name: 'Segunda' }, theirs: { revision: 2, name: 'Primera' } },
        },
      })
      const removed = await send('DELETE', url, undefined, tag)
      expect({ status: removed.status, reason: reason(removed) }).toEqual({
        status: 409,
        reason: 'commune-changed-by-another',
      })
      expect((await t.ask<Commune>('GET', url)).body.name).toBe('Primera')
    },
  )

  test('is neither changed nor deleted by who does not say which one they saw', async () => {
    const { id } = await commune()
    const url = `/api/communes/${id}`
    for (const refused of [await send('PATCH', url, { name: 'Otra' }), await send('DELETE', url)])
      expect({ status: refused.status, reason: reason(refused) }).toEqual({
        status: 428,
        reason: 'revision-needed',
      })
    expect((await t.ask<Commune>('GET', url)).body.revision).toBe(1)
  })

  test.each(['*', '1', '"a"', '"1", "2"', '""', '"99999999999"'])(
    'is not changed with an If-Match that is no version of it: %s',
    async (tag) => {
      const { id } = await commune()
      const refused = await send('PATCH', `/api/communes/${id}`, { name: 'Otra' }, tag)
      expect(refused).toMatchObject({ status: 400, body: { facts: { field: 'if-match' } } })
    },
  )

  test('is not changed where the header and the body name different versions', async () => {
    const { id } = await commune()
    expect((await send('PATCH', `/api/communes/${id}`, { name: 'Otra', revision: 1 }, '"2"')).status).toBe(
      400,
    )
  })

  test('of twenty writers at once one is done, and nineteen see what that one did', async () => {
    const { id } = await commune()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        send<Changed<Commune>>('PATCH', `/api/communes/${id}`, { name: `Nombre ${i}`, revision: 1 }),
      ),
    )
    const done = answers.filter(({ status }) => status === 200)
    expect(done).toHaveLength(1)
    const refused = answers.filter(({ status }) => status === 409)
    expect(refused).toHaveLength(19)
    for (const { body } of refused)
      expect(body.facts?.theirs).toMatchObject({ name: done[0].body.record.name })
    expect((await actions()).filter((action) => action === 'commune-renamed')).toHaveLength(1)
  })

  test('deleted by one while another changes it: one of them wins, and the other is told', async () => {
    const { id } = await commune()
    const url = `/api/communes/${id}`
    const [removed, changed] = await Promise.all([
      send('DELETE', url, undefined, '"1"'),
      send('PATCH', url, { name: 'Otra' }, '"1"'),
    ])
    const statuses = [removed.status, changed.status]
    expect([
      [200, 404],
      [409, 200],
    ]).toContainEqual(statuses)
  })
})

describe('a declared link', () => {
  const bridge = () => ({
    councilA: ids.A,
    councilB: ids.C,
    kind: 'bridge',
    declaredBy: 'Asamblea',
    declaredOn: '2026-01-10',
    reason: 'Puente',
  })
  const declare = async () => (await t.ask<Changed<Link>>('POST', '/api/links', bridge())).body

  test('answers with its version', async () => {
    const { record } = await declare()
    const found = await t.ask<Link>('GET', `/api/links/${record.id}`)
    expect(found).toMatchObject({ status: 200, headers: { etag: '"1"' }, body: record })
    expect((await t.ask('GET', '/api/links/999')).status).toBe(404)
  })

  test('is not withdrawn by who saw another one', async () => {
    const { record } = await declare()
    const stale = await send('DELETE', `/api/links/${record.id}`, undefined, '"7"')
    expect(stale).toMatchObject({
      status: 409,
      body: {
        type: 'urn:toparquia:problem:changed-by-another',
        facts: {
          kind: 'link',
          name: 'A – C',
          yours: { revision: 7 },
          theirs: { id: record.id, revision: 1 },
        },
      },
    })
    expect((await send('DELETE', `/api/links/${record.id}?revision=1`)).status).toBe(200)
  })

  test('that two withdraw at once is withdrawn once', async () => {
    const { record } = await declare()
    const both = await Promise.all([1, 2].map(() => send('DELETE', `/api/links/${record.id}`)))
    expect(both.map(({ status }) => status).sort()).toEqual([200, 404])
    expect((await actions()).filter((action) => action === 'link-withdrawn')).toHaveLength(1)
  })

  test('that two declare at once is declared once', async () => {
    const both = await Promise.all([1, 2].map(() => send('POST', '/api/links', bridge())))
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409])
    expect((await t.ask<LinkList>('GET', '/api/links')).body.items).toHaveLength(1)
  })

  test('does not come back by an undo where another of its kind was declared meanwhile', async () => {
    const { record, change } = await declare()
    const withdrawn = (await send<Changed<Link>>('DELETE', `/api/links/${record.id}`)).body.change
    await declare()
    for (const { id } of [withdrawn, change]) {
      const refused = await send<Change>('POST', `/api/changes/${id}/undo`)
      expect(refused).toMatchObject({ status: 409, body: { facts: { kind: 'link' } } })
    }
    expect((await t.ask<LinkList>('GET', '/api/links')).body.items).toHaveLength(1)
  })
})

describe('an import', () => {
  const twice = () => collection({ name: 'X', geometry: square(9, 9) }, { name: 'X', geometry: square(9, 9) })
  const uploaded = async () => t.settled((await t.upload('dos.geojson', twice())).body.id)
  const decide = (decision: string) => ({ decisions: [{ code: 'duplicate-feature', decision }] })

  test('answers with its version, and two windows do not decide over each other', async () => {
    const { id, revision } = await uploaded()
    const url = `/api/imports/${id}`
    expect((await t.ask('GET', url)).headers.etag).toBe(`"${revision}"`)
    const first = await send<Import>('PATCH', url, decide('leave-out'), `"${revision}"`)
    expect(first).toMatchObject({ status: 200, body: { revision: revision + 1 } })
    expect(first.headers.etag).toBe(`"${revision + 1}"`)
    const second = await send('PATCH', url, { ...decide('keep'), revision })
    expect(second).toMatchObject({
      status: 409,
      body: {
        type: 'urn:toparquia:problem:changed-by-another',
        facts: {
          kind: 'import',
          name: 'dos.geojson',
          yours: { ...decide('keep'), revision },
          theirs: { id, revision: revision + 1 },
        },
      },
    })
    const { problems } = (await t.ask<Import>('GET', url)).body
    expect(problems.find(({ code }) => code === 'duplicate-feature')?.decision).toBe('leave-out')
  })

  test('decided by two at the same moment: one is done, the other is told', async () => {
    const { id, revision } = await uploaded()
    const answers = await Promise.all(
      ['keep', 'leave-out'].map((decision) =>
        send('PATCH', `/api/imports/${id}`, { ...decide(decision), revision }),
      ),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  test('decided by who does not say which version they saw is decided as before', async () => {
    const { id } = await uploaded()
    expect((await send('PATCH', `/api/imports/${id}`, decide('keep'))).status).toBe(200)
  })
})

test('many windows undo the same things at once: each is done or told why not, and the log has those that were done', async () => {
  const { record, change } = (
    await t.ask<Changed<Commune>>('POST', '/api/communes', { name: 'Ataroa', councilIds: [ids.A] })
  ).body
  const renamed = (
    await send<Changed<Commune>>('PATCH', `/api/communes/${record.id}`, { name: 'Otra', revision: 1 })
  ).body.change
  const before = (await actions()).length
  const answers = await Promise.all(
    [change, renamed, change, renamed, renamed].map(({ id }) =>
      send<Change>('POST', `/api/changes/${id}/undo`),
    ),
  )
  for (const { status } of answers) expect([200, 409]).toContain(status)
  const done = answers.filter(({ status }) => status === 200)
  const after = await actions()
  expect(after.length - before).toBe(done.length)
  expect((await t.ask('GET', '/api/log/verification')).body).toMatchObject({ broken: null })
})
