/** Cases by the procedures of the law, what is due, the calendar of it, and land use: written, undone, seen by whom they are for. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { LandAlteration, LandRecords } from '../../domain/land/records.ts'
import { PROGRAM } from '../../domain/log/entry.ts'
import type { FeedFound, FeedMade } from '../../server/calendar-feed/schema.ts'
import type {
  Case,
  CasePage,
  DueList,
  NewCase,
  NewEvent,
  NewUse,
  Use,
  UseOfUnit,
} from '../../server/cases/schema.ts'
import { nextId, readRecord } from '../../server/lands/records.ts'
import type { LogPage } from '../../server/log/schema.ts'
import type { Problem } from '../../server/problem-schema.ts'
import { applyAndLog } from '../../server/territories/changes.ts'
import type { Change, Changed, Commune, CouncilPage } from '../../server/territories/schema.ts'
import { collection, openTestApp, square, type TestApp } from '../support/app.ts'
import { engine } from '../support/database.ts'

let t: TestApp
let communes: Commune[]
/** An estate of commune A, one of B, in Venezuela; whoever has a role there documents it. */
let [estate, other]: number[] = []
let committee: { accountId: number; cookie: string }

beforeAll(async () => {
  t = await openTestApp()
})
afterAll(() => t?.close())
beforeEach(async () => {
  await t.empty()
  const areas = ['A', 'B'].map((name, column) => ({ name, geometry: square(column, 0) }))
  await t.bringIn('dos.geojson', collection(...areas))
  const { body } = await t.ask<CouncilPage>('GET', '/api/councils')
  communes = []
  for (const { name, id } of body.items) {
    const made = { name: `Comuna ${name}`, councilIds: [id], audience: 'public' }
    communes.push((await t.ask<Changed<Commune>>('POST', '/api/communes', made)).body.record)
  }
  estate = await addUnit({ name: 'El Maizal', communes: [communes[0].id] })
  other = await addUnit({ name: 'La Otra', communes: [communes[1].id] })
  committee = await t.signIn([{ role: 'land-committee', scope: { kind: 'commune', id: communes[0].id } }])
})

const write = (...records: LandAlteration[]) =>
  t.database.db
    .transaction()
    .execute((transaction) =>
      applyAndLog(
        transaction,
        { kind: 'land-unit-added', facts: { name: 'x' }, communes: [], links: [], imports: [], records },
        PROGRAM,
      ),
    )
async function addUnit(more: Partial<LandRecords['unit']>): Promise<number> {
  const id = await nextId(t.database.db, 'unit')
  const after: LandRecords['unit'] = {
    id,
    version: 1,
    audience: 'public',
    fieldAudiences: {},
    kind: 'estate',
    name: 'X',
    municipality: null,
    state: null,
    country: 'VE',
    note: null,
    approximate: false,
    demonstration: false,
    placeAudience: 'committee',
    placePrecision: 'nothing',
    placeUntil: null,
    communes: [],
    ...more,
  }
  await write({ kind: 'unit', before: null, after })
  return id
}

const newCase = (more: Partial<NewCase> = {}): NewCase => ({
  unitId: estate,
  procedure: 've-idle-estate',
  title: 'Rescate de El Maizal',
  beganOn: '2026-01-12',
  claimantId: null,
  note: null,
  audience: 'public',
  ...more,
})
const newEvent = (step: string, happenedOn: string, more: Partial<NewEvent> = {}): NewEvent => ({
  step,
  happenedOn,
  outcome: 'done',
  share: null,
  areaM2: null,
  sourceId: null,
  note: null,
  audience: 'public',
  ...more,
})
const as = (who: { cookie: string } | null) => ({ cookie: who?.cookie ?? '' })
const reason = (problem: Problem) => problem.type.split(':').at(-1)
const open = async (more: Partial<NewCase> = {}) =>
  (await t.ask<Changed<Case>>('POST', '/api/land/cases', newCase(more))).body.record
const tell = (id: number, event: NewEvent, headers?: Record<string, string>) =>
  t.ask<Changed<Case> & Problem>('POST', `/api/land/cases/${id}/events`, event, headers)
