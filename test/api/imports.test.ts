import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Import } from '../../server/imports/schema.ts'
import type { Problem } from '../../server/problem-schema.ts'
import type { Change, Commune, CommuneList, CouncilPage } from '../../server/territories/schema.ts'
import { collection, openTestApp, rowOfCouncils, square, type TestApp } from '../support/app.ts'

let t: TestApp
beforeAll(async () => {
  t = await openTestApp()
})
beforeEach(() => t.empty())
afterAll(() => t.close())

const councils = async () => (await t.ask<CouncilPage>('GET', '/api/councils')).body
const communes = async () => (await t.ask<CommuneList>('GET', '/api/communes')).body.items
const workFiles = async () => readdir(join(t.dataDirectory, 'imports'))
const read = async (name: string, bytes: Buffer | string) => t.settled((await t.upload(name, bytes)).body.id)

describe('an import', () => {
  test('is read, mapped, and saved with its communes', async () => {
    const file = collection(
      {
        name: 'La Miel',
        codigo: 'A-1',
        tipo: 'Rural',
        familias: '1.234',
        comuna: 'El Maizal',
        geometry: square(0, 0),
      },
      {
        name: 'Sarare',
        codigo: 'A-2',
        tipo: 'urbano',
        familias: 200,
        comuna: 'el maizal',
        geometry: square(1, 0),
      },
      { name: 'Gamelotal', codigo: 'A-3', tipo: '', familias: '', comuna: null, geometry: square(2, 0) },
    )
    const ready = await read('consejos.geojson', file)
    expect(ready).toMatchObject({
      status: 'ready',
      format: 'geojson',
      featureCount: 3,
      acceptedCount: 3,
      undecidedCount: 0,
      communesFound: 1,
      mapping: { name: 'name', code: 'codigo', kind: 'tipo', families: 'familias', commune: 'comuna' },
    })
    expect((await t.ask<Import>('POST', `/api/imports/${ready.id}/save`)).status).toBe(202)
    const saved = await t.settled(ready.id)
    expect(saved).toMatchObject({ status: 'saved', changeId: expect.any(Number) })
    const { items } = await councils()
    expect(items.map(({ name, code, kind, families }) => [name, code, kind, families])).toEqual([
      ['Gamelotal', 'A-3', null, null],
      ['La Miel', 'A-1', 'rural', 1234],
      ['Sarare', 'A-2', 'urban', 200],
    ])
    expect(await communes()).toMatchObject([
      {
        name: 'El Maizal',
        councilIds: [items[1].id, items[2].id],
        verdict: 'contiguous',
        pieces: 1,
        families: 1434,
      },
    ])
    expect(await workFiles()).toEqual([])
  })

  test('is for accounts unless its audience is chosen before it is saved', async () => {
    const anybody = async () => {
      const nobody = { cookie: '' }
      const councils = (await t.ask<CouncilPage>('GET', '/api/councils', undefined, nobody)).body.items
      const communes = (await t.ask<CommuneList>('GET', '/api/communes', undefined, nobody)).body.items
      return [...councils, ...communes].map(({ name }) => name)
    }
    await t.bringIn('a.geojson', rowOfCouncils(['Reservada'], { comuna: 'Para cuentas' }))
    expect(await anybody()).toEqual([])
    const ready = await read(
      'b.geojson',
      collection({ name: 'Abierta', comuna: 'De todos', geometry: square(9, 0) }),
    )
    expect(ready.audience).toBe('accounts')
    const edit = { revision: ready.revision, audience: 'public' }
    const edited = await t.ask<Import>('PATCH', `/api/imports/${ready.id}`, edit)
    expect([edited.status, edited.body.audience]).toEqual([200, 'public'])
    await t.ask('POST', `/api/imports/${ready.id}/save`)
    expect((await t.settled(ready.id)).audience).toBe('public')
    expect(await anybody()).toEqual(['Abierta', 'De todos'])
    expect((await communes()).map(({ audience }) => audience)).toEqual(['public', 'accounts'])
  })

  test('is undone whole, hides its councils and communes, and is redone whole', async () => {
    const saved = await t.bringIn('a.geojson', rowOfCouncils(['Uno', 'Dos'], { comuna: 'Ataroa' }))
    const undone = await t.ask<Change>('POST', `/api/changes/${saved.changeId}/undo`)
    expect(undone).toMatchObject({
      status: 200,
      body: { undone: true, kind: 'import-saved', facts: { councils: 2, communes: 1, file: 'a.geojson' } },
    })
    expect((await councils()).total).toBe(0)
    expect(await communes()).toEqual([])
    expect((await t.ask<Import>('GET', `/api/imports/${saved.id}`)).body.status).toBe('undone')
    await t.ask('POST', `/api/changes/${saved.changeId}/undo`)
    expect((await councils()).total).toBe(2)
    expect(await communes()).toMatchObject([{ name: 'Ataroa', pieces: 1 }])
  })

  test('cannot be undone while another commune uses its councils', async () => {
    const saved = await t.bringIn('a.geojson', rowOfCouncils(['Uno', 'Dos']))
    const ids = (await councils()).items.map(({ id }) => id)
    await t.ask('POST', '/api/communes', { name: 'Pío Tamayo', councilIds: ids })
    const refused = await t.ask<Problem>('POST', `/api/changes/${saved.changeId}/undo`)
    expect(refused).toMatchObject({
      status: 409,
      body: { type: 'urn:toparquia:problem:import-in-use', facts: { communes: ['Pío Tamayo'] } },
    })
    expect((await councils()).total).toBe(2)
  })

  test('extends a commune that is there already, and takes that back when undone', async () => {
    await t.bringIn('a.geojson', rowOfCouncils(['Uno'], { comuna: 'Ataroa' }))
    const second = await t.bringIn(
      'b.geojson',
      collection({ name: 'Dos', comuna: 'ATAROA', geometry: square(1, 0) }),
    )
    expect(await communes()).toMatchObject([
      { name: 'Ataroa', councilIds: [expect.any(Number), expect.any(Number)] },
    ])
    await t.ask('POST', `/api/changes/${second.changeId}/undo`)
    expect(await communes()).toMatchObject([{ name: 'Ataroa', councilIds: [expect.any(Number)] }])
  })

  test('waits for a decision about a shape whose repair changes it, and saves what was decided', async () => {
    const bowtie = {
      type: 'Polygon',
      coordinates: [
        [
          [-69.5, 9.5],
          [-69.49, 9.51],
          [-69.49, 9.5],
          [-69.5, 9.508],
          [-69.5, 9.5],
        ],
      ],
    }
    const ready = await read(
      'a.geojson',
      collection({ name: 'Sano', geometry: square(3, 3) }, { name: 'Cruzado', geometry: bowtie }),
    )
    expect(ready).toMatchObject({ status: 'ready', undecidedCount: 1, acceptedCount: 1 })
    const problem = ready.problems.find(({ severity }) => severity === 'decide')!
    expect(problem).toMatchObject({
      code: 'self-intersection',
      feature: 1,
      featureName: 'Cruzado',
      decision: null,
      decisions: ['repair', 'leave-out'],
    })
    expect(problem.facts.areaBeforeM2).not.toBe(problem.facts.areaAfterM2)
    const refused = await t.ask<Problem>('POST', `/api/imports/${ready.id}/save`, undefined, {
      'accept-language': 'es',
    })
    expect(refused).toMatchObject({
      status: 409,
      body: { type: 'urn:toparquia:problem:import-undecided', facts: { count: 1, features: ['Cruzado'] } },
    })
    expect(refused.body.detail).toContain('Cruzado')
    const decided = await t.ask<Import>('PATCH', `/api/imports/${ready.id}`, {
      decisions: [{ code: 'self-intersection', feature: 1, decision: 'repair' }],
    })
    expect(decided.body).toMatchObject({ undecidedCount: 0, acceptedCount: 2 })
    await t.ask('POST', `/api/imports/${ready.id}/save`)
    expect(await t.settled(ready.id)).toMatchObject({ status: 'saved' })
    expect((await councils()).items.map(({ name }) => name)).toEqual(['Cruzado', 'Sano'])
  })

  test('leaves out what is decided to be left out', async () => {
    const saved = await t.bringIn(
      'a.geojson',
      collection({ name: 'Uno', geometry: square(0, 0) }, { name: 'Uno', geometry: square(0, 0) }),
      { decisions: [{ code: 'duplicate-feature', decision: 'leave-out' }] },
    )
    expect(saved.status).toBe('saved')
    expect((await councils()).total).toBe(1)
  })

  test('asks before it brings a council whose code is there already', async () => {
    await t.bringIn('a.geojson', rowOfCouncils(['Uno'], { codigo: 'X-1' }))
    const ready = await read(
      'a.geojson',
      collection(
        { name: 'Uno bis', codigo: 'X-1', geometry: square(0, 0) },
        { name: 'Dos', codigo: 'X-2', geometry: square(1, 0) },
      ),
    )
    expect(ready).toMatchObject({ undecidedCount: 1, acceptedCount: 1 })
    expect(ready.problems).toContainEqual(
      expect.objectContaining({
        code: 'already-present',
        feature: 0,
        facts: { by: 'code', existing: 'Uno', code: 'X-1' },
        decisions: ['leave-out', 'keep'],
      }),
    )
  })

  test('asks before it brings a council of the same name in the same place, where the file gives no code', async () => {
    await t.bringIn(
      'a.geojson',
      collection({ name: 'La Unión', geometry: square(0, 0) }, { name: 'Uno', geometry: square(3, 0) }),
    )
    const redrawn = square(0, 0)
    redrawn.coordinates[0] = redrawn.coordinates[0].map(([x, y]) => [x + 2e-5, y - 2e-5])
    const ready = await read(
      'b.geojson',
      collection(
        { name: 'la union', geometry: redrawn },
        { name: 'La Unión', geometry: square(5, 5) },
        { name: 'Uno', codigo: 'X-1', geometry: square(3, 0) },
        { name: 'Dos', geometry: square(1, 0) },
      ),
    )
    expect(ready).toMatchObject({ undecidedCount: 1, acceptedCount: 3 })
    expect(ready.problems).toEqual([
      expect.objectContaining({
        code: 'already-present',
        feature: 0,
        featureName: 'la union',
        facts: { by: 'place', existing: 'La Unión' },
        decisions: ['leave-out', 'keep'],
      }),
    ])
  })

  test('calls nothing by a name that the file does not give', async () => {
    const ready = await read(
      'a.geojson',
      collection({ name: '', geometry: square(0, 0) }, { name: '', geometry: square(0, 0) }),
    )
    expect(ready.problems.filter(({ severity }) => severity === 'decide')).toEqual([
      expect.objectContaining({
        code: 'duplicate-feature',
        featureName: null,
        facts: { other: 0, otherNumber: 1, otherNamed: 'no', otherName: '' },
      }),
    ])
    const refused = await t.ask<Problem>('POST', `/api/imports/${ready.id}/save`)
    expect(refused.body).toMatchObject({ facts: { count: 1, named: 0, features: [] } })
    expect(refused.body.detail).not.toMatch(/#|duplicate/)
  })

  test('says which kinds and numbers it did not understand', async () => {
    const ready = await read('a.geojson', rowOfCouncils(['Uno'], { tipo: 'mixto', familias: 'unas 200' }))
    expect(ready.problems.map(({ code, facts }) => [code, facts.value])).toEqual([
      ['kind-unknown', 'mixto'],
      ['number-unknown', 'unas 200'],
    ])
  })

  test('is cancelled and leaves nothing', async () => {
    const ready = await read('a.geojson', rowOfCouncils(['Uno']))
    expect(await t.ask('POST', `/api/imports/${ready.id}/cancel`)).toMatchObject({
      status: 200,
      body: { status: 'cancelled' },
    })
    expect(await workFiles()).toEqual([])
    expect(await t.ask('POST', `/api/imports/${ready.id}/save`)).toMatchObject({
      status: 409,
      body: { type: 'urn:toparquia:problem:import-finished' },
    })
    expect((await councils()).total).toBe(0)
  })

  test('that is cancelled while it is being saved leaves nothing', async () => {
    const many = collection(
      ...Array.from({ length: 9000 }, (_, i) => ({
        name: `C${i}`,
        geometry: square(i % 100, Math.floor(i / 100)),
      })),
    )
    const ready = await read('many.geojson', many)
    expect(ready).toMatchObject({ status: 'ready', acceptedCount: 9000 })
    await t.ask('POST', `/api/imports/${ready.id}/save`)
    expect(await t.ask('POST', `/api/imports/${ready.id}/cancel`)).toMatchObject({
      body: { status: 'cancelled' },
    })
    expect((await councils()).total).toBe(0)
    expect((await t.ask<{ items: unknown[] }>('GET', '/api/changes')).body.items).toEqual([])
    expect(await workFiles()).toEqual([])
  })

  test('shows a preview of few vertices with the doubtful features marked', async () => {
    const ready = await read(
      'a.geojson',
      collection({ name: 'Uno', geometry: square(0, 0) }, { name: 'Uno', geometry: square(0, 0) }),
    )
    const { body } = await t.ask<{ type: string; features: { properties: object }[] }>(
      'GET',
      `/api/imports/${ready.id}/preview`,
    )
    expect(body.type).toBe('FeatureCollection')
    expect(body.features.map(({ properties }) => properties)).toEqual([
      { index: 0, name: 'Uno', problems: [] },
      { index: 1, name: 'Uno', problems: ['duplicate-feature'] },
    ])
  })

  test('of a silent file asks for its coordinate system and reads it again', async () => {
    const csv =
      'nombre,WKT\nUno,"POLYGON((500000 994000,501000 994000,501000 995000,500000 995000,500000 994000))"\n'
    const asked = await read('a.csv', csv)
    expect(asked).toMatchObject({ status: 'needs-crs', declaredCrs: null })
    expect((await t.ask('PATCH', `/api/imports/${asked.id}`, { crs: 'EPSG:2202' })).status).toBe(200)
    const ready = await t.settled(asked.id)
    expect(ready).toMatchObject({ status: 'ready', crs: 'EPSG:2202', acceptedCount: 1 })
    expect(ready.bounds![0]).toBeCloseTo(-69, 2)
  })

  test.each([
    ['broken JSON', 'a.geojson', '{"type":"FeatureCollection","features":[{"type":'],
    ['no map at all', 'a.geojson', 'hola, esto no es un mapa'],
    ['nothing to import', 'a.geojson', '{"type":"FeatureCollection","features":[]}'],
    ['a hundred thousand brackets', 'a.geojson', '['.repeat(100_000)],
    ['a picture', 'foto.geojson', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
  ])('of %s is refused with a reason, and nothing is kept but the file', async (_, name, bytes) => {
    const refused = await read(name, bytes)
    expect(refused.status).toBe('refused')
    expect(refused.problems[0]).toMatchObject({ severity: 'stop', code: expect.any(String) })
    expect((await councils()).total).toBe(0)
    expect(await t.ask('POST', `/api/imports/${refused.id}/save`)).toMatchObject({ status: 409 })
  })

  test('of an empty file, without a name, or beyond the limit is turned away at once', async () => {
    expect(await t.upload('a.geojson', '')).toMatchObject({
      status: 422,
      body: { type: 'urn:toparquia:problem:file-empty' },
    })
    expect(await t.ask('POST', '/api/imports')).toMatchObject({
      status: 400,
      body: { type: 'urn:toparquia:problem:file-name-missing' },
    })
    expect(await workFiles()).toEqual([])
  })

  test('takes a file name for a name and never for a path', async () => {
    const { body } = await t.upload('../../../etc/pass\0wd.geojson', rowOfCouncils(['Uno']))
    expect(body.fileName).toBe('passwd.geojson')
    expect((await t.settled(body.id)).status).toBe('ready')
    expect(await workFiles()).toEqual([String(body.id)])
    await t.ask('POST', `/api/imports/${body.id}/cancel`)
  })

  test('refuses columns and choices that do not exist', async () => {
    const ready = await read('a.geojson', rowOfCouncils(['Uno']))
    const mapping = { name: 'nada', code: null, kind: null, families: null, population: null, commune: null }
    expect(await t.ask('PATCH', `/api/imports/${ready.id}`, { mapping })).toMatchObject({
      status: 422,
      body: { type: 'urn:toparquia:problem:field-not-in-file' },
    })
    expect(
      await t.ask('PATCH', `/api/imports/${ready.id}`, {
        decisions: [{ code: 'geometry-null', decision: 'repair' }],
      }),
    ).toMatchObject({ status: 422 })
    expect(
      await t.ask('PATCH', `/api/imports/${ready.id}`, { mapping: { ...mapping, name: 'name' } }),
    ).toMatchObject({ status: 200, body: { mapping: { name: 'name', code: null } } })
    await t.ask('POST', `/api/imports/${ready.id}/cancel`)
  })
})

test('a commune that changed after an import keeps its own step', async () => {
  await t.bringIn('a.geojson', rowOfCouncils(['Uno', 'Dos'], { comuna: 'Ataroa' }))
  const [ataroa] = await communes()
  const edited = await t.ask<{ record: Commune }>('PATCH', `/api/communes/${ataroa.id}`, {
    revision: ataroa.revision,
    name: 'Ataroa Nueva',
  })
  expect(edited.body.record).toMatchObject({ name: 'Ataroa Nueva', revision: ataroa.revision + 1 })
})

test('the area that is stored is the one that the database would measure on the ellipsoid', async () => {
  const hole = square(0, 0, 0.02).coordinates[0].map(([x, y]) => [
    x + (x > -69.49 ? -0.005 : 0.005),
    y + (y > 9.51 ? -0.005 : 0.005),
  ])
  const withHole = { type: 'Polygon', coordinates: [square(0, 0, 0.02).coordinates[0], hole.toReversed()] }
  const parted = {
    type: 'MultiPolygon',
    coordinates: [square(30, 9).coordinates, square(40, 80, 0.3).coordinates],
  }
  await t.bringIn(
    'a.geojson',
    collection({ name: 'Con hueco', geometry: withHole }, { name: 'Partido', geometry: parted }),
  )
  const { rows } = await sql<{ stored: number; measured: number }>`
    select area_m2 as stored, st_area(geom::geography) as measured from council`.execute(t.database.db)
  for (const { stored, measured } of rows) expect(Math.abs(stored / measured - 1)).toBeLessThan(1e-5)
  expect(rows).toHaveLength(2)
})
