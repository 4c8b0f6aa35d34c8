import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Import } from '../../server/imports/schema.ts'
import type { Problem } from '../../server/problem-schema.ts'
import type { Change, CommuneList, LinkList, Meta } from '../../server/territories/schema.ts'
import { openTestApp, rowOfCouncils, type TestApp } from '../support/app.ts'

let t: TestApp

beforeAll(async () => {
  t = await openTestApp()
})
afterAll(() => t.close())
beforeEach(() => t.empty())

const load = (language = 'es') =>
  t.ask<Change & Problem>('POST', '/api/demonstration', undefined, { 'accept-language': language })
const undo = (id: number) => t.ask<Change>('POST', `/api/changes/${id}/undo`)
const counts = async () => (await t.ask<Meta>('GET', '/api/meta')).body.counts
const communes = async () => (await t.ask<CommuneList>('GET', '/api/communes')).body.items

test('an empty territory gets the demonstration, which is undone whole and brought back whole', async () => {
  const { status, body } = await load()
  expect(status).toBe(201)
  const { councils, communes: made } = await counts()
  expect(body).toMatchObject({
    kind: 'import-saved',
    facts: { file: 'Territorio de demostración', councils, communes: made },
    undone: false,
  })
  expect((await communes()).find(({ name }) => name === 'Ataroa')).toMatchObject({
    verdict: 'contiguous',
    approximate: true,
    note: expect.stringContaining('42 consejos'),
  })
  expect((await t.ask<LinkList>('GET', '/api/links')).body.items.length).toBeGreaterThan(0)

  expect((await undo(body.id)).body).toMatchObject({ undone: true })
  expect(await counts()).toMatchObject({ councils: 0, communes: 0, imports: 0 })
  expect((await t.ask<LinkList>('GET', '/api/links')).body.items).toEqual([])

  // Asked for again, the same councils come back, and no doubles.
  expect(await load()).toMatchObject({ status: 201, body: { id: body.id, undone: false } })
  expect(await counts()).toMatchObject({ councils, communes: made, imports: 1 })
  const { items } = (await t.ask<{ items: Import[] }>('GET', '/api/imports')).body
  expect(items).toMatchObject([{ status: 'saved', acceptedCount: councils, changeId: body.id }])
})

test('its notes are in the language of whoever asks', async () => {
  const { body } = await load('pt-BR')
  expect(body.facts.file).toBe('Território de demonstração')
  expect((await communes()).find(({ name }) => name === 'Ataroa')?.note).toContain('conselhos')
})

test('examples never come among what people drew', async () => {
  await t.bringIn('uno.geojson', rowOfCouncils(['A']))
  const refused = await load()
  expect(refused).toMatchObject({
    status: 409,
    body: { type: 'urn:toparquia:problem:territory-not-empty', facts: { councils: 1, communes: 0 } },
  })
  expect(refused.body.detail).toContain('Hay 1 consejo')
  expect(await counts()).toMatchObject({ councils: 1, communes: 0 })
})

test('asked for twice at the same moment, it comes once', async () => {
  const answers = await Promise.all([load(), load()])
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
  expect(await counts()).toMatchObject({ imports: 1 })
})
