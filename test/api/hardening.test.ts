/** What the server refuses, leaves unsaid and lets nobody keep, whoever asks. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../server/app.ts'
import type { Problem } from '../../server/problem-schema.ts'
import type { Changed, Commune } from '../../server/territories/schema.ts'
import { collection, openTestApp, rowOfCouncils, square, type TestApp } from '../support/app.ts'
import { engine } from '../support/database.ts'
import { type Operation, operationsOf } from '../support/operations.ts'

let t: TestApp
let directory: string
let port: number
let operations: Operation[]
/** Begun at the start, since they take as long as the server's patience; looked at last. */
let dawdlers: Record<'headers' | 'body', Promise<{ answer: string; seconds: number }>>

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'toparquia-hardening-'))
  await mkdir(join(directory, 'build'))
  await writeFile(join(directory, 'build', 'index.html'), '<!doctype html><title>T</title>')
  t = await openTestApp({ buildDirectory: join(directory, 'build') })
  await t.app.listen({ port: 0, host: '127.0.0.1' })
  port = (t.app.server.address() as AddressInfo).port
  operations = operationsOf(t)
  if (engine === 'embedded')
    dawdlers = {
      headers: dawdle('GET /api/health HTTP/1.1\r\nHost: localhost\r\nX-Slow: '),
      body: dawdle(
        'POST /api/judge HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n',
      ),
    }
  await t.bringIn('a.geojson', rowOfCouncils(['Uno', 'Dos']))
})
afterAll(async () => {
  await t?.close()
  await rm(directory, { recursive: true, force: true })
})

const signInAnew = () => t.signIn([{ role: 'administrator', scope: { kind: 'everything' } }])

/** A number that nothing has: what these requests ask for is not to happen. */
const NOBODYS = '2000000000'

/** Sends the beginning, then a letter every second for as long as the server lets it. */
function dawdle(beginning: string) {
  return new Promise<{ answer: string; seconds: number }>((resolve) => {
    const start = performance.now()
    const socket = connect(port, '127.0.0.1', () => socket.write(beginning))
    const dripping = setInterval(() => socket.write('x'), 1000)
    let answer = ''
    socket.on('data', (bytes) => {
      answer += bytes
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      clearInterval(dripping)
      resolve({ answer, seconds: (performance.now() - start) / 1000 })
    })
  })
}

const PAGES = ['/', '/communes/1', '/api/meta', '/api/nada', '/api/councils/77', '/tiles/councils.json']

test.each(PAGES)('%s carries the headers that keep a page to itself', async (url) => {
  const { headers } = await t.ask('GET', url, undefined, { accept: 'text/html,*/*' })
  const policy = String(headers['content-security-policy'])
  const directive = (name: string) => new RegExp(`(?:^|;)${name} ([^;]*)`).exec(policy)?.[1]
  expect(directive('script-src')).toBe("'self'")
  expect(directive('script-src-attr')).toBe("'none'")
  expect(directive('default-src')).toBe("'self'")
  expect(directive('object-src')).toBe("'none'")
  expect(directive('frame-ancestors')).toBe("'none'")
  expect(directive('base-uri')).toBe("'self'")
  expect(directive('form-action')).toBe("'self'")
  expect(policy).not.toContain('unsafe-eval')
  expect(headers).toMatchObject({
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': expect.stringMatching(/geolocation=\(\).*camera|camera=\(\).*geolocation=\(\)/),
  })
  expect(headers['x-powered-by']).toBe(undefined)
  expect(headers['strict-transport-security']).toBe(undefined)
})

test('no answer of the API may be kept by a cache, whatever its status', async () => {
  const kept: string[] = []
  for (const { method, path, name } of operations) {
    if (name === 'GET /api/events' || path.endsWith('.mvt')) continue
    const url = path
      .replace('{layer}', 'councils')
      .replace('{format}', 'csv')
      .replaceAll(/\{\w+\}/g, NOBODYS)
    for (const cookie of ['', (await signInAnew()).cookie]) {
      const { headers, status } = await t.ask(method as 'GET', url, undefined, { cookie })
      if (headers['cache-control'] !== 'no-store') kept.push(`${name} ${status}: ${headers['cache-control']}`)
    }
  }
  expect(kept).toEqual([])
  expect((await t.ask('GET', '/api/nada')).headers['cache-control']).toBe('no-store')
})

