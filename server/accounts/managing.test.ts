import { describe, expect, test } from 'vitest'
import type { Grant, Role, Viewer } from '../../domain/access/index.ts'
import { alterAccount, commands, communesOf, grantsInReach, seesAccount } from './managing.ts'

const over = (role: Role, id: number): Grant => ({ role, scope: { kind: 'commune', id } })
const overAll = (role: Role): Grant => ({ role, scope: { kind: 'everything' } })
const viewer = (id: number, ...grants: Grant[]): Viewer => ({ account: { id, name: 'Araguaney' }, grants })
const account = (id: number, ...grants: Grant[]) => ({ id, name: 'Moriche', grants, disabled: false })

const ofAll = viewer(1, overAll('administrator'))
const ofFive = viewer(2, over('administrator', 5), over('organiser', 6))

describe('an administrator of one commune', () => {
  test('sees who holds a role there, and of their roles only those', () => {
    const both = [over('observer', 5), over('coordinator', 6)]
    expect(seesAccount(ofFive, both)).toBe(true)
    expect(grantsInReach(ofFive, both)).toEqual([over('observer', 5)])
    for (const grants of [[], [over('observer', 6)], [overAll('observer')]])
      expect(seesAccount(ofFive, grants)).toBe(false)
  })

  test('gives and takes roles there, and leaves those elsewhere as they are', () => {
    const target = account(9, over('observer', 5), over('coordinator', 6))
    expect(alterAccount(ofFive, target, { grants: [over('organiser', 5)] }, [1])).toEqual({
      added: [over('organiser', 5)],
      removed: [over('observer', 5)],
      disabled: false,
    })
    expect(alterAccount(ofFive, target, { grants: [] }, [1])).toMatchObject({
      removed: [over('observer', 5)],
    })
  })

  test.each([
    ['another commune, where they only organise', over('observer', 6)],
    ['everything', overAll('observer')],
    ['a case of the same number', { role: 'observer', scope: { kind: 'case', id: 5 } } as Grant],
  ])('gives no role over %s', (_, grant) => {
    expect(alterAccount(ofFive, account(9, over('observer', 5)), { grants: [grant] }, [1])).toMatchObject({
      refused: 'beyond-your-roles',
    })
    expect(commands(ofFive, [over('observer', 5), grant])).toBe(false)
  })

  test('closes an account of that commune, but none that holds a role elsewhere, nor one without any', () => {
    expect(alterAccount(ofFive, account(9, over('organiser', 5)), { disabled: true }, [1])).toMatchObject({
      disabled: true,
    })
    for (const grants of [
      [over('observer', 5), over('observer', 6)],
      [over('observer', 5), overAll('administrator')],
      [],
    ])
      expect(alterAccount(ofFive, account(9, ...grants), { disabled: true }, [1])).toMatchObject({
        refused: 'beyond-your-roles',
      })
  })
})

describe('whoever administers everything', () => {
  test('gives any role over anything, each once', () => {
    const grants = [over('organiser', 6), over('organiser', 6), overAll('coordinator')]
    expect(alterAccount(ofAll, account(9), { grants }, [1])).toEqual({
      added: grants.slice(1),
      removed: [],
      disabled: false,
    })
  })

  test('can’t be the last to go: neither lose the role nor be closed', () => {
    const last = account(9, overAll('administrator'), over('observer', 5))
    for (const wish of [{ grants: [over('observer', 5)] }, { grants: [] }, { disabled: true }]) {
      expect(alterAccount(ofAll, last, wish, [9])).toEqual({
        refused: 'last-administrator',
        facts: { name: 'Moriche' },
      })
      expect(alterAccount(ofAll, last, wish, [1, 9])).not.toHaveProperty('refused')
    }
  })

  test('does not close their own account by mistake', () => {
    expect(
      alterAccount(ofAll, account(1, overAll('administrator')), { disabled: true }, [1, 9]),
    ).toMatchObject({
      refused: 'not-on-oneself',
    })
  })

  test('opens a closed account again, and is told where nothing would change', () => {
    const closed = { ...account(9, over('observer', 5)), disabled: true }
    expect(alterAccount(ofAll, closed, { disabled: false }, [1])).toMatchObject({ disabled: false })
    for (const wish of [{}, { disabled: true }, { grants: [over('observer', 5)] }])
      expect(alterAccount(ofAll, closed, wish, [1])).toMatchObject({ refused: 'nothing-changed' })
  })
})

test('who administers nothing reaches nothing', () => {
  for (const one of [viewer(3), viewer(3, overAll('organiser')), { account: null, grants: [] }])
    for (const grants of [[], [over('observer', 5)]]) {
      expect(seesAccount(one, grants)).toBe(false)
      expect(commands(one, grants)).toBe(false)
    }
})

test('roles over communes only are a matter of those communes, anything further of everything', () => {
  expect(communesOf([over('observer', 5), over('organiser', 5), over('observer', 6)])).toEqual([5, 6])
  expect(communesOf([over('observer', 5), overAll('observer')])).toEqual([])
  expect(communesOf([])).toEqual([])
})
