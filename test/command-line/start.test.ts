import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Import } from '../../server/imports/schema.ts'
import type { Meta } from '../../server/territories/schema.ts'
import { rowOfCouncils } from '../support/app.ts'
import { scratch } from './cli.ts'

const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url))
let place: Awaited<ReturnType<typeof scratch>>
let data: string
const running: ChildProcess[] = []

beforeAll(async () => {
  place = await scratch()
  data = join(place.directory, 'data')
})
afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
})
afterAll(() => rm(place.directory, { recursive: true }))

interface Started {
  child: ChildProcess
  /** Of the line that the program prints, or null where it ended instead. */
  address: string | null
  /** What it said on standard error until then. */
  err: string
  code: number | null
}

function start(env: Record<string, string>): Promise<Started> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
    env: {
      ...process.env,
      LC_ALL: 'en_US.UTF-8',
      DATABASE_URL: '',
      PORT: '0',
      DATA_DIR: data,
      DEMONSTRATION: 'off',
      ...env,
    },
  })
  running.push(child)
  let out = ''
  let err = ''
  child.stderr!.setEncoding('utf8').on('data', (text) => {
    err += text
  })
  return new Promise((resolve) => {
    child.stdout!.setEncoding('utf8').on('data', (text) => {
      out += text
      const address = /http:\/\/\S+/.exec(out)?.[0]
      if (address) resolve({ child, address, err, code: null })
    })
    child.on('close', (code) => resolve({ child, address: null, err, code }))
  })
}
const json = async <T>(address: string | null, path: string, init?: RequestInit): Promise<T> =>
  (await (await fetch(`${address}${path}`, init)).json()) as T

describe('the server', () => {
  test('starts with the demonstration territory once, keeps what is done, and stops when told', async () => {
    const first = await start({ DEMONSTRATION: 'on' })
    const { counts, demonstration } = await json<Meta>(first.address, '/api/meta')
    expect(demonstration).toBe(true)
    expect(counts.communes).toBeGreaterThan(10)
    const made = await json<{ record: { id: number } }>(first.address, '/api/communes', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Mía', councilIds: [1] }),
    })
    first.child.kill('SIGTERM')
    expect(await once(first.child, 'exit')).toEqual([0, null])
    const second = await start({ DEMONSTRATION: 'on' })
    expect((await json<Meta>(second.address, '/api/meta')).counts).toEqual({
      ...counts,
      communes: counts.communes + 1,
    })
    expect(await json(second.address, `/api/communes/${made.record.id}`)).toMatchObject({ name: 'Mía' })
  })

  test('that was killed while it read a file gives that import up and keeps those that wait for a person', async () => {
    const first = await start({})
    const upload = async (name: string, body: string) =>
      (
        await json<Import>(first.address, `/api/imports?fileName=${name}`, {
          method: 'POST',
          headers: { 'content-type': 'application/octet-stream' },
          body,
        })
      ).id
    const waiting = await upload('espera.geojson', rowOfCouncils(['Uno']))
    while ((await json<Import>(first.address, `/api/imports/${waiting}`)).status === 'reading')
      await new Promise((resolve) => setTimeout(resolve, 50))
    const broken = await upload(
      'roto.geojson',
      rowOfCouncils(Array.from({ length: 20_000 }, (_, i) => `C${i}`)),
    )
    first.child.kill('SIGKILL')
    await once(first.child, 'exit')
    const second = await start({})
    expect((await json<Import>(second.address, `/api/imports/${waiting}`)).status).toBe('ready')
    expect((await json<Import>(second.address, `/api/imports/${broken}`)).status).toBe('cancelled')
    const saving = await fetch(`${second.address}/api/imports/${waiting}/save`, { method: 'POST' })
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
