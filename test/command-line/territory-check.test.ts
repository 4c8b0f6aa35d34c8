import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { collection, square } from '../support/app.ts'
import { cli, scratch } from './cli.ts'

interface Pair {
  a: string
  b: string
  kind: string
  certainty: string
  lengthM: number
  separationM: number
  confirmed?: boolean
}
interface Group {
  group: string | null
  verdict: string
  components: string[][]
  cutUnits: string[]
  bridges: string[][]
  spanningTree: string[][]
  enclaves: { unit: string | null; beside: string[]; areaM2: number }[]
  overlaps: { a: string; b: string; areaM2: number }[]
  gaps: { areaM2: number; beside: string[] }[]
  explanation: string
}
interface Checked {
  units: number
  pairs: Pair[]
  groups: Group[]
}

let place: Awaited<ReturnType<typeof scratch>>
/** A, B, C in a row; D above B's right corner; E alone. */
let five: string

beforeAll(async () => {
  place = await scratch()
  five = await place.file(
    'five.geojson',
    collection(
      { name: 'A', commune: 'Ataroa', geometry: square(0, 0) },
      { name: 'B', commune: 'Ataroa', geometry: square(1, 0) },
      { name: 'C', commune: 'Ataroa', geometry: square(2, 0) },
      { name: 'D', commune: 'Miranda', geometry: square(3, 1) },
      { name: 'E', commune: 'Miranda', geometry: square(9, 0) },
    ),
  )
})
afterAll(() => rm(place.directory, { recursive: true }))

async function check(...args: string[]): Promise<Checked> {
  const { code, out, err } = await cli(['territory', 'check', ...args, '--json'])
  expect({ code, err }).toMatchObject({ code: 0 })
  return JSON.parse(out) as Checked
}
const refused = async (...args: string[]) => {
  const { code, out, err } = await cli(['territory', 'check', ...args])
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).not.toMatch(/\n\s+at |Error:/)
  return err.trim()
}

