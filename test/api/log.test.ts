/** The log on the real tables: who, what, why, for whose eyes, whole, and refused to everybody who would change it. */
import { createHash } from 'node:crypto'
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Grant, Role } from '../../domain/access/index.ts'
import { canonicalText } from '../../domain/log/canonical-text.ts'
import { verifyChain } from '../../domain/log/chain.ts'
import { PROGRAM } from '../../domain/log/entry.ts'
import { openDatabase } from '../../server/database/index.ts'
import { loadDemonstration } from '../../server/demonstration/load.ts'
import type { Executor } from '../../server/executor.ts'
import type { LogEntry, LogHead, LogPage, Verification } from '../../server/log/schema.ts'
import { writeLog } from '../../server/log/write.ts'
import type { Problem } from '../../server/problem-schema.ts'
import type { Change, Changed, Commune, CouncilPage, Link } from '../../server/territories/schema.ts'
import { collection, openTestApp, square, type TestApp } from '../support/app.ts'
import { engine, makePostgresDatabase, tamperWithLog } from '../support/database.ts'

let t: TestApp
/** Four councils in a row. */
let ids: Record<string, number>

beforeAll(async () => {
  t = await openTestApp()
})
afterAll(() => t.close())
beforeEach(async () => {
  await t.empty()
  const names = ['A', 'B', 'C', 'D']
  await t.bringIn(
    'cuatro.geojson',
    collection(...names.map((name, column) => ({ name, geometry: square(column, 0) }))),
  )
  const { body } = await t.ask<CouncilPage>('GET', '/api/councils')
  ids = Object.fromEntries(body.items.map(({ name, id }) => [name, id]))
})

const over = (role: Role, id?: number): Grant => ({
  role,
  scope: id === undefined ? { kind: 'everything' } : { kind: 'commune', id },
})
const page = async (query = '', cookie?: string) =>
  (await t.ask<LogPage>('GET', `/api/log${query}`, undefined, cookie === undefined ? {} : { cookie })).body
const told = ({ items }: LogPage) => items.map(({ action, subject }) => `${action} ${subject.name}`)
const head = async () => (await t.ask<LogHead>('GET', '/api/log/head')).body
const verification = async (query = '') =>
  (await t.ask<Verification>('GET', `/api/log/verification${query}`)).body

const create = async (name: string, members: string[], more: object = {}, cookie?: string) => {
  const { status, body } = await t.ask<Changed<Commune>>(
    'POST',
    '/api/communes',
    { name, councilIds: members.map((member) => ids[member]), ...more },
    cookie === undefined ? {} : { cookie },
  )
  expect(status).toBe(201)
  return body
}
const edit = async (commune: Commune, change: object, cookie?: string) =>
  (
    await t.ask<Changed<Commune>>(
      'PATCH',
      `/api/communes/${commune.id}`,
      { revision: commune.revision, ...change },
      cookie === undefined ? {} : { cookie },
    )
  ).body.record

