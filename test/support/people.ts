/** People of an API test: each with a password and a browser, signed in. */
import { sql } from 'kysely'
import type { Grant } from '../../domain/access/index.ts'
import { inviteAdministrator } from '../../server/accounts/console-invitation.ts'
import type { Me } from '../../server/accounts/schema.ts'
import type { TestApp } from './app.ts'
import { Visitor } from './visitor.ts'

export const PASSWORD = 'una yunta de bueyes'

export const OVER_EVERYTHING: Grant = { role: 'administrator', scope: { kind: 'everything' } }

export interface Person extends Visitor {
  id: number
}

/** Joins by an invitation, as everybody does. */
export async function join(t: TestApp, name: string, grants: Grant[] = [OVER_EVERYTHING]): Promise<Person> {
  const token = await inviteAdministrator(t.database.db)
  await sql`update invitation set grants = ${JSON.stringify(grants)}::jsonb where invited_by is null`.execute(
    t.database.db,
  )
  const visitor = new Visitor(t)
  const { status, body } = await visitor.ask<Me>('POST', '/api/accounts', { token, name, password: PASSWORD })
  if (status !== 201) throw new Error(`${name} could not join: ${JSON.stringify(body)}`)
  return Object.assign(visitor, { id: body.account!.id })
}

export const signIn = (visitor: Visitor, name: string, password = PASSWORD, code?: string) =>
  visitor.ask<Me>('POST', '/api/sign-in', { name, password, ...(code !== undefined && { code }) })
