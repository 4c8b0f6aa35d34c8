/** Overlaps as records: found when a claim is written, seen only by who sees both, closed by a person or by a border. */
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Grant } from '../../domain/access/index.ts'
import type { ExtentRecord, UnitRecord } from '../../domain/land/records.ts'
import { readRecord } from '../../server/lands/records.ts'
import { checkOverlaps } from '../../server/overlaps/check.ts'
import type { Overlap, OverlapFound, OverlapPage, UnitOverlaps } from '../../server/overlaps/schema.ts'
import type { Changed, Commune } from '../../server/territories/schema.ts'
import { collection, openTestApp, type TestApp } from '../support/app.ts'
import { type Box, type Claim, polygonOf, wkb, writeClaim, writeLand } from '../support/claims.ts'

let t: TestApp
beforeAll(async () => {
  t = await openTestApp()
})
beforeEach(() => t.empty())
afterAll(() => t?.close())

const claim = (name: string, box: Box, unit: Partial<UnitRecord> = {}, extent: Partial<ExtentRecord> = {}) =>
  writeClaim(t.database, name, box, unit, extent)

async function redraw({ extent }: Claim, box: Box): Promise<number> {
  const before = (await readRecord(t.database.db, 'extent', extent))!
  const after = { ...before, geometry: await wkb(t.database, box) }
  return (await writeLand(t.database, { kind: 'extent', before, after })).id
}

const list = async (query = '', headers?: Record<string, string>) =>
  (await t.ask<OverlapPage>('GET', `/api/land/overlaps${query}`, undefined, headers)).body.items
const told = (overlaps: Overlap[]) =>
  overlaps.map(({ a, b, state, areaM2 }) => `${a.name} ${b.kind} ${b.name} ${state} ${Math.round(areaM2)}`)
const state = (overlap: Overlap, body: object, headers?: Record<string, string>) =>
  t.ask<Changed<Overlap> & { reason?: string }>(
    'PUT',
    `/api/land/overlaps/${overlap.id}/state`,
    { revision: overlap.revision, ...body },
    headers,
  )

test('a new claim is compared with all others, each overlap a record with area, since when and state', async () => {
  const day = (text: string) => ({ text, earliest: text, latest: text })
  await claim('Uno', [0, 0, 100, 100], {}, { from: day('2009-03-05') })
  await claim('Aparte', [500, 500, 100, 100])
  await claim('Antes', [0, 0, 100, 100], {}, { from: day('1990-01-01'), to: day('2001-01-01') })
  await claim('Dos', [60, 0, 100, 100], {}, { from: day('2014-01-01') })
  const [only, ...more] = await list()
  expect(more).toEqual([])
  expect(only).toMatchObject({
    kind: 'claim-claim',
    a: { kind: 'claim', name: 'Uno' },
    b: { kind: 'claim', name: 'Dos' },
    since: '2014-01-01',
    state: 'open',
    cause: 'found',
    revision: 1,
  })
  const { rows } = await sql<{ area: number }>`
    select st_area(st_intersection(a.geom, b.geom)::geography) as area from land_place a, land_place b
    where a.extent_id = ${only.a.id} and b.extent_id = ${only.b.id}`.execute(t.database.db)
  expect(only.areaM2 / rows[0].area).toBeCloseTo(1, 3)
  expect(only.shareOfA).toBeCloseTo(0.4, 3)
  const found = (await t.ask<OverlapFound>('GET', `/api/land/overlaps/${only.id}`)).body
  expect(found.versions).toHaveLength(1)
  expect(found.versions[0].geometry.coordinates[0][0].length).toBeGreaterThan(4)
  const { body } = await t.ask<UnitOverlaps>('GET', `/api/land/units/${only.b.unitId}/overlaps`)
  expect(body).toEqual({ items: [only], notCompared: [] })
})

test('a strip that two who draw one border leave is a record too, tolerated until it grows', async () => {
  await claim('Uno', [0, 0, 500, 500])
  const two = await claim('Dos', [499, 0, 500, 500])
  expect(await list()).toMatchObject([{ state: 'tolerated', cause: 'found' }])
  await redraw(two, [480, 0, 500, 500])
  expect(await list()).toMatchObject([{ state: 'open', cause: 'grew', revision: 2 }])
})

