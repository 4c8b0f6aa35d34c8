/**
 * Whatever a request looks like, the answer is one that was meant: a sentence with a known reason, nothing of the inside,
 * never a 5xx. `SEED=7 npx vitest run --project api-embedded test/api/fuzz.test.ts` tries others.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mix, seededRandom } from '../../domain/demonstration/random.ts'
import sentences from '../../messages/en/index.ts'
import type { Verification } from '../../server/log/schema.ts'
import { collection, openTestApp, rowOfCouncils, square, type TestApp } from '../support/app.ts'
import { type HostileRequest, hostileRequest } from '../support/hostile-requests.ts'
import { type Operation, operationsOf } from '../support/operations.ts'

const SEED = Number(process.env.SEED || 20261122)
const REQUESTS = Number(process.env.REQUESTS || 60)
/** Each makes a process read a file, or a password be hashed. */
const COSTLY: Record<string, number> = {
  'POST /api/imports': 0,
  'POST /api/exchange/quantity-files/read': 12,
  'POST /api/sign-in': 20,
  'PUT /api/me/password': 20,
}

let t: TestApp
let operations: Operation[]

beforeAll(async () => {
  t = await openTestApp()
  await t.app.ready()
  operations = operationsOf(t)
  const names = ['Uno', 'Dos', 'Tres', 'Cuatro', 'Cinco', 'Seis']
  await t.bringIn('a.geojson', rowOfCouncils(names, { comuna: 'La primera' }))
  for (let id = 1; id <= 3; id++)
    await t.ask('POST', '/api/communes', { name: `Comuna ${id}`, councilIds: [id, id + 1] })
  await t.ask('POST', '/api/links', {
    councilA: 1,
    councilB: 5,
    kind: 'bridge',
    declaredBy: 'Asamblea',
    declaredOn: '2026-01-01',
    reason: 'Puente',
  })
  // One that waits for an answer, so that there is something to decide.
  const { body } = await t.upload(
    'b.geojson',
    collection({ name: 'X', geometry: square(9, 9) }, { name: 'Y', geometry: square(9, 9) }),
  )
  await t.settled(body.id)
})
afterAll(() => t?.close())

const KNOWN = {
  id: [1, 2, 3, 4, 5],
  councilIds: [1, 2, 3, 4, 5, 6],
  councilA: [1, 2, 3],
  councilB: [4, 5, 6],
  commune: [1, 2, 3],
  import: [1, 2],
  ids: ['1', '1,2,3', '6,1'],
  bbox: ['-69.6,9.4,-69.4,9.6', '-180,-90,180,90'],
  layer: ['councils', 'communes'],
  format: ['geojson', 'gpkg', 'csv'],
  revision: [1, 2, 3],
  z: [0, 5, 14],
  x: [0, 9, 5031],
  y: [0, 15, 7760],
  code: ['duplicate-feature', 'already-present', 'duplicate-shape', '123456'],
  feature: [0, 1],
}

/** No word of the engines, of the code or of the machine. */
const INSIDE =
  /(\n|\\n)\s+at \S|node_modules|\.[tj]s:\d|file:\/\/\/work|syntax error|relation "|invalid byte|SQLSTATE|\b[A-Z]\w*Error\b|FST_ERR|ECONN|PGlite|\bselect\b.+\bfrom\b|\/tmp\//

const isKnown = (type: unknown) =>
  typeof type === 'string' && `refusal.${type.replace('urn:toparquia:problem:', '')}.title` in sentences

interface Given {
  status: number
  headers: Record<string, unknown>
  body: string
}

/** What is wrong with an answer; null where it is one. */
function wrong({ status, headers, body }: Given, request: HostileRequest): string | null {
  const sent = JSON.stringify(request)
  const isAnswer = /^\/(api|tiles)\//.test(new URL(request.url, 'http://localhost').pathname)
  const type = String(headers['content-type'] ?? '')
  if (status >= 500) return `${status} ${body.slice(0, 300)}`
  const leak = /mapbox|geopackage/.test(type) ? null : INSIDE.exec(body)
  if (leak && !sent.includes(leak[0])) return `${status} tells of the inside: ${leak[0]}`
  if (status < 400) return null
  if (!type.startsWith('application/problem+json')) return `${status} ${type} ${body.slice(0, 300)}`
  const problem = JSON.parse(body)
  if (!isKnown(problem.type)) return `unknown type ${problem.type}`
  if (problem.status !== status || !problem.title || !problem.detail) return `no whole problem: ${body}`
  if (headers['x-content-type-options'] !== 'nosniff') return `${status} without the headers of every answer`
  if (isAnswer && headers['cache-control'] !== 'no-store')
    return `${status} may be kept: ${headers['cache-control']}`
  return null
}

