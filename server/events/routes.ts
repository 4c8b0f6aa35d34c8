/**
 * GET /api/events: which layer has a new revision, as server-sent events. No names, no places, no numbers of records:
 * whoever hears it asks again for what they see.
 */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { livingSessions } from '../accounts/sessions.ts'
import type { Database } from '../database/index.ts'
import { refuse } from '../problems.ts'
import { type LayerNews, openFeed } from './feed.ts'
import { openStreams } from './streams.ts'

const HEARTBEAT_MS = 20_000

const written = ({ layer, revision, all }: LayerNews): string =>
  `id: ${all}\ndata: ${JSON.stringify({ layer, revision })}\n\n`

export const eventRoutes =
  (database: Database, heartbeatMs = HEARTBEAT_MS): FastifyPluginAsyncTypebox =>
  async (app) => {
    const feed = openFeed(database)
    const streams = openStreams()

    const heartbeat = setInterval(() => {
      if (streams.size > 0) void beat().catch(() => {})
    }, heartbeatMs)
    heartbeat.unref()

    async function beat() {
      // A database that is away ends nobody's session; the connection is kept awake all the same.
      const sessions = streams.sessions()
      const living = await livingSessions(database.db, sessions).catch(() => new Set(sessions))
      streams.beat(living)
      await feed.look()
    }

    // Before the server waits for its connections to end.
    app.addHook('preClose', async () => {
      clearInterval(heartbeat)
      streams.end()
      await feed.close()
    })

    const Resume = Type.Object({
      after: Type.Optional(Type.Integer({ description: 'As Last-Event-ID, for the first connection' })),
      lang: Type.Optional(Type.String()),
    })
    app.get(
      '/events',
      {
        config: { action: 'see' },
        exposeHeadRoute: false,
        schema: {
          querystring: Resume,
          produces: ['text/event-stream'],
          description:
            'Server-sent events: `id` is the revision of all layers together, `data` is {layer, revision}. ' +
            'It begins with the present revisions, unless the reader says that it knows them.',
        },
      },
      async (request, reply) => {
        const stream = streams.open(request.sessionHash, request.ip) ?? refuse('too-many-streams')
        try {
          const present = await feed.now()
          const known = Number(request.headers['last-event-id'] ?? request.query.after)
          streams.write(stream, 'retry: 3000\n\n')
          if (known !== present[0].all) for (const news of present) streams.write(stream, written(news))
          const leave = feed.subscribe((news) => streams.write(stream, written(news)))
          stream.body.on('close', leave)
        } catch (error) {
          stream.body.destroy()
          throw error
        }
        return (
          reply
            .header('cache-control', 'no-store, no-transform')
            .header('x-accel-buffering', 'no')
            // Kept alive after its stream, it would keep a server that stops waiting for the next request.
            .header('connection', 'close')
            .type('text/event-stream')
            .send(stream.body)
        )
      },
    )
  }