test('behind a proxy that ends TLS the browser is told to keep to it', async () => {
  process.env.TRUST_PROXY = 'on'
  const app = await buildApp({ database: t.database, dataDirectory: join(directory, 'second') })
  delete process.env.TRUST_PROXY
  try {
    const sent = async (headers: Record<string, string>) =>
      (await app.inject({ url: '/api/health', headers })).headers['strict-transport-security']
    expect(await sent({ 'x-forwarded-proto': 'https' })).toBe('max-age=31536000')
    expect(await sent({ 'x-forwarded-proto': 'http' })).toBe(undefined)
    expect(await sent({})).toBe(undefined)
  } finally {
    await app.close()
  }
})

test.each(['/', '/api/meta', '/tiles/councils.json', '/nada'])(
  '%s is nobody under a foreign name',
  async (url) => {
    const { status, body } = await t.ask<Problem>('GET', url, undefined, {
      host: 'attacker.example',
      'accept-language': 'en',
    })
    expect(status).toBe(421)
    expect(body).toMatchObject({
      type: 'urn:toparquia:problem:unknown-host',
      detail: expect.stringContaining('PUBLIC_URL'),
    })
  },
)

describe('a page of another site', () => {
  /** Host is localhost:80 throughout. */
  const MATRIX: [Record<string, string>, 'refused' | 'heard'][] = [
    [{ 'sec-fetch-site': 'cross-site' }, 'refused'],
    [{ 'sec-fetch-site': 'same-site' }, 'refused'],
    [{ 'sec-fetch-site': 'cross-site', origin: 'http://localhost:80' }, 'refused'],
    [{ 'sec-fetch-site': 'anything-new' }, 'refused'],
    [{ 'sec-fetch-site': '' }, 'refused'],
    [{ 'sec-fetch-site': 'same-origin' }, 'heard'],
    [{ 'sec-fetch-site': 'none' }, 'heard'],
    [{ origin: 'https://attacker.example' }, 'refused'],
    [{ origin: 'http://localhost.attacker.example' }, 'refused'],
    [{ origin: 'http://localhost:8080' }, 'refused'],
    [{ origin: 'null' }, 'refused'],
    [{ origin: '' }, 'refused'],
    [{ origin: 'http://localhost' }, 'heard'],
    [{ origin: 'http://localhost:80' }, 'heard'],
    [{}, 'heard'],
  ]

  test.each(MATRIX)(
    'that comes with %o is %s, for everything that changes anything',
    async (headers, fate) => {
      const { cookie } = await t.signIn([])
      for (const { method, path, name } of operations) {
        if (method === 'GET') continue
        const url = path.replaceAll(/\{\w+\}/g, NOBODYS)
        const { body } = await t.ask<Problem>(method as 'POST', url, undefined, {
          host: 'localhost:80',
          cookie,
          ...headers,
        })
        const refused = body?.type === 'urn:toparquia:problem:foreign-page'
        expect([name, refused ? 'refused' : 'heard']).toEqual([name, fate])
      }
    },
  )

  test('may follow a link here', async () => {
    const { status } = await t.ask('GET', '/api/meta', undefined, { 'sec-fetch-site': 'cross-site' })
    expect(status).toBe(200)
  })
})

/** Their receivers count the bytes on their way to the disk. */
const UNCOUNTED = [
  'POST /api/imports',
  'POST /api/evidence/uploads',
  'PATCH /api/evidence/uploads/{upload}',
  'POST /api/land/import',
  'POST /api/land/reference-areas',
  'POST /api/exchange/roads/file',
  'POST /api/exchange/quantity-files/read',
]

