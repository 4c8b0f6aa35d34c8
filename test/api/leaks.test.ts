/**
 * What somebody may not see is in nothing that they are told. Records with unmistakable words and places are made, one set
 * for each audience; then everybody asks everything that can be asked, and every byte of every answer is searched.
 */
import type { AddressInfo } from 'node:net'
import type { Polygon } from 'geojson'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { InvitationMade } from '../../server/accounts/schema.ts'
import type { Problem } from '../../server/problem-schema.ts'
import type { Changed, Commune } from '../../server/territories/schema.ts'
import { type Area, collection, openTestApp, square, type TestApp } from '../support/app.ts'
import { writeClaim } from '../support/claims.ts'
import { type Asked, crawl, numbersNear, settled, type Told } from '../support/crawl.ts'
import { engine } from '../support/database.ts'
import { openWindow } from '../support/event-stream.ts'
import { landWriter } from '../support/land.ts'
import { type Operation, operationsOf } from '../support/operations.ts'
import { everyKindOfViewer, type KindOfViewer } from '../support/viewers.ts'

/** Each word stands in every text of its records and nowhere else; each place is far from every other. */
const SETS = {
  committee: { word: 'ZAFIRO', place: [-61.3171, 3.7137] },
  scope: { word: 'TURQUESA', place: [-62.4171, 4.4137] },
  accounts: { word: 'ESMERALDA', place: [-64.5171, 6.1137] },
} as const satisfies Record<string, { word: string; place: [number, number] }>
type Hidden = keyof typeof SETS
/** In names of files, their columns and what they were brought in for. */
const FILES = 'OPALO'
/** In the name of an account that worked on the committee's records only, and in the note of an invitation. */
const PEOPLE = ['AMATISTA', 'JASPE']
/** Corners of the committee's council in the hole of the ring; nothing else has them. */
const IN_THE_HOLE = [-69.38777, -69.38333, 9.61333, 9.61777]

/** What each kind of viewer does not see. Over A: a commune that all these records have nothing to do with. */
const UNSEEN: Record<string, { sets: Hidden[]; files: boolean; people: boolean }> = {
  nobody: { sets: ['accounts', 'scope', 'committee'], files: true, people: true },
  account: { sets: ['scope', 'committee'], files: true, people: true },
  'administrator of all': { sets: [], files: false, people: false },
  'organiser of all': { sets: [], files: false, people: false },
  // They read in the log that files were brought in, as the committee does; not what was in them.
  'land-committee of all': { sets: [], files: false, people: false },
  'coordinator of all': { sets: ['committee'], files: true, people: true },
  'observer of all': { sets: ['committee'], files: true, people: true },
  'administrator of A': { sets: ['scope', 'committee'], files: true, people: true },
  'organiser of A': { sets: ['scope', 'committee'], files: true, people: true },
  'land-committee of A': { sets: ['scope', 'committee'], files: true, people: true },
  'coordinator of A': { sets: ['scope', 'committee'], files: true, people: true },
  'observer of A': { sets: ['scope', 'committee'], files: true, people: true },
  'observer of the committee’s': { sets: ['scope', 'committee'], files: true, people: true },
  'organiser of the scope’s': { sets: ['committee'], files: true, people: true },
}

/** No record has a higher number: whoever asks for all of them asks for the hidden ones too, before they are there. */
const LAST = {
  council: 24,
  commune: 12,
  declared_link: 8,
  allowed_space: 6,
  import: 6,
  change: 120,
  body: 6,
  scenario: 6,
  land_unit: 12,
  party: 6,
  land_case: 4,
  overlap: 20,
  evidence: 12,
  corridor: 6,
  flow: 6,
  truck_run: 6,
}

/** Hidden communes that are gone were there on the first of these. */
const DAYS = ['2020-06-06', '2021-06-06']

let t: TestApp
let operations: Operation[]
let viewers: KindOfViewer[]
let amatista: string
const hidden = {} as Record<Hidden, { councils: number[]; commune: number; link: number; space: number }>
/** Answers per viewer, per state of the territory. */
const before = new Map<string, Map<string, Told>>()
const after: Record<Hidden, Map<string, Map<string, Told>>> = {
  committee: new Map(),
  scope: new Map(),
  accounts: new Map(),
}
const atLast = new Map<string, Map<string, Told>>()

const ring = [0, 1, 2].flatMap((column) =>
  [0, 1, 2].filter((row) => column !== 1 || row !== 1).map((row) => [column, row]),
)
const PUBLIC: Area[] = [
  ...[0, 1, 2, 3].map((column) => ({ name: `P${column}`, geometry: square(column, 0) })),
  ...ring.map(([column, row]) => ({ name: `R${column}${row}`, geometry: square(10 + column, 10 + row) })),
  ...[20, 22].map((column) => ({ name: `O${column}`, geometry: square(column, 0) })),
]
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)
const RING = numbers(5, 12)
const SHORES = [13, 14]

