/** Signing in and out. A wrong name, password or code gives one answer, after the same work. */
import type { FastifyRequest } from 'fastify'
import { PROGRAM } from '../../domain/log/entry.ts'
import { clearSessionCookie } from '../access/guard.ts'
import { writeLog } from '../log/write.ts'
import { refuse } from '../problems.ts'
import { type Credentials, findCredentials, readAccount, replacePassword } from './accounts.ts'
import { type Attempt, beginAttempt, clearFailures, takeBack } from './attempts.ts'
import type { AccountsContext, AddRoutes } from './context.ts'
import { partyOf } from './context.ts'
import { describeViewer, enter, type Way, welcome } from './entering.ts'
import { aboutAccount, themselves } from './events.ts'
import { failuresOf, knownDevice } from './known-device.ts'
import { acceptSignIn, askToSignIn } from './passkeys.ts'
import { hashPassword, isOutdated, verifyPassword } from './passwords.ts'
import { useRecoveryCode } from './recovery-codes.ts'
import * as schema from './schema.ts'
import { useCode } from './second-factor.ts'
import { endSession } from './sessions.ts'
import { askToWait } from './waiting.ts'

/** Failures in a row after which the log is told, once for each so many. */
const STREAK = 5

export const addSignInRoutes: AddRoutes = (app, context) => {
  const { db, key } = context

  app.get('/me', { config: { action: 'see' }, schema: { response: { 200: schema.Me } } }, (request) =>
    describeViewer(db, request.viewer),
  )

  app.post(
    '/sign-in',
    { config: { action: 'sign-in' }, schema: { body: schema.SignIn, response: { 200: schema.Me } } },
    async (request, reply) => {
      const { name, password, code } = request.body
      const { plainName, account } = await findCredentials(db, name)
      const device = knownDevice(request, key, account?.id ?? null)
      const attempt = await beginAttempt(db, failuresOf(key, device ? { device } : { name: plainName }))
      if ('wait' in attempt) return askToWait(reply, 'too-many-attempts', attempt.wait)

      const right = await verifyPassword(account?.passwordHash ?? null, password)
      if (!account || !right || account.disabled) return fail(context, request, attempt, account)
      const way = await secondStep(context, account, code)
      if (way === 'needed') {
        await takeBack(db, attempt)
        return refuse('second-factor-needed')
      }
      if (way === 'wrong') return fail(context, request, attempt, account)

      const passwordHash = account.passwordHash!
      const token = await db.transaction().execute(async (transaction) => {
        await clearFailures(transaction, [attempt.subject])
        return enter(transaction, request, account.id, { way, passwordHash })
      })
      if (!token) return refuse('sign-in-failed')
      if (isOutdated(passwordHash))
        await replacePassword(db, account.id, passwordHash, await hashPassword(password))
      return welcome(db, key, request, reply, { accountId: account.id, token })
    },
  )

  app.post(
    '/sign-in/passkey/options',
    { config: { action: 'sign-in' }, schema: { response: { 200: schema.PasskeyOptions } } },
    async (request) => ({ options: await askToSignIn(db, partyOf(request, context)) }),
  )

  app.post(
    '/sign-in/passkey',
    { config: { action: 'sign-in' }, schema: { body: schema.PasskeyAnswer, response: { 200: schema.Me } } },
    async (request, reply) => {
      const accountId = await acceptSignIn(db, partyOf(request, context), request.body.response)
      if (accountId === null) return refuse('passkey-refused')
      const token = await db
        .transaction()
        .execute((transaction) => enter(transaction, request, accountId, { way: 'passkey' }))
      return token ? welcome(db, key, request, reply, { accountId, token }) : refuse('passkey-refused')
    },
  )

  app.post('/sign-out', { config: { action: 'own-account' } }, async (request, reply) => {
    await db.transaction().execute(async (transaction) => {
      await endSession(transaction, request.sessionHash!)
      const account = (await readAccount(transaction, request.viewer.account!.id))!
      await writeLog(transaction, themselves(account), aboutAccount('signed-out', account))
    })
    clearSessionCookie(reply)
    return reply.code(204).send()
  })
}

async function secondStep(
  { db, key }: AccountsContext,
  { id, totpSecret }: Credentials,
  code: string | undefined,
): Promise<Way | 'needed' | 'wrong'> {
  if (totpSecret === null) return 'password'
  if (code === undefined) return 'needed'
  const digits = code.replace(/\s/g, '')
  if (/^\d{6}$/.test(digits))
    return (await useCode(db, key, { id, sealedSecret: totpSecret }, digits)) ? 'second-factor' : 'wrong'
  return (await useRecoveryCode(db, id, code)) ? 'recovery-code' : 'wrong'
}

function fail(
  { db }: AccountsContext,
  request: FastifyRequest,
  { failures }: Attempt,
  account: Credentials | null,
): never {
  // Not waited for: the time of the answer must not tell that the name is known.
  if (account && failures % STREAK === 0)
    db.transaction()
      .execute(async (transaction) => {
        const record = (await readAccount(transaction, account.id))!
        await writeLog(transaction, PROGRAM, aboutAccount('sign-in-locked', record, { facts: { failures } }))
      })
      .catch((error: Error) => request.log.error({ stack: error.stack }, 'log'))
  return refuse('sign-in-failed')
}
