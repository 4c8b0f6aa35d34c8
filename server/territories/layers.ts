/** Revisions of what the map draws. */
import { sql } from 'kysely'
import type { Executor } from '../executor.ts'

export const LAYERS = ['councils', 'communes', 'links', 'bodies', 'land', 'exchange'] as const
export type LayerName = (typeof LAYERS)[number]

/** `all` grows with every change to any of them. */
export type Revisions = Record<LayerName | 'all', number>

export async function readRevisions(database: Executor): Promise<Revisions> {
  const rows = await database.selectFrom('layer').select(['name', 'revision']).execute()
  const revisions = Object.fromEntries(
    LAYERS.map((layer) => [layer, rows.find(({ name }) => name === layer)?.revision ?? 0]),
  ) as Record<LayerName, number>
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