beforeAll(async () => {
  t = await openTestApp()
  await t.app.ready()
  operations = operationsOf(t)
  await t.bringIn('visible.geojson', collection(...PUBLIC))
  const names = await t.database.db.selectFrom('council').select(['id', 'name']).orderBy('id').execute()
  expect(names.map(({ name }) => name)).toEqual(PUBLIC.map(({ name }) => name))
  await t.database.db.updateTable('council').set({ audience: 'public' }).execute()
  for (const [name, councilIds] of [
    ['Comuna A', [1, 2]],
    ['Comuna Parcial', [3]],
    ['Comuna Orillas', SHORES],
    ['Comuna Anillo', RING],
  ] as const)
    await made('/api/communes', { name, councilIds, audience: 'public' })
  await made('/api/links', linkBetween(1, 2, 'visible'))
  for (const [name, x] of [
    ['Fundo de todos', 0],
    ['Fundo vecino', 80],
  ] as const)
    await writeClaim(t.database, name, [x, 0, 100, 100])
  await raise()

  viewers = await everyKindOfViewer(t, 1)
  amatista = (
    await t.signIn([{ role: 'organiser', scope: { kind: 'everything' } }], `${PEOPLE[0]} cuenta oculta`)
  ).cookie
  await made<InvitationMade>('/api/invitations', {
    grants: [{ role: 'observer', scope: { kind: 'everything' } }],
    note: `${PEOPLE[1]} invitada`,
  })

  const some = ['nobody', 'account', 'observer of all', 'organiser of A']
  const snapshot = async (into: Map<string, Map<string, Told>>, of: string[]) => {
    for (const { name, cookie } of viewers)
      if (of.includes(name)) into.set(name, await crawl(t, cookie, questions().filter(comparable)))
  }
  await snapshot(before, some)
  for (const audience of ['committee', 'scope', 'accounts'] as const) {
    await hide(audience)
    await snapshot(
      after[audience],
      some.filter((name) => UNSEEN[name].sets.includes(audience)),
    )
  }

  // A commune that everybody sees, with one council that its committee alone does.
  await sql`insert into membership values (2, ${hidden.committee.councils[0]})`.execute(t.database.db)
  // A city and a federation that everybody sees, with a commune that its committee alone does.
  const member = { kind: 'commune', id: hidden.committee.commune }
  const city = await made<Changed<{ id: number }>>('/api/bodies', {
    level: 'city',
    name: 'Ciudad Parcial',
    audience: 'public',
    members: [{ kind: 'commune', id: 1 }, member],
  })
  await made('/api/bodies', {
    level: 'federation',
    name: 'Federación Parcial',
    audience: 'public',
    members: [{ kind: 'body', id: city.record.id }],
  })
  const { body: partly } = await t.ask<Problem>('PUT', '/api/communes/2/founding', {
    ...foundingOf('visible', [hidden.committee.councils[0]]),
    votes: [hidden.committee.councils[0], 3].map((councilId) => ({
      councilId,
      on: '2026-02-10',
      electors: 9,
      voted: 8,
      yes: 7,
    })),
  })
  expect(partly).toMatchObject({ record: { votes: [{}, {}] } })
  await raise()
  for (const [name, role, id] of [
    ['observer of the committee’s', 'observer', hidden.committee.commune],
    ['organiser of the scope’s', 'organiser', hidden.scope.commune],
  ] as const) {
    const grants = [{ role, scope: { kind: 'commune' as const, id } }]
    viewers.push({ name, grants, ...(await t.signIn(grants, name)) })
  }
  for (const { name, cookie } of viewers)
    atLast.set(
      name,
      await crawl(t, cookie, [...questions(), ...(UNSEEN[name].sets.length > 0 ? attempts() : [])]),
    )
}, 600_000)
afterAll(() => t?.close())

async function made<T>(url: string, body: object, cookie?: string): Promise<T> {
  const answer = await t.ask<T>('POST', url, body, cookie === undefined ? {} : { cookie })
  expect(answer).toMatchObject({ status: 201 })
  return answer.body
}

const raise = () => sql`update layer set revision = revision + 1`.execute(t.database.db)

const linkBetween = (councilA: number, councilB: number, word: string) => ({
  councilA,
  councilB,
  kind: 'path',
  declaredBy: `Asamblea ${word}DECLARA`,
  declaredOn: '2026-01-10',
  reason: `Camino ${word}RAZON`,
})

const foundingOf = (word: string, councils: number[]) => ({
  revision: 0,
  beganOn: '2026-01-10',
  commission: { formedOn: '2026-01-10', assembly: `Asamblea ${word}PROMUEVE`, members: 7 },
  charter: [],
  debateCalledOn: null,
  // One of who is for everybody: how it voted there is not.
  votes: [councils[0], 4].map((councilId) => ({
    councilId,
    on: '2026-02-10',
    electors: 9,
    voted: 8,
    yes: 7,
  })),
  registration: { on: '2026-02-20', office: `Oficina ${word}REGISTRO`, number: `${word}ACTA` },
  parliament: null,
})

const areaAt = (west: number, south: number, size = 0.01): Polygon => {
  const [east, north] = [west + size, south + size].map((value) => Number(value.toFixed(7)))
  const corners = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
  return { type: 'Polygon', coordinates: [corners] }
}

const composing = (commune: object) => ({ drawing: null, communes: [commune], links: [], withdrawnLinks: [] })

