/** Roads brought in, drawn and closed; and distances where no road leads: of a routing service over real sockets, or estimated. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { SeenPlan } from '../../server/exchanges/plan-schema.ts'
import type { Roads, RoadsBrought } from '../../server/exchanges/road-schema.ts'
import { routingService } from '../../server/exchanges/routing/from-settings.ts'
import type { Flow } from '../../server/exchanges/schema.ts'
import type { Changed, Commune } from '../../server/territories/schema.ts'
import { openTestApp, rowOfCouncils, type TestApp } from '../support/app.ts'

let t: TestApp
/** What the routing service was asked, and how it answers: null is never. */
let asked: string[]
let answer: (places: number[][], service: string) => string | null
let service: Server
/** About eleven kilometres from one to the next; the last is only for accounts. */
let communes: number[]

const FACTOR = 2
const usual: typeof answer = (places, service) => {
  const km = (a: number[], b: number[]) => FACTOR * 111 * Math.hypot(a[0] - b[0], a[1] - b[1])
  const half = places.length / 2
  const [from, to] = [places.slice(0, half), places.slice(half)]
  const table = from.map((a) => to.map((b) => 1000 * km(a, b)))
  const waypoints = places.map((location) => ({ location, distance: 0 }))
  return JSON.stringify({
    code: 'Ok',
    data_version: '1',
    distances: table,
    durations: table.map((row) => row.map((metres) => metres / 10)),
    sources: waypoints.slice(0, half),
    destinations: waypoints.slice(half),
    waypoints,
    ...(service === 'route' && {
      routes: [
        {
          distance: 1000 * km(places[0], places[1]),
          duration: 100,
          geometry: { type: 'LineString', coordinates: places },
        },
      ],
    }),
  })
}

beforeAll(async () => {
  service = createServer((request, response) => {
    asked.push(request.url!)
    const [, what, , , list] = new URL(request.url!, 'http://x').pathname.split('/')
    const body = answer(
      list.split(';').map((pair) => pair.split(',').map(Number)),
      what,
    )
    if (body !== null) response.writeHead(200, { 'content-type': 'application/json' }).end(body)
  })
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
  asked = []
  answer = usual
  t = await openTestApp({
    routing: routingService({
      ROUTING_URL: `http://127.0.0.1:${(service.address() as AddressInfo).port}`,
      ROUTING_KIND: 'osrm',
    }),
  })
  await t.bringIn('seis.geojson', rowOfCouncils(['1', '2', '3', '4', '5', '6']), { audience: 'public' })
  communes = []
  for (const [name, councilIds, audience] of [
    ['Oeste', [1, 2], 'public'],
    ['Medio', [3, 4], 'public'],
    ['Este', [5, 6], 'accounts'],
  ] as const) {
    const { body } = await t.ask<Changed<Commune>>('POST', '/api/communes', { name, councilIds, audience })
    communes.push(body.record.id)
  }
  for (const [commune, role, amount] of [
    [0, 'production', 100],
    [1, 'need', 30],
    [2, 'need', 30],
  ] as const)
    await t.ask('POST', '/api/exchange/quantities', {
      communeId: communes[commune],
      producerId: null,
      role,
      product: 'maize',
      form: 'grain',
      amount,
      unit: 't',
      period: '2026-12',
      season: null,
      provenance: 'communal',
      source: 'asamblea',
      invented: false,
      audience: 'accounts',
    })
})
afterAll(async () => {
  await t?.close()
  service.closeAllConnections()
  service.close()
})
beforeEach(() => {
  asked = []
})