describe('an entry', () => {
  test('says who did what to what and why, with the fields before and after', async () => {
    const { accountId, cookie } = await t.signIn([over('organiser')], 'Araguaney')
    const { record, change } = await create('Ataroa', ['A', 'B'], { reason: ' Asamblea del sábado ' }, cookie)
    await edit(record, { name: 'Ataroa Nueva', reason: 'Se votó' }, cookie)
    const [renamed, created] = (await page()).items
    expect(created).toMatchObject({
      seq: 3,
      account: { id: accountId, name: 'Araguaney' },
      action: 'commune-created',
      subject: { kind: 'commune', id: record.id, name: 'Ataroa' },
      reason: 'Asamblea del sábado',
      communes: [record.id],
      councils: [ids.A, ids.B],
      detail: { facts: { name: 'Ataroa', councils: 2 }, step: { id: change.id, kind: 'commune-created' } },
    })
    expect(renamed).toMatchObject({
      action: 'commune-renamed',
      subject: { name: 'Ataroa Nueva' },
      reason: 'Se votó',
      detail: { fields: [{ field: 'name', before: 'Ataroa', after: 'Ataroa Nueva' }] },
    })
    expect(Date.parse(renamed.at)).toBeGreaterThanOrEqual(Date.parse(created.at))
  })

  test('keeps the name that an account bore then', async () => {
    const { accountId, cookie } = await t.signIn([over('organiser')], 'Araguaney')
    await create('Ataroa', ['A'], {}, cookie)
    await t.database.db.updateTable('account').set({ name: 'Samán' }).where('id', '=', accountId).execute()
    await create('Otra', ['B'], {}, cookie)
    expect((await page(`?account=${accountId}`)).items.map(({ account }) => account?.name)).toEqual([
      'Samán',
      'Araguaney',
    ])
  })

  test('tells undoing and doing again, as the other way round of what they did', async () => {
    const { change } = await create('Ataroa', ['A'])
    await t.ask('POST', `/api/changes/${change.id}/undo`, { reason: 'Era otra' })
    await t.ask('POST', `/api/changes/${change.id}/undo`)
    const [again, undone] = (await page()).items
    expect(undone).toMatchObject({
      action: 'change-undone',
      reason: 'Era otra',
      subject: { kind: 'commune', name: 'Ataroa' },
      detail: { step: { id: change.id, kind: 'commune-created' } },
    })
    expect(undone.detail.fields[0]).toEqual({ field: 'name', before: 'Ataroa', after: null })
    expect(again).toMatchObject({ action: 'change-redone', reason: null })
    expect(again.detail.fields[0]).toEqual({ field: 'name', before: null, after: 'Ataroa' })
  })

  test('tells links by their ends, and why with the reason that they have', async () => {
    const link = {
      councilA: ids.A,
      councilB: ids.C,
      kind: 'bridge',
      declaredBy: 'Asamblea',
      declaredOn: '2026-01-10',
      reason: 'Puente de hierro',
    }
    const { record } = (await t.ask<Changed<Link>>('POST', '/api/links', link)).body
    await t.ask('DELETE', `/api/links/${record.id}?revision=1&reason=Se%20cay%C3%B3`)
    const [withdrawn, declared] = (await page()).items
    expect(declared).toMatchObject({
      action: 'link-declared',
      subject: { kind: 'link', id: record.id, name: 'A – C' },
      reason: 'Puente de hierro',
      councils: [ids.A, ids.C],
    })
    expect(withdrawn).toMatchObject({ action: 'link-withdrawn', reason: 'Se cayó' })
    expect(withdrawn.detail.fields).toContainEqual({ field: 'kind', before: 'bridge', after: null })
  })

  test('tells of files: brought in, saved, undone, put aside; of layers taken away; of the demonstration', async () => {
    const { body } = await t.upload('otro.geojson', collection({ name: 'X', geometry: square(9, 9) }))
    await t.settled(body.id)
    await t.ask('POST', `/api/imports/${body.id}/cancel`, { reason: 'Era el viejo' })
    await t.ask('GET', '/api/exports/councils.csv?reason=Para%20la%20asamblea')
    await t.ask('GET', '/api/exports/councils.csv', undefined, { cookie: '' })
    await loadDemonstration(t.database)
    const entries = await page()
    expect(told(entries)).toEqual([
      'demonstration-loaded null',
      'layer-taken-away councils',
      'import-cancelled otro.geojson',
      'import-received otro.geojson',
      'import-saved cuatro.geojson',
      'import-received cuatro.geojson',
    ])
    expect(entries.items[0]).toMatchObject({ account: null, audience: 'public' })
    expect(entries.items[1]).toMatchObject({
      reason: 'Para la asamblea',
      audience: 'administrators',
      detail: { facts: { layer: 'councils', format: 'csv', count: 4 } },
    })
    expect(entries.items[2].reason).toBe('Era el viejo')
    const administrator = entries.items.slice(1).map(({ account }) => account?.id)
    expect(new Set(administrator)).toEqual(new Set([entries.items[1].account?.id]))
  })

  test('has no place, no shape and no secret in it', async () => {
    const { record } = await create('Ataroa', ['A', 'B'])
    await edit(record, { audience: 'public', councilsToo: true })
    await loadDemonstration(t.database)
    await t.ask('GET', '/api/exports/councils.geojson')
    const { rows } = await sql<{ text: string }>`select log::text as text from log`.execute(t.database.db)
    for (const { text } of rows)
      expect(text).not.toMatch(/-69\.|(?<!\d)9\.5|coordinates|polygon|geom|token|password/i)
  })

  test('takes what PostgreSQL can’t hold out of a reason instead of failing', async () => {
    await create('Ataroa', ['A'], { reason: 'media\ud800 y \u0000 nada' })
    expect((await page()).items[0].reason).toBe('media\ufffd y  nada')
    expect((await verification()).broken).toBeNull()
  })

  test('is refused where the reason is longer than a reason', async () => {
    const refused = await t.ask<Problem>('POST', '/api/communes', {
      name: 'X',
      councilIds: [],
      reason: 'a'.repeat(501),
    })
    expect(refused).toMatchObject({ status: 400, body: { facts: { field: 'reason' } } })
  })
})

