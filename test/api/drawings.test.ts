/** A drawing from the browser's edits to the saved territory, its history and back. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Edit } from '../../domain/coverage/index.ts'
import type { DrawingSaved, NewDrawing } from '../../server/drawings/schema.ts'
import type { Problem } from '../../server/problem-schema.ts'
import type {
  Changed,
  Commune,
  CouncilAreas,
  CouncilPage,
  CouncilWithGeometry,
  Link,
  LinkList,
} from '../../server/territories/schema.ts'
import { openTestApp, rowOfCouncils, type TestApp } from '../support/app.ts'
import { engine } from '../support/database.ts'

/** Four squares of 0.01 degrees in a row; A begins at 69.5 W, 9.5 N. */
const WEST = -69.5
const SOUTH = 9.5

let t: TestApp
const ids: Record<string, number> = {}
beforeAll(async () => {
  t = await openTestApp()
})
afterAll(() => t?.close())
beforeEach(async () => {
  await t.empty()
  await t.bringIn('fila.geojson', rowOfCouncils(['A', 'B', 'C', 'D'], { familias: 200 }), {
    audience: 'public',
  })
  const { body } = await t.ask<CouncilPage>('GET', '/api/councils?sort=name')
  for (const { name, id } of body.items) ids[name] = id
})

const save = (drawing: Partial<NewDrawing>, headers?: Record<string, string>) =>
  t.ask<DrawingSaved & Problem>('POST', '/api/drawings', { edits: [], seen: [], ...drawing }, headers)
const seen = (...names: string[]) => names.map((name) => ({ id: ids[name], revision: 1 }))
const council = async (name: string) =>
  (await t.ask<CouncilWithGeometry>('GET', `/api/councils/${ids[name]}`)).body
const undo = (id: number) => t.ask<Problem>('POST', `/api/changes/${id}/undo`)
const reason = ({ body }: { body: Problem }) => body.type.split(':').at(-1)
const names = async (query = '') =>
  (await t.ask<CouncilAreas>('GET', `/api/councils/areas?bbox=-70,9,-69,10${query}`)).body.items.map(
    ({ name }) => name,
  )

/** The lower end of the border between A and B goes 200 m east: B loses what A gains. */
const moveBorder: Edit = {
  kind: 'move-node',
  from: [WEST + 0.01, SOUTH],
  to: [WEST + 0.012, SOUTH],
}
/** A line from north to south through the middle of A. */
const splitA = (as = 'new-1'): Edit => ({
  kind: 'split',
  council: String(ids.A),
  line: [
    [WEST + 0.005, SOUTH + 0.02],
    [WEST + 0.005, SOUTH - 0.01],
  ],
  as,
  side: 'left',
})

