/** Two people and a server, from the link on the console to the stolen telephone. */
import { generateSync } from 'otplib'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LOCALES, type Locale, type MessageKey, type MessageValues, translate } from '../../messages/index.ts'
import type { Commune, CommuneList } from '../../server/territories/schema.ts'
import {
  api,
  eventually,
  mapAtRest,
  PHONE,
  type Program,
  picture,
  startProgram,
  violations,
  WIDE,
} from '../support/browser.ts'

const t = (key: MessageKey, values?: MessageValues) => translate('es', key, values)
const ADMINISTRATOR = { name: 'Guacamaya', password: 'cuatro cerros verdes arriba' }
const ORGANISER = { name: 'Turpial', password: 'maiz tierno con queso blanco' }
const BETTER_PASSWORD = 'yuca dulce bajo la lluvia'

let program: Program
/** The organiser's computer; the administrator has the first browser. */
let theirs: BrowserContext
let own: Commune
let other: Commune

beforeAll(async () => {
  program = await startProgram({ signedIn: false })
  theirs = await program.otherBrowser()
})
afterAll(() => program?.close())

const button = (page: Page, key: MessageKey, values?: MessageValues) =>
  page.getByRole('button', { name: t(key, values), exact: true })
/** By how its label begins: an advice may follow. */
const field = (page: Page, key: MessageKey) =>
  page.getByLabel(new RegExp(`^\\s*${t(key).replace(/[?¿().]/g, '\\$&')}`))
const menuOf = (page: Page, name: string) => page.getByRole('button', { name: t('account.menu', { name }) })
const panelSays = (page: Page, key: MessageKey, values?: MessageValues) =>
  page.locator('main').getByText(t(key, values)).waitFor()
const join =
  (page: Page, { name, password }: { name: string; password: string }) =>
  async () => {
    await field(page, 'join.name').fill(name)
    await field(page, 'join.password').fill(password)
    await button(page, 'join.do').click()
    await menuOf(page, name).waitFor()
  }
/** In the bar; a panel may offer it too. */
const entrance = (page: Page) => page.getByRole('banner').getByRole('link', { name: t('account.sign-in') })
async function signOut(page: Page, name: string) {
  await menuOf(page, name).click()
  await page.getByRole('menuitem', { name: t('account.sign-out') }).click()
  await entrance(page).waitFor()
}
async function sayPassword(page: Page, { name, password }: { name: string; password: string }) {
  await field(page, 'sign-in.name').fill(name)
  await field(page, 'sign-in.password').fill(password)
  await button(page, 'sign-in.do').click()
}
/** In the panel, or in the dialog that covers it. */
async function sayCode(page: Page, code: string) {
  await field(page, 'sign-in.code').fill(code)
  await button(page, 'sign-in.do').click()
}

/** As in screens.test.ts, for screens that need somebody to be signed in. */
async function lookAt(of: BrowserContext, name: string, path: string) {
  for (const [size, viewport] of [
    ['wide', WIDE],
    ['phone', PHONE],
  ] as const) {
    const page = await program.newPage(path, viewport, of)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.waitForFunction(() => !document.querySelector('main [aria-busy="true"]'))
    await mapAtRest(page)
    await picture(page, `${name}-${size}`)
    expect(await violations(page), `${name} ${size}`).toEqual([])
    expect(await overflow(page), `${name} ${size}`).toBeLessThanOrEqual(0)
    await page.close()
  }
}
/** Pixels by which anything stands out of the window, the bar's own content included. */
const overflow = (page: Page) =>
  page.evaluate(() =>
    Math.max(
      document.documentElement.scrollWidth - innerWidth,
      ...[...document.querySelectorAll('.bar a, .bar button, .bar input')]
        .filter((element) => (element as HTMLElement).offsetWidth > 1)
        .map((element) => Math.ceil(element.getBoundingClientRect().right - innerWidth)),
    ),
  )