describe('a page', () => {
  test('comes newest first and leads to the next, every entry once', async () => {
    for (const name of ['Uno', 'Dos', 'Tres']) await create(name, ['A'])
    const seen: number[] = []
    let before: number | null = null
    do {
      const one: LogPage = await page(`?limit=2${before === null ? '' : `&before=${before}`}`)
      expect(one.hidden).toBe(0)
      seen.push(...one.items.map(({ seq }) => seq))
      before = one.next
    } while (before !== null)
    expect(seen).toEqual([5, 4, 3, 2, 1])
  })

  test('is filtered by account, record, action and time', async () => {
    const { accountId, cookie } = await t.signIn([over('organiser')], 'Araguaney')
    const { record } = await create('Ataroa', ['A'])
    await edit(record, { name: 'Otra' }, cookie)
    await loadDemonstration(t.database)
    expect(told(await page(`?account=${accountId}`))).toEqual(['commune-renamed Otra'])
    expect(told(await page('?account=0'))).toEqual(['demonstration-loaded null'])
    expect(told(await page(`?subjectKind=commune&subjectId=${record.id}`))).toEqual([
      'commune-renamed Otra',
      'commune-created Ataroa',
    ])
    expect(told(await page('?action=import-saved'))).toEqual(['import-saved cuatro.geojson'])
    const { at } = (await page('?action=commune-renamed')).items[0]
    expect((await page(`?to=${at}`)).items.map(({ at }) => at).every((earlier) => earlier < at)).toBe(true)
    expect(told(await page(`?from=${at}`))).toContain('commune-renamed Otra')
    expect(told(await page('?to=2020-01-01'))).toEqual([])
    expect((await page('?from=0000-01-01T00:00:00Z')).items).toHaveLength(5)
    expect((await page('?action=commune-renamed')).hidden).toBeNull()
  })

  test.each(['?action=nada', '?from=ayer', '?before=0', '?limit=9999', '?subjectId=x', '?from=2024-02-31x'])(
    'is refused with %s',
    async (query) => {
      expect((await t.ask('GET', `/api/log${query}`)).status).toBe(400)
    },
  )

  test('is for those with a role', async () => {
    for (const path of ['', '/head', '/verification'])
      expect((await t.ask('GET', `/api/log${path}`, undefined, { cookie: '' })).status).toBe(401)
    const { cookie } = await t.signIn([])
    expect((await t.ask('GET', '/api/log', undefined, { cookie })).status).toBe(403)
  })
})