const roads = async () => (await t.ask<Roads>('GET', '/api/exchange/roads')).body
const plan = async () => {
  const { status, body } = await t.ask<{ record: SeenPlan }>('POST', '/api/exchange/plans', {
    name: 'Diciembre',
    firstMonth: '2026-12',
    lastMonth: '2026-12',
  })
  expect(status).toBe(201)
  const flows = await t.ask<{ items: Flow[] }>('GET', `/api/exchange/flows?plan=${body.record.id}`)
  return { distances: body.record.outcome.distances!, flows: flows.body.items }
}
const bring = async (fileName: string, content: object, query = '') => {
  const response = await t.app.inject({
    method: 'POST',
    url: `/api/exchange/roads/file?fileName=${fileName}${query}`,
    payload: JSON.stringify(content),
    headers: { ...(await t.administrator()), 'content-type': 'application/octet-stream' },
  })
  return { status: response.statusCode, body: response.json() }
}
const line = (properties: object, ...coordinates: number[][]) => ({
  type: 'Feature',
  properties,
  geometry: { type: 'LineString', coordinates },
})
const file = (...features: object[]) => ({ type: 'FeatureCollection', features })

describe('where no road leads', () => {
  test('the service is asked, of communes that everybody sees only; the rest is estimated, and both are told', async () => {
    const { flows, distances } = await plan()
    const by = (commune: number) => flows.find(({ toCommune }) => toCommune === communes[commune])
    expect(by(1)).toMatchObject({ quality: 'service' })
    expect(by(2)).toMatchObject({ quality: 'estimate' })
    expect(distances.notes).toMatchObject([{ note: 'places-kept', facts: { places: 1 } }])
    const hidden = (await t.ask<Commune>('GET', `/api/communes/${communes[2]}`)).body.bounds!
    const longitudes = asked.flatMap((url) =>
      url
        .split('?')[0]
        .split('/')
        .at(-1)!
        .split(';')
        .map((pair) => Number(pair.split(',')[0])),
    )
    expect(longitudes.length).toBeGreaterThan(0)
    expect(longitudes.filter((x) => x >= hidden[0] && x <= hidden[2])).toEqual([])
  })

  test('what it told is not asked again', async () => {
    await plan()
    expect(asked.filter((url) => url.includes('/table/'))).toEqual([])
  })

  test('a corridor is measured by it too', async () => {
    const { body } = await t.ask<{ quality: number; estimatedShare: number }>(
      'POST',
      '/api/corridors/propose',
      {
        communes: communes.slice(0, 2),
      },
    )
    expect(body).toMatchObject({ quality: 1, estimatedShare: 0, notes: [] })
  })

  test('a service that talks nonsense breaks no plan: it is estimated, with the reason', async () => {
    answer = () => '<html>'
    // The corridor's way is not kept, so it is asked for.
    const corridor = await t.ask<object>('POST', '/api/corridors/propose', { communes: communes.slice(0, 2) })
    expect(corridor).toMatchObject({ status: 200, body: { quality: 2, estimatedShare: 1 } })
    asked = []
    // Left alone from now on; what is not known is estimated.
    const { flows, distances } = await plan()
    expect(new Set(flows.map(({ quality }) => quality))).toEqual(new Set(['estimate']))
    expect(distances.notes.map(({ note }) => note)).toContain('odd-answer')
    expect(asked).toEqual([])
    answer = usual
  })

  test('the settings are told, and no address', async () => {
    const told = await roads()
    expect(told.service).toEqual({ id: 'osrm', places: 'public' })
    expect(told.detour).toEqual({ factor: 1.35, pairs: 0, of: 'usual' })
    expect(JSON.stringify(told)).not.toContain('127.0.0.1')
  })
})

