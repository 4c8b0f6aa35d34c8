/** Scenarios from a proposal to the step that applies it, and back. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Grant } from '../../domain/access/index.ts'
import type { Edit } from '../../domain/coverage/index.ts'
import type { ScenarioContent } from '../../domain/scenario/index.ts'
import type { Problem } from '../../server/problem-schema.ts'
import type { Scenario, ScenarioApplied, ScenarioList } from '../../server/scenarios/schema.ts'
import type { Changed, Commune, CommuneList, CouncilPage, LinkList } from '../../server/territories/schema.ts'
import { openTestApp, rowOfCouncils, type TestApp } from '../support/app.ts'
import { engine } from '../support/database.ts'

/** Squares of 0.01 degrees in a row; A begins at 69.5 W, 9.5 N. */
const WEST = -69.5
const SOUTH = 9.5

let t: TestApp
const ids: Record<string, number> = {}
let ataroa: Commune
let other: Commune
beforeAll(async () => {
  t = await openTestApp()
})
afterAll(() => t?.close())
beforeEach(async () => {
  await t.empty()
  const file = rowOfCouncils(['A', 'B', 'C', 'D', 'E'], { familias: 200 })
  await t.bringIn('fila.geojson', file, { audience: 'public' })
  const { body } = await t.ask<CouncilPage>('GET', '/api/councils?sort=name')
  for (const { name, id } of body.items) ids[name] = id
  ataroa = await commune('Ataroa', 'A', 'B', 'C')
  other = await commune('Otra', 'D', 'E')
})

const commune = async (name: string, ...councils: string[]) =>
  (
    await t.ask<Changed<Commune>>('POST', '/api/communes', {
      name,
      councilIds: councils.map((one) => ids[one]),
      audience: 'public',
    })
  ).body.record
const nothing: ScenarioContent = { drawing: null, communes: [], links: [], withdrawnLinks: [] }
/** A leaves Ataroa and makes a commune of its own. */
const leaving = (): ScenarioContent => ({
  ...nothing,
  communes: [
    { id: ataroa.id, revision: ataroa.revision, name: ataroa.name, councilIds: [ids.B, ids.C] },
    { id: null, name: 'Nueva', councilIds: [ids.A] },
  ],
})
type Headers = Record<string, string>
const propose = (content: ScenarioContent, headers?: Headers, name = 'Salida') =>
  t.ask<Scenario & Problem>('POST', '/api/scenarios', { name, content }, headers)
const read = async (id: number, headers?: Headers) =>
  (await t.ask<Scenario & Problem>('GET', `/api/scenarios/${id}`, undefined, headers)).body
const list = async (headers?: Headers) =>
  (await t.ask<ScenarioList>('GET', '/api/scenarios', undefined, headers)).body.items
const apply = ({ id, revision }: Scenario, body: object = {}, headers?: Headers) =>
  t.ask<ScenarioApplied & Problem>('POST', `/api/scenarios/${id}/apply`, { revision, ...body }, headers)
const undo = (id: number) => t.ask<Problem>('POST', `/api/changes/${id}/undo`)
const reason = ({ body }: { body: Problem }) => body.type?.split(':').at(-1)
const communes = async () =>
  (await t.ask<CommuneList>('GET', '/api/communes')).body.items.map(({ name, councilIds }) => [
    name,
    councilIds.map((id) => Object.keys(ids).find((one) => ids[one] === id) ?? 'new').join(''),
  ])
const over = async (role: Grant['role'], ...ones: Commune[]): Promise<Headers> => {
  const { cookie } = await t.signIn(ones.map(({ id }) => ({ role, scope: { kind: 'commune' as const, id } })))
  return { cookie }
}

