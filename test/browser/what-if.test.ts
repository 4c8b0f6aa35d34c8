import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Commune, CouncilPage } from '../../server/territories/schema.ts'
import {
  api,
  eventually,
  mapAtRest,
  PHONE,
  type Program,
  picture,
  pixelOf,
  startProgram,
  violations,
  WIDE,
} from '../support/browser.ts'
import { button, communeNamed, t } from '../support/pages.ts'

let program: Program
let page: Page
let ataroa: Commune
/** As the press told it: ten in the west that wanted to leave. */
let west: number[]

beforeAll(async () => {
  program = await startProgram()
  page = await program.newPage('/')
  ataroa = (await communeNamed(page, 'Ataroa'))!
  west = (await api<CouncilPage>(page, '/councils?q=DEMO-ATA-OESTE')).items.map(({ id }) => id)
})
afterAll(() => program?.close())

const cell = (row: string, column: number) =>
  page
    .getByRole('row', { name: new RegExp(`^${row}`) })
    .locator('td')
    .nth(column)

describe('what if a group leaves', () => {
  test('begins at the commune, with nobody leaving, and follows each press on the map and in the list', async () => {
    await page.goto(`${program.origin}/?commune=${ataroa.id}`)
    await page.getByRole('link', { name: t('what-if.open') }).click()
    await page.getByText(t('what-if.nobody')).waitFor()
    await mapAtRest(page)
    const { items } = await api<CouncilPage>(page, `/councils?ids=${west[0]}`)
    const { x, y } = await pixelOf(page, items[0].place)
    await page.mouse.click(x, y)
    await page.getByRole('heading', { name: t('what-if.who', { count: 1 }) }).waitFor()
    expect(await page.getByRole('checkbox', { name: items[0].name }).isChecked()).toBe(true)
    await eventually(() => cell(t('what-if.councils'), 1).textContent()).toBe('41')
    await page.getByRole('checkbox', { name: items[0].name }).uncheck()
    await page.getByText(t('what-if.nobody')).waitFor()
  })

  test('both sides stand beside the whole, in the address too, and what would mend them can be tried', async () => {
    await page.goto(`${program.origin}/?commune=${ataroa.id}&leave=${west.join()}`)
    await eventually(() => cell(t('what-if.councils'), 0).textContent()).toBe('42')
    expect(await cell(t('what-if.councils'), 1).textContent()).toBe('32')
    expect(await cell(t('what-if.councils'), 2).textContent()).toBe('10')
    await mapAtRest(page)
    await picture(page, 'what-if')
    expect(await violations(page)).toEqual([])
    const tries = page.getByRole('button', { name: t('what-if.try') })
    expect(await tries.count()).toBeGreaterThan(0)
    await tries.first().click()
    await eventually(() => page.getByText(t('what-if.mend')).count()).toBe(0)
    const sides = page.getByRole('row', { name: new RegExp(`^${t('what-if.space')}`) })
    expect(await sides.getByText(/parte/).count()).toBe(0)
    await page.reload()
    await eventually(() => page.getByText(t('what-if.mend')).count()).toBe(0)
    await page.getByRole('heading', { name: t('what-if.also') }).waitFor()
  })

  test('on a phone all of it is in reach, and who leaves becomes a draft of its own', async () => {
    await page.setViewportSize(PHONE)
    // The longest of the words that stand side by side.
    await page.goto(`${program.origin}/?commune=${ataroa.id}&leave=${ataroa.councilIds.slice(0, 3).join()}`)
    await page.getByRole('cell', { name: t('verdict-chip.conditional', { pieces: 1 }) }).waitFor()
    const wide = await page.evaluate(() => {
      const panel = document.querySelector('#panel .scroll')!
      return [panel.scrollWidth, panel.clientWidth]
    })
    expect(wide[0]).toBe(wide[1])
    await page.goto(`${program.origin}/?commune=${ataroa.id}&leave=${west.join()}`)
    await page.getByRole('heading', { name: t('what-if.also') }).waitFor()
    await mapAtRest(page)
    await picture(page, 'what-if-phone')
    expect(await violations(page)).toEqual([])
    await page.setViewportSize(WIDE)
    await page.getByRole('link', { name: t('what-if.compose') }).click()
    await button(page, 'compose.save').waitFor()
    expect(new URL(page.url()).searchParams.get('pick')).not.toBeNull()
    expect(program.complaints).toEqual([])
  })
})