describe('the first run', () => {
  let link: string

  test('nobody has an account: the screen says where the link is', async () => {
    const page = await program.newPage('/sign-in')
    await panelSays(page, 'sign-in.first-run')
    await page.close()
    await lookAt(program.context, 'sign-in-first-run', '/sign-in')
  })

  test('the link on the console makes an administrator, and leaves the address at once', async () => {
    link = /http\S+(\/join#[A-Za-z0-9_-]{43})/.exec(program.console())![1]
    const page = await program.newPage(link)
    await field(page, 'join.name').waitFor()
    await eventually(() => page.url()).not.toContain('#')
    await join(page, ADMINISTRATOR)()
    const { items } = await api<CommuneList>(page, '/communes')
    own = items.find(({ name }) => name === 'El Maizal')!
    other = items.find(({ name }) => name === 'Los Dos Cerros')!
    await page.close()
  })

  test('a link that was used opens nothing, and says what to do', async () => {
    const page = await program.newPage(link, WIDE, theirs)
    await page.getByText(t('join.ask-again')).waitFor()
    await picture(page, 'join-used-wide')
    await page.close()
  })
})

describe('an invitation', () => {
  let link: string

  test('brings roles over one commune, and its link is shown once', async () => {
    const page = await program.newPage('/people')
    await button(page, 'people.invite').click()
    await field(page, 'people.commune').fill('no hay tal')
    await button(page, 'people.make-link').click()
    await panelSays(page, 'people.commune-unknown')
    await field(page, 'people.commune').fill(own.name)
    await picture(page, 'invite-wide')
    await button(page, 'people.make-link').click()
    const url = (await page.locator('.once code').textContent())!
    link = new URL(url).pathname + new URL(url).hash
    await page.locator('.once').scrollIntoViewIfNeeded()
    await picture(page, 'invited-wide')
    expect(await violations(page)).toEqual([])
    await page.close()
    await lookAt(program.context, 'people', '/people')
  })

  test('says what it brings before anything is typed', async () => {
    const page = await program.newPage(link, PHONE, theirs)
    await page.getByText(t('role.over-commune', { name: own.name })).waitFor()
    await page.locator('main .handle').press('ArrowUp')
    await page.waitForTimeout(400)
    await picture(page, 'join-phone')
    expect(await violations(page)).toEqual([])
    await page.setViewportSize(WIDE)
    await field(page, 'join.password').fill('corta')
    await page.getByText(t('password.short', { missing: 7 })).waitFor()
    await picture(page, 'join-wide')
    await join(page, ORGANISER)()
    await page.close()
  })

  test('who came in changes her commune and says why, and no other one', async () => {
    const page = await program.newPage(`/?commune=${own.id}`, WIDE, theirs)
    await page.getByRole('heading', { level: 1, name: own.name }).waitFor()
    await button(page, 'commune.change').click()
    await field(page, 'compose.name').fill('El Maizal de abajo')
    await page.locator('main').getByLabel(t('why.label')).fill('Lo decidió la asamblea')
    await button(page, 'compose.save').click()
    await page.getByRole('heading', { level: 1, name: 'El Maizal de abajo' }).waitFor()

    await page.goto(`${program.origin}/?commune=${other.id}`)
    await button(page, 'commune.change').click()
    await panelSays(page, 'compose.may-not-save')
    await eventually(() => button(page, 'compose.save').isDisabled()).toBe(true)
    const refused = await page.request.patch(`${program.origin}/api/communes/${other.id}`, {
      data: { revision: other.revision, name: 'Ajena' },
    })
    expect(refused.status()).toBe(403)
    await button(page, 'shell.cancel').click()
    await page.goto(`${program.origin}/people`)
    await panelSays(page, 'people.not-yours')
    await page.goto(`${program.origin}/import`)
    await panelSays(page, 'import.may-not')
    await page.close()
  })
})

describe('who sees a commune', () => {
  test('is said before it is saved, and holds at once for whoever has no account', async () => {
    const stranger = await program.otherBrowser()
    const outside = await program.newPage(`/?commune=${own.id}`, WIDE, stranger)
    await outside.getByRole('heading', { level: 1, name: 'El Maizal de abajo' }).waitFor()

    const page = await program.newPage(`/?commune=${own.id}`, WIDE, theirs)
    await button(page, 'audience.change').click()
    await page.getByRole('radio', { name: t('audience.name', { audience: 'scope' }) }).check()
    await panelSays(page, 'audience.consequence', {
      audience: 'scope',
      councils: 'yes',
      name: 'El Maizal de abajo',
    })
    await picture(page, 'audience-wide')
    expect(await violations(page)).toEqual([])
    await button(page, 'audience.save').click()
    await page
      .locator('main')
      .getByText(`${t('audience.name', { audience: 'scope' })}.`)
      .waitFor()

    await outside.reload()
    await panelSays(outside, 'commune.gone')
    await stranger.close()
    await page.close()
  })
})

describe('ways in', () => {
  let codes: string[]
  let secret: string
  let page: Page

  test('a second step is set up with its secret, confirmed with a code, and gives recovery codes once', async () => {
    page = await program.newPage('/account', WIDE, theirs)
    await button(page, 'second-factor.begin').click()
    secret = (await page.locator('.once code').textContent())!.replaceAll(' ', '')
    await picture(page, 'second-factor-wide')
    await field(page, 'second-factor.code').fill('000000')
    await button(page, 'second-factor.confirm').click()
    await page.locator('main [role=alert]').waitFor()
    await field(page, 'second-factor.code').fill(generateSync({ secret }))
    await button(page, 'second-factor.confirm').click()
    await panelSays(page, 'second-factor.codes')
    codes = await page.locator('.once code').allTextContents()
    expect(new Set(codes).size).toBe(10)
    await page.locator('.once').scrollIntoViewIfNeeded()
    await picture(page, 'recovery-codes-wide')
    await button(page, 'second-factor.codes-kept').click()
    await panelSays(page, 'second-factor.on', { left: 10 })
  })

  test('a passkey opens without name, password or code', async () => {
    const devtools = await theirs.newCDPSession(page)
    await devtools.send('WebAuthn.enable')
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    await field(page, 'passkeys.name').fill('computadora')
    await button(page, 'passkeys.add').click()
    await button(page, 'passkeys.remove-this', { name: 'computadora' }).waitFor()
    await signOut(page, ORGANISER.name)
    await entrance(page).click()
    await button(page, 'sign-in.passkey').click()
    await menuOf(page, ORGANISER.name).waitFor()
    await signOut(page, ORGANISER.name)
  })

  test('the password alone is not enough any more; a recovery code is, once', async () => {
    await page.goto(`${program.origin}/sign-in?back=/account`)
    await sayPassword(page, ORGANISER)
    await picture(page, 'sign-in-code-wide')
    await sayCode(page, codes[0])
    await panelSays(page, 'second-factor.on', { left: 9 })
    await signOut(page, ORGANISER.name)
    await page.goto(`${program.origin}/sign-in`)
    await sayPassword(page, ORGANISER)
    await sayCode(page, codes[0])
    await page.locator('main [role=alert]').waitFor()
    // The code with which it was set up belongs to this half minute; the next one is taken already.
    await sayCode(page, generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + 30 }))
    await menuOf(page, ORGANISER.name).waitFor()
    await page.close()
  })

  test('ending the session of a lost computer makes its window ask; what was being done is kept', async () => {
    const lost = await program.newPage(`/?commune=${own.id}`, WIDE, theirs)
    await button(lost, 'commune.change').click()
    await field(lost, 'compose.name').fill('El Maizal')

    const phone = await program.otherBrowser()
    const there = await program.newPage('/sign-in?back=/account', PHONE, phone)
    await sayPassword(there, ORGANISER)
    await sayCode(there, codes[1])
    await there.locator('main .handle').press('ArrowUp')
    await there.getByRole('heading', { name: t('devices.title') }).scrollIntoViewIfNeeded()
    await picture(there, 'devices-phone')
    await there.locator('main section li button', { hasText: t('devices.end') }).click()
    await eventually(() =>
      there.locator('main section li button', { hasText: t('devices.end') }).count(),
    ).toBe(0)

    await button(lost, 'compose.save').click()
    await lost.getByRole('dialog').waitFor()
    await picture(lost, 'interrupted-wide')
    expect(await violations(lost)).toEqual([])
    await sayPassword(lost, ORGANISER)
    await sayCode(lost, codes[2])
    await lost.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await field(lost, 'compose.name').inputValue()).toBe('El Maizal')
    await button(lost, 'compose.save').click()
    await lost.getByRole('heading', { level: 1, name: 'El Maizal', exact: true }).waitFor()

    await there.goto(`${program.origin}/account`)
    await button(there, 'password.change').click()
    await field(there, 'password.current').fill(ORGANISER.password)
    await field(there, 'password.next').fill(BETTER_PASSWORD)
    await button(there, 'password.change').click()
    await there.getByText(t('password.changed')).waitFor()
    await phone.close()
    await lost.close()
  })

  test('whoever guesses waits, and is told how long', async () => {
    const stranger = await program.otherBrowser()
    const door = await program.newPage('/sign-in', WIDE, stranger)
    for (let i = 0; i < 5; i++) {
      await sayPassword(door, { name: ADMINISTRATOR.name, password: `intento ${i}` })
      await door.locator('main [role=alert]').waitFor()
      await eventually(() => button(door, 'sign-in.do').isEnabled()).toBe(true)
    }
    await sayPassword(door, ADMINISTRATOR)
    await eventually(() => button(door, 'sign-in.do').isDisabled()).toBe(true)
    await picture(door, 'sign-in-wait-wide')
    await stranger.close()
  })
})

