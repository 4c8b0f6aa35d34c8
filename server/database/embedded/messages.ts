/** What goes between the program and the engine's thread. */

export interface ThreadSettings {
  /** The data directory, or a place to make a new one in. */
  directory: string
  /** False only for throw-away databases: commits then wait for no disk. */
  durable: boolean
}

export type Request =
  | { id: number; kind: 'query'; text: string; parameters: (string | null)[] }
  | { id: number; kind: 'script'; text: string }
  | { id: number; kind: 'copy'; text: string; chunk: Uint8Array }
  | { id: number; kind: 'listen'; channel: string }
  | { id: number; kind: 'close' }

export interface Failure {
  message: string
  /** SQLSTATE, constraint, detail and so on, as PostgreSQL names them. */
  fields: Record<string, string | undefined>
}

/** Not an answer: what `pg_notify` sent. */
export interface Notification {
  channel: string
  payload: string
}

export type Reply =
  | { id: number; rows: unknown[]; command: string; affected: number }
  | { id: number; failure: Failure }
  /** The engine answered nothing at all: a geometry exception got lost in it. */
  | { id: number; silent: true }
