/** The founding of a commune: written down step by step, undone, seen by whom it is for, and kept with its commune. */
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Founding, FoundingEdit, FoundingFound } from '../../server/foundings/schema.ts'
import type { LogPage } from '../../server/log/schema.ts'
import type { Problem } from '../../server/problem-schema.ts'
import type { Change, Changed, Commune, CouncilPage } from '../../server/territories/schema.ts'
import { collection, openTestApp, square, type TestApp } from '../support/app.ts'
import { engine } from '../support/database.ts'
import { pdfPages, pdfSpoken } from '../support/pdf-text.ts'

let t: TestApp
/** Three councils in a row. */
let ids: Record<string, number>
let commune: Commune

beforeAll(async () => {
  t = await openTestApp()
})
afterAll(() => t?.close())
beforeEach(async () => {
  await t.empty()
  const areas = ['A', 'B', 'C'].map((name, column) => ({ name, geometry: square(column, 0) }))
  await t.bringIn('tres.geojson', collection(...areas))
  const { body } = await t.ask<CouncilPage>('GET', '/api/councils')
  ids = Object.fromEntries(body.items.map(({ name, id }) => [name, id]))
  const councilIds = Object.values(ids)
  commune = (
    await t.ask<Changed<Commune>>('POST', '/api/communes', {
      name: 'La Ceiba',
      councilIds,
      audience: 'public',
    })
  ).body.record
})

const nothing: Omit<FoundingEdit, 'revision'> = {
  beganOn: '2026-01-10',
  commission: null,
  charter: [],
  debateCalledOn: null,
  votes: [],
  registration: null,
  parliament: null,
}
const url = () => `/api/communes/${commune.id}/founding`
const read = async (headers?: Record<string, string>) =>
  t.ask<FoundingFound & Problem>('GET', url(), undefined, headers)
const write = (
  revision: number | undefined,
  given: Partial<FoundingEdit>,
  headers?: Record<string, string>,
) => t.ask<Changed<Founding> & Problem>('PUT', url(), { ...nothing, revision, ...given }, headers)
const vote = (council: string, electors: number, voted: number, yes: number) => ({
  councilId: ids[council],
  on: '2026-03-04',
  electors,
  voted,
  yes,
})
const all = (): Partial<FoundingEdit> => ({
  commission: { formedOn: '2026-01-10', assembly: ' Asamblea de La Ceiba ', members: 7 },
  charter: [
    { part: 'census', writtenOn: '2026-01-20' },
    { part: 'place', writtenOn: '2026-01-19' },
  ],
  debateCalledOn: '2026-02-01',
  votes: [vote('B', 100, 20, 15), vote('A', 50, 40, 0)],
  registration: { on: '2026-03-10', office: 'Taquilla única', number: '' },
  parliament: { councils: 2, enterprises: 3, bank: 0 },
})
const reason = (problem: Problem) => problem.type.split(':').at(-1)

