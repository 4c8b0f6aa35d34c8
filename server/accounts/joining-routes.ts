/** Taking up an invitation: a new account, or a new way into one. */
import type { LogEvent } from '../../domain/log/entry.ts'
import type { Executor } from '../executor.ts'
import { refuse } from '../problems.ts'
import { findCredentials, insertAccount, lockRoles, readAccount, setPassword, tidyName } from './accounts.ts'
import { clearFailures } from './attempts.ts'
import type { AccountsContext, AddRoutes } from './context.ts'
import { enter, welcome } from './entering.ts'
import { aboutAccount, grantFields } from './events.ts'
import { findInvitation, type InvitationRecord, takeInvitation } from './invitations.ts'
import { failuresOf } from './known-device.ts'
import { removePasskeys } from './passkeys.ts'
import { hashPassword } from './passwords.ts'
import * as schema from './schema.ts'
import { removeSecondFactor } from './second-factor.ts'
import { endSessions } from './sessions.ts'
import { weaknessOf } from './weak-password.ts'

export const addJoiningRoutes: AddRoutes = (app, context) => {
  const { db, key } = context

  app.post(
    '/invitations/look',
    {
      config: { action: 'sign-in' },
      schema: { body: schema.InvitationToken, response: { 200: schema.InvitationFound } },
    },
    async (request) => {
      const found = (await findInvitation(db, request.body.token)) ?? refuse('invitation-not-found')
      const { grants, expiresAt, accountName } = found
      return { grants, expiresAt, accountName }
    },
  )

  app.post(
    '/accounts',
    { config: { action: 'sign-in' }, schema: { body: schema.NewAccount, response: { 201: schema.Me } } },
    async (request, reply) => {
      const { token, password } = request.body
      const invitation = (await findInvitation(db, token)) ?? refuse('invitation-not-found')
      const name = invitation.accountName ?? tidyName(request.body.name)
      const why = weaknessOf(password, name)
      if (why) return refuse('password-too-easy', { why })
      // Before the transaction: it takes a while, and the embedded engine has one connection.
      const passwordHash = await hashPassword(password)
      const entered = await db.transaction().execute(async (transaction) => {
        // Who made the invitation keeps or loses their role before or after this, not meanwhile.
        await lockRoles(transaction)
        const taken = (await takeInvitation(transaction, token)) ?? refuse('invitation-not-found')
        const { accountId, event } =
          taken.accountId === null
            ? await join(transaction, taken, name, passwordHash)
            : await letInAgain(transaction, context, taken.accountId, passwordHash)
        const session = await enter(transaction, request, accountId, { way: 'invitation', events: [event] })
        if (!session) return refuse('invitation-not-found')
        return { accountId, token: session }
      })
      reply.code(201)
      return welcome(db, key, request, reply, entered)
    },
  )
}

interface Admitted {
  accountId: number
  event: LogEvent
}

async function join(
  transaction: Executor,
  { id: invitation, grants, inviterId }: InvitationRecord,
  name: string,
  passwordHash: string,
): Promise<Admitted> {
  const id =
    (await insertAccount(transaction, { name, passwordHash, grants })) ?? refuse('name-taken', { name })
  const facts = { invitation, ...(inviterId !== null && { invitedBy: inviterId }) }
  const fields = grantFields([], grants)
  return { accountId: id, event: aboutAccount('account-created', { id, name, grants }, { facts, fields }) }
}

/** Whoever had a way in loses it: the lost telephone, and the thief who has it. */
async function letInAgain(
  transaction: Executor,
  { key }: AccountsContext,
  accountId: number,
  passwordHash: string,
): Promise<Admitted> {
  await setPassword(transaction, accountId, passwordHash)
  await removeSecondFactor(transaction, accountId)
  await removePasskeys(transaction, accountId)
  await endSessions(transaction, accountId)
  const account = (await readAccount(transaction, accountId))!
  const { plainName } = await findCredentials(transaction, account.name)
  await clearFailures(transaction, [
    failuresOf(key, { name: plainName }),
    failuresOf(key, { account: accountId }),
  ])
  return { accountId, event: aboutAccount('password-changed', account, { facts: { way: 'invitation' } }) }
}
