/**
 * Letters that PostgreSQL keeps in no text: NUL, and halves of a pair of surrogates. A file that is brought in loses them
 * (server/files/properties.ts), and so does every text of a request, here and nowhere else, before its schema sees it.
 */
import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'

const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '')

/** In place, and without recursion: a body may be nested as deep as it is long. */
function makeStorable(root: unknown): void {
  const left = [root]
  while (left.length > 0) {
    const value = left.pop()
    // An upload is a stream, and stays as it is.
    if (typeof value !== 'object' || value === null || value instanceof Readable) continue
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner === 'string') (value as Record<string, unknown>)[key] = storable(inner)
      else left.push(inner)
    }
  }
}

export function takeStorableTextOnly(app: FastifyInstance): void {
  app.addHook('preValidation', async ({ body, query, params }) => {
    for (const part of [body, query, params]) makeStorable(part)
  })
}
