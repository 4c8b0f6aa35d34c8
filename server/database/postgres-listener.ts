/** A connection of its own that waits for notifications, and comes back by itself when it is lost. */
import pg from 'pg'
import type { DatabaseLog } from './database-log.ts'
import type { Listener } from './dialect.ts'

const SHORTEST_WAIT_MS = 250
const LONGEST_WAIT_MS = 30_000

export class PostgresListener {
  readonly #url: string
  readonly #log: DatabaseLog
  readonly #channel: string
  readonly #listener: Listener
  #client: pg.Client | null = null
  #retry: NodeJS.Timeout | undefined
  #wait = SHORTEST_WAIT_MS
  #isClosed = false

  constructor(url: string, channel: string, listener: Listener, log: DatabaseLog) {
    this.#url = url
    this.#channel = channel
    this.#listener = listener
    this.#log = log
  }

  /** Resolves once listening. */
  async open(): Promise<void> {
    // A connection that waits is the first that a firewall forgets.
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'toparquia: listening',
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 30_000,
    })
    const lost = () => {
      if (this.#client !== client) return
      this.#client = null
      void client.end().catch(() => {})
      this.#comeBack()
    }
    client.on('error', lost)
    client.on('end', lost)
    client.on('notification', ({ payload = '' }) => this.#listener(payload))
    try {
      await client.connect()
      await client.query(`listen ${pg.escapeIdentifier(this.#channel)}`)
    } catch (error) {
      void client.end().catch(() => {})
      throw error
    }
    if (this.#isClosed) return client.end()
    this.#client = client
    this.#wait = SHORTEST_WAIT_MS
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#retry)
    const client = this.#client
    this.#client = null
    await client?.end().catch(() => {})
  }

  #comeBack() {
    if (this.#isClosed) return
    this.#log.warn(`Listening to the database was interrupted. Trying again in ${this.#wait} ms.`)
    this.#retry = setTimeout(() => {
      this.open().then(
        () => !this.#isClosed && this.#listener(null),
        () => this.#comeBack(),
      )
    }, this.#wait)
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS)
  }
}
