import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Commune, CouncilPage, LinkList } from '../../server/territories/schema.ts'
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

const table = (caption: string) => page.getByRole('table', { name: caption })
const cell = (caption: string, row: string, column: number) =>
  table(caption)
    .getByRole('row', { name: new RegExp(`^${row}`) })
    .locator('td')
    .nth(column)
const councils = async (name: string) => (await communeNamed(page, name))?.councilIds.length ?? null

describe('scenarios', () => {
  test('the list holds the example of the demonstration', async () => {
    await page.getByRole('link', { name: t('scenarios.open-list') }).click()
    await page.getByRole('link', { name: t('scenarios.demonstration-name') }).waitFor()
    await mapAtRest(page)
    await picture(page, 'scenarios-list')
    expect(await violations(page)).toEqual([])
  })

  test('what if the ten left is kept as a scenario, compared with today, applied and undone', async () => {
    await page.goto(`${program.origin}/?commune=${ataroa.id}&leave=${west.join()}`)
    await button(page, 'scenarios.save-as').click()
    await page.getByLabel(t('scenarios.name')).fill('Los diez')
    await page.getByLabel(t('scenarios.commune-name')).fill('Oeste')
    await page.getByLabel(t('scenarios.note')).fill('Para la asamblea del domingo.')
    await mapAtRest(page)
    await picture(page, 'scenarios-save-as')
    await button(page, 'scenarios.save').click()
    await page.getByRole('heading', { name: 'Los diez', level: 1 }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/scenarios')

    await eventually(() => cell('Ataroa', t('what-if.councils'), 0).textContent()).toBe('42')
    expect(await cell('Ataroa', t('what-if.councils'), 1).textContent()).toBe('32')
    expect(await cell('Oeste', t('what-if.councils'), 1).textContent()).toBe('10')
    expect(await cell('Oeste', t('what-if.space'), 0).textContent()).toBe(t('scenarios.absent'))
    await page.getByRole('region', { name: t('verdict-card.title') }).waitFor()
    await page.getByText(/Nace «Oeste» con 10 consejos/).waitFor()
    await mapAtRest(page)
    await picture(page, 'scenario')
    expect(await violations(page)).toEqual([])

    await page
      .getByRole('radio', { name: t('scenarios.on-map') })
      .first()
      .check()
    await mapAtRest(page)
    await picture(page, 'scenario-today')
    // The example proposes the same under another name: a second scenario beside the first.
    const example = await page.getByLabel(t('scenarios.left')).locator('option').allTextContents()
    expect(example).toEqual([t('scenarios.today'), 'Los diez', t('scenarios.demonstration-name')])
    await page.getByLabel(t('scenarios.left')).selectOption({ label: t('scenarios.demonstration-name') })
    await eventually(() => cell('Ataroa', t('what-if.councils'), 0).textContent()).toBe('32')

    await button(page, 'scenarios.apply').click()
    await page.getByLabel(t('scenarios.effective-on')).fill('2025-03-01')
    await button(page, 'scenarios.apply').click()
    await eventually(() => councils('Oeste')).toBe(10)
    expect(await councils('Ataroa')).toBe(32)
    await page.getByText(t('scenarios.state', { state: 'applied' }), { exact: true }).waitFor()
    await page.getByRole('button', { name: t('shell.undo') }).click()
    await eventually(() => councils('Oeste')).toBe(null)
    expect(await councils('Ataroa')).toBe(42)
    await page.getByText(t('scenarios.state', { state: 'open' }), { exact: true }).waitFor()
  })

  test('is dropped, and taken up again from the toast', async () => {
    await button(page, 'scenarios.drop').click()
    await page
      .getByRole('contentinfo')
      .or(page.locator('footer'))
      .getByRole('button', { name: t('scenarios.drop') })
      .click()
    await page.getByText(t('scenarios.state', { state: 'dropped' }), { exact: true }).waitFor()
    await page
      .getByRole('status')
      .filter({ hasText: t('scenarios.dropped', { name: 'Los diez' }) })
      .getByRole('button', { name: t('shell.undo') })
      .last()
      .click()
    await page.getByText(t('scenarios.state', { state: 'open' }), { exact: true }).waitFor()
  })

  test('says what moved on since, and is brought up to date', async () => {
    const { id } = ataroa
    const { revision } = await api<Commune>(page, `/communes/${id}`)
    await api(page, `/communes/${id}`, { method: 'PATCH', data: { revision, name: 'Ataroa Socialista' } })
    await page.getByText(t('scenarios.moved-on')).waitFor()
    expect(await button(page, 'scenarios.apply').isDisabled()).toBe(true)
    await picture(page, 'scenario-moved-on')
    await button(page, 'scenarios.refresh').click()
    await eventually(() => button(page, 'scenarios.apply').isDisabled()).toBe(false)
  })

  test('a draft is kept as a scenario too, with what another commune would lose', async () => {
    const pick = [...ataroa.councilIds.filter((id) => !west.includes(id)).slice(0, 3), ...west].join()
    await page.goto(`${program.origin}/?pick=${pick}`)
    await page.getByLabel(t('compose.name'), { exact: true }).fill('Trece')
    await button(page, 'scenarios.save-as').click()
    await page.getByLabel(t('scenarios.name')).fill('Trece salen')
    await button(page, 'scenarios.save').click()
    await page.getByRole('heading', { name: 'Trece salen', level: 1 }).waitFor()
    await eventually(() => cell('Trece', t('what-if.councils'), 1).textContent()).toBe('13')
    await page.getByText(/salen 13 consejos/).waitFor()
  })

  test('fits a phone', async () => {
    await page.setViewportSize(PHONE)
    await page.reload()
    await page.getByRole('heading', { name: 'Trece salen', level: 1 }).waitFor()
    await eventually(() => cell('Trece', t('what-if.councils'), 1).textContent()).toBe('13')
    await mapAtRest(page)
    await picture(page, 'scenario-phone')
    const wide = await page.evaluate(() => {
      const panel = document.querySelector('#panel .scroll')!
      return [panel.scrollWidth, panel.clientWidth]
    })
    expect(wide[0]).toBe(wide[1])
    expect(await violations(page)).toEqual([])
    await page.setViewportSize(WIDE)
  })
})

describe('a link', () => {
  test('begins by pressing its two councils on the map', async () => {
    await page.goto(`${program.origin}/?commune=${ataroa.id}`)
    await button(page, 'links.declare').click()
    await mapAtRest(page)
    const ends = (await api<CouncilPage>(page, `/councils?ids=${west.slice(0, 2).join()}`)).items
    for (const { place } of ends) {
      const { x, y } = await pixelOf(page, place)
      await page.mouse.click(x, y)
    }
    await eventually(() => page.getByLabel(t('link-form.from')).inputValue()).toBe(String(ends[0].id))
    await eventually(() => page.getByLabel(t('link-form.to')).inputValue()).toBe(String(ends[1].id))
    await mapAtRest(page)
    await picture(page, 'link-by-pressing')
    await page.getByLabel(t('link-form.by')).fill('Asamblea de Ataroa')
    await page.getByLabel(t('link-form.reason')).fill('Puente peatonal')
    const before = (await api<LinkList>(page, '/links')).items.length
    await button(page, 'link-form.save').click()
    await eventually(async () => (await api<LinkList>(page, '/links')).items.length).toBe(before + 1)
    expect(program.complaints).toEqual([])
  })
})