describe(`${engine}: a drawing`, () => {
  test('moves a border for both councils, and says from when it holds', async () => {
    const before = await council('A')
    const { status, body } = await save({
      edits: [moveBorder],
      seen: seen('A', 'B'),
      effectiveOn: '2024-05-01',
      reason: 'acta de la asamblea',
    })
    expect(status).toBe(201)
    expect(body.record.councils.map(({ name, since, revision }) => [name, since, revision])).toEqual([
      ['A', '2024-05-01', 2],
      ['B', '2024-05-01', 2],
    ])
    expect(body.change).toMatchObject({ kind: 'territory-drawn', effectiveOn: '2024-05-01' })
    const [a, b] = [await council('A'), await council('B')]
    expect(a.areaM2 + b.areaM2).toBeCloseTo(2 * before.areaM2, -1)
    expect(a.areaM2 - before.areaM2).toBeGreaterThan(100_000)
    const shared = [WEST + 0.012, SOUTH].join()
    for (const { geometry } of [a, b]) expect(geometry.coordinates[0][0].map(String)).toContain(shared)
    const log = (
      await t.ask<{ items: { reason: string; detail: { fields: { field: string }[] } }[] }>(
        'GET',
        '/api/log?limit=1',
      )
    ).body.items[0]
    expect(log.reason).toBe('acta de la asamblea')
    expect(log.detail.fields.map(({ field }) => field)).toEqual(['areaM2', 'areaM2'])
  })

  test('can be looked at on any date', async () => {
    await save({ edits: [moveBorder], seen: seen('A', 'B'), effectiveOn: '2024-05-01' })
    const areaOn = async (date: string) =>
      (await t.ask<CouncilAreas>('GET', `/api/councils/areas?ids=${ids.A}&on=${date}`)).body.items[0].areaM2
    const now = (await council('A')).areaM2
    expect(await areaOn('2024-05-01')).toBe(now)
    expect(now - (await areaOn('2024-04-30'))).toBeGreaterThan(100_000)
  })

  test('is undone and made again, to the last bit', async () => {
    const before = await t.ask<CouncilAreas>('GET', '/api/councils/areas?bbox=-70,9,-69,10')
    const { body } = await save({ edits: [moveBorder], seen: seen('A', 'B') })
    const after = await council('A')
    expect((await undo(body.change.id)).status).toBe(200)
    const back = await t.ask<CouncilAreas>('GET', '/api/councils/areas?bbox=-70,9,-69,10')
    const plain = ({ items }: CouncilAreas) => items.map(({ revision: _, ...council }) => council)
    expect(plain(back.body)).toEqual(plain(before.body))
    expect((await undo(body.change.id)).status).toBe(200)
    expect((await council('A')).geometry).toEqual(after.geometry)
  })

  test('splits a council: the new one joins the commune that is named, and undoing takes it out again', async () => {
    const { body: ataroa } = await t.ask<Changed<Commune>>('POST', '/api/communes', {
      name: 'Ataroa',
      councilIds: [ids.A, ids.B],
      audience: 'public',
    })
    const { status, body } = await save({
      edits: [splitA()],
      attributes: [
        { id: 'new-1', name: 'A este', families: 80, communeIds: [ataroa.record.id] },
        { id: String(ids.A), families: 120 },
      ],
      seen: seen('A'),
    })
    expect(status).toBe(201)
    const [{ id }] = body.record.created
    const commune = async () => (await t.ask<Commune>('GET', `/api/communes/${ataroa.record.id}`)).body
    expect(await commune()).toMatchObject({
      councilIds: [ids.A, ids.B, id],
      families: 400,
      verdict: 'contiguous',
    })
    const created = (await t.ask<CouncilWithGeometry>('GET', `/api/councils/${id}`)).body
    expect(created).toMatchObject({ name: 'A este', audience: 'public', communeIds: [ataroa.record.id] })
    expect((await undo(body.change.id)).status).toBe(200)
    expect(await commune()).toMatchObject({ councilIds: [ids.A, ids.B] })
    expect((await t.ask('GET', `/api/councils/${id}`)).status).toBe(404)
    expect((await undo(body.change.id)).status).toBe(200)
    expect(await commune()).toMatchObject({ councilIds: [ids.A, ids.B, id] })
  })

  test('merges two councils: one ends, leaves its commune and its links, and stays in the past', async () => {
    const { body: commune } = await t.ask<Changed<Commune>>('POST', '/api/communes', {
      name: 'Ataroa',
      councilIds: [ids.B, ids.C, ids.D],
    })
    await t.ask<Changed<Link>>('POST', '/api/links', {
      councilA: ids.B,
      councilB: ids.D,
      kind: 'path',
      declaredBy: 'Asamblea',
      declaredOn: '2024-01-01',
      reason: 'Camino',
    })
    const { status, body } = await save({
      edits: [{ kind: 'merge', into: String(ids.C), councils: [String(ids.D)] }],
      seen: seen('C', 'D'),
      effectiveOn: '2024-05-01',
    })
    expect(status).toBe(201)
    expect(body.record.ended).toEqual([ids.D])
    expect(await names()).toEqual(['A', 'B', 'C'])
    expect(await names('&on=2024-04-30')).toEqual(['A', 'B', 'C', 'D'])
    const links = async () => (await t.ask<LinkList>('GET', '/api/links')).body.items.length
    const members = async () =>
      (await t.ask<Commune>('GET', `/api/communes/${commune.record.id}`)).body.councilIds
    expect([await members(), await links()]).toEqual([[ids.B, ids.C], 0])
    expect((await undo(body.change.id)).status).toBe(200)
    expect([await members(), await links()]).toEqual([[ids.B, ids.C, ids.D], 1])
    expect(await names()).toEqual(['A', 'B', 'C', 'D'])
  })
})