describe('what an administrator sees of others', () => {
  test('takes access away after a question, and gives a link to come back in', async () => {
    const page = await program.newPage('/people')
    const person = page.locator('main li', { has: page.getByRole('heading', { name: ORGANISER.name }) })
    await person.getByRole('button', { name: t('people.way-in') }).click()
    const url = (await page.locator('.once code').textContent())!
    const outside = await program.otherBrowser()
    const back = await program.newPage(new URL(url).pathname + new URL(url).hash, WIDE, outside)
    await back.getByRole('heading', { level: 1, name: t('join.way-in', { name: ORGANISER.name }) }).waitFor()
    await outside.close()
    await person.getByRole('button', { name: t('people.disable') }).click()
    await panelSays(page, 'people.disable-sure', { name: ORGANISER.name })
    await picture(page, 'disable-wide')
    await person.getByRole('button', { name: t('people.disable') }).click()
    await person.getByText(t('people.disabled')).waitFor()
    await page.close()
  })

  test('two administrators at once: the second sees both versions side by side', async () => {
    const page = await program.newPage('/people')
    const person = page.locator('main li', { has: page.getByRole('heading', { name: ORGANISER.name }) })
    await person.getByRole('button', { name: t('people.change-roles') }).click()
    const { items } = await api<{ items: { id: number; name: string; revision: number }[] }>(
      page,
      '/accounts',
    )
    const { id, revision } = items.find(({ name }) => name === ORGANISER.name)!
    const everywhere = [{ role: 'observer', scope: { kind: 'everything' } }]
    await api(page, `/accounts/${id}`, { method: 'PATCH', data: { revision, grants: everywhere } })
    await person
      .getByRole('button', { name: t('people.take'), exact: false })
      .first()
      .click()
    await person.getByRole('button', { name: t('people.save-roles') }).click()
    await panelSays(page, 'people.conflict', { name: ORGANISER.name })
    await picture(page, 'people-conflict-wide')
    expect(await violations(page)).toEqual([])
    await button(page, 'people.conflict-keep-theirs').click()
    await page.locator('.conflict').waitFor({ state: 'detached' })
    await page.close()
  })
})

