import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import es from '../../messages/es/index.ts'
import { LOCALES, type MessageKey, translate } from '../../messages/index.ts'
import type { CommuneList } from '../../server/territories/schema.ts'
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

const t = (key: MessageKey) => translate('es', key)
let program: Program
let addresses: Record<string, string>

beforeAll(async () => {
  program = await startProgram()
  const page = await program.newPage()
  const { items } = await api<CommuneList>(page, '/communes')
  const commune = (name: string) => items.find((one) => one.name === name)!
  const cerros = commune('Los Dos Cerros')
  addresses = {
    home: '/',
    commune: `/?commune=${commune('El Maizal').id}`,
    split: `/?commune=${cerros.id}`,
    conditional: `/?commune=${commune('A Pulso').id}`,
    network: `/?commune=${commune('Red de Miranda').id}`,
    compose: `/?commune=${cerros.id}&pick=${cerros.councilIds.join()}`,
    council: `/?council=${cerros.councilIds[0]}`,
    import: '/import',
  }
  await page.close()
})
afterAll(() => program?.close())

const SCREENS = ['home', 'commune', 'split', 'conditional', 'network', 'compose', 'council', 'import']

const SIZES = [
  ['wide', WIDE],
  ['phone', PHONE],
] as const

/** The panel has said all that it has to say; the map may still be drawing. */
async function panelAtRest(page: Page) {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForFunction(() => !document.querySelector('main [aria-busy="true"]'))
}

describe('each screen', () => {
  test.each(SCREENS)(
    '%s: no serious barrier for anybody and nothing cut off, wide and on a phone',
    async (screen) => {
      for (const [size, viewport] of SIZES) {
        const page = await program.newPage(addresses[screen], viewport)
        await panelAtRest(page)
        await mapAtRest(page)
        await picture(page, `${screen}-${size}`)
        expect(await violations(page), size).toEqual([])
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        expect(overflow, size).toBeLessThanOrEqual(0)
        await page.close()
      }
    },
  )
})

describe('three languages', () => {
  const keys = Object.keys(es)

  test.each(LOCALES)('%s: no screen shows a key instead of a sentence', async (locale) => {
    const page = await program.newPage('/import')
    for (const screen of SCREENS) {
      const address = addresses[screen]
      await page.goto(`${program.origin}${address}${address.includes('?') ? '&' : '?'}lang=${locale}`)
      await panelAtRest(page)
      expect(await page.evaluate(() => document.documentElement.lang)).toBe(locale)
      const labels = await page.evaluate(() =>
        [...document.querySelectorAll('[aria-label], [title], [placeholder]')].flatMap((element) =>
          ['aria-label', 'title', 'placeholder'].map((name) => element.getAttribute(name) ?? ''),
        ),
      )
      // biome-ignore lint/performance/useDomNodeTextContent: what is seen, without scripts and hidden parts
      const text = [await page.locator('body').innerText(), ...labels].join('\n')
      const words = new Set(text.split(/[\s()[\]«»"]+/))
      expect(
        keys.filter((key) => words.has(key)),
        screen,
      ).toEqual([])
      expect(text, screen).not.toMatch(/\{\w+(, (plural|select|number))?/)
      expect(text, screen).not.toMatch(/\b(undefined|NaN|null)\b/)
    }
    await page.close()
  })

  test('another language is one choice away and stays in the address', async () => {
    const page = await program.newPage('/')
    await page.getByRole('button', { name: /Español/ }).click()
    await page.getByRole('menuitemradio', { name: 'Português' }).click()
    await eventually(() => new URL(page.url()).searchParams.get('lang')).toBe('pt')
    await page.getByRole('heading', { name: translate('pt', 'home.title') }).waitFor()
    await page.close()
  })
})

describe('search', () => {
  test('finds a commune by a part of its name without its accents, and goes there', async () => {
    const page = await program.newPage('/')
    await page.getByRole('heading', { name: t('home.title') }).waitFor()
    await page.keyboard.press('Control+k')
    await page.keyboard.type('pio tama')
    await page
      .getByRole('option', { name: /Pío Tamayo/ })
      .first()
      .waitFor()
    await picture(page, 'search')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Pío Tamayo', level: 1 }).waitFor()
    await page.close()
  })

  test('goes to a coordinate on a UTM grid', async () => {
    const page = await program.newPage('/')
    await page.getByRole('heading', { name: t('home.title') }).waitFor()
    await mapAtRest(page)
    await page.keyboard.press('Control+k')
    await page.keyboard.type('REGVEN 19N 500000 994852')
    await page.getByRole('option').first().waitFor()
    await page.keyboard.press('Enter')
    const place = () => (new URL(page.url()).searchParams.get('place') ?? '').split(',').map(Number)
    await eventually(() => place()[0]).toBeCloseTo(-69, 3)
    await eventually(() => place()[1]).toBeCloseTo(9, 3)
    await page.close()
  })
})

test('the phone reaches everything: the sheet opens by its handle', async () => {
  const page = await program.newPage('/', PHONE)
  await page.getByRole('heading', { level: 1 }).waitFor()
  const height = () => page.locator('main').evaluate((panel) => panel.clientHeight)
  const before = await height()
  await page.locator('main .handle').press('ArrowUp')
  await eventually(height).toBeGreaterThan(before)
  await page.close()
})

test('no page asked for anything outside, and none complained', () => {
  expect(program.strangers).toEqual([])
  expect([...new Set(program.complaints)]).toEqual([])
})
