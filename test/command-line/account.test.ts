import { randomBytes } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { generateSync } from 'otplib'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Me } from '../../server/accounts/schema.ts'
import { cli, scratch } from './cli.ts'
import { administrate, servers } from './server.ts'

let place: Awaited<ReturnType<typeof scratch>>
let data: string
/** The administrator's. */
let cookie: string
const { start, killAll } = servers(() => data)

beforeAll(async () => {
  place = await scratch()
  data = join(place.directory, 'data')
})
afterEach(killAll)
afterAll(() => rm(place.directory, { recursive: true }))

const post = (address: string | null, path: string, body?: object, cookie = '') =>
  fetch(`${address}${path}`, {
    method: 'POST',
    headers: { ...(body && { 'content-type': 'application/json' }), cookie },
    ...(body && { body: JSON.stringify(body) }),
  })
const look = async (address: string | null, link: string) =>
  (await post(address, '/api/invitations/look', { token: link.split('#')[1] })).status
/** Told to stop, with all that it still writes. */
const stop = async (child: {
  kill(signal: 'SIGTERM'): boolean
  once(event: 'exit', done: () => void): unknown
}) => {
  const ended = new Promise<void>((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}

test('the console shows a link until somebody administers, each start a new one, and then none any more', async () => {
  const first = await start()
  const link = await first.link()
  expect(link).toMatch(`${first.address}/join#`)
  expect(first.out()).toMatch(/^Toparquía: http\S+\nNobody administers this server yet\. .+\nhttp\S+\n$/)
  expect(await look(first.address, link)).toBe(200)
  await stop(first.child)

  const second = await start({ LC_ALL: 'es_VE.UTF-8', PUBLIC_URL: 'https://toparquia.example/' })
  const next = await second.link()
  expect(next).toMatch(/^https:\/\/toparquia\.example\/join#/)
  expect(second.out()).toContain('Todavía nadie administra este servidor.')
  expect([await look(second.address, link), await look(second.address, next)]).toEqual([404, 200])
  cookie = await administrate(second)
  await stop(second.child)

  const third = await start()
  const me = (await (await fetch(`${third.address}/api/me`, { headers: { cookie } })).json()) as Me
  expect(me.account?.name).toBe('Araguaney')
  expect(third.out()).not.toContain('join')
})

test('whoever has the console makes a link when nobody can get in, alone on standard output', async () => {
  const { code, out, err } = await cli(['account', 'invite', '--administrator'], {
    DATA_DIR: data,
    PORT: '6110',
  })
  expect({ code, lines: out.split('\n').length }).toEqual({ code: 0, lines: 2 })
  expect(out).toMatch(/^http:\/\/localhost:6110\/join#/)
  expect(err).toContain('Whoever opens this link will administer this server')
  const { address } = await start()
  expect(await look(address, out.trim())).toBe(200)
})

test('without --administrator, or with an address that is none, it says what is needed', async () => {
  const bare = await cli(['account', 'invite'], { DATA_DIR: data })
  expect([bare.code, bare.out]).toEqual([2, ''])
  expect(bare.err).toContain('--administrator')
  const env = { DATA_DIR: data, PUBLIC_URL: 'toparquia.example' }
  const odd = await cli(['account', 'invite', '--administrator'], env)
  expect([odd.code, odd.err]).toEqual([2, expect.stringContaining('PUBLIC_URL')])
})

test('a server without the key of its second factors does not start, drops none by itself, and starts when told to', async () => {
  const first = await start()
  const { secret } = await (await post(first.address, '/api/me/second-factor', undefined, cookie)).json()
  const code = generateSync({ secret })
  expect((await post(first.address, '/api/me/second-factor/confirm', { secret, code }, cookie)).status).toBe(
    200,
  )
  await stop(first.child)

  const key = join(data, 'keys', 'server.key')
  await writeFile(key, randomBytes(32))
  const other = await start()
  expect(other.code).toBe(1)
  expect(other.err).toContain(`${key} is not the key`)
  await rm(key)
  const missing = await start()
  expect(missing.code).toBe(1)
  expect(missing.err).toContain(`${key} is missing`)
  // Neither start has dropped it.
  const dropped = await cli(['account', 'drop-second-factors'], { DATA_DIR: data })
  expect([dropped.code, dropped.err]).toEqual([0, expect.stringContaining('One account is now without')])
  const last = await start()
  const body = { name: 'Araguaney', password: 'una yunta de bueyes' }
  expect((await post(last.address, '/api/sign-in', body)).status).toBe(200)
})
