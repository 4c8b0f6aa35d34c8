/** Accounts and their roles in the tables: read, made and changed. What may be changed is decided in managing.ts. */
import { sql } from 'kysely'
import type { Grant, Viewer } from '../../domain/access/index.ts'
import type { Executor } from '../executor.ts'
import type { GrantRow } from './sessions.ts'
import { readGrant } from './sessions.ts'

export interface AccountRecord {
  id: number
  name: string
  grants: Grant[]
  disabled: boolean
  secondFactor: boolean
  createdAt: string
  /** Last use of any session that is still open. */
  seenAt: string | null
  revision: number
}

/** All of them by name, or the one that is asked for. */
export async function readAccounts(database: Executor, id?: number): Promise<AccountRecord[]> {
  const { rows } = await sql<Omit<AccountRecord, 'grants'> & { grants: GrantRow[] }>`
    select a.id, a.name, a.disabled, a.totp_secret is not null as "secondFactor", a.created_at as "createdAt",
      (select max(s.seen_at) from session s where s.account_id = a.id) as "seenAt", a.revision,
      coalesce((select json_agg(json_build_object('role', g.role, 'kind', g.scope_kind, 'id', g.scope_id)
          order by g.scope_kind, g.scope_id, g.role)
        from role_grant g where g.account_id = a.id), '[]'::json) as grants
    from account a where ${id === undefined ? sql`true` : sql`a.id = ${id}`}
    order by plain_text(a.name) collate "C", a.id`.execute(database)
  return rows.map((row) => ({ ...row, grants: row.grants.map(readGrant) }))
}

export const readAccount = async (database: Executor, id: number): Promise<AccountRecord | undefined> =>
  (await readAccounts(database, id))[0]

export const viewerOf = ({ id, name, grants, disabled }: AccountRecord): Viewer => ({
  account: { id, name },
  grants: disabled ? [] : grants,
})

/** What a sign-in looks at. */
export interface Credentials {
  id: number
  name: string
  passwordHash: string | null
  totpSecret: string | null
  disabled: boolean
}

const CREDENTIALS = sql`a.id, a.name, a.password_hash as "passwordHash", a.totp_secret as "totpSecret", a.disabled`

/** @returns also the name as it is compared, whether or not anybody bears it. */
export async function findCredentials(
  database: Executor,
  name: string,
): Promise<{ plainName: string; account: Credentials | null }> {
  const { rows } = await sql<{ plainName: string } & { [F in keyof Credentials]: Credentials[F] | null }>`
    select given.name as "plainName", ${CREDENTIALS}
    from (select plain_text(${tidyName(name)}) as name) as given
    left join account a on plain_text(a.name) = given.name`.execute(database)
  const [{ plainName, ...account }] = rows
  return { plainName, account: account.id === null ? null : (account as Credentials) }
}

export async function credentialsOf(database: Executor, id: number): Promise<Credentials> {
  const { rows } = await sql<Credentials>`select ${CREDENTIALS} from account a where a.id = ${id}`.execute(
    database,
  )
  return rows[0]
}

/** One form for one name: accents in one piece, one blank between words, nothing that can't be seen. */
export const tidyName = (name: string): string =>
  name
    .normalize('NFC')
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim()

/** @returns its number; null where somebody bears that name. */
export async function insertAccount(
  transaction: Executor,
  { name, passwordHash, grants }: { name: string; passwordHash: string; grants: readonly Grant[] },
): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    insert into account (name, password_hash) values (${tidyName(name)}, ${passwordHash})
    on conflict (plain_text(name)) do nothing returning id`.execute(transaction)
  if (rows.length === 0) return null
  await addGrants(transaction, rows[0].id, grants)
  return rows[0].id
}

export const setPassword = (transaction: Executor, accountId: number, passwordHash: string) =>
  transaction
    .updateTable('account')
    .set({ password_hash: passwordHash })
    .where('id', '=', accountId)
    .execute()

/** Unless it was changed meanwhile. */
export const replacePassword = (database: Executor, accountId: number, before: string, after: string) =>
  database
    .updateTable('account')
    .set({ password_hash: after })
    .where('id', '=', accountId)
    .where('password_hash', '=', before)
    .execute()

const row = (accountId: number, { role, scope }: Grant) => ({
  account_id: accountId,
  role,
  scope_kind: scope.kind,
  scope_id: scope.kind === 'everything' ? 0 : scope.id,
})

async function addGrants(transaction: Executor, accountId: number, grants: readonly Grant[]): Promise<void> {
  if (grants.length === 0) return
  await transaction
    .insertInto('role_grant')
    .values(grants.map((grant) => row(accountId, grant)))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export interface AccountChange {
  added: Grant[]
  removed: Grant[]
  disabled: boolean
}

export async function changeAccount(
  transaction: Executor,
  accountId: number,
  { added, removed, disabled }: AccountChange,
): Promise<void> {
  await sql`update account set disabled = ${disabled}, revision = revision + 1 where id = ${accountId}`.execute(
    transaction,
  )
  for (const grant of removed) {
    const { role, scope_kind, scope_id } = row(accountId, grant)
    await sql`delete from role_grant where account_id = ${accountId} and role = ${role}
      and scope_kind = ${scope_kind} and scope_id = ${scope_id}`.execute(transaction)
  }
  await addGrants(transaction, accountId, added)
}

/**
 * One change of roles at a time, so that two administrators can't take each other's role at the same moment and leave
 * nobody. What is read afterwards is as the one before left it.
 */
export const lockRoles = (transaction: Executor) =>
  sql`lock table role_grant in share row exclusive mode`.execute(transaction)

/** Who administers everything and can sign in. */
export async function administratorsOfEverything(database: Executor): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select a.id from account a join role_grant g on g.account_id = a.id
    where g.role = 'administrator' and g.scope_kind = 'everything' and not a.disabled`.execute(database)
  return rows.map(({ id }) => id)
}

export const hasAdministrator = async (database: Executor): Promise<boolean> =>
  (await administratorsOfEverything(database)).length > 0

/** Communes that are named and are not there. Corridors and cases are not there at all yet. */
export async function unknownScopes(database: Executor, grants: readonly Grant[]): Promise<Grant['scope'][]> {
  const scopes = grants.map(({ scope }) => scope).filter((scope) => scope.kind !== 'everything')
  const ids = scopes.flatMap((scope) => (scope.kind === 'commune' ? [scope.id] : []))
  if (scopes.length === 0) return []
  const { rows } = await sql<{ id: number }>`
    select id from present_commune where id = any(${ids}::integer[])`.execute(database)
  const present = new Set(rows.map(({ id }) => id))
  return scopes.filter((scope) => scope.kind !== 'commune' || !present.has(scope.id))
}