describe(`${engine}: a scenario`, () => {
  test('is kept as its differences, changed by its author, and refuses an older version with theirs', async () => {
    const { status, body } = await propose(leaving())
    expect(status).toBe(201)
    expect(body).toMatchObject({ name: 'Salida', state: 'open', revision: 1, content: leaving() })
    const edit = (revision: number, name: string) =>
      t.ask<Scenario & Problem>('PATCH', `/api/scenarios/${body.id}`, { revision, name, note: 'Para hablar' })
    expect((await edit(1, 'Otra salida')).body).toMatchObject({ name: 'Otra salida', revision: 2 })
    const late = await edit(1, 'Tarde')
    expect([late.status, reason(late)]).toEqual([409, 'changed-by-another'])
    expect(late.body).toMatchObject({ facts: { theirs: { name: 'Otra salida' } } })
    expect(await list()).toMatchObject([{ name: 'Otra salida', parts: { edits: 0, communes: 2, links: 0 } }])
    expect(await communes()).toEqual([
      ['Ataroa', 'ABC'],
      ['Otra', 'DE'],
    ])
  })

  test('is applied as one step, undone as one, open again then, and applied with the redo', async () => {
    const { body } = await propose(leaving())
    const applied = await apply(body, { reason: 'acta', effectiveOn: '2024-05-01' })
    expect(applied.status).toBe(200)
    expect(applied.body.change).toMatchObject({
      kind: 'scenario-applied',
      facts: { name: 'Salida', communes: 2, councils: 0, links: 0 },
      effectiveOn: '2024-05-01',
    })
    const done = [
      ['Ataroa', 'BC'],
      ['Nueva', 'A'],
      ['Otra', 'DE'],
    ]
    expect(await communes()).toEqual(done)
    expect((await read(body.id)).state).toBe('applied')
    expect(reason(await apply(applied.body.record))).toBe('scenario-not-open')
    expect((await undo(applied.body.change.id)).status).toBe(200)
    expect(await communes()).toEqual([
      ['Ataroa', 'ABC'],
      ['Otra', 'DE'],
    ])
    expect((await read(body.id)).state).toBe('open')
    expect((await undo(applied.body.change.id)).status).toBe(200)
    expect(await communes()).toEqual(done)
    expect((await read(body.id)).state).toBe('applied')
    const log = await t.ask<{ items: { action: string; reason: string | null }[] }>('GET', '/api/log')
    expect(log.body.items.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['scenario-proposed', 'scenario-applied', 'change-undone', 'change-redone']),
    )
  })

  test('draws, composes and declares in the one step: a new council goes to the new commune', async () => {
    const split: Edit = {
      kind: 'split',
      council: String(ids.A),
      line: [
        [WEST + 0.005, SOUTH + 0.02],
        [WEST + 0.005, SOUTH - 0.01],
      ],
      as: 'new-1',
      side: 'left',
    }
    const { status, body } = await propose({
      drawing: {
        edits: [split],
        attributes: [{ id: 'new-1', name: 'A este', communeIds: [ataroa.id] }],
        seen: [{ id: ids.A, revision: 1 }],
      },
      communes: [
        { id: ataroa.id, revision: 1, name: 'Ataroa', councilIds: [ids.A, ids.B] },
        { id: null, name: 'Nueva', councilIds: ['new-1', ids.C] },
      ],
      links: [
        {
          councilA: ids.A,
          councilB: ids.C,
          kind: 'path',
          declaredBy: 'Asamblea',
          declaredOn: '2024-01-01',
          reason: 'Camino',
        },
      ],
      withdrawnLinks: [],
    })
    expect(status).toBe(201)
    const applied = await apply(body)
    expect(applied.status).toBe(200)
    expect(await communes()).toEqual([
      ['Ataroa', 'AB'],
      ['Nueva', 'Cnew'],
      ['Otra', 'DE'],
    ])
    const links = async () => (await t.ask<LinkList>('GET', '/api/links')).body.items.length
    expect(await links()).toBe(1)
    expect((await undo(applied.body.change.id)).status).toBe(200)
    expect([await communes(), await links()]).toEqual([
      [
        ['Ataroa', 'ABC'],
        ['Otra', 'DE'],
      ],
      0,
    ])
    expect((await t.ask<CouncilPage>('GET', '/api/councils')).body.total).toBe(5)
  })

  test('can end a commune', async () => {
    const { body } = await propose({
      ...nothing,
      communes: [
        { id: other.id, revision: 1, name: 'Otra', councilIds: [], gone: true },
        { id: ataroa.id, revision: 1, name: 'Ataroa', councilIds: 'ABCDE'.split('').map((one) => ids[one]) },
      ],
    })
    expect((await apply(body)).status).toBe(200)
    expect(await communes()).toEqual([['Ataroa', 'ABCDE']])
  })

  test('is dropped and taken up again', async () => {
    const { body } = await propose(leaving())
    const turn = (what: string, revision: number) =>
      t.ask<Scenario & Problem>('POST', `/api/scenarios/${body.id}/${what}`, { revision })
    expect((await turn('drop', 1)).body).toMatchObject({ state: 'dropped', revision: 2 })
    expect(reason(await apply({ ...body, revision: 2 }))).toBe('scenario-not-open')
    expect((await turn('reopen', 2)).body).toMatchObject({ state: 'open', revision: 3 })
    expect((await apply({ ...body, revision: 3 })).status).toBe(200)
  })
})

