/**
 * What an administrator may do with accounts: give and take roles over what they administer, see who holds one there, and
 * end an account only where nothing of it lies beyond their reach.
 */
import {
  EVERYTHING,
  type Grant,
  may,
  type Scope,
  type Subject,
  sameScope,
  type Viewer,
} from '../../domain/access/index.ts'

const reaches = (viewer: Viewer, scope: Subject): boolean => may(viewer, 'manage-accounts', scope)

/** Roles over what the viewer administers. */
export const grantsInReach = (viewer: Viewer, grants: readonly Grant[]): Grant[] =>
  grants.filter(({ scope }) => reaches(viewer, scope))

/** Whether the account shows in the viewer's list. */
export const seesAccount = (viewer: Viewer, grants: readonly Grant[]): boolean =>
  reaches(viewer, EVERYTHING) || grantsInReach(viewer, grants).length > 0

/**
 * Whether all of these roles are the viewer's to give. An account or invitation without any is a matter of whoever
 * administers everything.
 */
export const commands = (viewer: Viewer, grants: readonly Grant[]): boolean =>
  grants.length === 0 ? reaches(viewer, EVERYTHING) : grants.every(({ scope }) => reaches(viewer, scope))

const sameGrant = (a: Grant, b: Grant): boolean => a.role === b.role && sameScope(a.scope, b.scope)

const without = (grants: readonly Grant[], others: readonly Grant[]): Grant[] =>
  grants.filter((grant) => !others.some((other) => sameGrant(grant, other)))

export const distinct = (grants: readonly Grant[]): Grant[] =>
  grants.filter((grant, i) => grants.findIndex((other) => sameGrant(grant, other)) === i)

export interface ManagedAccount {
  id: number
  name: string
  grants: readonly Grant[]
  disabled: boolean
}

export interface AccountAlteration {
  added: Grant[]
  removed: Grant[]
  disabled: boolean
}

export type AccountRefusal =
  | { refused: 'beyond-your-roles'; facts: { name: string } }
  | { refused: 'not-on-oneself'; facts: Record<string, never> }
  | { refused: 'last-administrator'; facts: { name: string } }
  | { refused: 'nothing-changed'; facts: { name: string } }

export interface AccountWish {
  grants?: readonly Grant[]
  disabled?: boolean
}

/** @param administrators accounts that administer everything and can sign in, this one perhaps among them. */
export function alterAccount(
  viewer: Viewer,
  account: ManagedAccount,
  wish: AccountWish,
  administrators: readonly number[],
): AccountAlteration | AccountRefusal {
  const { name } = account
  const mine = grantsInReach(viewer, account.grants)
  const wanted = distinct(wish.grants ?? mine)
  const added = without(wanted, mine)
  const removed = without(mine, wanted)
  if (!added.every(({ scope }) => reaches(viewer, scope)))
    return { refused: 'beyond-your-roles', facts: { name } }
  const disabled = wish.disabled ?? account.disabled
  const closes = disabled && !account.disabled
  if (disabled !== account.disabled && !commands(viewer, account.grants))
    return { refused: 'beyond-your-roles', facts: { name } }
  if (closes && account.id === viewer.account?.id) return { refused: 'not-on-oneself', facts: {} }
  const steppingDown = closes || removed.some(isOverEverything)
  if (steppingDown && administrators.length === 1 && administrators[0] === account.id)
    return { refused: 'last-administrator', facts: { name } }
  if (added.length + removed.length === 0 && disabled === account.disabled)
    return { refused: 'nothing-changed', facts: { name } }
  return { added, removed, disabled }
}

export const isRefused = (outcome: AccountAlteration | AccountRefusal): outcome is AccountRefusal =>
  'refused' in outcome

const isOverEverything = ({ role, scope }: Grant) => role === 'administrator' && scope.kind === 'everything'

export const ADMINISTRATOR_OF_EVERYTHING: Grant = { role: 'administrator', scope: { kind: 'everything' } }

/** The communes that roles are held over; none where a role reaches further, which is a matter of everything. */
export function communesOf(grants: readonly Grant[]): number[] {
  const ids = grants.flatMap(({ scope }: { scope: Scope }) => (scope.kind === 'commune' ? [scope.id] : []))
  return grants.length === ids.length ? [...new Set(ids)] : []
}
