/** Administrators: whom they see, what they may give, and that somebody always remains. */
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Grant, Role } from '../../domain/access/index.ts'
import type {
  Account,
  Invitation,
  InvitationFound,
  InvitationMade,
  Me,
} from '../../server/accounts/schema.ts'
import { openTestApp, rowOfCouncils, type TestApp } from '../support/app.ts'
import { Authenticator } from '../support/authenticator.ts'
import { engine } from '../support/database.ts'
import { join, OVER_EVERYTHING, PASSWORD, type Person, signIn } from '../support/people.ts'
import { outcome, Visitor } from '../support/visitor.ts'

let t: TestApp
/** Two communes: numbers 1 and 2. */
const over = (role: Role, id: number): Grant => ({ role, scope: { kind: 'commune', id } })
let ofAll: Person
let ofOne: Person

beforeAll(async () => {
  t = await openTestApp()
})
afterAll(() => t?.close())
beforeEach(async () => {
  await t.empty()
  await t.bringIn('dos.geojson', rowOfCouncils(['A', 'B']))
  for (const [i, name] of ['Uno', 'Dos'].entries())
    await t.ask('POST', '/api/communes', { name, councilIds: [i + 1] })
  ofAll = await join(t, 'Araguaney')
  ofOne = await join(t, 'Moriche', [over('administrator', 1), over('organiser', 2)])
  // The account that composed them is no part of these stories.
  await sql`update account set disabled = true where id = 1`.execute(t.database.db)
})

const list = async (visitor: Visitor) =>
  (await visitor.ask<{ items: Account[] }>('GET', '/api/accounts')).body.items
const names = async (visitor: Visitor) => (await list(visitor)).map(({ name }) => name)
const revisionOf = async (id: number) =>
  (await sql<{ revision: number }>`select revision from account where id = ${id}`.execute(t.database.db))
    .rows[0].revision
const edit = async (by: Visitor, { id }: { id: number }, wish: object) =>
  by.ask<Account & { facts?: Record<string, unknown> }>('PATCH', `/api/accounts/${id}`, {
    revision: await revisionOf(id),
    ...wish,
  })
const invite = (by: Visitor, grants: Grant[], note?: string) =>
  by.ask<InvitationMade>('POST', '/api/invitations', { grants, ...(note && { note }) })

describe(`${engine}: an administrator of one commune`, () => {
  test('sees accounts with a role there, and of their roles those there', async () => {
    await join(t, 'Ceiba', [over('observer', 1), over('coordinator', 2)])
    await join(t, 'Samán', [over('observer', 2)])
    await join(t, 'Nadie', [])
    const first = expect.stringMatching(/^account \d+$/)
    expect(await names(ofAll)).toEqual([first, 'Araguaney', 'Ceiba', 'Moriche', 'Nadie', 'Samán'])
    expect((await list(ofOne)).map(({ name, grants }) => [name, grants])).toEqual([
      ['Ceiba', [over('observer', 1)]],
      ['Moriche', [over('administrator', 1)]],
    ])
  })

  test('gives and takes roles there only', async () => {
    const ceiba = await join(t, 'Ceiba', [over('observer', 1), over('coordinator', 2)])
    const changed = await edit(ofOne, ceiba, { grants: [over('organiser', 1)] })
    expect(changed.body).toMatchObject({ grants: [over('organiser', 1)], revision: 2 })
    expect(changed.headers.etag).toBe('"2"')
    const { body } = await ceiba.ask<Me>('GET', '/api/me')
    expect(body.grants).toEqual([over('organiser', 1), over('coordinator', 2)])
    for (const grant of [over('observer', 2), OVER_EVERYTHING]) {
      expect(outcome(await edit(ofOne, ceiba, { grants: [grant] }))).toBe('beyond-your-roles')
      expect(outcome(await invite(ofOne, [over('observer', 1), grant]))).toBe('not-allowed')
    }
    expect(outcome(await invite(ofOne, []))).toBe('not-allowed')
    expect((await invite(ofOne, [over('administrator', 1)])).status).toBe(201)
  })

  test('does not reach accounts that stand elsewhere or higher: not to close, not to sign out, not to enter', async () => {
    const both = await join(t, 'Ceiba', [over('observer', 1), over('coordinator', 2)])
    const elsewhere = await join(t, 'Samán', [over('observer', 2)])
    const reach = async ({ id }: Person) => [
      outcome(await ofOne.ask('PATCH', `/api/accounts/${id}`, { revision: 1, disabled: true })),
      outcome(await ofOne.ask('DELETE', `/api/accounts/${id}/sessions`)),
      outcome(await ofOne.ask('POST', `/api/accounts/${id}/way-in`)),
    ]
    expect(await reach(both)).toEqual(Array(3).fill('beyond-your-roles'))
    for (const person of [elsewhere, ofAll])
      expect(await reach(person)).toEqual(Array(3).fill('account-not-found'))
    const own = await join(t, 'Cují', [over('organiser', 1)])
    expect(await reach(own)).toEqual([200, 204, 'account-closed'])
  })

  test('sees and withdraws the invitations there, and their own', async () => {
    await invite(ofAll, [over('observer', 1)], 'uno')
    await invite(ofAll, [over('observer', 1), over('observer', 2)], 'los dos')
    const { body } = await invite(ofAll, [OVER_EVERYTHING], 'todo')
    const open = async (visitor: Visitor) =>
      (await visitor.ask<{ items: Invitation[] }>('GET', '/api/invitations')).body.items
    expect((await open(ofOne)).map(({ note, invitedBy }) => [note, invitedBy])).toEqual([
      ['uno', 'Araguaney'],
    ])
    expect(outcome(await ofOne.ask('DELETE', `/api/invitations/${body.invitation.id}`))).toBe(
      'invitation-not-found',
    )
    const [{ id }] = await open(ofOne)
    expect((await ofOne.ask('DELETE', `/api/invitations/${id}`)).status).toBe(204)
    expect((await open(ofAll)).map(({ note }) => note)).toEqual(['los dos', 'todo'])
  })

  test('loses the invitations they made with the role to make them', async () => {
    const { token } = (await invite(ofOne, [over('observer', 1)])).body
    const look = async () =>
      outcome(await new Visitor(t).ask<InvitationFound>('POST', '/api/invitations/look', { token }))
    expect(await look()).toBe(200)
    await edit(ofAll, ofOne, { grants: [over('organiser', 1)] })
    expect(await look()).toBe('invitation-not-found')
  })
})

