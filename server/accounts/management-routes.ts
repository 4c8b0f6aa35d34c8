/** Who has an account, with which roles, and who is invited: for administrators, each over what they administer. */
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Grant, Viewer } from '../../domain/access/index.ts'
import { allow } from '../access/guard.ts'
import type { Executor } from '../executor.ts'
import { authorOf } from '../log/author.ts'

import { writeLog } from '../log/write.ts'
import { refuse } from '../problems.ts'
import { Id, Reason } from '../territories/schema.ts'
import { mustBeSeen, neededRevision, tagged } from '../versions.ts'
import {
  type AccountRecord,
  administratorsOfEverything,
  changeAccount,
  lockRoles,
  readAccount,
  readAccounts,
  unknownScopes,
} from './accounts.ts'
import type { AddRoutes } from './context.ts'
import { aboutAccount, aboutInvitation, grantFields } from './events.ts'
import {
  type InvitationRecord,
  makeInvitation,
  readInvitations,
  withdrawInvitation,
  withdrawInvitationsOf,
} from './invitations.ts'
import { alterAccount, commands, distinct, grantsInReach, isRefused, seesAccount } from './managing.ts'
import * as schema from './schema.ts'
import { endSessions } from './sessions.ts'

const config = { action: 'manage-accounts' } as const
const ById = Type.Object({ id: Id })
const Why = Type.Object({ reason: Type.Optional(Reason), lang: Type.Optional(Type.String()) })

export const addManagementRoutes: AddRoutes = (app, { db }) => {
  app.get('/accounts', { config, schema: { response: { 200: schema.AccountList } } }, async ({ viewer }) => ({
    items: (await readAccounts(db))
      .filter(({ grants }) => seesAccount(viewer, grants))
      .map((account) => shown(viewer, account)),
  }))

  app.patch(
    '/accounts/:id',
    { config, schema: { params: ById, body: schema.AccountEdit, response: { 200: schema.Account } } },
    async (request, reply) => {
      const { viewer, body } = request
      const { reason, revision: given, ...wish } = body
      const revision = neededRevision(request, given)
      const changed = await db.transaction().execute(async (transaction) => {
        await lockRoles(transaction)
        const before = await visibleAccount(transaction, request, request.params.id)
        mustBeSeen(revision, { kind: 'account', name: before.name, theirs: shown(viewer, before) }, wish)
        const grants = wish.grants as Grant[] | undefined
        const administrators = await administratorsOfEverything(transaction)
        const outcome = alterAccount(viewer, before, { ...wish, grants }, administrators)
        if (isRefused(outcome)) return refuse(outcome.refused, outcome.facts)
        const { added, removed, disabled } = outcome
        await mustExist(transaction, added)
        await changeAccount(transaction, before.id, outcome)
        if (disabled) {
          await endSessions(transaction, before.id)
          await withdrawInvitationsOf(transaction, before.id)
        }
        const author = authorOf(request, reason)
        // Told to those who administer what it held before or holds now.
        const about = { ...before, grants: [...before.grants, ...added] }
        const fields = grantFields(removed, added)
        if (fields.length > 0)
          await writeLog(transaction, author, aboutAccount('grants-changed', about, { fields }))
        if (disabled !== before.disabled)
          await writeLog(
            transaction,
            author,
            aboutAccount(disabled ? 'account-disabled' : 'account-enabled', about),
          )
        return (await readAccount(transaction, before.id))!
      })
      return tagged(reply, shown(viewer, changed))
    },
  )

  app.delete(
    '/accounts/:id/sessions',
    { config, schema: { params: ById, querystring: Why } },
    async (request, reply) => {
      await db.transaction().execute(async (transaction) => {
        const account = await commandedAccount(transaction, request, request.params.id)
        await endSessions(transaction, account.id)
        const author = authorOf(request, request.query.reason)
        await writeLog(transaction, author, aboutAccount('session-ended', account))
      })
      return reply.code(204).send()
    },
  )

  app.post(
    '/accounts/:id/way-in',
    { config, schema: { params: ById, querystring: Why, response: { 201: schema.InvitationMade } } },
    async (request, reply) => {
      const made = await db.transaction().execute(async (transaction) => {
        const account = await commandedAccount(transaction, request, request.params.id)
        // One's own needs the password: a window left open must not be enough.
        if (account.id === request.viewer.account?.id) return refuse('not-on-oneself')
        if (account.disabled) return refuse('account-closed', { name: account.name })
        const made = await makeInvitation(transaction, request.viewer.account!.id, {
          grants: account.grants,
          accountId: account.id,
        })
        const author = authorOf(request, request.query.reason)
        await writeLog(transaction, author, aboutAccount('way-in-made', account))
        return made
      })
      return reply.code(201).send({ invitation: listed(made.invitation), token: made.token })
    },
  )

  app.get(
    '/invitations',
    { config, schema: { response: { 200: schema.InvitationList } } },
    async ({ viewer }) => ({
      items: (await readInvitations(db))
        .filter((invitation) => seesInvitation(viewer, invitation))
        .map(listed),
    }),
  )

  app.post(
    '/invitations',
    { config, schema: { body: schema.NewInvitation, response: { 201: schema.InvitationMade } } },
    async (request, reply) => {
      const grants = distinct(request.body.grants as Grant[])
      if (grants.length === 0) allow(request, 'manage-accounts', { kind: 'everything' })
      for (const { scope } of grants) allow(request, 'manage-accounts', scope)
      const made = await db.transaction().execute(async (transaction) => {
        await mustExist(transaction, grants)
        const note = request.body.note?.replace(/\p{C}+/gu, ' ').trim() || null
        const made = await makeInvitation(transaction, request.viewer.account!.id, { grants, note })
        const author = authorOf(request, request.body.reason)
        await writeLog(transaction, author, aboutInvitation('invitation-made', made.invitation))
        return made
      })
      return reply.code(201).send({ invitation: listed(made.invitation), token: made.token })
    },
  )

  app.delete(
    '/invitations/:id',
    { config, schema: { params: ById, querystring: Why } },
    async (request, reply) => {
      await db.transaction().execute(async (transaction) => {
        const [found] = await readInvitations(transaction, request.params.id)
        if (!found || !seesInvitation(request.viewer, found)) return refuse('invitation-not-found')
        if (!(await withdrawInvitation(transaction, found.id))) return refuse('invitation-not-found')
        const author = authorOf(request, request.query.reason)
        await writeLog(transaction, author, aboutInvitation('invitation-withdrawn', found))
      })
      return reply.code(204).send()
    },
  )
}

