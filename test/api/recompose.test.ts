/** Several communes in one step: what a suggestion that people accept becomes. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Grant } from '../../domain/access/index.ts'
import type { LogPage } from '../../server/log/schema.ts'
import type { Problem } from '../../server/problem-schema.ts'
import type {
  Change,
  Changed,
  Commune,
  CommuneList,
  CouncilPage,
  Recomposed,
  Recomposition,
} from '../../server/territories/schema.ts'
import { type Answer, openTestApp, rowOfCouncils, type TestApp } from '../support/app.ts'

let t: TestApp
/** Six councils in a row. */
let ids: Record<string, number>
let ataroa: Commune
let cerros: Commune

const of = (letters: string) => [...letters].map((letter) => ids[letter])
const create = async (name: string, letters: string, more: object = {}) =>
  (
    await t.ask<Changed<Commune>>('POST', '/api/communes', {
      name,
      councilIds: of(letters),
      audience: 'public',
      ...more,
    })
  ).body.record
const recompose = (
  communes: Recomposition['communes'],
  more: { reason?: string; headers?: { cookie: string } } = {},
) =>
  t.ask<Changed<Recomposed> & Problem>(
    'POST',
    '/api/communes/recompose',
    { communes, reason: more.reason },
    more.headers,
  )
const reason = ({ body }: Answer<Problem>) => body.type?.split(':').at(-1)
const members = async () =>
  Object.fromEntries(
    (await t.ask<CommuneList>('GET', '/api/communes')).body.items.map(({ name, councilIds }) => [
      name,
      Object.keys(ids)
        .filter((letter) => councilIds.includes(ids[letter]))
        .join(''),
    ]),
  )
const as = (grants: Grant[]) => t.signIn(grants).then(({ cookie }) => ({ cookie }))
const organiserOf = (...communes: number[]): Grant[] =>
  communes.map((id) => ({ role: 'organiser', scope: { kind: 'commune', id } }))

beforeAll(async () => {
  t = await openTestApp()
})
afterAll(() => t.close())
beforeEach(async () => {
  await t.empty()
  await t.bringIn('seis.geojson', rowOfCouncils(['A', 'B', 'C', 'D', 'E', 'F']))
  const { body } = await t.ask<CouncilPage>('GET', '/api/councils')
  ids = Object.fromEntries(body.items.map(({ name, id }) => [name, id]))
  ataroa = await create('Ataroa', 'ABC')
  cerros = await create('Cerros', 'D')
})

const kept = (commune: Commune, letters: string, revision = commune.revision) => ({
  id: commune.id,
  revision,
  name: commune.name,
  councilIds: of(letters),
})

describe('several communes in one step', () => {
  test('are changed and created together, with verdicts, and undone and redone as one', async () => {
    const { status, body } = await recompose(
      [kept(ataroa, 'AB'), kept(cerros, 'CD'), { name: 'Nueva', councilIds: of('EF') }],
      { reason: 'Lo acordó la asamblea' },
    )
    expect(status).toBe(200)
    expect(body.record.communes.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['Ataroa', 'contiguous'],
      ['Cerros', 'contiguous'],
      ['Nueva', 'contiguous'],
    ])
    expect(body.change).toMatchObject({
      kind: 'communes-recomposed',
      facts: { communes: 3, created: 1, names: 'Ataroa, Cerros, Nueva' },
    })
    expect(await members()).toEqual({ Ataroa: 'AB', Cerros: 'CD', Nueva: 'EF' })
    const undo = () => t.ask<Change>('POST', `/api/changes/${body.change.id}/undo`)
    expect((await undo()).body.undone).toBe(true)
    expect(await members()).toEqual({ Ataroa: 'ABC', Cerros: 'D' })
    expect((await undo()).body.undone).toBe(false)
    expect(await members()).toEqual({ Ataroa: 'AB', Cerros: 'CD', Nueva: 'EF' })
  })

  test('are one entry of the log, under each of the communes, with what each lost and gained', async () => {
    await recompose([kept(ataroa, 'AB'), kept(cerros, 'CD')], { reason: 'Por el río' })
    for (const { id } of [ataroa, cerros]) {
      const { body } = await t.ask<LogPage>('GET', `/api/log?subjectKind=commune&subjectId=${id}`)
      expect(body.items[0]).toMatchObject({
        action: 'communes-recomposed',
        reason: 'Por el río',
        subject: { kind: 'territory', id: null },
        communes: [ataroa.id, cerros.id].sort((a, b) => a - b),
        councils: [ids.C],
      })
      expect(body.items[0].detail.fields).toEqual([
        { field: 'councils', before: [ids.C], after: [], commune: ataroa.id },
        { field: 'councils', before: [], after: [ids.C], commune: cerros.id },
      ])
    }
    const { body } = await t.ask<LogPage>('GET', '/api/log/verification')
    expect(body).toMatchObject({ broken: null })
  })

  test('are refused with both versions where somebody changed one meanwhile, and nothing is saved', async () => {
    await t.ask('PATCH', `/api/communes/${cerros.id}`, { revision: 1, councilIds: of('DE') })
    const answer = await recompose([kept(ataroa, 'AB'), kept(cerros, 'CD')])
    expect(answer).toMatchObject({
      status: 409,
      body: {
        facts: {
          name: 'Cerros',
          yours: { revision: 1, councilIds: of('CD') },
          theirs: { revision: 2, councilIds: of('DE') },
        },
      },
    })
    expect(await members()).toEqual({ Ataroa: 'ABC', Cerros: 'DE' })
  })

  test('take no council from a commune that nobody looked at; from a network they take none away', async () => {
    const robbed = await recompose([{ name: 'Nueva', councilIds: of('DE') }])
    expect(robbed).toMatchObject({ status: 409, body: { facts: { yours: null, theirs: { id: cerros.id } } } })
    const network = await create('Red', 'F', { registeredAs: 'network' })
    expect((await recompose([{ name: 'Nueva', councilIds: of('EF') }])).status).toBe(200)
    expect((await t.ask<Commune>('GET', `/api/communes/${network.id}`)).body.councilIds).toEqual(of('F'))
  })

  test.each([
    [
      'a council in two of them',
      'council-in-two-communes',
      422,
      () => [kept(ataroa, 'AB'), kept(cerros, 'BD')],
    ],
    [
      'a council that nobody knows',
      'councils-unknown',
      422,
      () => [{ name: 'X', councilIds: [2_000_000_000] }],
    ],
    ['nothing that would change', 'nothing-changed', 422, () => [kept(ataroa, 'ABC')]],
    ['no version', 'revision-needed', 428, () => [{ id: ataroa.id, name: 'X', councilIds: of('A') }]],
    ['a commune twice', 'invalid-field', 400, () => [kept(ataroa, 'A'), kept(ataroa, 'B')]],
    ['a commune that is not there', 'commune-not-found', 404, () => [{ ...kept(ataroa, 'A'), id: 99_999 }]],
  ])('are refused with %s', async (_, why, status, communes) => {
    const answer = await recompose(communes())
    expect([answer.status, reason(answer)]).toEqual([status, why])
    expect(await members()).toEqual({ Ataroa: 'ABC', Cerros: 'D' })
  })
})

