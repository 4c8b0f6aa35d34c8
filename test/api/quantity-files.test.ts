/** Quantities from spreadsheets, units of a place and what organisations get out of what they process, over HTTP. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Grant } from '../../domain/access/index.ts'
import { MEANINGS, NO_ANSWERS } from '../../domain/exchange/quantity-files/index.ts'
import type {
  SheetFile,
  SheetReading,
  SheetUnderstood,
} from '../../server/exchanges/quantity-files/schema.ts'
import type { Measure, Producer, Quantity } from '../../server/exchanges/schema.ts'
import type { LogPage } from '../../server/log/schema.ts'
import type { Problem } from '../../server/problem-schema.ts'
import type { Changed, Commune } from '../../server/territories/schema.ts'
import { openTestApp, rowOfCouncils, type TestApp } from '../support/app.ts'
import { written } from '../support/exchange.ts'
import { ods, type Value, xlsx } from '../support/sheets.ts'

let t: TestApp
/** Oeste, Medio, and one for its committee. */
let communes: number[]

beforeAll(async () => {
  t = await openTestApp()
  await t.bringIn('seis.geojson', rowOfCouncils(['1', '2', '3', '4', '5', '6']))
  communes = []
  for (const [name, councilIds, audience] of [
    ['Oeste', [1, 2], 'public'],
    ['Medio', [3, 4], 'public'],
    ['Oculta', [5, 6], 'committee'],
  ] as const)
    communes.push((await made<Commune>('/api/communes', { name, councilIds, audience })).record.id)
})
afterAll(() => t?.close())

const made = <T>(url: string, body: object) => written<T>(t, url, body)

const upload = async (fileName: string, bytes: Buffer | string, headers?: Record<string, string>) => {
  const answer = await t.app.inject({
    method: 'POST',
    url: `/api/exchange/quantity-files/read?fileName=${encodeURIComponent(fileName)}`,
    payload: bytes,
    headers: { ...(headers ?? (await t.administrator())), 'content-type': 'application/octet-stream' },
  })
  return { status: answer.statusCode, body: answer.json() as SheetFile & Problem }
}

const HEADER = [
  'Comuna',
  'Lugar en la balanza',
  'Producto',
  'Forma',
  'Cantidad',
  'Unidad',
  'Mes o año',
  'Fuente',
]
const ROWS: Value[][] = [
  [
    'Oeste',
    'produce',
    'café',
    'verde',
    { formula: 'SUM(1,2)', value: 12 },
    'quintal',
    { day: 46327 },
    'acta',
  ],
  ['medio', 'necesita', 'caraotas', null, 2.5, 't', 2026, 'acta'],
]

/** Read as the server itself understands it. */
async function readingOf(
  fileName: string,
  rows: Value[][],
  more: Partial<SheetReading> = {},
): Promise<SheetReading> {
  const { status, body } = await upload(fileName, xlsx({ Balanza: [HEADER, ...rows] }))
  expect([status, body.type]).toEqual([200, undefined])
  const [{ name, rows: read, header, columns }] = body.sheets
  return {
    fileName,
    sheet: { name, rows: read },
    header,
    columns,
    answers: NO_ANSWERS,
    leftOut: [],
    again: [],
    audience: 'public',
    ...more,
  }
}
const bring = (reading: SheetReading, headers?: Record<string, string>) =>
  t.ask<SheetUnderstood & Problem>('POST', '/api/exchange/quantity-files', reading, headers)
const quantities = async () =>
  (await t.ask<{ items: Quantity[] }>('GET', '/api/exchange/quantities')).body.items

