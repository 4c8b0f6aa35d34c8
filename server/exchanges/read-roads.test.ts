import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildNetwork } from '../../domain/exchange/roads/index.ts'
import { collection, dbfOf, polygonFeature, shapefileOf, square } from '../../test/support/files.ts'
import { type RoadFile, readRoads } from './read-roads.ts'
import { roadAttributes } from './road-attributes.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'toparquia-test-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

async function read(fileName: string, content: string | Uint8Array, more: Partial<RoadFile> = {}) {
  const path = join(directory, 'upload')
  await writeFile(path, content)
  return readRoads({ path, fileName, ...more })
}
async function roadsIn(fileName: string, content: string | Uint8Array, more: Partial<RoadFile> = {}) {
  const outcome = await read(fileName, content, more)
  if (outcome.kind !== 'read') throw new Error(JSON.stringify(outcome))
  return outcome
}

const EAST_WEST = [
  [-69.02, 9.5],
  [-69.0, 9.5],
  [-68.98, 9.5],
]
const NORTH_SOUTH = [
  [-69.01, 9.49],
  [-69.01, 9.51],
]
const line = (coordinates: unknown, properties: object = {}) => ({
  type: 'Feature',
  properties,
  geometry: { type: 'LineString', coordinates },
})
const REGVEN_PRJ =
  'PROJCS["REGVEN / UTM zone 19N",GEOGCS["REGVEN",DATUM["Red_Geodesica_Venezolana",SPHEROID["GRS 1980",6378137,298.257222101]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",-69],PARAMETER["scale_factor",0.9996],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1],AUTHORITY["EPSG","2202"]]'

/** A GeoPackage of lines, as another program would write it. */
function geoPackageOf(lines: { geometry: number[][]; name: string; tags: string }[], srs = 4326): string {
  const path = join(directory, 'roads.gpkg')
  const database = new DatabaseSync(path)
  database.exec(`
    pragma application_id = 0x47504b47;
    create table gpkg_spatial_ref_sys (srs_name text, srs_id integer primary key, organization text, organization_coordsys_id integer, definition text);
    insert into gpkg_spatial_ref_sys values ('x', ${srs}, 'EPSG', ${srs}, '');
    create table gpkg_contents (table_name text primary key, data_type text, identifier text, srs_id integer);
    insert into gpkg_contents values ('vías', 'features', 'vías', ${srs});
    create table gpkg_geometry_columns (table_name text, column_name text, geometry_type_name text, srs_id integer, z tinyint, m tinyint);
    insert into gpkg_geometry_columns values ('vías', 'geom', 'LINESTRING', ${srs}, 0, 0);
    create table "vías" (fid integer primary key, geom blob, name text, other_tags text);`)
  const insert = database.prepare('insert into "vías" (geom, name, other_tags) values (?, ?, ?)')
  for (const { geometry, name, tags } of lines) {
    const blob = Buffer.alloc(8 + 9 + 16 * geometry.length)
    blob.write('GP')
    blob[3] = 1
    blob.writeInt32LE(srs, 4)
    blob[8] = 1
    blob.writeUInt32LE(2, 9)
    blob.writeUInt32LE(geometry.length, 13)
    for (const [i, [x, y]] of geometry.entries()) {
      blob.writeDoubleLE(x, 17 + 16 * i)
      blob.writeDoubleLE(y, 25 + 16 * i)
    }
    insert.run(blob, name, tags)
  }
  database.close()
  return path
}

