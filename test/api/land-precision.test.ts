/**
 * Where land lies, as finely as each viewer may know and no finer, by every way out of the server: read, searched, drawn,
 * exported, logged and refused. A place is shown as a cell of the grid or a municipality, the same on every request.
 */
import { unzipSync } from 'fflate'
import type { Geometry, Polygon, Position } from 'geojson'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClaimContent } from '../../domain/dossier/content.ts'
import type { LandMap, PublicViewAnswer, UnitPage, UnitWhole } from '../../server/lands/schema.ts'
import type { Changed, Commune } from '../../server/territories/schema.ts'
import { openTestApp, rowOfCouncils, type TestApp } from '../support/app.ts'
import { type Asked, crawl, numbersNear, type Told } from '../support/crawl.ts'
import { engine } from '../support/database.ts'
import { landWriter, moment, squareAt } from '../support/land.ts'
import { mapsOf, type ReadMap } from '../support/pdf-maps.ts'
import { type Mark, pdfMarks } from '../support/pdf-marks.ts'

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
/** Seven corners, on all sides of a square of that size: no cell has so many. */
const outlineAt = (west: number, south: number): Polygon => ({
  type: 'Polygon',
  coordinates: [
    [
      [0, 0.2],
      [0.5, 0],
      [1, 0.1],
      [0.8, 0.5],
      [1, 0.9],
      [0.4, 1],
      [0.1, 0.7],
      [0, 0.2],
    ].map(([east, north]) => [west + east * SIZE, south + north * SIZE]),
  ],
})
/** Of half a degree, with eight corners. */
const MUNICIPALITY: Position[] = [
  [-67.6, 10.6],
  [-67.35, 10.66],
  [-67.1, 10.62],
  [-67.13, 10.85],
  [-67.1, 11.1],
  [-67.4, 11.02],
  [-67.6, 11.1],
  [-67.52, 10.8],
  [-67.6, 10.6],
]
/** Degrees: a tenth of the smallest cell. */
const NEAR = 0.0009

let t: TestApp
let communes: number[]
const units: number[] = []
const viewers: Record<string, string> = {}
/** Who may know the exact place. */
const EXACT = ['administrator', 'committee of A']

beforeAll(async () => {
  t = await openTestApp()
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
    features: [
      {
        type: 'Feature',
        properties: { name: 'Municipio' },
        geometry: { type: 'Polygon', coordinates: [MUNICIPALITY] },
      },
    ],
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
      geometry: outlineAt(...PLACES[i]),
      sourceId: source,
    })
    // With versions behind it, and steps that were undone.
    await t.ask('PUT', `/api/land/extents/${extent.record.id}`, {
      revision: 1,
      geometry: outlineAt(PLACES[i][0] + 0.0002, PLACES[i][1]),
    })
    const noted = await t.ask<{ change: { id: number } }>('PUT', `/api/land/units/${unit}`, {
      revision: 1,
      note: 'Nota',
    })
    await t.ask('POST', `/api/changes/${noted.body.change.id}/undo`, {})
  }
}, 300_000)
afterAll(() => t?.close())

const get = async <T>(url: string, cookie: string) => (await t.ask<T>('GET', url, undefined, { cookie })).body

/** Whom a dossier can be for. */
const USES = ['public', 'committee', 'lawyer', 'court'] as const

