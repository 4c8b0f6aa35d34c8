/**
 * Areas that others drew, brought in edition by edition and taken back; and a claim shown as a real municipality by every
 * way out, where the published layer is at hand (../shared/data).
 */
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FeatureCollection, Geometry, Polygon } from 'geojson'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readTables } from '../../server/lands/exchange-files/read-tables.ts'
import type { AreasBroughtIn, Editions } from '../../server/lands/reference-schema.ts'
import type { LandMap, PublicViewAnswer, UnitWhole } from '../../server/lands/schema.ts'
import type { LogPage } from '../../server/log/schema.ts'
import type { OverlapPage } from '../../server/overlaps/schema.ts'
import type { Problem } from '../../server/problem-schema.ts'
import { openTestApp, type TestApp } from '../support/app.ts'
import { numbersNear } from '../support/crawl.ts'
import { engine } from '../support/database.ts'
import { landWriter, squareAt } from '../support/land.ts'

const LAYER = new URL('../../../shared/data/geo/ve_admin/ve_municipalities_wof.geojson', import.meta.url)
  .pathname

let t: TestApp
beforeAll(async () => {
  t = await openTestApp()
})
beforeEach(() => t.empty())
afterAll(() => t?.close())

async function bring(query: Record<string, string>, features: object) {
  const answer = await t.app.inject({
    method: 'POST',
    url: `/api/land/reference-areas?${new URLSearchParams({ fileName: 'areas.geojson', ...query })}`,
    payload: JSON.stringify(features),
    headers: { ...(await t.administrator()), 'content-type': 'application/octet-stream' },
  })
  return { status: answer.statusCode, body: answer.json() as AreasBroughtIn & Problem }
}
const area = (properties: object, geometry: Geometry) => ({ type: 'Feature', properties, geometry })
const layer = (...features: object[]) => ({ type: 'FeatureCollection', features })
const editions = async () => (await t.ask<Editions>('GET', '/api/land/reference-editions')).body.items
const overlaps = async () => (await t.ask<OverlapPage>('GET', '/api/land/overlaps')).body.items