describe('roads of a file', () => {
  it('come out of GeoJSON with what their columns say, and meet where they cross', async () => {
    const { roads, understood, report } = await roadsIn(
      'vias.geojson',
      collection(
        line(EAST_WEST, { id: 'troncal-4', nombre: 'Troncal 4', maxspeed: '80', oneway: 'yes' }),
        line(NORTH_SOUTH, { id: 'ramal', puente: 'no' }),
      ),
    )
    expect(roads).toEqual([
      { id: 'troncal-4', coordinates: EAST_WEST, level: 0, oneWay: 1, speedKmh: 80, name: 'Troncal 4' },
      { id: 'ramal', coordinates: NORTH_SOUTH, level: 0, oneWay: 0, speedKmh: null, name: null },
    ])
    expect(understood).toEqual({ id: 2, name: 1, speed: 1, oneWay: 1, bridge: 1 })
    expect(report.bounds).toEqual([-69.02, 9.49, -68.98, 9.51])
    expect(buildNetwork(roads)).toMatchObject({ segmentCount: 4, islandCount: 1 })
  })

  it('pass over each other where a GeoPackage from OpenStreetMap says bridge', async () => {
    const path = geoPackageOf([
      { geometry: EAST_WEST, name: 'Autopista', tags: '"lanes"=>"4","bridge"=>"yes","layer"=>"1"' },
      { geometry: NORTH_SOUTH, name: 'Camino', tags: '"surface"=>"unpaved"' },
    ])
    const outcome = await readRoads({ path, fileName: 'vías.gpkg', prefix: 'osm:' })
    if (outcome.kind !== 'read') throw new Error(outcome.kind)
    expect(outcome.roads).toMatchObject([
      { id: 'osm:1', level: 1, name: 'Autopista' },
      { id: 'osm:2', level: 0 },
    ])
    expect(buildNetwork(outcome.roads).passedOver).toHaveLength(1)
  })

  it('come out of a shapefile in a ZIP, from the system that its .prj names', async () => {
    const { shp, shx } = shapefileOf(
      [
        [
          [
            [500_000, 1_050_000],
            [501_000, 1_050_000],
          ],
        ],
        [
          [
            [500_000, 1_051_000],
            [501_000, 1_051_000],
          ],
          [
            [500_000, 1_052_000],
            [501_000, 1_052_000],
          ],
        ],
      ],
      3,
    )
    const parts = {
      'vias.shp': shp,
      'vias.shx': shx,
      'vias.dbf': dbfOf(['NOMBRE'], [['Vía a Río Claro'], ['Dos tramos']]),
      'vias.prj': Buffer.from(REGVEN_PRJ),
    }
    const { roads, report } = await roadsIn('vias.zip', zipSync(parts))
    expect(roads.map(({ id, name }) => [id, name])).toEqual([
      ['1', 'Vía a Río Claro'],
      ['2/1', 'Dos tramos'],
      ['2/2', 'Dos tramos'],
    ])
    expect(roads[0].coordinates[0]).toEqual([expect.closeTo(-69, 5), expect.closeTo(9.497, 2)])
    expect(report.problems.map(({ code }) => code)).toContain('reprojected')
  })

  it('ask for the coordinate system where a shapefile does not name it, and take the answer', async () => {
    const { shp, shx } = shapefileOf(
      [
        [
          [
            [500_000, 1_050_000],
            [501_000, 1_050_000],
          ],
        ],
      ],
      3,
    )
    const zip = zipSync({ 'vias.shp': shp, 'vias.shx': shx, 'vias.dbf': dbfOf(['NOMBRE'], [['a']]) })
    expect(await read('vias.zip', zip)).toMatchObject({ kind: 'needs-crs' })
    const { roads } = await roadsIn('vias.zip', zip, { options: { crs: 'EPSG:2202' } })
    expect(roads[0].coordinates[0][0]).toBeCloseTo(-69, 5)
  })

  it('come out of KML and out of a GPS track in parts, its waypoints left aside', async () => {
    const kml = `<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>Pica</name><LineString><coordinates>${EAST_WEST.map((place) => [...place, 600].join(',')).join(' ')}</coordinates></LineString></Placemark></Document></kml>`
    expect((await roadsIn('pica.kml', kml)).roads).toMatchObject([{ name: 'Pica', coordinates: EAST_WEST }])
    const points = (places: number[][], tag: string) =>
      places.map(([lon, lat]) => `<${tag} lat="${lat}" lon="${lon}"></${tag}>`).join('')
    const gpx = `<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="9.5" lon="-69"><name>Puente</name></wpt><trk><name>Recorrido</name><trkseg>${points(EAST_WEST, 'trkpt')}</trkseg><trkseg>${points(NORTH_SOUTH, 'trkpt')}</trkseg></trk></gpx>`
    const { roads, report } = await roadsIn('recorrido.gpx', gpx)
    expect(roads.map(({ coordinates }) => coordinates)).toEqual([EAST_WEST, NORTH_SOUTH])
    expect(report.problems).toMatchObject([
      { code: 'not-a-line', severity: 'note', facts: { type: 'Point' } },
    ])
  })

  it('are numbered where a column does not tell them apart', async () => {
    const { roads } = await roadsIn(
      'vias.geojson',
      collection(line(EAST_WEST, { id: 'x' }), line(NORTH_SOUTH, { id: 'x' })),
    )
    expect(roads.map(({ id }) => id)).toEqual(['1', '2'])
  })

  it('that are damaged, too short or off the Earth are said, and the others are read', async () => {
    const { roads, report } = await roadsIn(
      'vias.geojson',
      collection(
        line(EAST_WEST),
        line([[-69, 'nine']]),
        line([
          [-69, 9.5],
          [-69, 9.5],
        ]),
        line([
          [-69, 9.5],
          [-690, 9.5],
        ]),
        { type: 'Feature', properties: {}, geometry: null },
        line(NORTH_SOUTH),
      ),
    )
    expect(roads.map(({ id }) => id)).toEqual(['1', '6'])
    expect(report.problems.map(({ code, feature }) => [code, feature])).toEqual([
      ['line-unreadable', 1],
      ['line-too-short', 2],
      ['coordinate-out-of-range', 3],
      ['line-missing', 4],
    ])
  })

  it('with latitude first are asked about', async () => {
    const swapped = EAST_WEST.map(([x, y]) => [y, x])
    const { report } = await roadsIn('vias.geojson', collection(line(swapped)))
    expect(report.problems).toMatchObject([{ code: 'axes-swapped', severity: 'decide' }])
    const answered = await roadsIn('vias.geojson', collection(line(swapped)), { options: { swapAxes: true } })
    expect(answered.roads[0].coordinates).toEqual(EAST_WEST)
  })
})