/** Brings in councils and makes a commune and links of them, for this audience. */
async function hide(audience: Hidden): Promise<void> {
  const {
    word,
    place: [lon, lat],
  } = SETS[audience]
  const { db } = t.database
  const cookie = audience === 'committee' ? amatista : (await t.administrator()).cookie
  const named = (name: string, geometry: Polygon) => ({
    name: `${name} ${word}NOMBRE`,
    code: `${word}CODIGO-${name}`,
    [`${FILES}COLUMNA`]: `${FILES}MUESTRA`,
    geometry,
  })
  const file = collection(
    named('Uno', areaAt(lon, lat)),
    named('Dos', areaAt(Number((lon + 0.01).toFixed(7)), lat)),
    ...(audience === 'committee'
      ? [
          named('Hueco', areaAt(IN_THE_HOLE[0], IN_THE_HOLE[2], 0.00444)),
          named('Puente', square(21, 0) as Polygon),
        ]
      : []),
  )
  const upload = async (fileName: string) =>
    (
      await t.app.inject({
        method: 'POST',
        url: `/api/imports?fileName=${fileName}&reason=${FILES}MOTIVO`,
        payload: file,
        headers: { cookie, 'content-type': 'application/octet-stream' },
      })
    ).json<{ id: number }>()
  const { id } = await upload(`${FILES}ARCHIVO-${audience}.geojson`)
  await t.settled(id)
  await t.ask('POST', `/api/imports/${id}/save`, {}, { cookie })
  expect(await t.settled(id)).toMatchObject({ status: 'saved' })
  await db.updateTable('council').set({ audience }).where('import_id', '=', id).execute()
  const councils = (
    await db.selectFrom('council').select('id').where('import_id', '=', id).orderBy('id').execute()
  ).map((council) => council.id)
  // One of its members is for everybody: that it belongs there is not.
  const { record } = await made<Changed<Commune>>(
    '/api/communes',
    {
      name: `Comuna ${word}COMUNA`,
      councilIds: [...councils.slice(0, 2), 4],
      audience,
      reason: `${word}PORQUE`,
    },
    cookie,
  )
  await db
    .updateTable('commune')
    .set({ note: `${word}NOTA`, source: `${word}FUENTE`, code: `${word}CC` })
    .where('id', '=', record.id)
    .execute()
  await t.ask(
    'PATCH',
    `/api/communes/${record.id}`,
    { revision: 1, name: `Comuna ${word}RENOMBRADA`, reason: `${word}PORQUE` },
    { cookie },
  )
  const founded = await t.ask('PUT', `/api/communes/${record.id}/founding`, foundingOf(word, councils), {
    cookie,
  })
  expect(founded.status).toBe(200)
  const link = await made<Changed<{ id: number }>>(
    '/api/links',
    linkBetween(councils[0], councils[1], word),
    cookie,
  )
  await made('/api/links', linkBetween(4, councils[0], word), cookie)
  const space = await made<Changed<{ id: number }>>(
    '/api/allowed-spaces',
    {
      kind: 'gap',
      councilIds: councils.slice(0, 2),
      geometry: areaAt(lon, Number((lat + 0.01).toFixed(7))),
      reason: `Parque ${word}RAZON`,
      decidedBy: `Asamblea ${word}DECIDE`,
      decidedOn: '2026-01-10',
    },
    cookie,
  )
  await made(
    '/api/bodies',
    {
      level: 'city',
      name: `Ciudad ${word}CIUDAD`,
      note: `${word}NOTA`,
      audience,
      members: [{ kind: 'commune', id: record.id }],
      reason: `${word}PORQUE`,
    },
    cookie,
  )
  const { revision } = await db
    .selectFrom('commune')
    .select('revision')
    .where('id', '=', record.id)
    .executeTakeFirstOrThrow()
  await made(
    '/api/scenarios',
    {
      name: `Sin ${word}ESCENARIO`,
      note: `${word}NOTA`,
      content: composing({
        id: record.id,
        revision,
        name: `${word}PROPUESTA`,
        councilIds: councils.slice(0, 1),
      }),
    },
    cookie,
  )
  const land = landWriter(t, { cookie })
  const whose = { audience, communes: [record.id], note: `${word}NOTA`, reason: `${word}PORQUE` }
  const estate = (
    await land.unit({
      ...whose,
      name: `${word}TIERRA`,
      municipality: `${word}MUNICIPIO`,
      placePrecision: 'cell-10',
    })
  ).record.id
  const told = (await land.source(`${word}LIBRO`, whose)).record.id
  const holder = (await land.party(`${word}DUENO`, whose)).record.id
  await land.extent(estate, { audience, geometry: areaAt(lon, lat), part: `${word}PARTE`, sourceId: told })
  await land.assertion(estate, {
    audience,
    predicate: 'holds',
    partyId: holder,
    sourceId: told,
    cited: `${word}PAGINA`,
  })
  const landCase = await made<Changed<{ id: number }>>(
    '/api/land/cases',
    {
      unitId: estate,
      procedure: 've-idle-estate',
      title: `Rescate ${word}CASO`,
      note: `${word}NOTA`,
      beganOn: '2026-01-12',
      audience,
      reason: `${word}PORQUE`,
    },
    cookie,
  )
  // What is due of it is in the list, and in no calendar but of who sees it.
  await made(
    `/api/land/cases/${landCase.record.id}/events`,
    { step: 'summons', happenedOn: '2026-02-05', outcome: 'done', note: `${word}GACETA`, audience },
    cookie,
  )
  await made(
    `/api/land/units/${estate}/use`,
    { observedOn: '2026-01-12', use: `${word}CULTIVO`, areaM2: 10_000, note: `${word}NOTA`, audience },
    cookie,
  )
  // Consented to for everybody: the land is hidden all the same.
  await made(
    '/api/evidence/testimonies',
    {
      unitId: estate,
      title: `${word}TITULO`,
      alias: `${word}ALIAS`,
      text: `${word}DICHO`,
      audience: 'public',
      uses: ['committee', 'public'],
      reason: `${word}PORQUE`,
    },
    cookie,
  )
  const exchanged = { audience, reason: `${word}PORQUE` }
  const corridor = await made<Changed<{ id: number }>>(
    '/api/corridors',
    {
      ...exchanged,
      kind: 'corridor',
      name: `Corredor ${word}CORREDOR`,
      note: `${word}NOTA`,
      source: null,
      approximate: false,
      route: null,
      routeKm: null,
      routeEstimatedKm: null,
      partOf: null,
      partSince: null,
      beganOn: null,
      endedOn: null,
      communes: [record.id, 1].map((id) => ({ id, joinedOn: null, leftOn: null })),
    },
    cookie,
  )
  await made(
    '/api/exchange/producers',
    {
      ...exchanged,
      communeId: record.id,
      kind: 'cooperative',
      name: `Centro ${word}CENTRO`,
      role: 'producer',
      throughputKg: null,
      madeOfProduct: null,
      madeOfForm: null,
      makesProduct: null,
      makesForm: null,
      note: `${word}NOTA`,
    },
    cookie,
  )
  // Of a unit everybody may read, but of one of a hidden commune.
  await made(
    '/api/exchange/units',
    {
      communeId: record.id,
      name: `saco ${word}SACO`,
      product: 'maize',
      form: null,
      kgMin: 40,
      kgLikely: 45,
      kgMax: 50,
      validFrom: null,
      validTo: null,
      source: `${word}FUENTE`,
      audience: 'public',
      reason: `${word}PORQUE`,
    },
    cookie,
  )
  await made(
    '/api/exchange/quantities',
    {
      ...exchanged,
      communeId: record.id,
      producerId: null,
      role: 'production',
      product: 'maize',
      form: 'grain',
      amount: 7,
      unit: 't',
      period: '2026-11',
      season: `${word}TEMPORADA`,
      provenance: 'communal',
      source: `${word}FUENTE`,
      invented: false,
    },
    cookie,
  )
  const shipment = await made<Changed<{ id: number }>>(
    '/api/exchange/flows',
    {
      ...exchanged,
      fromCommune: record.id,
      toCommune: 1,
      viaProducer: null,
      product: 'maize',
      form: 'grain',
      kg: 700,
      period: '2026-11',
      provenance: 'communal',
    },
    cookie,
  )
  await made(
    '/api/exchange/runs',
    {
      corridor: corridor.record.id,
      day: '2026-11-20',
      audience,
      runs: [
        {
          name: `Camión ${word}CAMION`,
          capacityKg: 1000,
          home: record.id,
          first: 'on',
          loads: [{ flowId: shipment.record.id, kg: 300 }],
        },
      ],
      reason: `${word}PORQUE`,
    },
    cookie,
  )
  // One that is gone, in which everybody's council was too.
  const gone = await made<Changed<Commune>>(
    '/api/communes',
    {
      name: `Comuna ${word}TERMINADA`,
      councilIds: [councils[0], 4],
      audience,
      effectiveOn: '2020-03-03',
    },
    cookie,
  )
  const ended = await t.ask(
    'DELETE',
    `/api/communes/${gone.record.id}?revision=1&effectiveOn=2021-02-02`,
    undefined,
    { cookie },
  )
  expect(ended.status).toBe(200)
  // One more file that waits to be decided on.
  if (audience === 'committee') await t.settled((await upload(`${FILES}BORRADOR.geojson`)).id)
  // A claim to everybody's land that everybody is not to know of.
  await writeClaim(t.database, `Fundo ${word}FUNDO`, [20, 20, 100, 100], {
    audience,
    placeAudience: audience,
    communes: [record.id],
  })
  hidden[audience] = { councils, commune: record.id, link: link.record.id, space: space.record.id }
  await raise()
}