describe('territory check --json', () => {
  test('says who touches whom, and judges all as one group by the place in the file', async () => {
    const { units, pairs, groups } = await check(five)
    expect(units).toBe(5)
    expect(pairs.map(({ a, b, kind, certainty }) => [a, b, kind, certainty])).toEqual([
      ['0', '1', 'border', 'certain'],
      ['1', '2', 'border', 'certain'],
      ['2', '3', 'corner', 'certain'],
    ])
    expect(pairs[0].lengthM).toBeGreaterThan(1100)
    expect(pairs[2].lengthM).toBe(0)
    expect(groups).toHaveLength(1)
    expect(Object.keys(groups[0]).sort()).toEqual([
      'bridges',
      'components',
      'cutUnits',
      'enclaves',
      'explanation',
      'gaps',
      'group',
      'overlaps',
      'spanningTree',
      'verdict',
    ])
    expect(groups[0]).toMatchObject({
      group: null,
      verdict: 'split',
      components: [['0', '1', '2'], ['3'], ['4']],
      cutUnits: ['1'],
      bridges: [
        ['0', '1'],
        ['1', '2'],
      ],
    })
    expect(groups[0].spanningTree).toHaveLength(2)
  })

  test('names areas and groups by the columns that it is given', async () => {
    const { groups } = await check(five, '--id', 'name', '--group', 'commune')
    expect(groups.map(({ group, verdict, components }) => [group, verdict, components])).toEqual([
      ['Ataroa', 'contiguous', [['A', 'B', 'C']]],
      ['Miranda', 'split', [['D'], ['E']]],
    ])
  })

  test('counts corners under queen rules only', async () => {
    const [rook] = (await check(five, '--id', 'name', '--rules', 'rook')).groups
    const [queen] = (await check(five, '--id', 'name', '--rules', 'queen')).groups
    expect([rook.components.length, queen.components.length]).toEqual([3, 2])
  })

  test.each([
    [
      'CSV',
      'links.csv',
      'a,b,kind,declaredBy,declaredOn,reason\nC,D,bridge,Asamblea,2026-01-01,Puente\nD,E,,,,\n',
    ],
    ['CSV with semicolons', 'links2.csv', 'a;b\nC;D\nD;E\n'],
    ['JSON', 'links.json', '[{"a":"C","b":"D","kind":"ford"},{"a":"D","b":"E"}]'],
  ])('joins by declared links from %s, and says that it hangs on them', async (_, name, content) => {
    const links = await place.file(name, content)
    const { pairs, groups } = await check(five, '--id', 'name', '--links', links)
    expect(
      pairs.filter(({ kind }) => kind === 'link').map(({ a, b, certainty }) => [a, b, certainty]),
    ).toEqual([
      ['C', 'D', 'certain'],
      ['D', 'E', 'certain'],
    ])
    expect(groups[0]).toMatchObject({ verdict: 'conditional', components: [['A', 'B', 'C', 'D', 'E']] })
  })

  test('tells a border that an assembly confirmed from a doubtful one, and says by whom', async () => {
    const metre = 1 / 111_195
    const [north, south] = [square(300, 300, 100 * metre), square(300, 300, 100 * metre)]
    for (const ring of south.coordinates) for (const vertex of ring) vertex[1] -= 103 * metre
    const shores = await place.file(
      'shores.geojson',
      collection(
        { name: 'N', geometry: north },
        { name: 'S', geometry: south },
        { name: 'A', geometry: square(0, 0) },
      ),
    )
    const before = await check(shores, '--id', 'name', '--lang', 'en')
    expect(before.pairs).toMatchObject([{ kind: 'border', certainty: 'doubtful' }])
    expect(before.pairs[0]).not.toHaveProperty('confirmed')
    const links = await place.file(
      'borders.csv',
      'a,b,kind,declaredBy,declaredOn\nS,N,border,Assembly of N,2026-02-01\nA,N,border,Assembly of A,2026-02-02\n',
    )
    const args = ['territory', 'check', shores, '--id', 'name', '--links', links, '--lang', 'en', '--json']
    const { code, out, err } = await cli(args)
    expect(code).toBe(0)
    expect(err).toContain('between “A” and “N” is not counted as confirmed')
    expect(err.trim().split('\n')).toHaveLength(1)
    const { pairs, groups } = JSON.parse(out) as Checked
    expect(pairs).toEqual([{ ...before.pairs[0], confirmed: true }])
    expect(groups[0].components).toEqual(before.groups[0].components)
    expect(groups[0].explanation).toContain('Confirmed by Assembly of N on 1 Feb 2026.')
    expect(before.groups[0].explanation).toContain('is doubtful: they run side by side')
  })

  test('finds enclaves, overlaps and gaps with their areas and neighbours', async () => {
    const ring = [
      [0, 0],
      [1, 0],
      [2, 0],
      [0, 1],
      [2, 1],
      [0, 2],
      [1, 2],
      [2, 2],
    ]
    const file = await place.file(
      'ring.geojson',
      collection(...ring.map(([x, y], i) => ({ name: `R${i}`, geometry: square(x, y) }))),
    )
    const [group] = (await check(file, '--id', 'name')).groups
    expect(group.enclaves).toHaveLength(1)
    expect(group.enclaves[0]).toMatchObject({ unit: null })
    expect(group.enclaves[0].areaM2).toBeGreaterThan(1.2e6)
    const west = square(0, 0).coordinates
    const over = square(1, 0).coordinates[0].map(([x, y]) => [x < -69.485 ? x - 0.0005 : x, y])
    const overlapping = await place.file(
      'over.geojson',
      collection(
        { name: 'A', geometry: { type: 'Polygon', coordinates: west } },
        { name: 'B', geometry: { type: 'Polygon', coordinates: [over] } },
      ),
    )
    const [pair] = (await check(overlapping, '--id', 'name')).groups
    expect(pair.overlaps).toMatchObject([{ a: 'A', b: 'B' }])
    expect(pair.overlaps[0].areaM2).toBeGreaterThan(50_000)
  })

  test('keeps a repeated id apart and says so', async () => {
    const file = await place.file(
      'twice.geojson',
      collection({ name: 'A', geometry: square(0, 0) }, { name: 'A', geometry: square(1, 0) }),
    )
    const { code, out, err } = await cli(['territory', 'check', file, '--id', 'name', '--json'])
    expect(code).toBe(0)
    expect((JSON.parse(out) as Checked).pairs[0]).toMatchObject({ a: 'A', b: 'A#1' })
    expect(err).toContain('A#1')
  })

  test('calls an area without an id by its place in the file, and says so', async () => {
    const file = await place.file(
      'nameless.geojson',
      collection({ name: 'A', geometry: square(0, 0) }, { name: '', geometry: square(1, 0) }),
    )
    const { code, out, err } = await cli(['territory', 'check', file, '--id', 'name', '--json'])
    expect({ code, pair: (JSON.parse(out) as Checked).pairs[0] }).toMatchObject({
      code: 0,
      pair: { a: 'A', b: '#1' },
    })
    expect(err).toContain('#1')
  })

  test('judges a shape that crosses itself as a repair would make it, and says so', async () => {
    const bowtie = {
      type: 'Polygon',
      coordinates: [
        [
          [-69.5, 9.5],
          [-69.49, 9.51],
          [-69.49, 9.5],
          [-69.5, 9.508],
          [-69.5, 9.5],
        ],
      ],
    }
    const file = await place.file(
      'bowtie.geojson',
      collection({ name: 'A', geometry: bowtie }, { name: 'B', geometry: square(1, 0) }),
    )
    const { code, out, err } = await cli(['territory', 'check', file, '--id', 'name', '--json'])
    expect({ code, units: (JSON.parse(out) as Checked).units }).toEqual({ code: 0, units: 2 })
    expect(err).toMatch(/repair.*A/)
  })
})

