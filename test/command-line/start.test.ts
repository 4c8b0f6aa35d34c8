import { once } from 'node:events'
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Import } from '../../server/imports/schema.ts'
import type { Meta } from '../../server/territories/schema.ts'
import { rowOfCouncils } from '../support/app.ts'
import { scratch } from './cli.ts'
import { administrate, type Started, servers } from './server.ts'

let place: Awaited<ReturnType<typeof scratch>>
let data: string
const { start, killAll } = servers(() => data)

beforeAll(async () => {
  place = await scratch()
  data = join(place.directory, 'data')
})
afterEach(killAll)
afterAll(() => rm(place.directory, { recursive: true }))

const json = async <T>(address: string | null, path: string, init?: RequestInit): Promise<T> =>
  (await (await fetch(`${address}${path}`, init)).json()) as T

describe('the server', () => {
  test('starts with the demonstration territory once, keeps what is done, and stops when told', async () => {
    const first = await start({ DEMONSTRATION: 'on' })
    const cookie = await administrate(first)
    const { counts, demonstration } = await json<Meta>(first.address, '/api/meta')
    expect(demonstration).toBe(true)
    expect(counts.communes).toBeGreaterThan(10)
    const made = await json<{ record: { id: number } }>(first.address, '/api/communes', {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify({ name: 'Mía', councilIds: [1] }),
    })
    first.child.kill('SIGTERM')
    expect(await once(first.child, 'exit')).toEqual([0, null])
    const second = await start({ DEMONSTRATION: 'on' })
    const init = { headers: { cookie } }
    expect((await json<Meta>(second.address, '/api/meta', init)).counts).toEqual({
      ...counts,
      communes: counts.communes + 1,
    })
    const again = await json(second.address, `/api/communes/${made.record.id}`, init)
    expect(again).toMatchObject({ name: 'Mía' })
  })

  test('that was killed while it read a file gives that import up and keeps those that wait for a person', async () => {
    data = join(place.directory, 'killed')
    const first = await start()
    const cookie = await administrate(first)
    const upload = async (name: string, body: string) =>
      (
        await json<Import>(first.address, `/api/imports?fileName=${name}`, {
          method: 'POST',
          headers: { 'content-type': 'application/octet-stream', cookie },
          body,
        })
      ).id
    const waiting = await upload('espera.geojson', rowOfCouncils(['Uno']))
    const status = async ({ address }: Started, id: number) =>
      (await json<Import>(address, `/api/imports/${id}`, { headers: { cookie } })).status
    while ((await status(first, waiting)) === 'reading')
      await new Promise((resolve) => setTimeout(resolve, 50))
    const broken = await upload(
      'roto.geojson',
      rowOfCouncils(Array.from({ length: 20_000 }, (_, i) => `C${i}`)),
    )
    first.child.kill('SIGKILL')
    await once(first.child, 'exit')
    const second = await start({})
    expect(await status(second, waiting)).toBe('ready')
    expect(await status(second, broken)).toBe('cancelled')
    const saving = await fetch(`${second.address}/api/imports/${waiting}/save`, {
      method: 'POST',
      headers: { cookie },
    })
    expect(saving.status).toBe(202)
  })
})

describe('what stops the server is said in one sentence', () => {
  const oneSentence = ({ code, err, address }: Started): string => {
    expect({ code, address }).toEqual({ code: 1, address: null })
    expect(err).not.toMatch(/\n\s+at |node:internal/)
    const said = err.trim().split('\n').at(-1)!
    expect(said.length).toBeGreaterThan(20)
    return said
  }

  test('a port that is busy', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    expect(oneSentence(await start({ PORT: String(port) }))).toContain(String(port))
    server.close()
  })

  test('a directory that another process has open', async () => {
    await start({})
    expect(oneSentence(await start({}))).toContain(data)
  })

  test('a database that does not answer, an address that is none, a port that is none', async () => {
    expect(oneSentence(await start({ DATABASE_URL: 'nonsense' }))).toContain('DATABASE_URL')
    expect(oneSentence(await start({ PORT: 'abc' }))).toContain('PORT')
    expect(oneSentence(await start({ HOST: '192.0.2.1' }))).toContain('HOST')
  })

  test('a place where nothing can be written', async () => {
    const file = join(place.directory, 'file')
    await writeFile(file, '')
    expect(oneSentence(await start({ DATA_DIR: join(file, 'data') }))).toContain(file)
    if (process.getuid?.() === 0) return
    const closed = join(place.directory, 'closed')
    await mkdir(closed)
    await chmod(closed, 0o500)
    expect(oneSentence(await start({ DATA_DIR: join(closed, 'data') }))).toContain(closed)
  })
})
