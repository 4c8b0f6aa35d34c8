/** Circuits, communal cities and federations: who is a member when, what is judged of it, and who is told. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Grant } from '../../domain/access/index.ts'
import type { Body, BodyJudgement, BodyList, Member } from '../../server/levels/schema.ts'
import type { LogPage } from '../../server/log/schema.ts'
import type { Problem } from '../../server/problem-schema.ts'
import type { Changed, Commune, CouncilAreas, CouncilPage } from '../../server/territories/schema.ts'
import { collection, openTestApp, type TestApp } from '../support/app.ts'
import { engine } from '../support/database.ts'
import { communesInARow, written } from '../support/exchange.ts'

let t: TestApp
/** Side by side: West, Middle, East; each of two councils. */
let communes: number[]

beforeAll(async () => {
  t = await openTestApp()
  communes = await communesInARow(t, { Oeste: [1, 2], Medio: [3, 4], Este: [5, 6] }, '2015-01-01')
})
afterAll(() => t?.close())

const made = <T>(url: string, body: object) => written<T>(t, url, body)
const commune = (i: number): Member => ({ kind: 'commune', id: communes[i] })
const asBody = (id: number): Member => ({ kind: 'body', id })
const form = async (wanted: object) =>
  (
    await made<Body>('/api/bodies', {
      audience: 'public',
      level: 'city',
      name: 'Ciudad',
      members: [],
      ...wanted,
    })
  ).record
const judged = async (id: number, on?: string, headers?: Record<string, string>) =>
  (
    await t.ask<BodyJudgement>(
      'GET',
      `/api/bodies/${id}/judgement${on ? `?on=${on}` : ''}`,
      undefined,
      headers,
    )
  ).body
const move = (
  id: number,
  where: 'members' | 'members/leave',
  member: Member,
  from: string,
  cookie?: string,
) =>
  t.ask<Changed<Body> & Problem>(
    'POST',
    `/api/bodies/${id}/${where}`,
    { member, from, reason: 'Asamblea de abril' },
    cookie === undefined ? undefined : { cookie },
  )
const undo = (change: number) => t.ask('POST', `/api/changes/${change}/undo`)
const over = (role: Grant['role'], id: number): Grant => ({ role, scope: { kind: 'commune', id } })

test(`${engine}: a city is judged on the members of the day, and what is over stays on record`, async () => {
  const city = await form({ members: [commune(0), commune(1)], from: '2020-01-01' })
  expect(city).toMatchObject({
    verdict: 'contiguous',
    pieces: 1,
    communeIds: [communes[0], communes[1]],
    councilIds: [1, 2, 3, 4],
    revision: 1,
  })
  expect((await move(city.id, 'members', commune(2), '2022-05-01')).status).toBe(200)
  const left = await move(city.id, 'members/leave', commune(1), '2024-03-01')
  expect(left.body.record).toMatchObject({ verdict: 'split', pieces: 2, revision: 3 })
  expect(left.body.record.members.map(({ name, from, to }) => [name, from, to])).toEqual([
    ['Oeste', '2020-01-01', null],
    ['Medio', '2020-01-01', '2024-03-01'],
    ['Este', '2022-05-01', null],
  ])

  const at = async (on: string) => (await judged(city.id, on)).judgement!
  expect(await at('2019-12-31')).toMatchObject({ members: [], verdict: null })
  expect(await at('2022-04-30')).toMatchObject({ verdict: 'contiguous', councils: ['1', '2', '3', '4'] })
  const whole = await at('2024-02-29')
  expect(whole).toMatchObject({ verdict: 'contiguous', cutMembers: [`commune ${communes[1]}`] })
  const apart = await at('2024-03-01')
  expect(apart.verdict).toBe('split')
  expect(apart.pieces).toEqual([[`commune ${communes[0]}`], [`commune ${communes[2]}`]])
  expect(apart.separations.map(({ from, to, gapM }) => [from, to, Math.round(gapM / 100)])).toEqual([
    ['5', '2', 22],
  ])
  // nobody confirmed the rule: it is said and never alarms
  expect(new Set(apart.findings.map(({ state }) => state))).toEqual(new Set(['unconfirmed']))
  expect((await judged(city.id, '2024-02-29')).names).toEqual({
    [`commune ${communes[0]}`]: 'Oeste',
    [`commune ${communes[1]}`]: 'Medio',
    [`commune ${communes[2]}`]: 'Este',
  })

  expect((await undo(left.body.change.id)).status).toBe(200)
  expect(await at('2024-03-01')).toMatchObject({ verdict: 'contiguous' })
  expect((await undo(left.body.change.id)).body).toMatchObject({ undone: false })
  expect(await at('2024-03-01')).toMatchObject({ verdict: 'split' })
})