describe(`${engine}: whoever administers nothing`, () => {
  test('neither sees nor changes accounts', async () => {
    const organiser = await join(t, 'Ceiba', [{ role: 'organiser', scope: { kind: 'everything' } }])
    for (const [visitor, answer] of [
      [organiser, 'not-allowed'],
      [new Visitor(t), 'sign-in-needed'],
    ] as const) {
      expect(outcome(await visitor.ask('GET', '/api/accounts'))).toBe(answer)
      expect(outcome(await visitor.ask('PATCH', `/api/accounts/${ofOne.id}`, { revision: 1 }))).toBe(answer)
      expect(outcome(await invite(visitor, [over('observer', 1)]))).toBe(answer)
    }
  })
})

describe(`${engine}: the last administrator over everything`, () => {
  test('can’t lose the role or be closed, and can once there is another', async () => {
    const refused = await edit(ofAll, ofAll, { grants: [over('observer', 1)] })
    expect([outcome(refused), refused.body.facts]).toEqual(['last-administrator', { name: 'Araguaney' }])
    expect(outcome(await edit(ofAll, ofAll, { disabled: true }))).toBe('not-on-oneself')
    const second = await join(t, 'Ceiba')
    expect(outcome(await edit(second, ofAll, { disabled: true }))).toBe(200)
    expect(outcome(await edit(second, second, { grants: [] }))).toBe('last-administrator')
  })

  test('remains when two take each other’s role at the same moment', async () => {
    const second = await join(t, 'Ceiba')
    const [a, b] = [ofAll, second]
    const take = (by: Person, from: Person) =>
      by.ask('PATCH', `/api/accounts/${from.id}`, { revision: 1, grants: [] })
    const both = (await Promise.all([take(a, b), take(b, a)])).map(outcome)
    expect(both.filter((one) => one === 200)).toHaveLength(1)
    const left = await sql`select 1 from role_grant g join account a on a.id = g.account_id
      where role = 'administrator' and scope_kind = 'everything' and not a.disabled`.execute(t.database.db)
    expect(left.rows).toHaveLength(1)
  })
})

