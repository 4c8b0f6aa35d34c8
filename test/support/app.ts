/** The whole application on a test database, and short ways to talk to it. */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Polygon } from 'geojson'
import type { Grant } from '../../domain/access/index.ts'
import { SESSION_COOKIE } from '../../server/access/guard.ts'
import { openSession } from '../../server/accounts/sessions.ts'
import { type AppOptions, buildApp } from '../../server/app.ts'
import type { Database } from '../../server/database/index.ts'
import type { Import } from '../../server/imports/schema.ts'
import { emptyTables, openTestDatabase } from './database.ts'

export interface TestApp {
  app: Awaited<ReturnType<typeof buildApp>>
  database: Database
  dataDirectory: string
  /** Sends JSON and reads JSON, as the administrator where no cookie is given; `cookie: ''` is nobody. */
  ask<T>(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<T>>
  upload(fileName: string, bytes: Buffer | string, headers?: Record<string, string>): Promise<Answer<Import>>
  /** The administrator's headers, for requests that `ask` can't make. */
  administrator(): Promise<Record<string, string>>
  /** A new account with these roles, signed in. */
  signIn(grants: Grant[], name?: string): Promise<{ accountId: number; cookie: string }>
  /** Waits until an import no longer does anything by itself. */
  settled(id: number): Promise<Import>
  /** Uploads, reads and saves, whatever it takes. */
  bringIn(fileName: string, bytes: Buffer | string, edit?: object): Promise<Import>
  empty(): Promise<void>
  close(): Promise<void>
}

export interface Answer<T> {
  status: number
  body: T
  headers: Record<string, string | string[] | number | undefined>
}

export async function openTestApp(options: Partial<AppOptions> = {}): Promise<TestApp> {
  const database = options.database ?? (await openTestDatabase())
  const dataDirectory = options.dataDirectory ?? (await mkdtemp(join(tmpdir(), 'toparquia-app-')))
  const app = await buildApp({ ...options, database, dataDirectory })
  let epoch = 0
  const read = <T>(response: Awaited<ReturnType<typeof app.inject>>): Answer<T> => ({
    status: response.statusCode,
    body: /json/.test(String(response.headers['content-type']))
      ? response.json()
      : (response.rawPayload as T),
    headers: response.headers,
  })
  const signIn: TestApp['signIn'] = (grants, name) => signInTo(database, grants, name)
  let administrator: Promise<string> | null = null
  const withCookie = async (headers: Record<string, string> = {}) => {
    if (headers.cookie !== undefined) return headers
    administrator ??= signIn([{ role: 'administrator', scope: { kind: 'everything' } }]).then(
      ({ cookie }) => cookie,
    )
    return { ...headers, cookie: await administrator }
  }
  const ask: TestApp['ask'] = async (method, url, body, headers) =>
    read(
      await app.inject({
        method,
        url,
        ...(body !== undefined && { payload: body as object }),
        headers: await withCookie(headers),
      }),
    )
  const upload: TestApp['upload'] = async (fileName, bytes, headers) =>
    read(
      await app.inject({
        method: 'POST',
        url: `/api/imports?fileName=${encodeURIComponent(fileName)}`,
        payload: bytes,
        headers: await withCookie({ ...headers, 'content-type': 'application/octet-stream' }),
      }),
    )
  const settled: TestApp['settled'] = async (id) => {
    for (;;) {
      const { body } = await ask<Import>('GET', `/api/imports/${id}`)
      if (body.status !== 'reading' && body.status !== 'saving') return body
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  return {
    app,
    database,
    dataDirectory,
    ask,
    upload,
    settled,
    async bringIn(fileName, bytes, edit) {
      const { body, status } = await upload(fileName, bytes)
      if (status !== 202) throw new Error(`upload answered ${status}: ${JSON.stringify(body)}`)
      await settled(body.id)
      if (edit) await ask('PATCH', `/api/imports/${body.id}`, edit)
      await settled(body.id)
      const saving = await ask('POST', `/api/imports/${body.id}/save`)
      if (saving.status !== 202)
        throw new Error(`save answered ${saving.status}: ${JSON.stringify(saving.body)}`)
      return settled(body.id)
    },
    signIn,
    administrator: () => withCookie(),
    async empty() {
      await emptyTables(database)
      administrator = null
      // A revision never comes twice in a database's life, and what is kept in memory relies on it.
      epoch += 1_000_000
      await database.db.updateTable('layer').set({ revision: epoch }).execute()
      const imports = join(dataDirectory, 'imports')
      for (const name of await readdir(imports)) await rm(join(imports, name), { recursive: true })
    },
    async close() {
      await app.close()
      await database.close()
      await rm(dataDirectory, { recursive: true, force: true })
    },
  }
}

let accounts = 0

/** A new account with these roles, signed in; `cookie` is the header's `name=token`. */
export async function signInTo(
  { db }: Database,
  grants: Grant[],
  name = `account ${++accounts}`,
): Promise<{ accountId: number; cookie: string }> {
  const { id } = await db.insertInto('account').values({ name }).returning('id').executeTakeFirstOrThrow()
  const rows = grants.map(({ role, scope }) => ({
    account_id: id,
    role,
    scope_kind: scope.kind,
    scope_id: scope.kind === 'everything' ? 0 : scope.id,
  }))
  if (rows.length > 0) await db.insertInto('role_grant').values(rows).execute()
  return { accountId: id, cookie: `${SESSION_COOKIE}=${await openSession(db, id, 'test')}` }
}

/** A square of `size` degrees with its lower left corner at column and row of a grid near El Maizal. */
export function square(column: number, row: number, size = 0.01): Polygon {
  const west = -69.5 + column * size
  const south = 9.5 + row * size
  const [east, north] = [west + size, south + size].map((value) => Math.round(value * 1e7) / 1e7)
  return {
    type: 'Polygon',
    coordinates: [
      [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ],
    ],
  }
}

export interface Area {
  name: string
  geometry: object | null
  [property: string]: unknown
}

export const collection = (...areas: Area[]): string =>
  JSON.stringify({
    type: 'FeatureCollection',
    features: areas.map(({ geometry, ...properties }) => ({ type: 'Feature', properties, geometry })),
  })

/** A row of squares side by side: each shares a border with the next. */
export const rowOfCouncils = (names: string[], properties: object = {}): string =>
  collection(...names.map((name, column) => ({ name, geometry: square(column, 0), ...properties })))
