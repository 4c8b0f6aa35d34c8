/** The secret addresses of calendars: a random token in the address, its hash in the table. */
import { sql } from 'kysely'
import type { Viewer } from '../../domain/access/index.ts'
import { type GrantRow, hashOf, newToken, readGrant } from '../accounts/sessions.ts'
import type { Executor } from '../executor.ts'
import type { FeedFound } from './schema.ts'

export async function findFeed(database: Executor, accountId: number): Promise<FeedFound['feed']> {
  const { rows } = await sql<{ withNames: boolean; createdAt: string }>`
    select with_names as "withNames", to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "createdAt"
    from calendar_feed where account_id = ${accountId}`.execute(database)
  return rows[0] ?? null
}

/** In place of the one that there was. @returns the token; it is kept nowhere. */
export async function makeFeed(database: Executor, accountId: number, withNames: boolean): Promise<string> {
  const token = newToken()
  await sql`insert into calendar_feed (account_id, token_hash, with_names)
    values (${accountId}, ${hashOf(token)}, ${withNames})
    on conflict (account_id) do update set token_hash = excluded.token_hash, with_names = excluded.with_names,
      created_at = now()`.execute(database)
  return token
}

/** @returns whether there was one. */
export async function withdrawFeed(database: Executor, accountId: number): Promise<boolean> {
  const { rows } = await sql`delete from calendar_feed where account_id = ${accountId} returning 1`.execute(
    database,
  )
  return rows.length > 0
}

export interface FeedReader {
  /** With the roles that the account has now. */
  viewer: Viewer
  withNames: boolean
}

/** Null where the token opens nothing (any more). */
export async function readerOf(database: Executor, token: string): Promise<FeedReader | null> {
  const { rows } = await sql<{ id: number; name: string; withNames: boolean; grants: GrantRow[] }>`
    select a.id, a.name, f.with_names as "withNames",
      coalesce((select json_agg(json_build_object('role', g.role, 'kind', g.scope_kind, 'id', g.scope_id)
          order by g.scope_kind, g.scope_id, g.role)
        from role_grant g where g.account_id = a.id), '[]'::json) as grants
    from calendar_feed f join account a on a.id = f.account_id
    where f.token_hash = ${hashOf(token)} and not a.disabled`.execute(database)
  if (rows.length === 0) return null
  const [{ id, name, withNames, grants }] = rows
  return { viewer: { account: { id, name }, grants: grants.map(readGrant) }, withNames }
}
