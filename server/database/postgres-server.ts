/** A real PostgreSQL with PostGIS as a source of sessions. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { DatabaseLog } from './database-log.ts'
import type { Answer, CopyFrame, Listener, Session, SessionSource } from './dialect.ts'
import { DatabaseError, GeometryEngineError } from './errors.ts'
import { PostgresListener } from './postgres-listener.ts'
import { arrayElementParsers, textParameter, valueParsers } from './values.ts'

/** Row security reaches through views since 15. */
const oldestPostgres = 150000
const oldestPostgis = [3, 1]
/** Enough for every query of a person; a COPY, as long as its file, is exempt. */
const statementLimit = '60s'
/** A server that is just being started gets this long to answer. */
const patienceMs = 30_000

export interface PostgresSettings {
  url: string
  log: DatabaseLog
  /** How long to wait at the start for a server that does not answer. */
  patienceMs?: number
}

/** Connects, waiting for a server that is starting, and refuses one that is too old. */
export async function openPostgres(settings: PostgresSettings): Promise<PostgresServer> {
  const server = new PostgresServer(settings.url, settings.log)
  try {
    await waitFor(server, settings)
    await checkVersions(server)
  } catch (error) {
    await server.close()
    throw error
  }
  return server
}

export class PostgresServer implements SessionSource {
  readonly engine = 'postgres'
  readonly #pool: pg.Pool
  readonly #prepared = new WeakSet<pg.PoolClient>()
  readonly #url: string
  readonly #log: DatabaseLog
  readonly #listeners = new Set<PostgresListener>()
  /** Where the server is, without user or password, for messages. */
  readonly address: string
  #isClosed = false

