import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { collection, polygonFeature, readBytesAs, square } from '../../test/support/files.ts'
import { readFileInWorker } from './index.ts'

let directory: string
const job = (path: string) => ({
  path,
  fileName: 'a.geojson',
  output: { rows: join(directory, 'rows.ndjson'), shapes: join(directory, 'shapes.wkb') },
  options: {},
})
const leftovers = async () => (await readdir(directory)).filter((name) => name.startsWith('toparquia-file-'))

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'toparquia-test-'))
  // Other tests leave their own traces in the common one.
  vi.stubEnv('TMPDIR', directory)
  await writeFile(join(directory, 'small'), collection(polygonFeature([square(-69, 9)])))
  const many = Array.from({ length: 60_000 }, (_, i) =>
    JSON.stringify(polygonFeature([square(-70 + (i % 300) / 100, 5 + i / 60_000)], { i })),
  )
  await writeFile(join(directory, 'large'), `{"type":"FeatureCollection","features":[${many.join(',\n')}]}`)
})
afterAll(() => {
  vi.unstubAllEnvs()
  return rm(directory, { recursive: true, force: true })
})

describe('reading in a process of its own', () => {
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

  it('is given up when it takes too long, and leaves nothing behind', async () => {
    const before = await leftovers()
    const limits = { heapMb: 768, secondsAtLeast: 1, secondsPerMegabyte: 0 }
    // A pipe that nobody writes to: the reader waits for ever.
    const pipe = join(directory, 'pipe')
    await promisify(execFile)('mkfifo', [pipe])
    const start = performance.now()
    expect(await readFileInWorker(job(pipe), {}, limits)).toEqual({
      kind: 'refused',
      problem: expect.objectContaining({ code: 'took-too-long', severity: 'stop', facts: { seconds: 1 } }),
      report: null,
    })
    expect(performance.now() - start).toBeGreaterThan(900)
    expect(performance.now() - start).toBeLessThan(20_000)
    expect(await leftovers()).toEqual(before)
  })

  it('has more time for a larger file', async () => {
    const limits = { heapMb: 768, secondsAtLeast: 0, secondsPerMegabyte: 100 }
    expect(await readFileInWorker(job(join(directory, 'large')), {}, limits)).toMatchObject({ kind: 'read' })
  })

  it.each([
    // A thread was no match for the second: V8 aborts the process that a thread outruns its heap in.
    ['many small values', '[],'],
    ['objects without anything in them', '{},'],
  ])('is refused when %s fill its memory, and only then', async (_, value) => {
    const before = await leftovers()
    const dense = join(directory, 'dense')
    const feature = JSON.stringify(polygonFeature([square(-69, 9)], { many: [] }))
    await writeFile(dense, feature.replace('[]', `[${value.repeat(4_000_000)}0]`))
    const limits = { heapMb: 96, secondsAtLeast: 60, secondsPerMegabyte: 0 }
    expect(await readFileInWorker(job(dense), {}, limits)).toEqual({
      kind: 'refused',
      problem: expect.objectContaining({ code: 'needs-too-much-memory', facts: { megabytes: 96 } }),
      report: null,
    })
    expect(await leftovers()).toEqual(before)
    expect(await readFileInWorker(job(join(directory, 'large')), {}, limits)).toMatchObject({ kind: 'read' })
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
