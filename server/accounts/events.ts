/** What happens with accounts, as the log tells it: to administrators only, and never with a note, a name tried or an address. */
import type { Grant } from '../../domain/access/index.ts'
import type { AccountAction, Author, FieldChange, LogEvent } from '../../domain/log/entry.ts'
import { communesOf } from './managing.ts'

interface Details {
  facts?: LogEvent['facts']
  fields?: FieldChange[]
}

interface Named {
  id: number
  name: string
  grants: readonly Grant[]
}

export const aboutAccount = (
  action: AccountAction,
  { id, name, grants }: Named,
  details: Details = {},
): LogEvent => ({
  action,
  subject: { kind: 'account', id, name },
  audience: 'administrators',
  communes: communesOf(grants),
  ...details,
})

export const aboutInvitation = (
  action: AccountAction,
  { id, grants }: { id: number; grants: readonly Grant[] },
): LogEvent => ({
  action,
  subject: { kind: 'invitation', id, name: null },
  audience: 'administrators',
  communes: communesOf(grants),
  fields: grantFields([], grants),
})

/** Whoever does it to their own account. */
export const themselves = ({ id, name }: { id: number; name: string }): Author => ({
  account: { id, name },
  reason: null,
})

/** None where nothing changed. */
export const grantFields = (left: readonly Grant[], came: readonly Grant[]): FieldChange[] =>
  left.length + came.length === 0
    ? []
    : [{ field: 'grants', before: left.map(roleText), after: came.map(roleText) }]

/** `organiser over commune 5`. */
const roleText = ({ role, scope }: Grant): string =>
  `${role} over ${scope.kind === 'everything' ? scope.kind : `${scope.kind} ${scope.id}`}`
