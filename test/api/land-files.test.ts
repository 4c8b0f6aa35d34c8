/** The land record taken away as a file and brought back: without difference, and never more than whoever takes it sees. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { strToU8, unzipSync, zipSync } from 'fflate'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readTables } from '../../server/lands/exchange-files/read-tables.ts'
import type { LandImported } from '../../server/lands/exchange-files/routes.ts'
import type { Tables } from '../../server/lands/exchange-files/tables.ts'
import type { UnitPage } from '../../server/lands/schema.ts'
import type { Changed, Commune } from '../../server/territories/schema.ts'
import { openTestApp, rowOfCouncils, type TestApp } from '../support/app.ts'
import { engine } from '../support/database.ts'
import { landWriter, squareAt } from '../support/land.ts'

let t: TestApp
let folder: string
beforeAll(async () => {
  t = await openTestApp()
  folder = await mkdtemp(join(tmpdir(), 'toparquia-land-files-'))
})
beforeEach(() => t.empty())
afterAll(async () => {
  await t?.close()
  await rm(folder, { recursive: true, force: true })
})

const FORMATS = ['geopackage', 'geojson', 'csv'] as const

async function take(format: string, headers?: Record<string, string>): Promise<Buffer> {
  const answer = await t.app.inject({
    url: `/api/land/export/${format}`,
    headers: headers ?? (await t.administrator()),
  })
  expect(answer.statusCode).toBe(200)
  return answer.rawPayload
}

async function bring(bytes: Buffer | Uint8Array, query = '', headers?: Record<string, string>) {
  const answer = await t.app.inject({
    method: 'POST',
    url: `/api/land/import?fileName=tierras${query}`,
    payload: Buffer.from(bytes),
    headers: { ...(headers ?? (await t.administrator())), 'content-type': 'application/octet-stream' },
  })
  return {
    status: answer.statusCode,
    body: answer.json() as LandImported & { type: string; facts: Record<string, unknown> },
  }
}

async function tablesOf(bytes: Buffer): Promise<Tables> {
  const path = join(folder, 'one')
  await writeFile(path, bytes)
  const read = readTables(path)
  if ('refused' in read) throw new Error(JSON.stringify(read))
  return read.tables
}

/** All that can trip a format: every kind and field, names like formulas, quotes, lines, uncertain dates, every shape. */
async function fill() {
  await t.bringIn('c.geojson', rowOfCouncils(['Norte']))
  const made = await t.ask<Changed<Commune>>('POST', '/api/communes', {
    name: '=Ataroa, "2"',
    councilIds: [1],
  })
  const commune = made.body.record.id
  const land = landWriter(t)
  const unit = (
    await land.unit({
      name: '=1+1',
      note: "Una \"cita\", con coma;\n=y línea\r\n'-2\n''+x",
      municipality: '2009',
      state: '@Lara',
      audience: 'public',
      placePrecision: 'cell-5',
      placeUntil: '2031-05-06',
      communes: [commune],
      fieldAudiences: { name: 'committee' },
      approximate: true,
    })
  ).record.id
  const other = (await land.unit({ name: 'Otra', kind: 'good', demonstration: true })).record.id
  const source = (
    await land.source('Fuente', { url: 'https://example.org/ñ', publishedText: '2016', communes: [commune] })
  ).record.id
  const person = (await land.party('Araguaney', { kind: 'person', communes: [commune] })).record.id
  const group = (
    await land.party('Familias', {
      kind: 'group',
      members: [{ partyId: person, numerator: 1, denominator: 3 }],
    })
  ).record.id
  await land.party('Comuna', { kind: 'commune', communeId: commune })
  const shapes = [
    squareAt(-69 - 1 / 7, 9 + 1 / 3),
    { type: 'MultiPolygon', coordinates: [squareAt(-69, 9).coordinates, squareAt(-68, 9).coordinates] },
    { type: 'Point', coordinates: [-0.1 - 0.2, 1e-7] },
    {
      type: 'LineString',
      coordinates: [
        [-69, 9],
        [-68.5, 9.25],
      ],
    },
    {
      type: 'Polygon',
      coordinates: [
        ...squareAt(-67, 9, 0.1).coordinates,
        squareAt(-66.95, 9.05, 0.01).coordinates[0].toReversed(),
      ],
    },
  ]
  const extents: number[] = []
  for (const geometry of shapes)
    extents.push(
      (
        await land.extent(unit, {
          geometry,
          accuracyM: 0.1 + 0.2,
          from: '2010~early',
          to: '/2015-05-02',
          sourceId: source,
        })
      ).record.id,
    )
  await land.extent(other, {
    geometry: null,
    method: 'described',
    statedAreaM2: 1e7 / 3,
    statedAreaText: '370 acres',
  })
  const held = (
    await land.assertion(unit, {
      predicate: 'holds',
      partyId: group,
      share: { numerator: 1, denominator: 7 },
      from: '2009/2011',
      sourceId: source,
      extentId: extents[1],
      cited: 'p. 3',
    })
  ).record.id
  await land.assertion(unit, {
    predicate: 'area',
    amount: 2237.1,
    amountUnit: 'ha',
    amountText: '2.237',
    sourceId: source,
  })
  await land.assertion(unit, {
    predicate: 'other',
    stance: 'disputes',
    aboutId: held,
    sourceId: source,
    note: '-5',
  })
  return { commune, unit }
}