describe('territory check in words', () => {
  test.each([
    ['es', /Ataroa: .*consejos.*\n/],
    ['en', /Ataroa: .*councils.*\n/],
    ['pt', /Ataroa: .*conselhos.*\n/],
  ])('gives a sentence a group in %s', async (lang, sentence) => {
    const { code, out } = await cli([
      'territory',
      'check',
      five,
      '--id',
      'name',
      '--group',
      'commune',
      '--lang',
      lang,
    ])
    expect(code).toBe(0)
    expect(out).toMatch(sentence)
    expect(out).toContain('Miranda: ')
  })
})

describe('what cannot be used ends with 2 and one clear message', () => {
  test('no such file, a folder, no map', async () => {
    expect(await refused('/nowhere/x.geojson')).toContain('/nowhere/x.geojson')
    expect(await refused(place.directory)).toContain(place.directory)
    expect(await refused(await place.file('a.txt', 'hello'))).not.toBe('')
    expect(await refused(await place.file('b.geojson', '{"type":"FeatureCollection","features":['))).not.toBe(
      '',
    )
    expect(await refused(await place.file('c.geojson', ''))).not.toBe('')
  })

  test('a file that does not say its coordinate system', async () => {
    const file = await place.file(
      'silent.csv',
      'name,WKT\nA,"POLYGON((500000 994000,501000 994000,501000 995000,500000 994000))"\n',
    )
    expect(await refused(file)).toContain('--crs')
    expect((await cli(['territory', 'check', file, '--crs', 'EPSG:2202'])).code).toBe(0)
  })

  test('a feature without an area, by name', async () => {
    const point = await place.file(
      'point.geojson',
      collection(
        { name: 'A', geometry: square(0, 0) },
        { name: 'Pozo', geometry: { type: 'Point', coordinates: [-69.5, 9.5] } },
        { name: 'Nada', geometry: null },
      ),
    )
    const message = await refused(point, '--id', 'name')
    expect(message).toContain('Pozo')
    expect(message).toContain('Nada')
  })

  test('columns, links and flags that do not exist', async () => {
    expect(await refused(five, '--id', 'nada')).toContain('nada')
    expect(await refused(five, '--id', 'name', '--links', await place.file('l.csv', 'a,b\nA,Z\n'))).toContain(
      'Z',
    )
    expect(await refused(five, '--links', await place.file('m.csv', 'x,y\n1,2\n'))).toContain('row 1')
    expect(await refused(five, '--rules', 'bishop')).toContain('rook, queen')
    expect(await refused(five, '--crs', 'utm')).toContain('EPSG:2202')
    expect(await refused(five, '--fast')).toContain('--fast')
    expect(await refused()).toContain('FILE')
    expect(await refused(five, 'another')).toContain('another')
  })
})

test('help is there in three languages, for the whole and for each command', async () => {
  for (const [lang, word] of [
    ['es', 'Idioma'],
    ['en', 'Language'],
    ['pt', 'Idioma'],
  ])
    expect(await cli(['--help', '--lang', lang])).toMatchObject({
      code: 0,
      out: expect.stringContaining(word),
    })
  for (const command of [['territory', 'check'], ['import'], ['export']])
    expect((await cli([...command, '--help'])).out).toContain(command.join(' '))
  expect((await cli(['fly'])).code).toBe(2)
})

test('a reader that stops early is no failure', async () => {
  const many = await place.file(
    'many.geojson',
    collection(
      ...Array.from({ length: 3000 }, (_, i) => ({
        name: `C${i}`,
        geometry: square(i % 60, Math.floor(i / 60)),
      })),
    ),
  )
  const { exec } = await import('node:child_process')
  const main = new URL('../../server/command-line/main.ts', import.meta.url).pathname
  const text = await new Promise<string>((resolve, reject) =>
    exec(
      `set -o pipefail; ${process.execPath} ${main} territory check ${many} --json | head -c 100`,
      { shell: '/bin/bash' },
      (error, stdout, stderr) => (error ? reject(new Error(stderr)) : resolve(stdout)),
    ),
  )
  expect(text).toContain('"units":3000')
})