describe('for everybody', () => {
  test('each screen of an account: no serious barrier and nothing cut off, wide and on a phone', async () => {
    await lookAt(program.context, 'account', '/account')
    await lookAt(program.context, 'people', '/people')
    const stranger = await program.otherBrowser()
    await lookAt(stranger, 'sign-in', '/sign-in')
    await lookAt(stranger, 'home-public', '/')
    await lookAt(stranger, 'import-public', '/import')
    await stranger.close()
  })

  /** The keyboard is there. */
  const isAt = (place: Locator) =>
    eventually(() => place.evaluate((element) => element === document.activeElement)).toBe(true)

  test('in by the keyboard alone, to one’s account, and out again', async () => {
    const stranger = await program.otherBrowser()
    const page = await program.newPage('/', WIDE, stranger)
    const link = entrance(page)
    await link.waitFor()
    const isFocused = () => link.evaluate((element) => element === document.activeElement)
    for (let i = 0; i < 20 && !(await isFocused()); i++) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await field(page, 'sign-in.name').waitFor()
    await isAt(field(page, 'sign-in.name'))
    await page.keyboard.type(ADMINISTRATOR.name)
    await page.keyboard.press('Tab')
    await page.keyboard.type(ADMINISTRATOR.password)
    await page.keyboard.press('Enter')
    await menuOf(page, ADMINISTRATOR.name).waitFor({ timeout: 60_000 })
    await menuOf(page, ADMINISTRATOR.name).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: t('account.mine') }).waitFor()
    await picture(page, 'account-menu-wide')
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: ADMINISTRATOR.name }).waitFor()
    await menuOf(page, ADMINISTRATOR.name).focus()
    await page.keyboard.press('Enter')
    await isAt(page.getByRole('menuitem', { name: t('account.mine') }))
    await page.keyboard.press('End')
    await isAt(page.getByRole('menuitem', { name: t('account.sign-out') }))
    await page.keyboard.press('Enter')
    await entrance(page).waitFor()
    await stranger.close()
  })

  test.each(LOCALES)('%s: the screens speak it', async (locale: Locale) => {
    const page = await program.newPage(`/account?lang=${locale}`)
    await page.getByRole('heading', { name: translate(locale, 'devices.title') }).waitFor()
    await picture(page, `account-${locale}`)
    await page.goto(`${program.origin}/people?lang=${locale}`)
    await page.getByText(translate(locale, 'people.lead')).waitFor()
    await picture(page, `people-${locale}`)
    await page.close()
  })

  test('no page asked for anything outside, and none complained', () => {
    expect(program.strangers).toEqual([])
    expect([...new Set(program.complaints)]).toEqual([])
  })
})
