/** Why the program can't start, in one sentence for the person who started it. */
import { chooseLocale, type Locale, type MessageKey, translate } from '../messages/index.ts'
import { DatabaseError } from './database/index.ts'

const KNOWN: Record<string, MessageKey> = {
  EADDRINUSE: 'start.port-busy',
  EACCES: 'start.no-permission',
  EPERM: 'start.no-permission',
  EROFS: 'start.no-permission',
  ENOSPC: 'start.disk-full',
  BAD_PORT: 'start.bad-port',
  BAD_PUBLIC_URL: 'start.bad-public-url',
  BAD_ROUTING: 'start.bad-routing',
  KEY_MISSING: 'start.key-missing',
  KEY_OTHER: 'start.key-other',
  EADDRNOTAVAIL: 'start.bad-host',
  ENOTFOUND: 'start.bad-host',
}

export function startupSentence(
  error: unknown,
  { port, dataDirectory }: { port: number; dataDirectory: string },
  locale: Locale = chooseLocale(process.env.LC_ALL || process.env.LANG),
): string {
  const cause = error instanceof Error ? error : new Error(String(error))
  if (
    cause instanceof DatabaseError &&
    ['in-use', 'away', 'refused', 'too-old', 'not-a-database', 'newer-than-program'].includes(cause.reason)
  )
    return translate(locale, `start.${cause.reason}` as MessageKey, {
      directory: dataDirectory,
      why: cause.message,
    })
  const { code = '', syscall } = cause as NodeJS.ErrnoException
  const listening = syscall === 'listen'
  const key = code === 'EACCES' && listening ? 'start.port-forbidden' : KNOWN[code]
  const path = (cause as NodeJS.ErrnoException).path ?? dataDirectory
  return key
    ? translate(locale, key, { port: String(port), path, why: cause.message })
    : translate(locale, 'start.other' as MessageKey, { why: cause.message })
}
