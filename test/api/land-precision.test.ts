/**
 * Where land lies, as finely as each viewer may know and no finer, by every way out of the server: read, searched, drawn,
 * exported, logged and refused. A place is shown as a cell of the grid or a municipality, the same on every request.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Polygon } from 'geojson'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readTables } from '../../server/lands/exchange-files/read-tables.ts'
import type { LandMap, PublicViewAnswer, UnitPage, UnitWhole } from '../../server/lands/schema.ts'
import type { Changed, Commune } from '../../server/territories/schema.ts'
import { openTestApp, rowOfCouncils, type TestApp } from '../support/app.ts'
import { numbersNear } from '../support/crawl.ts'
import { engine } from '../support/database.ts'
import { landWriter, moment, squareAt } from '../support/land.ts'

const PRECISIONS = ['cell-1', 'cell-5', 'cell-10', 'cell-50', 'municipality', 'nothing'] as const
const SIZE = 0.0031
/** Far from each other, and from the lines of every grid by more than what is searched for. */
const PLACES = PRECISIONS.map((_, i) => amidst(-69.7361 + i * 0.61, 9.4127 + i * 0.37))
/** The corner of what lies in the middle of a cell of one kilometre, as sql/0024-land.sql has its grid. */
function amidst(x: number, y: number): [number, number] {
  const height = 1 / 111.195
  const middle = (Math.floor((y + 90) / height) + 0.5) * height - 90
  const width = 360 / Math.round(360 * Math.cos((middle * Math.PI) / 180) * 111.195)
  return [(Math.floor((x + 180) / width) + 0.5) * width - 180 - SIZE / 2, middle - SIZE / 2]
}
/** Degrees: a tenth of the smallest cell. */
const NEAR = 0.0009

let t: TestApp
let folder: string
let communes: number[]
const units: number[] = []
const viewers: Record<string, string> = {}
/** Who may know the exact place. */
const EXACT = ['administrator', 'committee of A']

beforeAll(async () => {
  t = await openTestApp()
  folder = await mkdtemp(join(tmpdir(), 'toparquia-precision-'))
  await t.bringIn('c.geojson', rowOfCouncils(['Norte', 'Sur']))
  communes = []
  for (const [i, name] of ['A', 'B'].entries()) {
    const made = await t.ask<Changed<Commune>>('POST', '/api/communes', {
      name,
      councilIds: [i + 1],
      audience: 'public',
    })
    communes.push(made.body.record.id)
  }
  const municipality = {
    type: 'FeatureCollection',
    features: [{ type: 'Feature', properties: { name: 'Municipio' }, geometry: squareAt(-67.6, 10.6, 0.5) }],
  }
  const areas = await t.app.inject({
    method: 'POST',
    url: '/api/land/reference-areas?kind=municipality&source=Prueba&fileName=m.geojson',
    payload: JSON.stringify(municipality),
    headers: { ...(await t.administrator()), 'content-type': 'application/geo+json' },
  })
  expect(areas.json()).toMatchObject({ areas: 1, skipped: 0 })
  viewers.nobody = ''
  viewers.account = (await t.signIn([])).cookie
  viewers['observer of all'] = (await t.signIn([{ role: 'observer', scope: { kind: 'everything' } }])).cookie
  for (const [i, name] of ['A', 'B'].entries())
    viewers[`committee of ${name}`] = (
      await t.signIn([{ role: 'land-committee', scope: { kind: 'commune', id: communes[i] } }])
    ).cookie
  viewers.administrator = (await t.administrator()).cookie
  const land = landWriter(t)
  const source = (await land.source('Libro', { audience: 'public' })).record.id
  for (const [i, placePrecision] of PRECISIONS.entries()) {
    const unit = (
      await land.unit({
        name: `Finca ${placePrecision}`,
        audience: 'public',
        placePrecision,
        municipality: `ESCONDIDO-${i}`,
        state: `TAPADO-${i}`,
        communes: [communes[0]],
      })
    ).record.id
    units.push(unit)
    const extent = await land.extent(unit, {
      audience: 'public',
      geometry: squareAt(...PLACES[i], SIZE),
      sourceId: source,
    })
    // With versions behind it, and steps that were undone.
    await t.ask('PUT', `/api/land/extents/${extent.record.id}`, {
      revision: 1,
      geometry: squareAt(PLACES[i][0] + 0.0002, PLACES[i][1], SIZE),
    })
    const noted = await t.ask<{ change: { id: number } }>('PUT', `/api/land/units/${unit}`, {
      revision: 1,
      note: 'Nota',
    })
    await t.ask('POST', `/api/changes/${noted.body.change.id}/undo`, {})
  }
}, 300_000)
afterAll(async () => {
  await t?.close()
  await rm(folder, { recursive: true, force: true })
})