const read = (id: number, who?: { cookie: string } | null) =>
  t.ask<Case & Problem>('GET', `/api/land/cases/${id}`, undefined, who === undefined ? undefined : as(who))
const stepOf = ({ steps }: Case, step: string) => steps.find((one) => one.step === step)

describe(`${engine}: a case`, () => {
  test('is opened on the version of the law of its first day, with its reason in the log, and undone', async () => {
    const answer = await t.ask<Changed<Case>>('POST', '/api/land/cases', {
      ...newCase({ beganOn: '2009-03-05' }),
      reason: 'Acta 4',
    })
    expect(answer.status).toBe(201)
    const { record, change } = answer.body
    expect(record).toMatchObject({
      unitId: estate,
      packVersion: 'land-2005',
      version: 1,
      events: [],
      standing: { what: 'not-begun' },
      hidden: [],
    })
    expect(answer.headers.etag).toBe('"1"')
    const log = await t.ask<LogPage>('GET', '/api/log?limit=1')
    expect(log.body.items[0]).toMatchObject({ action: 'land-case-added', reason: 'Acta 4' })
    await t.ask('POST', `/api/changes/${change.id}/undo`)
    expect((await read(record.id)).status).toBe(404)
  })

  test('has what happened in it, with terms that are counted once, across Carnival', async () => {
    const { id } = await open()
    const told = await tell(id, newEvent('summons', '2026-02-05'))
    expect(told.status).toBe(201)
    const { record } = told.body
    expect(record.events).toHaveLength(1)
    expect(record.events[0].deadlines).toMatchObject([
      { step: 'appearance', dueOn: '2026-02-19', length: 8, count: 'working', article: '37' },
    ])
    expect(stepOf(record, 'appearance')).toMatchObject({ state: 'overdue', dueOn: '2026-02-19' })
    // What the pack says later does not move it: the stored one is what is read.
    const stored = (await readRecord(t.database.db, 'event', record.events[0].id))!
    const later = { ...stored, deadlines: stored.deadlines.map((one) => ({ ...one, dueOn: '2026-02-25' })) }
    await write({ kind: 'event', before: stored, after: later })
    expect(stepOf((await read(id)).body, 'appearance')).toMatchObject({ dueOn: '2026-02-25' })
    const note = await t.ask<Changed<Case>>('PUT', `/api/land/cases/${id}/events/${stored.id}`, {
      ...newEvent('summons', '2026-02-05', { note: 'Gaceta 12' }),
      revision: 2,
    })
    expect(stepOf(note.body.record, 'appearance')).toMatchObject({ dueOn: '2026-02-25' })
    expect(note.body.record.events[0]).toMatchObject({ note: 'Gaceta 12', version: 3 })
  })

  test('in which a first vacating is told late has the bar of the later one doubled, in the same step', async () => {
    const farm = await addUnit({ name: 'Fazenda', country: 'BR', communes: [communes[0].id] })
    const { id } = await open({ unitId: farm, procedure: 'br-settlement', beganOn: '2018-01-10' })
    const bar = async () => stepOf((await read(id)).body, 'inspection')?.dueOn
    await tell(id, newEvent('vacating', '2019-05-06'))
    expect(await bar()).toBe('2021-05-06')
    const late = await tell(id, newEvent('vacating', '2018-02-10'))
    expect(late.status).toBe(201)
    expect(await bar()).toBe('2023-05-06')
    await t.ask('POST', `/api/changes/${late.body.change.id}/undo`)
    expect(await bar()).toBe('2021-05-06')

    const again = (await tell(id, newEvent('vacating', '2018-02-10'))).body.record.events
    expect(await bar()).toBe('2023-05-06')
    const first = again.find(({ happenedOn }) => happenedOn === '2018-02-10')!
    // It was in August, and so the second time itself.
    const edit = { happenedOn: '2019-08-01', revision: first.version }
    expect((await t.ask('PUT', `/api/land/cases/${id}/events/${first.id}`, edit)).status).toBe(200)
    expect(await bar()).toBe('2023-08-01')
    const deadlines = async () => (await read(id)).body.events.flatMap((event) => event.deadlines)
    expect((await deadlines()).map(({ dueOn }) => dueOn).sort()).toEqual(['2021-05-06', '2023-08-01'])
    await t.ask('DELETE', `/api/land/cases/${id}/events/${first.id}?revision=${first.version + 1}`)
    expect(await bar()).toBe('2021-05-06')
  })

  test('that was split, revoked, and whose ruling is on hold stands; taking the last back leaves it revoked', async () => {
    const { id } = await open({ beganOn: '2009-03-05' })
    await tell(id, newEvent('adjudication', '2009-04-20', { outcome: 'partly-granted', areaM2: 1_497_340 }))
    await tell(
      id,
      newEvent('adjudication', '2010-02-01', { outcome: 'split', share: { numerator: 1, denominator: 2 } }),
    )
    await tell(id, newEvent('adjudication', '2014-12-09', { outcome: 'revoked' }))
    const { body } = await tell(id, newEvent('adjudication', '2015-05-02', { outcome: 'suspended' }))
    expect(body.record.standing).toEqual({
      what: 'ruling-suspended',
      step: 'adjudication',
      since: '2015-05-02',
    })
    expect(body.record.events.map(({ share }) => share)).toEqual([
      null,
      { numerator: 1, denominator: 2 },
      null,
      null,
    ])
    const last = body.record.events[3]
    const url = `/api/land/cases/${id}/events/${last.id}`
    expect((await t.ask<Problem>('DELETE', url)).status).toBe(428)
    const gone = await t.ask<{ change: Change }>('DELETE', `${url}?revision=1`)
    expect(gone.status).toBe(200)
    expect((await read(id)).body.standing).toMatchObject({ what: 'revoked' })
    await t.ask('POST', `/api/changes/${gone.body.change.id}/undo`)
    expect((await read(id)).body.standing).toMatchObject({ what: 'ruling-suspended' })
  })

  test('whose first day was wrong moves to the law of the right one, terms and all, in one step', async () => {
    // By the text of 2001 no term is known; by that of 2005 it is 3 working days.
    const { id } = await open({ beganOn: '2005-05-01' })
    const before = (await tell(id, newEvent('denunciation', '2005-06-01'))).body.record
    expect(before).toMatchObject({ packVersion: 'land-2001', events: [{ deadlines: [] }] })
    const { unitId: _, ...content } = newCase({ beganOn: '2005-05-18' })
    const moved = await t.ask<Changed<Case>>('PUT', `/api/land/cases/${id}`, { ...content, revision: 1 })
    // Wednesday 1 June 2005: Thursday, Friday, Monday.
    expect(moved.body.record).toMatchObject({
      packVersion: 'land-2005',
      events: [{ version: 2, deadlines: [{ step: 'opening', dueOn: '2005-06-06' }] }],
    })
    await t.ask('POST', `/api/changes/${moved.body.change.id}/undo`)
    expect((await read(id)).body).toMatchObject({ packVersion: 'land-2001', events: [{ deadlines: [] }] })
    // Not after something that already happened in it.
    const late = await t.ask<Problem>('PUT', `/api/land/cases/${id}`, {
      ...content,
      beganOn: '2005-06-02',
      revision: 3,
    })
    expect([late.status, reason(late.body)]).toEqual([422, 'case-day-wrong'])
  })

  test('is changed only in the version that was seen, and goes with all that happened in it', async () => {
    const { id } = await open()
    await tell(id, newEvent('denunciation', '2026-01-13'))
    const { unitId: _, ...content } = newCase({ title: 'Otro nombre' })
    const put = (revision?: number) =>
      t.ask<Changed<Case> & Problem>('PUT', `/api/land/cases/${id}`, { ...content, revision })
    expect(reason((await put()).body)).toBe('revision-needed')
    expect(reason((await put(7)).body)).toBe('changed-by-another')
    expect((await put(1)).body.record).toMatchObject({ title: 'Otro nombre', version: 2 })
    expect(reason((await put(2)).body)).toBe('nothing-changed')
    const gone = await t.ask<{ change: Change }>('DELETE', `/api/land/cases/${id}?revision=2`)
    expect(gone.status).toBe(200)
    expect((await t.ask<CasePage>('GET', '/api/land/cases')).body.items).toEqual([])
    await t.ask('POST', `/api/changes/${gone.body.change.id}/undo`)
    expect((await read(id)).body.events).toHaveLength(1)
  })

  test.each<[string, Partial<NewCase>, string, number]>([
    ['a procedure that is not there', { procedure: 've-nothing' }, 'procedure-unknown', 422],
    ['a procedure of another country', { procedure: 'br-settlement' }, 'procedure-of-another-country', 422],
    ['a day before the first law', { beganOn: '1999-01-01' }, 'procedure-not-in-force', 422],
    ['a day to come', { beganOn: '2999-01-01' }, 'case-day-wrong', 422],
    ['a unit that is not there', { unitId: 999_999 }, 'land-unit-not-found', 404],
    ['a claimant who is not there', { claimantId: 999_999 }, 'party-unknown', 422],
  ])('is refused with %s', async (_, more, why, status) => {
    const answer = await t.ask<Problem>('POST', '/api/land/cases', newCase(more))
    expect([answer.status, reason(answer.body)]).toEqual([status, why])
  })

  test('refuses what cannot have happened, and events of another case', async () => {
    const { id } = await open()
    const second = await open()
    const { body } = await tell(id, newEvent('denunciation', '2026-01-13'))
    const refused = async (event: NewEvent) => reason((await tell(id, event)).body)
    expect(await refused(newEvent('dance', '2026-01-13'))).toBe('case-step-unknown')
    expect(await refused(newEvent('opening', '2026-01-11'))).toBe('case-day-wrong')
    expect(await refused(newEvent('opening', '2026-01-13', { outcome: 'resumed' }))).toBe(
      'case-nothing-to-resume',
    )
    expect(await refused(newEvent('opening', '2026-01-13', { outcome: 'split' }))).toBe('case-share-wrong')
    expect(await refused(newEvent('opening', '2026-01-13', { sourceId: 999_999 }))).toBe('source-unknown')
    const event = body.record.events[0].id
    const elsewhere = await t.ask<Problem>(
      'DELETE',
      `/api/land/cases/${second.id}/events/${event}?revision=1`,
    )
    expect(reason(elsewhere.body)).toBe('land-event-not-found')
  })

  test('pages by number, of a unit and of a commune', async () => {
    const first = await open()
    const second = await open({ unitId: other, procedure: 've-transfer-request' })
    const ids = async (query: string) =>
      (await t.ask<CasePage>('GET', `/api/land/cases?${query}`)).body.items.map(({ id }) => id)
    expect(await ids('')).toEqual([first.id, second.id])
    expect(await ids(`unit=${other}`)).toEqual([second.id])
    expect(await ids(`commune=${communes[0].id}`)).toEqual([first.id])
    expect(await ids(`after=${first.id}`)).toEqual([second.id])
  })
})