test('on a past day the borders and the councils of that day count, also of councils and communes that are no more', async () => {
  const strip = (west: number, east: number) => ({
    type: 'Polygon' as const,
    coordinates: [
      [
        [west, 1],
        [east, 1],
        [east, 1.01],
        [west, 1.01],
        [west, 1],
      ],
    ],
  })
  const { id: imported } = await t.bringIn(
    'cuatro.geojson',
    collection(
      { name: '11', geometry: strip(1, 1.01) },
      { name: '12', geometry: strip(1.01, 1.02) },
      { name: '13', geometry: strip(1.02, 1.03) },
      { name: '14', geometry: strip(1.03, 1.04) },
    ),
  )
  const brought = await t.ask<CouncilPage>('GET', `/api/councils?import=${imported}&sort=name`)
  const [a, b, c, d] = brought.body.items.map(({ id }) => id)
  const revisions = async (...ids: number[]) =>
    (await t.ask<CouncilAreas>('GET', `/api/councils/areas?ids=${ids.join()}`)).body.items.map(
      ({ id, revision }) => ({ id, revision }),
    )
  const since = { audience: 'public', effectiveOn: '2018-01-01' }
  const west = (await made<Commune>('/api/communes', { name: 'Poniente', councilIds: [a, b], ...since }))
    .record
  const east = (await made<Commune>('/api/communes', { name: 'Levante', councilIds: [c], ...since })).record
  const city = await form({
    name: 'De los días',
    members: [west, east].map(({ id }): Member => ({ kind: 'commune', id })),
    from: '2020-01-01',
  })
  expect(city.verdict).toBe('contiguous')
  const at = async (on: string) => (await judged(city.id, on)).judgement!

  // 2022: what lay along the border is nobody's; the two communes no longer touch.
  const drawn = await t.ask('POST', '/api/drawings', {
    edits: [{ kind: 'cut-hole', council: String(b), outline: strip(1.015, 1.02) }],
    seen: await revisions(b),
    effectiveOn: '2022-06-01',
  })
  expect(drawn.status).toBe(201)
  expect((await t.ask<Body>('GET', `/api/bodies/${city.id}`)).body.verdict).toBe('split')
  expect((await at('2022-06-01')).verdict).toBe('split')
  expect((await at('2022-06-01')).separations).toHaveLength(1)
  expect((await at('2022-05-31')).verdict).toBe('contiguous')
  expect(await at('2022-05-31')).toMatchObject({ separations: [], councils: [a, b, c].map(String) })

  // 2023: the council beyond joins the eastern commune. 2024: that commune is no more, and soon its first council.
  const seenNow = async () => (await t.ask<Commune>('GET', `/api/communes/${east.id}`)).body.revision
  const joined = await t.ask('PATCH', `/api/communes/${east.id}`, {
    revision: await seenNow(),
    councilIds: [c, d],
    effectiveOn: '2023-03-01',
  })
  expect(joined.status).toBe(200)
  expect((await at('2023-02-28')).councils).toEqual([a, b, c].map(String))
  expect((await at('2023-03-01')).councils).toEqual([a, b, c, d].map(String))
  const disclosed = { revision: await seenNow(), audience: 'committee', councilsToo: true }
  expect((await t.ask('PATCH', `/api/communes/${east.id}`, disclosed)).status).toBe(200)
  const gone = `/api/communes/${east.id}?revision=${await seenNow()}&effectiveOn=2024-01-01`
  expect((await t.ask('DELETE', gone)).status).toBe(200)
  const merged = await t.ask('POST', '/api/drawings', {
    edits: [{ kind: 'merge', into: String(d), councils: [String(c)] }],
    seen: await revisions(c, d),
    effectiveOn: '2025-01-01',
  })
  expect(merged.status).toBe(201)
  expect((await t.ask<Body>('GET', `/api/bodies/${city.id}`)).body.councilIds).toEqual([a, b])
  expect(await at('2023-12-31')).toMatchObject({ verdict: 'split', councils: [a, b, c, d].map(String) })
  expect((await judged(city.id, '2023-12-31')).names).toEqual({
    [`commune ${west.id}`]: 'Poniente',
    [`commune ${east.id}`]: 'Levante',
  })
  expect((await at('2024-01-01')).councils).toEqual([a, b].map(String))
  expect((await at('2022-05-31')).verdict).toBe('contiguous')

  // Whoever does not see one of those of a day gets no verdict on the others, nor a name that is not theirs to read.
  const { cookie } = await t.signIn([over('observer', communes[0])])
  const elsewhere = (on: string) => judged(city.id, on, { cookie })
  expect(await elsewhere('2023-12-31')).toEqual({
    on: '2023-12-31',
    judgement: null,
    names: { [`commune ${west.id}`]: 'Poniente' },
  })
  expect((await elsewhere('2024-01-01')).judgement?.councils).toEqual([a, b].map(String))
})

