/** Against a small server over real sockets that speaks as OSRM and Valhalla document it, and one that does not. */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  chainOf,
  ESTIMATE,
  EXTERNAL,
  estimates,
  greatCircleKm,
  type Place,
  type RoutingProvider,
  UNKNOWN,
  UNREACHABLE,
} from '../../../domain/exchange/roads/index.ts'
import { serviceAddress } from './ask.ts'
import { discreet } from './discreet.ts'
import { routingService } from './from-settings.ts'
import { osrm } from './osrm.ts'
import { decodePolyline } from './polyline.ts'
import { valhalla } from './valhalla.ts'

/** East of here is another island of roads; north of here there are none. */
const SHORE = -68
const NO_ROADS = 11
const FACTOR = 1.4

let server: Server
let requests: { method: string; url: string; body: string }[]
let answer: (request: { method: string; url: string; body: string }) => [status: number, body: string] | null
let mostPlaces: number

beforeEach(async () => {
  requests = []
  mostPlaces = 100
  answer = ({ url, body }) => {
    const [status, value] = body === '' ? likeOsrm(url) : likeValhalla(url, JSON.parse(body))
    return [status, JSON.stringify(value)]
  }
  server = createServer(async (request: IncomingMessage, response) => {
    const asked = { method: request.method!, url: request.url!, body: await text(request) }
    requests.push(asked)
    const reply = answer(asked)
    if (!reply) return
    response.writeHead(reply[0], { 'content-type': 'application/json', location: 'http://127.0.0.1:1/' })
    response.end(reply[1])
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const address = () => serviceAddress(`http://127.0.0.1:${(server.address() as AddressInfo).port}/maps`)!
const metres = (a: number[], b: number[]) => FACTOR * 1000 * greatCircleKm(a, b)
const apart = (a: number[], b: number[]) => a[0] > SHORE !== b[0] > SHORE
const seconds = (m: number) => m / 10
/** From a place to the nearest road: none but where there are no roads at all. */
const access = ([, lat]: number[]) => (lat > NO_ROADS ? 300_000 : 0)

function likeOsrm(url: string): [number, object] {
  const [, , service, , , list] = new URL(url, 'http://x').pathname.split('/')
  const { searchParams } = new URL(url, 'http://x')
  const places = list.split(';').map((pair) => pair.split(',').map(Number))
  if (places.length > mostPlaces) return [400, { code: 'TooBig', message: 'Too many table coordinates' }]
  const waypoint = (at: number[]) => ({ location: at, distance: access(at), name: '' })
  if (service === 'nearest')
    return [200, { code: 'Ok', data_version: '2026-11-01', waypoints: [waypoint(places[0])] }]
  if (service === 'table') {
    const pick = (name: string) =>
      searchParams
        .get(name)!
        .split(';')
        .map((i) => places[Number(i)])
    const [sources, destinations] = [pick('sources'), pick('destinations')]
    const table = (of: (m: number) => number) =>
      sources.map((a) => destinations.map((b) => (apart(a, b) ? null : of(metres(a, b)))))
    return [
      200,
      {
        code: 'Ok',
        distances: table((m) => m),
        durations: table(seconds),
        sources: sources.map(waypoint),
        destinations: destinations.map(waypoint),
      },
    ]
  }
  const [a, b] = places
  if (apart(a, b)) return [400, { code: 'NoRoute', message: 'Impossible route between points' }]
  const m = metres(a, b)
  const geometry = { type: 'LineString', coordinates: [a, [a[0], b[1]], b] }
  return [
    200,
    {
      code: 'Ok',
      waypoints: places.map(waypoint),
      routes: [{ distance: m, duration: seconds(m), geometry }],
    },
  ]
}

interface ValhallaBody {
  locations: { lat: number; lon: number }[]
  sources: { lat: number; lon: number }[]
  targets: { lat: number; lon: number }[]
  costing: string
}

function likeValhalla(url: string, body: ValhallaBody): [number, unknown] {
  const at = ({ lat, lon }: { lat: number; lon: number }) => [lon, lat]
  const refuse = (code: number, error: string): [number, object] => [
    400,
    { error_code: code, error, status_code: 400 },
  ]
  if (body.costing !== 'truck') return refuse(125, 'No costing method found')
  if (url.endsWith('/locate'))
    return [
      200,
      body.locations.map(({ lat, lon }) => ({
        input_lat: lat,
        input_lon: lon,
        nodes: null,
        edges:
          lat > NO_ROADS
            ? null
            : [{ way_id: 1, correlated_lat: lat, correlated_lon: lon, side_of_street: 'neither' }],
      })),
    ]
  if (url.endsWith('/sources_to_targets')) {
    if ([...body.sources, ...body.targets].some(({ lat }) => lat > NO_ROADS))
      return refuse(171, 'No suitable edges near location')
    const table = body.sources.map((a, from) =>
      body.targets.map((b, to) => {
        const km = metres(at(a), at(b)) / 1000
        const none = apart(at(a), at(b))
        return {
          distance: none ? null : km,
          time: none ? null : seconds(km * 1000),
          from_index: from,
          to_index: to,
        }
      }),
    )
    return [200, { sources_to_targets: table, units: 'kilometers' }]
  }
  const [a, b] = body.locations.map(at)
  if (apart(a, b)) return refuse(442, 'No path could be found for input')
  const km = metres(a, b) / 1000
  return [
    200,
    {
      trip: {
        status: 0,
        summary: { length: km, time: seconds(km * 1000) },
        legs: [{ shape: encode([a, b]) }],
      },
    },
  ]
}

/** The other way from decodePolyline, as the documentation of the format describes it. */
function encode(line: number[][]): string {
  let before = [0, 0]
  return line
    .flatMap(([lon, lat]) => {
      const now = [Math.round(lat * 1e6), Math.round(lon * 1e6)]
      const differences = now.map((value, i) => value - before[i])
      before = now
      return differences
    })
    .map((difference) => {
      let value = difference < 0 ? -2 * difference - 1 : 2 * difference
      let letters = ''
      for (; value >= 32; value = Math.floor(value / 32))
        letters += String.fromCharCode((value % 32) + 32 + 63)
      return letters + String.fromCharCode(value + 63)
    })
    .join('')
}

const place = (id: string, lon: number, lat: number): Place => ({ id, at: [lon, lat] })
const places = [place('a', -69, 9), place('b', -69.5, 9.5), place('c', -67, 9), place('d', -69, 11.5)]
const ask = (provider: RoutingProvider, some = places, signal?: AbortSignal) =>
  provider.matrix({ from: some, to: some, profile: 'fastest', signal })

const SERVICES = [
  ['OSRM', (limits?: object) => osrm(address(), limits)],
  ['Valhalla', (limits?: object) => valhalla(address(), limits)],
] as const

describe.each(SERVICES)('%s', (_, provider) => {
  it('tells kilometres and minutes, what is unreachable, and of which place it knows no road', async () => {
    const { km, minutes, quality, notes } = await ask(provider())
    expect([...quality.slice(0, 4)]).toEqual([EXTERNAL, EXTERNAL, UNREACHABLE, UNKNOWN])
    expect(km[1]).toBeCloseTo(FACTOR * greatCircleKm(places[0].at, places[1].at), 2)
    expect(minutes[1]).toBeCloseTo((km[1] * 1000) / 10 / 60, 2)
    expect(km[2]).toBe(Infinity)
    expect(km[3]).toBeNaN()
    expect(notes).toEqual([])
  })

  it('is asked in blocks that it takes, and every cell comes back to its place', async () => {
    const many = Array.from({ length: 130 }, (_, i) =>
      place(`p${i}`, -70 + 0.01 * (i % 13), 9 + 0.01 * Math.floor(i / 13)),
    )
    const shares: number[] = []
    const { km, quality, notes } = await provider().matrix({
      from: many,
      to: many.slice(0, 70),
      profile: 'fastest',
      onProgress: (share) => shares.push(share),
    })
    expect(notes).toEqual([])
    expect(quality.every((cell) => cell === EXTERNAL)).toBe(true)
    for (const [row, column] of [
      [0, 69],
      [129, 0],
      [51, 50],
      [99, 49],
    ])
      expect(km[row * 70 + column]).toBeCloseTo(FACTOR * greatCircleKm(many[row].at, many[column].at), 2)
    expect(shares.at(-1)).toBe(1)
  })

  it('tells the way, or that there is none', async () => {
    const route = (from: Place, to: Place) => provider().route({ from, to, profile: 'fastest' })
    const found = await route(places[0], places[1])
    expect(found).toMatchObject({ quality: EXTERNAL, segments: [], estimatedKm: 0 })
    if (!('km' in found)) throw new Error('no route')
    expect(found.km).toBeCloseTo(FACTOR * greatCircleKm(places[0].at, places[1].at), 2)
    expect(found.coordinates.at(0)).toEqual([-69, 9])
    expect(found.coordinates.at(-1)).toEqual([-69.5, 9.5])
    expect(await route(places[0], places[2])).toMatchObject({ quality: UNREACHABLE })
    expect(await route(places[0], places[3])).toMatchObject({ quality: UNKNOWN })
  })

  it('tells where its roads are', async () => {
    const snapped = await provider().snap([places[0], places[3]])
    expect(snapped.map(({ at }) => at)).toEqual([[-69, 9], null])
  })

  it('stands before the estimate, which fills in what it does not know and not what it knows to be unreachable', async () => {
    const { quality } = await ask(chainOf([provider(), estimates()]))
    expect([...quality.slice(0, 4)]).toEqual([EXTERNAL, EXTERNAL, UNREACHABLE, ESTIMATE])
  })

  it('that does not answer in time is given up, once, and nothing is made up', async () => {
    answer = () => null
    const slow = provider({ limits: { timeoutMs: 80, answerBytes: 1e6 } })
    const many = Array.from({ length: 400 }, (_, i) => place(`p${i}`, -70 + 0.001 * i, 9))
    const { quality, notes } = await ask(slow, many)
    expect(notes).toMatchObject([{ note: 'timeout', facts: { seconds: 0.08 } }])
    expect(quality.every((cell) => cell === UNKNOWN)).toBe(true)
    expect(requests.length).toBeLessThanOrEqual(4)
  })

  it('that says too much is cut off', async () => {
    const { notes } = await ask(provider({ limits: { timeoutMs: 5000, answerBytes: 10 } }))
    expect(notes).toMatchObject([{ note: 'answer-too-large' }])
  })

  it('that is not there is told', async () => {
    const lost = provider()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    expect((await ask(lost)).notes).toMatchObject([{ note: 'no-connection' }])
  })

  it('is never followed elsewhere', async () => {
    answer = () => [302, '{}']
    expect((await ask(provider())).notes).toMatchObject([{ note: 'odd-answer', facts: { status: 302 } }])
    expect(requests.every(({ url }) => url.startsWith('/maps/'))).toBe(true)
  })

  it('is given up when the signal says so', async () => {
    answer = () => null
    const control = new AbortController()
    setTimeout(() => control.abort(), 50)
    await expect(ask(provider(), places, control.signal)).rejects.toThrow('aborted')
  })

  it.each([
    ['no JSON', '<html>'],
    ['nothing', ''],
    ['another thing', '[1,2,3]'],
    [
      'an empty table',
      '{"code":"Ok","distances":[],"durations":[],"sources":[],"destinations":[],"sources_to_targets":[]}',
    ],
    [
      'words for numbers',
      JSON.stringify({
        code: 'Ok',
        distances: [['far']],
        durations: [[1]],
        sources: [{ distance: 0 }],
        destinations: [{ distance: 0 }],
        sources_to_targets: [[{ distance: 'far', time: 1 }]],
      }),
    ],
    [
      'less than nothing',
      JSON.stringify({
        code: 'Ok',
        distances: [[-5]],
        durations: [[1]],
        sources: [{ distance: 0 }],
        destinations: [{ distance: 0 }],
        sources_to_targets: [[{ distance: -5, time: 1 }]],
      }),
    ],
  ])('that answers with %s is not believed', async (_, body) => {
    const usual = answer
    answer = (request) => (request.url.endsWith('/locate') ? usual(request) : [200, body])
    const { quality, notes } = await ask(provider(), places.slice(0, 1))
    expect(notes).toMatchObject([{ note: 'odd-answer' }])
    expect([...quality]).toEqual([UNKNOWN])
    const route = await provider().route({ from: places[0], to: places[1], profile: 'fastest' })
    expect(route).toMatchObject({ quality: UNKNOWN, notes: [{ note: 'odd-answer' }] })
  })

  it('that refuses says why by its code, and never by its sentence', async () => {
    answer = () => [
      400,
      JSON.stringify({ code: 'TooBig', error_code: 150, message: '<b>x</b>', error: '<b>x</b>' }),
    ]
    const { notes } = await ask(provider())
    expect(notes).toMatchObject([{ note: 'service-refused', facts: { status: 400 } }])
    expect(JSON.stringify(notes)).not.toContain('<b>')
  })

  it('has a version of its roads', async () => {
    answer = ({ url }) => [
      200,
      url.includes('status')
        ? '{"version":"3.5.1","tileset_last_modified":1790000000}'
        : '{"code":"Ok","data_version":"2026-11-01","waypoints":[]}',
    ]
    expect(await provider().networkVersion()).toMatch(/^(osrm-2026-11-01|valhalla-3-5-1-1790000000)$/)
  })
})

describe('the address of a service', () => {
  it.each([
    'ftp://maps.example.org',
    'http://user:word@maps.example.org',
    'https://maps.example.org/?key=1',
    'maps',
    '',
  ])('is not %j', (setting) => expect(serviceAddress(setting)).toBeNull())

  it('may have a path, which no request leaves', async () => {
    expect(serviceAddress('https://maps.example.org/osrm')?.base.href).toBe('https://maps.example.org/osrm/')
    expect(() => osrm(address(), { profile: '../admin' })).toThrow('is not called')
  })
})

describe('the settings', () => {
  it('name no service, one of two, or one that stops the start', () => {
    expect(routingService({})).toBeNull()
    expect(routingService({ ROUTING_KIND: 'osrm' })).toBeNull()
    expect(routingService({ ROUTING_URL: 'http://127.0.0.1:5000' })).toMatchObject({
      provider: { id: 'osrm' },
      places: 'public',
    })
    expect(
      routingService({
        ROUTING_URL: 'http://127.0.0.1:8002',
        ROUTING_KIND: 'valhalla',
        ROUTING_PLACES: 'all',
      }),
    ).toMatchObject({ provider: { id: 'valhalla' }, places: 'all' })
    for (const wrong of [
      { ROUTING_URL: 'maps' },
      { ROUTING_URL: 'http://127.0.0.1', ROUTING_KIND: 'magic' },
      { ROUTING_URL: 'http://127.0.0.1', ROUTING_PLACES: 'some' },
    ])
      expect(() => routingService(wrong)).toThrow(expect.objectContaining({ code: 'BAD_ROUTING' }))
  })
})

describe.each(SERVICES)('%s, asked discreetly', (_, provider) => {
  /** Farther north than they are, and not all of them. */
  const NORTH = 0.1357
  const shown = async (ids: readonly string[]) =>
    new Map(
      places
        .filter(({ id }) => ids.includes(id) && id !== 'b')
        .map(({ id, at: [x, y] }) => [id, [x, y + NORTH]]),
    )
  const told = () =>
    requests.flatMap(({ url, body }) => {
      if (body === '')
        return new URL(url, 'http://x').pathname
          .split('/')
          .at(-1)!
          .split(';')
          .map((pair) => Number(pair.split(',')[1]))
      const { locations = [], sources = [], targets = [] } = JSON.parse(body)
      return [...locations, ...sources, ...targets].map(({ lat }) => lat as number)
    })
  const table = (from: RoutingProvider, signal?: AbortSignal) =>
    from.matrix({ from: places, to: places, profile: 'fastest', signal })

  it('is told of no place that the public does not see, and of the others where the public sees them', async () => {
    const { quality, notes } = await table(discreet(provider(), { shown }))
    expect(notes).toMatchObject([{ note: 'places-kept', facts: { places: 1 } }])
    for (const cell of quality.keys())
      if ([cell % places.length, Math.floor(cell / places.length)].includes(1))
        expect(quality[cell]).toBe(UNKNOWN)
    expect(quality[2]).toBe(UNREACHABLE)
    expect(new Set(told().map((lat) => lat.toFixed(4)))).toEqual(new Set(['9.1357', '11.6357']))
    requests = []
    const route = await discreet(provider(), { shown }).route({
      from: places[0],
      to: places[1],
      profile: 'fastest',
    })
    expect(route).toMatchObject({ quality: UNKNOWN, notes: [{ note: 'places-kept' }] })
    expect(requests).toEqual([])
  })

  it('is left alone for a minute after it failed, and asked again then', async () => {
    let now = 0
    const dead = discreet(provider(), { shown: null, now: () => now })
    const usual = answer
    answer = () => [200, 'no JSON']
    expect((await table(dead)).notes).toMatchObject([{ note: 'odd-answer' }])
    answer = usual
    requests = []
    now = 59_000
    expect(await table(dead)).toMatchObject({ notes: [{ note: 'odd-answer' }] })
    expect(await dead.route({ from: places[0], to: places[1], profile: 'fastest' })).toMatchObject({
      quality: UNKNOWN,
      notes: [{ note: 'odd-answer' }],
    })
    expect(requests).toEqual([])
    now = 61_000
    expect((await table(dead)).notes).toEqual([])
    expect(requests.length).toBeGreaterThan(0)
  })

  it('is not waited for longer than all its questions may take', async () => {
    answer = () => null
    const slow = discreet(provider(), { shown: null, wholeMs: 80 })
    const begun = performance.now()
    const { notes, quality } = await table(slow)
    expect(performance.now() - begun).toBeLessThan(5000)
    expect(notes).toMatchObject([{ note: 'timeout', facts: { seconds: 0.08 } }])
    expect(new Set(quality)).toEqual(new Set([UNKNOWN]))
    await expect(table(discreet(provider(), { shown: null }), AbortSignal.abort())).rejects.toThrow('aborted')
  })
})

describe('a packed line', () => {
  it('is read as it was packed', () => {
    const line = [
      [-69.123456, 9.654321],
      [-69.2, 9.7],
      [179.999999, -89.5],
    ]
    expect(decodePolyline(encode(line))).toEqual(line)
  })

  it.each([
    '',
    '?',
    '???',
    '\u0000\u0001',
    encode([
      [0, 0],
      [0, 95],
    ]),
    '~~~~~~~~~~~~',
  ])('is none in %j', (packed) => {
    expect(decodePolyline(packed)).toBeNull()
  })
})