const get = async <T>(url: string, cookie: string) => (await t.ask<T>('GET', url, undefined, { cookie })).body

/** All that comes out for a viewer, as text by what was asked. */
async function everything(cookie: string): Promise<Map<string, string>> {
  const told = new Map<string, string>()
  const known = await moment()
  const boxes = PLACES.map(([x, y]) => `${x - 0.01},${y - 0.01},${x + 0.01},${y + 0.01}`)
  const gets = [
    '/api/land/units',
    `/api/land/units?known=${known}`,
    ...PRECISIONS.flatMap((name, i) => [
      `/api/land/units?q=${name}`,
      `/api/land/units?q=ESCONDIDO-${i}`,
      `/api/land/units?state=TAPADO-${i}`,
    ]),
    ...communes.map((id) => `/api/land/units?commune=${id}`),
    ...units.flatMap((id) =>
      ['', '?on=2001-01-01', `?known=${known}`, '?known=2001-01-01T00:00:00Z'].map(
        (query) => `/api/land/units/${id}${query}`,
      ),
    ),
    '/api/land/holdings',
    ...['', '&on=2001-01-01', `&known=${known}`].flatMap((query) =>
      ['-180,-90,180,90', ...boxes].map((box) => `/api/land/map?bbox=${box}${query}`),
    ),
    '/api/land/map',
    '/api/land/parties',
    '/api/land/sources',
    '/api/changes?limit=500',
    '/api/log?limit=200',
    '/api/meta',
    ...units.map((id) => `/api/log?subjectKind=land-unit&subjectId=${id}`),
  ]
  for (const url of gets) told.set(url, JSON.stringify(await get(url, cookie)))
  for (const format of ['geojson', 'geopackage', 'csv']) {
    const { rawPayload } = await t.app.inject({ url: `/api/land/export/${format}`, headers: { cookie } })
    const path = join(folder, 'export')
    await writeFile(path, rawPayload)
    told.set(format, JSON.stringify(readTables(path)))
    told.set(`${format}, bytes`, rawPayload.toString('latin1'))
  }
  const refused: ['PUT' | 'DELETE' | 'POST', string, object?][] = units.flatMap(
    (id): ['PUT' | 'DELETE' | 'POST', string, object?][] => [
      ['PUT', `/api/land/units/${id}`, { revision: 0, name: 'X' }],
      ['PUT', `/api/land/extents/${id}`, { revision: 0, part: 'X' }],
      ['DELETE', `/api/land/extents/${id}?revision=0`],
      ['POST', `/api/land/units/${id}/assertions`, { predicate: 'holds', sourceId: 1 }],
    ],
  )
  for (const [method, url, body] of refused)
    told.set(`${method} ${url}`, JSON.stringify((await t.ask(method, url, body, { cookie })).body))
  return told
}

const spied = (told: Map<string, string>) =>
  [...told].flatMap(([asked, text]) =>
    PLACES.flatMap(([x, y], i) =>
      [x, x + SIZE].some((value) => numbersNear(text, [value], NEAR).length > 0) ||
      [y, y + SIZE].some((value) => numbersNear(text, [value], NEAR).length > 0)
        ? [`${PRECISIONS[i]} by ${asked}`]
        : [],
    ),
  )

describe.each(['nobody', 'account', 'observer of all', 'committee of B'])(`${engine}: to %s`, (name) => {
  test('nothing tells a place more finely than its precision, by no way out', async () => {
    const told = await everything(viewers[name])
    // Whether land lies in the box that one asks about is answered by the cell: its own words come back.
    expect(spied(told)).toEqual([])
    // Neither in words, but for the municipality where that is the precision.
    for (const [asked, text] of told)
      for (const [i, precision] of PRECISIONS.entries())
        if (precision !== 'municipality')
          for (const word of [`ESCONDIDO-${i}`, `TAPADO-${i}`]) expect(text, asked).not.toContain(word)
    for (const i of PRECISIONS.keys())
      if (PRECISIONS[i] !== 'municipality')
        expect(JSON.parse(told.get(`/api/land/units?state=TAPADO-${i}`)!)).toMatchObject({
          items: [],
          total: 0,
        })
    for (const id of communes)
      expect(JSON.parse(told.get(`/api/land/units?commune=${id}`)!)).toMatchObject({ items: [], total: 0 })
  })

  test('a place is the cell of the grid or the municipality that it is said to be', async () => {
    const { features } = await get<LandMap>('/api/land/map', viewers[name])
    expect(features.map(({ properties }) => properties.precision)).toEqual(
      PRECISIONS.filter((one) => one !== 'nothing'),
    )
    for (const { geometry, properties } of features) {
      const [x, y] = PLACES[units.indexOf(properties.unit)]
      const ring = (geometry as Polygon).coordinates.flat(3) as number[]
      const [xs, ys] = [ring.filter((_, i) => i % 2 === 0), ring.filter((_, i) => i % 2 === 1)]
      const km = Number(/\d+$/.exec(properties.precision)?.[0] ?? 50)
      const height = (Math.max(...ys) - Math.min(...ys)) * 111.195
      expect(height / km).toBeCloseTo(properties.precision === 'municipality' ? 1.11 : 1, 1)
      expect(
        Math.min(...xs) <= x && x <= Math.max(...xs) && Math.min(...ys) <= y && y <= Math.max(...ys),
      ).toBe(true)
      expect(properties).toMatchObject({ role: 'cell', areaM2: null })
    }
  })
})