describe('a file of roads', () => {
  let brought: RoadsBrought

  test('is saved as one step, and what was made of it is told', async () => {
    const { status, body } = await bring(
      'vias.geojson',
      file(
        line({ name: 'Troncal', oneway: 'no' }, [-69.3, 9.5], [-69, 9.5]),
        line({ name: 'Ramal' }, [-69.2, 9.6], [-69.2, 9.4]),
        // Seven metres short of the trunk road.
        line({ name: 'Corta', oneway: 'yes' }, [-69.1, 9.6], [-69.1, 9.500063]),
        line({ name: 'Puente', bridge: 'yes' }, [-69.15, 9.6], [-69.15, 9.4]),
        line({ name: 'Aparte' }, [-68.5, 9.5], [-68.4, 9.5]),
        {
          type: 'Feature',
          properties: { name: 'Plaza' },
          geometry: { type: 'Point', coordinates: [-69, 9] },
        },
      ),
    )
    expect(status).toBe(201)
    brought = body
    expect(brought).toMatchObject({
      lines: 5,
      crossings: 2,
      joinedEnds: 1,
      longestGapM: expect.closeTo(7, 0),
      passedOver: 1,
      oneWay: 1,
      islands: 3,
      understood: { name: 6, oneWay: 2, bridge: 1 },
      leftOut: [{ code: 'not-a-line', count: 1, facts: { type: 'Point' } }],
    })
    const { lines, islands, detour } = await roads()
    expect(lines.map(({ name, network, oneWay }) => [name, network, oneWay])).toContainEqual([
      'Corta',
      'vias.geojson',
      true,
    ])
    expect(islands).toHaveLength(3)
    expect(detour.of).toBe('usual')
  })

  test('leads nowhere twice: an undo takes all of it away, and brings it back', async () => {
    const undo = () => t.ask('POST', `/api/changes/${brought.change.id}/undo`)
    await undo()
    expect((await roads()).lines).toEqual([])
    await undo()
    expect((await roads()).lines).toHaveLength(5)
  })

  test('that does not say its coordinates or its layer asks; one that is none says so', async () => {
    const far = file(line({}, [500_000, 1_050_000], [510_000, 1_050_000]))
    expect(await bring('utm.geojson', far)).toMatchObject({
      status: 422,
      body: { type: 'urn:toparquia:problem:road-file-needs-crs' },
    })
    const { status, body } = await bring('utm.geojson', far, '&crs=EPSG:2202')
    expect({ status, lines: body.lines }).toEqual({ status: 201, lines: 1 })
    await t.ask('POST', `/api/changes/${body.change.id}/undo`)
    expect(await bring('nada.geojson', file())).toMatchObject({ status: 422 })
  })

  test('is calibrated on once it has crossings enough', async () => {
    const streets = Array.from({ length: 8 }, (_, i) => [
      line(
        { name: `Calle ${i}` },
        [-69.3 + 0.05 * i, 9.7],
        [-69.28 + 0.05 * i, 9.9],
        [-69.3 + 0.05 * i, 10.1],
      ),
      line(
        { name: `Carrera ${i}` },
        [-69.4, 9.72 + 0.05 * i],
        [-69.1, 9.73 + 0.05 * i],
        [-68.9, 9.72 + 0.05 * i],
      ),
    ]).flat()
    const { body } = await bring('damero.geojson', file(...streets))
    const { detour } = await roads()
    expect(detour.of).toBe('crossings')
    expect(detour.pairs).toBeGreaterThanOrEqual(30)
    expect(detour.factor).toBeGreaterThan(1.05)
    await t.ask('POST', `/api/changes/${body.change.id}/undo`)
  })
})