test('a body is as long as its route needs, and no longer', async () => {
  const long: Record<string, number> = {
    'PATCH /api/imports/{id}': 1024,
    'POST /api/drawings': 4096,
    'POST /api/scenarios': 4096,
    'PATCH /api/scenarios/{id}': 4096,
    'PUT /api/communes/{id}/founding': 1024,
    'POST /api/land/units/{id}/extents': 4096,
    'PUT /api/land/extents/{id}': 4096,
    'POST /api/land/public-view': 4096,
    'POST /api/corridors': 4096,
    'PUT /api/corridors/{id}': 4096,
    'POST /api/exchange/roads': 1024,
    'POST /api/exchange/quantity-files': 8192,
  }
  for (const { method, path, name } of operations) {
    if (method === 'GET' || UNCOUNTED.includes(name)) continue
    const url = path.replaceAll(/\{\w+\}/g, NOBODYS)
    const padded = (kilobytes: number) => `{"x":"${'x'.repeat(kilobytes * 1024)}"}`
    const send = async (kilobytes: number) =>
      (
        await t.app.inject({
          method,
          url,
          payload: padded(kilobytes),
          // Anew each time: one of them signs out.
          headers: { cookie: (await signInAnew()).cookie, 'content-type': 'application/json' },
        })
      ).statusCode
    const limit = long[name] ?? 64
    expect([name, await send(limit)]).toEqual([name, 413])
    expect([name, await send(limit - 1)]).not.toEqual([name, 413])
  }
})

test.each([
  '/api/councils/%zz',
  '/tiles/%ff.json',
  '/api/accounts/%ed%a0%80',
  '/%c0%80',
  `/api/exports/${'x'.repeat(900)}.csv`,
])('an address that means nothing is answered like any other: %s', async (url) => {
  const { status, body, headers } = await t.ask<Problem>('GET', url, undefined, { 'accept-language': 'en' })
  expect([400, 404]).toContain(status)
  expect(body.type).toMatch(
    /^urn:toparquia:problem:(invalid-field|not-found|layer-not-found|method-not-allowed)$/,
  )
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringContaining("default-src 'self'"),
  })
  const foreign = await t.ask<Problem>('GET', url, undefined, { host: 'attacker.example' })
  expect(foreign.status).toBe(421)
})

describe('letters that no database keeps', () => {
  test('are left out of what is saved', async () => {
    const { body, status } = await t.ask<Changed<Commune>>('POST', '/api/communes', {
      name: 'An\0tes \ud800después',
      councilIds: [],
      reason: 'por\0que \udfff',
    })
    expect(status).toBe(201)
    expect(body.record.name).toBe('Antes \ufffddespués')
  })

  test('and such as turn a sentence round are left out of names and reasons', async () => {
    const { body } = await t.ask<Changed<Commune>>('POST', '/api/communes', {
      name: '\u202eodañe\u202c Reverso\u2066',
      councilIds: [],
      reason: 'dos\u0007\nlíneas',
    })
    expect(body.record.name).toBe('odañe Reverso')
    const { items } = (await t.ask<{ items: { reason: string }[] }>('GET', '/api/log?limit=1')).body
    expect(items[0].reason).toBe('dos\nlíneas')
  })

  test('leave nothing where there is nothing else', async () => {
    const { status, body } = await t.ask<Problem>('POST', '/api/communes', { name: '\0\0', councilIds: [] })
    expect({ status, facts: body.facts }).toMatchObject({ status: 400, facts: { field: 'name' } })
  })

  test('find what is found without them', async () => {
    const { body } = await t.ask<{ total: number }>('GET', '/api/councils?q=U%00no')
    expect(body.total).toBe(1)
  })
})

test('a page of councils is asked for with the token of the last one, or refused', async () => {
  const forged = (...token: unknown[]) =>
    `/api/councils?sort=${token[0]}&after=${Buffer.from(JSON.stringify(token)).toString('base64url')}`
  const tokens = [
    ['name', 'a', 2 ** 31],
    ['name', 'a', 1.5],
    ['name', 'a\0', 1],
    ['name', '\ud800', 1],
    ['families', 0.5, 1],
    ['families', 2 ** 31, 1],
    ['area', null, 1],
  ]
  for (const token of tokens) {
    const { status } = await t.ask('GET', forged(...token))
    expect([token, status]).toEqual([token, 400])
  }
  expect((await t.ask('GET', forged('name', '', 0))).status).toBe(200)
})