const WORDS = [...Object.values(SETS).map(({ word }) => word), FILES, ...PEOPLE]
const PLACES = [...Object.values(SETS).map(({ place }) => place), [-69.385, 9.615], [-69.285, 9.505]]
/** What ends a statement, widens a pattern or names the settings by which row security goes. */
const CRAFTED = [
  "'; select set_config('toparquia.everything', 'committee', true); --",
  "' or true --",
  '%',
  '_',
  '\\',
  '}{',
]

const tilesOver = (lon: number, lat: number): string[] =>
  numbers(0, 15).map((z) => {
    const x = Math.floor(((lon + 180) / 360) * 2 ** z)
    const sine = Math.sin((lat * Math.PI) / 180)
    const y = Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 2 ** z)
    return `${z}/${x}/${y}`
  })

/** Every GET of the document, with every number and with whatever could make it tell more; and judgements, which only read. */
function questions(): Asked[] {
  const all = (kind: keyof typeof LAST) => numbers(1, LAST[kind])
  const councils = all('council')
  const boxes = PLACES.map(([lon, lat]) => `${lon - 0.05},${lat - 0.05},${lon + 0.05},${lat + 0.05}`)
  const searched = [...WORDS, ...WORDS.map((word) => `${word.slice(0, 4)} ${word}CODIGO`), ...CRAFTED]
  const councilQueries = [
    '',
    ...['name', 'area', 'families'].flatMap((sort) => [`sort=${sort}`, `sort=${sort}&limit=5`]),
    ...searched.map((word) => `q=${encodeURIComponent(word)}`),
    ...all('commune').map((id) => `commune=${id}`),
    ...all('import').map((id) => `import=${id}`),
    ...['-180,-90,180,90', ...boxes].map((box) => `bbox=${box}`),
    `ids=${councils.join(',')}`,
  ]
  const areaQueries = [
    ...['-180,-90,180,90', ...boxes].map((box) => `bbox=${box}`),
    ...all('commune').map((id) => `commune=${id}`),
    `ids=${councils.join(',')}`,
  ]
  const logQueries = [
    '',
    'limit=200',
    ...[
      'commune',
      'body',
      'link',
      'space',
      'evidence',
      'import',
      'account',
      'invitation',
      'layer',
      'land-unit',
      'party',
      'land-source',
      'evidence',
      'overlap',
    ].map((kind) => `subjectKind=${kind}`),
    ...numbers(1, 9).map((id) => `subjectKind=commune&subjectId=${id}`),
    ...numbers(0, 20).map((account) => `account=${account}`),
    ...numbers(1, 8).map((page) => `before=${page * 5}&limit=5`),
  ]
  const each: Record<string, () => string[]> = {
    'GET /api/councils': () => councilQueries.map((query) => `/api/councils?${query}`),
    'GET /api/councils/areas': () =>
      areaQueries.flatMap((query) =>
        ['', ...DAYS.map((day) => `&on=${day}`)].map((on) => `/api/councils/areas?${query}${on}`),
      ),
    'GET /api/councils/{id}': () => councils.map((id) => `/api/councils/${id}`),
    'GET /api/councils/{id}/history': () => councils.map((id) => `/api/councils/${id}/history`),
    'GET /api/history/days': () => [
      '/api/history/days',
      ...numbers(1, 9).map((id) => `/api/history/days?commune=${id}`),
      ...councils.map((id) => `/api/history/days?council=${id}`),
    ],
    'GET /api/communes': () =>
      ['', ...DAYS.map((day) => `?on=${day}`)].map((query) => `/api/communes${query}`),
    'GET /api/communes/{id}': () => all('commune').map((id) => `/api/communes/${id}`),
    'GET /api/communes/{id}/judgement': () => all('commune').map((id) => `/api/communes/${id}/judgement`),
    'GET /api/bodies/{id}': () => all('body').map((id) => `/api/bodies/${id}`),
    'GET /api/bodies/{id}/judgement': () =>
      all('body').flatMap((id) => ['', '?on=2020-01-10'].map((on) => `/api/bodies/${id}/judgement${on}`)),
    'GET /api/communes/{id}/founding': () => all('commune').map((id) => `/api/communes/${id}/founding`),
    'GET /api/communes/{id}/founding-sheet.pdf': () =>
      all('commune').map((id) => `/api/communes/${id}/founding-sheet.pdf`),
    'GET /api/land/units/{id}/report.pdf': () =>
      all('land_unit').map((id) => `/api/land/units/${id}/report.pdf`),
    'GET /api/scenarios/{id}': () => all('scenario').map((id) => `/api/scenarios/${id}`),
    'GET /api/evidence': () => all('land_unit').map((id) => `/api/evidence?unit=${id}`),
    'GET /api/evidence/{id}': () => all('evidence').map((id) => `/api/evidence/${id}`),
    'GET /api/evidence/{id}/receipt': () => all('evidence').map((id) => `/api/evidence/${id}/receipt`),
    'GET /api/evidence/{id}/copies/{role}': () =>
      all('evidence').map((id) => `/api/evidence/${id}/copies/view`),
    'GET /api/evidence/{id}/original': () => all('evidence').map((id) => `/api/evidence/${id}/original`),
    'GET /api/land/units': () => [
      '/api/land/units',
      ...searched.map((word) => `/api/land/units?q=${encodeURIComponent(word)}`),
      ...searched.map((word) => `/api/land/units?state=${encodeURIComponent(word)}`),
      ...all('commune').map((id) => `/api/land/units?commune=${id}`),
    ],
    'GET /api/land/units/{id}': () => all('land_unit').map((id) => `/api/land/units/${id}`),
    'GET /api/land/holdings': () => [
      '/api/land/holdings',
      ...all('land_unit').map((id) => `/api/land/holdings?unit=${id}`),
    ],
    'GET /api/land/map': () => ['-180,-90,180,90', ...boxes].map((box) => `/api/land/map?bbox=${box}`),
    'GET /api/land/parties': () =>
      ['', ...WORDS].map((word) => `/api/land/parties?q=${encodeURIComponent(word)}`),
    'GET /api/land/sources': () =>
      ['', ...WORDS].map((word) => `/api/land/sources?q=${encodeURIComponent(word)}`),
    'GET /api/land/units/{id}/use': () => all('land_unit').map((id) => `/api/land/units/${id}/use`),
    'GET /api/land/cases': () => [
      '/api/land/cases',
      ...all('land_unit').map((id) => `/api/land/cases?unit=${id}`),
      ...all('commune').map((id) => `/api/land/cases?commune=${id}`),
    ],
    'GET /api/land/cases/{id}': () => all('land_case').map((id) => `/api/land/cases/${id}`),
    'GET /api/land/due': () =>
      ['', ...all('commune').map((id) => `?commune=${id}`)].map((query) => `/api/land/due${query}`),
    'GET /api/corridors/{id}': () => all('corridor').map((id) => `/api/corridors/${id}`),
    'GET /api/corridors/{id}/line': () => all('corridor').map((id) => `/api/corridors/${id}/line`),
    'GET /api/exchange/runs': () => [
      '/api/exchange/runs',
      ...all('flow').map((id) => `/api/exchange/runs?flow=${id}`),
    ],
    'GET /api/exchange/runs/{id}': () => all('truck_run').map((id) => `/api/exchange/runs/${id}`),
    'GET /api/exchange/flows/{id}': () => all('flow').map((id) => `/api/exchange/flows/${id}`),
    'GET /api/exchange/plans/{id}': () => numbers(1, 3).map((id) => `/api/exchange/plans/${id}`),
    'GET /api/exchange/roads/{id}': () => numbers(1, 3).map((id) => `/api/exchange/roads/${id}`),
    'GET /api/links/{id}': () => all('declared_link').map((id) => `/api/links/${id}`),
    'GET /api/allowed-spaces/{id}': () => all('allowed_space').map((id) => `/api/allowed-spaces/${id}`),
    'GET /api/land/export/{format}': () =>
      ['geojson', 'geopackage', 'csv'].map((format) => `/api/land/export/${format}`),
    'GET /api/land/overlaps/{id}': () => all('overlap').map((id) => `/api/land/overlaps/${id}`),
    'GET /api/land/units/{id}/overlaps': () => all('land_unit').map((id) => `/api/land/units/${id}/overlaps`),
    'GET /api/imports/{id}': () => all('import').map((id) => `/api/imports/${id}`),
    'GET /api/imports/{id}/preview': () => all('import').map((id) => `/api/imports/${id}/preview`),
    'GET /api/changes': () => [
      '/api/changes',
      '/api/changes?limit=500',
      ...numbers(1, 9).map((id) => `/api/changes?commune=${id}`),
      ...councils.map((id) => `/api/changes?council=${id}`),
    ],
    'GET /api/log': () => logQueries.map((query) => `/api/log?${query}`),
    'GET /api/exports/{layer}.{format}': () =>
      ['councils', 'communes', 'links', 'changes', 'log', 'accounts'].flatMap((layer) =>
        ['geojson', 'gpkg', 'csv', 'zip'].map((format) => `/api/exports/${layer}.${format}`),
      ),
    'GET /tiles/{layer}.json': () => ['councils', 'communes', 'links'].map((layer) => `/tiles/${layer}.json`),
    // Councils first: outlines are made when the first tile of communes is asked for, or a file of them.
    'GET /tiles/{layer}/{z}/{x}/{y}.mvt': () =>
      ['councils', 'communes'].flatMap((layer) =>
        [...new Set(PLACES.flatMap(([lon, lat]) => tilesOver(lon, lat)))].map(
          (tile) => `/tiles/${layer}/${tile}.mvt`,
        ),
      ),
  }
  const gets = operations
    // A stream never ends; it is listened to below.
    .filter(({ method, name }) => method === 'GET' && name !== 'GET /api/events')
    .sort((a, b) => Number(b.path.endsWith('.mvt')) - Number(a.path.endsWith('.mvt')))
    .flatMap(({ name, path }) => {
      const urls = each[name]?.() ?? (path.includes('{') ? [] : [path])
      expect([name, urls.length > 0]).toEqual([name, true])
      return urls.map((url): Asked => ({ method: 'GET', url, operation: name }))
    })
  const judged = [RING, [...RING, 1], SHORES, councils, ...councils.map((id) => [id])]
  return [
    ...gets,
    ...judged.map((councilIds): Asked => {
      return {
        method: 'POST',
        url: '/api/judge',
        body: { councilIds },
        operation: 'POST /api/judge',
      }
    }),
  ]
}