/** Numbers by their order in their table: what is new in a copy, and nothing else. */
function renumbered(tables: Tables) {
  const ids = {
    sid: 'LA_AdministrativeSource',
    pid: 'LA_Party',
    uid: 'LA_BAUnit',
    suid: 'LA_SpatialUnit',
    rid: 'LA_RRR',
  } as Record<string, string>
  const ranks = Object.fromEntries(
    Object.entries(ids).map(([id, table]) => [
      id,
      new Map(tables[table].map(({ cells }, i) => [cells[id], i + 1])),
    ]),
  )
  const rank = (column: string, value: unknown) =>
    column in ranks && value !== null ? ranks[column].get(value as number) : value
  return Object.fromEntries(
    Object.entries(tables).map(([name, rows]) => [
      name,
      rows.map(({ cells, geometry }) => ({
        geometry,
        ...Object.fromEntries(
          Object.entries(cells).map(([column, value]) => [
            column,
            column === 'about_rid'
              ? rank('rid', value)
              : column === 'members'
                ? JSON.parse(String(value)).map((one: { partyId: number }) => ({
                    ...one,
                    partyId: rank('pid', one.partyId),
                  }))
                : rank(column, value),
          ]),
        ),
      })),
    ]),
  )
}

describe.each(FORMATS)(`${engine}: as %s`, (format) => {
  test('the record goes out and comes back without difference, as one step that is undone as one', async () => {
    await fill()
    const first = await take(format)
    const before = await tablesOf(first)
    for (const { id, version } of (await t.ask<UnitPage>('GET', '/api/land/units')).body.items)
      expect((await t.ask('DELETE', `/api/land/units/${id}?revision=${version}`)).status).toBe(200)
    const tried = await bring(first, '&preview=true')
    expect(tried.body).toMatchObject({
      counts: { units: 2, extents: 6, assertions: 3, parties: 3, sources: 1, coarse: 0, communesUnknown: 0 },
      change: null,
    })
    expect((await t.ask<UnitPage>('GET', '/api/land/units')).body.total).toBe(0)
    const brought = await bring(first)
    expect(brought.status, JSON.stringify(brought.body)).toBe(200)
    const after = await tablesOf(await take(format))
    // Parties and sources of before are still there.
    for (const [name, count] of [
      ['LA_Party', 3],
      ['LA_AdministrativeSource', 1],
    ] as const)
      after[name].splice(0, count)
    expect(renumbered(after)).toEqual(renumbered(before))
    await t.ask('POST', `/api/changes/${brought.body.change!.id}/undo`, {})
    expect((await t.ask<UnitPage>('GET', '/api/land/units')).body.total).toBe(0)
    expect((await tablesOf(await take(format))).LA_Party).toHaveLength(3)
  })

  test('a file that is none, or lies, is refused and nothing is left of it', async () => {
    await fill()
    for (const bytes of ['', '{}', 'PK', 'SQLite format 3\0', 'x'.repeat(1000)])
      expect((await bring(Buffer.from(bytes))).body.type).toBe('urn:toparquia:problem:not-a-land-file')
    expect((await t.ask<UnitPage>('GET', '/api/land/units')).body.total).toBe(2)
  })

  test('the public takes away what it sees: no exact shape, no hidden field, no commune', async () => {
    const { unit } = await fill()
    const tables = await tablesOf(await take(format, {}))
    expect(tables.LA_BAUnit).toHaveLength(1)
    expect(tables.LA_BAUnit[0].cells).toMatchObject({
      uid: unit,
      name: null,
      municipality: null,
      state: null,
      communes: '[]',
    })
    expect(tables.LA_SpatialUnit).toEqual([])
    expect(tables.LA_Party).toEqual([])
  })
})

test(`${engine}: a row that says what no request may say is refused by its name`, async () => {
  await fill()
  const files = unzipSync(await take('csv'))
  const withCell = (table: string, from: string, to: string) => {
    const text = new TextDecoder().decode(files[`${table}.csv`])
    expect(text).toContain(from)
    return zipSync({ ...files, [`${table}.csv`]: strToU8(text.replace(from, to)) })
  }
  const cases = [
    ['LA_BAUnit', 'public', 'everybody', 'audience'],
    ['LA_BAUnit', '2031-05-06', '2031-99-99', 'placeUntil'],
    ['LA_BAUnit', 'cell-5', 'cell-0', 'placePrecision'],
    ['LA_RRR', '2009/2011', 'antes', 'date-not-understood'],
    ['LA_RRR', ',ha,', ',,', 'amount-without-unit'],
    ['LA_RRR', ',disputes,', ',,', 'stance-alone'],
    ['LA_SpatialUnit', 'POINT (', 'POINT ((', 'WKT'],
    ['LA_SpatialUnit', '0.30000000000000004', 'diez', 'accuracy_m'],
    ['LA_SpatialUnit', 'POLYGON', 'TRIANGLE', 'geometry'],
  ]
  for (const [table, from, to, why] of cases) {
    const { status, body } = await bring(withCell(table, from, to))
    expect([status, body.facts], `${table} ${to}`).toMatchObject([422, { table, why }])
  }
})

test(`${engine}: a committee brings in what becomes its own, and nothing else`, async () => {
  const { commune } = await fill()
  const file = await take('geojson')
  const { cookie } = await t.signIn([{ role: 'land-committee', scope: { kind: 'commune', id: commune } }])
  expect((await bring(file, '', { cookie })).status).toBe(403)
  const own = await bring(file, `&communes=${commune}`, { cookie })
  expect(own.status, JSON.stringify(own.body)).toBe(200)
  const { cookie: none } = await t.signIn([{ role: 'observer', scope: { kind: 'everything' } }])
  expect((await bring(file, `&communes=${commune}`, { cookie: none })).status).toBe(403)
})