describe('what one reads of it', () => {
  test('is what one sees now: a record made narrower takes its past with it', async () => {
    const { record } = await create('Ataroa', ['A'], { audience: 'public' })
    await t.ask('PATCH', `/api/communes/${record.id}`, { revision: 1, audience: 'public', councilsToo: true })
    const renamed = await edit({ ...record, revision: 2 }, { name: 'Ataroa Nueva' })
    const { cookie: coordinator } = await t.signIn([over('coordinator')])
    const { cookie: organiser } = await t.signIn([over('organiser')])
    const { cookie: own } = await t.signIn([over('organiser', record.id)])
    const { cookie: other } = await t.signIn([over('organiser', record.id + 1)])
    const all = ['commune-renamed Ataroa Nueva', 'commune-disclosed Ataroa', 'commune-created Ataroa']
    for (const cookie of [organiser, own])
      expect(told(await page('', cookie))).toEqual(expect.arrayContaining(all))
    // The council was for accounts when the commune was created, and what files bring in is for those who bring in.
    expect(told(await page('', coordinator))).toEqual(all)
    expect(told(await page('', other))).toEqual(all)

    const narrow = await edit(renamed, { audience: 'committee' })
    expect(told(await page('', own))).toEqual(['commune-disclosed Ataroa Nueva', ...all])
    for (const cookie of [coordinator, other]) {
      const { items, hidden, next } = await page('', cookie)
      expect({ items, hidden, next }).toEqual({ items: [], hidden: 6, next: null })
      expect((await page(`?subjectKind=commune&subjectId=${record.id}`, cookie)).items).toEqual([])
      expect(
        (await t.ask<{ items: Change[] }>('GET', '/api/changes', undefined, { cookie })).body.items,
      ).toEqual([])
    }
    // Gone, it stays for whom it was in the end.
    await t.ask('DELETE', `/api/communes/${record.id}?revision=${narrow.revision}`)
    expect((await page('', coordinator)).items).toEqual([])
    expect((await page('', other)).items).toEqual([])
    expect(told(await page('', own))[0]).toBe('commune-deleted Ataroa Nueva')
  })

  test('follows the councils that it names', async () => {
    const link = {
      councilA: ids.A,
      councilB: ids.B,
      kind: 'road',
      declaredBy: 'Asamblea',
      declaredOn: '2026-01-10',
      reason: 'Vía',
    }
    await t.ask('POST', '/api/links', link)
    const { cookie } = await t.signIn([over('observer')])
    expect(told(await page('?action=link-declared', cookie))).toEqual(['link-declared A – B'])
    await t.database.db
      .updateTable('council')
      .set({ audience: 'committee' })
      .where('id', '=', ids.A)
      .execute()
    expect(told(await page('?action=link-declared', cookie))).toEqual([])
    expect(told(await page('?action=link-declared'))).toEqual(['link-declared A – B'])
  })

  test('of accounts is for their administrators and for whose account it is', async () => {
    const { record } = await create('Ataroa', ['A'])
    const { accountId, cookie } = await t.signIn([over('observer')], 'Moriche')
    const write = (communes: number[]) =>
      t.database.db.transaction().execute((transaction) =>
        writeLog(transaction, PROGRAM, {
          action: 'grants-changed',
          subject: { kind: 'account', id: accountId, name: 'Moriche' },
          audience: 'administrators',
          communes,
        }),
      )
    await write([record.id])
    const read = (cookie?: string) => page('?action=grants-changed', cookie)
    const sees = async (role: Role, id?: number) =>
      (await read((await t.signIn([over(role, id)])).cookie)).items.length
    expect((await read()).items).toHaveLength(1)
    expect((await read(cookie)).items).toHaveLength(1)
    expect(await sees('administrator', record.id)).toBe(1)
    expect(await sees('organiser')).toBe(0)
    expect(await sees('administrator', record.id + 1)).toBe(0)
    await write([])
    expect(await sees('administrator', record.id)).toBe(1)
    expect((await read()).items).toHaveLength(2)
  })

  test('can be checked by whoever reads it', async () => {
    await create('Ataroa', ['A'])
    const { items } = await page()
    for (const entry of items)
      expect(
        createHash('sha256')
          .update(canonicalText(entry as never))
          .digest('hex'),
      ).toBe(entry.hash)
    expect(items[0].previous).toBe(items[1].hash)
    expect(await head()).toEqual({ seq: items[0].seq, hash: items[0].hash })
    const sha256 = async (text: string) => {
      const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
      return Buffer.from(bytes).toString('hex')
    }
    const verdict = await verifyChain(items.toReversed() as never, await head(), sha256)
    expect(verdict.broken).toBeNull()
  })
})

