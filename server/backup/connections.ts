/** Whether a server of this program works on a database. On the embedded one it could not be open here as well. */
import { sql } from 'kysely'
import type { Database } from '../database/index.ts'
import type { Executor } from '../executor.ts'
import { BackupRefused } from './refusal.ts'

/**
 * What a running server holds in memory would go on being shown, and its changes would be lost or mix with what is put
 * back. @throws BackupRefused `connected`
 */
export async function refuseConnected(engine: Database['engine'], db: Executor): Promise<void> {
  if (engine === 'embedded') return
  const { rows } = await sql<{ connections: number }>`
    select count(*) as connections from pg_stat_activity
    where datname = current_database() and application_name ~ '^toparquia(: |$)' and pid <> pg_backend_pid()`.execute(
    db,
  )
  const [{ connections }] = rows
  if (connections > 0) throw new BackupRefused('connected', { connections })
}
