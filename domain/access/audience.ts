/** Who sees a record. Decided here before anything leaves the server, and once more by PostgreSQL's row security. */
import type { Role, Viewer } from './roles.ts'

/** From the widest to the narrowest; a record that says nothing is for accounts. */
export const AUDIENCES = ['public', 'accounts', 'scope', 'committee'] as const
/**
 * public: everybody; accounts: whoever is signed in; scope: whoever holds a role over it; committee: whoever
 * administers, organises or documents land over it.
 */
export type Audience = (typeof AUDIENCES)[number]

/** The narrower of two. */
export const narrower = (a: Audience, b: Audience): Audience =>
  AUDIENCES.indexOf(a) > AUDIENCES.indexOf(b) ? a : b

const COMMITTEE: readonly Role[] = ['administrator', 'organiser', 'land-committee']

/** What a viewer sees, as plain values that the database is told of and caches go by. */
export interface Sight {
  account: number | null
  /** What a role over everything opens. */
  everything: 'nothing' | 'scope' | 'committee'
  /** Communes over which any role is held, ascending. */
  scope: number[]
  /** Those over which a committee's role is held, ascending. */
  committee: number[]
}

export function sightOf({ account, grants }: Viewer): Sight {
  if (!account) return { account: null, everything: 'nothing', scope: [], committee: [] }
  const over = (committee: boolean) =>
    grants.filter(({ role }) => !committee || COMMITTEE.includes(role)).map(({ scope }) => scope)
  const communes = (committee: boolean) => [
    ...new Set(over(committee).flatMap((scope) => (scope.kind === 'commune' ? [scope.id] : []))),
  ]
  const everything = (committee: boolean) => over(committee).some(({ kind }) => kind === 'everything')
  return {
    account: account.id,
    everything: everything(true) ? 'committee' : everything(false) ? 'scope' : 'nothing',
    scope: communes(false).sort((a, b) => a - b),
    committee: communes(true).sort((a, b) => a - b),
  }
}

/** @param communes of which the record is, or which it names. */
export function sees(sight: Sight, audience: Audience, communes: readonly number[] = []): boolean {
  switch (audience) {
    case 'public':
      return true
    case 'accounts':
      return sight.account !== null
    case 'scope':
      return sight.everything !== 'nothing' || communes.some((id) => sight.scope.includes(id))
    case 'committee':
      return sight.everything === 'committee' || communes.some((id) => sight.committee.includes(id))
  }
}

/** Equal for two viewers who see the same: the key of caches, and part of tile addresses. Says nothing of who they are. */
export const sightKey = ({ account, everything, scope, committee }: Sight): string =>
  account === null ? 'public' : `${everything}-${scope.join('.')}-${committee.join('.')}`