describe(`${engine}: an edition of protected areas`, () => {
  const parks = { kind: 'protected-area', source: 'Gaceta' }
  const park = (code: string, name: string, west: number, size = 0.02) =>
    area({ codigo: code, nombre: name }, squareAt(west, 9.7, size))

  test('that is newer keeps each area’s number, and what people agreed on its overlap stays theirs', async () => {
    const land = landWriter(t)
    const { id } = (await land.unit({ name: 'El Maizal' })).record
    await land.extent(id, { geometry: squareAt(-69.2, 9.7, 0.01) })
    const first = await bring(parks, layer(park('P1', 'Terepaima', -69.205), park('P2', 'Yurubi', -68.8)))
    expect(first).toMatchObject({
      status: 200,
      body: {
        areas: 2,
        kept: 0,
        added: 2,
        gone: 0,
        nameField: 'nombre',
        codeField: 'codigo',
        names: ['Terepaima', 'Yurubi'],
      },
    })
    const [found] = await overlaps()
    expect(found).toMatchObject({ b: { name: 'Terepaima' }, state: 'open', cause: 'found' })
    const said = { state: 'acknowledged', reason: 'Acuerdo con el parque', revision: found.revision }
    await t.ask('PUT', `/api/land/overlaps/${found.id}/state`, said)

    // The other edition: another name and a line that moved by metres; one that goes, one that comes.
    const next = layer(park('P3', 'Dinira', -68.5), park('P1', 'Parque Nacional Terepaima', -69.205, 0.02001))
    const seen = await bring({ ...parks, preview: 'true' }, next)
    expect(seen.body).toMatchObject({ edition: null, kept: 1, added: 1, gone: 1 })
    expect((await editions()).length).toBe(1)
    const second = await bring(parks, next)
    expect(second.body).toMatchObject({ kept: 1, added: 1, gone: 1 })
    const [still] = await overlaps()
    expect([still.id, still.b.id, still.b.name, still.state, still.reason]).toEqual([
      found.id,
      found.b.id,
      'Parque Nacional Terepaima',
      'acknowledged',
      'Acuerdo con el parque',
    ])
    expect(await editions()).toMatchObject([
      { areas: 2, added: 1, changed: 1, gone: 1, last: true, undoneAt: null },
      { areas: 2, added: 2, changed: 0, gone: 0, last: false },
    ])
    // Once more the same: nothing is another.
    await bring(parks, next)
    expect((await editions())[0]).toMatchObject({ added: 0, changed: 0, gone: 0 })
  })

  test('is taken back to the last line, the last one first', async () => {
    const state = async () =>
      (
        await sql<{ row: string }>`select to_jsonb(r)::text as row from reference_area r order by id`.execute(
          t.database.db,
        )
      ).rows.map(({ row }) => row)
    await bring(parks, layer(park('P1', 'Terepaima', -69.205), park('P2', 'Yurubi', -68.8)))
    const before = await state()
    await bring(parks, layer(park('P3', 'Dinira', -68.5), park('P1', 'Otro nombre', -69.3)))
    const [second, first] = await editions()
    const refused = await t.ask<Problem>('POST', `/api/land/reference-editions/${first.id}/undo`)
    expect([refused.status, refused.body.type.split(':').at(-1)]).toEqual([409, 'area-edition-not-last'])
    expect((await t.ask('POST', `/api/land/reference-editions/${second.id}/undo`)).status).toBe(200)
    expect(await state()).toEqual(before)
    expect((await t.ask('POST', `/api/land/reference-editions/${first.id}/undo`)).status).toBe(200)
    expect(await state()).toEqual([])
    const { body } = await t.ask<LogPage>('GET', '/api/log?limit=2')
    expect(body.items.map(({ action }) => action)).toEqual(['areas-taken-back', 'areas-taken-back'])
  })

  test('is refused with two areas of one code, and without a name, and leaves nothing', async () => {
    const twice = await bring(parks, layer(park('P1', 'Uno', -69), park('P1', 'Dos', -68)))
    expect([twice.status, twice.body.type.split(':').at(-1)]).toEqual([422, 'area-code-twice'])
    const nameless = await bring(parks, layer(area({ x: 1 }, squareAt(-69, 9))))
    expect(nameless.body.type.split(':').at(-1)).toBe('areas-without-name')
    expect(await editions()).toEqual([])
  })
})

/** Whatever lies within about a hundred metres of the claim. */
const NEAR = 0.0009

