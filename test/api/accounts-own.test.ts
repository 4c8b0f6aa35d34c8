/** One's own account: password, second factor, recovery codes, passkeys and devices. */
import { sql } from 'kysely'
import { generateSync } from 'otplib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Me, RecoveryCodes, SecondFactorOffer, Security } from '../../server/accounts/schema.ts'
import { openTestApp, type TestApp } from '../support/app.ts'
import { Authenticator, type Wrong } from '../support/authenticator.ts'
import { engine } from '../support/database.ts'
import { join, PASSWORD, type Person, signIn } from '../support/people.ts'
import { outcome, Visitor } from '../support/visitor.ts'

let t: TestApp
let person: Person
beforeAll(async () => {
  t = await openTestApp()
})
afterAll(() => t?.close())
beforeEach(async () => {
  await t.empty()
  person = await join(t, 'Araguaney')
})

const security = async (visitor: Visitor = person) =>
  (await visitor.ask<Security>('GET', '/api/me/security')).body
/** As if everybody had signed in this long ago. */
const age = (hours: number) =>
  sql`update session set created_at = created_at - make_interval(hours => ${hours})`.execute(t.database.db)
const logged = async () =>
  (
    await sql<{
      action: string
    }>`select action from log where account_id = ${person.id} order by seq`.execute(t.database.db)
  ).rows.map(({ action }) => action)

describe(`${engine}: sessions`, () => {
  test('are listed, ended one by one or all others at once, and ended ones open nothing from the next request on', async () => {
    const [second, third] = [new Visitor(t), new Visitor(t)]
    for (const visitor of [second, third]) await signIn(visitor, 'Araguaney')
    const { devices } = await security()
    expect(devices.map(({ present }) => present).sort()).toEqual([false, false, true])
    const mine = (await security(second)).devices.find(({ present }) => present)!.id
    expect((await person.ask('DELETE', `/api/me/devices/${mine}`)).status).toBe(204)
    expect(outcome(await second.ask('GET', '/api/me/security'))).toBe('sign-in-needed')
    expect(outcome(await person.ask('DELETE', `/api/me/devices/${mine}`))).toBe('device-not-found')
    expect((await third.ask('GET', '/api/me/security')).status).toBe(200)
    expect((await person.ask('DELETE', '/api/me/devices')).status).toBe(204)
    expect(outcome(await third.ask('GET', '/api/me/security'))).toBe('sign-in-needed')
    expect((await security()).devices).toHaveLength(1)
  })

  test('of others can’t be ended, and what names one opens none', async () => {
    const other = await join(t, 'Moriche')
    const [{ id }] = (await security(other)).devices
    expect(outcome(await person.ask('DELETE', `/api/me/devices/${id}`))).toBe('device-not-found')
    const thief = new Visitor(t)
    thief.cookies.set('toparquia_session', id)
    expect((await thief.ask<Me>('GET', '/api/me')).body.account).toBeNull()
  })

  test('end by themselves after two weeks without use, and after a month', async () => {
    await sql`update session set seen_at = now() - interval '15 days'`.execute(t.database.db)
    expect(outcome(await person.ask('GET', '/api/me/security'))).toBe('sign-in-needed')
    await signIn(person, 'Araguaney')
    await sql`update session set expires_at = now()`.execute(t.database.db)
    expect(outcome(await person.ask('GET', '/api/me/security'))).toBe('sign-in-needed')
  })
})

describe(`${engine}: the password`, () => {
  test('changes with the one before, and ends every other session', async () => {
    const other = new Visitor(t)
    await signIn(other, 'Araguaney')
    const change = (current: string, next: string) => person.ask('PUT', '/api/me/password', { current, next })
    expect(outcome(await change('otra cosa larga', 'la lima limonera'))).toBe('password-wrong')
    expect(outcome(await change(PASSWORD, 'araguaney2026'))).toBe('password-too-easy')
    expect(outcome(await change(PASSWORD, 'corta'))).toBe('invalid-field')
    expect((await other.ask('GET', '/api/me/security')).status).toBe(200)
    expect((await change(PASSWORD, 'la lima limonera')).status).toBe(204)
    expect(outcome(await other.ask('GET', '/api/me/security'))).toBe('sign-in-needed')
    expect((await person.ask('GET', '/api/me/security')).status).toBe(200)
    expect(outcome(await signIn(other, 'Araguaney'))).toBe('sign-in-failed')
    expect((await signIn(other, 'Araguaney', 'la lima limonera')).status).toBe(200)
    expect(await logged()).toEqual([
      'account-created',
      'signed-in',
      'signed-in',
      'password-changed',
      'signed-in',
    ])
  })

  test('can’t be guessed in a window left open either', async () => {
    const guess = () =>
      person.ask('PUT', '/api/me/password', { current: 'adivinanza', next: 'la lima limonera' })
    for (let i = 0; i < 5; i++) expect(outcome(await guess())).toBe('password-wrong')
    const refused = await guess()
    expect([outcome(refused), refused.headers['retry-after']]).toEqual(['too-many-attempts', '5'])
  })
})

