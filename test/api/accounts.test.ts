/** Coming in: the first administrator, invitations, signing in with a password, and being slowed down. */
import { argon2Sync } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { inviteAdministrator, joinLink } from '../../server/accounts/console-invitation.ts'
import type { InvitationFound, InvitationMade, Me, Security } from '../../server/accounts/schema.ts'
import { openTestApp, type TestApp } from '../support/app.ts'
import { engine } from '../support/database.ts'
import { join, OVER_EVERYTHING, PASSWORD, signIn } from '../support/people.ts'
import { outcome, Visitor } from '../support/visitor.ts'

let t: TestApp
beforeAll(async () => {
  t = await openTestApp()
})
afterAll(() => t?.close())
beforeEach(() => t.empty())

/** As if this much time had gone by since the last failure. */
const letPass = (seconds: number) =>
  sql`update sign_in_failure set last_at = last_at - make_interval(secs => ${seconds})`.execute(t.database.db)

describe(`${engine}: the first run`, () => {
  test('a link makes one administrator of everything, who is signed in at once, and then nobody else', async () => {
    const visitor = new Visitor(t)
    expect((await visitor.ask<Me>('GET', '/api/me')).body).toEqual({
      account: null,
      grants: [],
      firstRun: true,
    })
    const token = await inviteAdministrator(t.database.db)
    expect(joinLink('http://localhost:3000', token)).toMatch(/^http:\/\/localhost:3000\/join#[\w-]{43}$/)
    const look = () => visitor.ask<InvitationFound>('POST', '/api/invitations/look', { token })
    expect((await look()).body).toMatchObject({ grants: [OVER_EVERYTHING], accountName: null })
    const joined = await visitor.ask<Me>('POST', '/api/accounts', {
      token,
      name: 'Araguaney',
      password: PASSWORD,
    })
    expect(joined.status).toBe(201)
    const me = { account: { id: 1, name: 'Araguaney' }, grants: [OVER_EVERYTHING], firstRun: false }
    expect(joined.body).toEqual(me)
    expect((await visitor.ask<Me>('GET', '/api/me')).body).toEqual(me)
    expect(outcome(await look())).toBe('invitation-not-found')
    const again = { token, name: 'Otra', password: PASSWORD }
    expect(outcome(await new Visitor(t).ask('POST', '/api/accounts', again))).toBe('invitation-not-found')
  })

  test('the next link takes the place of one that nobody used', async () => {
    const [first, second] = [
      await inviteAdministrator(t.database.db),
      await inviteAdministrator(t.database.db),
    ]
    const look = async (token: string) =>
      outcome(await new Visitor(t).ask('POST', '/api/invitations/look', { token }))
    expect([await look(first), await look(second)]).toEqual(['invitation-not-found', 200])
  })
})

describe(`${engine}: an invitation`, () => {
  test('makes one account, also when two use it at the same moment', async () => {
    const administrator = await join(t, 'Araguaney')
    const { body } = await administrator.ask<InvitationMade>('POST', '/api/invitations', { grants: [] })
    const both = await Promise.all(
      ['Uno', 'Dos'].map((name) =>
        new Visitor(t).ask<Me>('POST', '/api/accounts', { token: body.token, name, password: PASSWORD }),
      ),
    )
    expect(both.map(outcome).sort()).toEqual([201, 'invitation-not-found'])
    const { rows } = await sql`select 1 from account`.execute(t.database.db)
    expect(rows).toHaveLength(2)
  })

  test('ends after seven days, when it is withdrawn, and with its inviter’s right to invite', async () => {
    const { db } = t.database
    const administrator = await join(t, 'Araguaney')
    const invite = async () =>
      (await administrator.ask<InvitationMade>('POST', '/api/invitations', { grants: [OVER_EVERYTHING] }))
        .body
    const take = (token: string) =>
      new Visitor(t).ask('POST', '/api/accounts', { token, name: 'Moriche', password: PASSWORD })
    const [late, withdrawn, orphan] = [await invite(), await invite(), await invite()]
    const days = Date.parse(late.invitation.expiresAt) - Date.now()
    expect(days / 86_400_000).toBeCloseTo(7, 2)
    await sql`update invitation set expires_at = now() where id = ${late.invitation.id}`.execute(db)
    await administrator.ask('DELETE', `/api/invitations/${withdrawn.invitation.id}`)
    await sql`delete from role_grant`.execute(db)
    for (const { token } of [late, withdrawn, orphan])
      expect(outcome(await take(token))).toBe('invitation-not-found')
  })

  test('survives a name that is taken, accents and case aside, and a password that is easily guessed', async () => {
    await join(t, 'José del Río')
    const token = await inviteAdministrator(t.database.db)
    const take = (name: string, password = PASSWORD) =>
      new Visitor(t).ask('POST', '/api/accounts', { token, name, password })
    expect(outcome(await take('JOSE  DEL RIO'))).toBe('name-taken')
    const easy = await take('Guacharaca', 'guacharaca1234')
    expect([outcome(easy), easy.body.facts]).toEqual(['password-too-easy', { why: 'name' }])
    expect(easy.body.detail).toMatch(/^It is nearly your own name\. /)
    for (const [name, password] of [
      ['Moriche', 'short'],
      ['x', PASSWORD],
      ['a\u200bb', PASSWORD],
      ['\u00adevil', PASSWORD],
    ])
      expect(outcome(await take(name, password))).toBe('invalid-field')
    expect(outcome(await take('Moriche'))).toBe(201)
  })
})

describe(`${engine}: signing in with a password`, () => {
  test('takes the name however it is typed, gives a new token each time and ends the one before', async () => {
    const visitor = await join(t, 'José del Río')
    const first = visitor.cookies.get('toparquia_session')!
    expect((await signIn(visitor, ' jose DEL rio ')).body.account).toEqual({ id: 1, name: 'José del Río' })
    expect(visitor.cookies.get('toparquia_session')).not.toBe(first)
    const old = new Visitor(t)
    old.cookies.set('toparquia_session', first)
    expect((await old.ask<Me>('GET', '/api/me')).body.account).toBeNull()
  })

  test('the cookie is out of reach of scripts and other sites, and secure where the connection is', async () => {
    await join(t, 'Araguaney')
    const plain = (await signIn(new Visitor(t), 'Araguaney')).setCookies
    expect(plain).toHaveLength(2)
    for (const cookie of plain) {
      expect(cookie).toMatch(/; HttpOnly; SameSite=Strict$/)
      expect(cookie).toMatch(/Max-Age=\d+; Path=\/(api)?;/)
    }
    process.env.TRUST_PROXY = 'on'
    const behindProxy = await openTestApp()
    try {
      await sql`insert into account (name, password_hash) select 'Moriche', ${await hashOfPassword()}`.execute(
        behindProxy.database.db,
      )
      const visitor = new Visitor(behindProxy, { 'x-forwarded-proto': 'https' })
      const secure = (await signIn(visitor, 'Moriche')).setCookies
      for (const cookie of secure) expect(cookie).toMatch(/; HttpOnly; Secure; SameSite=Strict$/)
    } finally {
      delete process.env.TRUST_PROXY
      await behindProxy.close()
    }
  })

  test('a page of another site can’t sign anybody in or out', async () => {
    const visitor = await join(t, 'Araguaney')
    const foreign: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'https://elsewhere.example' },
    ]
    for (const headers of foreign)
      for (const url of ['/api/sign-in', '/api/sign-out'])
        expect(
          outcome(await visitor.ask('POST', url, { name: 'Araguaney', password: PASSWORD }, headers)),
        ).toBe('foreign-page')
  })

  test('signing out ends the session on the server', async () => {
    const visitor = await join(t, 'Araguaney')
    const token = visitor.cookies.get('toparquia_session')!
    expect((await visitor.ask('POST', '/api/sign-out')).status).toBe(204)
    expect(visitor.cookies.has('toparquia_session')).toBe(false)
    visitor.cookies.set('toparquia_session', token)
    expect(outcome(await visitor.ask('GET', '/api/me/security'))).toBe('sign-in-needed')
  })

  test('a wrong name, a wrong password and a closed account get one answer, after as much work', async () => {
    const { db } = t.database
    await join(t, 'Araguaney')
    await join(t, 'Moriche')
    await sql`update account set disabled = true where name = 'Moriche'`.execute(db)
    const fastest: Record<string, number> = { Araguaney: Infinity, Nadie: Infinity, Moriche: Infinity }
    const said = new Set<string>()
    for (let round = 0; round < 8; round++)
      for (const name of Object.keys(fastest)) {
        await sql`delete from sign_in_failure`.execute(db)
        const start = performance.now()
        const { status, body, headers } = await signIn(new Visitor(t), name, 'otra cosa muy larga')
        fastest[name] = Math.min(fastest[name], performance.now() - start)
        said.add(JSON.stringify([status, body, headers['set-cookie'], headers['retry-after']]))
      }
    expect(said.size).toBe(1)
    expect([...said][0]).toContain('sign-in-failed')
    for (const name of ['Nadie', 'Moriche']) {
      const ratio = fastest[name] / fastest.Araguaney
      expect(ratio, `${name}: ${JSON.stringify(fastest)}`).toBeGreaterThan(0.6)
      expect(ratio, `${name}: ${JSON.stringify(fastest)}`).toBeLessThan(1.7)
    }
  })

  test('a password that was hashed at a lower cost is hashed anew when it is used', async () => {
    const { db } = t.database
    await sql`insert into account (name, password_hash) values ('Araguaney', ${await hashOfPassword()})`.execute(
      db,
    )
    expect((await signIn(new Visitor(t), 'Araguaney')).status).toBe(200)
    const { rows } = await sql<{ hash: string }>`select password_hash as hash from account`.execute(db)
    expect(rows[0].hash).not.toContain('m=64,')
    expect((await signIn(new Visitor(t), 'Araguaney')).status).toBe(200)
  })

  test('what no database keeps is a wrong name, not a defect', async () => {
    for (const name of ['\0a', 'a\0b', '\ud800', '%', "'; drop table account"])
      expect(outcome(await signIn(new Visitor(t), name))).toBe('sign-in-failed')
  })
})

