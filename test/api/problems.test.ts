import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Problem } from '../../server/problem-schema.ts'
import { openTestApp, rowOfCouncils, type TestApp } from '../support/app.ts'

let t: TestApp
let build: string

beforeAll(async () => {
  build = await mkdtemp(join(tmpdir(), 'toparquia-build-'))
  await writeFile(join(build, 'index.html'), '<!doctype html><title>T</title>')
  t = await openTestApp({ buildDirectory: build, uploadLimit: 2000 })
})
afterAll(async () => {
  await t.close()
  await rm(build, { recursive: true })
})

const get = (url: string, headers: Record<string, string> = {}) =>
  t.ask<Problem>('GET', url, undefined, headers)

test('an address that does not exist is 404 in the language that is asked for', async () => {
  const titles = await Promise.all(
    ['es', 'en-US,en;q=0.9', 'pt-BR', 'xx'].map(
      async (language) => (await get('/api/nada', { 'accept-language': language })).body.title,
    ),
  )
  expect(titles).toEqual([
    'Aquí no hay nada',
    'There is nothing here',
    'Aqui não há nada',
    'Aquí no hay nada',
  ])
  expect((await get('/api/nada?lang=en', { 'accept-language': 'es' })).body.title).toBe(
    'There is nothing here',
  )
})

test('problems are RFC 9457, with type, title, status and detail', async () => {
  const { status, headers, body } = await get('/api/councils/77')
  expect(status).toBe(404)
  expect(headers['content-type']).toMatch('application/problem+json')
  expect(body).toEqual({
    type: 'urn:toparquia:problem:council-not-found',
    title: 'Ese consejo no está',
    status: 404,
    detail: 'No hay consejo comunal con el número 77.',
    facts: { id: 77 },
  })
})

test.each([
  ['a missing field', { councilIds: [] }, 'name', 'required'],
  ['a field of the wrong type', { name: 'X', councilIds: 'uno' }, 'councilIds', 'type'],
  ['an item of the wrong type', { name: 'X', councilIds: [1, 'dos'] }, 'councilIds.1', 'type'],
  ['an unknown field', { name: 'X', councilIds: [], extra: 1 }, 'extra', 'additionalProperties'],
  ['an empty name', { name: '   ', councilIds: [] }, 'name', 'pattern'],
  ['a name that is too long', { name: 'x'.repeat(201), councilIds: [] }, 'name', 'maxLength'],
])('%s is 400 and names the field', async (_, body, field, rule) => {
  const { status, body: problem } = await t.ask<Problem>('POST', '/api/communes', body)
  expect({ status, field: problem.facts?.field, rule: problem.facts?.rule }).toEqual({
    status: 400,
    field,
    rule,
  })
  expect(problem.detail).toContain(`«${field}»`)
})

test.each([
  '?limit=0',
  '?limit=abc',
  '?bbox=1,2,3',
  '?bbox=a,b,c,d',
  '?bbox=9,9,1,1',
  '?ids=1,x',
  '?after=zzz',
  '?sort=color',
])('a query that makes no sense is 400: %s', async (query) => {
  expect((await get(`/api/councils${query}`)).body).toMatchObject({
    status: 400,
    type: 'urn:toparquia:problem:invalid-field',
  })
})

test('a body that is not JSON, of another type, or too large is 400, 415, 413', async () => {
  const administrator = await t.administrator()
  const post = (payload: string, type: string) =>
    t.app.inject({
      method: 'POST',
      url: '/api/communes',
      payload,
      headers: { ...administrator, 'content-type': type },
    })
  const answers = await Promise.all([
    post('{"name":', 'application/json'),
    post('', 'application/json'),
    post('<x/>', 'application/xml'),
    post(JSON.stringify({ name: 'x'.repeat(2_000_000) }), 'application/json'),
  ])
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([400, 400, 415, 413])
  for (const answer of answers) expect(answer.headers['content-type']).toMatch('application/problem+json')
})

test('a method that an address does not take is 405 and says which it takes', async () => {
  const { status, headers, body } = await t.ask<Problem>('DELETE', '/api/councils/1')
  expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: 'GET, HEAD' })
  expect(body.facts).toMatchObject({ method: 'DELETE' })
})

test('an upload beyond the limit is 413 and leaves nothing', async () => {
  const refused = await t.upload(
    'grande.geojson',
    rowOfCouncils(Array.from({ length: 50 }, (_, i) => `C${i}`)),
  )
  expect(refused).toMatchObject({ status: 413, body: { type: 'urn:toparquia:problem:file-too-large' } })
  expect((await t.ask<{ items: unknown[] }>('GET', '/api/imports')).body.items).toEqual([])
})

test('a defect is 500 without a trace of the code', async () => {
  const { db } = t.database
  await sql`alter view present_council rename to mislaid`.execute(db)
  try {
    const { status, body } = await get('/api/councils')
    expect([status, (body as Problem).type]).toEqual([500, 'urn:toparquia:problem:defect'])
    expect(JSON.stringify(body)).not.toMatch(/at .*\.ts|node_modules|select |present_council/)
  } finally {
    await sql`alter view mislaid rename to present_council`.execute(db)
  }
})

test('a page that the program routes itself is served for HTML, and never under /api or /tiles', async () => {
  const html = await t.app.inject({ url: '/comuna/5', headers: { accept: 'text/html' } })
  expect({ status: html.statusCode, type: html.headers['content-type'] }).toEqual({
    status: 200,
    type: 'text/html; charset=utf-8',
  })
  for (const url of ['/api/x', '/tiles/x'])
    expect((await t.app.inject({ url, headers: { accept: 'text/html' } })).statusCode).toBe(404)
  expect((await t.app.inject({ url: '/comuna/5', headers: { accept: 'application/json' } })).statusCode).toBe(
    404,
  )
})

test('only scripts from files of this server may run, and no page may frame it', async () => {
  const { headers } = await t.app.inject({ url: '/', headers: { accept: 'text/html' } })
  const policy = String(headers['content-security-policy']).split(';')
  expect(policy).toContain("script-src 'self'")
  expect(policy).toContain("script-src-attr 'none'")
  expect(policy).toContain("frame-ancestors 'none'")
})

test('a build under a running server is served at once', async () => {
  const page = (name: string) =>
    `<!doctype html><title>T</title><script src="/_app/immutable/${name}"></script>`
  await mkdir(join(build, '_app/immutable'), { recursive: true })
  await writeFile(join(build, '_app/immutable/begin.2.js'), 'second()')
  await writeFile(join(build, '.stamp'), 'private')
  await writeFile(join(build, 'index.html'), page('begin.2.js'))
  expect((await t.app.inject({ url: '/' })).body).toBe(page('begin.2.js'))
  const script = await t.app.inject({ url: '/_app/immutable/begin.2.js' })
  expect(script).toMatchObject({ statusCode: 200, body: 'second()' })
  expect(script.headers['cache-control']).toContain('immutable')
  for (const url of ['/.stamp', '/_app/immutable/begin.1.js', '/%2e%2e/package.json'])
    expect((await t.app.inject({ url })).statusCode, url).toBe(404)
})

test('the API describes itself', async () => {
  const { body } = await t.ask<{ openapi: string; paths: object }>('GET', '/api/openapi.json')
  expect(body.openapi).toMatch(/^3\./)
  expect(Object.keys(body.paths)).toEqual(
    expect.arrayContaining(['/api/communes/{id}', '/api/imports/{id}/save', '/api/judge']),
  )
})
