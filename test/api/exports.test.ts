import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CommuneList, CouncilAreas, CouncilPage } from '../../server/territories/schema.ts'
import { collection, openTestApp, square, type TestApp } from '../support/app.ts'

let t: TestApp
beforeAll(async () => {
  t = await openTestApp()
})
afterAll(() => t.close())
beforeEach(async () => {
  await t.empty()
  const hole = square(1, 0).coordinates[0].map(([x, y]) => [
    x + (x > -69.485 ? -0.003 : 0.003),
    y + (y > 9.505 ? -0.003 : 0.003),
  ])
  await t.bringIn(
    'a.geojson',
    collection(
      {
        name: 'Ñandú, "el viejo"',
        codigo: 'A;1',
        tipo: 'rural',
        familias: 120,
        comuna: 'El Maizal',
        geometry: square(0, 0),
      },
      {
        name: 'Con hueco',
        tipo: 'urbano',
        comuna: 'El Maizal',
        geometry: { type: 'Polygon', coordinates: [square(1, 0).coordinates[0], hole.toReversed()] },
      },
      {
        name: 'Dos partes',
        poblacion: 40,
        geometry: { type: 'MultiPolygon', coordinates: [square(3, 0).coordinates, square(5, 0).coordinates] },
      },
    ),
  )
})

/** Everything that a council says, without numbers that depend on the database. */
async function everything() {
  const { items } = (await t.ask<CouncilPage>('GET', '/api/councils')).body
  const { items: areas } = (
    await t.ask<CouncilAreas>('GET', `/api/councils/areas?ids=${items.map(({ id }) => id).join()}`)
  ).body
  const { items: communes } = (await t.ask<CommuneList>('GET', '/api/communes')).body
  const names = new Map(communes.map(({ id, name }) => [id, name]))
  return areas
    .map(({ id: _, importId: __, communeIds, areaM2, ...council }) => ({
      ...council,
      areaM2: Math.round(areaM2),
      communes: communeIds.map((id) => names.get(id)),
    }))
    .sort((a, b) => a.name.localeCompare(b.name))
}

describe.each(['geojson', 'gpkg', 'csv'])('an export as %s', (format) => {
  test('brought in again gives the same councils, communes and shapes', async () => {
    const before = await everything()
    expect(before).toHaveLength(3)
    const file = await t.app.inject({
      url: `/api/exports/councils.${format}`,
      headers: await t.administrator(),
    })
    expect(file.statusCode).toBe(200)
    expect(file.headers['content-disposition']).toBe(`attachment; filename="councils.${format}"`)
    await t.empty()
    expect((await t.bringIn(`councils.${format}`, file.rawPayload)).status).toBe('saved')
    expect(await everything()).toEqual(before)
  })

  test('of communes carries their outlines', async () => {
    const file = await t.app.inject({
      url: `/api/exports/communes.${format}`,
      headers: await t.administrator(),
    })
    expect(file.statusCode).toBe(200)
    await t.empty()
    await t.bringIn(`communes.${format}`, file.rawPayload)
    const { items } = (await t.ask<CouncilPage>('GET', '/api/councils')).body
    expect(items.map(({ name }) => name)).toEqual(['El Maizal'])
  })
})

test('an export that does not exist is 404 and says which there are', async () => {
  expect(await t.ask('GET', '/api/exports/roads.geojson')).toMatchObject({
    status: 404,
    body: { type: 'urn:toparquia:problem:layer-not-found' },
  })
  expect((await t.ask('GET', '/api/exports/councils.exe')).status).toBe(404)
})
