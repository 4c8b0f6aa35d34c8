import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { clockwise, dbfOf, readBytesAs, shapefileOf, square } from '../../test/support/files.ts'

const LA_CANOA =
  'PROJCS["La_Canoa_UTM_Zone_19N",GEOGCS["GCS_La_Canoa",DATUM["D_La_Canoa",SPHEROID["International_1924",6378388.0,297.0]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",-69.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
const REGVEN =
  'PROJCS["REGVEN_UTM_Zone_19N",GEOGCS["GCS_REGVEN",DATUM["D_REGVEN",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",-69.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
const WGS84 =
  'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["Degree",0.017453292519943295]]'

const bytes = (text: string) => Buffer.from(text)
const one = shapefileOf([[clockwise(square(-69, 9))]])
const metres = shapefileOf([[clockwise(square(500210.53, 995216.04, 1000))]])
const names = dbfOf(['NOMBRE'], [['Peñón de Buría']])

describe('shapefiles', () => {
  it('is read from a subfolder of a ZIP, past what macOS leaves there', async () => {
    const zip = zipSync({
      'mapa/capa.SHP': one.shp,
      'mapa/capa.shx': one.shx,
      'mapa/capa.dbf': names,
      'mapa/capa.prj': bytes(WGS84),
      '__MACOSX/mapa/._capa.SHP': bytes('x'),
      '.DS_Store': bytes('x'),
    })
    const { outcome, features } = await readBytesAs('mapa.zip', zip)
    expect(outcome).toMatchObject({ kind: 'read', report: { format: 'shapefile', declaredCrs: 'EPSG:4326' } })
    expect(features).toEqual([
      {
        index: 0,
        properties: { NOMBRE: 'Peñón de Buría' },
        geometry: { type: 'Polygon', coordinates: [expect.arrayContaining(square(-69, 9))] },
      },
    ])
  })

  it.each([
    ['Latin-1 without .cpg', 'latin1', undefined, true],
    ['UTF-8 without .cpg', 'utf8', undefined, false],
    ['UTF-8 with .cpg', 'utf8', 'UTF-8', false],
    ['Latin-1 with .cpg', 'latin1', 'ISO 8859-1', false],
    ['Latin-1 with a .cpg that lies', 'latin1', 'UTF-8', true],
  ] as const)('reads names in %s', async (_name, encoding, cpg, said) => {
    const zip = zipSync({
      'a.shp': one.shp,
      'a.shx': one.shx,
      'a.dbf': dbfOf(['NOMBRE'], [['Peñón de Buría']], encoding),
      'a.prj': bytes(WGS84),
      ...(cpg ? { 'a.cpg': bytes(cpg) } : {}),
    })
    const { features, codes } = await readBytesAs('a.zip', zip)
    expect(features[0].properties.NOMBRE).toBe('Peñón de Buría')
    expect(codes.includes('latin1-text')).toBe(said)
  })

  it('asks for the system without a .prj', async () => {
    const { outcome } = await readBytesAs(
      'a.zip',
      zipSync({ 'a.shp': metres.shp, 'a.shx': metres.shx, 'a.dbf': names }),
    )
    expect(outcome).toMatchObject({
      kind: 'needs-crs',
      report: { fields: [{ name: 'NOMBRE', samples: ['Peñón de Buría'] }] },
    })
  })

  it('applies the datum shift of La Canoa by its .prj: 420 m from REGVEN', async () => {
    const read = async (prj: string) => {
      const { features } = await readBytesAs(
        'a.zip',
        zipSync({ 'a.shp': metres.shp, 'a.shx': metres.shx, 'a.prj': bytes(prj) }),
      )
      const places = features[0].geometry!.coordinates[0] as number[][]
      return places.reduce((lowest, place) => (place[0] + place[1] < lowest[0] + lowest[1] ? place : lowest))
    }
    const [laCanoa, regven] = [await read(LA_CANOA), await read(REGVEN)]
    // The published example: -69, 9 in WGS 84 is 500210.53, 995216.04 on La Canoa / UTM 19N.
    expect(laCanoa[0]).toBeCloseTo(-69, 6)
    expect(laCanoa[1]).toBeCloseTo(9, 6)
    expect(Math.hypot((laCanoa[0] - regven[0]) * 109_900, (laCanoa[1] - regven[1]) * 110_580)).toBeCloseTo(
      420,
      -1,
    )
  })

  it('gives holes to the shell around them, and takes a ring wound wrongly for land', async () => {
    const island = clockwise(square(-68.996, 9.004, 0.001))
    const { shp } = shapefileOf([
      [clockwise(square(-69, 9)), [...square(-68.997, 9.003, 0.004)], island],
      [square(-68, 9)],
    ])
    const { features } = await readBytesAs('a.shp', shp, { crs: 'EPSG:4326' })
    expect((features[0].geometry!.coordinates as number[][][][]).map((polygon) => polygon.length)).toEqual([
      2, 1,
    ])
    expect(features[1].geometry?.type).toBe('Polygon')
  })

  it('names missing parts, and reads what a lone .shp holds', async () => {
    const { features, problems } = await readBytesAs('a.shp', one.shp, { crs: 'EPSG:4326' })
    expect(problems).toMatchObject([
      { code: 'shapefile-parts-missing', facts: { parts: '.shx, .dbf', withoutTable: 1 } },
    ])
    expect(features).toHaveLength(1)
    const rest = await readBytesAs('a.zip', zipSync({ 'a.dbf': names, 'a.prj': bytes(WGS84) }))
    expect(rest.outcome).toMatchObject({ kind: 'refused', problem: { code: 'shapefile-without-shp' } })
  })

  it('does not believe a record that claims 3.8 billion points, and reads the next', async () => {
    const { shp, shx } = shapefileOf([[clockwise(square(-69, 9))], [clockwise(square(-68, 9))]])
    shp.writeUInt32LE(3_836_382_732, 100 + 8 + 40)
    const { features, problems } = await readBytesAs(
      'a.zip',
      zipSync({ 'a.shp': shp, 'a.shx': shx, 'a.prj': bytes(WGS84) }),
    )
    expect(problems).toContainEqual(
      expect.objectContaining({
        code: 'record-corrupt',
        severity: 'decide',
        feature: 0,
        facts: { record: 1, points: 3_836_382_732, parts: 1 },
      }),
    )
    expect(features.map((feature) => feature.geometry === null)).toEqual([true, false])
  })

  it('says that the layer is empty, cut off, or damaged', async () => {
    const { shp } = shapefileOf([[clockwise(square(-69, 9))], [clockwise(square(-68, 9))]])
    const broken = Buffer.from(shp)
    broken.writeInt32BE(-7, 100 + 4)
    const code = async (content: Uint8Array) => {
      const { outcome } = await readBytesAs('a.shp', content, { crs: 'EPSG:4326' })
      return outcome.kind === 'refused' ? outcome.problem.code : outcome.kind
    }
    expect(await code(shapefileOf([]).shp)).toBe('no-features')
    expect(await code(shp.subarray(0, 60))).toBe('shapefile-truncated')
    expect(await code(broken)).toBe('shapefile-corrupt')
    const half = await readBytesAs('a.shp', shp.subarray(0, shp.length - 20), { crs: 'EPSG:4326' })
    expect(half.codes).toEqual(expect.arrayContaining(['shapefile-shorter', 'record-corrupt']))
  })

  it('asks which of several layers, and reads the one answered', async () => {
    const zip = zipSync({
      'a/norte.shp': one.shp,
      'a/norte.shx': one.shx,
      'a/norte.prj': bytes(WGS84),
      'b/sur.shp': one.shp,
      'b/sur.shx': one.shx,
      'b/sur.prj': bytes(WGS84),
    })
    expect((await readBytesAs('a.zip', zip)).outcome).toMatchObject({
      kind: 'needs-layer',
      report: { layers: ['norte', 'sur'] },
    })
    expect((await readBytesAs('a.zip', zip, { layer: 'sur' })).outcome).toMatchObject({
      kind: 'read',
      report: { layer: 'sur', featureCount: 1 },
    })
    expect((await readBytesAs('a.zip', zip, { layer: 'este' })).outcome).toMatchObject({
      kind: 'needs-layer',
      report: { problems: [{ code: 'layer-missing' }] },
    })
  })
})

