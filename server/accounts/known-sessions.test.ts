import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { rememberSessions } from './known-sessions.ts'
import { hashOf, type Session } from './sessions.ts'

const sessionOf = (token: string): Session => ({
  tokenHash: hashOf(token),
  viewer: { account: { id: 1, name: token }, grants: [] },
})

/** A table of sessions behind an engine that falls silent until told to speak. */
function engine(...tokens: string[]) {
  const table = new Set(tokens)
  let silence = Promise.resolve()
  let speak = () => {}
  return {
    table,
    async find(token: string) {
      await silence
      return table.has(token) ? sessionOf(token) : null
    },
    fallSilent() {
      silence = new Promise((resolve) => {
        speak = resolve
      })
    },
    speak: () => speak(),
  }
}
const patience = { waitMs: 20, freshMs: 200 }

describe('sessions while the engine answers nobody', () => {
  it('are what it said just before', async () => {
    const { find, fallSilent, speak } = engine('a')
    const { find: session } = rememberSessions(find, patience)
    expect(await session('a')).toEqual(sessionOf('a'))
    fallSilent()
    expect(await session('a')).toEqual(sessionOf('a'))
    // However long the silence lasts.
    await setTimeout(300)
    expect(await session('a')).toEqual(sessionOf('a'))
    speak()
  })

  it('are waited for where it said nothing, or long before', async () => {
    const { find, fallSilent, speak } = engine('a', 'b')
    const { find: session } = rememberSessions(find, patience)
    await session('a')
    await setTimeout(250)
    fallSilent()
    const answers = Promise.all([session('a'), session('b'), session('c')])
    expect(await Promise.race([answers, setTimeout(100, 'silence')])).toBe('silence')
    speak()
    expect(await answers).toEqual([sessionOf('a'), sessionOf('b'), null])
  })

  it('are asked for each time otherwise: one that was ended is gone at once', async () => {
    const { find, table, fallSilent, speak } = engine('a')
    const { find: session } = rememberSessions(find, patience)
    await session('a')
    table.delete('a')
    expect(await session('a')).toBeNull()
    fallSilent()
    const answer = session('a')
    expect(await Promise.race([answer, setTimeout(100, 'silence')])).toBe('silence')
    speak()
    expect(await answer).toBeNull()
  })

  it('are waited for where something was done meanwhile that may have ended them', async () => {
    const { find, fallSilent, speak } = engine('a', 'b')
    const sessions = rememberSessions(find, patience)
    await sessions.find('a')
    const asked = sessions.find('b')
    sessions.forget()
    await asked
    fallSilent()
    const answers = Promise.all([sessions.find('a'), sessions.find('b')])
    expect(await Promise.race([answers, setTimeout(100, 'silence')])).toBe('silence')
    speak()
    expect(await answers).toEqual([sessionOf('a'), sessionOf('b')])
  })

  it('pass on what the engine throws', async () => {
    const { find: session } = rememberSessions(async () => {
      throw new Error('away')
    }, patience)
    await expect(session('a')).rejects.toThrow('away')
  })
})