describe(`${engine}: who sees and writes`, () => {
  test('the committee of the commune writes of its own land and of no other; nobody else does', async () => {
    const observer = await t.signIn([{ role: 'observer', scope: { kind: 'commune', id: communes[0].id } }])
    const post = async (who: { cookie: string } | null, unitId: number) =>
      (await t.ask('POST', '/api/land/cases', newCase({ unitId }), as(who))).status
    expect(await post(committee, estate)).toBe(201)
    expect(await post(committee, other)).toBe(403)
    expect(await post(observer, estate)).toBe(403)
    expect(await post(null, estate)).toBe(401)
  })

  test('a case for the committee is nobody else’s, nor a field or an event of one that all see', async () => {
    const secret = await open({ audience: 'committee' })
    const { id } = await open({ fieldAudiences: { title: 'committee' } })
    await tell(
      id,
      newEvent('denunciation', '2026-01-13', { note: 'Vecinos', fieldAudiences: { note: 'committee' } }),
    )
    await tell(id, newEvent('opening', '2026-01-20', { audience: 'committee' }))
    expect((await read(secret.id, null)).status).toBe(404)
    expect((await read(secret.id, committee)).status).toBe(200)
    const seen = (await read(id, null)).body
    expect(seen).toMatchObject({ title: null, hidden: ['title'] })
    expect(seen.events).toMatchObject([{ step: 'denunciation', note: null, hidden: ['note'] }])
    expect(JSON.stringify((await t.ask('GET', '/api/land/cases', undefined, as(null))).body)).not.toMatch(
      /Vecinos|Rescate|"opening","happenedOn/,
    )
    expect((await read(id, committee)).body).toMatchObject({ title: 'Rescate de El Maizal' })
    expect((await read(id, committee)).body.events).toHaveLength(2)
  })
})

