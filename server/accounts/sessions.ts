/** Sessions: a random token in the browser's cookie, its hash in the table. Ending one takes effect at the next request. */
import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Grant, Role, Scope, Viewer } from '../../domain/access/index.ts'
import type { Executor } from '../executor.ts'
import type { Security } from './schema.ts'

/** A month at most, and two weeks without use. */
const LONGEST_DAYS = 30
const IDLE_DAYS = 14

export interface Session {
  /** SHA-256 of the token: names the session without being able to open it. */
  tokenHash: Buffer
  viewer: Viewer
}

export const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()

/** 256 random bits, base64url. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** @returns the token for the cookie; it is kept nowhere. */
export async function openSession(database: Executor, accountId: number, device: string): Promise<string> {
  const token = newToken()
  await sql`insert into session (token_hash, account_id, device, expires_at)
    values (${hashOf(token)}, ${accountId}, ${device}, now() + make_interval(days => ${LONGEST_DAYS}))`.execute(
    database,
  )
  return token
}

/** Null where the token opens nothing (any more). */
export async function findSession(database: Executor, token: string): Promise<Session | null> {
  const tokenHash = hashOf(token)
  const { rows } = await sql<{ id: number; name: string; stale: boolean; grants: GrantRow[] }>`
    select a.id, a.name, s.seen_at < now() - interval '5 minutes' as stale,
      coalesce((select json_agg(json_build_object('role', g.role, 'kind', g.scope_kind, 'id', g.scope_id)
          order by g.scope_kind, g.scope_id, g.role)
        from role_grant g where g.account_id = a.id), '[]'::json) as grants
    from session s join account a on a.id = s.account_id
    where s.token_hash = ${tokenHash} and s.expires_at > now()
      and s.seen_at > now() - make_interval(days => ${IDLE_DAYS}) and not a.disabled`.execute(database)
  if (rows.length === 0) return null
  const [{ id, name, stale, grants }] = rows
  if (stale) await sql`update session set seen_at = now() where token_hash = ${tokenHash}`.execute(database)
  return { tokenHash, viewer: { account: { id, name }, grants: grants.map(readGrant) } }
}

/** Which of the sessions, by hexadecimal hash, still open something. Does not count as use. */
export async function livingSessions(database: Executor, hashes: readonly string[]): Promise<Set<string>> {
  if (hashes.length === 0) return new Set()
  const { rows } = await sql<{ hash: string }>`
    select encode(s.token_hash, 'hex') as hash from session s join account a on a.id = s.account_id
    where encode(s.token_hash, 'hex') = any(${[...hashes]}::text[]) and s.expires_at > now()
      and s.seen_at > now() - make_interval(days => ${IDLE_DAYS}) and not a.disabled`.execute(database)
  return new Set(rows.map(({ hash }) => hash))
}

export async function endSession(database: Executor, tokenHash: Buffer): Promise<void> {
  await sql`delete from session where token_hash = ${tokenHash}`.execute(database)
}

/** @param but the one that stays, if any. @returns how many ended. */
export async function endSessions(
  database: Executor,
  accountId: number,
  but: Buffer | null = null,
): Promise<number> {
  // The address of a calendar is a way in as well: who ends their sessions has lost a device.
  await sql`delete from calendar_feed where account_id = ${accountId}`.execute(database)
  const { rows } = await sql`delete from session
    where account_id = ${accountId} and token_hash is distinct from ${but}::bytea returning 1`.execute(
    database,
  )
  return rows.length
}

/** By the name that the list of devices gives it. @returns whether this account had it. */
export async function endNamedSession(database: Executor, accountId: number, id: string): Promise<boolean> {
  const { rows } = await sql`delete from session
    where account_id = ${accountId} and token_hash = ${Buffer.from(id, 'base64url')} returning 1`.execute(
    database,
  )
  return rows.length > 0
}

/** Those that still open something, the last used first. */
export async function listSessions(
  database: Executor,
  accountId: number,
  present: Buffer | null,
): Promise<Security['devices']> {
  const { rows } = await sql<{ tokenHash: Uint8Array; device: string; createdAt: string; seenAt: string }>`
    select token_hash as "tokenHash", device, created_at as "createdAt", seen_at as "seenAt" from session
    where account_id = ${accountId} and expires_at > now() and seen_at > now() - make_interval(days => ${IDLE_DAYS})
    order by seen_at desc, created_at desc`.execute(database)
  return rows.map(({ tokenHash, ...device }) => ({
    id: Buffer.from(tokenHash).toString('base64url'),
    ...device,
    present: present?.equals(tokenHash) ?? false,
  }))
}

/** Whether it began less than an hour ago: who finds a window open can't make themselves a way in that stays. */
export async function isRecent(database: Executor, tokenHash: Buffer): Promise<boolean> {
  const { rows } = await sql`select 1 from session
    where token_hash = ${tokenHash} and created_at > now() - interval '1 hour'`.execute(database)
  return rows.length > 0
}

export async function forgetEndedSessions(database: Executor): Promise<void> {
  await sql`delete from session
    where expires_at < now() or seen_at < now() - make_interval(days => ${IDLE_DAYS})`.execute(database)
}

export interface GrantRow {
  role: Role
  kind: Scope['kind']
  id: number
}

export const readGrant = ({ role, kind, id }: GrantRow): Grant => ({
  role,
  scope: kind === 'everything' ? { kind } : { kind, id },
})
