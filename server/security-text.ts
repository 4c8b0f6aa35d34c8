/** /.well-known/security.txt (RFC 9116): whom to tell of a weakness. */
import type { FastifyInstance } from 'fastify'

/** A rolling date: whoever runs an old copy runs it unattended anyway, but not one that stopped. */
const VALID_DAYS = 180

/** `mailto:`, `https:` and `tel:` addresses, separated by commas; a plain e-mail address is one too. */
export const readContacts = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => (/^[^\s:@]+@[^\s:@]+$/.test(part) ? `mailto:${part}` : part))
    .filter((part) => /^(mailto:|https:\/\/|tel:)\S+$/.test(part))

export interface SecurityText {
  /** Where the operator gave none, the page of this server that says who looks after it. */
  contacts: readonly string[]
  publicUrl: string | null
}

export function tellWhomToTell(app: FastifyInstance, { contacts, publicUrl }: SecurityText): void {
  app.get('/.well-known/security.txt', { schema: { hide: true } }, async (request, reply) => {
    const origin = publicUrl ? new URL(publicUrl).origin : `${request.protocol}://${request.host}`
    const known = contacts.length > 0 ? contacts : [`${origin}/security`]
    const lines = [
      ...known.map((contact) => `Contact: ${contact}`),
      `Expires: ${new Date(Date.now() + VALID_DAYS * 86_400_000).toISOString().replace(/\.\d+Z$/, 'Z')}`,
      'Preferred-Languages: es, en, pt',
      ...(publicUrl ? [`Canonical: ${origin}/.well-known/security.txt`] : []),
    ]
    reply.header('cache-control', 'no-cache').type('text/plain; charset=utf-8')
    return `${lines.join('\n')}\n`
  })
}
