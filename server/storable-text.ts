/**
 * What no text may carry: NUL and halves of a pair of surrogates, which PostgreSQL keeps in none; controls; and the signs
 * that turn the direction of writing, with which a name or a reason could make the sentence around it read otherwise. A
 * file that is brought in loses them (files/properties.ts), and so does every text of a request, before its schema sees it.
 */
import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'

export const UNWANTED = /(?![\t\n\r])[\p{Cc}\u202a-\u202e\u2066-\u2069\ufeff]/gu

const storable = (text: string): string => text.toWellFormed().replace(UNWANTED, '')

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