describe.skipIf(!existsSync(LAYER))(
  `${engine}: the municipalities of Venezuela, as Who's On First has them`,
  () => {
    const municipalities = () => JSON.parse(readFileSync(LAYER, 'utf8')) as FeatureCollection<Polygon>
    const query = {
      kind: 'municipality',
      source: 'Who’s On First',
      codeField: 'wof_id',
    }

    test('come in with names, states and codes, and stand for a claim by every way out', {
      timeout: 300_000,
    }, async () => {
      const land = landWriter(t)
      // Near Sabana Alta, by GeoNames in the municipality Simón Planas; the square itself is invented.
      const corner = [-69.241294, 9.734331] as const
      const { id } = (
        await land.unit({
          name: 'Fundo de prueba',
          audience: 'public',
          placePrecision: 'municipality',
          municipality: 'ESCONDIDO',
        })
      ).record
      const exact = squareAt(...corner, 0.0031)
      await land.extent(id, { audience: 'public', geometry: exact })
      const anonymous = { cookie: '' }
      const seen = async () =>
        (await t.ask<UnitWhole>('GET', `/api/land/units/${id}`, undefined, anonymous)).body
      expect((await seen()).extents[0].place).toMatchObject({ precision: 'cell-50', name: null })

      const read = await bring(query, municipalities())
      expect(read).toMatchObject({
        status: 200,
        body: { areas: 335, skipped: 0, added: 335, units: 1, stateField: 'state' },
      })

      const { place } = (await seen()).extents[0]
      expect(place).toMatchObject({ precision: 'municipality', name: 'Simon Planas', areaM2: null })
      const { rows } = await sql<{ km2: number; same: boolean }>`
      select st_area(st_geomfromgeojson(${JSON.stringify(place!.geometry)})::geography) / 1e6 as km2,
        (select st_contains(r.geom, st_setsrid(st_point(-69.24, 9.736), 4326)) from reference_area r
          where r.code = '1108694427') as same`.execute(t.database.db)
      // By the README of the layer it has 852.3 km².
      expect(rows[0].km2).toBeCloseTo(852.3, 0)
      expect(rows[0].same).toBe(true)

      // Before saving it is shown as the very same.
      const preview = await t.ask<PublicViewAnswer>('POST', '/api/land/public-view', {
        geometry: exact,
        audience: 'public',
        placeAudience: 'committee',
        placePrecision: 'municipality',
      })
      expect(preview.body.place).toEqual({
        precision: 'municipality',
        name: place!.name,
        geometry: place!.geometry,
      })
      expect(preview.body.hidden).toEqual(['communes'])

      // A box in the municipality, ten kilometres away, meets it; one over the claim is no other answer.
      const map = async (box: string) =>
        (await t.ask<LandMap>('GET', `/api/land/map?bbox=${box}`, undefined, anonymous)).body.features
      const away = await map('-69.15,9.79,-69.14,9.80')
      expect(away).toMatchObject([
        { properties: { role: 'cell', precision: 'municipality', municipality: place!.name } },
      ])
      expect(await map(`${corner[0]},${corner[1]},${corner[0] + 0.01},${corner[1] + 0.01}`)).toEqual(away)
      expect(await map('-66.95,10.48,-66.90,10.52')).toEqual([])

      // The coordinates of the claim are in no file, and the municipality is in all of them. Where one of its own border's
      // points is as near, it is its.
      const border = JSON.stringify(place!.geometry)
      const own = [...corner, corner[0] + 0.0031, corner[1] + 0.0031].map(
        (value) => numbersNear(border, [value], NEAR).length,
      )
      const folder = await mkdtemp(join(tmpdir(), 'toparquia-municipality-'))
      try {
        for (const format of ['geojson', 'geopackage', 'csv']) {
          const { rawPayload } = await t.app.inject({ url: `/api/land/export/${format}`, headers: anonymous })
          const path = join(folder, 'export')
          await writeFile(path, rawPayload)
          const told = JSON.stringify(readTables(path))
          expect(told, format).toContain('municipality')
          for (const [i, value] of [...corner, corner[0] + 0.0031, corner[1] + 0.0031].entries())
            expect(numbersNear(told, [value], NEAR).length, `${format} ${value}`).toBeLessThanOrEqual(own[i])
        }
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
      const report = await t.app.inject({
        url: `/api/land/units/${id}/report.pdf?lang=es`,
        headers: anonymous,
      })
      expect(report.statusCode).toBe(200)

      // The edition is taken back: no municipality is left, and a cell of 50 km stands for it again.
      const [edition] = await editions()
      expect((await t.ask('POST', `/api/land/reference-editions/${edition.id}/undo`)).body).toEqual({
        areas: 335,
        units: 1,
      })
      expect((await seen()).extents[0].place).toMatchObject({ precision: 'cell-50' })
    })

    test('that are brought in again keep their numbers, all 335', { timeout: 300_000 }, async () => {
      const ids = async () =>
        (await sql<{ id: number }>`select id from reference_area order by code`.execute(t.database.db)).rows
      await bring(query, municipalities())
      const first = await ids()
      const again = await bring(query, layer(...municipalities().features.toReversed()))
      expect(again.body).toMatchObject({ kept: 335, added: 0, gone: 0 })
      expect(await ids()).toEqual(first)
      expect((await editions())[0]).toMatchObject({ changed: 0 })
    })
  },
)