describe(`${engine}: what is due`, () => {
  test('comes by day, of whom one sees, and an unconfirmed term never is overdue', async () => {
    const one = await open()
    await tell(one.id, newEvent('adjudication-request', '2026-01-12'))
    await tell(one.id, newEvent('summons', '2026-01-15'))
    const urban = await open({
      procedure: 've-urban-land-committee',
      beganOn: '2015-01-12',
      audience: 'committee',
    })
    await tell(urban.id, newEvent('committee', '2015-01-12'))
    const due = async (query = '', who?: { cookie: string } | null) =>
      (
        await t.ask<DueList>(
          'GET',
          `/api/land/due?${query}`,
          undefined,
          who === undefined ? undefined : as(who),
        )
      ).body.items.map(({ step, state, dueOn }) => `${dueOn} ${step} ${state}`)
    const all = await due()
    // 12 January 2026 is a Monday: 13–16 are 1–4, 19–23 to 13 Feb 5–24, (Carnival), 18–20 are 25–27, 23–25 are 28–30.
    expect(all).toEqual([
      expect.stringMatching(/^2015-\d\d-\d\d land-register due-unconfirmed$/),
      '2026-01-27 appearance overdue',
      '2026-02-25 adjudication overdue',
    ])
    expect(await due('until=2026-01-31')).toEqual(all.slice(0, 2))
    expect(await due(`commune=${communes[1].id}`)).toEqual([])
    expect(await due(`commune=${communes[0].id}`, committee)).toEqual(all)
    expect(await due('', null)).toEqual(all.slice(1))
  })
})