describe(`${engine}: what a drawing may not`, () => {
  test('somebody else changed one of the councils: nothing is overwritten, and theirs comes back', async () => {
    await save({ edits: [moveBorder], seen: seen('A', 'B') })
    const other: Edit = {
      kind: 'move-node',
      from: [WEST + 0.01, SOUTH + 0.01],
      to: [WEST + 0.011, SOUTH + 0.01],
    }
    const { status, body } = await save({ edits: [other], seen: seen('A', 'B') })
    expect([status, reason({ body })]).toEqual([409, 'drawing-changed-by-another'])
    const { facts } = body as unknown as { facts: { councils: number[]; theirs: CouncilWithGeometry[] } }
    expect(facts.councils).toEqual([ids.A, ids.B])
    expect(facts.theirs.map(({ name, revision }) => [name, revision])).toEqual([
      ['A', 2],
      ['B', 2],
    ])
  })

  test('a council that the person never saw is not changed, even where the edits would', async () => {
    expect(reason(await save({ edits: [moveBorder], seen: seen('A') }))).toBe('drawing-changed-by-another')
  })

  test('an edit that is not possible is refused with its number, its reason and the place', async () => {
    const answer = await save({
      edits: [moveBorder, { kind: 'move-node', from: [WEST + 0.0123, SOUTH], to: [WEST, SOUTH] }],
      seen: seen('A', 'B'),
    })
    expect([answer.status, reason(answer)]).toEqual([422, 'edit-refused'])
    expect(answer.body).toMatchObject({
      facts: { step: 1, reason: 'unknown-node', places: [[WEST + 0.0123, SOUTH]] },
    })
    expect((await council('A')).revision).toBe(1)
  })

  test('dates: none in the future, none before the last change, no council without a name', async () => {
    const drawing = { edits: [splitA()], seen: seen('A') }
    expect(reason(await save(drawing))).toBe('council-needs-name')
    const attributes = [{ id: 'new-1', name: 'Nuevo' }]
    expect(reason(await save({ ...drawing, attributes, effectiveOn: '2999-01-01' }))).toBe(
      'effective-in-the-future',
    )
    await save({ edits: [moveBorder], seen: seen('A', 'B'), effectiveOn: '2024-05-01' })
    const later = { ...drawing, attributes, seen: [{ id: ids.A, revision: 2 }] }
    expect(reason(await save({ ...later, effectiveOn: '2024-04-30' }))).toBe('effective-too-early')
    expect((await save({ ...later, effectiveOn: '2024-05-01' })).status).toBe(201)
  })

  test('undoing an old border is refused once somebody drew on', async () => {
    const { body } = await save({ edits: [moveBorder], seen: seen('A', 'B') })
    const second: Edit = { kind: 'move-node', from: [WEST + 0.02, SOUTH], to: [WEST + 0.021, SOUTH] }
    await save({
      edits: [second],
      seen: [
        { id: ids.B, revision: 2 },
        { id: ids.C, revision: 1 },
      ],
    })
    expect(reason(await undo(body.change.id))).toBe('changed-since')
  })

  test('land that was left free and taken since does not come back to two', async () => {
    const smaller: Edit = { kind: 'move-node', from: [WEST, SOUTH], to: [WEST + 0.005, SOUTH] }
    const { body } = await save({ edits: [smaller], seen: seen('A') })
    const outline = {
      type: 'Polygon' as const,
      coordinates: [
        [
          [WEST, SOUTH],
          [WEST + 0.004, SOUTH],
          [WEST, SOUTH + 0.008],
          [WEST, SOUTH],
        ],
      ],
    }
    const taken = await save({
      edits: [{ kind: 'draw', council: 'new-1', outline, take: [] }],
      attributes: [{ id: 'new-1', name: 'E' }],
    })
    expect(taken.status).toBe(201)
    expect(reason(await undo(body.change.id))).toBe('changed-since')
    await undo(taken.body.change.id)
    expect((await undo(body.change.id)).status).toBe(200)
  })

  test('an import whose councils were drawn is not undone before the drawing is', async () => {
    const { body } = await save({ edits: [moveBorder], seen: seen('A', 'B') })
    const changes = (await t.ask<{ items: { id: number; kind: string }[] }>('GET', '/api/changes')).body.items
    const imported = changes.find(({ kind }) => kind === 'import-saved')!
    expect(reason(await undo(imported.id))).toBe('changed-since')
    await undo(body.change.id)
    expect((await undo(imported.id)).status).toBe(200)
  })
})