describe('a file that brings no roads', () => {
  const point = { type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [-69, 9] } }
  it.each([
    ['points', 'no-lines', 'a.geojson', collection(point, point), { kind: 'points', count: 2 }],
    [
      'areas',
      'no-lines',
      'a.geojson',
      collection(polygonFeature([square(-69, 9)])),
      { kind: 'areas', count: 1 },
    ],
    [
      'a table',
      'no-lines',
      'a.geojson',
      collection({ type: 'Feature', properties: { a: 1 }, geometry: null }),
      { kind: 'none' },
    ],
    ['no features', 'no-features', 'a.geojson', collection(), {}],
    ['nothing', 'empty-file', 'a.gpx', '', {}],
    ['a picture', 'not-a-map', 'a.gpx', Buffer.from('89504e470d0a1a0a00', 'hex'), { found: 'PNG' }],
    ['half a file', 'json-truncated', 'a.geojson', collection(line(EAST_WEST)).slice(0, -30), {}],
  ])('but %s is refused as %s', async (_, code, name, content, facts) => {
    expect(await read(name, content)).toMatchObject({ kind: 'refused', problem: { code, facts } })
  })

  it('in metres that are said to be degrees is asked for its system', async () => {
    const metres = collection(
      line([
        [500_000, 1_050_000],
        [501_000, 1_050_000],
      ]),
    )
    expect(await read('a.geojson', metres)).toMatchObject({ kind: 'needs-crs' })
  })

  it('is given up when the signal says so', async () => {
    const path = join(directory, 'upload')
    await writeFile(path, collection(line(EAST_WEST)))
    const outcome = await readRoads({ path, fileName: 'a.geojson' }, { signal: AbortSignal.abort() })
    expect(outcome).toEqual({ kind: 'cancelled' })
  })
})

describe('what the columns of a road say', () => {
  it.each([
    [{ bridge: 'viaduct' }, { level: 1 }],
    [{ tunnel: 'yes' }, { level: -1 }],
    [{ bridge: 'yes', layer: '2' }, { level: 2 }],
    [{ puente: 'no', layer: '' }, { level: 0 }],
    [{ oneway: '-1' }, { oneWay: -1 }],
    [{ oneway: 'sí' }, { oneWay: 1 }],
    [{ oneway: 'no' }, { oneWay: 0 }],
    [{ maxspeed: '50 mph' }, { speedKmh: 80.4672 }],
    [{ velocidad: '60,5' }, { speedKmh: 60.5 }],
    [{ maxspeed: 'walk' }, { speedKmh: null }],
    [{ MAXSPEED: 0 }, { speedKmh: null }],
    [{ other_tags: '"oneway"=>"yes","maxspeed"=>"40"' }, { oneWay: 1, speedKmh: 40 }],
  ])('%j', (properties: Record<string, string | number>, expected) => {
    expect(roadAttributes(properties)).toMatchObject(expected)
  })
})
