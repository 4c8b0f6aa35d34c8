/** One's own password, second factor, recovery codes, passkeys and devices. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { AccountAction } from '../../domain/log/entry.ts'
import type { Executor } from '../executor.ts'
import { writeLog } from '../log/write.ts'
import { refuse } from '../problems.ts'
import { type Credentials, credentialsOf, readAccount, setPassword } from './accounts.ts'
import { beginAttempt, clearFailures } from './attempts.ts'
import { type AccountsContext, type AddRoutes, partyOf } from './context.ts'
import { aboutAccount, themselves } from './events.ts'
import { failuresOf } from './known-device.ts'
import { acceptPasskey, askForPasskey, insertPasskey, listPasskeys, removePasskeys } from './passkeys.ts'
import { hashPassword, verifyPassword } from './passwords.ts'
import { makeRecoveryCodes } from './recovery-codes.ts'
import * as schema from './schema.ts'
import { offerSecondFactor, removeSecondFactor, saveSecondFactor, stepOf } from './second-factor.ts'
import { endNamedSession, endSessions, isRecent, listSessions } from './sessions.ts'
import { askToWait } from './waiting.ts'
import { weaknessOf } from './weak-password.ts'

const config = { action: 'own-account' } as const
/** What names a passkey or a session. */
const ByWord = Type.Object({ id: Type.String({ maxLength: 2000, pattern: '^[A-Za-z0-9_-]+$' }) })

export const addOwnAccountRoutes: AddRoutes = (app, context) => {
  const { db, key } = context
  const id = (request: FastifyRequest) => request.viewer.account!.id

  app.get('/me/security', { config, schema: { response: { 200: schema.Security } } }, async (request) => {
    const { passwordHash, totpSecret } = await credentialsOf(db, id(request))
    return {
      hasPassword: passwordHash !== null,
      secondFactor: totpSecret !== null,
      recoveryCodesLeft: await recoveryCodesLeft(db, id(request)),
      passkeys: await listPasskeys(db, id(request)),
      devices: await listSessions(db, id(request), request.sessionHash),
    }
  })

  app.put('/me/password', { config, schema: { body: schema.PasswordChange } }, async (request, reply) => {
    const { current, next } = request.body
    const { name } = await prove(context, request, reply, current)
    const why = weaknessOf(next, name)
    if (why) return refuse('password-too-easy', { why })
    const passwordHash = await hashPassword(next)
    await change(db, request, 'password-changed', async (transaction) => {
      await setPassword(transaction, id(request), passwordHash)
      await endSessions(transaction, id(request), request.sessionHash)
    })
    return reply.code(204).send()
  })

  app.post(
    '/me/second-factor',
    { config, schema: { response: { 200: schema.SecondFactorOffer } } },
    async (request) => {
      await mustBeRecent(db, request)
      const { name, totpSecret } = await credentialsOf(db, id(request))
      return totpSecret === null ? offerSecondFactor(name) : refuse('second-factor-on')
    },
  )

  app.post(
    '/me/second-factor/confirm',
    { config, schema: { body: schema.SecondFactorConfirm, response: { 200: schema.RecoveryCodes } } },
    async (request) => {
      await mustBeRecent(db, request)
      const { secret, code } = request.body
      const step = stepOf(secret, code)
      if (step === null) return refuse('code-wrong')
      const codes = await change(db, request, 'second-factor-added', async (transaction) => {
        const added = await saveSecondFactor(transaction, key, id(request), { secret, step })
        return added ? makeRecoveryCodes(transaction, id(request)) : refuse('second-factor-on')
      })
      return { codes }
    },
  )

  app.delete(
    '/me/second-factor',
    { config, schema: { body: schema.Confirmation } },
    async (request, reply) => {
      const { totpSecret } = await prove(context, request, reply, request.body.password)
      if (totpSecret === null) return refuse('second-factor-off')
      await change(db, request, 'second-factor-removed', (transaction) =>
        removeSecondFactor(transaction, id(request)),
      )
      return reply.code(204).send()
    },
  )

  app.post(
    '/me/recovery-codes',
    { config, schema: { body: schema.Confirmation, response: { 200: schema.RecoveryCodes } } },
    async (request, reply) => {
      const { totpSecret } = await prove(context, request, reply, request.body.password)
      if (totpSecret === null) return refuse('second-factor-off')
      const codes = await change(db, request, 'recovery-codes-made', (transaction) =>
        makeRecoveryCodes(transaction, id(request)),
      )
      return { codes }
    },
  )

  app.post(
    '/me/passkeys/options',
    { config, schema: { response: { 200: schema.PasskeyOptions } } },
    async (request) => {
      await mustBeRecent(db, request)
      return { options: await askForPasskey(db, partyOf(request, context), id(request)) }
    },
  )

  app.post('/me/passkeys', { config, schema: { body: schema.NewPasskey } }, async (request, reply) => {
    await mustBeRecent(db, request)
    const { name, response } = request.body
    const passkey = await acceptPasskey(db, partyOf(request, context), id(request), response)
    if (!passkey) return refuse('passkey-not-added')
    await change(db, request, 'passkey-added', async (transaction) => {
      const known = !(await insertPasskey(transaction, id(request), plainLine(name), passkey))
      if (known) refuse('passkey-known')
    })
    return reply.code(204).send()
  })

  app.delete('/me/passkeys/:id', { config, schema: { params: ByWord } }, async (request, reply) => {
    await change(db, request, 'passkey-removed', async (transaction) => {
      if ((await removePasskeys(transaction, id(request), request.params.id)) === 0)
        refuse('passkey-not-found')
    })
    return reply.code(204).send()
  })

  app.delete('/me/devices/:id', { config, schema: { params: ByWord } }, async (request, reply) => {
    await change(db, request, 'session-ended', async (transaction) => {
      if (!(await endNamedSession(transaction, id(request), request.params.id))) refuse('device-not-found')
    })
    return reply.code(204).send()
  })

  app.delete('/me/devices', { config }, async (request, reply) => {
    await change(db, request, 'session-ended', (transaction) =>
      endSessions(transaction, id(request), request.sessionHash),
    )
    return reply.code(204).send()
  })
}