  constructor(url: string, log: DatabaseLog) {
    this.address = addressOf(url)
    this.#url = url
    this.#log = log
    this.#pool = new pg.Pool({
      connectionString: url,
      max: 10,
      connectionTimeoutMillis: 10_000,
      application_name: 'toparquia',
      types: typeParsers,
    })
    // An idle connection that the server closes: the next query opens another.
    this.#pool.on('error', (error) => log.warn(`Connection to ${this.address} was lost: ${error.message}`))
  }

  async acquire(): Promise<Session> {
    if (this.#isClosed) throw new DatabaseError('closed', 'The database is closed.')
    let client: pg.PoolClient
    try {
      client = await this.#pool.connect()
    } catch (error) {
      throw connectionError(error, this.address)
    }
    const session = new PostgresSession(client, this.address)
    if (!this.#prepared.has(client)) {
      try {
        await session.script(
          `set timezone to 'UTC'; set statement_timeout to '${statementLimit}'; ` +
            `set idle_in_transaction_session_timeout to '300s'; ` +
            // A rule about rows looks costly to the planner, and compiling a query then takes longer than running it.
            'set jit to off',
        )
      } catch (error) {
        session.release(true)
        throw error
      }
      this.#prepared.add(client)
    }
    return session
  }

  async listen(channel: string, listener: Listener): Promise<() => Promise<void>> {
    if (this.#isClosed) throw new DatabaseError('closed', 'The database is closed.')
    const listening = new PostgresListener(this.#url, channel, listener, this.#log)
    try {
      await listening.open()
    } catch (error) {
      throw connectionError(error, this.address)
    }
    this.#listeners.add(listening)
    return async () => {
      this.#listeners.delete(listening)
      await listening.close()
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await Promise.all([...this.#listeners].map((listening) => listening.close()))
    await this.#pool.end()
  }
}

class PostgresSession implements Session {
  readonly #client: pg.PoolClient
  readonly #address: string
  #lost = false
  readonly #onError = () => {
    this.#lost = true
  }

  constructor(client: pg.PoolClient, address: string) {
    this.#client = client
    this.#address = address
    // A connection lost between two statements of a transaction would otherwise end the program.
    client.on('error', this.#onError)
  }

  async query(text: string, parameters: readonly unknown[]): Promise<Answer> {
    try {
      const { rows, command, rowCount } = await this.#client.query(text, parameters.map(textParameter))
      return { rows, command, affected: rowCount ?? 0 }
    } catch (error) {
      throw this.#translate(error, text)
    }
  }

  async script(text: string): Promise<void> {
    try {
      await this.#client.query(text)
    } catch (error) {
      throw this.#translate(error, text)
    }
  }

  async copy(text: string, chunks: AsyncIterable<Uint8Array>, frame?: CopyFrame): Promise<number> {
    await this.query('set local statement_timeout to 0', [])
    const stream = this.#client.query(copyFrom(text))
    try {
      await pipeline(Readable.from(frame ? framed(chunks, frame) : chunks, { objectMode: true }), stream)
    } catch (error) {
      throw this.#translate(error, text)
    }
    await this.query(`set local statement_timeout to '${statementLimit}'`, [])
    return stream.rowCount
  }

  release(spoiled: boolean) {
    this.#client.off('error', this.#onError)
    this.#client.release(spoiled || this.#lost)
  }

  #translate(error: unknown, text: string): unknown {
    const { code, message } = error as { code?: string; message: string }
    // PostGIS reports GEOS exceptions as internal errors.
    if (code === 'XX000' && /GEOS|Topology|lwgeom|lwpoly|geos/i.test(message)) {
      return new GeometryEngineError(text, { cause: error })
    }
    if (code === undefined ? /connection|socket|terminated/i.test(message) : isConnectionLoss(code)) {
      this.#lost = true
      return connectionError(error, this.#address)
    }
    return error
  }
}

async function* framed(chunks: AsyncIterable<Uint8Array>, { head, tail }: CopyFrame) {
  yield head
  yield* chunks
  yield tail
}

/** @types/pg describes another version of this. */
const arrayParser = pg.types.arrayParser as unknown as {
  create(text: string, element: (text: string) => unknown): { parse(): unknown[] }
}

const typeParsers: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    const element = arrayElementParsers[oid]
    if (element) return (text: string) => arrayParser.create(text, element).parse()
    return valueParsers[oid] ?? pg.types.getTypeParser(oid, format as 'text')
  }) as typeof pg.types.getTypeParser,
}

const isConnectionLoss = (code: string) =>
  /^(08|57P0)/.test(code) ||
  ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EPIPE', 'EAI_AGAIN', 'ENOENT'].includes(code)

/** Away: may come back by itself. Refused: somebody has to change something. */
function connectionError(error: unknown, address: string): DatabaseError {
  const { code, message } = error as { code?: string; message: string }
  const away = code === undefined || isConnectionLoss(code) || code.startsWith('53')
  if (away) {
    const told = message || code
    return new DatabaseError(
      'away',
      `The database at ${address} does not answer (${told}). Is the server running?`,
      {
        cause: error,
      },
    )
  }
  return new DatabaseError('refused', `The database at ${address} refuses: ${message}. Check DATABASE_URL.`, {
    cause: error,
  })
}

function addressOf(url: string): string {
  try {
    const { host, pathname, searchParams } = new URL(url)
    return `${searchParams.get('host') ?? host}${pathname}`
  } catch {
    throw new DatabaseError(
      'refused',
      'DATABASE_URL is not an address such as postgres://user:password@host:5432/name.',
    )
  }
}

async function waitFor(server: PostgresServer, { log, patienceMs: patience = patienceMs }: PostgresSettings) {
  const deadline = Date.now() + patience
  for (let wait = 250; ; wait = Math.min(wait * 2, 4000)) {
    try {
      const session = await server.acquire()
      session.release(false)
      return
    } catch (error) {
      const away = error instanceof DatabaseError && error.reason === 'away'
      if (!away || Date.now() + wait > deadline) throw error
      log.warn(`${error.message} Trying again in ${wait} ms.`)
      await pause(wait)
    }
  }
}

async function checkVersions(server: PostgresServer) {
  const session = await server.acquire()
  try {
    const { rows } = await session.query(
      `select current_setting('server_version_num')::int as postgres, current_setting('server_version') as name,
        coalesce(i.extversion, a.default_version) as postgis
      from (values (1)) one
      left join pg_extension i on i.extname = 'postgis'
      left join pg_available_extensions a on a.name = 'postgis'`,
      [],
    )
    const [{ postgres, name, postgis }] = rows as { postgres: number; name: string; postgis: string | null }[]
    if (postgres < oldestPostgres) {
      throw new DatabaseError('too-old', `PostgreSQL 15 or later is needed; ${server.address} runs ${name}.`)
    }
    const major = Math.floor(postgres / 10000)
    if (postgis === null) {
      throw new DatabaseError(
        'too-old',
        `PostGIS is not installed on ${server.address}. On Debian: apt-get install postgresql-${major}-postgis-3`,
      )
    }
    const [first, second] = postgis.split('.').map(Number)
    if (first < oldestPostgis[0] || (first === oldestPostgis[0] && second < oldestPostgis[1])) {
      throw new DatabaseError(
        'too-old',
        `PostGIS ${oldestPostgis.join('.')} or later is needed; ${server.address} has ${postgis}.`,
      )
    }
  } finally {
    session.release(false)
  }
}