/** The log has no gaps, and says how many entries are not for one's eyes. */
const comparable = ({ url }: Asked) => !url.startsWith('/api/log')

/** What changes something, tried on what is hidden: the refusal tells nothing either. */
function attempts(): Asked[] {
  const { councils, commune, link, space } = hidden.committee
  const tried: [string, string, object?][] = [
    ['POST', '/api/communes', { name: 'X', councilIds: councils }],
    ['PATCH', `/api/communes/${commune}`, { revision: 1, name: 'X' }],
    ['PATCH', '/api/communes/1', { revision: 0, councilIds: [1, 2, ...councils] }],
    ['PATCH', '/api/communes/1', { revision: 1, councilIds: [1, 2, ...councils] }],
    ['DELETE', `/api/communes/${commune}?revision=1`],
    ['POST', '/api/bodies', { level: 'city', name: 'X', members: [{ kind: 'commune', id: commune }] }],
    ...numbers(1, LAST.body).flatMap((id): [string, string, object?][] => [
      ['PATCH', `/api/bodies/${id}`, { revision: 0, name: 'X' }],
      ['POST', `/api/bodies/${id}/members`, { member: { kind: 'commune', id: commune } }],
      ['POST', `/api/bodies/${id}/members/leave`, { member: { kind: 'commune', id: commune } }],
      ['POST', `/api/bodies/${id}/found`, {}],
      ['DELETE', `/api/bodies/${id}?revision=0`],
    ]),
    [
      'POST',
      '/api/scenarios',
      { name: 'X', content: composing({ id: commune, revision: 1, name: 'X', councilIds: councils }) },
    ],
    ...numbers(1, LAST.scenario).flatMap((id): [string, string, object][] => [
      ['PATCH', `/api/scenarios/${id}`, { revision: 0, name: 'X' }],
      ['POST', `/api/scenarios/${id}/apply`, { revision: 0 }],
      ['POST', `/api/scenarios/${id}/drop`, { revision: 0 }],
      ['POST', `/api/scenarios/${id}/reopen`, { revision: 0 }],
    ]),
    [
      'POST',
      '/api/drawings',
      {
        edits: [],
        attributes: [{ id: String(councils[0]), families: 1 }],
        seen: [{ id: councils[0], revision: 1 }],
      },
    ],
    ['PUT', `/api/communes/${commune}/founding`, foundingOf('X', councils)],
    ['PUT', '/api/communes/1/founding', foundingOf('X', councils)],
    ...numbers(1, LAST.land_case).flatMap((id): [string, string, object?][] => [
      ['PUT', `/api/land/cases/${id}`, { revision: 0, title: 'X' }],
      ['DELETE', `/api/land/cases/${id}?revision=0`],
      ['POST', `/api/land/cases/${id}/events`, { step: 'x', happenedOn: '2026-01-12', outcome: 'done' }],
      ['PUT', `/api/land/cases/${id}/events/${id}`, { revision: 0, note: 'X' }],
      ['PUT', `/api/land/use/${id}`, { revision: 0, note: 'X' }],
    ]),
    ...numbers(1, LAST.land_unit).flatMap((id): [string, string, object][] => [
      // Whoever may seal one of what they see is told in it no more than anywhere else.
      ...['public', 'court'].map((use): [string, string, object] => [
        'POST',
        `/api/land/units/${id}/dossier`,
        { for: use },
      ]),
      ['POST', `/api/land/units/${id}/use`, { observedOn: '2999-01-01', use: 'idle' }],
      ['POST', '/api/land/cases', { unitId: id, procedure: 'x', title: 'X', beganOn: '2026-01-12' }],
    ]),
    ['POST', '/api/links', { ...linkBetween(councils[0], councils[1], 'X'), kind: 'border' }],
    ['POST', '/api/links', linkBetween(1, councils[0], 'X')],
    ['DELETE', `/api/links/${link}?revision=99`],
    ['DELETE', `/api/allowed-spaces/${space}?revision=99`],
    ...numbers(1, LAST.overlap).map((id): [string, string, object] => [
      'PUT',
      `/api/land/overlaps/${id}/state`,
      { state: 'disputed', reason: 'x', revision: 99 },
    ]),
    ...numbers(1, LAST.change).map((id): [string, string, object] => ['POST', `/api/changes/${id}/undo`, {}]),
    ...numbers(1, LAST.import).flatMap((id): [string, string, object][] => [
      ['PATCH', `/api/imports/${id}`, { revision: 0 }],
      ['POST', `/api/imports/${id}/save`, {}],
    ]),
    ...numbers(1, LAST.land_unit).flatMap((id): [string, string, object?][] => [
      ['PUT', `/api/land/units/${id}`, { revision: 0, name: 'X' }],
      ['DELETE', `/api/land/units/${id}?revision=0`],
      ['POST', `/api/land/units/${id}/assertions`, { predicate: 'holds', sourceId: id, partyId: id }],
      ['PUT', `/api/land/extents/${id}`, { revision: 0, part: 'X' }],
      ['PUT', `/api/land/parties/${id}`, { revision: 0, name: 'X' }],
      ['PUT', `/api/land/sources/${id}`, { revision: 0, title: 'X' }],
      ['PUT', `/api/land/assertions/${id}`, { revision: 0, note: 'X' }],
    ]),
    ...numbers(1, LAST.flow).flatMap((id): [string, string, object?][] => [
      ['DELETE', `/api/corridors/${id}?revision=0`],
      ['DELETE', `/api/exchange/producers/${id}?revision=0`],
      ['DELETE', `/api/exchange/quantities/${id}?revision=0`],
      ['DELETE', `/api/exchange/units/${id}?revision=0`],
      ['DELETE', `/api/exchange/flows/${id}?revision=0`],
      ['POST', '/api/exchange/flows/decide', { flows: [id], state: 'refused' }],
      ['PUT', `/api/corridors/${id}/trucks`, { truckKg: 1, truckCount: 1, truckHome: id, revision: 0 }],
      [
        'POST',
        '/api/exchange/runs',
        {
          corridor: id,
          day: '2026-11-02',
          runs: [{ name: 'X', capacityKg: 9, home: 1, first: 'on', loads: [{ flowId: id, kg: 1 }] }],
        },
      ],
      [
        'PUT',
        '/api/exchange/runs',
        {
          runs: [
            { id, revision: 0, name: 'X', day: '2026-11-02', capacityKg: 9, home: 1, first: 'on', loads: [] },
          ],
        },
      ],
      ['DELETE', `/api/exchange/runs/${id}?revision=0`],
      [
        'POST',
        `/api/exchange/runs/${id}/told`,
        { on: '2026-11-02', sent: [{ flowId: id, kg: 1 }], received: [] },
      ],
    ]),
    ['POST', '/api/demonstration'],
    ['PATCH', '/api/accounts/1', { revision: 0, disabled: true }],
    ['DELETE', '/api/invitations/1'],
    ['POST', '/api/invitations', { grants: [{ role: 'observer', scope: { kind: 'commune', id: commune } }] }],
    ['POST', '/api/sign-in', { name: `${PEOPLE[0].toLowerCase()} cuenta`, password: 'no es la mía' }],
  ]
  return tried.map(([method, url, body]) => ({
    method: method as Asked['method'],
    url,
    body,
    operation: `${method} ${url}`,
  }))
}

