/** Who sees a council that two communes have is a matter of both: neither opens it behind the other's back. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Audience, Grant } from '../../domain/access/index.ts'
import type { Problem } from '../../server/problem-schema.ts'
import type { Changed, Commune, Council } from '../../server/territories/schema.ts'
import { openTestApp, rowOfCouncils, type TestApp } from '../support/app.ts'

let t: TestApp
/** Over Ataroa, which has councils 1 and 2. Council 2 is Tamayo's as well. */
let organiser: string
let ataroa: Commune
let tamayo: Commune

beforeAll(async () => {
  t = await openTestApp()
})
afterAll(() => t?.close())
beforeEach(async () => {
  await t.empty()
  await t.bringIn('tres.geojson', rowOfCouncils(['A', 'B', 'C']))
  ataroa = await compose('Ataroa', [1, 2])
  tamayo = await compose('Tamayo', [2, 3])
  const grants: Grant[] = [{ role: 'organiser', scope: { kind: 'commune', id: ataroa.id } }]
  organiser = (await t.signIn(grants)).cookie
})

const compose = async (name: string, councilIds: number[]) =>
  (await t.ask<Changed<Commune>>('POST', '/api/communes', { name, councilIds })).body.record
const disclose = ({ id, revision }: Commune, audience: Audience, cookie?: string) =>
  t.ask<Changed<Commune> & Problem>(
    'PATCH',
    `/api/communes/${id}`,
    { revision, audience, councilsToo: true },
    cookie === undefined ? {} : { cookie },
  )
const undo = (id: number, cookie?: string) =>
  t.ask<Problem>('POST', `/api/changes/${id}/undo`, {}, cookie === undefined ? {} : { cookie })
const audienceOf = async (id: number) => (await t.ask<Council>('GET', `/api/councils/${id}`)).body.audience

test('an organiser of one of the two does not disclose it, and does disclose what is hers alone', async () => {
  expect(await disclose(ataroa, 'public', organiser)).toMatchObject({
    status: 403,
    body: { type: 'urn:toparquia:problem:not-allowed' },
  })
  expect([await audienceOf(1), await audienceOf(2)]).toEqual(['accounts', 'accounts'])
  const { body } = await t.ask<Changed<Commune>>('PATCH', `/api/communes/${ataroa.id}`, {
    revision: 1,
    councilIds: [1],
  })
  expect((await disclose(body.record, 'public', organiser)).status).toBe(200)
  expect([await audienceOf(1), await audienceOf(2)]).toEqual(['public', 'accounts'])
})

test('nor by undoing what somebody else did, who may for both', async () => {
  const { change } = (await disclose(ataroa, 'scope')).body
  expect((await undo(change.id, organiser)).status).toBe(403)
  expect(await audienceOf(2)).toBe('scope')
  expect((await undo(change.id)).status).toBe(200)
  expect(await audienceOf(2)).toBe('accounts')
})

test('a step that opened it is not undone nor done again over what the other commune decided since', async () => {
  const { change } = (await disclose(ataroa, 'scope')).body
  expect((await disclose(tamayo, 'committee')).status).toBe(200)
  expect(await undo(change.id)).toMatchObject({
    status: 409,
    body: { type: 'urn:toparquia:problem:changed-since', facts: { kind: 'commune', name: 'Ataroa' } },
  })
  expect(await audienceOf(2)).toBe('committee')
})

test('whoever may for both discloses it', async () => {
  const grants = [ataroa, tamayo].map(({ id }): Grant => {
    return { role: 'organiser', scope: { kind: 'commune', id } }
  })
  const { cookie } = await t.signIn(grants)
  expect((await disclose(ataroa, 'public', cookie)).status).toBe(200)
  expect(await audienceOf(2)).toBe('public')
})
