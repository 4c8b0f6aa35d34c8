/**
 * Whatever people, files and addresses are called, a browser shows it as letters: nothing of it runs, nothing of it
 * becomes a part of the page, and nothing asks anybody for anything.
 */
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { InvitationMade } from '../../server/accounts/schema.ts'
import type { Import } from '../../server/imports/schema.ts'
import type { Changed, Commune, Council } from '../../server/territories/schema.ts'
import { api, eventually, mapAtRest, PHONE, type Program, startProgram, WIDE } from '../support/browser.ts'
import { asUpload, bringIn, button, choose, squareArea, t } from '../support/pages.ts'

/** Text, attribute, template and message pattern at once; no closing tag of ours is open, and no `/`. */
const spiked = (word: string) =>
  `${word}<img src=x onerror="__hit=1"><x-injected>"'><svg onload=__hit=1>{x, select, other {y}}{{7*7}} # <b>`
const COUNCILS = ['Uno', 'Dos', 'Tres', 'Cuatro'].map(spiked)
const COMMUNE = spiked('Comuna')
/** Sixty letters at most. */
const PERSON = 'Ana<img src=x onerror="__hit=1"><x-injected>{a, b}'
const FILE = `${spiked('mapa')}.geojson`
const CODE = 'C<x-injected onclick=1>'
const NOTE = spiked('nota')
const WHY = spiked('motivo')
const ADDRESSES = [
  'javascript:__hit=1',
  '<img src=x onerror=__hit=1>',
  '"><x-injected>',
  '{x, select, other {y}}',
]

let program: Program
let theirs: BrowserContext
let page: Page
let councils: Council[]
let commune: Commune
let wayIn: string
let dialogs: string[]
const imports: Record<string, number> = {}

beforeAll(async () => {
  program = await startProgram({ demonstration: false })
  theirs = await program.otherBrowser()
  dialogs = []
  for (const context of [program.context, theirs]) {
    await context.addInitScript(() =>
      addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
        console.error(`policy: ${violatedDirective} ${blockedURI} ${sample}`),
      ),
    )
    context.on('dialog', (dialog) => {
      dialogs.push(dialog.message())
      void dialog.dismiss()
    })
  }
  page = await program.newPage('/account')
  const areas = (codes: boolean) =>
    COUNCILS.map((name, i) =>
      squareArea(
        {
          nombre: name,
          comuna: COMMUNE,
          [spiked('columna')]: spiked('valor'),
          ...(codes && { codigo: `${CODE}${i}` }),
        },
        -68.5 + i * 0.006,
        7.6,
        0.006,
      ),
    )
  councils = await bringIn(page, encodeURIComponent(FILE), areas(true))
  const [found] = (await api<{ items: Commune[] }>(page, '/communes')).items
  const { record } = await api<Changed<Commune>>(page, `/communes/${found.id}`, {
    method: 'PATCH',
    data: { revision: found.revision, councilIds: found.councilIds.slice(1), reason: WHY },
  })
  commune = record
  await api(page, '/links', {
    method: 'POST',
    data: {
      councilA: councils[0].id,
      councilB: councils[1].id,
      kind: 'bridge',
      declaredBy: spiked('asamblea'),
      declaredOn: '2026-01-01',
      reason: WHY,
    },
  })
  const kml = `<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>${encoded(COMMUNE)}</name>${COUNCILS.map(
    (name, i) =>
      `<Placemark><name>${encoded(name)}</name><description><![CDATA[${name}<script>__hit=1</script><iframe srcdoc="<script>parent.__hit=1</script>"></iframe><a href="javascript:__hit=1">ver</a>]]></description>
      <ExtendedData><Data name="${encoded(spiked('columna'))}"><value>${encoded(spiked('valor'))}</value></Data></ExtendedData>
      <Polygon><outerBoundaryIs><LinearRing><coordinates>${ring(i)}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>`,
  ).join('')}</Document></kml>`
  await bring('undecided', FILE, JSON.stringify({ type: 'FeatureCollection', features: areas(false) }))
  await bring('kml', `${spiked('kml')}.kml`, kml)
  await bring('refused', `${spiked('roto')}.json`, '<svg onload="__hit=1"><x-injected>')

  const grants = [{ role: 'organiser', scope: { kind: 'commune', id: commune.id } }]
  const { token } = await api<InvitationMade>(page, '/invitations', { method: 'POST', data: { grants } })
  await theirs.request.post(`${program.origin}/api/accounts`, {
    data: { token, name: PERSON, password: 'cuatro cerros verdes' },
  })
  await api(page, '/invitations', { method: 'POST', data: { grants, note: NOTE, reason: WHY } })
  const { items } = await api<{ items: { id: number; name: string }[] }>(page, '/accounts')
  const person = items.find(({ name }) => name === PERSON)!
  const made = await api<InvitationMade>(page, `/accounts/${person.id}/way-in`, { method: 'POST' })
  wayIn = `/join#${made.token}`
})
afterAll(() => program?.close())
// Each window that listens holds one of the six connections that a browser opens to a server.
afterEach(async () => {
  for (const context of [program.context, theirs])
    for (const open of context.pages()) if (open !== page) await open.close()
})