let address = 0

async function send({ method, url, headers, payload }: HostileRequest): Promise<Given> {
  address++
  const answer = await t.app.inject({
    method: method as 'GET',
    url,
    headers,
    ...(payload !== undefined && { payload }),
    remoteAddress: `10.${(address >> 16) & 255}.${(address >> 8) & 255}.${address & 255}`,
    payloadAsStream: true,
  })
  const given = { status: answer.statusCode, headers: answer.headers }
  const stream = answer.stream()
  if (String(answer.headers['content-type']).startsWith('text/event-stream')) {
    stream.destroy()
    return { ...given, body: '' }
  }
  const pieces: Buffer[] = []
  for await (const piece of stream) pieces.push(piece as Buffer)
  return { ...given, body: Buffer.concat(pieces).toString() }
}

const tell = (request: HostileRequest, who: string, complaint: string) =>
  `SEED=${SEED} ${who}: ${complaint}\n  ${JSON.stringify(request)
    .replaceAll(/(.{1,9}?)\1{20,}/g, '$1…')
    .slice(0, 900)}`

const administratorsCookie = async () =>
  (await t.signIn([{ role: 'administrator', scope: { kind: 'everything' } }])).cookie

test('no file is answered by a defect, or ends the reading of others', async () => {
  const random = seededRandom(SEED)
  const cookie = await administratorsCookie()
  const areas = Buffer.from(rowOfCouncils(['Uno', 'Dos', 'Tres']))
  const kml = Buffer.from(
    '<kml><Document><Placemark><name>A</name><Polygon><outerBoundaryIs><LinearRing><coordinates>0,0 1,0 1,1 0,0</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Document></kml>',
  )
  const table = Buffer.from('name,wkt\nA,"POLYGON((0 0,1 0,1 1,0 0))"\n')
  const spoilt = (bytes: Buffer) => {
    const copy = Buffer.from(bytes)
    for (let i = random.between(1, 6); i > 0; i--)
      copy[random.between(0, copy.length - 1)] = random.between(0, 255)
    return copy.subarray(0, random.between(Math.floor(copy.length / 2), copy.length))
  }
  const heads = ['PK\x03\x04', 'SQLite format 3\0', '\0\0\x27\x0a', '\xff\xfe', '%PDF-1.7', '\x1f\x8b']
  const files: [string, Buffer][] = [
    ['spoilt.geojson', spoilt(areas)],
    ['spoilt.kml', spoilt(kml)],
    ['spoilt.csv', spoilt(table)],
    ['..\\\u202e.gpx', spoilt(kml)],
    ...heads.map((head, i): [string, Buffer] => [
      `${i}.zip`,
      Buffer.concat([
        Buffer.from(head, 'latin1'),
        Buffer.from(Array.from({ length: 99 }, () => random.between(0, 255))),
      ]),
    ]),
  ]
  for (const [name, bytes] of files) {
    const told = `SEED=${SEED} ${name} ${bytes.toString('base64')}`
    const { status, body } = await t.upload(name, bytes, { cookie })
    expect(status, told).toBe(202)
    const settled = await t.settled(body.id)
    expect(settled.status, told).toMatch(/^(needs-crs|needs-layer|ready|refused)$/)
    expect(JSON.stringify(settled), told).not.toMatch(INSIDE)
    await t.ask('POST', `/api/imports/${body.id}/cancel`)
  }
  const { body } = await t.upload('sound.geojson', areas)
  expect((await t.settled(body.id)).status).toBe('ready')
}, 240_000)

