/** The shapes of accounts by HTTP. The browser imports these types and nothing else of the server. */
import { type Static, Type } from 'typebox'
import { ROLES, type Role } from '../../domain/access/roles.ts'
import { Id, Reason } from '../territories/schema.ts'

const closed = { additionalProperties: false } as const
const Time = Type.String({ format: 'date-time' })

const Scope = Type.Union([
  Type.Object({ kind: Type.Literal('everything') }, closed),
  Type.Object(
    {
      kind: Type.Union([Type.Literal('commune'), Type.Literal('corridor'), Type.Literal('case')]),
      id: Id,
    },
    closed,
  ),
])
const Grant = Type.Object(
  { role: Type.Unsafe<Role>(Type.Union(ROLES.map((role) => Type.Literal(role)))), scope: Scope },
  closed,
)
const Grants = Type.Array(Grant, { maxItems: 200 })

/** As others see it: letters of any language, no control characters. */
const AccountName = Type.String({
  minLength: 2,
  maxLength: 60,
  pattern: '^[^\\p{C}\\s](?:[^\\p{C}]*[^\\p{C}\\s])?$',
})
/** Length is what counts (NIST SP 800-63B, 3.1.1.2: at least 15 where it stands alone; 12 here, with a delay on guesses). */
const NewPassword = Type.String({ minLength: 12, maxLength: 200 })
const GivenPassword = Type.String({ minLength: 1, maxLength: 200 })
const Token = Type.String({ minLength: 43, maxLength: 43, pattern: '^[A-Za-z0-9_-]+$' })
/** Six digits of the second factor, or a recovery code. */
const Code = Type.String({ minLength: 6, maxLength: 40 })

/** GET /api/me, and the answer to every way of signing in. */
export const Me = Type.Object({
  account: Type.Union([Type.Object({ id: Id, name: Type.String() }), Type.Null()]),
  grants: Grants,
  firstRun: Type.Boolean({
    description: 'Nobody has an account yet: the link on the console makes the first',
  }),
})
export type Me = Static<typeof Me>

/** POST /api/sign-in. Without `code` where one is needed: 401 second-factor-needed. */
export const SignIn = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 60 }), password: GivenPassword, code: Type.Optional(Code) },
  closed,
)
export type SignIn = Static<typeof SignIn>

/** What @simplewebauthn/browser takes and gives, as JSON; the library on the server checks it. */
export const PasskeyOptions = Type.Object({ options: Type.Any() })
/** POST /api/sign-in/passkey */
export const PasskeyAnswer = Type.Object({ response: Type.Any() }, closed)
/** POST /api/me/passkeys */
export const NewPasskey = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' }), response: Type.Any() },
  closed,
)

/** POST /api/invitations/look: the token travels in a body, so that no log of addresses holds it. */
export const InvitationToken = Type.Object({ token: Token }, closed)
export const InvitationFound = Type.Object({
  grants: Grants,
  expiresAt: Time,
  /** For an account that exists already and lost its way in: its name. */
  accountName: Type.Union([Type.String(), Type.Null()]),
})
export type InvitationFound = Static<typeof InvitationFound>

/**
 * POST /api/accounts: takes up an invitation and signs in. Of one that lets an account in again the account keeps its name,
 * and loses its password, second factor, passkeys and sessions.
 */
export const NewAccount = Type.Object({ token: Token, name: AccountName, password: NewPassword }, closed)
export type NewAccount = Static<typeof NewAccount>

/** GET /api/me/security */
export const Security = Type.Object({
  hasPassword: Type.Boolean(),
  secondFactor: Type.Boolean(),
  recoveryCodesLeft: Type.Integer(),
  passkeys: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      createdAt: Time,
      usedAt: Type.Union([Time, Type.Null()]),
    }),
  ),
  devices: Type.Array(
    Type.Object({
      id: Type.String({ description: 'Names the session; opens nothing' }),
      device: Type.String(),
      createdAt: Time,
      seenAt: Time,
      present: Type.Boolean({ description: 'The one that asks' }),
    }),
  ),
})
export type Security = Static<typeof Security>

/** PUT /api/me/password: ends every other session. */
export const PasswordChange = Type.Object({ current: GivenPassword, next: NewPassword }, closed)
/** POST /api/me/second-factor: a secret for the app, not in force until confirmed. */
export const SecondFactorOffer = Type.Object({ secret: Type.String(), uri: Type.String() })
export type SecondFactorOffer = Static<typeof SecondFactorOffer>
/** POST /api/me/second-factor/confirm with the secret and a code of it; answers recovery codes, shown once. */
export const SecondFactorConfirm = Type.Object(
  { secret: Type.String({ minLength: 16, maxLength: 128 }), code: Type.String({ pattern: '^\\d{6}$' }) },
  closed,
)
export const RecoveryCodes = Type.Object({ codes: Type.Array(Type.String()) })
export type RecoveryCodes = Static<typeof RecoveryCodes>
/** DELETE /api/me/second-factor, POST /api/me/recovery-codes: with the password again. */
export const Confirmation = Type.Object({ password: GivenPassword }, closed)

/** GET /api/accounts, for whoever manages accounts. */
export const Account = Type.Object({
  id: Id,
  name: Type.String(),
  grants: Grants,
  disabled: Type.Boolean(),
  secondFactor: Type.Boolean(),
  createdAt: Time,
  seenAt: Type.Union([Time, Type.Null()]),
  revision: Type.Integer({ description: 'Send it back with a change, or as If-Match' }),
})
export type Account = Static<typeof Account>
export const AccountList = Type.Object({ items: Type.Array(Account) })
/**
 * PATCH /api/accounts/:id. `grants` replaces the roles over what the asker administers, which are those that the list
 * shows them; roles elsewhere stay as they are.
 */
export const AccountEdit = Type.Object(
  {
    revision: Type.Optional(Type.Integer({ description: 'The one that was seen; or send it as If-Match' })),
    grants: Type.Optional(Grants),
    disabled: Type.Optional(Type.Boolean()),
    reason: Type.Optional(Reason),
  },
  closed,
)
export type AccountEdit = Static<typeof AccountEdit>

/** GET /api/invitations: open ones. */
export const Invitation = Type.Object({
  id: Id,
  note: Type.Union([Type.String(), Type.Null()]),
  grants: Grants,
  invitedBy: Type.Union([Type.String(), Type.Null()]),
  expiresAt: Time,
  accountName: Type.Union([Type.String(), Type.Null()], {
    description: 'Of the account that it lets in again; null where it makes a new one',
  }),
})
export type Invitation = Static<typeof Invitation>
export const InvitationList = Type.Object({ items: Type.Array(Invitation) })
/** POST /api/invitations. POST /api/accounts/:id/way-in makes one for somebody who lost their way in. */
export const NewInvitation = Type.Object(
  {
    note: Type.Optional(Type.String({ maxLength: 200 })),
    grants: Grants,
    reason: Type.Optional(Reason),
  },
  closed,
)
/** Shown once: the server keeps only the token's hash. The link is `/join#<token>`. */
export const InvitationMade = Type.Object({ invitation: Invitation, token: Token })
export type InvitationMade = Static<typeof InvitationMade>