test('councils and protected areas are compared as they come, change and go', async () => {
  await claim('Uno', [0, 0, 100, 100])
  const park = await sql<{ id: number }>`
    insert into reference_area (kind, name, source, geom) values ('protected-area', 'Parque', 'Gaceta 1, 1990',
      st_multi(st_setsrid(st_geomfromgeojson(${JSON.stringify(polygonOf([50, 50, 1000, 1000]))}), 4326))) returning id`.execute(
    t.database.db,
  )
  const protectedAreas = park.rows.map(({ id }) => id)
  const compareAreas = () =>
    t.database.db.transaction().execute((transaction) => checkOverlaps(transaction, { protectedAreas }))
  await compareAreas()
  const council = { name: 'Consejo', geometry: polygonOf([-50, -50, 100, 100]) }
  const file = await t.bringIn('consejos.geojson', collection(council as never))
  expect(told(await list())).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^Uno council Consejo open 30/),
      expect.stringMatching(/^Uno protected-area Parque open 30/),
    ]),
  )
  await claim('Dos', [-40, -40, 30, 30])
  expect((await list('?kind=claim-council')).map(({ a }) => a.name)).toEqual(['Uno', 'Dos'])
  expect(await list('?kind=claim-claim')).toEqual([])

  await t.ask('POST', `/api/changes/${(await stepOf('import-saved')).id}/undo`)
  expect(file.status).toBe('saved')
  await t.database.db.deleteFrom('reference_area').execute()
  await compareAreas()
  const { rows } = await sql<{ state: string }>`
    select b_kind || ' ' || state || ' ' || cause as state from overlap where superseded_at is null order by 1`.execute(
    t.database.db,
  )
  expect(rows.map(({ state }) => state)).toEqual([
    'council no-longer went',
    'council no-longer went',
    'protected-area no-longer went',
  ])
})

async function stepOf(kind: string): Promise<{ id: number }> {
  const { rows } = await sql<{ id: number }>`
    select id from change where kind = ${kind} order by id desc limit 1`.execute(t.database.db)
  return rows[0]
}

test('a person closes it with a reason, in one step that can be undone and is in the log', async () => {
  await claim('Uno', [0, 0, 100, 100])
  await claim('Dos', [60, 0, 100, 100])
  const [open] = await list()
  expect(await state(open, { state: 'resolved' })).toMatchObject({ status: 400 })
  expect(await state(open, { state: 'no-longer', reason: 'x' })).toMatchObject({ status: 400 })
  const { status, body } = await state(open, { state: 'disputed', reason: 'Dos títulos' })
  expect([status, body.record.state, body.record.reason, body.record.cause, body.record.revision]).toEqual([
    200,
    'disputed',
    'Dos títulos',
    'stated',
    2,
  ])
  expect(await state(open, { state: 'resolved', reason: 'x' })).toMatchObject({
    status: 409,
    body: { type: 'urn:toparquia:problem:changed-by-another' },
  })
  expect(await state(body.record, { state: 'disputed', reason: 'Dos títulos' })).toMatchObject({
    status: 422,
    body: { type: 'urn:toparquia:problem:overlap-state-same' },
  })
  const log = await t.ask<{ items: object[] }>('GET', '/api/log')
  expect(log.body.items[0]).toMatchObject({
    action: 'overlap-stated',
    reason: 'Dos títulos',
    subject: { kind: 'overlap', id: open.id },
  })
  await t.ask('POST', `/api/changes/${body.change.id}/undo`)
  expect(await list()).toMatchObject([{ state: 'open', reason: null, revision: 3 }])
  await t.ask('POST', `/api/changes/${body.change.id}/undo`)
  expect(await list()).toMatchObject([{ state: 'disputed', reason: 'Dos títulos', revision: 4 }])
  const { versions } = (await t.ask<OverlapFound>('GET', `/api/land/overlaps/${open.id}`)).body
  expect(versions.map((one) => one.state)).toEqual(['disputed', 'open', 'disputed', 'open'])
})