describe(`${engine}: who may draw`, () => {
  const organiserOf = async (...communes: number[]) => {
    const { cookie } = await t.signIn(
      communes.map((id) => ({ role: 'organiser' as const, scope: { kind: 'commune' as const, id } })),
    )
    return { cookie }
  }
  const commune = async (name: string, ...councils: string[]) =>
    (
      await t.ask<Changed<Commune>>('POST', '/api/communes', {
        name,
        councilIds: councils.map((one) => ids[one]),
        audience: 'public',
      })
    ).body.record.id

  test('an organiser of a commune draws within it, and up to a neighbour whose land stays as it is', async () => {
    const one = await commune('Una', 'A')
    await commune('Otra', 'B', 'C', 'D')
    const drawing = {
      edits: [
        {
          ...splitA(),
          // From the middle of the border with B, which receives a node and loses nothing.
          line: [
            [WEST + 0.02, SOUTH + 0.005],
            [WEST - 0.01, SOUTH + 0.005],
          ],
        } as Edit,
      ],
      attributes: [{ id: 'new-1', name: 'A sur', communeIds: [one] }],
      seen: seen('A', 'B'),
    }
    expect((await save(drawing, await organiserOf(one))).status).toBe(201)
    expect((await council('B')).geometry.coordinates[0][0].map(String)).toContain(
      [WEST + 0.01, SOUTH + 0.005].join(),
    )
  })

  test('a border with a neighbour is a matter of both', async () => {
    const one = await commune('Una', 'A')
    const other = await commune('Otra', 'B', 'C', 'D')
    const drawing = { edits: [moveBorder], seen: seen('A', 'B') }
    expect((await save(drawing, await organiserOf(one))).status).toBe(403)
    expect((await save(drawing, await organiserOf(one, other))).status).toBe(201)
  })

  test('undoing is a matter of the same people', async () => {
    const one = await commune('Una', 'A')
    const other = await commune('Otra', 'B')
    const { body } = await save({ edits: [moveBorder], seen: seen('A', 'B') })
    const undoAs = async (headers: Record<string, string>) =>
      (await t.ask('POST', `/api/changes/${body.change.id}/undo`, {}, headers)).status
    expect(await undoAs(await organiserOf(one))).toBe(403)
    expect(await undoAs(await organiserOf(one, other))).toBe(200)
  })

  test('a new council of no commune is a matter of everything', async () => {
    const one = await commune('Una', 'A')
    const drawing = { edits: [splitA()], attributes: [{ id: 'new-1', name: 'N' }], seen: seen('A') }
    expect((await save(drawing, await organiserOf(one))).status).toBe(403)
  })
})