/** Of the roles those over what the viewer administers. */
const shown = (viewer: Viewer, account: AccountRecord): schema.Account => ({
  ...account,
  grants: grantsInReach(viewer, account.grants),
})

const listed = ({
  id,
  note,
  grants,
  invitedBy,
  expiresAt,
  accountName,
}: InvitationRecord): schema.Invitation => ({ id, note, grants, invitedBy, expiresAt, accountName })

const seesInvitation = (viewer: Viewer, { grants, inviterId }: InvitationRecord): boolean =>
  commands(viewer, grants) || inviterId === viewer.account?.id

async function visibleAccount(
  transaction: Executor,
  { viewer }: FastifyRequest,
  id: number,
): Promise<AccountRecord> {
  const account = await readAccount(transaction, id)
  return account && seesAccount(viewer, account.grants) ? account : refuse('account-not-found', { id })
}

/** For what touches all of an account: none that holds a role beyond the viewer's reach. */
async function commandedAccount(
  transaction: Executor,
  request: FastifyRequest,
  id: number,
): Promise<AccountRecord> {
  const account = await visibleAccount(transaction, request, id)
  return commands(request.viewer, account.grants)
    ? account
    : refuse('beyond-your-roles', { name: account.name })
}

async function mustExist(transaction: Executor, grants: readonly Grant[]): Promise<void> {
  const unknown = await unknownScopes(transaction, grants)
  if (unknown.length > 0)
    refuse('scope-not-found', {
      scopes: unknown.map((scope) => `${scope.kind} ${'id' in scope ? scope.id : ''}`),
    })
}
