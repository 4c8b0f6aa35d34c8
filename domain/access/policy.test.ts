import { describe, expect, test } from 'vitest'
import { AUDIENCES, type Audience, sees, sightKey, sightOf } from './audience.ts'
import { ACTIONS, type Action, ANYTHING, denial, EVERYTHING, may, type Subject } from './policy.ts'
import { type Grant, PUBLIC, ROLES, type Role, type Viewer } from './roles.ts'

const signedIn = (...grants: Grant[]): Viewer => ({ account: { id: 7, name: 'Araguaney' }, grants })
const overAll = (role: Role): Grant => ({ role, scope: { kind: 'everything' } })
const over = (role: Role, id: number): Grant => ({ role, scope: { kind: 'commune', id } })

/** The whole policy as people read it: ● over everything, ○ in own communes only, · not. */
const TABLE: Record<Action, string> = {
  //                public nobody admin organ land  coord obser
  see: '              ●      ●      ●     ●     ●     ●     ●',
  'take-away': '      ●      ●      ●     ●     ●     ●     ●',
  'sign-in': '        ●      ●      ●     ●     ●     ●     ●',
  'own-account': '    ·      ●      ●     ●     ●     ●     ●',
  compose: '          ·      ·      ○     ○     ·     ·     ·',
  propose: '          ·      ·      ○     ○     ○     ○     ○',
  coordinate: '       ·      ·      ○     ○     ·     ○     ·',
  disclose: '         ·      ·      ○     ○     ·     ·     ·',
  document: '         ·      ·      ○     ○     ○     ·     ·',
  undo: '             ·      ·      ○     ○     ○     ○     ·',
  'bring-in': '       ·      ·      ○     ○     ·     ·     ·',
  'read-log': '       ·      ·      ○     ○     ○     ○     ○',
  'manage-accounts': '·      ·      ○     ·     ·     ·     ·',
}

const OWN: Subject = { kind: 'communes', ids: [5] }
const OTHER: Subject = { kind: 'communes', ids: [6] }

describe('the policy', () => {
  test.each(ACTIONS)('%s is for whom the table says, over their own communes and no others', (action) => {
    const viewers = [PUBLIC, signedIn(), ...ROLES.map((role) => signedIn(over(role, 5)))]
    const said = viewers.map((viewer) =>
      may(viewer, action, OTHER) ? '●' : may(viewer, action, OWN) ? '○' : '·',
    )
    expect(said.join('')).toBe(TABLE[action].replaceAll(' ', ''))
  })

  test.each(ROLES)('a role over everything reaches every commune: %s', (role) => {
    for (const action of ACTIONS)
      for (const subject of [OWN, OTHER, EVERYTHING, ANYTHING])
        expect(may(signedIn(overAll(role)), action, subject)).toBe(may(signedIn(over(role, 5)), action, OWN))
  })

  test('who is not signed in is asked to, who is and may not is told so', () => {
    expect(denial(PUBLIC, 'compose')).toBe('sign-in-needed')
    expect(denial(signedIn(over('observer', 5)), 'compose', OWN)).toBe('not-allowed')
  })

  test('a role over one commune is no role over the whole, over nothing named, or over several', () => {
    const organiser = signedIn(over('organiser', 5))
    expect(may(organiser, 'compose', ANYTHING)).toBe(true)
    for (const subject of [
      EVERYTHING,
      { kind: 'communes', ids: [] },
      { kind: 'communes', ids: [5, 6] },
    ] as const)
      expect(may(organiser, 'compose', subject)).toBe(false)
    expect(
      may(signedIn(over('organiser', 5), over('organiser', 6)), 'compose', { kind: 'communes', ids: [5, 6] }),
    ).toBe(true)
    expect(may(organiser, 'compose', { kind: 'case', id: 5 })).toBe(false)
  })
})

describe('what is seen', () => {
  /** For each audience: public, signed in, observer of 5, organiser of 5, observer of all, organiser of all. */
  const SEEN: Record<Audience, string> = {
    public: '●●●●●●',
    accounts: '·●●●●●',
    scope: '··●●●●',
    committee: '···●·●',
  }
  const viewers = [
    PUBLIC,
    signedIn(),
    signedIn(over('observer', 5)),
    signedIn(over('organiser', 5)),
    signedIn(overAll('observer')),
    signedIn(overAll('organiser')),
  ]

  test.each(AUDIENCES)('a record for %s', (audience) => {
    expect(viewers.map((viewer) => (sees(sightOf(viewer), audience, [5]) ? '●' : '·')).join('')).toBe(
      SEEN[audience],
    )
  })

  test('a role over one commune opens nothing of another', () => {
    for (const audience of ['scope', 'committee'] as const)
      expect(sees(sightOf(signedIn(over('administrator', 5))), audience, [6])).toBe(false)
  })

  test('the key of a sight tells apart those who see differently, and nobody who sees the same', () => {
    const keys = viewers.map((viewer) => sightKey(sightOf(viewer)))
    expect(new Set(keys).size).toBe(viewers.length)
    expect(sightKey(sightOf({ ...signedIn(over('observer', 5)), account: { id: 8, name: 'Moriche' } }))).toBe(
      keys[2],
    )
  })
})
