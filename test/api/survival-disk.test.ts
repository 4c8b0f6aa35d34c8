/** A disk that is full: said in a sentence, nothing half-done, and all goes on once there is room. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { translate } from '../../messages/index.ts'
import type { Import } from '../../server/imports/schema.ts'
import { collection, rowOfCouncils, square } from '../support/app.ts'
import { engine } from '../support/database.ts'
import { makePrivatePostgres, type PrivatePostgres } from '../support/private-postgres.ts'
import { type RemoteAnswer, type RemoteApp, startRemoteApp } from '../support/remote-app.ts'
import { makeSmallDisk, type SmallDisk } from '../support/small-disk.ts'

/** Five thousand councils: more than the free places in tables that hold three. */
const many = collection(
  ...Array.from({ length: 5000 }, (_, i) => ({
    name: `Consejo ${i} ${'de la vereda larga '.repeat(5)}`,
    geometry: square(i % 70, 1 + Math.floor(i / 70)),
  })),
)

describe(`${engine}: a full disk`, () => {
  let disk: SmallDisk
  let server: PrivatePostgres | null = null
  let app: RemoteApp
  const communes: string[] = []

  const start = () =>
    startRemoteApp(server ? server.url : join(disk.path, 'data', 'database'), join(disk.path, 'data'), disk)
  beforeAll(async () => {
    disk = await makeSmallDisk(engine === 'postgres' ? 300 : 160)
    if (engine === 'postgres') server = await makePrivatePostgres(disk)
    app = await start()
    const councils = await app.upload<Import>(
      'consejos.geojson',
      rowOfCouncils(['La Miel', 'Sarare', 'Buría']),
    )
    await settled(councils.body.id)
    await app.ask('POST', `/api/imports/${councils.body.id}/save`)
    expect((await settled(councils.body.id)).status).toBe('saved')
    expect((await create('Antes')).status).toBe(201)
  })
  afterAll(async () => {
    await app?.kill()
    await server?.remove()
    await disk?.remove()
  })

  async function settled(id: number): Promise<Import> {
    for (;;) {
      const { body } = await app.ask<Import>('GET', `/api/imports/${id}`)
      if (body.status !== 'reading' && body.status !== 'saving') return body
      await pause(50)
    }
  }
  async function create(name: string, councils = 1): Promise<RemoteAnswer> {
    const { body } = await app.sql(`select id from council order by id limit ${councils}`)
    // A database that is away gives none; what is asked of it then is answered by that.
    const councilIds = Array.isArray(body) ? body.map(({ id }: { id: number }) => id) : [1]
    const answer = await app.ask('POST', '/api/communes', { name, councilIds })
    if (answer.status === 201) communes.push(name)
    return answer
  }
  /** Every commune that was answered with 201, and no other. */
  async function expectAllThere() {
    const { rows } = (await app
      .sql(`select json_agg(name order by id) as names from commune`)
      .then(({ body }) => ({ rows: body as { names: string[] }[] }))) as { rows: { names: string[] }[] }
    expect(rows[0].names).toEqual(communes)
  }
  const expectSaysSo = ({ status, body }: RemoteAnswer) => {
    expect(status).toBe(507)
    expect(body).toMatchObject({
      type: 'urn:toparquia:problem:disk-full',
      detail: translate('es', 'refusal.disk-full.detail'),
    })
  }
  /** Until the database answers; a real server that stopped is started again, as an operator would. */
  async function again() {
    disk.makeRoom()
    for (let i = 0; i < 100; i++) {
      if ((await app.ask('GET', '/api/health')).status === 200) return
      if (i === 30 && server) await server.start().catch(() => {})
      await pause(200)
    }
    throw new Error('The database did not come back.')
  }

  it('refuses a file that is brought in, and keeps nothing of it', async () => {
    disk.fill()
    expectSaysSo(await app.upload('grande.geojson', many))
    expect(readdirSync(join(disk.outside, 'data', 'imports'))).toEqual([])
    await again()
    await expectAllThere()
  })

  it('stops an import in the middle, which can be saved once there is room', async () => {
    const { body, status } = await app.upload<Import>('grande.geojson', many)
    expect(status).toBe(202)
    expect((await settled(body.id)).status).toBe('ready')
    disk.fill()
    await app.ask('POST', `/api/imports/${body.id}/save`)
    for (let i = 0; i < 100; i++) {
      const counted = await app.sql(`select count(*) as n from council`)
      // Not one of the five thousand, whatever the import says of itself meanwhile.
      if (counted.status === 200) expect(counted.body).toEqual([{ n: 3 }])
      const shown = await app.ask<Import>('GET', `/api/imports/${body.id}`)
      if (shown.status === 200 && shown.body.status === 'ready') break
      await pause(50)
      if (i === 20) disk.makeRoom()
    }
    await again()
    const waiting = await settled(body.id)
    expect(waiting.status).toBe('ready')
    expect(waiting.problems.map(({ code }) => code)).toContain('save-failed')
    await app.ask('POST', `/api/imports/${body.id}/save`)
    expect((await settled(body.id)).status).toBe('saved')
    expect((await app.sql(`select count(*) as n from council`)).body).toEqual([{ n: 5003 }])
  })

  it('refuses a change, goes on showing what is there, and takes changes again once there is room', async () => {
    disk.fill()
    let refused: RemoteAnswer | null = null
    for (let i = 0; i < 3000 && !refused; i++) {
      const answer = await create(`Comuna ${i}`, 300)
      if (answer.status !== 201) refused = answer
    }
    expectSaysSo(refused!)
    expect((await app.ask('GET', '/api/communes')).status).toBe(200)
    await expectAllThere()
    await again()
    expect((await create('Después')).status).toBe(201)
    await expectAllThere()
  })

  it('that stops the database itself is said too, and the database comes back with all of it', async () => {
    disk.fill()
    // The log of changes must grow, and can't: PostgreSQL can do nothing but stop.
    const emitted = await app.sql(`select pg_logical_emit_message(false, 'test', repeat('x', 80000000))`)
    expect(emitted.status).toBe(500)
    for (let i = 0; i < 5; i++) {
      const { status, body } = await create(`Entretanto ${i}`)
      if (status === 201) continue
      expect([503, 507]).toContain(status)
      expect(body.detail).toBe(
        translate('es', status === 507 ? 'refusal.disk-full.detail' : 'refusal.database-away.detail'),
      )
    }
    await again()
    await expectAllThere()
    expect((await create('Por fin')).status).toBe(201)
  })

  it('and a sudden death after it lose nothing', async () => {
    disk.fill()
    for (let i = 0; i < 20; i++) await create(`Al final ${i}`)
    await app.kill()
    disk.makeRoom()
    if (server) await server.kill()
    await server?.start()
    app = await start()
    await expectAllThere()
    expect(existsSync(join(disk.outside, 'data', 'keys'))).toBe(true)
  })
})
