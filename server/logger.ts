/** What the server writes down: what was asked and how it went, never a body, a name or a place. */
import type { FastifyRequest, FastifyServerOptions } from 'fastify'

export function loggerOptions(): FastifyServerOptions['logger'] {
  return {
    level: process.env.LOG_LEVEL || 'warn',
    serializers: {
      // Without the query: a search or a box on the map tells where somebody looks.
      req: (request: FastifyRequest) => ({ method: request.method, route: request.routeOptions?.url }),
    },
  }
}