const encoded = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
const ring = (i: number) => {
  const [west, south, size] = [-67 + i * 0.006, 7.6, 0.006]
  const corners = [
    [west, south],
    [west + size, south],
    [west + size, south + size],
    [west, south + size],
  ]
  return [...corners, corners[0]].map((corner) => corner.join()).join(' ')
}

async function bring(key: string, name: string, content: string) {
  const sent = await page.request.post(`${program.origin}/api/imports?fileName=${encodeURIComponent(name)}`, {
    headers: { 'content-type': 'application/octet-stream' },
    data: Buffer.from(content),
  })
  const { id } = (await sent.json()) as Import
  imports[key] = id
  const settled = async () => /ready|refused/.test((await api<Import>(page, `/imports/${id}`)).status)
  await vi.waitUntil(settled, { timeout: 30_000, interval: 100 })
}

/** What of a page was not written by us, and whether anything ran. */
const intruders = (of: Page) =>
  of.evaluate(() => {
    const found = '__hit' in globalThis ? ['something ran'] : []
    for (const element of document.querySelectorAll('*')) {
      if (/^(x-injected|iframe|object|embed|frame|base|math)$/.test(element.localName))
        found.push(element.localName)
      if (element.localName === 'script' && !element.hasAttribute('src')) found.push(element.outerHTML)
      for (const { name, value } of element.attributes)
        if (/^on|^srcdoc$/.test(name) || /^\s*(javascript|data:text)/i.test(value))
          found.push(`${name}=${value}`)
    }
    return found
  })

async function isClean(of: Page) {
  expect(await intruders(of)).toEqual([])
  expect(dialogs).toEqual([])
  // Of an address where there is nothing it says so in the console, too.
  expect(program.complaints.filter((complaint) => !/^\w+: Not found: /.test(complaint))).toEqual([])
  expect(program.strangers).toEqual([])
}

/** As letters on the page, in a field, or in a choice. */
const shows = (of: Page, ...texts: string[]) =>
  eventually(() =>
    of.evaluate((wanted) => {
      const fields = [...document.querySelectorAll('input, textarea')] as HTMLInputElement[]
      const plain = (words: string | null) => (words ?? '').replaceAll(/\s+/g, ' ')
      const shown = [plain(document.body.textContent), ...fields.map(({ value }) => plain(value))]
      return wanted
        .filter((text) => !shown.some((words) => words.includes(plain(text))))
        .map((text) => `${location}: ${text}`)
    }, texts),
  ).toEqual([])

