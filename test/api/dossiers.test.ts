import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { unzipSync } from 'fflate'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClaimContent } from '../../domain/dossier/content.ts'
import { compareDossiers, inMemory, verify } from '../../domain/dossier/verify.ts'
import type { EvidenceKind, Use } from '../../domain/evidence/index.ts'
import { providePython } from '../../scripts/provide-python.ts'
import { means } from '../../server/dossiers/means.ts'
import { placeOf, type Shelf } from '../../server/evidence/files.ts'
import { insertEvidence } from '../../server/evidence/repository.ts'
import { readHead, verifyLog } from '../../server/log/read.ts'
import type { Meta } from '../../server/territories/schema.ts'
import { openTestApp, type TestApp } from '../support/app.ts'
import { engine, tamperWithLog } from '../support/database.ts'
import { pdfPages } from '../support/pdf-text.ts'
import { secondVerifier } from '../support/second-verifier.ts'

const OUTLINE = {
  type: 'Polygon',
  coordinates: [
    [
      [-69.3125, 9.8125],
      [-69.28125, 9.8125],
      [-69.28125, 9.84375],
      [-69.3125, 9.8125],
    ],
  ],
}

let t: TestApp
let directory: string
let unit: number
beforeAll(async () => {
  t = await openTestApp({ publicUrl: 'https://toparquia.example.org' })
  directory = await mkdtemp(join(tmpdir(), 'toparquia-dossiers-'))
  unit = await claimOfElMaizal()
})
afterAll(async () => {
  await rm(directory, { recursive: true })
  await t.close()
})

/** Two sources that differ in everything; the place for the committee, a cell for the public. */
async function claimOfElMaizal(): Promise<number> {
  const add = async (url: string, body: object): Promise<number> => {
    const answer = await t.ask<{ record: { id: number } }>('POST', url, { audience: 'public', ...body })
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body))
    return answer.body.record.id
  }
  const id = await add('/api/land/units', {
    kind: 'estate',
    name: 'El Maizal',
    municipality: 'Simón Planas',
    state: 'Lara',
    placePrecision: 'cell-10',
  })
  const book = await add('/api/land/sources', { kind: 'book', title: 'Un libro' })
  const press = await add('/api/land/sources', { kind: 'press', title: 'Un diario', publishedText: '2016' })
  const commune = await add('/api/land/parties', { kind: 'group', name: 'Comuna El Maizal' })
  const body = await add('/api/land/parties', { kind: 'state-body', name: 'Corporación' })
  const of = (name: string) => `/api/land/units/${id}/${name}`
  await add(of('extents'), {
    method: 'drawn',
    geometry: OUTLINE,
    statedAreaM2: 22_370_000,
    statedAreaText: '2.237 hectáreas',
    sourceId: book,
  })
  await add(of('assertions'), {
    predicate: 'holds',
    partyId: commune,
    from: '2009-03-05',
    sourceId: book,
    cited: 'p. 45',
  })
  await add(of('assertions'), {
    predicate: 'holds',
    partyId: body,
    from: '2009',
    to: '2014',
    sourceId: press,
  })
  await add(of('assertions'), { predicate: 'area', amount: 2237, amountUnit: 'ha', sourceId: book })
  await add(of('assertions'), { predicate: 'area', amount: 150, amountUnit: 'ha', sourceId: press })
  await add(of('assertions'), {
    predicate: 'other',
    note: 'dicho al comité',
    sourceId: press,
    audience: 'committee',
  })
  return id
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

async function keep(shelf: Shelf, bytes: Buffer): Promise<void> {
  const place = placeOf(t.dataDirectory, shelf, sha256(bytes))
  await mkdir(dirname(place), { recursive: true })
  await writeFile(place, bytes)
}