const found = (answers: Map<string, Told>, word: string): string[] =>
  [...answers]
    .filter(
      ([, { text, bytes }]) =>
        text.includes(word) || bytes.includes(word) || text.includes(word.toLowerCase()),
    )
    .map(([asked]) => asked)
const foundNear = (answers: Map<string, Told>, values: readonly number[], within: number): string[] =>
  [...answers].filter(([, { text }]) => numbersNear(text, values, within).length > 0).map(([asked]) => asked)

describe(`${engine}: what is hidden is in no answer to`, () => {
  test.each(Object.keys(UNSEEN))('%s', (name) => {
    const answers = atLast.get(name)!
    const { sets, files, people } = UNSEEN[name]
    const words = [...sets.map((set) => SETS[set].word), ...(files ? [FILES] : []), ...(people ? PEOPLE : [])]
    for (const word of words) expect([word, found(answers, word)]).toEqual([word, []])
    for (const set of sets) expect([set, foundNear(answers, SETS[set].place, 0.03)]).toEqual([set, []])
    if (sets.includes('committee')) expect(foundNear(answers, IN_THE_HOLE, 2e-6)).toEqual([])
    // Neither a number of one of them; whoever asks for a number is told that there is no such thing, with the number.
    for (const set of sets) {
      const { councils, commune } = hidden[set]
      const told = [...answers].flatMap(([asked, { status, text }]) =>
        status === 200 && !asked.startsWith('POST /api/judge') ? numbersOf(asked, text) : [],
      )
      expect(
        told.filter(([kind, id]) => (kind === 'council' ? councils.includes(id) : id === commune)),
      ).toEqual([])
    }
    expect([...answers.values()].filter(({ status }) => status >= 500)).toEqual([])
  })
})