describe('what is stored', () => {
  const screens = (): [string, string[]][] => [
    ['/', [COMMUNE]],
    [`/?commune=${commune.id}`, [COMMUNE, COUNCILS[2], spiked('asamblea'), WHY]],
    [`/?council=${councils[0].id}`, [councils[0].name, CODE]],
    [`/?commune=${commune.id}&pick=${councils.map(({ id }) => id).join()}`, [COMMUNE, COUNCILS[0]]],
    ['/log', [COMMUNE, WHY, FILE, PERSON]],
    [`/log?kind=commune&id=${commune.id}`, [COMMUNE, WHY]],
    ['/people', [PERSON, NOTE, COMMUNE]],
    ['/import', [FILE]],
    [`/import?id=${imports.undecided}`, [FILE, COUNCILS[0], spiked('columna')]],
    [`/import?id=${imports.kml}`, [`${spiked('kml')}.kml`, spiked('columna')]],
    [`/import?id=${imports.refused}`, [`${spiked('roto')}.json`]],
    [wayIn, [PERSON]],
    ['/account', []],
    ['/security', [t('security.lead')]],
  ]

  test.each([
    ['wide', WIDE],
    ['phone', PHONE],
  ] as const)('is letters on every screen of a %s window', async (_, viewport) => {
    const screen = await program.newPage('/account', viewport)
    for (const [path, texts] of screens()) {
      await screen.goto(program.origin + path)
      // From one link to the next a browser need not load the page anew.
      if (path === wayIn) await screen.reload()
      await shows(screen, ...texts)
      if (/^\/(\?|$)/.test(path)) await mapAtRest(screen)
      else await screen.waitForLoadState('networkidle')
      await isClean(screen)
    }
  })

  test('is letters on paper, in the title of a window, and in three languages', async () => {
    for (const lang of ['en', 'pt', 'es']) {
      const screen = await program.newPage(`/?commune=${commune.id}&lang=${lang}`)
      await screen.emulateMedia({ media: 'print' })
      await shows(screen, COMMUNE)
      expect(await screen.title()).not.toContain('<')
      await isClean(screen)
      await screen.close()
    }
  })

  test('is letters to the person that is called so, and when their name is taken', async () => {
    const screen = await program.newPage('/account', WIDE, theirs)
    await shows(screen, PERSON)
    await isClean(screen)
    const { token } = await api<InvitationMade>(page, '/invitations', {
      method: 'POST',
      data: { grants: [] },
    })
    await screen.goto(`${program.origin}/join#${token}`)
    await screen.getByLabel(new RegExp(`^\\s*${t('join.name')}`)).fill(PERSON)
    await screen.getByLabel(new RegExp(`^\\s*${t('join.password')}`)).fill('cuatro cerros verdes')
    await button(screen, 'join.do').click()
    await screen.getByRole('alert').filter({ hasText: PERSON }).waitFor()
    await isClean(screen)
  })

  test('is letters in what two people wrote at the same time, side by side', async () => {
    const screen = await program.newPage(`/?commune=${commune.id}&pick=${councils[2].id}`)
    const field = screen.getByLabel(t('compose.name'), { exact: true })
    // As it is saved: what comes in the moment after would otherwise be what this window began with.
    await eventually(() => field.inputValue()).not.toBe('')
    await field.fill(spiked('Mía'))
    await shows(screen, spiked('Mía'))
    const theirName = spiked('Suya')
    await api(page, `/communes/${commune.id}`, {
      method: 'PATCH',
      data: { revision: commune.revision, name: theirName },
    })
    await screen.bringToFront()
    await button(screen, 'overtaken.compare').click()
    await screen.getByRole('heading', { name: t('conflict.title') }).waitFor()
    await shows(screen, spiked('Mía'))
    await shows(screen, theirName)
    await isClean(screen)
  })
})