/** As the server keeps it once it was looked into. */
async function evidence(given: {
  kind: EvidenceKind
  content: Buffer
  mediaType: string
  uses: Use[]
}): Promise<number> {
  const { kind, content, mediaType, uses } = given
  if (kind !== 'testimony') await keep('originals', content)
  const { id } = await t.database.db.transaction().execute((transaction) =>
    insertEvidence(transaction, {
      unitId: unit,
      supports: { kind: 'unit', id: null },
      kind,
      title: null,
      sha256: sha256(content),
      bytes: content.length,
      mediaType,
      state: 'kept',
      audience: 'public',
      upload: null,
      author: null,
      consents: uses.map((use) => ({ use, givenOn: '2026-01-10', withdrawnOn: null })),
      ...(kind === 'testimony' && { testimony: { alias: 'Araguaney', text: content.toString() } }),
    }),
  )
  return id
}

async function commune(id: number): Promise<number> {
  await sql`insert into commune (id, name, registered_as) overriding system value values (${id}, ${`Comuna ${id}`}, 'commune')`.execute(
    t.database.db,
  )
  return id
}

async function sealed(body: object = { for: 'court' }): Promise<Buffer> {
  const answer = await t.ask<Buffer>('POST', `/api/land/units/${unit}/dossier`, body)
  expect(answer.status).toBe(200)
  return answer.body
}
const read = (bytes: Buffer) => verify(inMemory(bytes), means)
const memberOf = (bytes: Buffer, name: string) => Buffer.from(unzipSync(bytes)[name])
const contentOf = (bytes: Buffer) => JSON.parse(memberOf(bytes, 'data.json').toString()) as ClaimContent

async function second(bytes: Buffer, ...flags: string[]) {
  const file = join(directory, 'given.zip')
  await writeFile(file, bytes)
  const { stdout } = await promisify(execFile)(providePython(), [
    secondVerifier,
    file,
    '--json',
    ...flags,
  ]).catch((error: { stdout: string }) => error)
  return JSON.parse(stdout)
}