describe('a road', () => {
  test('is closed on its days, with the reason, and open again by undoing', async () => {
    const { lines } = await roads()
    const { id, revision } = lines.find(({ name }) => name === 'Troncal')!
    const closing = { closedFrom: '2026-01-01', closedUntil: null, closedWhy: 'derrumbe', revision }
    const { body } = await t.ask<{ change: { id: number } }>('PATCH', `/api/exchange/roads/${id}`, closing)
    const closed = async () => (await roads()).features.filter(({ properties }) => properties.closed)
    expect((await closed()).every(({ properties }) => properties.line === String(id))).toBe(true)
    expect(await closed()).not.toEqual([])
    expect((await roads()).lines.find((one) => one.id === id)).toMatchObject({ closedWhy: 'derrumbe' })
    await t.ask('POST', `/api/changes/${body.change.id}/undo`)
    expect(await closed()).toEqual([])
    const { body: now } = await t.ask<{ revision: number }>('GET', `/api/exchange/roads/${id}`)
    const later = { ...closing, closedFrom: '2999-01-01', revision: now.revision }
    expect(await t.ask('PATCH', `/api/exchange/roads/${id}`, later)).toMatchObject({ status: 200 })
    expect(await closed()).toEqual([])
  })

  test('is closed between two of its crossings, in plans too, and the rest of it stays open', async () => {
    const { features, lines } = await roads()
    const { id, revision } = lines.find(({ name }) => name === 'Troncal')!
    const own = features
      .filter(({ properties }) => properties.line === String(id))
      .map(({ properties }) => properties.id)
    expect(own.length).toBeGreaterThan(1)
    const [, fromM, toM] = own[1].match(/:(\d+)-(\d+)$/)!.map(Number)
    const closing = { closedFrom: '2026-01-01', closedUntil: null, closedWhy: 'derrumbe', revision }
    const closed = async () =>
      (await roads()).features
        .filter(({ properties }) => properties.closed)
        .map(({ properties }) => properties.id)
    const path = `/api/exchange/roads/${id}`
    for (const wrong of [
      { closedFromM: toM, closedToM: fromM },
      { closedFromM: fromM, closedToM: null },
    ])
      expect(await t.ask('PATCH', path, { ...closing, ...wrong })).toMatchObject({
        status: 422,
        body: { type: 'urn:toparquia:problem:stretch-not-possible' },
      })
    const { body } = await t.ask<{ change: { id: number } }>('PATCH', path, {
      ...closing,
      closedFromM: fromM,
      closedToM: toM,
    })
    expect(await closed()).toEqual([own[1]])
    expect((await roads()).lines.find((one) => one.id === id)).toMatchObject({
      closedFromM: fromM,
      closedToM: toM,
    })
    // A plan drives the others; as if, another is closed by its name.
    const asked = await t.ask<{ roads: { id: string; closed?: boolean }[] }>(
      'POST',
      '/api/exchange/problem',
      {
        firstMonth: '2026-12',
        lastMonth: '2026-12',
        closed: [own[0]],
      },
    )
    expect(asked.status, JSON.stringify(asked.body)).toBe(200)
    const shut = asked.body.roads.filter((road) => road.closed).map((road) => road.id.split('#')[0])
    expect(new Set(shut)).toEqual(new Set([own[0], own[1]]))
    // Whoever opens it opens all of it.
    const { body: now } = await t.ask<{ revision: number }>('GET', path)
    const open = { closedFrom: null, closedUntil: null, closedWhy: null, revision: now.revision }
    const { body: opened } = await t.ask<{ change: { id: number } }>('PATCH', path, open)
    expect(await closed()).toEqual([])
    await t.ask('POST', `/api/changes/${opened.change.id}/undo`)
    expect(await closed()).toEqual([own[1]])
    await t.ask('POST', `/api/changes/${body.change.id}/undo`)
    expect(await closed()).toEqual([])
  })

  test('drawn by hand joins an island, and the log knows who drew it and why', async () => {
    const before = await roads()
    const [link] = before.missingLinks.length > 0 ? before.missingLinks : [null]
    expect(link).toBeNull()
    const { body } = await t.ask<{ id: number }>('POST', '/api/exchange/roads', {
      coordinates: [
        [-69, 9.5],
        [-68.5, 9.5],
      ],
      name: 'Trocha',
      reason: 'por ahí pasan las mulas',
    })
    const after = await roads()
    expect(after.islands).toHaveLength(before.islands.length - 1)
    expect(after.lines.find(({ id }) => id === body.id)).toMatchObject({ byHand: true, name: 'Trocha' })
    const log = await t.ask<{ items: { reason: string; account: { name: string } }[] }>(
      'GET',
      `/api/log?subjectKind=segment&subjectId=${body.id}`,
    )
    expect(log.body.items).toMatchObject([
      { reason: 'por ahí pasan las mulas', account: { name: expect.any(String) } },
    ])
  })
})