describe('a spreadsheet', () => {
  test('is read, shown as understood without being saved, saved in one step and undone in one', async () => {
    const reading = await readingOf('noviembre.xlsx', ROWS)
    const before = await quantities()
    const shown = await bring({ ...reading, preview: true })
    expect(shown).toMatchObject({
      status: 200,
      body: { change: null, understood: { counts: { ready: 2, waiting: 0 } } },
    })
    expect(shown.body.understood.totals).toMatchObject([
      { role: 'need', kilograms: { likely: 2500 } },
      { role: 'production', kilograms: { min: 552, max: 552 } },
    ])
    expect(await quantities()).toEqual(before)

    const { status, body } = await bring(reading)
    expect([status, body.change?.kind, body.change?.facts]).toEqual([
      200,
      'quantities-imported',
      { count: 2, name: 'noviembre.xlsx' },
    ])
    const saved = (await quantities()).slice(before.length)
    expect(saved).toMatchObject([
      {
        communeId: communes[0],
        role: 'production',
        product: 'coffee',
        form: 'green',
        amount: 12,
        unit: 'quintal',
        kgLikely: 552,
        period: '2026-11',
        source: 'acta · noviembre.xlsx › Balanza › 2',
        audience: 'public',
        revision: 1,
      },
      {
        communeId: communes[1],
        role: 'need',
        product: 'black-beans',
        amount: 2.5,
        period: '2026',
        source: 'acta · noviembre.xlsx › Balanza › 3',
      },
    ])

    const again = await bring(reading)
    expect(again).toMatchObject({ status: 409, body: { type: 'urn:toparquia:problem:sheet-nothing-new' } })
    expect((await bring({ ...reading, preview: true })).body.understood.counts).toMatchObject({
      there: 2,
      ready: 0,
    })

    expect(await t.ask('POST', `/api/changes/${body.change!.id}/undo`)).toMatchObject({ status: 200 })
    expect(await quantities()).toEqual(before)
    const { body: log } = await t.ask<LogPage>('GET', '/api/log?limit=2')
    expect(log.items.map(({ action }) => action)).toEqual(['change-undone', 'quantities-imported'])
  })

  test('with a column per month is saved month by month, and known again from the same cells', async () => {
    const reading = async (second: number): Promise<SheetReading> => {
      const text = `Comuna;Producto;Forma;Rol;Unidad;ene 2031;feb 2031\nOeste;maíz;grano;produce;t;4;${second}\n`
      const { body } = await upload('ancha.csv', text)
      const [{ name, rows, header, columns, periods }] = body.sheets
      expect(periods).toBe(2)
      const sheet = { name, rows }
      const rest = { answers: NO_ANSWERS, leftOut: [], again: [], audience: 'public' as const }
      return { fileName: 'ancha.csv', sheet, header, columns, ...rest }
    }
    const { status, body } = await bring(await reading(7))
    expect(status, JSON.stringify(body)).toBe(200)
    const mine = async () =>
      (await quantities())
        .filter(({ source }) => source.startsWith('ancha.csv'))
        .map(({ period, amount, source }) => [period, amount, source])
    expect(await mine()).toEqual([
      ['2031-01', 4, 'ancha.csv › 2, 2031-01'],
      ['2031-02', 7, 'ancha.csv › 2, 2031-02'],
    ])
    const again = await bring({ ...(await reading(8)), preview: true })
    expect(again.body.understood.rows.map(({ state, place }) => [state, place])).toEqual([
      ['there', '2, 2031-01'],
      ['changed', '2, 2031-02'],
    ])
    await t.ask('POST', `/api/changes/${body.change!.id}/undo`)
    expect(await mine()).toEqual([])
  })

  test('with anything wrong in a row saves none, until that is mended or left out', async () => {
    const rows = [...ROWS, ['Oueste', 'produce', 'café', 'verde', '1.234', 'libras', 'ayer', null]]
    const reading = await readingOf('mala.xlsx', rows)
    const before = await quantities()
    const refused = await bring(reading)
    expect(refused).toMatchObject({
      status: 422,
      body: { type: 'urn:toparquia:problem:sheet-unresolved', facts: { count: 1 } },
    })
    expect(await quantities()).toEqual(before)
    const { body } = await bring({ ...reading, preview: true })
    expect(body.understood.rows[2].faults.map(({ code, meaning }) => [code, meaning])).toEqual([
      ['asked', 'commune'],
      ['period-unreadable', 'period'],
      ['asked', 'amount'],
    ])
    expect(body.understood.questions.map(({ kind, choices }) => [kind, choices])).toEqual([
      ['commune', [String(communes[0])]],
      ['decimal', [',', '.']],
    ])
    const mended = structuredClone(reading)
    mended.sheet.rows[3].cells[6] = '2026-11'
    mended.answers = {
      ...NO_ANSWERS,
      commune: { oueste: communes[0] },
      decimal: '.',
      unit: { 'libras|coffee/green': 'libra-half-kilo' },
    }
    const saved = await bring(mended)
    expect(saved).toMatchObject({ status: 200, body: { change: { facts: { count: 3 } } } })
    expect((await quantities()).at(-1)).toMatchObject({
      amount: 1.234,
      unit: 'libra-half-kilo',
      kgLikely: 0.617,
    })
    await t.ask('POST', `/api/changes/${saved.body.change!.id}/undo`)
    const without = await bring({ ...reading, leftOut: [4] })
    expect(without).toMatchObject({ status: 200, body: { change: { facts: { count: 2 } } } })
    await t.ask('POST', `/api/changes/${without.body.change!.id}/undo`)
  })

  test('that was corrected puts its rows in the place of those that came from it', async () => {
    const first = await bring(await readingOf('corregida.xlsx', ROWS))
    const corrected = await readingOf('corregida.xlsx', [
      ROWS[0],
      ['medio', 'necesita', 'caraotas', null, 4, 't', 2026, 'acta'],
    ])
    const shown = await bring({ ...corrected, preview: true })
    expect(shown.body.understood.rows.map(({ state }) => state)).toEqual(['there', 'changed'])
    const count = (await quantities()).length
    const replaced = await bring({ ...corrected, again: [3] })
    expect(replaced.status).toBe(200)
    expect((await quantities()).at(-1)).toMatchObject({ amount: 4, kgLikely: 4000, revision: 2 })
    expect(await quantities()).toHaveLength(count)
    for (const { body } of [replaced, first])
      expect(await t.ask('POST', `/api/changes/${body.change!.id}/undo`)).toMatchObject({ status: 200 })
    expect(await quantities()).toHaveLength(count - 2)
  })

  test('is a matter of coordinators of each commune that it names, and knows none that they do not see', async () => {
    const coordinator = async (i: number) =>
      (
        await t.signIn(
          [{ role: 'coordinator', scope: { kind: 'commune', id: communes[i] } } as Grant],
          `coordina ${i}`,
        )
      ).cookie
    const reading = await readingOf('ajena.xlsx', ROWS)
    const cookie = await coordinator(0)
    expect(await bring(reading, { cookie })).toMatchObject({ status: 403 })
    expect(await bring(reading, { cookie: '' })).toMatchObject({ status: 401 })
    const hidden = await readingOf('oculta.xlsx', [
      ['Oculta', 'produce', 'café', 'verde', 1, 't', 2026, null],
    ])
    const { body } = await bring({ ...hidden, preview: true }, { cookie })
    expect(body.understood.questions).toMatchObject([{ kind: 'commune', known: false }])
    expect(JSON.stringify(body.understood.questions[0].choices)).not.toContain(String(communes[2]))
    const own = await bring({ ...reading, leftOut: [3] }, { cookie })
    expect(own).toMatchObject({ status: 200 })
    await t.ask('POST', `/api/changes/${own.body.change!.id}/undo`)
  })

  test('of five thousand rows is saved whole', async () => {
    const rows = Array.from({ length: 5000 }, (_, i): Value[] => [
      'Oeste',
      'produce',
      'papa',
      null,
      i + 1,
      'kg',
      `2026-${String((i % 12) + 1).padStart(2, '0')}`,
      null,
    ])
    const { body } = await bring(await readingOf('larga.xlsx', rows))
    expect(body.change?.facts.count).toBe(5000)
    expect(body.understood.totals).toMatchObject([{ rows: 5000, kilograms: { likely: (5000 * 5001) / 2 } }])
    expect(await t.ask('POST', `/api/changes/${body.change!.id}/undo`)).toMatchObject({ status: 200 })
  })

  test('may be ODS or CSV, and its header is recognised in every language in which it is offered', async () => {
    const read = await upload('b.ods', ods({ Balanza: [HEADER, ...ROWS] }))
    expect(read.body.sheets[0]).toMatchObject({
      header: 0,
      columns: { commune: { column: 0 }, source: { column: 7 } },
    })
    for (const lang of ['es', 'en', 'pt']) {
      const template = await t.ask<Buffer>(
        'GET',
        `/api/exchange/quantity-files/template.csv?lang=${lang}`,
        undefined,
        { cookie: '' },
      )
      expect(String(template.headers['content-disposition'])).toMatch(/^attachment; filename="\w+\.csv"$/)
      const { body } = await upload('plantilla.csv', Buffer.from(template.body))
      expect(Object.keys(body.sheets[0].columns), lang).toEqual([...MEANINGS])
    }
  })

  test('is what was told, taken away: in every language all of it is known when it comes again, and nothing in it is a formula', async () => {
    const told = {
      ...quantity(0, 1.234, 'kg'),
      role: 'loss',
      source: '=HYPERLINK("http://x")',
      season: '@SUM(A1)',
    }
    await made('/api/exchange/quantities', told)
    const all = await quantities()
    for (const lang of ['es', 'en', 'pt']) {
      const taken = await t.ask<Buffer>('GET', `/api/exchange/quantity-files/quantities.csv?lang=${lang}`)
      const text = String(taken.body)
      expect(text).not.toMatch(/(^|[,;"])[=@+-]/m)
      const { body } = await upload('llevadas.csv', text)
      const [{ rows, header, columns }] = body.sheets
      const reading = {
        fileName: 'llevadas.csv',
        sheet: { name: '', rows },
        header,
        columns,
        answers: NO_ANSWERS,
        leftOut: [],
        again: [],
        audience: 'public',
      } as const
      const { understood } = (await bring({ ...reading, leftOut: [], again: [], preview: true })).body
      expect([lang, understood.counts]).toEqual([
        lang,
        { ready: 0, waiting: 0, 'left-out': 0, there: all.length, changed: 0 },
      ])
    }
    const mine = await t.ask<Buffer>(
      'GET',
      `/api/exchange/quantity-files/quantities.csv?commune=${communes[1]}`,
      undefined,
      { cookie: '' },
    )
    expect(String(mine.body).trim().split('\r\n')).toHaveLength(
      1 + all.filter(({ communeId }) => communeId === communes[1]).length,
    )
  })

  test('that cannot be read says why, in the language of whoever asks', async () => {
    const { status, body } = await upload(
      'vieja.xls',
      Buffer.from(`d0cf11e0a1b11ae1${'00'.repeat(600)}`, 'hex'),
      {
        ...(await t.administrator()),
        'accept-language': 'en',
      },
    )
    expect([status, body.type]).toEqual([422, 'urn:toparquia:problem:sheet-not-read'])
    expect(body.detail).toMatch(/^“vieja\.xls”: it is of an old format/)
    const bomb = await upload(
      'bomba.xlsx',
      xlsx({ H: [['x']] }, { 'xl/sharedStrings.xml': '<!DOCTYPE x [<!ENTITY a "a">]><sst/>' }),
    )
    expect(bomb).toMatchObject({ status: 422, body: { facts: { code: 'xml-entities' } } })
    const long = await upload('larga.csv', 'x'.repeat(21 * 1024 * 1024))
    expect(long).toMatchObject({ status: 413, body: { type: 'urn:toparquia:problem:file-too-large' } })
  })
})

const measure = (commune: number | null, kg: number, more: object = {}) => ({
  communeId: commune === null ? null : communes[commune],
  name: 'guacal',
  product: 'tomatoes',
  form: null,
  kgMin: kg,
  kgLikely: kg,
  kgMax: kg,
  validFrom: null,
  validTo: null,
  source: 'asamblea',
  audience: 'public',
  ...more,
})
const quantity = (commune: number, amount: number, unit: string) => ({
  communeId: communes[commune],
  producerId: null,
  role: 'production',
  product: 'tomatoes',
  form: 'fresh',
  amount,
  unit,
  period: '2026-11',
  season: null,
  provenance: 'communal',
  source: 'asamblea',
  invented: false,
  audience: 'public',
})

describe('a unit of a place', () => {
  test('means there what people say, and nothing elsewhere', async () => {
    const { record } = await made<Measure>('/api/exchange/units', measure(0, 20))
    expect(
      (await made<Quantity>('/api/exchange/quantities', quantity(0, 5, 'guacales'))).record,
    ).toMatchObject({
      unit: 'guacales',
      kgLikely: 100,
    })
    expect(await t.ask('POST', '/api/exchange/quantities', quantity(1, 5, 'guacal'))).toMatchObject({
      status: 422,
      body: { type: 'urn:toparquia:problem:measure-unknown' },
    })
    expect(record).toMatchObject({ name: 'guacal', revision: 1 })
  })

  test('that changes states anew what was told in it, in one step that is undone in one', async () => {
    const { items } = (await t.ask<{ items: Measure[] }>('GET', '/api/exchange/units')).body
    const [{ id, revision }] = items
    const { body } = await t.ask<Changed<Measure>>('PUT', `/api/exchange/units/${id}`, {
      ...measure(0, 20, { kgMin: 18, kgMax: 25, kgLikely: 22 }),
      revision,
    })
    expect(body.change).toMatchObject({ kind: 'measure-altered', facts: { name: 'guacal', count: 1 } })
    expect((await quantities()).at(-1)).toMatchObject({ amount: 5, kgMin: 90, kgLikely: 110, kgMax: 125 })
    expect(await t.ask('POST', `/api/changes/${body.change.id}/undo`)).toMatchObject({ status: 200 })
    expect((await quantities()).at(-1)).toMatchObject({ kgMin: 100, kgLikely: 100, kgMax: 100 })
  })

  test('in which something is told is not taken away, nor changed against a version that was not seen', async () => {
    const { items } = (await t.ask<{ items: Measure[] }>('GET', '/api/exchange/units')).body
    const [{ id, revision }] = items
    expect(await t.ask('DELETE', `/api/exchange/units/${id}?revision=${revision}`)).toMatchObject({
      status: 409,
      body: { type: 'urn:toparquia:problem:measure-in-use', facts: { count: 1 } },
    })
    expect(await t.ask('DELETE', `/api/exchange/units/${id}?revision=${revision - 1}`)).toMatchObject({
      status: 409,
    })
    expect(await t.ask('PUT', `/api/exchange/units/${id}`, measure(0, 9))).toMatchObject({ status: 428 })
    const [last] = (await quantities()).slice(-1)
    await t.ask('DELETE', `/api/exchange/quantities/${last.id}?revision=${last.revision}`)
    expect(await t.ask('DELETE', `/api/exchange/units/${id}?revision=${revision}`)).toMatchObject({
      status: 200,
    })
  })

  test.each([
    ['the least above the most', { kgMin: 30 }, 'measure-incomplete'],
    ['a form of no product', { product: null, form: 'fresh' }, 'measure-incomplete'],
    ['an end before its beginning', { validFrom: '2026-11', validTo: '2026-10' }, 'dates-reversed'],
    ['of a product that there is not', { product: 'gold' }, 'product-unknown'],
  ])('with %s is refused', async (_what, more, reason) =>
    expect(await t.ask('POST', '/api/exchange/units', measure(0, 20, more))).toMatchObject({
      status: 422,
      body: { type: `urn:toparquia:problem:${reason}` },
    }),
  )

  test('of everywhere is a matter of a role over everything', async () => {
    const { cookie } = await t.signIn(
      [{ role: 'coordinator', scope: { kind: 'commune', id: communes[0] } }],
      'de aquí',
    )
    const ask = async (commune: number | null) =>
      (await t.ask('POST', '/api/exchange/units', measure(commune, 20), { cookie })).status
    expect([await ask(null), await ask(1), await ask(0)]).toEqual([403, 403, 201])
  })
})

test('an organisation says itself what comes out of what it processes, and is undone', async () => {
  const mill = {
    communeId: communes[0],
    kind: 'eps-direct',
    name: 'Molino',
    role: 'processor',
    throughputKg: 20_000,
    madeOfProduct: 'maize',
    madeOfForm: 'grain',
    makesProduct: 'maize',
    makesForm: 'meal',
    note: null,
    audience: 'public',
  }
  const { record, change } = await made<Producer>('/api/exchange/producers', {
    ...mill,
    rateMin: 0.6,
    rateMax: 0.65,
    rateSource: 'el molino',
  })
  expect(record).toMatchObject({ rateMin: 0.6, rateMax: 0.65, rateSource: 'el molino' })
  for (const wrong of [
    { rateMin: 0.6 },
    { rateMin: 0.9, rateMax: 0.5, rateSource: 'x' },
    { makesForm: null },
  ])
    expect(await t.ask('POST', '/api/exchange/producers', { ...mill, ...wrong })).toMatchObject({
      status: 422,
      body: { type: 'urn:toparquia:problem:processing-incomplete' },
    })
  await made('/api/exchange/quantities', { ...quantity(0, 10, 't'), product: 'maize', form: 'grain' })
  await made('/api/exchange/quantities', {
    ...quantity(1, 3, 't'),
    product: 'maize',
    form: 'meal',
    role: 'need',
  })
  const { body } = await t.ask<{ processing: { rate: number }[] }>('POST', '/api/exchange/problem', {
    firstMonth: '2026-11',
    lastMonth: '2026-11',
  })
  expect(body.processing.map(({ rate }) => rate)).toEqual([0.625])
  expect(await t.ask('POST', `/api/changes/${change.id}/undo`)).toMatchObject({ status: 200 })
})