describe(`${engine}: a founding`, () => {
  test('is nothing at first, and then what was written, whole and in order', async () => {
    const before = await read()
    expect(before).toMatchObject({ status: 200, body: { record: null }, headers: { etag: '"0"' } })
    const written = await write(0, all())
    expect(written.status).toBe(200)
    const { record } = (await read()).body
    expect(record).toEqual({
      ...nothing,
      ...all(),
      communeId: commune.id,
      commission: { formedOn: '2026-01-10', assembly: 'Asamblea de La Ceiba', members: 7 },
      charter: expect.arrayContaining(all().charter!),
      votes: [vote('A', 50, 40, 0), vote('B', 100, 20, 15)],
      revision: written.body.record.revision,
    })
    expect(written.headers.etag).toBe(`"${record!.revision}"`)
  })

  test('is a step of the log with its reason, and can be undone and done again', async () => {
    const { body } = await write(0, { reason: 'Lo acordó la asamblea' })
    const next = await write(body.record.revision, { votes: [vote('A', 50, 40, 30)], reason: 'Acta 3' })
    expect(next.body.change).toMatchObject({
      kind: 'founding-recorded',
      facts: { name: 'La Ceiba', part: 'referendum', councils: 1 },
    })
    const undone = await t.ask<Change>('POST', `/api/changes/${next.body.change.id}/undo`)
    expect(undone.body).toMatchObject({ undone: true })
    expect((await read()).body.record).toMatchObject({ votes: [] })
    await t.ask('POST', `/api/changes/${next.body.change.id}/undo`)
    expect((await read()).body.record).toMatchObject({ votes: [vote('A', 50, 40, 30)] })
    const log = (await t.ask<LogPage>('GET', `/api/log?subjectKind=commune&subjectId=${commune.id}`)).body
      .items
    expect(log.map(({ action, reason }) => [action, reason]).slice(0, 4)).toEqual([
      ['change-redone', null],
      ['change-undone', null],
      ['founding-recorded', 'Acta 3'],
      ['founding-begun', 'Lo acordó la asamblea'],
    ])
    expect(log[2]).toMatchObject({
      subject: { kind: 'commune', id: commune.id, name: 'La Ceiba' },
      councils: [ids.A],
      detail: {
        fields: [
          { field: 'electors', before: null, after: 50 },
          { field: 'voted', after: 40 },
          { field: 'yes', after: 30 },
        ],
      },
    })
  })

  test('is not undone once somebody built upon it, nor is its commune undone under it', async () => {
    const { body } = await write(0, {})
    await write(body.record.revision, { debateCalledOn: '2026-02-01' })
    const refused = await t.ask<Problem>('POST', `/api/changes/${body.change.id}/undo`)
    expect([refused.status, reason(refused.body)]).toEqual([409, 'changed-since'])
    const { items } = (await t.ask<{ items: Change[] }>('GET', '/api/changes')).body
    const created = items.find(({ kind }) => kind === 'commune-created')!
    expect(reason((await t.ask<Problem>('POST', `/api/changes/${created.id}/undo`)).body)).toBe(
      'changed-since',
    )
    expect((await read()).body.record).toMatchObject({ debateCalledOn: '2026-02-01' })
  })

  test('written against an older version is refused with both, and so is one that names none', async () => {
    const first = await write(0, {})
    const second = await write(0, { debateCalledOn: '2026-02-01' })
    expect(second.status).toBe(409)
    expect(second.body).toMatchObject({
      type: 'urn:toparquia:problem:changed-by-another',
      facts: {
        kind: 'founding',
        name: 'La Ceiba',
        yours: { revision: 0, debateCalledOn: '2026-02-01' },
        theirs: { revision: first.body.record.revision, debateCalledOn: null },
      },
    })
    expect((await write(undefined, {})).status).toBe(428)
    // One that was undone and begun anew has another version, so that nobody mistakes it.
    await t.ask('POST', `/api/changes/${first.body.change.id}/undo`)
    const again = await write(0, { beganOn: '2026-01-11' })
    expect(again.body.record.revision).toBeGreaterThan(first.body.record.revision)
  })

  test.each([
    ['vote-inconsistent', () => ({ votes: [vote('A', 10, 11, 5)] })],
    ['vote-inconsistent', () => ({ votes: [vote('A', 10, 5, 6)] })],
    ['vote-of-no-member', () => ({ votes: [{ ...vote('A', 1, 1, 1), councilId: 2_000_000_000 }] })],
    ['founding-day-impossible', () => ({ debateCalledOn: '2999-01-01' })],
    ['charter-part-unknown', () => ({ charter: [{ part: 'himno', writtenOn: '2026-02-01' }] })],
    ['invalid-field', () => ({ votes: [{ ...vote('A', 1, 1, 1), voted: 0.5 }] })],
    ['invalid-field', () => ({ beganOn: '2026-02-30' })],
    ['invalid-field', () => ({ commission: { formedOn: '2026-01-10', assembly: '  ', members: 3 } })],
  ])('is refused and leaves nothing behind: %s', async (why, given) => {
    const refused = await write(0, given())
    expect(reason(refused.body)).toBe(why)
    expect(refused.body.detail).toBeTruthy()
    expect((await read()).body.record).toBeNull()
  })

  test('is refused by the database too where the numbers do not fit', async () => {
    await write(0, all())
    const change = (set: string) => sql.raw(`update founding_vote set ${set}`).execute(t.database.db)
    await expect(change('voted = electors + 1')).rejects.toThrow()
    await expect(change('yes = voted + 1')).rejects.toThrow()
  })

  test('goes with its commune and comes back with it', async () => {
    await write(0, all())
    const removed = await t.ask<Changed<Commune>>('DELETE', `/api/communes/${commune.id}?revision=1`)
    expect(removed.status).toBe(200)
    expect((await read()).status).toBe(404)
    await t.ask('POST', `/api/changes/${removed.body.change.id}/undo`)
    expect((await read()).body.record).toMatchObject({ parliament: all().parliament, votes: [{}, {}] })
  })
})

describe(`${engine}: who sees a founding`, () => {
  test('is who sees the commune, and of the vote what councils they see', async () => {
    await write(0, all())
    await sql`update council set audience = 'public'`.execute(t.database.db)
    expect((await read({ cookie: '' })).body.record).toMatchObject({ votes: [{}, {}] })
    await sql`update council set audience = 'scope' where id = ${ids.A}`.execute(t.database.db)
    await t.database.db
      .updateTable('layer')
      .set((row) => ({ revision: row('revision', '+', 1) }))
      .execute()
    expect((await read({ cookie: '' })).body.record!.votes).toEqual([vote('B', 100, 20, 15)])
    await t.ask('PATCH', `/api/communes/${commune.id}`, { revision: 1, audience: 'accounts' })
    expect((await read({ cookie: '' })).status).toBe(404)
  })

  test('its steps are in the log of no one who does not see it', async () => {
    await write(0, all())
    const { revision } = (await t.ask<Commune>('GET', `/api/communes/${commune.id}`)).body
    await t.ask('PATCH', `/api/communes/${commune.id}`, { revision, audience: 'scope' })
    const outsider = await t.signIn([{ role: 'observer', scope: { kind: 'commune', id: 999 } }])
    const log = await t.ask<LogPage>('GET', '/api/log', undefined, { cookie: outsider.cookie })
    expect(log.body.items.filter(({ action }) => action.startsWith('founding'))).toEqual([])
  })
})

