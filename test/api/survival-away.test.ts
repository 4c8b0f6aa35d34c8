/** A database that goes away and comes back while the server runs: told in a sentence meanwhile, no restart needed. */
import { rm } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LOCALES, translate } from '../../messages/index.ts'
import { openDatabase } from '../../server/database/index.ts'
import type { Problem } from '../../server/problem-schema.ts'
import { openTestApp, rowOfCouncils, type TestApp } from '../support/app.ts'
import { engine } from '../support/database.ts'
import { makePrivatePostgres, type PrivatePostgres } from '../support/private-postgres.ts'

let app: TestApp
let cookie: string
const communes: string[] = []

const get = (url: string) => app.ask<Partial<Problem>>('GET', url, undefined, { cookie })
async function create(name: string) {
  const answer = await app.ask<Partial<Problem>>(
    'POST',
    '/api/communes',
    { name, councilIds: [1] },
    { cookie },
  )
  if (answer.status === 201) communes.push(name)
  return answer
}
/** Every commune that was answered with 201, and none that was refused. */
async function expectAllThere() {
  const { rows } = await sql<{ name: string }>`select name from commune order by id`.execute(app.database.db)
  expect(rows.map(({ name }) => name)).toEqual(communes)
}
async function begin() {
  cookie = (await app.signIn([{ role: 'administrator', scope: { kind: 'everything' } }])).cookie
  await app.bringIn('consejos.geojson', rowOfCouncils(['La Miel', 'Sarare', 'Buría']))
  expect((await create('Antes')).status).toBe(201)
}
const READS = [
  '/api/meta',
  '/api/health',
  '/api/councils',
  '/api/communes',
  '/api/imports',
  '/tiles/councils/10/314/484.mvt',
]

if (engine === 'postgres')
  describe('postgres: a server', () => {
    let server: PrivatePostgres
    beforeAll(async () => {
      server = await makePrivatePostgres()
      app = await openTestApp({ database: await openDatabase({ url: server.url }) })
      await begin()
    })
    afterAll(async () => {
      await app?.close()
      await server?.remove()
    })

    it.each(['fast', 'immediate', 'kill'] as const)(
      'that is stopped (%s) is missed in every answer, and found again when it is back',
      async (how) => {
        await (how === 'kill' ? server.kill() : server.stop(how))
        // The first words come from connections that have not noticed yet.
        for (const _twice of [1, 2])
          for (const url of READS) expect([url, (await get(url)).status]).toEqual([url, 503])
        expect((await create('Perdida')).status).toBe(503)
        for (const locale of LOCALES) {
          const { status, headers, body } = await get(`/api/communes?lang=${locale}`)
          expect(status).toBe(503)
          expect(headers['content-type']).toMatch(/^application\/problem\+json/)
          expect(body).toMatchObject({
            type: 'urn:toparquia:problem:database-away',
            detail: translate(locale, 'refusal.database-away.detail'),
          })
          expect(JSON.stringify(body)).not.toMatch(/postgres|ECONN|127\.0\.0\.1/)
        }
        await server.start()
        for (const url of READS) expect([url, (await get(url)).status < 300]).toEqual([url, true])
        expect((await create(`Después ${how}`)).status).toBe(201)
        await expectAllThere()
      },
    )

    it('that goes in the middle of an import leaves it to be saved again, once', async () => {
      const names = Array.from({ length: 20_000 }, (_, i) => `Consejo ${i}`)
      const { body } = await app.upload('muchos.geojson', rowOfCouncils(names, { zona: 'x' }), { cookie })
      expect((await app.settled(body.id)).status).toBe('ready')
      await app.ask('POST', `/api/imports/${body.id}/save`, undefined, { cookie })
      await pause(300)
      await server.kill()
      await pause(500)
      await server.start()
      const left = await app.settled(body.id)
      // Killed between the last row and its word: then it is saved, and says so.
      if (left.status !== 'saved') {
        expect(left.status).toBe('ready')
        await app.ask('POST', `/api/imports/${body.id}/save`, undefined, { cookie })
        expect((await app.settled(body.id)).status).toBe('saved')
      }
      const { rows } = await sql<{ n: number }>`
        select count(*) as n from council where import_id = ${body.id}`.execute(app.database.db)
      expect(rows).toEqual([{ n: 20_000 }])
    })
  })
else
  describe('embedded: an engine', () => {
    /** Threads of this process in the order of their birth; the engine's is known by its file. */
    const engines: Worker[] = []
    const noteEngine = (worker: Worker) => {
      engines.push(worker)
    }
    const killEngine = async () => {
      // Others of the program's threads may go with it: each is started anew when it is needed.
      await Promise.all(engines.splice(0).map((worker) => worker.terminate()))
    }
    beforeAll(async () => {
      process.on('worker', noteEngine)
      const database = await openDatabase({ directory: ':memory:' })
      app = await openTestApp({ database })
      await begin()
    })
    afterAll(async () => {
      process.off('worker', noteEngine)
      await app?.close()
    })

    it('that dies between two requests is started again by the next one', async () => {
      for (const round of [1, 2]) {
        await killEngine()
        expect((await get('/api/communes')).status).toBe(200)
        expect((await create(`Después ${round}`)).status).toBe(201)
        await expectAllThere()
      }
    })

    it('that dies under a request is told to whoever asked, and the next one finds it again', async () => {
      // Listened to from the beginning: the engine can be gone before the last of its threads is.
      const slow = expect(sql`select pg_sleep(20)`.execute(app.database.db)).rejects.toMatchObject({
        reason: 'engine-stopped',
      })
      // Waits behind it for the one session there is.
      const waiting = get('/api/communes')
      await pause(300)
      await killEngine()
      await slow
      expect((await waiting).status).toBe(200)
      for (const url of READS) expect([url, (await get(url)).status < 300]).toEqual([url, true])
      await expectAllThere()
    })

    it('that dies in the middle of a change is answered with 503 and a sentence, and nothing of the change stays', async () => {
      let refused: Awaited<ReturnType<typeof create>> | null = null
      // The moment is a matter of luck: any of these may be the one.
      for (let i = 0; i < 40 && !refused; i++) {
        const answering = create(`Perdida ${i}`)
        await pause(i % 12)
        await killEngine()
        const answer = await answering
        if (answer.status !== 201) refused = answer
      }
      expect(refused?.status).toBe(503)
      expect(refused?.body.detail).toBe(translate('es', 'refusal.database-away.detail'))
      await expectAllThere()
    })

    it('refuses nineteen hundred statements and still takes the next one', async () => {
      for (let i = 0; i < 1900; i++)
        await expect(sql`select 1 / 0`.execute(app.database.db)).rejects.toMatchObject({ code: '22012' })
      expect((await create('Tras tantas')).status).toBe(201)
      await expectAllThere()
    })
  })

afterAll(async () => {
  if (app) await rm(app.dataDirectory, { recursive: true, force: true })
})
