/** What can be wrong with a database itself. These are exceptions: no request can mend them. */

export type DatabaseReason =
  /** Another process has the embedded database open. */
  | 'in-use'
  /** The directory holds something that is not a database of this program. */
  | 'not-a-database'
  /** The server does not answer, or the connection was lost. */
  | 'away'
  /** The server answers and refuses: wrong password, no such database, too few rights. */
  | 'refused'
  /** PostgreSQL or PostGIS is missing or older than the program needs. */
  | 'too-old'
  /** The tables were made by a later version of this program. */
  | 'newer-than-program'
  /** A migration failed; its file left nothing behind. */
  | 'migration-failed'
  /** The embedded engine stopped, or a statement on it took too long. */
  | 'engine-stopped'
  | 'closed'

/** `reason` is for code, the message (English, with the remedy) for the operator's log. */
export class DatabaseError extends Error {
  readonly reason: DatabaseReason

  constructor(reason: DatabaseReason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DatabaseError'
    this.reason = reason
  }
}

/**
 * The geometry library (GEOS) gave up on a shape, mostly an invalid one. The statement had no effect and its
 * transaction is rolled back. Check shapes with `st_isvalid` before intersecting them.
 */
export class GeometryEngineError extends Error {
  readonly statement: string

  constructor(statement: string, options?: ErrorOptions) {
    super(`The geometry engine gave up on: ${statement.trim().slice(0, 200)}`, options)
    this.name = 'GeometryEngineError'
    this.statement = statement
  }
}
