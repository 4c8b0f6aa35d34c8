/**
 * How often one address may ask for what invites guessing or costs the server much. Counted in memory, in each process;
 * no address is written down. Generous, since a whole assembly may sit behind one.
 */
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import { waitFacts } from './accounts/waiting.ts'
import { type Reason, RefusedRequest } from './problems.ts'

const MINUTE_MS = 60_000

interface Limit {
  max: number
  timeWindow: number
  reason: Reason
}

const GUESSED: Limit = { max: 100, timeWindow: 10 * MINUTE_MS, reason: 'too-many-attempts' }
const COSTLY: Limit = { max: 120, timeWindow: MINUTE_MS, reason: 'asked-too-often' }
/** A window that composes asks at every step. */
const OFTEN: Limit = { max: 600, timeWindow: MINUTE_MS, reason: 'asked-too-often' }

const LIMITS: Record<string, Limit> = {
  'POST /api/sign-in': GUESSED,
  'POST /api/sign-in/passkey': GUESSED,
  'POST /api/sign-in/passkey/options': GUESSED,
  'POST /api/invitations/look': GUESSED,
  'POST /api/accounts': GUESSED,
  'POST /api/judge': OFTEN,
  'GET /api/exports/:layer.:format': COSTLY,
  'GET /api/communes/:id/founding-sheet.pdf': COSTLY,
  'POST /api/imports': COSTLY,
  'GET /api/land/export/:format': COSTLY,
  'POST /api/land/import': COSTLY,
  'POST /api/land/reference-areas': COSTLY,
}

/** Before the routes. A limit whose route is gone does not start, so that none is lost by a new name. */
export async function limitRates(app: FastifyInstance): Promise<void> {
  const missing = new Set(Object.keys(LIMITS))
  app.addHook('onRoute', (route) => {
    const name = `${route.method} ${route.url}`
    const limit = LIMITS[name]
    if (!limit) return
    missing.delete(name)
    const { max, timeWindow, reason } = limit
    const errorResponseBuilder = (_request: unknown, { ttl }: { ttl: number }) =>
      new RefusedRequest(reason, waitFacts(Math.max(1, Math.ceil(ttl / 1000))))
    route.config = { ...route.config, rateLimit: { max, timeWindow, errorResponseBuilder } }
  })
  app.addHook('onReady', async () => {
    if (missing.size > 0) throw new Error(`No such route to limit: ${[...missing].join(', ')}`)
  })
  await app.register(rateLimit, { global: false, cache: 20_000 })
}