/** Numbers of councils and communes that an answer of 200 names. */
function numbersOf(asked: string, text: string): ['council' | 'commune', number, string][] {
  const numbered: [RegExp, 'council' | 'commune'][] = [
    [/"councilIds":\[([\d,]*)\]/g, 'council'],
    [/"councils":\[([\d,]*)\]/g, 'council'],
    [/"council(?:[AB]|Id)":(\d+)/g, 'council'],
    [/"communeId":(\d+)/g, 'commune'],
    [/"communeIds":\[([\d,]*)\]/g, 'commune'],
    [/"communes":"([\d,]*)"/g, 'commune'],
    [/"communes":\[([\d,]*)\]/g, 'commune'],
  ]
  return numbered.flatMap(([pattern, kind]) =>
    [...text.matchAll(pattern)].flatMap(([, list]) =>
      list
        .split(',')
        .filter(Boolean)
        .map((id): ['council' | 'commune', number, string] => [kind, Number(id), asked]),
    ),
  )
}

describe(`${engine}: a territory with something hidden answers as one where it never existed:`, () => {
  test.each(['nobody', 'account', 'observer of all', 'organiser of A', 'administrator of A'])(
    '%s',
    (name) => {
      for (const set of UNSEEN[name].sets.filter((set) => after[set].has(name))) {
        const differing: string[] = []
        for (const [asked, told] of before.get(name)!) {
          // The log has no gaps, and says how many entries are not for one's eyes.
          if (asked.startsWith('GET /api/log')) continue
          const now = settled(after[set].get(name)!.get(asked)!)
          if (now !== settled(told)) differing.push(`${asked}\n${settled(told)}\nnow ${now}`)
        }
        expect([set, differing]).toEqual([set, []])
      }
    },
  )
})