test.each(EXACT)(`${engine}: the search finds every place in what %s is told`, async (name) => {
  const found = spied(await everything(viewers[name]))
  for (const precision of PRECISIONS)
    expect(
      found.filter((one) => one.startsWith(`${precision} by`)).map((one) => one.split(' by ')[1]),
    ).toEqual(expect.arrayContaining(['/api/land/map', 'geojson', 'geopackage', 'csv']))
})

test(`${engine}: a thousand requests tell no more than one`, async () => {
  const cell = (await get<LandMap>('/api/land/map', '')).features.find(
    ({ properties }) => properties.precision === 'cell-10',
  )!
  const ring = (cell.geometry as Polygon).coordinates[0]
  const [west, east] = [Math.min(...ring.map(([x]) => x)), Math.max(...ring.map(([x]) => x))]
  const [south, north] = [Math.min(...ring.map(([, y]) => y)), Math.max(...ring.map(([, y]) => y))]
  const shapes = new Set<string>()
  let [inside, outside] = [0, 0]
  for (let i = 0; i < 1000; i++) {
    // Boxes of some metres, all over the cell and around it: a box that met the land itself must not stand out.
    const [x, y] = [
      west + ((i * 0.618034) % 1) * (east - west),
      south + ((i * 0.754878) % 1) * (north - south),
    ]
    const away = i % 4 === 0 ? 2 * (east - west) : 0
    const box = `${x + away},${y},${x + away + 1e-5},${y + 1e-5}`
    const { features } = await get<LandMap>(`/api/land/map?bbox=${box}`, '')
    const own = features.filter(({ id }) => id === cell.id)
    for (const { geometry, properties } of own) shapes.add(JSON.stringify([geometry, properties]))
    if (away) outside += own.length
    else inside += own.length
  }
  expect([shapes.size, inside, outside]).toEqual([1, 750, 0])
}, 300_000)

describe(`${engine}: what is narrowed later`, () => {
  test('takes its past along, as known when it was open too', async () => {
    const land = landWriter(t)
    const secret: [number, number] = [-64.3217, 7.1239]
    const unit = (
      await land.unit({
        name: 'PALABRA-ABIERTA',
        municipality: 'DONDE-ES',
        audience: 'public',
        placePrecision: 'exact',
        communes: [communes[0]],
      })
    ).record.id
    const extent = (await land.extent(unit, { audience: 'public', geometry: squareAt(...secret, SIZE) }))
      .record.id
    const open = await moment()
    const ask = async () =>
      Promise.all(
        [
          `/api/land/units/${unit}`,
          `/api/land/units/${unit}?known=${open}`,
          `/api/land/map?known=${open}`,
          '/api/land/map',
          `/api/land/units?known=${open}`,
          '/api/land/units?q=PALABRA',
          `/api/land/export/geojson?known=${open}`,
        ].map(async (url) => (await t.app.inject({ url })).body),
      )
    const seen = async () =>
      (await ask()).map((text) => [numbersNear(text, [secret[0]], NEAR).length > 0, text.includes('PALABRA')])
    expect((await seen()).filter(([place]) => place)).toHaveLength(5)
    await t.ask('PUT', `/api/land/units/${unit}`, { revision: 1, placePrecision: 'cell-10' })
    expect((await seen()).filter(([place]) => place)).toEqual([])
    // Nor by the words for it, which were for everybody then.
    for (const text of await ask()) expect(text).not.toContain('DONDE-ES')
    expect((await seen()).filter(([, word]) => word)).toHaveLength(7)
    await t.ask('PUT', `/api/land/units/${unit}`, { revision: 2, fieldAudiences: { name: 'committee' } })
    expect((await seen()).flat()).not.toContain(true)
    await t.ask('PUT', `/api/land/units/${unit}`, { revision: 3, audience: 'committee' })
    expect(
      (await t.ask('GET', `/api/land/units/${unit}?known=${open}`, undefined, { cookie: '' })).status,
    ).toBe(404)
    expect(
      (
        await t.ask('GET', `/api/land/units/${unit}?known=${open}`, undefined, {
          cookie: viewers['committee of A'],
        })
      ).status,
    ).toBe(200)
    // Nor is it in the log or the recent changes of who saw it then.
    for (const name of ['observer of all', 'committee of B'])
      for (const url of ['/api/log?limit=200', '/api/changes?limit=500'])
        expect(JSON.stringify(await get(url, viewers[name])), `${name} ${url}`).not.toContain('PALABRA')
    expect(extent).toBeGreaterThan(0)
  })

  test('a party and a source too, and what names them then names nobody', async () => {
    const land = landWriter(t)
    const whose = { audience: 'public', communes: [communes[0]] }
    const unit = (await land.unit({ ...whose, name: 'Con dueño' })).record.id
    const party = (await land.party('QUIEN-FUE', whose)).record.id
    const source = (await land.source('DONDE-SE-DIJO', whose)).record.id
    await land.assertion(unit, { audience: 'public', predicate: 'holds', partyId: party, sourceId: source })
    const open = await moment()
    await t.ask('PUT', `/api/land/parties/${party}`, { revision: 1, audience: 'committee' })
    await t.ask('PUT', `/api/land/sources/${source}`, { revision: 1, audience: 'committee' })
    for (const query of ['', `?known=${open}`]) {
      const whole = await get<UnitWhole>(`/api/land/units/${unit}${query}`, '')
      expect(JSON.stringify(whole)).not.toMatch(/QUIEN-FUE|DONDE-SE-DIJO/)
      expect(whole.assertions).toMatchObject([
        { partyId: null, sourceId: null, hidden: ['partyId', 'sourceId'] },
      ])
      expect(whole.holdings).toMatchObject([{ predicate: 'holds', partyId: null }])
    }
    for (const url of ['/api/log?limit=200', '/api/changes?limit=500'])
      expect(JSON.stringify(await get(url, viewers['committee of B'])), url).not.toMatch(
        /QUIEN-FUE|DONDE-SE-DIJO/,
      )
  })
})