describe(`${engine}: a scenario is refused`, () => {
  test('where a commune moved on since, and stays open', async () => {
    const { body } = await propose(leaving())
    await t.ask('PATCH', `/api/communes/${ataroa.id}`, { revision: 1, name: 'Ataroa la nueva' })
    const answer = await apply(body)
    expect([answer.status, reason(answer)]).toEqual([409, 'commune-changed-by-another'])
    expect((await read(body.id)).state).toBe('open')
  })

  test('where a council was drawn since: nothing of it is applied', async () => {
    const move = (east: number): Edit => ({
      kind: 'move-node',
      from: [WEST + 0.01, SOUTH],
      to: [WEST + east, SOUTH],
    })
    const seen = [
      { id: ids.A, revision: 1 },
      { id: ids.B, revision: 1 },
    ]
    const { body } = await propose({ ...leaving(), drawing: { edits: [move(0.012)], seen } })
    expect((await t.ask('POST', '/api/drawings', { edits: [move(0.011)], seen })).status).toBe(201)
    const answer = await apply(body)
    expect([answer.status, reason(answer)]).toEqual([409, 'drawing-changed-by-another'])
    expect(await communes()).toEqual([
      ['Ataroa', 'ABC'],
      ['Otra', 'DE'],
    ])
    expect((await read(body.id)).state).toBe('open')
  })

  test('where it would take a council from a commune that it does not name', async () => {
    const { body } = await propose({
      ...nothing,
      communes: [{ id: null, name: 'Nueva', councilIds: [ids.A] }],
    })
    expect(reason(await apply(body))).toBe('commune-changed-by-another')
  })

  test('where it says nothing, or names what is not there', async () => {
    expect(reason(await propose(nothing))).toBe('nothing-changed')
    const content = { ...nothing, communes: [{ id: null, name: 'N', councilIds: [2_000_000_000] }] }
    expect(reason(await propose(content))).toBe('councils-unknown')
    const drafted = { ...nothing, communes: [{ id: null, name: 'N', councilIds: ['new-1'] }] }
    expect(reason(await propose(drafted))).toBe('councils-unknown')
    const future = await propose(leaving())
    expect(reason(await apply(future.body, { effectiveOn: '2999-01-01' }))).toBe('effective-in-the-future')
  })
})

describe(`${engine}: who proposes and who applies`, () => {
  test('an observer proposes and changes what is theirs, and applies nothing', async () => {
    const observer = await over('observer', ataroa)
    const { status, body } = await propose(leaving(), observer)
    expect(status).toBe(201)
    expect(body.author?.name).toMatch(/account/)
    const edit = (headers: Headers, revision: number) =>
      t.ask<Problem>('PATCH', `/api/scenarios/${body.id}`, { revision, name: 'X' }, headers)
    expect((await edit(observer, 1)).status).toBe(200)
    expect((await apply(await read(body.id), {}, observer)).status).toBe(403)
    expect((await edit(await over('observer', ataroa), 2)).status).toBe(403)
    expect((await edit({}, 2)).status).toBe(200)
  })

  test('a border between two communes is applied by whoever organises both', async () => {
    const content: ScenarioContent = {
      ...nothing,
      communes: [
        { id: ataroa.id, revision: 1, name: 'Ataroa', councilIds: [ids.A, ids.B] },
        { id: other.id, revision: 1, name: 'Otra', councilIds: [ids.C, ids.D, ids.E] },
      ],
    }
    const { body } = await propose(content, await over('organiser', ataroa))
    expect((await apply(body, {}, await over('organiser', ataroa))).status).toBe(403)
    expect((await apply(body, {}, await over('organiser', ataroa, other))).status).toBe(200)
  })

  test('whoever holds a role elsewhere, or none, is not told of it; its author is', async () => {
    const author = await over('coordinator', other)
    const { body } = await propose(leaving(), author)
    expect((await list(author)).length).toBe(1)
    for (const headers of [await over('observer', other), { cookie: '' }]) {
      expect(await list(headers)).toEqual([])
      expect(reason({ body: await read(body.id, headers) })).toBe('scenario-not-found')
    }
    expect((await list(await over('observer', ataroa))).length).toBe(1)
  })

  test('a council that becomes hidden takes the scenario with it, from its author too', async () => {
    const author = await over('coordinator', other)
    const { body } = await propose(leaving(), author)
    const hidden = { revision: 1, audience: 'scope', councilsToo: true }
    expect((await t.ask('PATCH', `/api/communes/${ataroa.id}`, hidden)).status).toBe(200)
    expect(await list(author)).toEqual([])
    expect(reason({ body: await read(body.id, author) })).toBe('scenario-not-found')
    expect((await list(await over('observer', ataroa))).length).toBe(1)
  })
})
