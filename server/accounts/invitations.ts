/** Open invitations: links that make an account, or let one in again. Used or withdrawn, they are gone. */
import { sql } from 'kysely'
import type { Grant } from '../../domain/access/index.ts'
import type { Executor } from '../executor.ts'
import { type AccountRecord, readAccount, viewerOf } from './accounts.ts'
import { commands } from './managing.ts'
import { hashOf, newToken } from './sessions.ts'

const DAYS = 7

export interface InvitationRecord {
  id: number
  /** Of the new account, or of the one that it lets in again. */
  grants: Grant[]
  /** The account that it lets in again; null where it makes a new one. */
  accountId: number | null
  accountName: string | null
  note: string | null
  invitedBy: string | null
  inviterId: number | null
  expiresAt: string
}

export interface MadeInvitation {
  invitation: InvitationRecord
  /** Kept nowhere. */
  token: string
}

const columns = sql`i.id, i.grants, i.account_id as "accountId", i.note, i.invited_by as "inviterId",
  i.expires_at as "expiresAt", (select a.name from account a where a.id = i.account_id) as "accountName",
  (select a.name from account a where a.id = i.invited_by) as "invitedBy"`

/** @param inviterId null for the console. */
export async function makeInvitation(
  transaction: Executor,
  inviterId: number | null,
  {
    grants,
    accountId = null,
    note = null,
  }: { grants: readonly Grant[]; accountId?: number | null; note?: string | null },
): Promise<MadeInvitation> {
  const token = newToken()
  if (accountId !== null)
    await sql`delete from invitation where account_id = ${accountId}`.execute(transaction)
  const { rows } = await sql<{ id: number }>`
    insert into invitation (token_hash, grants, account_id, note, invited_by, expires_at)
    values (${hashOf(token)}, ${JSON.stringify(accountId === null ? grants : [])}::jsonb, ${accountId}, ${note},
      ${inviterId}, now() + make_interval(days => ${DAYS})) returning id`.execute(transaction)
  return { invitation: (await readInvitations(transaction, rows[0].id))[0], token }
}

/** Those that still open something, the oldest first. */
export async function readInvitations(database: Executor, id?: number): Promise<InvitationRecord[]> {
  const { rows } = await sql<InvitationRecord>`
    select ${columns} from invitation i
    where i.expires_at > now() and ${id === undefined ? sql`true` : sql`i.id = ${id}`}
    order by i.created_at, i.id`.execute(database)
  const standing: InvitationRecord[] = []
  for (const invitation of rows) {
    const { accountId } = invitation
    const account = accountId === null ? null : await readAccount(database, accountId)
    if (await stands(database, invitation, account ?? null))
      standing.push({ ...invitation, grants: account?.grants ?? invitation.grants })
  }
  return standing
}

/** Who made it must still be allowed to: an administrator who was removed leaves no door open. */
async function stands(
  database: Executor,
  { grants, inviterId }: InvitationRecord,
  account: AccountRecord | null,
): Promise<boolean> {
  if (account?.disabled) return false
  if (inviterId === null) return true
  const inviter = await readAccount(database, inviterId)
  return inviter !== undefined && commands(viewerOf(inviter), account?.grants ?? grants)
}

export async function findInvitation(database: Executor, token: string): Promise<InvitationRecord | null> {
  const { rows } = await sql<{ id: number }>`
    select id from invitation where token_hash = ${hashOf(token)}`.execute(database)
  return rows.length === 0 ? null : ((await readInvitations(database, rows[0].id))[0] ?? null)
}

/** Of several who use it at the same moment only one has it. */
export async function takeInvitation(transaction: Executor, token: string): Promise<InvitationRecord | null> {
  const found = await findInvitation(transaction, token)
  return found && (await withdrawInvitation(transaction, found.id)) ? found : null
}

/** @returns whether it was still there. */
export async function withdrawInvitation(transaction: Executor, id: number): Promise<boolean> {
  const { rows } = await sql`delete from invitation where id = ${id} returning 1`.execute(transaction)
  return rows.length > 0
}

/** Those of an account that is closed, and those into it. */
export async function withdrawInvitationsOf(transaction: Executor, accountId: number): Promise<void> {
  await sql`delete from invitation where account_id = ${accountId} or invited_by = ${accountId}`.execute(
    transaction,
  )
}

/** The one that was printed on the console and nobody used. */
export async function withdrawConsoleInvitation(transaction: Executor): Promise<void> {
  await sql`delete from invitation where invited_by is null`.execute(transaction)
}

export async function forgetExpiredInvitations(database: Executor): Promise<void> {
  await sql`delete from invitation where expires_at < now()`.execute(database)
}