describe('ZIP', () => {
  const geojson = bytes(JSON.stringify({ type: 'Polygon', coordinates: [square(-69, 9)] }))

  it('never uses an entry’s name as a path', async () => {
    const { outcome, codes } = await readBytesAs(
      'a.zip',
      zipSync({
        '../../a.geojson': geojson,
        '/tmp/b.geojson': geojson,
        'C:\\c.geojson': geojson,
        'd.geojson': geojson,
      }),
    )
    expect(outcome.kind).toBe('read')
    expect(codes).toEqual(['zip-unsafe-names'])
  })

  it('stops a bomb by what comes out, not by what the directory claims', async () => {
    const zip = zipSync({ 'a.geojson': new Uint8Array(20_000_000) })
    const lying = Buffer.from(zip)
    // The size in the central directory, made small.
    lying.writeUInt32LE(10, lying.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24)
    for (const content of [zip, lying]) {
      const { outcome } = await readBytesAs('a.zip', content, { expandedLimit: 1_000_000 })
      expect(outcome).toMatchObject({
        kind: 'refused',
        problem: { code: 'expands-too-much', facts: { limitMB: 1 } },
      })
    }
  })

  it.each([
    ['another ZIP', { 'a.zip': zipSync({ 'b.geojson': geojson }) }, 'zip-in-zip'],
    ['a ZIP under another name', { 'a.geojson': zipSync({ 'b.geojson': geojson }) }, 'zip-in-zip'],
    ['no map', { 'leeme.txt': bytes('hola') }, 'zip-nothing-inside'],
    [
      'a spreadsheet',
      { '[Content_Types].xml': bytes('<x/>'), 'xl/workbook.xml': bytes('<x/>') },
      'not-a-map',
    ],
  ])('refuses one that holds %s', async (_name, entries, code) => {
    expect((await readBytesAs('a.zip', zipSync(entries))).outcome).toMatchObject({
      kind: 'refused',
      problem: { code },
    })
  })

  it('says that it is cut off or damaged', async () => {
    const zip = Buffer.from(zipSync({ 'a.geojson': geojson }, { level: 0 }))
    expect((await readBytesAs('a.zip', zip.subarray(0, 60))).outcome).toMatchObject({
      problem: { code: 'zip-corrupt' },
    })
    zip[60] ^= 0xff
    expect((await readBytesAs('a.zip', zip)).outcome).toMatchObject({
      problem: { code: 'zip-entry-corrupt' },
    })
  })
})