test('nothing closes by itself but where a later shape no longer overlaps; undoing finds it again', async () => {
  await claim('Uno', [0, 0, 100, 100])
  const two = await claim('Dos', [60, 0, 100, 100])
  await state((await list())[0], { state: 'resolved', reason: 'Acuerdo' })
  await redraw(two, [50, 0, 100, 100])
  expect(await list()).toMatchObject([{ state: 'open', cause: 'grew', reason: null }])
  await state((await list())[0], { state: 'acknowledged', reason: 'Acta 2' })
  await redraw(two, [70, 0, 100, 100])
  expect(await list()).toMatchObject([{ state: 'acknowledged', cause: 'changed', reason: 'Acta 2' }])
  const away = await redraw(two, [100, 0, 100, 100])
  const [gone] = await list()
  expect(gone).toMatchObject({ state: 'no-longer', cause: 'went' })
  expect(await state(gone, { state: 'open', reason: 'x' })).toMatchObject({
    status: 409,
    body: { type: 'urn:toparquia:problem:overlap-ended' },
  })
  await t.ask('POST', `/api/changes/${away}/undo`)
  expect(await list()).toMatchObject([{ id: gone.id, state: 'open', cause: 'found-again' }])
})

test('only who sees both exactly sees it, in any list, count, step or entry', async () => {
  const { body } = await t.ask<Changed<Commune>>('POST', '/api/communes', {
    name: 'A',
    registeredAs: 'network',
    councilIds: [],
  })
  const commune = body.record?.id ?? 0
  expect(commune).toBeGreaterThan(0)
  await claim('Uno', [0, 0, 100, 100])
  const hidden: Partial<UnitRecord> = {
    placeAudience: 'committee',
    placePrecision: 'cell-10',
    communes: [commune],
  }
  const two = await claim('Dos', [60, 0, 100, 100], hidden)
  const [overlap] = await list()
  const over = (role: Grant['role']): Grant => ({ role, scope: { kind: 'commune', id: commune } })
  const signedIn = async (...grants: Grant[]) => ({ cookie: (await t.signIn(grants)).cookie })
  const committee = await signedIn(over('land-committee'))
  const observer = await signedIn(over('observer'))
  expect(await list('', committee)).toHaveLength(1)
  await state(overlap, { state: 'disputed', reason: 'Dos títulos' })
  for (const headers of [
    { cookie: '' },
    { cookie: observer.cookie },
    { cookie: (await t.signIn([])).cookie },
  ]) {
    // they see both units, and of one the place only roughly
    const { rows } = await sql<{ n: number }>`select count(*)::integer as n from land_unit`.execute(
      t.database.db,
    )
    expect(rows[0].n).toBe(2)
    expect(await list('', headers)).toEqual([])
    for (const url of [
      `/api/land/units/${two.unit}/overlaps`,
      `/api/land/units/${overlap.a.unitId}/overlaps`,
    ])
      expect((await t.ask<UnitOverlaps>('GET', url, undefined, headers)).body).toEqual({
        items: [],
        notCompared: [],
      })
    expect(await t.ask('GET', `/api/land/overlaps/${overlap.id}`, undefined, headers)).toMatchObject({
      status: 404,
      body: { type: 'urn:toparquia:problem:overlap-not-found' },
    })
  }
  const readable = async (cookie: string) =>
    JSON.stringify([
      (await t.ask('GET', '/api/log', undefined, { cookie })).body,
      (await t.ask('GET', '/api/changes', undefined, { cookie })).body,
    ])
  expect(await readable(committee.cookie)).toContain('overlap-stated')
  expect(await readable(observer.cookie)).not.toContain('overlap-stated')
  // who documents one side disputes; that it is resolved takes both
  const [seen] = await list('', committee)
  expect((await state(seen, { state: 'acknowledged', reason: 'Acta' }, committee)).status).toBe(200)
  const [now] = await list('', committee)
  expect((await state(now, { state: 'resolved', reason: 'Acta' }, committee)).status).toBe(403)
  expect((await state(now, { state: 'resolved', reason: 'Acta' })).status).toBe(200)
})

test('pages go on where they ended', async () => {
  await claim('Fundo', [0, 0, 1000, 1000])
  for (let i = 0; i < 7; i++) await claim(`P${i}`, [i * 100, 0, 50, 50 + (i % 3)])
  const seen: number[] = []
  let after = ''
  for (;;) {
    const { body } = await t.ask<OverlapPage>('GET', `/api/land/overlaps?limit=3${after}`)
    seen.push(...body.items.map(({ id }) => id))
    if (body.next === null) break
    after = `&after=${encodeURIComponent(body.next)}`
  }
  expect(seen).toEqual((await list()).map(({ id }) => id))
  expect(new Set(seen).size).toBe(7)
})