describe('who may', () => {
  test('is whoever organises all communes concerned; a new one takes a role over everything', async () => {
    const both = await as(organiserOf(ataroa.id, cerros.id))
    const one = await as(organiserOf(ataroa.id))
    const wanted = [kept(ataroa, 'AB'), kept(cerros, 'CD')]
    expect(reason(await recompose(wanted, { headers: one }))).toBe('not-allowed')
    const withNew = [...wanted, { name: 'Nueva', councilIds: of('E') }]
    expect(reason(await recompose(withNew, { headers: both }))).toBe('not-allowed')
    expect((await recompose(wanted, { headers: both })).status).toBe(200)
    const everything = await as([{ role: 'organiser', scope: { kind: 'everything' } }])
    const answer = await recompose([{ name: 'Nueva', councilIds: of('EF') }], { headers: everything })
    expect(answer.status).toBe(200)
  })

  test('a council that one does not see is unknown, stays in its commune, and is in no answer', async () => {
    const secret = await create('Secreta', 'F')
    await t.ask('PATCH', `/api/communes/${secret.id}`, {
      revision: 1,
      audience: 'committee',
      councilsToo: true,
    })
    await t.ask('PATCH', `/api/communes/${ataroa.id}`, { revision: 1, councilIds: of('ABCF') })
    const organiser = await as(organiserOf(cerros.id, ataroa.id))
    // Over Ataroa, F is seen: its council belongs to a commune of theirs. Over Cerros alone it is not.
    const stranger = await as(organiserOf(cerros.id))
    const asked = await recompose([kept(cerros, 'DF')], { headers: stranger })
    expect([asked.status, reason(asked)]).toEqual([422, 'councils-unknown'])
    const done = await recompose([kept(ataroa, 'ABF', 2), kept(cerros, 'CD')], { headers: organiser })
    expect(done.status).toBe(200)
    expect(JSON.stringify(done.body)).not.toContain('Secreta')
    expect((await t.ask<Commune>('GET', `/api/communes/${secret.id}`)).body.councilIds).toEqual(of('F'))
  })

  test('a hidden commune keeps a council that a new one takes, and nobody is told of it', async () => {
    const secret = await create('Secreta', 'E')
    await t.ask('PATCH', `/api/communes/${secret.id}`, { revision: 1, audience: 'committee' })
    const organiser = await as(organiserOf(cerros.id))
    const done = await recompose([kept(cerros, 'DE')], { headers: organiser })
    expect(done.status).toBe(200)
    expect(JSON.stringify(done.body)).not.toContain('Secreta')
    expect((await t.ask<Commune>('GET', `/api/communes/${secret.id}`)).body.councilIds).toEqual(of('E'))
  })
})