describe(`${engine}: the calendar of what is due`, () => {
  const make = async (who: { cookie: string }, withNames: boolean) =>
    (await t.ask<FeedMade & Problem>('POST', '/api/me/calendar-feed', { withNames }, as(who))).body
  const ics = async (path: string, cookie = '') => {
    const response = await t.app.inject({ url: path, headers: { cookie } })
    return { status: response.statusCode, text: response.payload, headers: response.headers }
  }
  const unfolded = (text: string) => text.replace(/\r\n /g, '')
  beforeEach(async () => {
    const { id } = await open({ audience: 'committee' })
    await tell(id, newEvent('summons', '2026-01-15', { audience: 'committee' }))
    const urban = await open({
      procedure: 've-urban-land-committee',
      beganOn: '2015-01-12',
      audience: 'committee',
    })
    await tell(urban.id, newEvent('committee', '2015-01-12', { audience: 'committee' }))
  })

  test('is read without a cookie, as whole days that name a step and neither place nor case', async () => {
    const { path } = await make(committee, false)
    const { status, text, headers } = await ics(path)
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('text/calendar; charset=utf-8')
    expect(headers['cache-control']).toBe('no-store')
    expect(text).toMatch(/^BEGIN:VCALENDAR\r\n/)
    const whole = unfolded(text)
    expect(whole).toContain('DTSTART;VALUE=DATE:20260127\r\n')
    expect(whole).toContain('SUMMARY:Comparecencia del dueño\r\n')
    expect(whole).toContain('SUMMARY:(sin confirmar) Catastro del asentamiento\r\n')
    expect(whole).not.toMatch(/Maizal|Rescate|Comuna|LOCATION|DESCRIPTION/)
    expect(whole.match(/BEGIN:VEVENT/g)).toHaveLength(2)
    expect(unfolded((await ics(path.replace('lang=es', 'lang=pt'))).text)).toContain(
      'SUMMARY:Comparecimento do dono',
    )
  })

  test('rings the day before what is to come, and never for what nobody confirmed', async () => {
    const soon = new Date(Date.now() - 3 * 86_400_000).toLocaleDateString('sv-SE')
    const { id } = await open({ audience: 'committee' })
    await tell(id, newEvent('summons', soon, { audience: 'committee' }))
    const whole = unfolded((await ics((await make(committee, true)).path)).text)
    expect(whole).toContain('SUMMARY:Comparecencia del dueño: Rescate de El Maizal\r\n')
    const alarms = whole.split('BEGIN:VEVENT').filter((event) => event.includes('BEGIN:VALARM'))
    expect(alarms).toHaveLength(1)
    expect(alarms[0]).toContain(`UID:case-${id}-appearance@toparquia`)
    expect(alarms[0]).toContain('TRIGGER:-P1D')
  })

  test('shows what its account sees at that moment', async () => {
    const nobody = await t.signIn([])
    const { path } = await make(nobody, false)
    expect((await ics(path)).text).not.toContain('VEVENT')
    // The cookie of somebody who sees more does not add to it.
    expect((await ics(path, committee.cookie)).text).not.toContain('VEVENT')
    const grant = {
      account_id: nobody.accountId,
      role: 'land-committee',
      scope_kind: 'commune',
      scope_id: communes[0].id,
    }
    await t.database.db
      .insertInto('role_grant')
      .values(grant as never)
      .execute()
    expect((await ics(path)).text.match(/BEGIN:VEVENT/g)).toHaveLength(2)
    await t.database.db.deleteFrom('role_grant').where('account_id', '=', nobody.accountId).execute()
    expect((await ics(path)).text).not.toContain('VEVENT')
  })

  test('opens nothing once withdrawn, replaced, or its account closed or signed out everywhere', async () => {
    const first = await make(committee, false)
    const second = await make(committee, true)
    expect((await ics(first.path)).status).toBe(404)
    expect((await ics(second.path)).status).toBe(200)
    const found = (await t.ask<FeedFound>('GET', '/api/me/calendar-feed', undefined, as(committee))).body
    expect(found.feed).toMatchObject({ withNames: true })
    expect(JSON.stringify(found)).not.toContain(new URL(second.path, 'http://x').searchParams.get('token'))
    await t.database.db
      .updateTable('account')
      .set({ disabled: true })
      .where('id', '=', committee.accountId)
      .execute()
    expect((await ics(second.path)).status).toBe(404)
    await t.database.db
      .updateTable('account')
      .set({ disabled: false })
      .where('id', '=', committee.accountId)
      .execute()
    expect((await t.ask('DELETE', '/api/me/calendar-feed', undefined, as(committee))).status).toBe(204)
    expect((await ics(second.path)).status).toBe(404)
    expect(
      reason((await t.ask<Problem>('DELETE', '/api/me/calendar-feed', undefined, as(committee))).body),
    ).toBe('calendar-feed-not-found')
    const third = await make(committee, false)
    expect((await t.ask('DELETE', `/api/accounts/${committee.accountId}/sessions`)).status).toBeLessThan(300)
    expect((await ics(third.path)).status).toBe(404)
  })

  test('is kept as a hash, and making it is in the log', async () => {
    const { path } = await make(committee, false)
    const token = new URL(path, 'http://x').searchParams.get('token')!
    const rows = await t.database.db.selectFrom('calendar_feed').selectAll().execute()
    expect(rows).toHaveLength(1)
    expect(Buffer.from(rows[0].token_hash).toString('base64url')).not.toBe(token)
    const log = await t.ask<LogPage>('GET', '/api/log?limit=1')
    expect(log.body.items[0]).toMatchObject({ action: 'calendar-feed-made' })
    expect(JSON.stringify(log.body)).not.toContain(token)
  })
})

