/** Who asks, as the log names them. */
import type { FastifyRequest } from 'fastify'
import type { Author } from '../../domain/log/entry.ts'

/** @param reason as the person gave it, if they did. */
export const authorOf = (request: FastifyRequest, reason?: string | null): Author => ({
  account: request.viewer.account,
  reason: reason?.trim() || null,
})