test(`${engine}: until a day a place is coarse, and from that day exact for who sees the record`, async () => {
  const land = landWriter(t)
  const precisionUntil = async (placeUntil: string | null) => {
    const unit = (
      await land.unit({ name: 'Hasta', audience: 'public', placePrecision: 'cell-10', placeUntil })
    ).record.id
    await land.extent(unit, { audience: 'public', geometry: squareAt(-66, 8, SIZE) })
    return (await get<UnitWhole>(`/api/land/units/${unit}`, '')).extents[0].place?.precision
  }
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)
  expect(await precisionUntil(null)).toBe('cell-10')
  expect(await precisionUntil(day(2))).toBe('cell-10')
  expect(await precisionUntil(day(-2))).toBe('exact')
})

test(`${engine}: a field for fewer is not found, sorted by or counted by others`, async () => {
  const land = landWriter(t)
  await land.unit({ name: 'Aaa TAPADA', audience: 'public', fieldAudiences: { name: 'committee' } })
  expect(await get<UnitPage>('/api/land/units?q=tapada', '')).toMatchObject({ items: [], total: 0 })
  const { items } = await get<UnitPage>('/api/land/units?limit=200', '')
  expect(items.at(-1)).toMatchObject({ name: null, hidden: expect.arrayContaining(['name']) })
  expect((await get<UnitPage>('/api/land/units?q=tapada', viewers.administrator)).total).toBe(1)
})

test(`${engine}: a field is for fewer until a day, and from that day for whoever sees the record, as the public view says`, async () => {
  const land = landWriter(t)
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)
  const until = async (day: string) => {
    const fieldAudiences = { note: { audience: 'committee' as const, until: day } }
    const body = {
      geometry: null,
      audience: 'public',
      placeAudience: 'committee',
      placePrecision: 'cell-10',
      fieldAudiences,
    }
    const preview = await t.ask<PublicViewAnswer>('POST', '/api/land/public-view', body)
    const unit = (
      await land.unit({
        name: 'Con nota',
        audience: 'public',
        note: 'NOTA-TAPADA',
        placePrecision: 'cell-10',
        fieldAudiences,
      })
    ).record
    const seen = (await get<UnitWhole>(`/api/land/units/${unit.id}`, '')).unit
    expect(seen.hidden).toEqual(preview.body.hidden)
    const holdings = JSON.stringify(await get(`/api/land/units/${unit.id}?known=${await moment()}`, ''))
    return [seen.note, holdings.includes('NOTA-TAPADA')]
  }
  expect(await until(day(2))).toEqual([null, false])
  expect(await until(day(-2))).toEqual(['NOTA-TAPADA', true])
  const wrong = {
    kind: 'estate',
    name: 'X',
    fieldAudiences: { note: { audience: 'committee', until: 'nunca' } },
  }
  expect((await t.ask('POST', '/api/land/units', wrong)).status).toBe(400)
})
