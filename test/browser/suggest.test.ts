/** Suggesting communes with real gestures: choose a view, compare alternatives, move a council, accept, undo. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Commune, CommuneList, CouncilAreas, CouncilPage } from '../../server/territories/schema.ts'
import { readIds } from '../../src/lib/shell/address.ts'
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

beforeAll(async () => {
  program = await startProgram()
  page = await program.newPage('/')
  ataroa = (await communeNamed(page, 'Ataroa'))!
})
afterAll(() => program?.close())

const query = (name: string) => new URL(page.url()).searchParams.get(name)
const chosenCount = async () => {
  const text = await page
    .getByText(/^\d+ consejos: /)
    .first()
    .textContent()
  return Number(/\d+/.exec(text ?? '')?.[0])
}
const cards = () => page.getByRole('radiogroup', { name: t('suggest.title') }).getByRole('radio')
const composed = async () =>
  Object.fromEntries(
    (await api<CommuneList>(page, '/communes')).items.map(({ name, councilIds }) => [name, councilIds]),
  )

describe('suggesting communes', () => {
  test('teaches where nothing is chosen, and takes the councils that the map shows', async () => {
    await page.getByRole('link', { name: t('suggest.open') }).click()
    await page.getByText(t('suggest.empty-how')).waitFor()
    await picture(page, 'suggest-empty')
    await page.goto(`${program.origin}/?commune=${ataroa.id}`)
    await mapAtRest(page)
    await page.getByRole('link', { name: t('suggest.open-of-commune') }).click()
    await eventually(chosenCount).toBe(42)
    await button(page, 'suggest.clear').click()
    await mapAtRest(page)
    await button(page, 'suggest.in-view').click()
    await eventually(chosenCount).toBeGreaterThan(42)
    await eventually(() => query('councils')).not.toBeNull()
    await mapAtRest(page)
    await picture(page, 'suggest-chosen')
    expect(await violations(page)).toEqual([])
  })

  test('takes councils by a gesture around them', async () => {
    await button(page, 'suggest.clear').click()
    await button(page, 'suggest.lasso').click()
    const { items } = await api<CouncilAreas>(page, `/councils/areas?ids=${ataroa.councilIds.slice(0, 1)}`)
    const { x, y } = await pixelOf(page, items[0].place)
    await page.mouse.move(x - 60, y - 60)
    await page.mouse.down()
    for (const [dx, dy] of [
      [60, -60],
      [60, 60],
      [-60, 60],
      [-60, -55],
    ])
      await page.mouse.move(x + dx, y + dy, { steps: 4 })
    await page.mouse.up()
    await eventually(async () => (query('councils') ?? '') !== '').toBe(true)
    await page.goto(`${program.origin}/suggest?commune=${ataroa.id}`)
    await eventually(chosenCount).toBe(42)
  })

  test('shows several alternatives side by side, by what each is best at, and a link brings them back', async () => {
    await button(page, 'suggest.search').click()
    await eventually(() => cards().count()).toBeGreaterThan(1)
    await mapAtRest(page)
    await picture(page, 'suggest-alternatives')
    await page.getByRole('heading', { name: t('suggest.compare') }).scrollIntoViewIfNeeded()
    await page.getByText(t('law.caution')).scrollIntoViewIfNeeded()
    await picture(page, 'suggest-compare')
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: t('suggest.option', { letter: 'B' }) }).click()
    expect(await cards().nth(1).isChecked()).toBe(true)
    await eventually(() => query('option')).toBe('1')
    await page.reload()
    await eventually(() => cards().count()).toBeGreaterThan(1)
    expect(await cards().nth(1).isChecked()).toBe(true)
  })

  test('moves a council by a press on the map and by the keyboard, with the way back', async () => {
    await button(page, 'suggest.take', { letter: 'B' }).click()
    await page.getByText(t('suggest.adjust-how')).waitFor()
    await eventually(() => query('groups')).not.toBeNull()
    await page.getByText(t('suggest.whole', { count: 2 })).waitFor()
    await mapAtRest(page)
    await picture(page, 'suggest-adjust')
    expect(await violations(page)).toEqual([])
    const before = query('groups')!
    await page.locator('details > summary').first().click()
    const movable = page.locator('details li').filter({ has: page.locator('option:nth-of-type(3)') })
    const name = (await movable.first().locator('span').textContent())!
    const { items } = await api<CouncilPage>(page, `/councils?commune=${ataroa.id}&limit=100`)
    const council = items.find((one) => one.name === name)!
    const { x, y } = await pixelOf(page, council.place)
    await page.mouse.click(x, y)
    await eventually(() => query('groups')).not.toBe(before)
    const groupsOf = (text: string) => text.split(';').map(readIds)
    const now = groupsOf(query('groups')!)
    const place = (groups: number[][]) => groups.findIndex((ids) => ids.includes(council.id))
    expect(place(now)).not.toBe(place(groupsOf(before)))
    await mapAtRest(page)
    await picture(page, 'suggest-moved')
    await page.getByRole('button', { name: t('shell.undo'), exact: true }).click()
    await eventually(() => query('groups')).toBe(before)
    await page.getByRole('button', { name: t('shell.redo'), exact: true }).click()
    await eventually(() => query('groups')).not.toBe(before)
    await page.getByRole('button', { name: t('shell.undo'), exact: true }).click()
    const select = page.getByLabel(t('suggest.move-label', { name }))
    await select.selectOption('')
    await page.getByText(t('suggest.left', { count: 1, names: name })).waitFor()
    await page.keyboard.press('Control+z')
    await eventually(() => query('groups')).toBe(before)
  })

  test('saves the whole in one step, which one press undoes', async () => {
    const before = await composed()
    const names = page.getByRole('textbox', { name: /^Nombre de la comuna/ })
    const values = await names.evaluateAll((inputs) => inputs.map((one) => (one as HTMLInputElement).value))
    expect(values).toContain('Ataroa')
    const fresh = values.findIndex((value) => value !== 'Ataroa')
    await names.nth(fresh).fill('Cerros del Sur')
    await page.getByLabel(t('why.label')).fill('Lo acordaron las dos asambleas')
    await button(page, 'suggest.accept').click()
    const said = page.getByText(
      t('change.communes-recomposed', {
        communes: 2,
        created: 1,
        names: values.map((value) => (value === 'Ataroa' ? value : 'Cerros del Sur')).join(', '),
      }),
    )
    await said.first().waitFor()
    const after = await composed()
    expect(after['Cerros del Sur'].length + after.Ataroa.length).toBe(42)
    await mapAtRest(page)
    await picture(page, 'suggest-accepted')
    await page
      .getByRole('status')
      .getByRole('button', { name: t('shell.undo'), exact: true })
      .click()
    await eventually(composed).toEqual(before)
  })

  test('says so where somebody else changed a commune meanwhile, and saves only over what was seen', async () => {
    const taken = button(page, 'suggest.take', { letter: 'A' })
    await page.goto(`${program.origin}/suggest?commune=${ataroa.id}&option=0`)
    await taken.click()
    await page.getByText(t('suggest.adjust-how')).waitFor()
    const { revision } = await api<Commune>(page, `/communes/${ataroa.id}`)
    await api(page, `/communes/${ataroa.id}`, { method: 'PATCH', data: { revision, name: 'Ataroa Libre' } })
    await button(page, 'suggest.accept').click()
    await page.getByText(t('suggest.conflict', { names: 'Ataroa Libre' })).waitFor()
    const before = await composed()
    await button(page, 'suggest.conflict-mine').click()
    await button(page, 'suggest.accept').click()
    await page
      .getByRole('status')
      .getByRole('button', { name: t('shell.undo'), exact: true })
      .click()
    await eventually(composed).toEqual(before)
    expect(Object.keys(before)).toContain('Ataroa Libre')
  })

  test('goes back and forth among its own steps with the buttons of the browser', async () => {
    await page.goto(`${program.origin}/?commune=${ataroa.id}`)
    await page.getByRole('link', { name: t('suggest.open-of-commune') }).click()
    await eventually(chosenCount).toBe(42)
    const choosing = () => button(page, 'suggest.search').waitFor()
    const comparing = () => button(page, 'suggest.take', { letter: 'A' }).waitFor()
    const adjusting = () => page.getByText(t('suggest.adjust-how')).waitFor()
    await button(page, 'suggest.search').click()
    await comparing()
    await page.goBack()
    await choosing()
    expect(query('option')).toBeNull()
    await page.goForward()
    await comparing()
    await button(page, 'suggest.take', { letter: 'A' }).click()
    await adjusting()
    await eventually(() => query('groups')).not.toBeNull()
    const groups = query('groups')
    await page.goBack()
    await comparing()
    expect(query('groups')).toBeNull()
    await page.goForward()
    await adjusting()
    expect(query('groups')).toBe(groups)
    // The way back on the screen is the same one: it leaves no step to be gone through twice.
    await button(page, 'suggest.to-alternatives').click()
    await comparing()
    await page.goBack()
    await choosing()
    await page.goBack()
    await eventually(() => new URL(page.url()).pathname).toBe('/')
  })

  test('says why where nothing exists within the bounds', async () => {
    await page.goto(`${program.origin}/suggest?commune=${ataroa.id}&least=30&most=35`)
    await eventually(chosenCount).toBe(42)
    await button(page, 'suggest.search').click()
    await page.getByText(t('suggest.nothing')).waitFor()
    await page.getByText(/ningún número de comunas cabe en los límites/).waitFor()
    await button(page, 'suggest.wider').click()
    await eventually(() => cards().count()).toBeGreaterThan(1)
  })

  test('holds councils together and leaves others out, by presses on the map, and takes a river', async () => {
    await page.goto(`${program.origin}/suggest?commune=${ataroa.id}`)
    await eventually(chosenCount).toBe(42)
    await mapAtRest(page)
    const { items } = await api<CouncilPage>(page, `/councils?commune=${ataroa.id}&limit=100`)
    const [out, one, other] = items
    const press = async (place: readonly number[]) => {
      const { x, y } = await pixelOf(page, place)
      await page.mouse.click(x, y)
    }
    await page.getByRole('radio', { name: t('suggest.tool-out') }).check()
    await press(out.place)
    await page.getByText(t('suggest.out-list', { names: out.name })).waitFor()
    await page.getByRole('radio', { name: t('suggest.tool-together') }).check()
    await press(one.place)
    await press(other.place)
    await page.getByText(`${one.name}, ${other.name}`).waitFor()
    const middle = ataroa.bounds![1] + (ataroa.bounds![3] - ataroa.bounds![1]) / 2
    const river = {
      type: 'LineString',
      coordinates: [
        [ataroa.bounds![0], middle],
        [ataroa.bounds![2], middle],
      ],
    }
    await page
      .locator('input[type=file]')
      .last()
      .setInputFiles({
        name: 'río.geojson',
        mimeType: 'application/geo+json',
        buffer: Buffer.from(JSON.stringify(river)),
      })
    await page.getByText(t('suggest.rivers-known', { name: 'río.geojson', count: 1 })).waitFor()
    await mapAtRest(page)
    await picture(page, 'suggest-locks')
    await button(page, 'suggest.search').click()
    await eventually(() => cards().count()).toBeGreaterThan(1)
    await page.getByRole('rowheader', { name: t('suggest.row-crossed') }).waitFor()
    await mapAtRest(page)
    await picture(page, 'suggest-river')
  })

  test('fits on a phone', async () => {
    await page.setViewportSize(PHONE)
    await page.goto(`${program.origin}/suggest?commune=${ataroa.id}`)
    await eventually(chosenCount).toBe(42)
    await mapAtRest(page)
    await picture(page, 'suggest-phone-chosen')
    const wide = () =>
      page.evaluate(() => {
        const panel = document.querySelector('#panel .scroll')!
        return panel.scrollWidth - panel.clientWidth
      })
    expect(await wide()).toBe(0)
    await button(page, 'suggest.search').click()
    await eventually(() => cards().count()).toBeGreaterThan(1)
    await mapAtRest(page)
    await picture(page, 'suggest-phone')
    expect(await wide()).toBe(0)
    expect(await violations(page)).toEqual([])
    await button(page, 'suggest.take', { letter: 'A' }).click()
    await page.getByText(t('suggest.adjust-how')).waitFor()
    await mapAtRest(page)
    await picture(page, 'suggest-phone-adjust')
    expect(await wide()).toBe(0)
    await page.setViewportSize(WIDE)
    expect(program.complaints).toEqual([])
    expect(program.strangers).toEqual([])
  })
})
