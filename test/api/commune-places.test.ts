/** In which municipality and state communes lie, by areas that were brought in, as far as whoever asks sees them. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CommunePlace } from '../../server/exchanges/schema.ts'
import type { Changed, Commune } from '../../server/territories/schema.ts'
import { openTestApp, rowOfCouncils, type TestApp } from '../support/app.ts'

let t: TestApp
let seen: number
let hidden: number

beforeAll(async () => {
  t = await openTestApp()
  await t.bringIn('c.geojson', rowOfCouncils(['1', '2', '3']))
  const made = async (name: string, councilIds: number[], audience: string) =>
    (
      await t.ask<Changed<Commune>>('POST', '/api/communes', {
        name,
        councilIds,
        audience,
      })
    ).body.record.id
  seen = await made('Vista', [1], 'public')
  hidden = await made('Reservada', [2], 'scope')
})
afterAll(() => t?.close())

const places = async (options?: { cookie?: string }) =>
  (await t.ask<{ items: CommunePlace[] }>('GET', '/api/exchange/places', undefined, options)).body.items

test('where no municipality was brought in nobody is in any', async () => expect(await places()).toEqual([]))

test('a commune is in the municipality that its middle lies in', async () => {
  const { body } = await t.ask<Commune>('GET', `/api/communes/${seen}`)
  const [west, south, middle, north] = body.bounds!
  // The council beside it is as wide.
  const east = middle + (middle - west)
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
  const answer = await t.app.inject({
    method: 'POST',
    url: '/api/land/reference-areas?kind=municipality&source=Prueba&stateField=state&fileName=m.geojson',
    payload: JSON.stringify({
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          properties: { name: 'Iribarren', state: 'Lara' },
          geometry: { type: 'Polygon', coordinates: [ring] },
        },
      ],
    }),
    headers: { ...(await t.administrator()), 'content-type': 'application/geo+json' },
  })
  expect(answer.json()).toMatchObject({ areas: 1 })
  const inLara = { municipality: 'Iribarren', state: 'Lara' }
  expect(await places()).toMatchObject([
    { communeId: seen, ...inLara },
    { communeId: hidden, ...inLara },
  ])
  const { cookie } = await t.signIn([])
  expect(await places({ cookie })).toMatchObject([{ communeId: seen, ...inLara }])
  // Its councils are for accounts: whoever has none learns no place.
  expect(await places({ cookie: '' })).toEqual([])
})