/** All that comes out for a viewer, by method and address. */
async function everything(cookie: string): Promise<Map<string, Told>> {
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
    ...units.flatMap((id) =>
      ['?lang=es', `?lang=en&known=${known}`, '?lang=pt'].map(
        (query) => `/api/land/units/${id}/report.pdf${query}`,
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
    ...['geojson', 'geopackage', 'csv'].map((format) => `/api/land/export/${format}`),
  ]
  const refused = units.flatMap((id): [Asked['method'], string, object?][] => [
    ['PUT', `/api/land/units/${id}`, { revision: 0, name: 'X' }],
    ['PUT', `/api/land/extents/${id}`, { revision: 0, part: 'X' }],
    ['DELETE', `/api/land/extents/${id}?revision=0`],
    ['POST', `/api/land/units/${id}/assertions`, { predicate: 'holds', sourceId: 1 }],
  ])
  const dossiers = units.flatMap((id) =>
    USES.map((use): [Asked['method'], string, object] => [
      'POST',
      `/api/land/units/${id}/dossier`,
      { for: use },
    ]),
  )
  return crawl(t, cookie, [
    ...gets.map((url): Asked => ({ method: 'GET', url, operation: url })),
    ...[...refused, ...dossiers].map(([method, url, body]): Asked => ({ method, url, body, operation: url })),
  ])
}
/** What one viewer is told, asked once. */
const told = (() => {
  const asked = new Map<string, Promise<Map<string, Told>>>()
  return (name: string) => {
    const answers = asked.get(name) ?? everything(viewers[name])
    asked.set(name, answers)
    return answers
  }
})()

const spied = (answers: Map<string, Told>) =>
  [...answers].flatMap(([asked, { text }]) =>
    PLACES.flatMap(([x, y], i) =>
      [x, x + SIZE].some((value) => numbersNear(text, [value], NEAR).length > 0) ||
      [y, y + SIZE].some((value) => numbersNear(text, [value], NEAR).length > 0)
        ? [`${PRECISIONS[i]} by ${asked}`]
        : [],
    ),
  )

describe.each(['nobody', 'account', 'observer of all', 'committee of B'])(`${engine}: to %s`, (name) => {
  test('nothing tells a place more finely than its precision, by no way out', async () => {
    const answers = await told(name)
    // Whether land lies in the box that one asks about is answered by the cell: its own words come back.
    expect(spied(answers)).toEqual([])
    // Neither in words, but for the municipality where that is the precision.
    for (const [asked, { text }] of answers)
      for (const [i, precision] of PRECISIONS.entries())
        if (precision !== 'municipality')
          for (const word of [`ESCONDIDO-${i}`, `TAPADO-${i}`]) expect(text, asked).not.toContain(word)
    for (const i of PRECISIONS.keys())
      if (PRECISIONS[i] !== 'municipality')
        expect(await get(`/api/land/units?state=TAPADO-${i}`, viewers[name])).toMatchObject({
          items: [],
          total: 0,
        })
    for (const id of communes)
      expect(await get(`/api/land/units?commune=${id}`, viewers[name])).toMatchObject({ items: [], total: 0 })
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
  const found = spied(await told(name))
  for (const [i, precision] of PRECISIONS.entries())
    expect(
      found.filter((one) => one.startsWith(`${precision} by`)).map((one) => one.split(' by ')[1]),
    ).toEqual(
      expect.arrayContaining([
        'GET /api/land/map',
        ...['geojson', 'geopackage', 'csv'].map((format) => `GET /api/land/export/${format}`),
        ...['es', 'pt'].map((lang) => `GET /api/land/units/${units[i]}/report.pdf?lang=${lang}`),
        ...['committee', 'lawyer', 'court'].map(
          (use) => `POST /api/land/units/${units[i]}/dossier {"for":"${use}"}`,
        ),
      ]),
    )
})

/** The maps of a report or of a dossier's PDF. */
const mapsIn = (pdf: Uint8Array): ReadMap[] => pdfMarks(Buffer.from(pdf)).flatMap(mapsOf)

const ringOf = (geometry: Geometry): Position[] =>
  geometry.type === 'MultiPolygon' ? geometry.coordinates[0][0] : (geometry as Polygon).coordinates[0]

/** Corner by corner, to less than a metre. */
function expectSame(drawn: Position[], ring: Position[]): void {
  // On paper a ring is closed by its own line.
  const corners = String(ring[0]) === String(ring.at(-1)) ? ring.slice(0, -1) : ring
  const own = String(drawn[0]) === String(drawn.at(-1)) ? drawn.slice(0, -1) : drawn
  expect(own).toHaveLength(corners.length)
  for (const [i, [x, y]] of corners.entries()) {
    expect(own[i][0]).toBeCloseTo(x, 5)
    expect(own[i][1]).toBeCloseTo(y, 5)
  }
}

describe(`${engine}: on paper`, () => {
  test.each(['nobody', 'account', 'observer of all', 'committee of B'])(
    'the map of a report draws for %s the cell or the municipality and nothing else, in a frame about that',
    async (name) => {
      const answers = await told(name)
      const { features } = await get<LandMap>('/api/land/map', viewers[name])
      for (const [i, precision] of PRECISIONS.entries()) {
        const url = `GET /api/land/units/${units[i]}/report.pdf?lang=es`
        const maps = mapsIn(answers.get(url)!.bytes)
        if (precision === 'nothing') {
          expect(maps).toEqual([])
          continue
        }
        const { geometry } = features.find(({ properties }) => properties.unit === units[i])!
        const ring = ringOf(geometry)
        expect(maps).toHaveLength(1)
        const [{ frame, paths, words }] = maps
        expect([paths.length, words]).toEqual([2, []])
        for (const path of paths) expectSame(path, ring)
        for (const axis of [0, 1]) {
          const [of, drawn] = [frame, ring].map((all) => all.map((position) => position[axis]))
          expect((Math.min(...of) + Math.max(...of)) / 2).toBeCloseTo(
            (Math.min(...drawn) + Math.max(...drawn)) / 2,
            5,
          )
        }
      }
    },
  )

  test.each(EXACT)('a report draws the outline itself for %s', async (name) => {
    const answers = await told(name)
    for (const [i, id] of units.entries()) {
      const [{ paths }] = mapsIn(answers.get(`GET /api/land/units/${id}/report.pdf?lang=es`)!.bytes)
      expectSame(paths[0], outlineAt(PLACES[i][0] + 0.0002, PLACES[i][1]).coordinates[0])
    }
  })

  test.each(EXACT)(
    'a dossier for the public, sealed by %s, tells no place more finely: PDF, data and GeoPackage',
    async (name) => {
      const answers = await told(name)
      const forPublic = new Map([...answers].filter(([asked]) => asked.includes('"for":"public"')))
      expect([...forPublic.values()].map(({ status }) => status)).toEqual(PRECISIONS.map(() => 200))
      expect(spied(forPublic)).toEqual([])
      const { features } = await get<LandMap>('/api/land/map', '')
      for (const [i, { bytes }] of [...forPublic.values()].entries()) {
        const members = unzipSync(bytes)
        const content = JSON.parse(Buffer.from(members['data.json']).toString()) as ClaimContent
        const feature = features.find(({ properties }) => properties.unit === units[i])
        // The very shape that the public sees on the map, and drawn as it stands there.
        expect(content.extents.map(({ place }) => place?.geometry)).toEqual([feature?.geometry])
        const maps = mapsIn(members['report.pdf'])
        expect(maps).toHaveLength(feature ? 1 : 0)
        if (feature) expectSame(maps[0].paths[0], ringOf(feature.geometry))
      }
    },
  )

  test.each(['nobody', 'account', 'observer of all', 'committee of B'])(
    'no dossier is made for %s',
    async (name) => {
      const answers = await told(name)
      const status = [...answers].filter(([asked]) => asked.includes('/dossier')).map(([, one]) => one.status)
      expect(status).toHaveLength(PRECISIONS.length * USES.length)
      expect(new Set(status)).toEqual(new Set([name === 'nobody' ? 401 : 403]))
    },
  )

  test('where in its cell or municipality the land lies, and what shape it has, changes nothing: frame, scale, lines, data', async () => {
    const land = landWriter(t)
    // Each in the same cell or municipality, as the first is.
    const cases = [
      ['cell-1', [PLACES[0][0], PLACES[0][1]], [PLACES[0][0] + 0.0011, PLACES[0][1] - 0.0012]],
      ['cell-10', [PLACES[0][0], PLACES[0][1]], [PLACES[0][0] + 0.0011, PLACES[0][1] - 0.0012]],
      ['municipality', [-67.2961, 10.8927], [-67.4412, 10.7113]],
    ] as const
    for (const [placePrecision, [x, y], [movedX, movedY]] of cases) {
      const unit = (await land.unit({ name: 'Movida', audience: 'public', placePrecision })).record.id
      const extent = (await land.extent(unit, { audience: 'public', geometry: outlineAt(x, y) })).record
      const seen = async () => {
        const report = await t.app.inject({ url: `/api/land/units/${unit}/report.pdf` })
        const dossier = await t.ask<Buffer>('POST', `/api/land/units/${unit}/dossier`, { for: 'public' })
        const members = unzipSync(dossier.body)
        const { extents } = JSON.parse(Buffer.from(members['data.json']).toString()) as ClaimContent
        return {
          report: drawnIn(report.rawPayload),
          dossier: drawnIn(Buffer.from(members['report.pdf'])),
          places: extents.map(({ place }) => place),
        }
      }
      const before = await seen()
      expect(before.report.length).toBeGreaterThan(10)
      const moved = await t.ask('PUT', `/api/land/extents/${extent.id}`, {
        revision: 1,
        geometry: squareAt(movedX, movedY, SIZE / 2),
      })
      expect(moved.status).toBe(200)
      expect(await seen()).toEqual(before)
      await t.ask('PUT', `/api/land/units/${unit}`, { revision: 1, audience: 'committee' })
    }
  })
})

/** All that a PDF draws, and the words on its maps: the text around them tells the moment. */
const drawnIn = (bytes: Buffer): Mark[] =>
  pdfMarks(bytes)
    .flat()
    .filter((mark) => mark.kind === 'path' || mark.within !== null || /°|1:[\d.]+$/.test(mark.text))

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