/** At a cost of long ago. */
async function hashOfPassword(): Promise<string> {
  const [salt, plain] = [Buffer.alloc(16, 7), (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')]
  const cost = { memory: 64, passes: 1, parallelism: 1 }
  const tag = argon2Sync('argon2id', { message: PASSWORD, nonce: salt, tagLength: 32, ...cost })
  return `$argon2id$v=19$m=64,t=1,p=1$${plain(salt)}$${plain(tag)}`
}

describe(`${engine}: whoever guesses`, () => {
  const guess = (name: string, visitor = new Visitor(t)) => signIn(visitor, name, 'adivinanza larga')

  test.each(['Araguaney', 'Nadie'])(
    'waits ever longer after five failures, known name or not: %s',
    async (name) => {
      await join(t, 'Araguaney')
      for (let i = 0; i < 4; i++) expect(outcome(await guess(name))).toBe('sign-in-failed')
      const waits: number[] = []
      for (let i = 0; i < 10; i++) {
        expect(outcome(await guess(name))).toBe('sign-in-failed')
        const next = await guess(name.toUpperCase())
        expect([next.status, outcome(next)]).toEqual([429, 'too-many-attempts'])
        waits.push(Number(next.headers['retry-after']))
        await letPass(waits[i])
      }
      expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900, 900])
    },
  )

  test('is not let in with the right password while waiting, and is afterwards, from nothing', async () => {
    await join(t, 'Araguaney')
    for (let i = 0; i < 5; i++) await guess('Araguaney')
    const stranger = new Visitor(t)
    const refused = await stranger.ask('POST', '/api/sign-in', { name: 'Araguaney', password: PASSWORD })
    expect(outcome(refused)).toBe('too-many-attempts')
    expect(refused.body.facts).toEqual({ retryInSeconds: 5, minutes: 0 })
    expect(refused.body.detail).toContain('in 5 seconds')
    await letPass(5)
    expect((await signIn(stranger, 'Araguaney')).status).toBe(200)
    for (let i = 0; i < 5; i++) expect(outcome(await guess('Araguaney'))).toBe('sign-in-failed')
  })

  test('a hundred at the same moment are five', async () => {
    await join(t, 'Araguaney')
    const all = await Promise.all(Array.from({ length: 30 }, () => guess('Araguaney')))
    expect(all.filter((one) => outcome(one) === 'sign-in-failed')).toHaveLength(5)
  })

  test('does not keep out the owner, whose browser the server knows', async () => {
    const owner = await join(t, 'Araguaney')
    await owner.ask('POST', '/api/sign-out')
    for (let i = 0; i < 6; i++) await guess('Araguaney')
    expect(outcome(await signIn(new Visitor(t), 'Araguaney'))).toBe('too-many-attempts')
    expect((await signIn(owner, 'Araguaney')).status).toBe(200)
    // That browser has a count of its own, and its word is no good for another name or altered.
    for (let i = 0; i < 5; i++) expect(outcome(await guess('Araguaney', owner))).toBe('sign-in-failed')
    expect(outcome(await guess('Araguaney', owner))).toBe('too-many-attempts')
    const forged = new Visitor(t)
    const device = owner.cookies.get('toparquia_device')!
    forged.cookies.set('toparquia_device', `x${device.slice(1)}`)
    expect(outcome(await signIn(forged, 'Araguaney'))).toBe('too-many-attempts')
  })

  test('is forgotten after a day', async () => {
    await join(t, 'Araguaney')
    for (let i = 0; i < 5; i++) await guess('Araguaney')
    await letPass(86_401)
    for (let i = 0; i < 5; i++) expect(outcome(await guess('Araguaney'))).toBe('sign-in-failed')
  })

  test('leaves no name and no address in the database', async () => {
    await guess('Guacharaca')
    const { rows } = await sql`select * from sign_in_failure`.execute(t.database.db)
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toMatch(/guacharaca|127\.0\.0\.1/i)
  })

  test('is told to administrators in the log, once for five', async () => {
    await join(t, 'Araguaney')
    for (let i = 0; i < 5; i++) await guess('Araguaney')
    const locked = async () =>
      (
        await sql<{ audience: string }>`select audience from log where action = 'sign-in-locked'`.execute(
          t.database.db,
        )
      ).rows
    await expect.poll(locked).toEqual([{ audience: 'administrators' }])
  })

  test('from one address is answered a hundred times in ten minutes', async () => {
    const one = await openTestApp()
    try {
      const visitor = new Visitor(one)
      const look = () => visitor.ask('POST', '/api/invitations/look', { token: 'x'.repeat(43) })
      for (let i = 0; i < 100; i++) expect((await look()).status).toBe(404)
      const refused = await look()
      expect([refused.status, outcome(refused)]).toEqual([429, 'too-many-attempts'])
      expect(refused.headers['content-type']).toMatch('application/problem+json')
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(500)
      expect(refused.body.detail).toContain('10 minutes')
    } finally {
      await one.close()
    }
  })
})

test(`${engine}: nothing of accounts is kept by a cache, and the list of devices says which is which`, async () => {
  const visitor = await join(t, 'Araguaney')
  await signIn(new Visitor(t, { 'user-agent': 'Mozilla/5.0 (Android 14) Firefox/130.0' }), 'Araguaney')
  const { body, headers } = await visitor.ask<Security>('GET', '/api/me/security')
  expect(headers['cache-control']).toBe('no-store')
  expect(body.devices.map(({ device, present }) => [device, present]).sort()).toEqual([
    ['?', true],
    ['Firefox · Android', false],
  ])
})
