/** Accounts by HTTP. Nothing of it is kept by any cache, and what has ended is swept away every hour. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Database } from '../database/index.ts'
import type { Executor } from '../executor.ts'
import { forgetOldFailures } from './attempts.ts'
import { forgetOldChallenges } from './challenges.ts'
import type { AccountsContext } from './context.ts'
import { forgetExpiredInvitations } from './invitations.ts'
import { addJoiningRoutes } from './joining-routes.ts'
import { addManagementRoutes } from './management-routes.ts'
import { addOwnAccountRoutes } from './own-account-routes.ts'
import { openServerKey } from './server-key.ts'
import { forgetEndedSessions } from './sessions.ts'
import { addSignInRoutes } from './sign-in-routes.ts'

const HOUR_MS = 3_600_000
/** An attestation is the largest body here. */
const BODY_LIMIT = 64 * 1024

export interface AccountOptions {
  /** Where the server's keys lie. */
  dataDirectory: string
  publicUrl?: string | null
}

export const accountRoutes =
  ({ db }: Database, { dataDirectory, publicUrl = null }: AccountOptions): FastifyPluginAsyncTypebox =>
  async (app) => {
    const context: AccountsContext = { db, key: await openServerKey(db, dataDirectory), publicUrl }
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store')
    })
    app.addHook('onRoute', (route) => {
      route.bodyLimit ??= BODY_LIMIT
    })
    addSignInRoutes(app, context)
    addJoiningRoutes(app, context)
    addOwnAccountRoutes(app, context)
    addManagementRoutes(app, context)

    const timer = setInterval(() => {
      sweep(db).catch((error: Error) => app.log.warn({ why: error.message }, 'sweep'))
    }, HOUR_MS)
    timer.unref()
    app.addHook('onClose', async () => clearInterval(timer))
    await sweep(db)
  }

async function sweep(database: Executor): Promise<void> {
  await forgetEndedSessions(database)
  await forgetOldFailures(database)
  await forgetOldChallenges(database)
  await forgetExpiredInvitations(database)
}
