/** The built front end: hashed files for ever, the page itself always asked for again. */
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

export async function serveFrontEnd(app: FastifyInstance, directory: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: directory,
    // Looked up when it is asked for: a build under a running server brings files with other names.
    wildcard: true,
    dotfiles: 'ignore',
    preCompressed: true,
    cacheControl: false,
    index: 'index.html',
    setHeaders: (response, path) => {
      const forEver = path.includes('/_app/immutable/')
      response.header('cache-control', forEver ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
}
