/** Reading for somebody: inside the role of a visitor, whose sight PostgreSQL itself holds to. */
import { sql } from 'kysely'
import { type Sight, sightOf, type Viewer } from '../../domain/access/index.ts'
import type { Executor } from '../executor.ts'

/**
 * Runs `work` in a read-only transaction in which only the rows of the viewer's sight exist (sql/0014-row-security.sql).
 * Whatever is sent out of the server comes through here; the territory's own work runs as the owner of the tables.
 */
export function asViewer<T>(
  database: Executor,
  viewer: Viewer,
  work: (visible: Executor) => Promise<T>,
): Promise<T> {
  return database
    .transaction()
    .setAccessMode('read only')
    .execute(async (transaction) => {
      await announce(transaction, sightOf(viewer))
      return work(transaction)
    })
}

/** Until the transaction ends. The role comes last: a visitor's settings are its own, but needn't be. */
async function announce(transaction: Executor, sight: Sight): Promise<void> {
  await sql`select
    set_config('toparquia.account', ${sight.account === null ? '' : String(sight.account)}, true),
    set_config('toparquia.everything', ${sight.everything}, true),
    set_config('toparquia.scope', ${`{${sight.scope.join(',')}}`}, true),
    set_config('toparquia.committee', ${`{${sight.committee.join(',')}}`}, true),
    set_config('role', 'toparquia_visitor', true)`.execute(transaction)
}
