/** What the routes of accounts share. */

import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { Executor } from '../executor.ts'
import type { ServerKey } from '../keys.ts'
import { refuse } from '../problems.ts'
import { type RelyingParty, relyingParty } from './passkeys.ts'

export interface AccountsContext {
  db: Executor
  key: ServerKey
  /** The address that the operator gave; null where browsers may use several. */
  publicUrl: string | null
}

export type TypedApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/** Routes add themselves to an application. */
export type AddRoutes = (app: TypedApp, context: AccountsContext) => void

/** As the browser that asks sees this server. */
export function partyOf(request: FastifyRequest, { publicUrl }: AccountsContext): RelyingParty {
  const origin = publicUrl ?? `${request.protocol}://${request.host}`
  return URL.canParse(origin) ? relyingParty(new URL(origin).origin) : refuse('bad-request')
}