describe(`${engine}: land use`, () => {
  const use = (more: Partial<NewUse> = {}): NewUse => ({
    observedOn: '2014-05-01',
    use: 'idle',
    areaM2: 400_000,
    yieldPerHa: null,
    yieldUnit: null,
    idealYieldPerHa: null,
    sourceId: null,
    note: null,
    audience: 'public',
    ...more,
  })
  const url = () => `/api/land/units/${estate}/use`
  const ofUnit = async (who?: { cookie: string } | null) =>
    (await t.ask<UseOfUnit>('GET', url(), undefined, who === undefined ? undefined : as(who))).body
  const extent = async (statedAreaM2: number) => {
    const id = await nextId(t.database.db, 'extent')
    const after: LandRecords['extent'] = {
      id,
      version: 1,
      audience: 'public',
      fieldAudiences: {},
      unitId: estate,
      part: null,
      from: null,
      to: null,
      method: 'described',
      accuracyM: null,
      statedAreaM2,
      statedAreaText: null,
      sourceId: null,
      note: null,
      geometry: null,
    }
    await write({ kind: 'extent', before: null, after })
  }

  test('is observed, changed and taken back, each as a step', async () => {
    const made = await t.ask<Changed<Use>>('POST', url(), use())
    expect(made.body.record).toMatchObject({ unitId: estate, use: 'idle', areaM2: 400_000, version: 1 })
    const { id } = made.body.record
    const put = await t.ask<Changed<Use>>('PUT', `/api/land/use/${id}`, {
      ...use({ areaM2: 500_000 }),
      revision: 1,
    })
    expect(put.body.record).toMatchObject({ areaM2: 500_000, version: 2 })
    const gone = await t.ask<{ change: Change }>('DELETE', `/api/land/use/${id}?revision=2`)
    expect((await ofUnit()).items).toEqual([])
    await t.ask('POST', `/api/changes/${gone.body.change.id}/undo`)
    expect((await ofUnit()).items).toMatchObject([{ areaM2: 500_000, version: 3 }])
  })

  test('is held against the ideal yield of the law of its day', async () => {
    await extent(1_000_000)
    await t.ask('POST', url(), use())
    const maize = { use: 'maize', areaM2: 600_000, yieldPerHa: 4.5, yieldUnit: 't', idealYieldPerHa: 5 }
    await t.ask('POST', url(), use(maize))
    const { totalM2, accounts } = await ofUnit()
    expect(totalM2).toBe(1_000_000)
    expect(accounts).toMatchObject([
      {
        on: '2014-05-01',
        notKnownM2: 0,
        idle: { atLeast: 0.4, atMost: 0.4 },
        yieldHeld: 'below',
        yieldOver: 'usable',
        useHeld: 'not-asked',
      },
    ])
    expect(accounts[0].yield!.atMost).toBeCloseTo(0.54, 12)
  })

  test('of which a figure is not for the viewer concludes nothing for them', async () => {
    await extent(1_000_000)
    await t.ask('POST', url(), use({ areaM2: 1_000_000, fieldAudiences: { areaM2: 'committee' } }))
    const seen = await ofUnit(null)
    expect(seen.items).toMatchObject([{ areaM2: null, hidden: ['areaM2'] }])
    expect(seen.accounts).toMatchObject([{ withoutArea: 1, notKnownM2: 1_000_000, yieldHeld: 'unknown' }])
    expect((await ofUnit(committee)).accounts).toMatchObject([{ idle: { atLeast: 1 }, yieldHeld: 'below' }])
  })

  test('is refused of days to come, and with a yield that has no unit', async () => {
    const refused = async (more: Partial<NewUse>) =>
      reason((await t.ask<Problem>('POST', url(), use(more))).body)
    expect(await refused({ observedOn: '2999-01-01' })).toBe('use-in-the-future')
    expect(await refused({ use: 'maize', yieldPerHa: 4 })).toBe('use-yield-without-unit')
    expect((await t.ask('GET', '/api/land/units/999999/use')).status).toBe(404)
  })
})