test('no request made from the OpenAPI document is answered by a defect', { timeout: 600_000 }, async () => {
  const complaints: string[] = []
  const seen = new Set<number>()
  let cookie = await administratorsCookie()
  for (const [index, operation] of operations.entries()) {
    const random = seededRandom(mix(SEED, index))
    for (let i = 0; i < Math.min(COSTLY[operation.name] ?? REQUESTS, REQUESTS); i++) {
      const request = hostileRequest(operation, random, KNOWN)
      const nobody = i % 4 === 3
      if (!nobody) request.headers.cookie ??= cookie
      const given = await send(request).catch((error: Error) => ({
        status: 599,
        headers: {},
        body: `${error}`,
      }))
      seen.add(given.status)
      const complaint = wrong(given, request)
      if (complaint) complaints.push(tell(request, nobody ? 'nobody' : 'administrator', complaint))
      // Some requests do what they say: sign out, close the account, take its role.
      const over = given.status === 401 || given.status === 403 || given.status === 204
      // A stream put into the server stays open, and a session has only so many.
      if (over || operation.name === 'GET /api/events') cookie = await administratorsCookie()
    }
  }
  expect(complaints.slice(0, 10).join('\n')).toBe('')
  // They got past the door and past the schemas, or this would prove little.
  expect([...seen].toSorted()).toEqual(expect.arrayContaining([200, 201, 400, 401, 404, 409, 422]))
})

test('no method is answered by a defect, wherever it is used', async () => {
  const complaints: string[] = []
  const cookie = await administratorsCookie()
  const methods = ['HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'QUERY', 'GET']
  for (const path of new Set(operations.map((operation) => operation.path)))
    for (const method of methods) {
      if (operations.some((operation) => operation.path === path && operation.method === method)) continue
      const url = path.replace('{layer}', 'councils').replaceAll(/\{\w+\}/g, '1')
      const request = { method, url, headers: { cookie, 'content-type': 'application/json' }, payload: '{}' }
      const given = await send(request)
      // There is no body to an answer to HEAD.
      const complaint = method === 'HEAD' ? given.status >= 500 && `${given.status}` : wrong(given, request)
      if (complaint) complaints.push(tell(request, 'administrator', complaint))
    }
  expect(complaints).toEqual([])
})

test('afterwards the server answers, the log is whole, and no object was tampered with', async () => {
  // Of the first one the roles may be gone.
  const cookie = await administratorsCookie()
  const get = async <T>(url: string) => (await t.ask<T>('GET', url, undefined, { cookie })).body
  expect(await get('/api/health')).toEqual({ status: 'ok' })
  const body = await get<Verification>('/api/log/verification')
  expect(body).toMatchObject({ broken: null, entries: expect.any(Number) })
  expect(body.entries).toBeGreaterThan(10)
  expect(Object.keys(Object.prototype)).toEqual([])
  expect('polluted' in {}).toBe(false)
  expect(await get('/api/councils?limit=1')).toMatchObject({ total: expect.any(Number) })
})

describe('what counts as wrong', () => {
  const request = { method: 'GET', url: '/api/councils', headers: {} }
  const problem = (type: string, status = 404) =>
    JSON.stringify({ type: `urn:toparquia:problem:${type}`, title: 'T', status, detail: 'D' })
  const headers = {
    'content-type': 'application/problem+json',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  }
  const sound = { status: 404, headers, body: problem('not-found') }

  test('is not an answer that was meant', () => expect(wrong(sound, request)).toBe(null))
  test.each([
    ['a defect', { ...sound, status: 500 }],
    ['an unknown type', { ...sound, body: problem('surprise') }],
    ['another status than the problem says', { ...sound, status: 400 }],
    [
      'an answer that is no problem',
      { ...sound, headers: { ...headers, 'content-type': 'application/json' } },
    ],
    ['a stack', { ...sound, body: '{"title":"x\\n    at f (/work/server/app.ts:3:1)"}' }],
    [
      'words of PostgreSQL',
      { ...sound, status: 200, body: 'column "x" of relation "council" does not exist' },
    ],
    ['an error’s name', { ...sound, status: 200, body: '"TypeError: x is not a function"' }],
    ['no nosniff', { ...sound, headers: { ...headers, 'x-content-type-options': undefined } }],
    ['what a cache may keep', { ...sound, headers: { ...headers, 'cache-control': undefined } }],
  ])('is %s', (_, given) => expect(wrong(given, request)).not.toBe(null))
})
