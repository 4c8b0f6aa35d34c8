/** Coming in, whichever way: a new session with a new token, the browser remembered, the log told. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import type { Viewer } from '../../domain/access/index.ts'
import type { LogEvent } from '../../domain/log/entry.ts'
import { setSessionCookie } from '../access/guard.ts'
import type { Executor } from '../executor.ts'
import type { ServerKey } from '../keys.ts'
import { writeLog } from '../log/write.ts'
import { hasAdministrator, readAccount, viewerOf } from './accounts.ts'
import { deviceName } from './device-name.ts'
import { aboutAccount, themselves } from './events.ts'
import { rememberDevice } from './known-device.ts'
import type { Me } from './schema.ts'
import { endSession, openSession } from './sessions.ts'

/** How somebody proved who they are. */
export type Way = 'password' | 'second-factor' | 'recovery-code' | 'passkey' | 'invitation'

interface Entrance {
  way: Way
  /** That was proven, if one was. */
  passwordHash?: string
  /** What happened before in the same transaction; the log is written last. */
  events?: LogEvent[]
}

/**
 * Opens a session in place of the one that the request came with. Last in its transaction.
 * @returns its token; null where the account was closed or got another password meanwhile.
 */
export async function enter(
  transaction: Executor,
  request: FastifyRequest,
  accountId: number,
  { way, passwordHash, events = [] }: Entrance,
): Promise<string | null> {
  const { rows } = await sql`select 1 from account where id = ${accountId} and not disabled
    and (${passwordHash ?? null}::text is null or password_hash = ${passwordHash ?? null}) for share`.execute(
    transaction,
  )
  if (rows.length === 0) return null
  if (request.sessionHash) await endSession(transaction, request.sessionHash)
  const token = await openSession(transaction, accountId, deviceName(request.headers['user-agent']))
  const account = (await readAccount(transaction, accountId))!
  const entered = aboutAccount('signed-in', account, { facts: { way } })
  for (const event of [...events, entered]) await writeLog(transaction, themselves(account), event)
  return token
}

/** After the commit: what the browser keeps, and the answer to every way of signing in. */
export async function welcome(
  database: Executor,
  key: ServerKey,
  request: FastifyRequest,
  reply: FastifyReply,
  { accountId, token }: { accountId: number; token: string },
): Promise<Me> {
  setSessionCookie(request, reply, token)
  rememberDevice(request, reply, key, accountId)
  return describeViewer(database, viewerOf((await readAccount(database, accountId))!))
}

export async function describeViewer(database: Executor, { account, grants }: Viewer): Promise<Me> {
  return { account, grants: [...grants], firstRun: !(await hasAdministrator(database)) }
}
