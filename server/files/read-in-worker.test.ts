import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { collection, polygonFeature, readBytesAs, square } from '../../test/support/files.ts'
import { readFileInWorker } from './index.ts'

let directory: string
const job = (path: string) => ({
  path,
  fileName: 'a.geojson',
  output: { rows: join(directory, 'rows.ndjson'), shapes: join(directory, 'shapes.wkb') },
  options: {},
})
const leftovers = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('toparquia-file-'))

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'toparquia-test-'))
  await writeFile(join(directory, 'small'), collection(polygonFeature([square(-69, 9)])))
  const many = Array.from({ length: 60_000 }, (_, i) =>
    JSON.stringify(polygonFeature([square(-70 + (i % 300) / 100, 5 + i / 60_000)], { i })),
  )
  await writeFile(join(directory, 'large'), `{"type":"FeatureCollection","features":[${many.join(',\n')}]}`)
})
afterAll(() => rm(directory, { recursive: true, force: true }))

describe('reading in a thread of its own', () => {
  it('gives the same answer as reading here, and removes what it unpacked', async () => {
    const before = await leftovers()
    expect(await readFileInWorker(job(join(directory, 'small')))).toMatchObject({
      kind: 'read',
      report: { featureCount: 1, problems: [] },
    })
    expect(await leftovers()).toEqual(before)
  })

  it('stops at once when cancelled, and tells how far it was', async () => {
    const control = new AbortController()
    const seen: [number, number][] = []
    const outcome = await readFileInWorker(job(join(directory, 'large')), {
      signal: control.signal,
      onProgress(read, total) {
        seen.push([read, total])
        control.abort()
      },
    })
    expect(outcome).toEqual({ kind: 'cancelled' })
    expect(seen[0][0]).toBeLessThanOrEqual(seen[0][1])
    expect(await readFileInWorker(job(join(directory, 'large')), { signal: AbortSignal.abort() })).toEqual({
      kind: 'cancelled',
    })
  })

  it('refuses a path that is not there', async () => {
    expect(await readFileInWorker(job(join(directory, 'none')))).toMatchObject({
      kind: 'refused',
      problem: { code: 'file-unreadable' },
    })
  })
})

describe('telling by content what a file is', () => {
  it.each([
    ['PNG', Buffer.from('89504e470d0a1a0a0000', 'hex')],
    ['PDF', Buffer.from('%PDF-1.7\n')],
    ['DWG (AutoCAD)', Buffer.from('AC1027\0\0')],
    ['JPEG', Buffer.from('ffd8ffe000104a46', 'hex')],
    ['HTML', Buffer.from('<!doctype html><html><body>404</body></html>')],
    ['GML', Buffer.from('<?xml version="1.0"?><gml:FeatureCollection/>')],
    ['DXF (AutoCAD)', Buffer.from('  0\r\nSECTION\r\n')],
  ])('names %s called .geojson', async (found, content) => {
    expect((await readBytesAs('a.geojson', content)).outcome).toMatchObject({
      kind: 'refused',
      problem: { code: 'not-a-map', facts: { found } },
    })
  })

  it('refuses bytes that are nothing', async () => {
    expect((await readBytesAs('a.geojson', Buffer.from([1, 2, 3, 0, 0, 9]))).outcome).toMatchObject({
      kind: 'refused',
      problem: { code: 'unknown-content' },
    })
    expect((await readBytesAs('a.csv', Buffer.from('   \n '))).outcome).toMatchObject({ kind: 'refused' })
  })
})