describe(`${engine}: the second factor`, () => {
  /** A code of the phone; `step` half minutes from now. */
  const phone = (secret: string, step = 0) =>
    generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + step * 30 })
  async function setUp() {
    const { secret } = (await person.ask<SecondFactorOffer>('POST', '/api/me/second-factor')).body
    const confirm = { secret, code: phone(secret, -1) }
    const { body } = await person.ask<RecoveryCodes>('POST', '/api/me/second-factor/confirm', confirm)
    return { secret, codes: body.codes }
  }
  const enter = (code?: string, visitor = new Visitor(t)) => signIn(visitor, 'Araguaney', PASSWORD, code)

  test('is in force once a code confirms it, and sealed in the database', async () => {
    const { secret, uri } = (await person.ask<SecondFactorOffer>('POST', '/api/me/second-factor')).body
    expect(uri).toContain(secret)
    const confirm = (code: string) => person.ask('POST', '/api/me/second-factor/confirm', { secret, code })
    const wrong = String((Number(phone(secret)) + 1) % 1_000_000).padStart(6, '0')
    expect(outcome(await confirm(wrong))).toBe('code-wrong')
    expect((await security()).secondFactor).toBe(false)
    expect((await confirm(phone(secret))).status).toBe(200)
    expect(await security()).toMatchObject({ secondFactor: true, recoveryCodesLeft: 10 })
    const { rows } = await sql`select * from account, recovery_code`.execute(t.database.db)
    expect(JSON.stringify(rows)).not.toContain(secret)
  })

  test('is asked for after the right password only, and a wrong code says no more than a wrong password', async () => {
    const { secret } = await setUp()
    expect(outcome(await enter())).toBe('second-factor-needed')
    expect(outcome(await signIn(new Visitor(t), 'Araguaney', 'otra cosa larga'))).toBe('sign-in-failed')
    const wrongCode = await enter('000000' === phone(secret) ? '111111' : '000000')
    const wrongPassword = await signIn(new Visitor(t), 'Araguaney', 'otra cosa larga', phone(secret))
    expect(outcome(wrongCode)).toBe('sign-in-failed')
    expect(wrongCode.body).toEqual(wrongPassword.body)
    expect((await enter(phone(secret))).status).toBe(200)
  })

  test('takes each code once, also of two at the same moment', async () => {
    const { secret } = await setUp()
    const code = phone(secret)
    expect((await Promise.all([enter(code), enter(code)])).map(outcome).sort()).toEqual([
      200,
      'sign-in-failed',
    ])
    expect(outcome(await enter(code))).toBe('sign-in-failed')
    // An earlier step than the last one used is used too.
    expect(outcome(await enter(phone(secret, -1)))).toBe('sign-in-failed')
    expect((await enter(phone(secret, 1))).status).toBe(200)
  })

  test('does not excuse guessing: being asked for the code neither clears failures nor adds one', async () => {
    const { secret } = await setUp()
    for (let i = 0; i < 4; i++) await enter('999999' === phone(secret) ? '888888' : '999999')
    for (let i = 0; i < 3; i++) expect(outcome(await enter())).toBe('second-factor-needed')
    await enter('abcdef')
    expect(outcome(await enter())).toBe('too-many-attempts')
  })

  test('has recovery codes in its place, each for once, and new ones end the old', async () => {
    const { codes } = await setUp()
    expect(new Set(codes).size).toBe(10)
    expect((await enter(codes[0].toUpperCase().replaceAll('-', ' '))).status).toBe(200)
    expect(outcome(await enter(codes[0]))).toBe('sign-in-failed')
    expect((await Promise.all([enter(codes[1]), enter(codes[1])])).map(outcome).sort()).toEqual([
      200,
      'sign-in-failed',
    ])
    expect((await security()).recoveryCodesLeft).toBe(8)
    expect(outcome(await person.ask('POST', '/api/me/recovery-codes', { password: 'x' }))).toBe(
      'password-wrong',
    )
    const renewed = await person.ask<RecoveryCodes>('POST', '/api/me/recovery-codes', { password: PASSWORD })
    expect(renewed.body.codes).toHaveLength(10)
    expect(outcome(await enter(codes[2]))).toBe('sign-in-failed')
    expect((await enter(renewed.body.codes[9])).status).toBe(200)
  })

  test('is taken away with the password, and neither replaced nor doubled without', async () => {
    await setUp()
    for (const url of ['/api/me/second-factor', '/api/me/second-factor/confirm']) {
      const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
      const body = url.endsWith('confirm') ? { secret, code: phone(secret) } : undefined
      expect(outcome(await person.ask('POST', url, body))).toBe('second-factor-on')
    }
    expect(outcome(await person.ask('DELETE', '/api/me/second-factor', { password: 'x' }))).toBe(
      'password-wrong',
    )
    expect((await person.ask('DELETE', '/api/me/second-factor', { password: PASSWORD })).status).toBe(204)
    expect(await security()).toMatchObject({ secondFactor: false, recoveryCodesLeft: 0 })
    expect((await enter()).status).toBe(200)
    for (const [method, url] of [
      ['DELETE', '/api/me/second-factor'],
      ['POST', '/api/me/recovery-codes'],
    ] as const)
      expect(outcome(await person.ask(method, url, { password: PASSWORD }))).toBe('second-factor-off')
  })

  test('is not put on an account in a window that was left open', async () => {
    await age(2)
    for (const url of ['/api/me/second-factor', '/api/me/passkeys/options'])
      expect(outcome(await person.ask('POST', url))).toBe('sign-in-not-recent')
  })
})

