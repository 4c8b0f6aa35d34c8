/** The demonstration territory by HTTP: one request from an empty place to something to look at. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { EVERYTHING } from '../../domain/access/index.ts'
import { allow } from '../access/guard.ts'
import type { Database } from '../database/index.ts'
import { authorOf } from '../log/author.ts'
import { localeOf, refuse } from '../problems.ts'
import { Change } from '../territories/schema.ts'
import { bringInDemonstration } from './bring-in.ts'

export const demonstrationRoutes =
  (database: Database): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/demonstration',
      {
        config: { action: 'bring-in' },
        schema: {
          response: { 201: Change },
          description: 'Puts the demonstration territory into an empty one. Undo the change to take it away.',
        },
      },
      async (request, reply) => {
        allow(request, 'bring-in', EVERYTHING)
        const outcome = await bringInDemonstration(database, localeOf(request), authorOf(request))
        if ('refused' in outcome) return refuse(outcome.refused, outcome.facts)
        return reply.code(201).send(outcome)
      },
    )
  }
