import { describe, expect, it } from 'vitest'
import { readBytesAs } from '../../test/support/files.ts'
import { parseCoordinate } from './coordinate-text.ts'
import { parseWkb } from './wkb.ts'
import { parseWkt } from './wkt.ts'

const WKT = 'POLYGON((-69 9, -68.99 9, -68.99 9.01, -69 9.01, -69 9))'
const WGS84 = { crs: 'EPSG:4326' }

describe('coordinates as people write them', () => {
  it.each([
    ['473534,43', 473534.43],
    ['1.076.048,73', 1076048.73],
    ['1,076,048.73', 1076048.73],
    ['1.076.048', 1076048],
    ['-69.24129', -69.24129],
    ['"9°44\'03.59"N"', 9.734331],
    ['69°14\'28.64"O', -69.241289],
    ["9° 44.06' N", 9.734333],
    ["69º 14,48' W", -69.241333],
    ['-69°14\'28.64"', -69.241289],
    ['69.24129 O', -69.24129],
    ['N 9.73', 9.73],
    ['1e3', 1000],
  ])('reads %s as %d', (text, value) => {
    expect(parseCoordinate(text)).toBeCloseTo(value, 6)
  })

  it.each(['', 'mojón', '12/05/2019', '--5', 'N'])('does not take "%s" for a number', (text) => {
    expect(parseCoordinate(text)).toBeNull()
  })
})

describe('shapes as text', () => {
  it('reads WKT of every nesting, with and without SRID, Z and M', () => {
    expect(
      parseWkt('SRID=2202;MULTIPOLYGON Z (((0 0 1,1 0 1,1 1 1,0 0 1)),((5 5 1,6 5 1,6 6 1,5 5 1)))'),
    ).toMatchObject({
      srid: 2202,
      geometry: {
        type: 'MultiPolygon',
        coordinates: [
          [
            [
              [0, 0, 1],
              [1, 0, 1],
              [1, 1, 1],
              [0, 0, 1],
            ],
          ],
          [[[5, 5, 1], expect.anything(), expect.anything(), expect.anything()]],
        ],
      },
    })
    expect(parseWkt('POLYGON EMPTY').geometry).toEqual({ type: 'Polygon', coordinates: [] })
    expect(parseWkt('MULTIPOINT((1 2),(3 4))').geometry).toEqual({
      type: 'MultiPoint',
      coordinates: [
        [1, 2],
        [3, 4],
      ],
    })
    expect(parseWkt('GEOMETRYCOLLECTION(POINT(1 2),POLYGON((0 0,1 0,1 1,0 0)))').geometry).toMatchObject({
      geometries: [{ type: 'Point' }, { type: 'Polygon' }],
    })
  })

  it.each(['POLYGON((0 0,1', 'POLYGON((0 a))', 'POLYGON((0 0,1 0,1 1,0 0))x', 'POLYGON(((((0 0)))))'])(
    'says where %s breaks',
    (text) => {
      expect(() => parseWkt(text)).toThrow(/WKT breaks at character/)
    },
  )

  it('never allocates what a broken WKB claims', () => {
    const bytes = Buffer.alloc(13)
    bytes.set([1, 3])
    bytes.writeUInt32LE(0xffffffff, 5)
    expect(() => parseWkb(bytes)).toThrow(/claims 4294967295/)
  })
})