test('a city goes down through a federation, and nothing becomes a member of itself', async () => {
  const city = await form({ name: 'Una', members: [commune(0)], from: '2020-01-01' })
  const other = await form({ name: 'Otra', members: [commune(2)], from: '2020-01-01' })
  const federation = await form({
    level: 'federation',
    name: 'Eje',
    members: [asBody(city.id), asBody(other.id)],
    from: '2021-01-01',
  })
  expect(federation).toMatchObject({ verdict: 'split', pieces: 2, communeIds: [communes[0], communes[2]] })
  const { judgement } = await judged(federation.id)
  expect(judgement!.rule).toMatchObject({ level: 'federation', oneSpace: null })
  expect((await move(city.id, 'members', asBody(federation.id), '2022-01-01')).body.type).toMatch(
    /:member-of-itself$/,
  )
  // What a member of it loses, it loses; what was deleted comes back as a member.
  const gone = await t.ask<Changed<Body>>('DELETE', `/api/bodies/${city.id}?revision=1`)
  expect((await t.ask<Body>('GET', `/api/bodies/${federation.id}`)).body.communeIds).toEqual([communes[2]])
  await undo(gone.body.change.id)
  expect((await t.ask<Body>('GET', `/api/bodies/${federation.id}`)).body.communeIds).toEqual([
    communes[0],
    communes[2],
  ])
})

test('refuses in words what can’t be, and changes nothing', async () => {
  const city = await form({ members: [commune(0)], from: '2020-01-01' })
  const refused = async (answer: ReturnType<typeof move>) => {
    const { status, body } = await answer
    return [status, body.type.split(':').at(-1)]
  }
  expect(await refused(move(city.id, 'members', commune(0), '2023-01-01'))).toEqual([409, 'already-a-member'])
  expect(await refused(move(city.id, 'members/leave', commune(1), '2023-01-01'))).toEqual([
    409,
    'not-a-member',
  ])
  expect(await refused(move(city.id, 'members/leave', commune(0), '2020-01-01'))).toEqual([
    422,
    'ends-before-it-begins',
  ])
  const council: Member = { kind: 'council', id: 7 }
  expect(await refused(move(city.id, 'members', council, '2023-01-01'))).toEqual([
    422,
    'member-of-wrong-kind',
  ])
  const nobody: Member = { kind: 'commune', id: 2_000_000_000 }
  expect(await refused(move(city.id, 'members', nobody, '2023-01-01'))).toEqual([422, 'members-unknown'])
  expect((await t.ask<Body>('GET', `/api/bodies/${city.id}`)).body).toEqual(city)
})

test('a name and a note change against the version that was seen', async () => {
  const city = await form({ name: 'Vieja', members: [commune(0)] })
  const edit = (body: object) => t.ask<Changed<Body> & Problem>('PATCH', `/api/bodies/${city.id}`, body)
  expect((await edit({ name: 'Nueva' })).body.type).toMatch(/:revision-needed$/)
  const first = await edit({ revision: 1, name: 'Nueva', note: 'De oídas' })
  expect(first.body.record).toMatchObject({ name: 'Nueva', note: 'De oídas', revision: 2 })
  const late = await edit({ revision: 1, name: 'Mía' })
  expect(late.status).toBe(409)
  expect(late.body.facts).toMatchObject({
    kind: 'body',
    yours: { name: 'Mía', revision: 1 },
    theirs: { name: 'Nueva', revision: 2 },
  })
  expect((await edit({ revision: 2, name: 'Nueva' })).body.type).toMatch(/:nothing-changed$/)
  await edit({ revision: 2, audience: 'accounts' })
  // Built upon: what came first is not undone over it.
  expect((await undo(first.body.change.id)).body).toMatchObject({ facts: { kind: 'body', name: 'Nueva' } })
})