describe(`${engine}: the search itself`, () => {
  const SUFFIXES = [
    'NOMBRE',
    'CODIGO',
    'NOTA',
    'FUENTE',
    'CC',
    'RENOMBRADA',
    'DECLARA',
    'RAZON',
    'PORQUE',
    'PROMUEVE',
    'REGISTRO',
    'ACTA',
    'CASO',
    'GACETA',
    'CULTIVO',
  ]

  test('finds every word and every place in what an administrator is told', () => {
    const answers = atLast.get('administrator of all')!
    const words = [
      ...Object.values(SETS).flatMap(({ word }) => SUFFIXES.map((suffix) => word + suffix)),
      ...['ARCHIVO', 'BORRADOR', 'COLUMNA', 'MUESTRA', 'MOTIVO'].map((suffix) => FILES + suffix),
      ...PEOPLE,
    ]
    expect(words.filter((word) => found(answers, word).length === 0)).toEqual([])
    const kinds = [
      '/api/councils?',
      '/api/councils/areas',
      '.mvt',
      '.geojson',
      '.gpkg',
      '.csv',
      '/api/links',
      '/api/allowed-spaces',
    ]
    for (const { place } of Object.values(SETS)) {
      const near = foundNear(answers, place, 0.03)
      for (const kind of kinds)
        expect([kind, near.some((asked) => asked.includes(kind))]).toEqual([kind, true])
    }
    expect(foundNear(answers, IN_THE_HOLE, 2e-6).length).toBeGreaterThan(0)
    for (const layer of ['councils', 'communes'])
      for (const { word } of Object.values(SETS))
        expect(found(answers, word).some((asked) => asked.includes(`/tiles/${layer}/`))).toBe(true)
  })

  test('sees that a territory changed for those who do see it', () => {
    const mine = before.get('nobody')!
    const all = atLast.get('administrator of all')!
    for (const asked of [
      'GET /api/meta',
      'GET /api/communes',
      'GET /api/communes?on=2020-06-06',
      'GET /api/history/days',
      'GET /api/links',
      'GET /api/councils?',
    ])
      expect(settled(all.get(asked)!)).not.toBe(settled(mine.get(asked)!))
  })

  test('asked for numbers beyond the last one', async () => {
    for (const [table, highest] of Object.entries(LAST) as [keyof typeof LAST, number][]) {
      const { last } = await t.database.db
        .selectFrom(table)
        .select((select) => select.fn.max<number>('id').as('last'))
        .executeTakeFirstOrThrow()
      expect([table, last < highest]).toEqual([table, true])
    }
  })
})

test(`${engine}: whoever listens hears that a layer changed, and nothing of what is hidden`, async () => {
  await t.app.listen({ port: 0, host: '127.0.0.1' })
  const origin = `http://127.0.0.1:${(t.app.server.address() as AddressInfo).port}`
  const windows = await Promise.all(
    viewers
      .filter(({ name }) => UNSEEN[name].sets.length > 0)
      .map(({ cookie }) => openWindow(origin, cookie ? { cookie } : {})),
  )
  const { commune } = hidden.committee
  const rename = (revision: number, name: string) =>
    t.ask('PATCH', `/api/communes/${commune}`, { revision, name: `${SETS.committee.word}${name}` })
  const { revision } = (await t.ask<Commune>('GET', `/api/communes/${commune}`)).body
  expect((await rename(revision, 'OTRA')).status).toBe(200)
  expect((await rename(revision + 1, 'OTRAVEZ')).status).toBe(200)
  for (const window of windows)
    await expect.poll(() => window.events().length, { timeout: 10_000 }).toBeGreaterThan(3)
  for (const window of windows) {
    window.leave()
    expect(window.text()).not.toMatch(/ZAFIRO|OTRA/i)
    for (const { data } of window.events()) expect(Object.keys(data)).toEqual(['layer', 'revision'])
  }
})

test(`${engine}: no answer to anybody carries what opens an account`, () => {
  for (const [name, answers] of atLast)
    for (const secret of [
      '$argon2',
      'password_hash',
      'passwordHash',
      'totp_secret',
      'totpSecret',
      'token_hash',
      'tokenHash',
    ])
      expect([name, found(answers, secret)]).toEqual([name, []])
})