describe(`${engine}: passkeys`, () => {
  const ORIGIN = 'http://localhost:80'
  const authenticator = () => new Authenticator(ORIGIN.replace(':80', ''))

  interface Options {
    options: { challenge: string; user: { id: string }; rpId: string; allowCredentials?: unknown[] }
  }

  const ask = async (visitor: Visitor, url: string) => (await visitor.ask<Options>('POST', url)).body.options

  async function add(device: Authenticator, wrong?: Wrong, visitor: Visitor = person) {
    const options = await ask(visitor, '/api/me/passkeys/options')
    const response = device.create(options, wrong)
    return visitor.ask('POST', '/api/me/passkeys', { name: 'Mi teléfono', response })
  }
  async function enter(device: Authenticator, wrong?: Wrong, visitor = new Visitor(t)) {
    const options = await ask(visitor, '/api/sign-in/passkey/options')
    return visitor.ask<Me>('POST', '/api/sign-in/passkey', { response: device.get(options, wrong) })
  }

  test('sign in without a name, a password or a code', async () => {
    const device = authenticator()
    expect((await add(device)).status).toBe(204)
    expect((await security()).passkeys).toMatchObject([{ name: 'Mi teléfono', usedAt: null }])
    const visitor = new Visitor(t)
    const options = await ask(visitor, '/api/sign-in/passkey/options')
    expect(options).toMatchObject({ rpId: 'localhost', userVerification: 'required' })
    expect(options.allowCredentials ?? []).toEqual([])
    const entered = await enter(device, undefined, visitor)
    expect(entered.body.account).toEqual({ id: person.id, name: 'Araguaney' })
    expect((await visitor.ask('GET', '/api/me/security')).status).toBe(200)
    expect((await security()).passkeys[0].usedAt).not.toBeNull()
  })

  test.each<[string, Wrong]>([
    ['another origin', { origin: 'http://localhost.example' }],
    ['another port of the same machine', { origin: 'http://localhost:8080' }],
    ['another server’s name', { rpId: 'example.org' }],
    ['a challenge nobody gave', { challenge: 'A'.repeat(43) }],
    ['a person who was not verified', { userVerified: false }],
  ])('are refused from %s, when they are added and when they sign in', async (_, wrong) => {
    expect(outcome(await add(authenticator(), wrong))).toBe('passkey-not-added')
    expect((await security()).passkeys).toEqual([])
    const device = authenticator()
    await add(device)
    expect(outcome(await enter(device, wrong))).toBe('passkey-refused')
  })

  test('answer a challenge once, the first answer counts, and none after five minutes', async () => {
    const device = authenticator()
    await add(device)
    const visitor = new Visitor(t)
    const options = await ask(visitor, '/api/sign-in/passkey/options')
    const answer = device.get(options)
    const send = (response: object) => visitor.ask('POST', '/api/sign-in/passkey', { response })
    expect((await Promise.all([send(answer), send(answer)])).map(outcome).sort()).toEqual([
      200,
      'passkey-refused',
    ])
    expect(outcome(await send(answer))).toBe('passkey-refused')
    expect(outcome(await send(device.get(options)))).toBe('passkey-refused')
    const late = await ask(visitor, '/api/sign-in/passkey/options')
    await sql`update passkey_challenge set expires_at = now()`.execute(t.database.db)
    expect(outcome(await send(device.get(late)))).toBe('passkey-refused')
  })

  test('whose counter goes back or stands still are refused: somebody copied them', async () => {
    const device = authenticator()
    await add(device)
    for (let i = 0; i < 3; i++) expect((await enter(device)).status).toBe(200)
    for (const counter of [device.counter, 1, 0])
      expect(outcome(await enter(device, { counter }))).toBe('passkey-refused')
    expect((await enter(device)).status).toBe(200)
  })

  test('that never count, as those that several devices share, are fine', async () => {
    const device = authenticator()
    await add(device, { counter: 0 })
    for (let i = 0; i < 2; i++) expect((await enter(device, { counter: 0 })).status).toBe(200)
  })

  test('of nobody, of another key, of another person or altered are refused', async () => {
    const device = authenticator()
    await add(device)
    expect(outcome(await enter(authenticator()))).toBe('passkey-refused')
    const impostor = authenticator()
    Object.assign(impostor, { id: device.id, counter: 50 })
    expect(outcome(await enter(impostor))).toBe('passkey-refused')
    expect(outcome(await enter(device, { userHandle: 'AAAA' }))).toBe('passkey-refused')
    for (const response of [
      null,
      'x',
      7,
      {},
      { id: 'x', response: {} },
      { id: {}, response: { clientDataJSON: 1 } },
    ])
      expect(outcome(await new Visitor(t).ask('POST', '/api/sign-in/passkey', { response }))).toBe(
        'passkey-refused',
      )
  })

  test('a challenge to add one is no challenge to sign in, nor another person’s', async () => {
    const device = authenticator()
    await add(device)
    const adding = await ask(person, '/api/me/passkeys/options')
    const signing = await ask(person, '/api/sign-in/passkey/options')
    const visitor = new Visitor(t)
    const entered = await visitor.ask('POST', '/api/sign-in/passkey', { response: device.get(adding) })
    expect(outcome(entered)).toBe('passkey-refused')
    const other = await join(t, 'Moriche')
    for (const challenge of [signing, await ask(person, '/api/me/passkeys/options')]) {
      const response = authenticator().create({ ...adding, challenge: challenge.challenge })
      expect(outcome(await other.ask('POST', '/api/me/passkeys', { name: 'x', response }))).toBe(
        'passkey-not-added',
      )
    }
  })

  test('open one account only, are removed by their owner only, and then open nothing', async () => {
    const device = authenticator()
    await add(device)
    const other = await join(t, 'Moriche')
    expect(outcome(await add(device, undefined, other))).toBe('passkey-known')
    const [{ id }] = (await security()).passkeys
    expect(outcome(await other.ask('DELETE', `/api/me/passkeys/${id}`))).toBe('passkey-not-found')
    expect((await person.ask('DELETE', `/api/me/passkeys/${id}`)).status).toBe(204)
    expect(outcome(await enter(device))).toBe('passkey-refused')
    expect(outcome(await person.ask('DELETE', '/api/me/passkeys/%00'))).toBe('invalid-field')
  })

  test('are bound to the address that the operator gave', async () => {
    const app = await openTestApp({ publicUrl: 'https://toparquia.example' })
    try {
      const somebody = await join(app, 'Araguaney')
      const device = new Authenticator('https://toparquia.example')
      expect((await add(device, undefined, somebody)).status).toBe(204)
      expect((await enter(device, undefined, new Visitor(app))).status).toBe(200)
      expect(outcome(await enter(device, { origin: 'http://localhost' }, new Visitor(app)))).toBe(
        'passkey-refused',
      )
    } finally {
      await app.close()
    }
  })
})