describe('the chain', () => {
  test('has no gaps after fifty changes at once, and is whole', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => create(`C${i}`, ['ABCD'[i % 4]], { reason: `r${i}` })),
    )
    expect(answers).toHaveLength(50)
    const { rows } = await sql<{ seq: number; name: string }>`
      select seq, subject_name as name from log order by seq`.execute(t.database.db)
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 52 }, (_, i) => i + 1))
    expect(new Set(rows.slice(2).map(({ name }) => name)).size).toBe(50)
    expect(await verification()).toEqual({ entries: 52, head: await head(), broken: null })
  })

  test('and the change are there together or not at all', async () => {
    const { record } = await create('Ataroa', ['A'])
    const before = await head()
    // An entry that the table refuses, at the very end of the change.
    await sql`alter table log add constraint broken check (action <> 'commune-renamed')`.execute(
      t.database.db,
    )
    try {
      const answer = await t.ask('PATCH', `/api/communes/${record.id}`, { revision: 1, name: 'Otra' })
      expect(answer.status).toBe(500)
    } finally {
      await sql`alter table log drop constraint broken`.execute(t.database.db)
    }
    expect((await t.ask<Commune>('GET', `/api/communes/${record.id}`)).body).toMatchObject({
      name: 'Ataroa',
      revision: 1,
    })
    expect(await head()).toEqual(before)
    // And a change that is refused leaves no entry.
    await t.ask('PATCH', `/api/communes/${record.id}`, { revision: 7, name: 'Otra' })
    expect(await head()).toEqual(before)
  })

  test.each([
    ['changed', sql`update log set reason = 'otra' where seq = 2`],
    ['taken out', sql`delete from log where seq = 2`],
    ['emptied', sql`truncate log`],
    ['given another head', sql`update log_head set seq = seq - 1`],
    ['given two heads', sql`insert into log_head (id, seq, hash) values (2, 0, '')`],
    ['beheaded', sql`delete from log_head`],
  ])('is not %s, not even by the owner of its table', async (_, statement) => {
    await expect(statement.execute(t.database.db)).rejects.toThrow(/only appended to/)
    expect((await verification()).broken).toBeNull()
  })

  test('takes no entry that does not follow the last one', async () => {
    const copy = (seq: number) => sql`
      insert into log select ${seq}, format, at, account_id, account_name, action, subject_kind, subject_id, subject_name,
        reason, audience, communes, councils, detail, salt, previous, hash from log where seq = 1`
    for (const seq of [3, 9])
      await expect(copy(seq).execute(t.database.db)).rejects.toThrow(/does not follow/)
  })

  test.each<[string, (transaction: Executor) => Promise<unknown>, number, string]>([
    ['a reason', (db) => sql`update log set reason = 'otra' where seq = 2`.execute(db), 2, 'altered'],
    ['who', (db) => sql`update log set account_name = 'Nadie' where seq = 2`.execute(db), 2, 'altered'],
    [
      'a millisecond',
      (db) => sql`update log set at = at + interval '1 ms' where seq = 3`.execute(db),
      3,
      'altered',
    ],
    [
      'a figure',
      (db) =>
        sql`update log set detail = jsonb_set(detail, '{facts,councils}', '9') where seq = 3`.execute(db),
      3,
      'altered',
    ],
    ['the audience', (db) => sql`update log set audience = 'public' where seq = 1`.execute(db), 1, 'altered'],
    ['a hash', (db) => sql`update log set hash = repeat('a', 64) where seq = 3`.execute(db), 3, 'altered'],
    ['one that is gone', (db) => sql`delete from log where seq = 2`.execute(db), 2, 'missing'],
    ['the first gone', (db) => sql`delete from log where seq = 1`.execute(db), 1, 'missing'],
    ['the last gone', (db) => sql`delete from log where seq = 4`.execute(db), 4, 'cut-off'],
    ['all gone', (db) => sql`truncate log`.execute(db), 1, 'cut-off'],
    [
      'two that changed places',
      (db) => sql`update log set seq = 5 - seq where seq in (2, 3)`.execute(db),
      2,
      'altered',
    ],
    [
      'one slipped in behind',
      (db) =>
        sql`
        insert into log select 5, format, at, account_id, account_name, action, subject_kind, subject_id, subject_name,
          reason, audience, communes, councils, detail, salt, previous, hash from log where seq = 4`.execute(
          db,
        ),
      5,
      'altered',
    ],
    ['another head', (db) => sql`update log_head set seq = 3`.execute(db), 4, 'head-differs'],
    ['no head', (db) => sql`delete from log_head`.execute(db), 1, 'head-differs'],
  ])('tampered with behind the program’s back is found: %s', async (_, tamper, seq, why) => {
    await create('Ataroa', ['A'])
    await create('Otra', ['B'])
    await t.database.db.transaction().execute(async (transaction) => {
      // Swapping two numbers needs a key that waits.
      await sql`alter table log drop constraint log_pkey`.execute(transaction)
      await tamperWithLog(transaction, tamper)
    })
    try {
      expect((await verification()).broken).toEqual({ seq, why })
    } finally {
      await t.database.db.transaction().execute((transaction) =>
        tamperWithLog(transaction, async () => {
          await sql`truncate log`.execute(transaction)
          await sql`alter table log add primary key (seq)`.execute(transaction)
          await sql`insert into log_head (seq, hash) values (0, '') on conflict do nothing`.execute(
            transaction,
          )
        }),
      )
    }
  })

  test('rewritten whole is found by who holds a fingerprint of before', async () => {
    await create('Ataroa', ['A'])
    const held = await head()
    expect((await verification(`?seq=${held.seq}&hash=${held.hash}`)).broken).toBeNull()
    const { db } = t.database
    await db.transaction().execute((transaction) =>
      tamperWithLog(transaction, async () => {
        await sql`delete from log where seq = 3`.execute(transaction)
        const { rows } = await sql<{ hash: string }>`select hash from log where seq = 2`.execute(transaction)
        await sql`update log_head set seq = 2, hash = ${rows[0].hash}`.execute(transaction)
      }),
    )
    expect((await verification()).broken).toBeNull()
    const cut = { seq: 3, why: 'cut-off' }
    expect((await verification(`?seq=${held.seq}&hash=${held.hash}`)).broken).toEqual(cut)
    await create('Otra', ['B'])
    const differs = { seq: 3, why: 'fingerprint-differs' }
    expect((await verification(`?seq=${held.seq}&hash=${held.hash}`)).broken).toEqual(differs)
    expect((await t.ask('GET', '/api/log/verification?seq=3')).status).toBe(400)
  })
})

