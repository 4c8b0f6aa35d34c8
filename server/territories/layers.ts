/** Revisions of what the map draws. */
import { sql } from 'kysely'
import type { Executor } from '../executor.ts'

export type LayerName = 'councils' | 'communes' | 'links' | 'bodies' | 'land' | 'exchange'

export interface Revisions {
  councils: number
  communes: number
  links: number
  bodies: number
  land: number
  exchange: number
  /** Grows with every change to any of them. */
  all: number
}

export async function readRevisions(database: Executor): Promise<Revisions> {
  const rows = await database.selectFrom('layer').select(['name', 'revision']).execute()
  const of = (name: LayerName) => rows.find((row) => row.name === name)?.revision ?? 0
  const revisions = {
    councils: of('councils'),
    communes: of('communes'),
    links: of('links'),
    bodies: of('bodies'),
    land: of('land'),
    exchange: of('exchange'),
  }
  return { ...revisions, all: Object.values(revisions).reduce((sum, revision) => sum + revision, 0) }
}

export async function raiseRevisions(database: Executor, names: readonly LayerName[]): Promise<void> {
  if (names.length === 0) return
  // In name order, so that two transactions never wait for each other.
  await sql`update layer set revision = revision + 1 where name in
    (select name from layer where name = any(${[...names]}::text[]) order by name for update)`.execute(
    database,
  )
}
