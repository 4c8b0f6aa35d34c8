/** The calendar of what is due: its secret address, made and withdrawn by its account, and what it gives. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { AccountAction } from '../../domain/log/entry.ts'
import { asViewer } from '../access/as-viewer.ts'
import { readAccount } from '../accounts/accounts.ts'
import { aboutAccount, themselves } from '../accounts/events.ts'
import { isRecent } from '../accounts/sessions.ts'
import { readDue } from '../cases/read.ts'
import type { Database } from '../database/index.ts'
import type { Executor } from '../executor.ts'
import { writeLog } from '../log/write.ts'
import { localeOf, refuse } from '../problems.ts'
import { today } from '../today.ts'
import { calendarOf } from './calendar.ts'
import { findFeed, makeFeed, readerOf, withdrawFeed } from './feeds.ts'
import * as schema from './schema.ts'

const own = { action: 'own-account' } as const

export const calendarFeedRoutes =
  ({ db }: Database): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store')
    })
    const idOf = (request: FastifyRequest) => request.viewer.account!.id
    const change = <T>(
      request: FastifyRequest,
      action: AccountAction,
      work: (transaction: Executor) => Promise<T>,
    ): Promise<T> =>
      db.transaction().execute(async (transaction) => {
        const result = await work(transaction)
        const account = (await readAccount(transaction, idOf(request)))!
        await writeLog(transaction, themselves(account), aboutAccount(action, account))
        return result
      })

    app.get(
      '/me/calendar-feed',
      { config: own, schema: { response: { 200: schema.FeedFound } } },
      async (request) => ({ feed: await findFeed(db, idOf(request)) }),
    )

    app.post(
      '/me/calendar-feed',
      { config: own, schema: { body: schema.NewFeed, response: { 200: schema.FeedMade } } },
      async (request) => {
        // As for a passkey: who finds a window open can't make themselves a way in that stays.
        if (!(await isRecent(db, request.sessionHash!))) return refuse('sign-in-not-recent')
        const { withNames } = request.body
        const token = await change(request, 'calendar-feed-made', (transaction) =>
          makeFeed(transaction, idOf(request), withNames),
        )
        return { path: `/api/land/due.ics?token=${token}&lang=${localeOf(request)}` }
      },
    )

    app.delete('/me/calendar-feed', { config: own }, async (request, reply) => {
      await change(request, 'calendar-feed-withdrawn', async (transaction) => {
        if (!(await withdrawFeed(transaction, idOf(request)))) refuse('calendar-feed-not-found')
      })
      return reply.code(204).send()
    })

    app.get(
      '/land/due.ics',
      {
        // Whose it is says the token alone: a cookie that comes along gives no more.
        config: { action: 'see' },
        schema: {
          querystring: schema.FeedQuery,
          response: { 200: { content: { 'text/calendar': { schema: Type.Any() } } } },
        },
      },
      async (request, reply) => {
        const reader = await readerOf(db, request.query.token)
        if (!reader) return refuse('calendar-feed-not-found')
        const due = await asViewer(db, reader.viewer, (visible) => readDue(visible, {}, today()))
        return reply
          .type('text/calendar; charset=utf-8')
          .header('content-disposition', 'attachment; filename="toparquia.ics"')
          .send(calendarOf(due, { locale: localeOf(request), withNames: reader.withNames }))
      },
    )
  }
