/**
 * One Kysely dialect for both engines. An engine gives sessions; a session runs statements, scripts and COPY.
 * Kysely's own drivers know neither COPY nor an engine that has to be restarted.
 */
import {
  AbortedTransactionError,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type DialectAdapter,
  type Driver,
  PGliteAdapter,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryCompiler,
  type QueryResult,
  type TransactionSettings,
} from 'kysely'

export interface Answer {
  rows: unknown[]
  command: string
  /** Rows that insert, update, delete, merge or copy touched. */
  affected: number
}

/** A conversation with the engine that nobody else uses until it is released. */
export interface Session {
  query(text: string, parameters: readonly unknown[]): Promise<Answer>
  /** Several statements, none with parameters. */
  script(text: string): Promise<void>
  /** `text` is `copy … from stdin`; chunks are of the format that it names, cut between rows. */
  copy(text: string, chunks: AsyncIterable<Uint8Array>, frame?: CopyFrame): Promise<number>
  /** `spoiled`: not to be used again. */
  release(spoiled: boolean): void
}

/** Gets what a notification carries; null where some may have been missed: look again. */
export type Listener = (payload: string | null) => void

export interface SessionSource {
  engine: 'embedded' | 'postgres'
  acquire(): Promise<Session>
  /** Tells of every notification on the channel, as its transaction is committed. Returns what ends it. */
  listen(channel: string, listener: Listener): Promise<() => Promise<void>>
  close(): Promise<void>
}

/** As the only parameter of a compiled query: the query is a script of several statements. */
export class Script {}

/** As the only parameter of a compiled query: the query is a COPY from these chunks. */
export class CopyChunks {
  readonly chunks: AsyncIterable<Uint8Array>
  readonly frame: CopyFrame | undefined

  constructor(chunks: AsyncIterable<Uint8Array>, frame?: CopyFrame) {
    this.chunks = chunks
    this.frame = frame
  }
}

/** What stands before and behind the rows of one COPY; nothing in the text format. */
export interface CopyFrame {
  head: Uint8Array
  tail: Uint8Array
}

export class SessionDialect implements Dialect {
  readonly #source: SessionSource

  constructor(source: SessionSource) {
    this.#source = source
  }

  createDriver(): Driver {
    return new SessionDriver(this.#source)
  }

  createQueryCompiler(): QueryCompiler {
    return new PostgresQueryCompiler()
  }

  /** The embedded engine has one session: its adapter makes Kysely queue for it. */
  createAdapter(): DialectAdapter {
    return this.#source.engine === 'embedded' ? new PGliteAdapter() : new PostgresAdapter()
  }

  createIntrospector(db: ConstructorParameters<typeof PostgresIntrospector>[0]) {
    return new PostgresIntrospector(db)
  }
}

class SessionConnection implements DatabaseConnection {
  readonly session: Session
  spoiled = false

  constructor(session: Session) {
    this.session = session
  }

  async executeQuery<Row>(compiled: CompiledQuery): Promise<QueryResult<Row>> {
    const { sql, parameters } = compiled
    const [first] = parameters
    if (first instanceof Script) {
      await this.session.script(sql)
      return { rows: [] }
    }
    if (first instanceof CopyChunks) {
      const copied = await this.session.copy(sql, first.chunks, first.frame)
      return { rows: [], numAffectedRows: BigInt(copied) }
    }
    const answer = await this.session.query(sql, parameters)
    const changes = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'].includes(answer.command)
    return {
      rows: answer.rows as Row[],
      ...(changes ? { numAffectedRows: BigInt(answer.affected) } : {}),
    }
  }

  // biome-ignore lint/correctness/useYield: part of the interface; exports read pages by key instead.
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('Read pages by key: the embedded engine cannot stream.')
  }
}

class SessionDriver implements Driver {
  readonly #source: SessionSource

  constructor(source: SessionSource) {
    this.#source = source
  }

  async init() {}

  async acquireConnection() {
    return new SessionConnection(await this.#source.acquire())
  }

  async beginTransaction({ session }: SessionConnection, settings: TransactionSettings) {
    const { isolationLevel, accessMode } = settings
    await session.query(
      ['begin', isolationLevel && `isolation level ${isolationLevel}`, accessMode].filter(Boolean).join(' '),
      [],
    )
  }

  async commitTransaction({ session }: SessionConnection) {
    // A transaction in which a statement failed answers COMMIT with ROLLBACK, without an error.
    const { command } = await session.query('commit', [])
    if (command === 'ROLLBACK') throw new AbortedTransactionError()
  }

  async rollbackTransaction(connection: SessionConnection) {
    try {
      await connection.session.query('rollback', [])
    } catch {
      // What made the rollback fail (a lost connection, a stopped engine) has ended the transaction as well,
      // and must not hide the error that asked for the rollback.
      connection.spoiled = true
    }
  }

  async savepoint({ session }: SessionConnection, name: string) {
    await session.query(`savepoint ${quoted(name)}`, [])
  }

  async rollbackToSavepoint({ session }: SessionConnection, name: string) {
    await session.query(`rollback to ${quoted(name)}`, [])
  }

  async releaseSavepoint({ session }: SessionConnection, name: string) {
    await session.query(`release ${quoted(name)}`, [])
  }

  async releaseConnection({ session, spoiled }: SessionConnection) {
    session.release(spoiled)
  }

  async destroy() {
    await this.#source.close()
  }
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`