describe(`${engine}: the founding sheet`, () => {
  const sheet = (lang = 'es', headers?: Record<string, string>) =>
    t.ask<Buffer & Problem>(
      'GET',
      `/api/communes/${commune.id}/founding-sheet.pdf?lang=${lang}`,
      undefined,
      headers,
    )
  const text = async (lang?: string) => pdfPages((await sheet(lang)).body).join('\n')

  test('tells the commune, its councils with their numbers, the verdict, the law and how sure it is, and has lines to sign', async () => {
    await sql`update council set families = 40, kind = 'rural', name = 'Ñandú «Á» & 1' where id = ${ids.B}`.execute(
      t.database.db,
    )
    await write(0, all())
    const { status, headers } = await sheet()
    expect([status, headers['content-type'], headers['content-language'], headers['cache-control']]).toEqual([
      200,
      'application/pdf',
      'es',
      'no-store',
    ])
    expect(headers['content-disposition']).toBe(`attachment; filename="hoja-de-fundacion-${commune.id}.pdf"`)
    const words = await text()
    for (const said of [
      'Comuna La Ceiba',
      'Los 3 consejos ocupan un solo espacio.',
      'Ñandú «Á» & 1',
      'Formada por Asamblea de La Ceiba el 10 ene. 2026; 7 integrantes.',
      'Falta: Área, Nombre, Principios, Diagnóstico y Líneas estratégicas.',
      'Debate: del 2 feb. 2026 al 3 mar. 2026. Se puede votar desde el 4 mar. 2026.',
      '2 de 3 consejos: participó el 40% y dijo que sí el 25%, por ahora.',
      'Valor sin confirmar',
      'Vocería (firma)',
      'Sello',
      'Datum WGS 84',
    ])
      expect(words.replaceAll(/[\u00a0\u202f]/g, ' '), said).toContain(said)
    expect(words.match(/Vocería \(firma\)/g)).toHaveLength(3)
    expect(words).toMatch(/1:\d/)
    expect(words).toMatch(/\d+° \d\d'.* [NS]/)
    expect(words).not.toContain('\ufffd')
  })

  test('keeps the letters of the languages of the region in its names', async () => {
    const { revision } = (await t.ask<Commune>('GET', `/api/communes/${commune.id}`)).body
    await t.ask('PATCH', `/api/communes/${commune.id}`, { revision, name: 'Tekoha Ka’aguỹ Ŵari' })
    await sql`update council set name = 'Ũnĩ g̃uarani' where id = ${ids.B}`.execute(t.database.db)
    const pdf = (await sheet()).body
    const whole = [...pdfSpoken(pdf), ...pdfPages(pdf)].join('\n')
    expect(whole).toContain('Comuna Tekoha Ka’aguỹ Ŵari')
    expect(whole).toContain('Ũnĩ g̃uarani')
    expect(whole).not.toContain('\ufffd')
  })

  test('is in the language that is asked for, and of as many pages as it says', async () => {
    expect(await text('en')).toContain('Founding sheet')
    expect(await text('pt')).toContain('Folha de fundação')
    const pages = pdfPages((await sheet()).body)
    expect(pages.length).toBeGreaterThan(1)
    for (const [i, page] of pages.entries()) expect(page).toContain(`Página ${i + 1} de ${pages.length}`)
  })

  test('is the same to the byte as long as nothing changes, and another one after a change', async () => {
    const [one, other] = [(await sheet()).body, (await sheet()).body]
    expect(one.equals(other)).toBe(true)
    await write(0, all())
    expect(one.equals((await sheet()).body)).toBe(false)
  })

  test('is of nobody who sees but a part, of no network, and of no commune without councils', async () => {
    await sql`update council set audience = 'public' where id <> ${ids.A}`.execute(t.database.db)
    const partly = await sheet('es', { cookie: '' })
    expect([partly.status, reason(partly.body)]).toEqual([403, 'commune-partly-seen'])
    await t.ask('PATCH', `/api/communes/${commune.id}`, { revision: 1, registeredAs: 'network' })
    expect(reason((await sheet()).body)).toBe('network-is-no-commune')
    await t.ask('PATCH', `/api/communes/${commune.id}`, { revision: 2, registeredAs: 'commune' })
    await t.ask('PATCH', `/api/communes/${commune.id}`, { revision: 3, councilIds: [] })
    expect(reason((await sheet()).body)).toBe('commune-without-councils')
  })
})
