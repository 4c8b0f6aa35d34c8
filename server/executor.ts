/** What every query function takes first: the database, or the transaction it must not leave. */
import type { Kysely } from 'kysely'
import type { Tables } from './database/schema.ts'

export type Executor = Kysely<Tables>
