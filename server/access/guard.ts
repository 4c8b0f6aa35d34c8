/**
 * Every route says which action it is (domain/access/policy.ts), and none is answered before the policy was asked. A
 * route that says nothing does not start.
 */
import cookie from '@fastify/cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  type Action,
  ANYTHING,
  denial,
  PUBLIC,
  type Subject,
  type Viewer,
} from '../../domain/access/index.ts'
import { knownSessions } from '../accounts/known-sessions.ts'
import type { Database } from '../database/index.ts'
import { refuse } from '../problems.ts'

export const SESSION_COOKIE = 'toparquia_session'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What whoever asks must be allowed to do, somewhere at least; the route itself asks about the very record. */
    action?: Action
  }
  interface FastifyRequest {
    viewer: Viewer
    /** Of the session that the request came with. */
    sessionHash: Buffer | null
  }
}

const GUARDED = /^\/(api|tiles)(\/|$)/
const HARMLESS = new Set(['GET', 'HEAD', 'OPTIONS'])

export async function guard(app: FastifyInstance, database: Pick<Database, 'db' | 'engine'>): Promise<void> {
  const sessions = knownSessions(database)
  await app.register(cookie)
  app.decorateRequest('viewer', undefined as unknown as Viewer)
  app.decorateRequest('sessionHash', null)

  app.addHook('onRoute', (route) => {
    if (!GUARDED.test(route.url)) return
    const action = route.config?.action
    if (!action) throw new Error(`${route.method} ${route.url} does not say which action it is.`)
    // Into the OpenAPI document, from which the tests make every route times every role.
    route.schema = { ...route.schema, 'x-action': action } as typeof route.schema
  })

  app.addHook('onRequest', async (request) => {
    request.viewer = PUBLIC
    const { action } = request.routeOptions.config
    if (!action) return
    if (!HARMLESS.has(request.method) && isForeign(request)) return refuse('foreign-page')
    const token = request.cookies[SESSION_COOKIE]
    const session = token ? await sessions.find(token) : null
    if (session) {
      request.viewer = session.viewer
      request.sessionHash = session.tokenHash
    }
    allow(request, action, ANYTHING)
  })

  // Whatever may have ended a session or taken a role; saving and cancelling an import does neither.
  const forget = async (request: FastifyRequest) => {
    if (!HARMLESS.has(request.method) && !request.url.startsWith('/api/imports')) sessions.forget()
  }
  app.addHook('onRequest', forget)
  app.addHook('onSend', forget)
}

/** Refuses what the viewer may not do to this subject. */
export function allow(request: FastifyRequest, action: Action, subject: Subject): void {
  const denied = denial(request.viewer, action, subject)
  if (denied) refuse(denied)
}

/**
 * A page of another origin that makes this browser send something here. Browsers say so themselves in headers that no
 * page can forge; what says nothing is no browser and carries no cookie of one.
 */
function isForeign({ headers, host }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  const { origin } = headers
  if (origin === undefined) return false
  if (!URL.canParse(origin)) return true
  const { protocol, host: theirs } = new URL(origin)
  const own = `${protocol}//${host}`
  return !URL.canParse(own) || new URL(own).host !== theirs
}

/** Strict: no request that another site starts carries it. Secure wherever the connection is. */
export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  reply.setCookie(SESSION_COOKIE, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
    maxAge: 30 * 86_400,
  })
}

export function clearSessionCookie(reply: FastifyReply): void {
  reply.clearCookie(SESSION_COOKIE, { path: '/' })
  // Tiles of what only this account sees stay with the browser while it is signed in, and no longer.
  reply.header('clear-site-data', '"cache"')
}
