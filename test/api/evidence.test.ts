/** Evidence from its sender's hand to what others see of it: cut off, altered, hostile, withdrawn. */

import { createHash, createPublicKey, verify } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import ExifReader from 'exifreader'
import { strToU8, zipSync } from 'fflate'
import { sql } from 'kysely'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { fromHex, receiptFault } from '../../domain/evidence/index.ts'
import type {
  Evidence,
  EvidenceChanged,
  EvidenceList,
  Receipt,
  ReceiptKeyShown,
} from '../../server/evidence/schema.ts'
import type { LogPage } from '../../server/log/schema.ts'
import type { Problem } from '../../server/problem-schema.ts'
import type { Change } from '../../server/territories/schema.ts'
import { openTestApp, type TestApp } from '../support/app.ts'
import { engine } from '../support/database.ts'
import {
  heic,
  lookedInto,
  makeUnit,
  metadata,
  PLACE,
  photo,
  receiptOf,
  SECRETS,
  sender,
  sha256,
} from '../support/evidence.ts'
import { film, PICTURES, reelsOf } from '../support/film.ts'

const LIMIT = 4 * 1024 * 1024

let t: TestApp
let jpeg: Buffer
let tus: ReturnType<typeof sender>
beforeAll(async () => {
  t = await openTestApp({ evidenceLimit: LIMIT })
  await t.app.listen({ port: 0, host: '127.0.0.1' })
  jpeg = await photo()
})
afterAll(() => t?.close())
beforeEach(async () => {
  while (work().length > uploads().length) await pause(20)
  for (const name of uploads()) await rm(join(t.dataDirectory, 'evidence-uploads', name))
  await t.empty()
  await makeUnit(t.database.db, { id: 1 })
  tus = sender(t)
})

const details = { unitId: 1, uses: ['committee' as const] }
const work = () => readdirSync(join(t.dataDirectory, 'evidence-uploads'))
/** What is being looked into has a folder there of its own. */
const uploads = () => work().filter((name) => !name.startsWith('copies-'))
const rows = async () =>
  (await sql<{ n: number }>`select count(*)::integer as n from evidence`.execute(t.database.db)).rows[0].n
const original = (hash: string) => join(t.dataDirectory, 'evidence', 'originals', hash.slice(0, 2), hash)
const reasonOf = ({ status, body }: { status: number; body: unknown }) => [
  status,
  (body as Problem).type?.split(':').at(-1),
]
async function added(bytes: Buffer, more: object = {}, fileName = 'foto.jpg'): Promise<Evidence> {
  const answer = await tus.send(bytes, { ...details, ...more }, { fileName })
  expect(reasonOf(answer)).toEqual([204, undefined])
  return lookedInto(t, Number(answer.headers['evidence-id']))
}
const get = (url: string, cookie?: string) =>
  t.ask<never>('GET', url, undefined, cookie === undefined ? undefined : { cookie })
