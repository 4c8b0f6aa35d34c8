/** Who somebody is to the territory: roles, each within a scope. Least right by default: no grant, no right. */

export const ROLES = ['administrator', 'organiser', 'land-committee', 'coordinator', 'observer'] as const
export type Role = (typeof ROLES)[number]

/** What a role is held over. */
export type Scope = { kind: 'everything' } | { kind: 'commune' | 'corridor' | 'case'; id: number }

export interface Grant {
  role: Role
  scope: Scope
}

/** Who asks. Without an account: the public. */
export interface Viewer {
  account: { id: number; name: string } | null
  grants: readonly Grant[]
}

export const PUBLIC: Viewer = { account: null, grants: [] }

export const sameScope = (a: Scope, b: Scope): boolean =>
  a.kind === b.kind && (a.kind === 'everything' || a.id === (b as { id: number }).id)