describe(`${engine}: a dossier`, () => {
  test('is sound for both verifiers, by the key that the server makes known, and opens in any program', async () => {
    const before = await readHead(t.database.db)
    const bytes = await sealed({ for: 'court', reason: 'Para la audiencia' })
    const { body: meta } = await t.ask<Meta>('GET', '/api/meta')
    const { log: _, ...report } = await read(bytes)
    expect(report).toEqual({
      sound: true,
      findings: [],
      dossier: expect.objectContaining({ items: 5, key: meta.dossierKey, seq: before.seq + 1 }),
    })
    const flags = ['--key', meta.dossierKey, '--head', `${before.seq}:${before.hash}`]
    expect(await second(bytes, ...flags)).toEqual(report)
    expect(Object.keys(unzipSync(bytes))).toEqual([
      'report.pdf',
      'how-to-check.txt',
      'data.json',
      'data.gpkg',
      'log.txt',
      'manifest.json',
      'signature.json',
    ])
  })

  test('is chained to the log, which holds who sealed it, why, and for whom', async () => {
    const bytes = await sealed({ for: 'lawyer', reason: 'Para la apelación' })
    const { entry } = JSON.parse(memberOf(bytes, 'manifest.json').toString())
    expect(await readHead(t.database.db)).toEqual({ seq: entry.seq, hash: entry.hash })
    expect(entry).toMatchObject({
      action: 'dossier-sealed',
      subject: { kind: 'land-unit', id: unit, name: 'El Maizal' },
      reason: 'Para la apelación',
      audience: 'committee',
      detail: { facts: { use: 'lawyer', items: 5 } },
    })
    expect((await verifyLog(t.database.db)).broken).toBeNull()
  })

  test('prints the disagreements, the sources and the hash of the log', async () => {
    const before = await readHead(t.database.db)
    const pages = pdfPages(memberOf(await sealed(), 'report.pdf'))
      .join('\n')
      .replaceAll('\n', ' ')
    expect(pages).toContain('En lo que las fuentes no coinciden')
    expect(pages).toMatch(/¿Quién\? Las fuentes nombran a distintos/)
    expect(pages).toMatch(/Superficie: 2\.237 ha.*\[1\]/)
    expect(pages).toMatch(/Superficie: 150 ha.*\[2\]/)
    expect(pages).toContain('Libro: Un libro')
    expect(pages.replaceAll(' ', '')).toContain(`${before.seq}:${before.hash}`)
  })

  test('has the data as JSON and as a GeoPackage that SQLite reads', async () => {
    const bytes = await sealed()
    const content = contentOf(bytes)
    expect(content.disagreements.map(({ kind }) => kind).sort()).toEqual(['areas', 'holders'])
    expect(content.extents[0].place).toMatchObject({ precision: 'exact' })
    const path = join(directory, 'data.gpkg')
    await writeFile(path, memberOf(bytes, 'data.gpkg'))
    const database = new DatabaseSync(path)
    const all = (query: string) => database.prepare(query).all()
    expect(all('select type, sid from LA_RRR order by rid')).toHaveLength(5)
    expect(all('select place_precision, stated_area_text, timespec_begin from LA_SpatialUnit')).toEqual([
      expect.objectContaining({ place_precision: 'exact', stated_area_text: '2.237 hectáreas' }),
    ])
    expect(all('select * from evidence')).toEqual([])
    expect(all("select timespec_begin from LA_RRR where type = 'holds' order by rid")).toEqual([
      expect.objectContaining({ timespec_begin: '2009-03-05' }),
      expect.objectContaining({ timespec_begin: '2009' }),
    ])
    database.close()
  })

  test('for the public has a cell where the place is withheld, in the PDF’s data as in the rest, and nothing of the committee', async () => {
    const bytes = await sealed({ for: 'public' })
    const content = contentOf(bytes)
    expect(content.extents[0].place).toMatchObject({ precision: 'cell-10', areaM2: null })
    expect(content.assertions).toHaveLength(4)
    // No coordinate of the outline, in no member, as text or as the double of a GeoPackage.
    const doubles = OUTLINE.coordinates.flat(2).map((degrees) => {
      const bytes = Buffer.alloc(8)
      bytes.writeDoubleLE(degrees)
      return bytes
    })
    const texts = OUTLINE.coordinates.flat(2).map((degrees) => Buffer.from(String(degrees)))
    const own = unzipSync(await sealed())
    for (const [name, member] of Object.entries(unzipSync(bytes)))
      for (const secret of [...doubles, ...texts, Buffer.from('dicho al comité')]) {
        expect(Buffer.from(member).includes(secret), `${name}: ${secret}`).toBe(false)
        // The same search finds it where it is.
        if (secret.length > 8) continue
        const holds = Object.values(own).some((one) => Buffer.from(one).includes(secret))
        expect(holds, String(secret)).toBe(true)
      }
    const { entry } = JSON.parse(memberOf(bytes, 'manifest.json').toString())
    expect(entry).toMatchObject({ audience: 'public', communes: [] })
    expect(JSON.stringify(content)).not.toMatch(/fieldAudiences|placeAudience|"communes"/)
  })

  test('hands on evidence by consent: originals to a court, a copy to the public, words of a testimony, and says what it holds back', async () => {
    const photo = Buffer.from('the original, with where it was made')
    const copy = Buffer.from('the copy')
    const words = 'Sembramos aquí desde 2009.'
    const photoId = await evidence({
      kind: 'photo',
      content: photo,
      mediaType: 'image/jpeg',
      uses: ['committee', 'court', 'public'],
    })
    await keep('copies', copy)
    await sql`insert into evidence_copy values (${photoId}, 'view', ${sha256(copy)}, ${copy.length}, 'image/webp', 2, 2)`.execute(
      t.database.db,
    )
    await evidence({
      kind: 'testimony',
      content: Buffer.from(words),
      mediaType: 'text/plain',
      uses: ['committee', 'court'],
    })
    const never = await evidence({
      kind: 'photo',
      content: Buffer.from('for us alone'),
      mediaType: 'image/png',
      uses: ['committee'],
    })

    const forCourt = await sealed({ for: 'court' })
    expect(contentOf(forCourt).evidence.map(({ included, path }) => [included, path])).toEqual([
      ['original', 'evidence/00001.jpg'],
      ['original', 'evidence/00002.txt'],
      ['withheld', null],
    ])
    expect(memberOf(forCourt, 'evidence/00001.jpg')).toEqual(photo)
    expect(memberOf(forCourt, 'evidence/00002.txt').toString()).toBe(words)
    const pages = pdfPages(memberOf(forCourt, 'report.pdf'))
      .join('\n')
      .replaceAll('\n', '')
      .replaceAll(' ', '')
    expect(pages).toContain(sha256(photo))

    const forPublic = await sealed({ for: 'public' })
    expect(contentOf(forPublic).evidence.map(({ included, sha256 }) => [included, sha256])).toEqual([
      ['copy', sha256(photo)],
    ])
    expect(memberOf(forPublic, 'evidence/00001-copy.webp')).toEqual(copy)
    expect(forPublic.includes(photo)).toBe(false)
    for (const bytes of [forCourt, forPublic]) {
      expect(bytes.includes('for us alone')).toBe(false)
      expect((await read(bytes)).sound).toBe(true)
      expect((await second(bytes)).sound).toBe(true)
    }

    // Taken back for one use, it goes with no later dossier of that use.
    await sql`update evidence_consent set withdrawn_on = given_on where evidence_id = ${photoId} and use = 'court'`.execute(
      t.database.db,
    )
    expect((await sealed({ for: 'court' })).includes(photo)).toBe(false)

    // Nor does an original that somebody changed on the disk go anywhere.
    const head = await readHead(t.database.db)
    await sql`insert into evidence_consent (evidence_id, use, given_on) values (${never}, 'lawyer', '2026-01-10')`.execute(
      t.database.db,
    )
    const place = placeOf(t.dataDirectory, 'originals', sha256(Buffer.from('for us alone')))
    await writeFile(place, 'for us Alone')
    const refused = await t.ask('POST', `/api/land/units/${unit}/dossier`, { for: 'lawyer' })
    expect(refused).toMatchObject({
      status: 500,
      body: { type: 'urn:toparquia:problem:evidence-damaged', facts: { id: never } },
    })
    expect(await readHead(t.database.db)).toEqual(head)
  })

  test('dated back by whoever rules server and key contradicts one that was sealed before', async () => {
    const honest = await read(await sealed())
    // The log is rewritten from its third entry on, hashes and all, and a dossier sealed on that.
    await t.database.db.transaction().execute((transaction) =>
      tamperWithLog(transaction, async () => {
        await sql`delete from log where seq > 2`.execute(transaction)
        await sql`update log_head set seq = 2, hash = (select hash from log where seq = 2)`.execute(
          transaction,
        )
      }),
    )
    const forged = await read(await sealed())
    expect(forged).toMatchObject({ sound: true, dossier: { seq: 3 } })
    expect(compareDossiers(forged, honest)).toEqual([{ code: 'other-log', at: 3 }, { code: 'other-time' }])
  })

  test('of what is not there, or not for the public, is refused and leaves nothing in the log', async () => {
    const hidden = await t.ask<{ record: { id: number } }>('POST', '/api/land/units', {
      kind: 'parcel',
      name: 'Reservada',
      audience: 'committee',
    })
    const before = await readHead(t.database.db)
    const order = (id: number, body: object, cookie?: string) =>
      t.ask('POST', `/api/land/units/${id}/dossier`, body, cookie === undefined ? {} : { cookie })
    expect(await order(hidden.body.record.id, { for: 'public' })).toMatchObject({
      status: 422,
      body: { type: 'urn:toparquia:problem:unit-not-public' },
    })
    expect(await order(999, { for: 'court' })).toMatchObject({ status: 404 })
    expect(await order(unit, { for: 'friends' })).toMatchObject({ status: 400 })
    expect(await order(unit, { for: 'court' }, '')).toMatchObject({ status: 401 })
    const { cookie } = await t.signIn([{ role: 'observer', scope: { kind: 'everything' } }])
    expect(await order(unit, { for: 'court' }, cookie)).toMatchObject({ status: 403 })
    expect(await order(unit, { for: 'court', known: '2999-01-01T00:00:00Z' })).toMatchObject({ status: 422 })
    expect((await readHead(t.database.db)).seq).toBe(before.seq)
  })

  test('is for the committee of the land alone: of another commune’s it is not even said that it is there', async () => {
    const own = await commune(5)
    const other = await commune(6)
    const { cookie } = await t.signIn([{ role: 'land-committee', scope: { kind: 'commune', id: own } }])
    const status = async (communes: number[], audience: string) => {
      const made = await t.ask<{ record: { id: number } }>('POST', '/api/land/units', {
        kind: 'parcel',
        name: 'Parcela',
        audience,
        communes,
      })
      const url = `/api/land/units/${made.body.record.id}`
      const asked = await t.ask('POST', `${url}/dossier`, { for: 'court' }, { cookie })
      return [asked.status, (await t.ask('GET', `${url}/report.pdf`, undefined, { cookie })).status]
    }
    expect(await status([own], 'committee')).toEqual([200, 200])
    expect(await status([other], 'committee')).toEqual([404, 404])
    // Seen by everybody, and still sealed by its own committee only.
    expect(await status([other], 'public')).toEqual([403, 200])
    expect(await status([own, other], 'public')).toEqual([403, 200])
  })

  test('several at a time, while others write, are each sound and tell one log', async () => {
    const naming = (i: number) =>
      t.ask('POST', '/api/land/parties', { kind: 'group', name: `Grupo ${i}`, audience: 'public' })
    const [one, , two, , three] = await Promise.all([sealed(), naming(1), sealed(), naming(2), sealed()])
    const reports = await Promise.all([one, two, three].map(read))
    for (const report of reports) expect(report.sound).toBe(true)
    for (const a of reports) for (const b of reports) expect(compareDossiers(a, b)).toEqual([])
    expect((await verifyLog(t.database.db)).broken).toBeNull()
  })

  test('as it was known before anything was: there is no such unit', async () => {
    const answer = await t.ask('POST', `/api/land/units/${unit}/dossier`, {
      for: 'court',
      known: '2020-01-01T00:00:00Z',
    })
    expect(answer.status).toBe(404)
  })

  test('the one-page report is one page, of what whoever asks sees, in their language', async () => {
    const own = await t.ask<Buffer>('GET', `/api/land/units/${unit}/report.pdf?lang=en`)
    expect(own.headers['content-type']).toBe('application/pdf')
    const pages = pdfPages(own.body)
    expect(pages).toHaveLength(1)
    expect(pages[0]).toContain('Boundary, drawn')
    expect(pages[0].replaceAll('\n', ' ')).toMatch(/The sources disagree on 2 points/)
    const everybody = await t.ask<Buffer>('GET', `/api/land/units/${unit}/report.pdf?lang=pt`, undefined, {
      cookie: '',
    })
    expect(pdfPages(everybody.body)[0]).toContain('Em alguma parte desta célula')
    expect((await t.ask('GET', '/api/land/units/999/report.pdf')).status).toBe(404)
  })

  test('the key is in a file that nobody else reads', async () => {
    expect((await readFile(join(t.dataDirectory, 'keys', 'dossier.key'))).length).toBe(32)
  })
})
