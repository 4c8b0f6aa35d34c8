import { gzipSync, strToU8, zipSync } from 'fflate'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Import } from '../../server/imports/schema.ts'
import type { CouncilPage } from '../../server/territories/schema.ts'
import { openTestApp, square, type TestApp } from '../support/app.ts'
import { clockwise, dbfOf, shapefileOf } from '../support/files.ts'

let t: TestApp
beforeAll(async () => {
  t = await openTestApp()
})
afterAll(() => t.close())
beforeEach(() => t.empty())

const ring = (column: number): number[][] => square(column, 0).coordinates[0]
const NAMES = ['La Miel', 'Peña Blanca']
const line = (i: number) =>
  JSON.stringify({ type: 'Feature', properties: { nombre: NAMES[i] }, geometry: square(i, 0) })
const wkt = (i: number) =>
  `POLYGON((${ring(i)
    .map(([x, y]) => `${x} ${y}`)
    .join(',')}))`
const kml = `<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>${[0, 1]
  .map(
    (i) =>
      `<Placemark><name>${NAMES[i]}</name><Polygon><outerBoundaryIs><LinearRing><coordinates>${ring(i)
        .map((position) => `${position.join(',')},120`)
        .join(' ')}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>`,
  )
  .join('')}</Document></kml>`
const gpx = `<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">${[0, 1]
  .map(
    (i) =>
      `<trk><name>${NAMES[i]}</name><trkseg>${ring(i)
        .map(([x, y]) => `<trkpt lon="${x}" lat="${y}"><ele>9</ele></trkpt>`)
        .join('')}</trkseg></trk>`,
  )
  .join('')}</gpx>`

function shapefileZip(): Uint8Array {
  const { shp, shx } = shapefileOf([0, 1].map((i) => [clockwise(ring(i))]))
  const wgs84 =
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
  const dbf = dbfOf(
    ['nombre'],
    NAMES.map((name) => [name]),
    'latin1',
  )
  return zipSync({
    'consejos/áreas.shp': shp,
    'consejos/áreas.shx': shx,
    'consejos/áreas.dbf': dbf,
    'consejos/áreas.prj': strToU8(wgs84),
  })
}

const FILES: [name: string, bytes: () => Uint8Array | string][] = [
  ['a.geojson', () => `{"type":"FeatureCollection","features":[${line(0)},${line(1)}]}`],
  ['a.geojsonl', () => `${line(0)}\n${line(1)}\n`],
  ['a.geojsonl.gz', () => gzipSync(strToU8(`${line(0)}\n${line(1)}\n`))],
  ['a.csv', () => `nombre,WKT,crs\n${[0, 1].map((i) => `${NAMES[i]},"${wkt(i)}",EPSG:4326`).join('\n')}\n`],
  ['a.kml', () => kml],
  ['a.kmz', () => zipSync({ 'doc.kml': strToU8(kml) })],
  ['a.gpx', () => gpx],
  ['a.zip', shapefileZip],
]

describe('every format comes in through the same door', () => {
  test.each(FILES)('%s', async (name, bytes) => {
    const content = bytes()
    const received = await t.upload(name, typeof content === 'string' ? content : Buffer.from(content))
    const read = await t.settled(received.body.id)
    // A track is a line: that it should become an area is a person's decision.
    const decisions = read.problems
      .filter(({ severity }) => severity === 'decide')
      .map(({ code, decisions: [decision] }) => ({ code, decision }))
    if (name === 'a.csv' && read.status === 'needs-crs')
      await t.ask('PATCH', `/api/imports/${read.id}`, { crs: 'EPSG:4326' })
    else await t.ask<Import>('PATCH', `/api/imports/${read.id}`, { decisions })
    expect(await t.settled(read.id)).toMatchObject({ status: 'ready', acceptedCount: 2, undecidedCount: 0 })
    await t.ask('POST', `/api/imports/${read.id}/save`)
    expect(await t.settled(read.id)).toMatchObject({ status: 'saved' })
    const { items } = (await t.ask<CouncilPage>('GET', '/api/councils')).body
    expect(items.map((council) => council.name)).toEqual(NAMES)
    expect(items[0].bounds).toEqual([-69.5, 9.5, -69.49, 9.51])
  })
})