describe(`${engine}: a change to an account`, () => {
  test('takes effect at the next request: roles, closing, opening', async () => {
    const ceiba = await join(t, 'Ceiba', [over('organiser', 1)])
    const rename = (name: string) => ceiba.ask('PATCH', '/api/communes/1', { revision: 0, name })
    expect(outcome(await rename('x'))).not.toBe('not-allowed')
    await edit(ofAll, ceiba, { grants: [] })
    expect(outcome(await rename('x'))).toBe('not-allowed')
    await edit(ofAll, ceiba, { disabled: true })
    expect((await ceiba.ask<Me>('GET', '/api/me')).body.account).toBeNull()
    expect(outcome(await signIn(ceiba, 'Ceiba'))).toBe('sign-in-failed')
    await edit(ofAll, ceiba, { disabled: false })
    expect((await ceiba.ask<Me>('GET', '/api/me')).body.account).toBeNull()
    expect((await signIn(ceiba, 'Ceiba')).status).toBe(200)
  })

  test('made against an older version answers with both, and one that says none is refused', async () => {
    const ceiba = await join(t, 'Ceiba', [over('organiser', 1)])
    await edit(ofAll, ceiba, { grants: [over('observer', 1)] })
    const late = await ofOne.ask('PATCH', `/api/accounts/${ceiba.id}`, { revision: 1, disabled: true })
    expect([late.status, outcome(late)]).toEqual([409, 'changed-by-another'])
    expect(late.body.facts).toMatchObject({
      kind: 'account',
      yours: { disabled: true, revision: 1 },
      theirs: { grants: [over('observer', 1)], revision: 2 },
    })
    const body = { disabled: true }
    expect(outcome(await ofOne.ask('PATCH', `/api/accounts/${ceiba.id}`, body))).toBe('revision-needed')
    const tagged = await ofOne.ask('PATCH', `/api/accounts/${ceiba.id}`, body, { 'if-match': '"2"' })
    expect(tagged.status).toBe(200)
  })

  test('gives roles only over what is there', async () => {
    const grants = [over('observer', 77), { role: 'observer', scope: { kind: 'corridor', id: 1 } } as Grant]
    for (const grant of grants) {
      expect(outcome(await invite(ofAll, [grant]))).toBe('scope-not-found')
      expect(outcome(await edit(ofAll, ofOne, { grants: [grant] }))).toBe('scope-not-found')
    }
    expect(outcome(await edit(ofAll, { id: ofOne.id }, {}))).toBe('nothing-changed')
  })

  test('stands in the log with who, why, and the roles before and after, for administrators of that commune', async () => {
    const ceiba = await join(t, 'Ceiba', [over('observer', 1)])
    await edit(ofOne, ceiba, { grants: [over('organiser', 1)], reason: 'La asamblea del martes' })
    const { rows } = await sql`select account_name, subject_name, reason, audience, communes, detail from log
      where action = 'grants-changed'`.execute(t.database.db)
    expect(rows).toEqual([
      {
        account_name: 'Moriche',
        subject_name: 'Ceiba',
        reason: 'La asamblea del martes',
        audience: 'administrators',
        communes: [1],
        detail: {
          facts: {},
          fields: [
            { field: 'grants', before: ['observer over commune 1'], after: ['organiser over commune 1'] },
          ],
        },
      },
    ])
  })
})

describe(`${engine}: a new way in`, () => {
  test('sets a password, and whoever had another way in has it no more', async () => {
    const ceiba = await join(t, 'Ceiba', [over('observer', 1)])
    const device = new Authenticator('http://localhost')
    const added = await ceiba.ask<{ options: never }>('POST', '/api/me/passkeys/options')
    const response = device.create(added.body.options)
    await ceiba.ask('POST', '/api/me/passkeys', { name: 'x', response })
    await sql`update account set totp_secret = 'v1.x' where id = ${ceiba.id}`.execute(t.database.db)

    const made = await ofOne.ask<InvitationMade>('POST', `/api/accounts/${ceiba.id}/way-in`)
    expect(made.body.invitation).toMatchObject({ accountName: 'Ceiba', grants: [over('observer', 1)] })
    const { token } = made.body
    const visitor = new Visitor(t)
    const found = await visitor.ask<InvitationFound>('POST', '/api/invitations/look', { token })
    expect(found.body.accountName).toBe('Ceiba')
    const next = { token, name: 'Ceiba', password: 'la lima limonera' }
    const entered = await visitor.ask<Me>('POST', '/api/accounts', next)
    expect(entered.body.account).toEqual({ id: ceiba.id, name: 'Ceiba' })
    expect(outcome(await new Visitor(t).ask('POST', '/api/accounts', next))).toBe('invitation-not-found')

    expect((await ceiba.ask<Me>('GET', '/api/me')).body.account).toBeNull()
    expect(outcome(await signIn(new Visitor(t), 'Ceiba', PASSWORD))).toBe('sign-in-failed')
    expect((await signIn(new Visitor(t), 'Ceiba', 'la lima limonera')).status).toBe(200)
    const { body } = await visitor.ask('GET', '/api/me/security')
    expect(body).toMatchObject({ secondFactor: false, recoveryCodesLeft: 0, passkeys: [] })
  })

  test('is not for oneself, not for a closed account, and a second one ends the first', async () => {
    expect(outcome(await ofAll.ask('POST', `/api/accounts/${ofAll.id}/way-in`))).toBe('not-on-oneself')
    const wayIn = () => ofAll.ask<InvitationMade>('POST', `/api/accounts/${ofOne.id}/way-in`)
    const [first, second] = [(await wayIn()).body.token, (await wayIn()).body.token]
    const look = async (token: string) =>
      outcome(await new Visitor(t).ask('POST', '/api/invitations/look', { token }))
    expect([await look(first), await look(second)]).toEqual(['invitation-not-found', 200])
    await edit(ofAll, ofOne, { disabled: true })
    expect(await look(second)).toBe('invitation-not-found')
    expect(outcome(await wayIn())).toBe('account-closed')
  })
})
