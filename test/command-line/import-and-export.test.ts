import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { FeatureCollection } from 'geojson'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { collection, square } from '../support/app.ts'
import { cli, scratch } from './cli.ts'

let place: Awaited<ReturnType<typeof scratch>>
let env: Record<string, string>
beforeAll(async () => {
  place = await scratch()
  env = { DATA_DIR: join(place.directory, 'data') }
})
afterAll(() => rm(place.directory, { recursive: true }))

test('a file goes in and comes out the same', async () => {
  const file = await place.file(
    'a.geojson',
    collection(
      { nombre: 'La Miel', comuna: 'El Maizal', name: '', geometry: square(0, 0) },
      { nombre: 'Sarare', comuna: 'El Maizal', name: '', geometry: square(1, 0) },
    ),
  )
  const imported = await cli(['import', file, '--name', 'nombre'], env)
  expect(imported).toMatchObject({ code: 0, out: expect.stringMatching(/2 councils/) })
  const target = join(place.directory, 'out.geojson')
  expect(await cli(['export', 'councils', '--format', 'geojson', '--output', target], env)).toMatchObject({
    code: 0,
    out: '',
  })
  const { features } = JSON.parse(await readFile(target, 'utf8')) as FeatureCollection
  expect(features.map(({ properties }) => [properties?.name, properties?.commune])).toEqual([
    ['La Miel', 'El Maizal'],
    ['Sarare', 'El Maizal'],
  ])
  const communes = await cli(['export', 'communes', '--format', 'csv'], env)
  expect(communes.out).toContain('El Maizal')
  expect(communes.out).toContain('MULTIPOLYGON')
})

test('a file with doubts is imported only with a decision about them', async () => {
  const bowtie = {
    type: 'Polygon',
    coordinates: [
      [
        [-69.5, 9.7],
        [-69.49, 9.71],
        [-69.49, 9.7],
        [-69.5, 9.708],
        [-69.5, 9.7],
      ],
    ],
  }
  const file = await place.file('b.geojson', collection({ name: 'Cruzado', geometry: bowtie }))
  const refused = await cli(['import', file], env)
  expect(refused).toMatchObject({ code: 2, out: '', err: expect.stringContaining('Cruzado') })
  expect(refused.err).toContain('--repair')
  expect((await cli(['import', file, '--repair'], env)).code).toBe(0)
  expect((await cli(['export', 'councils'], env)).out).toContain('Cruzado')
})

test('what cannot be used ends with 2, a database that cannot be opened with 1', async () => {
  expect((await cli(['import', '/nowhere.geojson'], env)).code).toBe(2)
  expect((await cli(['export', 'roads'], env)).code).toBe(2)
  expect((await cli(['export', 'councils', '--format', 'dxf'], env)).code).toBe(2)
  const away = await cli(['export', 'councils'], { DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' })
  expect(away.code).toBe(1)
  expect(away.err).not.toMatch(/\n\s+at /)
})