test('a problem that is called like a part of every object is one that nobody has', async () => {
  const { body } = await t.upload('dos-veces.geojson', rowOfCouncils(['Uno', 'Dos']))
  await t.settled(body.id)
  for (const code of ['__proto__', 'constructor', 'toString', 'hasOwnProperty'])
    for (const decision of ['keep', 'leave-out', 'repair']) {
      const { status } = await t.ask('PATCH', `/api/imports/${body.id}`, {
        decisions: [
          { code, decision },
          { code, feature: 7, decision },
        ],
      })
      expect([code, decision, status]).toEqual([code, decision, decision === 'leave-out' ? 200 : 422])
    }
  expect(Object.keys(Object.prototype)).toEqual([])
  expect('7' in Object).toBe(false)
  await t.ask('POST', `/api/imports/${body.id}/cancel`)
})

test('five thousand councils fit into a request', async () => {
  const councilIds = Array.from({ length: 5000 }, (_, i) => 2147483647 - i)
  const { status } = await t.ask('POST', '/api/judge', { councilIds })
  expect(status).toBe(422)
})

test('whom to tell of a weakness is where people look for it', async () => {
  const { headers, body, status } = await t.ask<Buffer>('GET', '/.well-known/security.txt')
  expect(status).toBe(200)
  expect(headers['content-type']).toBe('text/plain; charset=utf-8')
  const lines = Object.fromEntries(
    body
      .toString()
      .trim()
      .split('\n')
      .map((line) => line.split(/: (.*)/).slice(0, 2)),
  )
  expect(lines).toEqual({
    Contact: 'http://localhost:80/security',
    Expires: expect.any(String),
    'Preferred-Languages': 'es, en, pt',
  })
  const days = (Date.parse(lines.Expires) - Date.now()) / 86_400_000
  expect(days).toBeGreaterThan(90)
  expect(days).toBeLessThan(365)
})

describe('a name that is a formula', () => {
  const FORMULAS = ['=1+1', '+1', '-1', '@SUM(1)', '\uff1d1', 'a;=HYPERLINK("http://x")', 'a; -1', 'b<c>&"d"']
  /** As the cell of a table. */
  const SAFE = [
    "'=1+1",
    "'+1",
    "'-1",
    "'@SUM(1)",
    "'\uff1d1",
    '"a;\'=HYPERLINK(""http://x"")"',
    "a; '-1",
    '"b<c>&""d"""',
  ]
  const take = async (format: string) =>
    t.app.inject({ url: `/api/exports/councils.${format}`, headers: await t.administrator() })

  test('is a text in a table that spreadsheets open, and as it is in files for maps', async () => {
    await t.bringIn(
      'formulas.geojson',
      collection(...FORMULAS.map((name, i) => ({ name, geometry: square(i, 60) }))),
    )
    const table = (await take('csv')).body
    for (const cell of SAFE) expect(table).toContain(`,${cell},`)
    const { features } = (await take('geojson')).json() as { features: { properties: { name: string } }[] }
    expect(features.map(({ properties }) => properties.name)).toEqual(expect.arrayContaining(FORMULAS))
    const path = join(directory, 'councils.gpkg')
    await writeFile(path, (await take('gpkg')).rawPayload)
    const file = new DatabaseSync(path)
    const names = file.prepare('select name from councils').all()
    file.close()
    expect(names.map(({ name }) => name)).toEqual(expect.arrayContaining(FORMULAS))
  })
})

