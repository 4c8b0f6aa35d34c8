/**
 * Who may do what: the one table that every route, tile, export, search and event asks. Deny is the default: an action
 * that no role of the viewer names, over a scope that covers the subject, is refused.
 */
import type { Grant, Role, Scope, Viewer } from './roles.ts'

/**
 * For each action the roles that may do it. `public` is everybody, with or without an account; `account` is whoever is
 * signed in. What they then see is a second question (audience.ts).
 */
const RULES = {
  /** Read the territory, its tiles, judgements, search and events. */
  see: ['public'],
  /** Take layers away as files. What leaves is what one sees. */
  'take-away': ['public'],
  /** Sign in, take up an invitation, become the first administrator. */
  'sign-in': ['public'],
  /** One's own password, passkeys, devices. */
  'own-account': ['account'],
  /** Compose communes, declare and withdraw links. */
  compose: ['administrator', 'organiser'],
  /** Propose scenarios, change and drop one's own. */
  propose: ['administrator', 'organiser', 'land-committee', 'coordinator', 'observer'],
  /** Corridors, production, plans, flows and deliveries. */
  coordinate: ['administrator', 'organiser', 'coordinator'],
  /** Say who may see a commune and its councils. */
  disclose: ['administrator', 'organiser'],
  /** Write down land, its holders, sources and what these say; see what is written for its committee. */
  document: ['administrator', 'organiser', 'land-committee'],
  /** Undo a step, if one may do what it did. */
  undo: ['administrator', 'organiser', 'land-committee', 'coordinator'],
  /** Bring in files, decide on their problems, save and undo them. */
  'bring-in': ['administrator', 'organiser'],
  /** Read the log and the recent changes, as far as one sees what they are about. */
  'read-log': ['administrator', 'organiser', 'land-committee', 'coordinator', 'observer'],
  /** Invite people, give and take roles, end their sessions. */
  'manage-accounts': ['administrator'],
} as const satisfies Record<string, readonly (Role | 'public' | 'account')[]>

export type Action = keyof typeof RULES
export const ACTIONS = Object.keys(RULES) as Action[]

/** What an action is about. `anything`: whether there is any place at all where the viewer may do it. */
export type Subject = Scope | { kind: 'anything' } | { kind: 'communes'; ids: readonly number[] }

export const ANYTHING: Subject = { kind: 'anything' }
export const EVERYTHING: Subject = { kind: 'everything' }

/** `sign-in-needed`: an account with a role could; `not-allowed`: this one can't. */
export type Denial = 'sign-in-needed' | 'not-allowed'

/** Null where the viewer may. */
export function denial(viewer: Viewer, action: Action, subject: Subject = EVERYTHING): Denial | null {
  const roles: readonly string[] = RULES[action]
  if (roles.includes('public')) return null
  if (!viewer.account) return 'sign-in-needed'
  if (roles.includes('account')) return null
  const held = viewer.grants.filter(({ role }) => roles.includes(role))
  return covers(held, subject) ? null : 'not-allowed'
}

export const may = (viewer: Viewer, action: Action, subject?: Subject): boolean =>
  denial(viewer, action, subject) === null

function covers(grants: readonly Grant[], subject: Subject): boolean {
  if (grants.some(({ scope }) => scope.kind === 'everything')) return true
  switch (subject.kind) {
    case 'anything':
      return grants.length > 0
    case 'everything':
      return false
    case 'communes':
      // None named is not all covered: what belongs to no commune belongs to everything.
      return subject.ids.length > 0 && subject.ids.every((id) => covers(grants, { kind: 'commune', id }))
    default:
      return grants.some(
        ({ scope }) => scope.kind === subject.kind && (scope as { id: number }).id === subject.id,
      )
  }
}