/** One change to one's own account, and its line in the log. */
function change<T>(
  db: Executor,
  request: FastifyRequest,
  action: AccountAction,
  work: (transaction: Executor) => Promise<T>,
): Promise<T> {
  return db.transaction().execute(async (transaction) => {
    const result = await work(transaction)
    const account = (await readAccount(transaction, request.viewer.account!.id))!
    await writeLog(transaction, themselves(account), aboutAccount(action, account))
    return result
  })
}

/** The password again, so that a window left open is not enough; guesses are slowed down as at the door. */
async function prove(
  { db, key }: AccountsContext,
  request: FastifyRequest,
  reply: FastifyReply,
  password: string,
): Promise<Credentials> {
  const account = request.viewer.account!.id
  const attempt = await beginAttempt(db, failuresOf(key, { account }))
  if ('wait' in attempt) return askToWait(reply, 'too-many-attempts', attempt.wait)
  const credentials = await credentialsOf(db, account)
  if (!(await verifyPassword(credentials.passwordHash, password))) return refuse('password-wrong')
  await clearFailures(db, [attempt.subject])
  return credentials
}

async function mustBeRecent(db: Executor, request: FastifyRequest): Promise<void> {
  if (!(await isRecent(db, request.sessionHash!))) refuse('sign-in-not-recent')
}

async function recoveryCodesLeft(db: Executor, accountId: number): Promise<number> {
  const { left } = await db
    .selectFrom('recovery_code')
    .select((select) => select.fn.countAll<number>().as('left'))
    .where('account_id', '=', accountId)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow()
  return left
}

/** PostgreSQL keeps no NUL, and a list shows one line. */
const plainLine = (text: string) => text.replace(/\p{C}+/gu, ' ').trim() || '?'
