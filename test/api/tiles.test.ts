import { VectorTile } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Changed, Commune, CouncilPage } from '../../server/territories/schema.ts'
import { openTestApp, rowOfCouncils, type TestApp } from '../support/app.ts'

let t: TestApp
let commune: Commune
let ids: number[]

/** Three councils in a row, the first two a commune. */
beforeAll(async () => {
  t = await openTestApp()
  await t.bringIn('a.geojson', rowOfCouncils(['Uno', 'Dos', 'Tres'], { tipo: 'rural' }))
  const { body } = await t.ask<CouncilPage>('GET', '/api/councils')
  ids = ['Uno', 'Dos', 'Tres'].map((name) => body.items.find((council) => council.name === name)!.id)
  const made = await t.ask<Changed<Commune>>('POST', '/api/communes', {
    name: 'Ataroa',
    councilIds: ids.slice(0, 2),
  })
  commune = made.body.record
})
afterAll(() => t.close())

const around = (z: number): string => {
  const x = Math.floor(((-69.485 + 180) / 360) * 2 ** z)
  const sine = Math.sin((9.505 * Math.PI) / 180)
  const y = Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 2 ** z)
  return `${z}/${x}/${y}`
}
const fetchTile = (layer: string, z: number, query = '') =>
  t.ask<Buffer>('GET', `/tiles/${layer}/${around(z)}.mvt${query}`)
const decode = async (layer: string, z: number) =>
  new VectorTile(new PbfReader((await fetchTile(layer, z)).body))

interface Drawn {
  id: number | undefined
  properties: Record<string, unknown>
  rings: number
  type: number
}
const drawn = (tile: VectorTile, layer: string): Drawn[] => {
  const found = tile.layers[layer]
  if (!found) return []
  return Array.from({ length: found.length }, (_, i) => {
    const feature = found.feature(i)
    return {
      id: feature.id,
      properties: feature.properties,
      rings: feature.loadGeometry().length,
      type: feature.type,
    }
  }).sort((a, b) => Number(a.id) - Number(b.id))
}

describe('a tile of councils', () => {
  test('carries areas and label points with number, name, kind and communes', async () => {
    const tile = await decode('councils', 10)
    expect(drawn(tile, 'councils').map(({ type, properties }) => ({ type, ...properties }))).toEqual(
      ['Uno', 'Dos', 'Tres'].map((name, i) => ({
        type: 3,
        ...{
          id: ids[i],
          name,
          kind: 'rural',
          approximate: false,
          ...(i < 2 && { communes: String(commune.id) }),
        },
      })),
    )
    expect(drawn(tile, 'council_labels').map(({ id, type }) => [id, type])).toEqual(ids.map((id) => [id, 1]))
    expect(drawn(tile, 'councils').map(({ id }) => id)).toEqual(ids)
    expect(tile.layers.councils.extent).toBe(4096)
    expect(tile.layers.councils.version).toBe(2)
  })

  test('lies where the councils lie', async () => {
    const z = 12
    const [, x, y] = around(z).split('/').map(Number)
    const tile = await decode('councils', z)
    const layer = tile.layers.councils
    const all = Array.from({ length: layer.length }, (_, i) => layer.feature(i))
    const dos = all.find(({ id }) => id === ids[1])!
    const { coordinates } = dos.toGeoJSON(x, y, z).geometry as GeoJSON.Polygon
    const west = Math.min(...coordinates[0].map(([longitude]) => longitude))
    const north = Math.max(...coordinates[0].map(([, latitude]) => latitude))
    expect(west).toBeCloseTo(-69.49, 4)
    expect(north).toBeCloseTo(9.51, 4)
  })
})

describe('a tile of communes', () => {
  test('carries one dissolved outline with its label', async () => {
    const tile = await decode('communes', 11)
    expect(drawn(tile, 'communes').map(({ properties, rings }) => ({ ...properties, rings }))).toEqual([
      { id: commune.id, name: 'Ataroa', registeredAs: 'commune', approximate: false, rings: 1 },
    ])
    expect(drawn(tile, 'commune_labels')).toHaveLength(1)
  })

  test('follows a change of members, and its undoing', async () => {
    const edited = await t.ask<Changed<Commune>>('PATCH', `/api/communes/${commune.id}`, {
      revision: commune.revision,
      councilIds: [ids[0], ids[2]],
    })
    const apart = drawn(await decode('communes', 11), 'communes')
    expect(apart[0].rings).toBe(2)
    expect(
      drawn(await decode('councils', 10), 'councils').map(({ properties }) => properties.communes),
    ).toEqual([String(commune.id), undefined, String(commune.id)])
    await t.ask('POST', `/api/changes/${edited.body.change.id}/undo`)
    expect(drawn(await decode('communes', 11), 'communes')[0].rings).toBe(1)
  })
})

test('a tile whose address names the present revision never changes; any other must be asked again', async () => {
  const { body, headers } = await t.ask<{
    tiles: string[]
    bounds: number[]
    vector_layers: { id: string }[]
    maxzoom: number
  }>('GET', '/tiles/councils.json')
  expect(headers['cache-control']).toBe('no-store')
  expect(body).toMatchObject({ tilejson: '3.0.0', maxzoom: 15 })
  expect(body.vector_layers.map(({ id }) => id)).toEqual(['councils', 'council_labels'])
  expect(body.bounds[0]).toBeCloseTo(-69.5)
  const { search, searchParams } = new URL(body.tiles[0])
  const kept = async (query: string) => (await fetchTile('councils', 10, query)).headers['cache-control']
  expect(await kept(search)).toBe('private, max-age=31536000, immutable')
  expect(await kept(`?v=0&s=${searchParams.get('s')}`)).toBe('private, no-cache')
  // The address of what somebody else sees.
  expect(await kept(`?v=${searchParams.get('v')}&s=public`)).toBe('private, no-cache')
  const { headers: first } = await fetchTile('councils', 10)
  const again = await t.ask('GET', `/tiles/councils/${around(10)}.mvt`, undefined, {
    'if-none-match': String(first.etag),
  })
  expect(again.status).toBe(304)
})

test('a tile where nothing lies is empty, and one that does not exist is 404', async () => {
  const empty = await t.ask<Buffer>('GET', '/tiles/councils/10/0/0.mvt')
  expect([empty.status, empty.body.length]).toEqual([200, 0])
  for (const url of [
    '/tiles/nada/1/0/0.mvt',
    '/tiles/councils/1/2/0.mvt',
    '/tiles/councils/16/0/0.mvt',
    '/tiles/nada.json',
  ])
    expect((await t.ask('GET', url)).status).toBe(404)
  expect((await t.ask('GET', '/tiles/councils/x/0/0.mvt')).status).toBe(400)
})