describe('tables', () => {
  it('reads WKT with a decimal comma elsewhere, keeps codes with zeros, and asks for the system', async () => {
    const text = `codigo;familias;hectareas;forma\r\n0071;215;12,5;"${WKT}"\r\n`
    expect((await readBytesAs('a.csv', text)).outcome).toMatchObject({
      kind: 'needs-crs',
      report: { problems: [{ code: 'crs-missing', facts: { x: -69, y: 9 } }] },
    })
    const { features } = await readBytesAs('a.csv', text, WGS84)
    expect(features[0]).toMatchObject({
      properties: { codigo: '0071', familias: 215, hectareas: '12,5' },
      geometry: { type: 'Polygon' },
    })
    expect(features[0].properties.forma).toBeUndefined()
  })

  it.each([
    ['UTF-8 with a byte order mark', (text: string) => Buffer.from(`\ufeff${text}`, 'utf8')],
    ['UTF-16', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['Latin-1', (text: string) => Buffer.from(text, 'latin1')],
  ])('reads names in %s', async (_name, encode) => {
    const { features } = await readBytesAs(
      'a.csv',
      encode(`año\tnombre\tWKT\n2024\tPeñón de Buría\t${WKT}\n`),
      WGS84,
    )
    expect(features[0].properties).toEqual({ año: 2024, nombre: 'Peñón de Buría' })
  })

  it('takes the system from a column or from an SRID in the WKT', async () => {
    expect((await readBytesAs('a.csv', `crs,WKT\nEPSG:4326,"${WKT}"\n`)).outcome.kind).toBe('read')
    expect((await readBytesAs('a.csv', `a,b\n1,"SRID=4326;${WKT}"\n`)).outcome.kind).toBe('read')
  })

  it('joins the vertices of each ring, wherever their rows stand', async () => {
    const rows = [
      ['A', 0, 0],
      ['B', 5, 5],
      ['A', 1, 0],
      ['B', 6, 5],
      ['A', 1, 1],
      ['B', 6, 6],
    ].map(
      ([council, x, y]) => `${council};${500000 + Number(x) * 100};${995000 + Number(y) * 100};19P;REGVEN`,
    )
    const { outcome, features } = await readBytesAs(
      'linderos.csv',
      `consejo;este;norte;huso;datum\n${rows.join('\n')}\n`,
    )
    expect(outcome).toMatchObject({ kind: 'read', report: { declaredCrs: 'EPSG:2202' } })
    expect(
      features.map((feature) => [feature.properties.consejo, feature.geometry?.coordinates[0].length]),
    ).toEqual([
      ['A', 4],
      ['B', 4],
    ])
  })

  it('brings each vertex over from its own datum: La Canoa lies 420 m from REGVEN', async () => {
    const table = (datum: string) =>
      `punto;este;norte;huso;datum\n1;500000;995000;19;REGVEN\n2;501000;995000;19;REGVEN\n3;501000;996000;19;REGVEN\n4;500000;996000;19;${datum}\n`
    const [mixed, plain] = [
      await readBytesAs('a.csv', table('La Canoa')),
      await readBytesAs('a.csv', table('REGVEN')),
    ]
    expect(mixed.codes).toContain('datums-mixed')
    const corner = (reading: typeof mixed) => reading.features[0].geometry!.coordinates[0][3] as number[]
    const [[ax, ay], [bx, by]] = [corner(mixed), corner(plain)]
    expect(Math.hypot((ax - bx) * 109_800, (ay - by) * 110_600)).toBeCloseTo(420, -1)
  })

  it('leaves out a boundary with a vertex nobody can read, and names its line', async () => {
    const { problems } = await readBytesAs(
      'a.csv',
      'vertice,lat,lon\n1,9,-69\n2,9.1,ilegible\n3,9.1,-69.1\n',
      WGS84,
    )
    expect(problems).toMatchObject([
      { code: 'nothing-usable' },
      { code: 'coordinate-unreadable', facts: { line: 3 } },
    ])
  })

  it.each([
    ['points alone', 'nombre,lat,lon\nA,9,-69\nB,9,-68\n', 'csv-only-points'],
    ['no shape at all', 'nombre,familias\nA,200\n', 'csv-no-shape'],
    ['a header alone', 'nombre,WKT\n', 'no-features'],
    ['nothing', '', 'empty-file'],
  ])('refuses a table with %s', async (_name, text, code) => {
    expect((await readBytesAs('a.csv', text)).outcome).toMatchObject({ kind: 'refused', problem: { code } })
  })

  it('tells columns of one name apart', async () => {
    const { features, problems } = await readBytesAs('a.csv', `n,n,,WKT\n1,2,3,"${WKT}"\n`, WGS84)
    expect(features[0].properties).toEqual({ n: 1, n_2: 2, column_3: 3 })
    expect(problems).toMatchObject([{ code: 'columns-repeated', facts: { columns: 'n' } }])
  })
})
