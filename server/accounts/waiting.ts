/** Asking somebody to wait: 429 with Retry-After, and how long in the sentence. */
import type { FastifyReply } from 'fastify'
import { type Reason, refuse } from '../problems.ts'

/** `minutes` is 0 where seconds say it better. */
export const waitFacts = (seconds: number) => ({
  retryInSeconds: seconds,
  minutes: seconds < 90 ? 0 : Math.ceil(seconds / 60),
})

export function askToWait(reply: FastifyReply, reason: Reason, seconds: number): never {
  reply.header('retry-after', String(seconds))
  return refuse(reason, waitFacts(seconds))
}