test('a circuit in formation becomes a commune with its councils of the day, in one step', async () => {
  const circuit = await form({
    level: 'circuit',
    name: 'La Vega',
    members: [
      { kind: 'council', id: 7 },
      { kind: 'council', id: 8 },
    ],
  })
  expect(circuit).toMatchObject({ verdict: 'contiguous', communeIds: [], councilIds: [7, 8] })
  const { body } = await t.ask<Changed<Body>>('POST', `/api/bodies/${circuit.id}/found`, {
    reason: 'Referendo',
  })
  expect(body.record).toMatchObject({ became: { name: 'La Vega' }, councilIds: [] })
  const { id } = body.record.became!
  expect((await t.ask<Commune>('GET', `/api/communes/${id}`)).body).toMatchObject({
    name: 'La Vega',
    councilIds: [7, 8],
    audience: 'public',
  })
  const again = await t.ask<Problem>('POST', `/api/bodies/${circuit.id}/found`, {})
  expect(again.body.type).toMatch(/:not-a-circuit$/)
  await undo(body.change.id)
  expect((await t.ask('GET', `/api/communes/${id}`)).status).toBe(404)
  expect((await t.ask<Body>('GET', `/api/bodies/${circuit.id}`)).body).toMatchObject({
    became: null,
    councilIds: [7, 8],
  })
})

test('a member that somebody does not see is not shown to them, and there is no verdict', async () => {
  const hidden = await made<Commune>('/api/communes', {
    name: 'Escondida',
    councilIds: [7, 8],
    audience: 'committee',
  })
  const secret: Member = { kind: 'commune', id: hidden.record.id }
  const city = await form({ name: 'Abierta', members: [commune(2), secret], from: '2020-01-01' })
  const federation = await form({ level: 'federation', name: 'Arriba', members: [asBody(city.id)] })
  const narrow = await form({ name: 'Del comité', members: [secret], audience: 'committee' })
  const public_ = { cookie: '' }
  const seen = (await t.ask<BodyList>('GET', '/api/bodies', undefined, public_)).body.items
  expect(seen.find(({ id }) => id === city.id)).toMatchObject({
    partial: true,
    verdict: null,
    councilIds: [],
    members: [{ name: 'Este' }],
  })
  expect(seen.find(({ id }) => id === federation.id)).toMatchObject({ partial: true, verdict: null })
  expect(JSON.stringify(seen)).not.toContain('Escondida')
  expect(seen.some(({ id }) => id === narrow.id)).toBe(false)
  expect(await judged(city.id, undefined, public_)).toMatchObject({ judgement: null })
  expect((await t.ask('GET', `/api/bodies/${narrow.id}/judgement`, undefined, public_)).status).toBe(404)

  // Whoever organises the hidden commune alone sees the body of its committee, and may change it.
  const { cookie } = await t.signIn([over('organiser', hidden.record.id)])
  const organiser = { cookie }
  const theirs = (await t.ask<BodyList>('GET', '/api/bodies', undefined, organiser)).body.items
  expect(theirs.find(({ id }) => id === narrow.id)).toMatchObject({ partial: false, verdict: 'contiguous' })
  expect((await move(narrow.id, 'members/leave', secret, '2031-01-01', organiser.cookie)).status).toBe(200)
  // Of the open city they organise one of two members only.
  expect((await move(city.id, 'members/leave', secret, '2031-01-01', organiser.cookie)).status).toBe(403)
  // Nobody else reads in the log of what they don't see.
  const observer = await t.signIn([over('observer', communes[0])])
  const reader = { cookie: observer.cookie }
  const log = await t.ask<LogPage>('GET', '/api/log?subjectKind=body&limit=200', undefined, reader)
  const names = log.body.items.map(({ subject }) => subject.name)
  expect(names).toContain('Ciudad')
  expect(names).not.toContain('Del comité')
  expect(names).not.toContain('Abierta')
  expect(names).not.toContain('Arriba')
})

test('each step is in the log with its reason, members and days', async () => {
  const city = await form({ name: 'Escrita', members: [commune(0)], from: '2020-01-01' })
  await move(city.id, 'members/leave', commune(0), '2021-01-01')
  const { items } = (await t.ask<LogPage>('GET', `/api/log?subjectKind=body&subjectId=${city.id}`)).body
  expect(items.map(({ action, reason }) => [action, reason])).toEqual([
    ['body-left', 'Asamblea de abril'],
    ['body-created', null],
  ])
  expect(items[0]).toMatchObject({ subject: { name: 'Escrita' }, communes: [communes[0]] })
  expect(items[0].detail.fields).toEqual([
    {
      field: 'members',
      before: [`commune ${communes[0]} 2020-01-01–`],
      after: [`commune ${communes[0]} 2020-01-01–2021-01-01`],
    },
  ])
})