describe('what somebody brings in', () => {
  const SCRIPT = '<script>globalThis.harm = 1</script>'
  const FILES: Record<string, string> = {
    'page.html': `<!doctype html>${SCRIPT}`,
    'drawing.svg': `<svg xmlns="http://www.w3.org/2000/svg">${SCRIPT}</svg>`,
    'areas.geojson': collection({ name: SCRIPT, geometry: square(30, 30) }),
    '..%2f..%2findex.html': collection({ name: 'X', geometry: square(31, 30) }),
  }

  test('never comes back with a type that a browser would run', async () => {
    for (const [name, content] of Object.entries(FILES)) {
      const { body } = await t.upload(name, content)
      await t.settled(body.id)
    }
    const { cookie } = await t.administrator()
    const active: string[] = []
    for (const { method, path, name } of operations) {
      if (method !== 'GET' || name === 'GET /api/events') continue
      const packed = path.startsWith('/api/land/') ? 'geopackage' : 'gpkg'
      const formats = path.includes('{format}') ? ['geojson', packed, 'csv'] : ['']
      for (const format of formats)
        for (const id of ['1', '2', '3', '4', '5']) {
          const url = path
            .replace('{layer}', 'councils')
            .replace('{format}', format)
            .replaceAll(/\{\w+\}/g, id)
          const { headers } = await t.app.inject({ url, headers: { cookie } })
          const type = String(headers['content-type'])
          const passive =
            /^application\/(json|problem\+json|geo\+json|geopackage\+sqlite3|zip|vnd\.mapbox-vector-tile)(;|$)|^text\/csv;|^undefined$/
          const attached = format === '' || /^attachment;/.test(String(headers['content-disposition']))
          if (!passive.test(type) || headers['x-content-type-options'] !== 'nosniff' || !attached)
            active.push(`${url}: ${type} ${headers['content-disposition']}`)
        }
    }
    expect(active).toEqual([])
  })

  test('makes the server ask nobody anything, whatever addresses it names', async () => {
    const asked: string[] = []
    const trap = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.end()
    })
    await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve))
    const link = `http://127.0.0.1:${(trap.address() as AddressInfo).port}`
    const ring = '0,0 0.01,0 0.01,0.01 0,0.01 0,0'
    const polygon = `<Polygon><outerBoundaryIs><LinearRing><coordinates>${ring}</coordinates></LinearRing></outerBoundaryIs></Polygon>`
    const kml = (inside: string, doctype = '') =>
      `<?xml version="1.0"?>${doctype}<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="${link}/schema.xsd ${link}/schema.xsd"><Document>${inside}<Placemark><name>A</name><styleUrl>${link}/style#s</styleUrl>${polygon}</Placemark></Document></kml>`
    const areas = {
      type: 'FeatureCollection',
      features: [
        { type: 'Feature', properties: { name: 'A', photo: `${link}/photo` }, geometry: square(40, 40) },
      ],
    }
    const files: Record<string, string> = {
      'link.kml': kml(
        `<NetworkLink><Link><href>${link}/more.kml</href></Link></NetworkLink><GroundOverlay><Icon><href>${link}/icon.png</href></Icon></GroundOverlay>`,
      ),
      'entity.kml': kml('&file;', `<!DOCTYPE kml [<!ENTITY file SYSTEM "${link}/entity">]>`),
      'dtd.kml': kml('', `<!DOCTYPE kml SYSTEM "${link}/kml.dtd">`),
      'crs.geojson': JSON.stringify({
        ...areas,
        crs: { type: 'link', properties: { href: `${link}/crs`, type: 'proj4' } },
      }),
      'named.geojson': JSON.stringify({
        ...areas,
        crs: { type: 'name', properties: { name: `${link}/def/crs/EPSG/0/4326` } },
      }),
      'virtual.vrt': `<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/vsicurl/${link}/data.geojson</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>`,
      'areas.csv': `name,wkt\n/vsicurl/${link}/x,"POLYGON((0 0,1 0,1 1,0 0))"\n`,
      'track.gpx': `<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1"><metadata><link href="${link}/gpx"/></metadata></gpx>`,
    }
    try {
      const looks = Object.entries(files).map(async ([name, content]) => {
        const { body, status } = await t.upload(name, content)
        expect([name, status]).toEqual([name, 202])
        await t.settled(body.id)
        await t.ask('GET', `/api/imports/${body.id}/preview`)
      })
      await Promise.all(looks)
    } finally {
      trap.close()
    }
    expect(asked).toEqual([])
  })
})

// The patience is Node's and Fastify's, not a database's: once is enough.
if (engine === 'embedded')
  test('who sends their headers or their body a letter at a time is let go', async () => {
    const { headers, body } = { headers: await dawdlers.headers, body: await dawdlers.body }
    expect(headers.seconds).toBeLessThan(30)
    expect(headers.answer).toMatch(/^HTTP\/1.1 408/)
    expect(body.seconds).toBeLessThan(45)
    expect(body.answer).toMatch(/^HTTP\/1.1 408/)
    expect(body.answer).toContain('urn:toparquia:problem:request-timeout')
    expect(body.answer).toMatch(/connection: close/i)
  })