describe('what comes in by an address', () => {
  const parameters = [
    'lang',
    'place',
    'q',
    'commune',
    'council',
    'pick',
    'id',
    'kind',
    'action',
    'account',
    'from',
    'back',
  ]

  test.each(['/', '/log', '/import', '/people', '/sign-in', '/join', '/account'])(
    'is letters or nothing: %s',
    async (path) => {
      for (const shift of [0, 1]) {
        const text = (i: number) => ADDRESSES[(i + shift) % ADDRESSES.length]
        const query = parameters.map((name, i) => `${name}=${encodeURIComponent(text(i))}`).join('&')
        const screen = await program.newPage(`${path}?${query}#${text(1)}`)
        await screen.getByRole('banner').waitFor()
        await screen.waitForLoadState('networkidle')
        await isClean(screen)
        await screen.close()
      }
    },
  )

  test('is letters in an answer that is opened like a page', async () => {
    const screen = await program.newPage('/account')
    for (const text of ADDRESSES)
      for (const path of [
        `/api/${text}`,
        `/api/exports/${text}.csv`,
        `/api/councils?after=${text}`,
        `/tiles/${text}.json`,
        `/${text}`,
      ]) {
        await screen.goto(program.origin + encodeURI(path))
        await isClean(screen)
      }
  })

  test('leads nobody to another site after signing in', async () => {
    const [name, password] = ['Turpial', 'cuatro cerros verdes']
    const { token } = await api<InvitationMade>(page, '/invitations', {
      method: 'POST',
      data: { grants: [] },
    })
    const screen = await program.newPage('/account', WIDE, theirs)
    await api(screen, '/accounts', { method: 'POST', data: { token, name, password } })
    for (const back of [
      '//evil.example/',
      '/\\evil.example',
      '/.//evil.example',
      '/\t/evil.example',
      'javascript:__hit=1',
      'https://evil.example',
    ]) {
      await theirs.clearCookies()
      await screen.goto(`${program.origin}/sign-in?back=${encodeURIComponent(back)}`)
      await screen.getByLabel(t('sign-in.name')).fill(name)
      await screen.getByLabel(t('sign-in.password'), { exact: true }).fill(password)
      await button(screen, 'sign-in.do').click()
      await eventually(() => new URL(screen.url()).pathname).not.toBe('/sign-in')
      expect(new URL(screen.url()).origin).toBe(program.origin)
      await isClean(screen)
    }
  })
})

test('what is looked for, and what is found, is letters', async () => {
  const screen = await program.newPage('/')
  const search = screen.getByRole('combobox', { name: t('search.label') })
  await search.fill('<img src=x onerror=__hit=1>')
  await screen.waitForTimeout(800)
  await isClean(screen)
  await search.fill('Comuna<img')
  await shows(screen, spiked('Suya').slice(4, 20))
  await search.fill('Cuatro')
  await screen.getByRole('option').first().waitFor()
  await shows(screen, COUNCILS[3])
  await isClean(screen)
  await screen.close()
})

test('a file that is chosen is letters before the server has seen it', async () => {
  const screen = await program.newPage('/import')
  await choose(screen, asUpload(FILE, '{"type":"FeatureCollection","features":[]}'))
  await shows(screen, FILE)
  await isClean(screen)
  await screen.close()
})

describe('the eye that looks for it', () => {
  test.each([
    ['an element of somebody’s', '<x-injected></x-injected>'],
    ['a handler', '<img src="/mark.svg" onload="globalThis.__hit=1">'],
    ['a frame', '<iframe srcdoc="x"></iframe>'],
    ['an address that is a script', '<a href="javascript:1">x</a>'],
  ])('sees %s', async (_, markup) => {
    const screen = await program.newPage('/account')
    await screen.evaluate((html) => document.body.insertAdjacentHTML('beforeend', html), markup)
    expect(await intruders(screen)).not.toEqual([])
    await screen.close()
    program.complaints.length = 0
  })

  test('sees what runs, a question to another site, and what the policy stops', async () => {
    const screen = await program.newPage('/account')
    await screen.evaluate(() => {
      ;(globalThis as { __hit?: number }).__hit = 1
    })
    expect(await intruders(screen)).toEqual(['something ran'])
    await screen.evaluate(() => {
      document.body.insertAdjacentHTML('beforeend', '<img src="https://evil.example/x.png">')
      document.body.insertAdjacentHTML('beforeend', '<img src="/mark.svg" onload="1">')
    })
    await eventually(() => program.complaints.join('\n')).toMatch(/policy: img-src https:\/\/evil\.example/)
    await eventually(() => program.complaints.join('\n')).toMatch(/policy: script-src-attr inline/)
    await screen.close()
    program.complaints.length = 0
  })
})
