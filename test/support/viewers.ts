/** The kinds of people who ask: nobody, an account without a role, and every role over everything and over one commune. */
import { type Grant, ROLES } from '../../domain/access/index.ts'
import type { TestApp } from './app.ts'

export interface KindOfViewer {
  /** `nobody`, `account`, `organiser of all`, `organiser of A` */
  name: string
  grants: Grant[]
  /** Empty for nobody. */
  cookie: string
  accountId: number | null
}

/** In the order in which tables name them: nobody, account, the five roles over everything, the five over the commune. */
export async function everyKindOfViewer(t: TestApp, commune: number): Promise<KindOfViewer[]> {
  const kinds: [string, Grant[]][] = [
    ['account', []],
    ...ROLES.map((role): [string, Grant[]] => [`${role} of all`, [{ role, scope: { kind: 'everything' } }]]),
    ...ROLES.map((role): [string, Grant[]] => [
      `${role} of A`,
      [{ role, scope: { kind: 'commune', id: commune } }],
    ]),
  ]
  const viewers: KindOfViewer[] = [{ name: 'nobody', grants: [], cookie: '', accountId: null }]
  for (const [name, grants] of kinds) viewers.push({ name, grants, ...(await t.signIn(grants, name)) })
  return viewers
}
