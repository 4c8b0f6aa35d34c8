/** Windows that are open hear of what changed in others, and of nothing else. */
import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { STREAM_LIMITS } from '../../server/events/streams.ts'
import type { Problem } from '../../server/problem-schema.ts'
import type { Changed, Commune, CouncilPage, Meta } from '../../server/territories/schema.ts'
import { openTestApp, rowOfCouncils, type TestApp } from '../support/app.ts'
import { engine } from '../support/database.ts'
import { type EventWindow, openWindow } from '../support/event-stream.ts'

const HEARTBEAT_MS = 300
let t: TestApp
let origin: string
let councilIds: number[]
const windows: EventWindow[] = []

beforeAll(async () => {
  t = await openTestApp({ heartbeatMs: HEARTBEAT_MS })
  await t.bringIn('a.geojson', rowOfCouncils(['Uno', 'Dos', 'Tres']))
  const { body } = await t.ask<CouncilPage>('GET', '/api/councils')
  councilIds = body.items.map(({ id }) => id)
  await t.app.listen({ port: 0, host: '127.0.0.1' })
  origin = `http://127.0.0.1:${(t.app.server.address() as AddressInfo).port}`
})
afterEach(() => {
  for (const window of windows.splice(0)) window.leave()
})
afterAll(() => t?.close())

async function open(headers: Record<string, string> = {}, query = ''): Promise<EventWindow> {
  const window = await openWindow(origin, headers, query)
  windows.push(window)
  return window
}

const compose = async (name: string) => {
  const { body, status } = await t.ask<Changed<Commune>>('POST', '/api/communes', { name, councilIds })
  expect(status).toBe(201)
  return body.record
}
const revision = async () => (await t.ask<Meta>('GET', '/api/meta')).body.revision
const eventually = (ask: () => unknown) => expect.poll(ask, { timeout: 10_000, interval: 20 })

test('a window hears of what another one changed: a layer and its revision, nothing that names it', async () => {
  const before = await revision()
  const window = await open({}, `?after=${before}`)
  expect(window.status).toBe(200)
  expect(Object.fromEntries(window.headers)).toMatchObject({
    'content-type': 'text/event-stream',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  })
  expect(window.headers.get('content-encoding')).toBe(null)
  const { id } = await compose('Comuna Escondida')
  await eventually(() => window.events().length).toBeGreaterThan(0)
  const after = await revision()
  const [told, ...others] = window.events()
  expect(others).toEqual([])
  expect(told.id).toBe(after)
  expect(told.data).toEqual({ layer: 'communes', revision: expect.any(Number) })
  expect(window.text()).not.toContain('Escondida')
  await t.ask('PATCH', `/api/communes/${id}`, { revision: 1, name: 'Otra' })
  await eventually(() => window.events().at(-1)?.id).toBe(await revision())
})

test('who comes back is told at once of what they missed, and of nothing if they missed nothing', async () => {
  const before = await revision()
  await compose('Mientras tanto')
  const after = await revision()
  const behind = await open({ 'last-event-id': String(before) })
  await eventually(() => behind.events().map(({ data }) => data.layer)).toEqual([
    'councils',
    'communes',
    'links',
    'bodies',
    'land',
    'exchange',
  ])
  expect(behind.events().every(({ id }) => id === after)).toBe(true)
  const upToDate = await open({ 'last-event-id': String(after) })
  const stranger = await open()
  await eventually(() => stranger.events().length).toBe(6)
  expect(upToDate.events()).toEqual([])
})

test('what is rolled back is not told', async () => {
  const window = await open({}, `?after=${await revision()}`)
  await expect(
    t.database.db.transaction().execute(async (transaction) => {
      await sql`update layer set revision = revision + 1 where name = 'links'`.execute(transaction)
      throw new Error('no')
    }),
  ).rejects.toThrow('no')
  await compose('Después')
  await eventually(() => window.events().length).toBe(1)
  expect(window.events()[0].data.layer).toBe('communes')
})

test('a stream shows signs of life, and ends when the session that opened it is ended', async () => {
  const { cookie, accountId } = await t.signIn([{ role: 'observer', scope: { kind: 'everything' } }])
  const theirs = await open({ cookie })
  const everybodys = await open()
  await eventually(() => theirs.text()).toMatch(/\n:\n/)
  await t.database.db.deleteFrom('session').where('account_id', '=', accountId).execute()
  await Promise.race([
    theirs.ended,
    new Promise((_, late) => setTimeout(() => late(new Error('The stream goes on.')), 20 * HEARTBEAT_MS)),
  ])
  const beats = everybodys.text().length
  await eventually(() => everybodys.text().length).toBeGreaterThan(beats)
})

test('of one session only so many streams are open at a time; one that ends makes room', async () => {
  const { cookie } = await t.signIn([])
  const many = await Promise.all(Array.from({ length: STREAM_LIMITS.session }, () => open({ cookie })))
  expect(many.every(({ status }) => status === 200)).toBe(true)
  const refused = await fetch(`${origin}/api/events`, { headers: { cookie, 'accept-language': 'es' } })
  expect(refused.status).toBe(503)
  expect((await refused.json()) as Problem).toMatchObject({
    type: 'urn:toparquia:problem:too-many-streams',
    title: 'Hay demasiadas ventanas abiertas',
  })
  many[0].leave()
  await eventually(async () => {
    const again = await open({ cookie })
    return again.status
  }).toBe(200)
})

test('of one address only so many are open at a time, whoever is there', async () => {
  const many = await Promise.all(Array.from({ length: STREAM_LIMITS.address }, () => open()))
  expect(many.filter(({ status }) => status !== 200)).toEqual([])
  expect((await open()).status).toBe(503)
})

test('a listener that was cut off hears the next change all the same', async () => {
  const window = await open({}, `?after=${await revision()}`)
  if (engine === 'postgres') {
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'toparquia: listening' and datname = current_database()`.execute(t.database.db)
  } else {
    // A geometry exception restarts the embedded engine.
    await expect(
      sql`select st_buffer(st_geomfromtext('POLYGON((0 0,1 1,1 0,0 1,0 0))'), 'NaN'::float8)`.execute(
        t.database.db,
      ),
    ).rejects.toThrow()
  }
  await compose('Después del corte')
  await eventually(() => window.events().at(-1)?.id).toBe(await revision())
})

test('open streams do not keep the server from stopping', async () => {
  const window = await open()
  const start = performance.now()
  await t.app.close()
  expect(performance.now() - start).toBeLessThan(5000)
  await window.ended
})