test('steps of before the log learn which communes and councils they name', async () => {
  const place = await emptyPlace()
  const folder = await mkdtemp(join(tmpdir(), 'toparquia-before-log-'))
  const sources = new URL('../../sql/', import.meta.url)
  try {
    const earlier = (await readdir(sources)).filter((name) => name < '0015')
    for (const name of earlier) await copyFile(new URL(name, sources), join(folder, name))
    const before = await openDatabase({ ...place.where, migrations: pathToFileURL(`${folder}/`) })
    const commune = { id: 5, name: 'Ataroa', councilIds: [] }
    const link = { id: 4, councilA: 2, councilB: 7 }
    const nothing = { communes: [], links: [], imports: [] }
    for (const inverse of [
      { ...nothing, communes: [{ before: commune, after: null }] },
      { ...nothing, links: [{ before: null, after: link }] },
      nothing,
    ])
      await sql`insert into change (kind, inverse, audience) values ('x', ${JSON.stringify(inverse)}::jsonb, 'public')`.execute(
        before.db,
      )
    await before.close()
    const after = await openDatabase(place.where)
    const { rows } = await sql`select communes, councils from change order by id`.execute(after.db)
    await after.close()
    expect(rows).toEqual([
      { communes: [5], councils: [] },
      { communes: [], councils: [2, 7] },
      { communes: [], councils: [] },
    ])
  } finally {
    await rm(folder, { recursive: true })
    await place.remove()
  }
})

/** Where an empty database can be made and opened again. */
async function emptyPlace() {
  if (engine === 'postgres') {
    const { url, remove } = await makePostgresDatabase()
    return { where: { url }, remove }
  }
  const directory = await mkdtemp(join(tmpdir(), 'toparquia-migrated-'))
  return { where: { directory }, remove: () => rm(directory, { recursive: true, force: true }) }
}

/** The compiler holds the two descriptions of an entry together. */
const sameShape = (entry: LogEntry): Omit<import('../../domain/log/entry.ts').LogEntry, 'detail'> => entry
void sameShape
