/**
 * A browser where an account signed in before keeps a count of failures of its own: whoever guesses from elsewhere slows
 * down everybody else who tries that name, and not its owner (OWASP, Slow Down Online Guessing Attacks with Device
 * Cookies). The cookie opens nothing and says nothing of who.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ServerKey } from '../keys.ts'

const DEVICE_COOKIE = 'toparquia_device'
const DAYS = 180

/** The device's own word where the request comes from one that knows this account; null otherwise. */
export function knownDevice(
  request: FastifyRequest,
  key: ServerKey,
  accountId: number | null,
): string | null {
  const [word, proof] = (request.cookies[DEVICE_COOKIE] ?? '').split('.')
  if (accountId === null || !word || !proof) return null
  const [given, made] = [proof, key.mac('device', `${word} ${accountId}`)].map((text) => Buffer.from(text))
  return given.length === made.length && timingSafeEqual(given, made) ? word : null
}

export function rememberDevice(
  request: FastifyRequest,
  reply: FastifyReply,
  key: ServerKey,
  accountId: number,
): void {
  const word = knownDevice(request, key, accountId) ?? randomBytes(16).toString('base64url')
  reply.setCookie(DEVICE_COOKIE, `${word}.${key.mac('device', `${word} ${accountId}`)}`, {
    path: '/api',
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
    maxAge: DAYS * 86_400,
  })
}

/** Under what the failures are counted: keyed, so that the table tells nobody which names were tried. */
export const failuresOf = (
  key: ServerKey,
  what: { name: string } | { device: string } | { account: number },
) => key.mac('failures', JSON.stringify(what))
