/** Evidence where the disk is full, where the server is killed, and after a restore. */
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { proveBackup, restoreBackup } from '../../server/backup/restore-backup.ts'
import { writeBackup } from '../../server/backup/write-backup.ts'
import { openDatabase } from '../../server/database/index.ts'
import type { Evidence } from '../../server/evidence/schema.ts'
import { openTestApp } from '../support/app.ts'
import { engine, makePostgresDatabase, openTestDatabase } from '../support/database.ts'
import { lookedInto, makeUnit, metadata, photo, receiptOf, sender, sha256 } from '../support/evidence.ts'
import { type RemoteApp, startRemoteApp } from '../support/remote-app.ts'
import { makeSmallDisk, type SmallDisk } from '../support/small-disk.ts'

const details = { unitId: 1, uses: ['committee' as const] }

describe(`${engine}: evidence on a small disk`, () => {
  let disk: SmallDisk
  let app: RemoteApp
  let place: string
  let where: string
  let drop = async () => {}
  beforeAll(async () => {
    place = await mkdtemp(join(tmpdir(), 'toparquia-evidence-'))
    disk = await makeSmallDisk(24)
    if (engine === 'postgres') ({ url: where, remove: drop } = await makePostgresDatabase())
    // The database has another disk: here it is the files that find no room.
    else where = join(place, 'database')
    const database = await openDatabase(engine === 'postgres' ? { url: where } : { directory: where })
    await makeUnit(database.db, { id: 1 })
    await database.close()
    app = await startRemoteApp(where, join(disk.path, 'data'), disk)
  })
  afterAll(async () => {
    await app?.kill()
    await disk?.remove()
    await drop()
    await rm(place, { recursive: true, force: true })
  })

  const tus = { 'tus-resumable': '1.0.0' }
  const create = (bytes: Buffer) =>
    app.send('POST', '/api/evidence/uploads', {
      ...tus,
      'upload-length': String(bytes.length),
      'upload-metadata': metadata({ sha256: sha256(bytes), details }),
    })
  const put = (url: string, bytes: Buffer, offset = 0) =>
    app.send(
      'PATCH',
      url,
      { ...tus, 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
      bytes.subarray(offset),
    )
  const folder = () => join(disk.outside, 'data', 'evidence-uploads')
  /** A text, so that nothing is looked into meanwhile. */
  const text = (size: number) => Buffer.from(randomBytes(size / 2).toString('hex'))
  const fullDisk = { status: 507, body: { type: 'urn:toparquia:problem:disk-full' } }

  test('is not begun where there is no room for all of it, and nothing is left behind', async () => {
    expect(await create(text(30_000_000))).toMatchObject(fullDisk)
    disk.fill()
    expect(await create(text(1000))).toMatchObject(fullDisk)
    disk.makeRoom()
    expect(readdirSync(folder())).toEqual([])
  })

  test('that filled up on the way is gone on with once there is room', async () => {
    const bytes = text(5_000_000)
    const { status, headers } = await create(bytes)
    expect(status).toBe(201)
    disk.fill()
    expect(await put(headers.location, bytes)).toMatchObject(fullDisk)
    disk.makeRoom()
    const came = (await readFile(join(folder(), headers.location.split('/').at(-1)!))).length
    expect(came).toBeLessThan(bytes.length)
    const done = await put(headers.location, bytes, came)
    expect(done.status).toBe(204)
    expect(Number(done.headers['evidence-id'])).toBeGreaterThan(0)
    const kept = join(disk.outside, 'data', 'evidence', 'originals', sha256(bytes).slice(0, 2), sha256(bytes))
    expect(sha256(await readFile(kept))).toBe(sha256(bytes))
  })

  test('that was being looked into when the server was killed is looked into by the next one', async () => {
    const bytes = await photo(2400, 1600)
    const { headers } = await create(bytes)
    const { headers: done } = await put(headers.location, bytes)
    await app.kill()
    app = await startRemoteApp(where, join(disk.path, 'data'), disk)
    for (;;) {
      const { status, body } = await app.ask<Evidence>('GET', `/api/evidence/${done['evidence-id']}`)
      expect(status).toBe(200)
      if (body.state === 'checking') continue
      expect([body.state, body.copies.length]).toEqual(['kept', 2])
      break
    }
  })

  test('whose copies find no room is not taken for what can’t be read: it waits', async () => {
    const bytes = await photo(2000, 1600)
    const { headers } = await create(bytes)
    const { headers: done } = await put(headers.location, bytes)
    disk.fill()
    const found = () => app.ask<Evidence>('GET', `/api/evidence/${done['evidence-id']}`)
    for (const until = Date.now() + 6000; Date.now() < until; await pause(200))
      expect((await found()).body.state).toBe('checking')
    disk.makeRoom()
    await app.kill()
    app = await startRemoteApp(where, join(disk.path, 'data'), disk)
    await expect.poll(async () => (await found()).body.state, { timeout: 60_000 }).toBe('kept')
  })
})

test(`${engine}: a restored server has the files, the copies and the key that signed the receipts`, async () => {
  const place = await mkdtemp(join(tmpdir(), 'toparquia-evidence-backup-'))
  const t = await openTestApp()
  const other = await openTestDatabase()
  try {
    await makeUnit(t.database.db, { id: 1 })
    const bytes = await photo()
    const tus = sender(t)
    const receipt = receiptOf(await tus.send(bytes, details))
    await lookedInto(t, receipt.evidenceId)
    // Half of another one: no backup takes what may never be whole.
    await tus.create(bytes, details)
    const file = join(place, 'backup')
    await writeBackup({ database: t.database, dataDirectory: t.dataDirectory, file, passphrase: null })
    const dataDirectory = join(place, 'restored')
    await restoreBackup(await proveBackup(file, null), {
      database: other,
      dataDirectory,
      replace: true,
      tellLog: false,
    })
    expect(existsSync(join(dataDirectory, 'evidence-uploads'))).toBe(false)
    const restored = await openTestApp({ database: other, dataDirectory })
    const again = await restored.ask('GET', `/api/evidence/${receipt.evidenceId}/receipt`)
    expect(again.body).toEqual(receipt)
    const key = await restored.ask<{ id: string }>('GET', '/api/evidence/receipt-key')
    expect(key.body.id).toBe(receipt.key)
    const { body } = await restored.ask<Buffer>('GET', `/api/evidence/${receipt.evidenceId}/original`)
    expect(body.equals(bytes)).toBe(true)
    const copy = await restored.ask('GET', `/api/evidence/${receipt.evidenceId}/copies/view`)
    expect([copy.status, copy.headers['content-type']]).toEqual([200, 'image/webp'])
    await restored.app.close()
  } finally {
    await t.close()
    await other.close()
    await rm(place, { recursive: true, force: true })
  }
})
