/** The embedded engine as a source of one session, restarted after a geometry exception or a crash. */
import { statfsSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import type { Answer, CopyFrame, Listener, Session, SessionSource } from '../dialect.ts'
import { DatabaseError, GeometryEngineError } from '../errors.ts'
import { textParameter } from '../values.ts'
import type { Failure, Notification, Reply, Request, ThreadSettings } from './messages.ts'

// Freeing code that V8 has compiled better since can abort the whole process (a failed check of its list of code pages,
// nodejs/node issue 64500): seldom, under load, with engines as large as this one. Kept, it takes some megabytes.
setFlagsFromString('--no-wasm-code-gc')

/** A statement that takes longer is stopped, and the engine with it: it cannot be interrupted otherwise. */
const statementLimitMs = 120_000

/** After a start that failed, until the next is tried. */
const startPauseMs = 2000

/** Every refused statement leaves something on the compiled engine's stack: after some 1,800 it refuses all. */
const failureLimit = 800

/** SQLSTATE of PostgreSQL for a full disk. */
const diskFull = '53100'
/** Less than this and the log of changes, which grows by 16 MB, can't. */
const roomForLog = 16 << 20

type Draft = Request extends infer R ? (R extends Request ? Omit<R, 'id'> : never) : never
interface Waiting {
  resolve(reply: Reply): void
  reject(error: Error): void
}

export class EmbeddedEngine implements SessionSource {
  readonly engine = 'embedded'
  readonly #settings: ThreadSettings
  readonly #closed: () => Promise<void> | void
  #thread: Worker | undefined
  #waiting = new Map<number, Waiting>()
  #lastId = 0
  readonly #listeners = new Map<string, Set<Listener>>()
  #isClosed = false
  #noStartBefore = 0
  /** Statements that the running thread has refused. */
  #failures = 0
  /** Set once the running thread's answers can no longer be trusted. */
  #spoiled: Error | undefined

  /** `closed` is called once, after the last file is closed. */
  constructor(settings: ThreadSettings, closed: () => Promise<void> | void = () => {}) {
    this.#settings = settings
    this.#closed = closed
  }

  async start(): Promise<void> {
    this.#spoiled = undefined
    this.#failures = 0
    const thread = new Worker(new URL('./thread.ts', import.meta.url), {
      workerData: this.#settings,
      execArgv: ['--disable-warning=ExperimentalWarning'],
      // Programs print their results on standard output: the engine must not.
      stdout: true,
    })
    thread.stdout.pipe(process.stderr, { end: false })
    this.#thread = thread
    this.#waiting = new Map()
    const waiting = this.#waiting
    const stopped = (error: Error) => {
      if (this.#thread === thread) this.#spoiled ??= error
      for (const { reject } of waiting.values()) reject(error)
      waiting.clear()
    }
    thread.on('message', (reply: Reply | Notification) => {
      if ('channel' in reply) return this.#tell(reply.channel, reply.payload)
      waiting.get(reply.id)?.resolve(reply)
      waiting.delete(reply.id)
    })
    thread.on('error', (cause) => stopped(this.#stopped(cause)))
    thread.on('exit', () => stopped(new DatabaseError('engine-stopped', 'The embedded database stopped.')))
    await new Promise<Reply>((resolve, reject) => waiting.set(0, { resolve, reject }))
    for (const channel of this.#listeners.keys()) {
      await this.#send({ kind: 'listen', channel })
      // What was committed just before the engine stopped may not have been told.
      this.#tell(channel, null)
    }
  }

  /**
   * Never refused: Kysely would keep the turn of whoever was refused, and nobody would get one again. What keeps the
   * engine from starting comes out of the first statement.
   */
  async acquire(): Promise<Session> {
    let isReady = false
    const ready = async () => {
      if (isReady) return
      if (this.#isClosed) throw new DatabaseError('closed', 'The database is closed.')
      // Everybody who waits in line would otherwise try in turn, for seconds each.
      if (this.#spoiled && performance.now() < this.#noStartBefore) throw this.#spoiled
      if (this.#spoiled || this.#failures >= failureLimit) await this.#restart()
      isReady = true
    }
    return {
      query: async (text, parameters) => {
        await ready()
        return this.#query(text, parameters)
      },
      script: async (text) => {
        await ready()
        await this.#ask({ kind: 'script', text }, text)
      },
      copy: async (text, chunks, frame) => {
        await ready()
        return this.#copy(text, chunks, frame)
      },
      release: (spoiled) => {
        if (spoiled)
          this.#spoiled ??= new DatabaseError('engine-stopped', 'A transaction could not be ended.')
      },
    }
  }

  /** Outside any transaction. */
  async listen(channel: string, listener: Listener): Promise<() => Promise<void>> {
    const listeners = this.#listeners.get(channel) ?? new Set()
    listeners.add(listener)
    if (!this.#listeners.has(channel)) {
      await this.#ask({ kind: 'listen', channel }, `listen ${channel}`)
      this.#listeners.set(channel, listeners)
    }
    return async () => {
      listeners.delete(listener)
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    if (!this.#spoiled) await this.#send({ kind: 'close' }).catch(() => {})
    await this.#thread?.terminate()
    await this.#closed()
  }

  async #query(text: string, parameters: readonly unknown[]): Promise<Answer> {
    return this.#ask({ kind: 'query', text, parameters: parameters.map(textParameter) }, text)
  }

  /** The engine copies from a file-like blob, so the stream goes in pieces: atomic only within a transaction. */
  async #copy(text: string, chunks: AsyncIterable<Uint8Array>, frame?: CopyFrame): Promise<number> {
    const statement = text.replace(/\bfrom stdin\b/i, "from '/dev/blob'")
    let copied = 0
    for await (const rows of chunks) {
      const chunk = frame ? Buffer.concat([frame.head, rows, frame.tail]) : rows
      copied += (await this.#ask({ kind: 'copy', text: statement, chunk }, text)).affected
    }
    return copied
  }

  async #ask(draft: Draft, statement: string): Promise<Answer> {
    if (this.#spoiled) {
      throw new DatabaseError('engine-stopped', 'The transaction was rolled back by an earlier failure.', {
        cause: this.#spoiled,
      })
    }
    const reply = await this.#send(draft)
    if ('silent' in reply) {
      // What went before in the transaction would still be committed: the thread goes, and the transaction with it.
      this.#spoiled = new GeometryEngineError(statement)
      throw this.#spoiled
    }
    if ('failure' in reply) throw this.#failed(reply.failure)
    return reply
  }

  /** Says of a full disk that it is one. */
  #stopped(cause: Error): Error {
    const { directory } = this.#settings
    return isFull(directory)
      ? Object.assign(new Error(`No space left on the disk of ${directory}.`, { cause }), { code: diskFull })
      : new DatabaseError('engine-stopped', `The embedded database stopped: ${cause.message}`, { cause })
  }

  #failed(failure: Failure): Error {
    this.#failures++
    const error = engineError(failure)
    if (!isBeyondRepair(failure)) return error
    this.#spoiled = this.#stopped(error)
    return this.#spoiled
  }

  #tell(channel: string, payload: string | null) {
    for (const listener of this.#listeners.get(channel) ?? []) listener(payload)
  }

  #send(draft: Draft): Promise<Reply> {
    const id = ++this.#lastId
    const waiting = this.#waiting
    const thread = this.#thread!
    return new Promise<Reply>((resolve, reject) => {
      const limit = setTimeout(() => {
        const error = new DatabaseError(
          'engine-stopped',
          `A statement took over ${statementLimitMs / 1000} s and was stopped.`,
        )
        this.#spoiled = error
        void thread.terminate()
        reject(error)
      }, statementLimitMs)
      const settle =
        <T>(done: (value: T) => void) =>
        (value: T) => {
          clearTimeout(limit)
          done(value)
        }
      waiting.set(id, { resolve: settle(resolve), reject: settle(reject) })
      thread.postMessage({ ...draft, id })
    })
  }

  /** After a failure like a power cut: what was committed is in the log, what was not is gone. */
  async #restart() {
    if (!this.#spoiled) await this.#send({ kind: 'close' })
    await this.#thread?.terminate()
    try {
      await this.start()
    } catch (error) {
      this.#noStartBefore = performance.now() + startPauseMs
      throw error
    }
  }
}

/**
 * A real server would have stopped here (PANIC) and started anew; the compiled engine goes on answering nonsense. Also
 * its stack is used up (54001), the disk fails it (58), or it has met something that it holds to be impossible (XX).
 */
const isBeyondRepair = ({ fields }: Failure) =>
  fields.severity === 'PANIC' || fields.severity === 'FATAL' || /^(54001|58|XX)/.test(fields.code ?? '')

function isFull(directory: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(directory)
    return bavail * bsize < roomForLog
  } catch {
    return false
  }
}

/** An error with PostgreSQL's own fields, as node-postgres gives them. */
function engineError({ message, fields }: Failure): Error {
  return Object.assign(new Error(message), fields)
}
