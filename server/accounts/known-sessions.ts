/**
 * The embedded engine does one thing at a time: while an import is being saved it answers nobody, and then nobody could
 * see how far it is, or cancel it. What it said of a session just before still holds, since it has changed nothing since.
 */
import { setTimeout } from 'node:timers/promises'
import type { Database } from '../database/index.ts'
import { findSession, hashOf, type Session } from './sessions.ts'

interface Patience {
  /** How long the engine is waited for before what it said last is taken. */
  waitMs: number
  /** How long before the engine fell silent it must have said it. */
  freshMs: number
}

const PATIENCE: Patience = { waitMs: 250, freshMs: 3000 }
const REMEMBERED = 1000

type Find = (token: string) => Promise<Session | null>

interface KnownSessions {
  /** Null where the token opens nothing (any more). */
  find: Find
  /** Something was done that may have ended a session or taken a role: nothing that was said before holds. */
  forget(): void
}

export function knownSessions({ db, engine }: Pick<Database, 'db' | 'engine'>): KnownSessions {
  const find: Find = (token) => findSession(db, token)
  return engine === 'embedded' ? rememberSessions(find) : { find, forget: () => {} }
}

export function rememberSessions(find: Find, { waitMs, freshMs }: Patience = PATIENCE): KnownSessions {
  const known = new Map<string, { session: Session; at: number }>()
  /** When each question began that the engine has not answered yet, the oldest first. */
  const open = new Set<{ begun: number }>()

  let forgotten = 0

  const ask = async (token: string, key: string): Promise<Session | null> => {
    const question = { begun: performance.now() }
    const before = forgotten
    open.add(question)
    try {
      const session = await find(token)
      known.delete(key)
      if (session && before === forgotten) known.set(key, { session, at: performance.now() })
      if (known.size > REMEMBERED) known.delete(known.keys().next().value!)
      return session
    } finally {
      open.delete(question)
    }
  }

  const patient: Find = async (token) => {
    const key = hashOf(token).toString('hex')
    const asked = ask(token, key)
    const last = known.get(key)
    const [oldest] = open
    if (!last || last.at < oldest.begun - freshMs) return asked
    const over = new AbortController()
    try {
      return await Promise.race([asked, setTimeout(waitMs, last.session, { signal: over.signal })])
    } finally {
      over.abort()
      asked.catch(() => {})
    }
  }

  return {
    find: patient,
    forget() {
      forgotten++
      known.clear()
    },
  }
}