/** By the server's public key, as whoever holds the receipt and the original checks it. */
async function faultOf(receipt: Receipt, original: Buffer) {
  const { body: key } = await t.ask<ReceiptKeyShown>('GET', '/api/evidence/receipt-key')
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), fromHex(key.publicKey)!])
  const cryptography = {
    sha256: (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex'),
    verify: (signature: Uint8Array, message: Uint8Array) =>
      verify(null, message, createPublicKey({ key: spki, format: 'der', type: 'spki' }), signature),
  }
  const own = { sha256: sha256(original), bytes: original.length }
  return receiptFault(receipt, own, fromHex(key.publicKey)!, cryptography)
}
/** Again and again an answer's own random number: the same in every run. */
function seeded(seed: number) {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

describe(`${engine}: an upload`, () => {
  test('that arrives is kept byte by byte, with a receipt that holds by the server’s public key', async () => {
    const answer = await tus.send(jpeg, details)
    expect(answer.status).toBe(204)
    const receipt = receiptOf(answer)
    expect(await readFile(original(sha256(jpeg)))).toEqual(jpeg)
    expect(uploads()).toEqual([])
    expect(await faultOf(receipt, jpeg)).toBeNull()
    const { body } = await t.ask<Receipt>('GET', `/api/evidence/${receipt.evidenceId}/receipt`)
    expect(body).toEqual(receipt)
  })

  test('cut off at any byte goes on from where it was', async () => {
    const bytes = await photo(1200, 900, 'png')
    const big = Buffer.concat([bytes, Buffer.alloc(1_500_000, 7)])
    const random = seeded(20261129)
    for (let round = 0; round < 6; round++) {
      // Another file each time: what is kept already would be found by its hash.
      const file = Buffer.concat([big, Buffer.from(`round ${round}`)])
      const { headers } = await tus.create(file, details)
      const url = String(headers.location)
      let offset = 0
      for (let cut = 0; cut < 4; cut++) {
        const left = file.length - offset
        await tus.sendAndBreak(url, file, offset, Math.floor(random() * left * 0.6))
        const head = await tus.inject('HEAD', url)
        expect(head.status).toBe(200)
        const came = Number(head.headers['upload-offset'])
        expect(came).toBeGreaterThanOrEqual(offset)
        expect(came).toBeLessThan(file.length)
        offset = came
      }
      expect(await rows()).toBe(round)
      const done = await tus.put(url, file.subarray(offset), offset)
      expect(reasonOf(done)).toEqual([204, undefined])
      expect(receiptOf(done)).toMatchObject({ sha256: sha256(file), bytes: file.length })
      expect(await readFile(original(sha256(file)))).toEqual(file)
    }
    expect(uploads()).toEqual([])
  })

  test('whose last answer was lost is found again, once, with the same receipt', async () => {
    const { headers } = await tus.create(jpeg, details)
    const url = String(headers.location)
    const first = receiptOf(await tus.put(url, jpeg))
    const head = await tus.inject('HEAD', url)
    expect([head.status, head.headers['upload-offset']]).toEqual([200, String(jpeg.length)])
    expect(receiptOf(head)).toEqual(first)
    expect(await rows()).toBe(1)
  })

  test('of which all bytes came but which was not filed, is filed for who asks', async () => {
    const { headers } = await tus.create(jpeg, details)
    const url = String(headers.location)
    const path = join(t.dataDirectory, 'evidence-uploads', url.split('/').at(-1)!)
    // As a server leaves it that was killed between the last byte and the row.
    await writeFile(path, jpeg)
    const answers = await Promise.all([1, 2, 3].map(() => tus.inject('HEAD', url)))
    expect(new Set(answers.map((one) => receiptOf(one).evidenceId)).size).toBe(1)
    expect(await rows()).toBe(1)
  })

  test('with other bytes than its sender measured is refused, and nothing of it kept', async () => {
    const altered = Buffer.from(jpeg)
    altered[1000] ^= 1
    const { headers } = await tus.create(jpeg, details)
    expect(reasonOf(await tus.put(String(headers.location), altered))).toEqual([422, 'evidence-hash-differs'])
    expect(uploads()).toEqual([])
    expect(existsSync(original(sha256(altered)))).toBe(false)
    expect(await rows()).toBe(0)
    expect(
      reasonOf(
        await tus.inject(
          'PATCH',
          String(headers.location),
          { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
          jpeg,
        ),
      ),
    ).toEqual([404, 'upload-not-found'])
  })

  test.each([
    ['a program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(400)])],
    ['a page', Buffer.from('<!doctype html><html><script>alert(1)</script></html>')],
    ['a drawing that runs', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
    ['an archive', Buffer.from(zipSync({ 'a.txt': strToU8('a') }))],
    ['a GIF', Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;', 'latin1')],
  ])('that is %s by its content is refused, whatever its name', async (_, bytes) => {
    expect(reasonOf(await tus.send(bytes, details))).toEqual([415, 'evidence-type-not-taken'])
    expect([uploads(), await rows(), existsSync(original(sha256(bytes)))]).toEqual([[], 0, false])
  })

  test('that is too large, empty or without a hash is refused before a byte of it comes', async () => {
    const length = (n: number | string, said = metadata({ sha256: sha256(jpeg), details })) =>
      tus.inject('POST', '/api/evidence/uploads', { 'upload-length': String(n), 'upload-metadata': said })
    expect(reasonOf(await length(LIMIT + 1))).toEqual([413, 'evidence-too-large'])
    expect(reasonOf(await length(0))).toEqual([422, 'file-empty'])
    expect(reasonOf(await length('x'))).toEqual([400, 'invalid-field'])
    expect(reasonOf(await length(9, metadata({ sha256: 'ff', details })))).toEqual([400, 'invalid-field'])
    expect(reasonOf(await length(9, metadata({ sha256: sha256(jpeg), details: { unitId: 'x' } })))).toEqual([
      400,
      'invalid-field',
    ])
    expect(
      reasonOf(
        await length(9, metadata({ sha256: sha256(jpeg), details: { ...details, uses: ['public'] } })),
      ),
    ).toEqual([422, 'consent-needed'])
    expect(
      reasonOf(await length(9, metadata({ sha256: sha256(jpeg), details: { ...details, unitId: 99 } }))),
    ).toEqual([404, 'land-unit-not-found'])
    expect(
      reasonOf(
        await length(
          9,
          metadata({ sha256: sha256(jpeg), details: { ...details, supports: { kind: 'assertion', id: 7 } } }),
        ),
      ),
    ).toEqual([422, 'evidence-supports-unknown'])
    expect(uploads()).toEqual([])
  })

  test('beyond what it said it would be is refused', async () => {
    const { headers } = await tus.create(jpeg, details)
    const answer = await tus.put(String(headers.location), Buffer.concat([jpeg, Buffer.alloc(10)]))
    expect(reasonOf(answer)).toEqual([413, 'evidence-too-large'])
    expect(await rows()).toBe(0)
  })

  test('is its sender’s: nobody else asks for it, goes on with it or cancels it', async () => {
    const { headers } = await tus.create(jpeg, details)
    const url = String(headers.location)
    const other = await t.signIn([{ role: 'land-committee', scope: { kind: 'everything' } }])
    const theirs = sender(t, other.cookie)
    expect((await theirs.inject('HEAD', url)).status).toBe(404)
    expect(reasonOf(await theirs.put(url, jpeg))).toEqual([404, 'upload-not-found'])
    expect(reasonOf(await theirs.inject('DELETE', url))).toEqual([404, 'upload-not-found'])
    expect((await tus.inject('DELETE', url)).status).toBe(204)
    expect(uploads()).toEqual([])
  })

  test('is one too many where an account has fifty open', async () => {
    const small = Buffer.from('un texto')
    for (let i = 0; i < 50; i++) expect((await tus.create(small, details)).status).toBe(201)
    expect(reasonOf(await tus.create(small, details))).toEqual([429, 'evidence-limit-reached'])
  })
})

describe(`${engine}: what is looked into`, () => {
  test('a photo says where and when it was made to the committee, and its copies say nothing', async () => {
    for (const format of ['jpeg', 'png', 'webp'] as const) {
      const bytes = await photo(3000, 2000, format)
      const before = await sharp(bytes).metadata()
      expect(before.xmp!.includes(SECRETS[1])).toBe(true)
      for (const secret of SECRETS) expect(before.exif!.includes(secret)).toBe(true)
      const one = await added(bytes)
      expect(one).toMatchObject({
        kind: 'photo',
        state: 'kept',
        mediaType: `image/${format}`,
        bytes: bytes.length,
      })
      expect(one.capture).toMatchObject({ fileName: 'foto.jpg', at: '2009-03-05T14:20:00-04:30', doubts: [] })
      expect(one.capture!.place![0]).toBeCloseTo(PLACE.lon, 5)
      expect(one.capture!.place![1]).toBeCloseTo(PLACE.lat, 5)
      expect(one.copies).toEqual([
        { role: 'thumbnail', width: 320, height: 213 },
        { role: 'view', width: 2048, height: 1365 },
      ])
      for (const role of ['view', 'thumbnail']) {
        const { headers, body } = await get(`/api/evidence/${one.id}/copies/${role}`)
        expect(headers).toMatchObject({
          'content-type': 'image/webp',
          'x-content-type-options': 'nosniff',
          'cache-control': 'no-store',
          'content-security-policy': "default-src 'none'; sandbox",
        })
        const copy = body as Buffer
        const { exif, xmp, iptc, icc } = await sharp(copy).metadata()
        expect([exif, xmp, iptc, icc]).toEqual([undefined, undefined, undefined, undefined])
        for (const secret of SECRETS) expect(copy.includes(secret)).toBe(false)
      }
    }
    // Not one file of all that was derived.
    const copies = join(t.dataDirectory, 'evidence', 'copies')
    let looked = 0
    for (const folder of readdirSync(copies))
      for (const name of readdirSync(join(copies, folder))) {
        const bytes = await readFile(join(copies, folder, name))
        const tags = ExifReader.load(bytes, { expanded: true })
        expect([tags.exif, tags.gps, tags.xmp, tags.iptc]).toEqual([
          undefined,
          undefined,
          undefined,
          undefined,
        ])
        for (const secret of SECRETS) expect(bytes.includes(secret)).toBe(false)
        looked++
      }
    expect(looked).toBeGreaterThan(1)
  })

  test('a photo in the format of most phones is shown too, without what stands beside the pixels', async () => {
    const one = await added(heic, {}, 'IMG_0001.HEIC')
    expect([one.mediaType, one.state, one.capture!.at]).toEqual(['image/heic', 'kept', '2009-03-05T14:20:00'])
    expect(one.capture!.place![1]).toBeCloseTo(PLACE.lat, 5)
    expect(one.copies).toEqual([
      { role: 'thumbnail', width: 96, height: 64 },
      { role: 'view', width: 96, height: 64 },
    ])
    const view = sharp((await get(`/api/evidence/${one.id}/copies/view`)).body as Buffer)
    const { exif, xmp } = await view.metadata()
    expect([exif, xmp]).toEqual([undefined, undefined])
    const { data, info } = await view.raw().toBuffer({ resolveWithObject: true })
    const colour = (x: number) => [...data.subarray(x * info.channels, x * info.channels + 3)]
    for (const [x, wanted] of [
      [4, [224, 112, 32]],
      [90, [11, 107, 87]],
    ] as const)
      for (const [i, part] of colour(x).entries()) expect(Math.abs(part - wanted[i])).toBeLessThan(16)
    // Cut in the middle, it is still a photo by its head, and nobody is shown a part of it.
    const cut = await added(heic.subarray(0, heic.length - 60))
    expect([cut.copies, ['kept', 'quarantined'].includes(cut.state)]).toEqual([[], true])
  })

  test('the place and day of capture are read beside what is claimed, in metres and days', async () => {
    await sql`insert into land_source (id, version, kind, title) values (1, 1, 'press', 'Prensa')`.execute(
      t.database.db,
    )
    await sql`insert into assertion (id, version, unit_id, predicate, source_id, from_text, from_earliest, from_latest)
      values (5, 1, 1, 'occupies', 1, '2009-03', '2009-03-10', '2009-03-31')`.execute(t.database.db)
    const one = await added(jpeg, { supports: { kind: 'assertion', id: 5 } })
    // The claim is the square of 0.01 degrees at 69.5 W, 9.5 N: PostGIS measures on the ellipsoid.
    const { rows } = await sql<{ m: number }>`select st_distance(p.geom::geography,
      st_setsrid(st_makepoint(${PLACE.lon}, ${PLACE.lat}), 4326)::geography) as m from land_place p where precision = 'exact'`.execute(
      t.database.db,
    )
    expect(Math.abs(one.capture!.distanceM! / rows[0].m - 1)).toBeLessThan(0.005)
    expect(one.capture!.days).toBe(-5)
  })

  test.each([
    ['a photo that is cut short', async () => jpeg.subarray(0, Math.floor(jpeg.length / 2)), 'cut-short'],
    ['a picture that claims to be enormous', hugePng, 'too-many-pixels'],
    ['a film without its index', async () => box('ftyp', Buffer.from('isom\0\0\0\0isom')), 'cut-short'],
    ['a PDF without its end', async () => Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n'), 'cut-short'],
    [
      'a track that is no XML',
      async () => Buffer.from('<?xml version="1.0"?><gpx><trk><trkpt'),
      'not-readable',
    ],
    [
      'something that nobody knows',
      async () => Buffer.from([0, 1, 2, 3, 0xff, 0xfe, 9, 9, 0, 0, 7]),
      'unknown-type',
    ],
  ] as const)(
    '%s is put into quarantine: kept, shown to nobody, saved without a type',
    async (_, make, why) => {
      const bytes = await make()
      const one = await added(Buffer.from(bytes), { audience: 'public', uses: ['committee', 'public'] })
      expect([one.state, one.why, one.copies]).toEqual(['quarantined', why, []])
      const { headers, body } = await get(`/api/evidence/${one.id}/original`)
      expect(headers).toMatchObject({
        'content-type': 'application/octet-stream',
        'content-disposition': `attachment; filename="evidence-${one.id}.bin"`,
        'x-content-type-options': 'nosniff',
      })
      expect((body as Buffer).equals(bytes)).toBe(true)
      expect((await get(`/api/evidence/${one.id}/copies/view`)).status).toBe(404)
    },
  )

  test('a photo with a page behind it is shown without the page, and leaves as a file', async () => {
    const page = '<script>alert("políglota")</script>'
    const one = await added(Buffer.concat([await photo(400, 300), Buffer.from(page)]))
    expect(one.state).toBe('kept')
    for (const { role } of one.copies) {
      const { body } = await get(`/api/evidence/${one.id}/copies/${role}`)
      expect((body as Buffer).includes('script')).toBe(false)
    }
    const { headers } = await get(`/api/evidence/${one.id}/original`)
    expect(headers['content-type']).toBe('application/octet-stream')
    expect(headers['content-disposition']).toMatch(/^attachment/)
  })

  test.each([
    [
      'a track',
      '<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1"><trk><trkseg><trkpt lat="9.5" lon="-69.4"><time>2014-06-01T12:00:00Z</time></trkpt></trkseg></trk></gpx>',
      'track',
      'application/gpx+xml',
      [-69.4, 9.5],
    ],
    [
      'a KML',
      '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><LineString><coordinates>-69.3,9.6,0 -69.2,9.6,0</coordinates></LineString></Placemark></kml>',
      'track',
      'application/vnd.google-earth.kml+xml',
      [-69.3, 9.6],
    ],
    [
      'a GeoJSON',
      '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[-69.1,9.7],[-69,9.7]]}}]}',
      'track',
      'application/geo+json',
      [-69.1, 9.7],
    ],
    ['a text', 'Acta de la asamblea, 5 de marzo', 'document', 'text/plain', undefined],
    ['a PDF', '%PDF-1.7\n%âãÏÓ\ntrailer\n%%EOF\n', 'document', 'application/pdf', undefined],
  ] as const)('%s is known by its content', async (_, text, kind, mediaType, place) => {
    const one = await added(Buffer.from(text), {}, 'da-igual.bin')
    expect([one.kind, one.mediaType, one.state, one.capture?.place ?? undefined]).toEqual([
      kind,
      mediaType,
      'kept',
      place,
    ])
  })

  test('a film that can’t be taken apart is kept with the moment that it tells, and has no copy', async () => {
    const header = Buffer.alloc(100)
    header.writeUInt32BE(Date.UTC(2014, 5, 1, 12) / 1000 + 2_082_844_800, 4)
    const whole = Buffer.concat([
      box('ftyp', Buffer.from('isom\0\0\0\0isom')),
      box('moov', box('mvhd', header)),
      box('mdat', Buffer.alloc(5000, 3)),
    ])
    const one = await added(whole)
    expect([one.kind, one.state, one.copies, one.capture!.at]).toEqual([
      'video',
      'kept',
      [],
      '2014-06-01T12:00:00Z',
    ])
  })

  test('the copy of a film has its pictures and its sound, and nothing that says where it was made', async () => {
    const words = 'GPS 9.634512 -69.123409'
    const recorded = await film({ place: '+09.6345-069.1234+600.000/', words })
    const leaks = (bytes: Buffer) =>
      [words, '+09.6345', '9.634512'].filter((secret) => bytes.includes(secret))
    expect(leaks(recorded)).toHaveLength(3)
    const one = await added(recorded, {}, 'ocupación.mov')
    expect([one.mediaType, one.state, one.capture!.place]).toEqual([
      'video/quicktime',
      'kept',
      [-69.1234, 9.6345],
    ])
    expect(one.copies).toEqual([{ role: 'view', width: 48, height: 64 }])
    const url = (id: number) => `/api/evidence/${id}/copies/view`
    const { headers, body } = await get(url(one.id))
    const copy = body as Buffer
    expect([headers['content-type'], leaks(copy)]).toEqual(['video/mp4', []])
    const [[coding, shown], heard] = await reelsOf(copy)
    expect([coding, shown.map(([, data]) => data)]).toEqual(['avc', PICTURES])
    const [[, toShow], toHear] = await reelsOf(recorded)
    expect([shown.map(([at]) => at), heard]).toEqual([toShow.map(([at]) => at), toHear])
    // The same film is the same copy, whenever it is made and wherever it was.
    const elsewhere = await added(await film({ place: '+01.0000-001.0000/', words: 'other words' }))
    expect((await get(url(elsewhere.id))).body).toEqual(copy)

    const stretch = (range: string) => t.ask<never>('GET', url(one.id), undefined, { range })
    const part = await stretch('bytes=10-19')
    expect([part.status, part.headers['content-range']]).toEqual([206, `bytes 10-19/${copy.length}`])
    expect(part.body).toEqual(copy.subarray(10, 20))
    for (const range of ['bytes=9-3', 'bytes=999999999-', 'bytes=-5', 'metres=1-2'])
      expect((await stretch(range)).status).toBe(200)
  })
})

describe(`${engine}: who sees evidence`, () => {
  const committee = (ids: number[]) =>
    ids.map((id) => ({ role: 'land-committee' as const, scope: { kind: 'commune' as const, id } }))

  test('the committee; others only with an audience and consent for everybody; and nobody once it is withdrawn', async () => {
    await makeUnit(t.database.db, { id: 2, communes: [5], audience: 'public' })
    const own = await t.signIn(committee([5]))
    const foreign = await t.signIn(committee([6]))
    const observer = await t.signIn([{ role: 'observer', scope: { kind: 'commune', id: 5 } }])
    const everybody = { own: own.cookie, foreign: foreign.cookie, observer: observer.cookie, nobody: '' }
    const who = async (url: (id: number) => string) => {
      const seen: string[] = []
      for (const [name, cookie] of Object.entries(everybody))
        if ((await get(url(one.id), cookie)).status === 200) seen.push(name)
      return seen
    }
    const record = (id: number) => `/api/evidence/${id}`
    const view = (id: number) => `/api/evidence/${id}/copies/view`
    const source = (id: number) => `/api/evidence/${id}/original`
    let one = await added(jpeg, { unitId: 2, audience: 'public' })
    const uses = async (...all: string[]) => {
      const { status, body } = await t.ask<EvidenceChanged>('PUT', `/api/evidence/${one.id}/uses`, {
        revision: one.revision,
        uses: all,
      })
      expect(status).toBe(200)
      one = body.record
    }
    expect([await who(record), await who(view), await who(source)]).toEqual([['own'], ['own'], ['own']])
    await uses('committee', 'public')
    const all = ['own', 'foreign', 'observer', 'nobody']
    expect([await who(record), await who(view), await who(source)]).toEqual([all, all, ['own']])
    for (const cookie of [foreign.cookie, observer.cookie, '']) {
      const { body } = await t.ask<Evidence>('GET', record(one.id), undefined, { cookie })
      expect(body.capture).toBeNull()
      expect(JSON.stringify(body)).not.toContain('foto.jpg')
    }
    await uses('committee', 'court')
    expect([await who(record), await who(view), await who(source)]).toEqual([['own'], ['own'], ['own']])
    await uses()
    expect([await who(record), await who(view), await who(source)]).toEqual([['own'], [], []])
    expect(one.copies).toEqual([])
    expect(one.capture).toBeNull()
    // Sealed, not destroyed.
    expect(await readFile(original(sha256(jpeg)))).toEqual(jpeg)
    // Nobody undoes it in the person's place: it takes their word of a day, and what was withdrawn stays written down.
    const back = { revision: one.revision, uses: ['committee'] }
    const refused = await t.ask<Problem>('PUT', `/api/evidence/${one.id}/uses`, back)
    expect([refused.status, refused.body.type.split(':').at(-1)]).toEqual([409, 'consent-withdrawn-before'])
    expect(await who(view)).toEqual([])
    const againOn = new Date().toISOString().slice(0, 10)
    const again = await t.ask<EvidenceChanged>('PUT', `/api/evidence/${one.id}/uses`, { ...back, againOn })
    expect(again.status).toBe(200)
    expect(again.body.record.consents.filter(({ use }) => use === 'committee')).toEqual([
      { use: 'committee', givenOn: expect.any(String), withdrawnOn: againOn },
      { use: 'committee', givenOn: againOn, withdrawnOn: null },
    ])
    expect(await who(view)).toEqual(['own'])
  })

  test('what a testimony says follows its consents, by alias', async () => {
    await makeUnit(t.database.db, { id: 2, communes: [5], audience: 'public' })
    const { status, body } = await t.ask<Evidence>('POST', '/api/evidence/testimonies', {
      unitId: 2,
      alias: 'La que sembraba',
      text: 'Entramos en 2009, con la lluvia.',
      uses: ['committee', 'public'],
      audience: 'accounts',
    })
    expect(status).toBe(201)
    expect(body.sha256).toBe(sha256('Entramos en 2009, con la lluvia.'))
    const { cookie } = await t.signIn([])
    const read = async () =>
      (await t.ask<Evidence>('GET', `/api/evidence/${body.id}`, undefined, { cookie })).body
    expect((await read()).testimony).toEqual({
      alias: 'La que sembraba',
      text: 'Entramos en 2009, con la lluvia.',
    })
    expect((await get(`/api/evidence/${body.id}`, '')).status).toBe(404)
    await t.ask('PUT', `/api/evidence/${body.id}/uses`, { revision: 1, uses: ['committee'] })
    expect(await read()).toMatchObject({ status: 404 })
    const withdrawn = await t.ask<EvidenceChanged>('PUT', `/api/evidence/${body.id}/uses`, {
      revision: 2,
      uses: [],
    })
    expect(withdrawn.body.record.testimony).toBeNull()
  })

  test('a unit that is hidden takes its evidence with it', async () => {
    const one = await added(jpeg, { audience: 'public', uses: ['committee', 'public'] })
    expect((await get(`/api/evidence/${one.id}`, '')).status).toBe(404)
    expect((await get(`/api/evidence?unit=1`, '')).status).toBe(404)
  })

  test('who may not document there adds nothing and changes nothing', async () => {
    await makeUnit(t.database.db, { id: 2, communes: [5], audience: 'public' })
    const one = await added(jpeg, { unitId: 2, audience: 'public', uses: ['committee', 'public'] })
    for (const [grants, status] of [
      [committee([5]), 201],
      [committee([6]), 403],
      [[{ role: 'organiser', scope: { kind: 'commune', id: 5 } }], 201],
      [[{ role: 'observer', scope: { kind: 'everything' } }], 403],
      [[], 403],
    ] as const) {
      const { cookie } = await t.signIn([...grants])
      expect((await sender(t, cookie).create(jpeg, { ...details, unitId: 2 })).status).toBe(status)
      const list = await t.ask<EvidenceList>('GET', '/api/evidence?unit=2', undefined, { cookie })
      expect(list.body.mayAdd).toBe(status === 201)
      const edit = await t.ask('PATCH', `/api/evidence/${one.id}`, { revision: 0, title: 'X' }, { cookie })
      expect(edit.status).toBe(status === 201 ? 409 : 403)
    }
    expect((await sender(t, '').create(jpeg, { ...details, unitId: 2 })).status).toBe(401)
  })

  test('the log tells that it was added and what was withdrawn, and neither place nor name', async () => {
    const one = await added(jpeg, { title: 'El lindero norte' })
    await t.ask('PUT', `/api/evidence/${one.id}/uses`, {
      revision: 1,
      uses: [],
      reason: 'La persona lo pidió',
    })
    const { body } = await t.ask<LogPage>('GET', '/api/log?subjectKind=evidence')
    expect(
      body.items.map(({ action, reason, detail }) => [action, reason, detail.facts.evidence, detail.fields]),
    ).toEqual([
      [
        'evidence-uses-changed',
        'La persona lo pidió',
        one.id,
        [{ field: 'uses', before: ['committee'], after: [] }],
      ],
      ['evidence-added', null, one.id, []],
    ])
    expect(body.items[1].detail.facts.sha256).toBe(sha256(jpeg))
    for (const told of [String(PLACE.lat).slice(0, 5), 'lindero', 'foto.jpg', ...SECRETS])
      expect(JSON.stringify(body.items)).not.toContain(told)
    const { cookie } = await t.signIn([{ role: 'land-committee', scope: { kind: 'commune', id: 6 } }])
    const others = await t.ask<LogPage>('GET', '/api/log?subjectKind=evidence', undefined, { cookie })
    expect(others.body.items).toEqual([])
  })
})

describe(`${engine}: what is said of evidence`, () => {
  const committee = (id: number) => [
    { role: 'land-committee' as const, scope: { kind: 'commune' as const, id } },
  ]
  const change = async (method: 'PATCH' | 'PUT', id: number, body: object): Promise<EvidenceChanged> => {
    const url = `/api/evidence/${id}${method === 'PUT' ? '/uses' : ''}`
    const answer = await t.ask<EvidenceChanged>(method, url, body)
    expect(reasonOf(answer)).toEqual([200, undefined])
    return answer.body
  }
  const undo = (id: number, cookie?: string) =>
    t.ask<Change>('POST', `/api/changes/${id}/undo`, {}, cookie === undefined ? undefined : { cookie })
  const now = async (id: number) => (await t.ask<Evidence>('GET', `/api/evidence/${id}`)).body
  const uses = ({ consents }: Evidence) =>
    consents.map(({ use, withdrawnOn }) => `${use}${withdrawnOn ? ' withdrawn' : ''}`)

  test('is undone and done again: what it is called, who sees it, what it is for', async () => {
    await sql`insert into land_source (id, version, kind, title) values (1, 1, 'press', 'Prensa')`.execute(
      t.database.db,
    )
    await sql`insert into assertion (id, version, unit_id, predicate, source_id) values (5, 1, 1, 'occupies', 1)`.execute(
      t.database.db,
    )
    const before = await added(jpeg, { title: 'El lindero norte' })
    const told = ({ title, audience, supports }: Evidence) => ({ title, audience, supports })
    const after = { title: 'El lindero sur', audience: 'scope', supports: { kind: 'assertion', id: 5 } }
    const { record, change: step } = await change('PATCH', before.id, { revision: 1, ...after })
    expect([told(record), record.revision]).toEqual([after, 2])
    expect(step).toMatchObject({ kind: 'evidence-altered', undone: false })
    expect((await undo(step!.id)).body).toMatchObject({ undone: true })
    expect([told(await now(before.id)), (await now(before.id)).revision]).toEqual([told(before), 3])
    expect((await undo(step!.id)).body).toMatchObject({ undone: false })
    expect(told(await now(before.id))).toEqual(after)
    const same = await t.ask<Problem>('PATCH', `/api/evidence/${before.id}`, { revision: 4, ...after })
    expect([...reasonOf(same), same.body.detail]).toEqual([
      422,
      'nothing-changed',
      '«El lindero sur» ya está así.',
    ])
    // Where it was found otherwise meanwhile, nothing is thrown away.
    await change('PATCH', before.id, { revision: 4, title: 'La cerca' })
    expect(reasonOf(await undo(step!.id))).toEqual([409, 'changed-since'])
    expect((await now(before.id)).title).toBe('La cerca')
    // The log says what became of whom it is for, and no title.
    const { body } = await t.ask<LogPage>('GET', '/api/log?subjectKind=evidence')
    expect(body.items.map(({ action }) => action)).toEqual([
      'evidence-altered',
      'change-redone',
      'change-undone',
      'evidence-altered',
      'evidence-added',
    ])
    expect(body.items[3].detail.fields).toEqual([
      { field: 'audience', before: 'committee', after: 'scope' },
      { field: 'supports', before: 'unit', after: 'assertion 5' },
    ])
    expect(body.items[3].subject).toEqual({ kind: 'evidence', id: before.id, name: 'El Maizal 1' })
    expect(JSON.stringify(body.items)).not.toMatch(/lindero|cerca/)
  })

  test('is not put back to what is no longer there, and is for nothing of another unit', async () => {
    await makeUnit(t.database.db, { id: 2 })
    await sql`insert into land_source (id, version, kind, title) values (1, 1, 'press', 'Prensa')`.execute(
      t.database.db,
    )
    await sql`insert into assertion (id, version, unit_id, predicate, source_id)
      values (5, 1, 1, 'occupies', 1), (6, 1, 2, 'occupies', 1)`.execute(t.database.db)
    const one = await added(jpeg, { supports: { kind: 'assertion', id: 5 } })
    const edit = (supports: object) => t.ask('PATCH', `/api/evidence/${one.id}`, { revision: 1, supports })
    expect(reasonOf(await edit({ kind: 'assertion', id: 6 }))).toEqual([422, 'evidence-supports-unknown'])
    const loose = await change('PATCH', one.id, { revision: 1, supports: { kind: 'unit', id: null } })
    await sql`update assertion set superseded_at = clock_timestamp() where id = 5`.execute(t.database.db)
    expect(reasonOf(await undo(loose.change!.id))).toEqual([409, 'changed-since'])
    expect((await now(one.id)).supports).toEqual({ kind: 'unit', id: null })
  })

  test('consent written down by mistake is taken back without a withdrawal that nobody made', async () => {
    const one = await added(jpeg)
    const given = await change('PUT', one.id, { revision: 1, uses: ['committee', 'court', 'public'] })
    expect(given.change).toMatchObject({
      kind: 'evidence-uses-given',
      facts: { use: 'court', count: 2, name: 'El Maizal 1' },
    })
    expect((await undo(given.change!.id)).body.undone).toBe(true)
    expect(uses(await now(one.id))).toEqual(['committee'])
    expect((await undo(given.change!.id)).body.undone).toBe(false)
    expect(uses(await now(one.id)).sort()).toEqual(['committee', 'court', 'public'])
    const { body } = await t.ask<LogPage>('GET', '/api/log?subjectKind=evidence')
    expect(body.items.slice(0, 3).map(({ detail }) => detail.fields)).toEqual([
      [{ field: 'uses', before: [], after: ['court', 'public'] }],
      [{ field: 'uses', before: ['court', 'public'], after: [] }],
      [{ field: 'uses', before: [], after: ['court', 'public'] }],
    ])
  })

  test('a withdrawal is no step, and no step goes back over it', async () => {
    const one = await added(jpeg)
    const given = await change('PUT', one.id, { revision: 1, uses: ['committee', 'court'] })
    const named = await change('PATCH', one.id, { revision: 2, title: 'La cerca' })
    const withdrawn = await change('PUT', one.id, { revision: 3, uses: ['committee'] })
    expect(withdrawn.change).toBeNull()
    expect(reasonOf(await undo(given.change!.id))).toEqual([409, 'changed-since'])
    expect(uses(withdrawn.record)).toEqual(['committee', 'court withdrawn'])
    // Given with something else withdrawn in one breath: final as a whole.
    const both = await change('PUT', one.id, { revision: 4, uses: ['public'] })
    expect(both.change).toBeNull()
    // What it is called is put back, and its consents with that are not.
    expect((await undo(named.change!.id)).status).toBe(200)
    const after = await now(one.id)
    expect([after.title, uses(after).sort()]).toEqual([
      null,
      ['committee withdrawn', 'court withdrawn', 'public'],
    ])
    // Undone first, then given and withdrawn anew: doing it again would go back over that.
    const lawyer = await change('PUT', one.id, { revision: after.revision, uses: ['public', 'lawyer'] })
    await undo(lawyer.change!.id)
    await change('PUT', one.id, { revision: after.revision + 2, uses: ['public', 'lawyer'] })
    await change('PUT', one.id, { revision: after.revision + 3, uses: ['public'] })
    expect(reasonOf(await undo(lawyer.change!.id))).toEqual([409, 'changed-since'])
    expect(uses(await now(one.id)).filter((use) => use.startsWith('lawyer'))).toEqual(['lawyer withdrawn'])
  })

  test('is undone by whoever documents there, and its steps are told nobody else', async () => {
    await makeUnit(t.database.db, { id: 2, communes: [5], audience: 'public' })
    const one = await added(jpeg, { unitId: 2, audience: 'public', uses: ['committee', 'public'] })
    const { change: step } = await change('PATCH', one.id, { revision: one.revision, title: 'SECRETA' })
    for (const grants of [
      committee(6),
      [{ role: 'observer' as const, scope: { kind: 'commune' as const, id: 5 } }],
      [],
    ]) {
      const { cookie } = await t.signIn(grants)
      expect((await undo(step!.id, cookie)).status).toBeGreaterThanOrEqual(403)
      const told = await t.ask('GET', '/api/changes?limit=500', undefined, { cookie })
      expect(JSON.stringify(told.body)).not.toMatch(/evidence|SECRETA/)
    }
    expect((await undo(step!.id, '')).status).toBe(401)
    expect((await now(one.id)).title).toBe('SECRETA')
    const { cookie } = await t.signIn(committee(5))
    expect((await undo(step!.id, cookie)).status).toBe(200)
    expect((await now(one.id)).title).toBeNull()
    // A unit that is hidden later takes along what was done with its evidence.
    await sql`update land_unit set audience = 'committee', seen_by = 'committee', communes = '{6}', seen_in = '{6}' where id = 2`.execute(
      t.database.db,
    )
    const told = await t.ask('GET', '/api/changes?limit=500', undefined, { cookie })
    expect(JSON.stringify(told.body)).not.toContain('evidence')
    expect((await undo(step!.id, cookie)).status).toBe(404)
  })
})

describe(`${engine}: evidence that was filed for the wrong unit`, () => {
  const of = (...communes: number[]) =>
    communes.map((id) => ({ role: 'land-committee' as const, scope: { kind: 'commune' as const, id } }))
  const cookieOf = async (...communes: number[]) => (await t.signIn(of(...communes))).cookie
  const move = (id: number, body: object, cookie?: string) =>
    t.ask<EvidenceChanged>(
      'PATCH',
      `/api/evidence/${id}`,
      body,
      cookie === undefined ? undefined : { cookie },
    )
  const undo = (id: number, cookie: string) =>
    t.ask<Change>('POST', `/api/changes/${id}/undo`, {}, { cookie })
  const listed = async (unit: number, cookie: string) =>
    (await t.ask<EvidenceList>('GET', `/api/evidence?unit=${unit}`, undefined, { cookie })).body.items.map(
      ({ id }) => id,
    )
  const entries = async (cookie: string) =>
    (await t.ask<LogPage>('GET', '/api/log?subjectKind=evidence', undefined, { cookie })).body.items
  const receipt = async (id: number) => (await t.ask<Receipt>('GET', `/api/evidence/${id}/receipt`)).body
  /** Of commune 5, of commune 6, and something that the evidence is for on either side. */
  beforeEach(async () => {
    await sql`insert into commune (id, name, audience) overriding system value
      values (5, 'Ataroa', 'accounts'), (6, 'Buría', 'accounts')`.execute(t.database.db)
    await makeUnit(t.database.db, { id: 2, communes: [5], name: 'La Ceiba' })
    await makeUnit(t.database.db, { id: 3, communes: [6], name: 'El Samán' })
    await sql`insert into land_source (id, version, kind, title) values (1, 1, 'press', 'Prensa')`.execute(
      t.database.db,
    )
    await sql`insert into assertion (id, version, unit_id, predicate, source_id)
      values (5, 1, 2, 'occupies', 1), (6, 1, 3, 'occupies', 1)`.execute(t.database.db)
  })
  const filed = () =>
    added(jpeg, { unitId: 2, title: 'El lindero norte', supports: { kind: 'assertion', id: 5 } })

  test('goes over to the right one and back, with its receipt, and each committee sees what is its own', async () => {
    const one = await filed()
    const [both, former, other] = [await cookieOf(5, 6), await cookieOf(5), await cookieOf(6)]
    const signed = await receipt(one.id)
    const moved = await move(one.id, { revision: 1, unitId: 3, reason: 'Se envió al predio vecino' }, both)
    expect(reasonOf(moved)).toEqual([200, undefined])
    const { record, change: step } = moved.body
    expect(record).toMatchObject({
      unitId: 3,
      supports: { kind: 'unit', id: null },
      title: one.title,
      sha256: one.sha256,
      copies: one.copies,
      consents: one.consents,
      capture: { place: one.capture!.place },
      revision: 2,
    })
    expect(step).toMatchObject({
      kind: 'evidence-moved',
      facts: { evidence: one.id, unit: 2, to: 3 },
      undone: false,
    })
    expect(await receipt(one.id)).toEqual(signed)
    expect(await faultOf(await receipt(one.id), jpeg)).toBeNull()

    expect([await listed(2, former), await listed(2, both), await listed(3, other)]).toEqual([
      [],
      [],
      [one.id],
    ])
    for (const url of ['', '/receipt', '/copies/view', '/copies/thumbnail', '/original']) {
      expect((await get(`/api/evidence/${one.id}${url}`, former)).status).toBe(404)
      expect((await get(`/api/evidence/${one.id}${url}`, other)).status).toBe(200)
    }

    // Who is of one side alone does not turn it round; the log tells both, by numbers.
    for (const cookie of [former, other]) expect((await undo(step!.id, cookie)).status).toBe(404)
    const back = await undo(step!.id, both)
    expect(back.body.undone).toBe(true)
    const again = (await t.ask<Evidence>('GET', `/api/evidence/${one.id}`)).body
    expect([again.unitId, again.supports, again.revision]).toEqual([2, { kind: 'assertion', id: 5 }, 3])
    expect([await listed(2, former), await listed(3, other)]).toEqual([[one.id], []])
    expect((await undo(step!.id, both)).body.undone).toBe(false)
    expect([await listed(2, former), await listed(3, other)]).toEqual([[], [one.id]])
    expect(await receipt(one.id)).toEqual(signed)

    const told = ['change-redone', 'change-undone', 'evidence-moved']
    expect((await entries(former)).map(({ action }) => action)).toEqual([...told, 'evidence-added'])
    expect((await entries(other)).map(({ action }) => action)).toEqual(told)
    expect((await entries(other))[2]).toMatchObject({
      subject: { kind: 'evidence', id: one.id, name: null },
      reason: 'Se envió al predio vecino',
      detail: {
        facts: { evidence: one.id, unit: 2, to: 3 },
        fields: [
          { field: 'unit', before: 2, after: 3 },
          { field: 'supports', before: 'assertion 5', after: 'unit' },
        ],
      },
    })
    expect(JSON.stringify(await entries(other))).not.toMatch(/Ceiba|lindero/)
    expect(JSON.stringify(await entries(await cookieOf(7)))).toBe('[]')
    // A unit that is hidden later takes what was said of it there along, wherever the evidence is.
    await sql`update land_unit set communes = '{7}', seen_in = '{7}' where id = 2`.execute(t.database.db)
    expect((await entries(both)).map(({ action }) => action)).toEqual(told)
    expect(await entries(former)).toEqual([])
  })

  test('is for what of the new unit it is said for, if that is there', async () => {
    const one = await filed()
    const both = await cookieOf(5, 6)
    const to = (id: number) => ({ revision: 1, unitId: 3, supports: { kind: 'assertion', id } })
    expect(reasonOf(await move(one.id, to(5), both))).toEqual([422, 'evidence-supports-unknown'])
    expect((await move(one.id, to(6), both)).body.record).toMatchObject({
      unitId: 3,
      supports: { kind: 'assertion', id: 6 },
    })
  })

  test('goes where whoever moves it may document and sees the unit, and nowhere else', async () => {
    const one = await filed()
    const to = (unitId: number, revision = 1) => ({ revision, unitId })
    const former = await cookieOf(5)
    // One that is for others answers as one that there is not.
    const answers = [await move(one.id, to(3), former), await move(one.id, to(99), former)]
    expect(answers.map(reasonOf)).toEqual(answers.map(() => [404, 'land-unit-not-found']))
    await makeUnit(t.database.db, { id: 4, communes: [6], audience: 'public' })
    expect(reasonOf(await move(one.id, to(4), former))).toEqual([403, 'not-allowed'])
    // Seen by everybody, documented by one committee: the others do not take it to theirs.
    await makeUnit(t.database.db, { id: 6, communes: [5], audience: 'public' })
    const open = await added(Buffer.concat([jpeg, Buffer.from('#2')]), {
      unitId: 6,
      audience: 'public',
      uses: ['committee', 'public'],
    })
    expect(reasonOf(await move(open.id, to(3, open.revision), await cookieOf(6)))).toEqual([
      403,
      'not-allowed',
    ])
    expect((await move(one.id, to(3), '')).status).toBe(401)
    const both = await cookieOf(5, 6)
    expect((await move(one.id, { unitId: 3 }, both)).status).toBe(428)
    expect(reasonOf(await move(one.id, to(3, 7), both))).toEqual([409, 'changed-by-another'])
    expect(reasonOf(await move(one.id, to(2), both))).toEqual([422, 'nothing-changed'])
    expect([await listed(2, both), await listed(3, both)]).toEqual([[one.id], []])
    // Of two at once one is too late.
    const racing = await Promise.all([move(one.id, to(3), both), move(one.id, to(4), both)])
    expect(racing.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  test('is seen at the new unit by whom its audience and its consents say, and by nobody else', async () => {
    await makeUnit(t.database.db, { id: 4, communes: [6], audience: 'public' })
    const both = await cookieOf(5, 6)
    const seenBy = async (id: number) => [
      (await get(`/api/evidence/${id}`, '')).status,
      (await get(`/api/evidence/${id}/copies/view`, '')).status,
    ]
    for (const [i, [audience, uses, expected]] of (
      [
        ['committee', ['committee', 'public'], 404],
        ['public', ['committee'], 404],
        ['public', ['committee', 'public'], 200],
      ] as const
    ).entries()) {
      const one = await added(Buffer.concat([jpeg, Buffer.from(`#${i}`)]), { unitId: 2, audience, uses })
      // Whom the former unit is hidden from, it is hidden from too.
      expect(await seenBy(one.id)).toEqual([404, 404])
      expect((await move(one.id, { revision: one.revision, unitId: 4 }, both)).status).toBe(200)
      expect(await seenBy(one.id)).toEqual([expected, expected])
    }
  })

  test('does not go back to what is no longer there, nor over what was done since', async () => {
    const one = await filed()
    const both = await cookieOf(5, 6)
    const named = await move(one.id, { revision: 1, title: 'La cerca' }, both)
    const moved = await move(one.id, { revision: 2, unitId: 3 }, both)
    // What was said of it at the former unit is undone there, once it is back.
    expect(reasonOf(await undo(named.body.change!.id, both))).toEqual([409, 'changed-since'])
    const shown = await move(one.id, { revision: 3, audience: 'scope' }, both)
    expect(reasonOf(await undo(moved.body.change!.id, both))).toEqual([409, 'changed-since'])
    await undo(shown.body.change!.id, both)
    const close = (table: string, id: number) =>
      sql`update ${sql.table(table)} set superseded_at = clock_timestamp() where id = ${id}`.execute(
        t.database.db,
      )
    await close('assertion', 5)
    expect(reasonOf(await undo(moved.body.change!.id, both))).toEqual([409, 'changed-since'])
    await sql`update assertion set superseded_at = null where id = 5`.execute(t.database.db)
    expect((await undo(moved.body.change!.id, both)).body.undone).toBe(true)
    await close('land_unit', 3)
    expect(reasonOf(await undo(moved.body.change!.id, both))).toEqual([409, 'changed-since'])
    expect(await listed(2, both)).toEqual([one.id])
  })
})

const box = (type: string, content: Buffer): Buffer => {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(content.length + 8)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, content])
}

/** A few hundred bytes that would be ten gigabytes of pixels. */
async function hugePng(): Promise<Buffer> {
  const { crc32 } = await import('node:zlib')
  const png = await sharp({ create: { width: 10, height: 10, channels: 3, background: '#000' } })
    .png()
    .toBuffer()
  png.writeUInt32BE(60_000, 16)
  png.writeUInt32BE(60_000, 20)
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29)
  return png
}
