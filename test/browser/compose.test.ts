import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Changed, Commune, Council, CouncilPage } from '../../server/territories/schema.ts'
import {
  api,
  eventually,
  mapAtRest,
  type Program,
  picture,
  pixelOf,
  startProgram,
} from '../support/browser.ts'
import { bringIn, button, communeNamed, isVerdict, squareArea, t, verdict } from '../support/pages.ts'

let program: Program
/** Five councils in a row by the Apure, each beside the next: Chigüire 1 to Chigüire 5. */
let row: Council[]

beforeAll(async () => {
  program = await startProgram()
  const page = await program.newPage()
  row = await bringRow(page)
  await page.close()
})
afterAll(() => program?.close())

const bringRow = (page: Page): Promise<Council[]> =>
  bringIn(
    page,
    'fila.geojson',
    [0, 1, 2, 3, 4].map((index) =>
      squareArea(
        { nombre: `Chigüire ${index + 1}`, codigo: `CH-${index + 1}`, familias: 60 },
        -68.5 + index * 0.006,
        7.6,
        0.006,
      ),
    ),
  )

const grid = (page: Page) => page.getByRole('grid', { name: t('table.title') })
const box = (page: Page, name: string) =>
  grid(page).getByRole('checkbox', { name: t('table.pick-council', { name }) })
const filter = (page: Page, words: string) =>
  page.getByRole('searchbox', { name: t('table.filter') }).fill(words)

describe('a commune from map clicks and from the table', () => {
  let page: Page

  test('councils picked on the map change the verdict as they come', async () => {
    page = await program.newPage('/?pick=here&place=-68.485,7.603,13.5')
    await mapAtRest(page)
    const touch = async (council: Council) => {
      const { x, y } = await pixelOf(page, council.place)
      await page.mouse.click(x, y)
    }
    await touch(row[0])
    await isVerdict(page, 'contiguous')
    await touch(row[1])
    await isVerdict(page, 'contiguous')
    await touch(row[3])
    await isVerdict(page, 'split')
    await mapAtRest(page)
    await picture(page, 'compose-split')
  })

  test('what it would take is shown before it is done, and then it is one space', async () => {
    const remedy = page.getByRole('button', {
      name: t('remedy.add-councils', { names: 'Chigüire 3', count: 1 }),
    })
    await remedy.click()
    await page.getByText(t('remedy.how-add-councils')).waitFor()
    expect(await verdict(page).getAttribute('class')).toMatch(/split/)
    await mapAtRest(page)
    await picture(page, 'compose-remedy')
    await button(page, 'remedy.apply-add-councils').click()
    await isVerdict(page, 'contiguous')
  })

  test('the table picks too, and a step back takes it back', async () => {
    await filter(page, 'Chigüire')
    await eventually(() => grid(page).getAttribute('aria-rowcount')).toBe('6')
    expect(await box(page, 'Chigüire 3').isChecked()).toBe(true)
    await box(page, 'Chigüire 5').check()
    await isVerdict(page, 'contiguous')
    await box(page, 'Chigüire 4').uncheck()
    await isVerdict(page, 'split')
    await button(page, 'shell.undo').click()
    await isVerdict(page, 'contiguous')
    await eventually(() => box(page, 'Chigüire 4').isChecked()).toBe(true)
  })

  test('a link or a reload in the middle shows the same picks and the same verdict', async () => {
    await page.reload()
    await isVerdict(page, 'contiguous')
    await filter(page, 'Chigüire')
    for (const { name } of row) await eventually(() => box(page, name).isChecked()).toBe(true)
  })

  test('saved, its address opens it again with the same verdict', async () => {
    await page.getByLabel(t('compose.name'), { exact: true }).fill('Fila del Apure')
    await button(page, 'compose.save').click()
    await page.waitForURL(/[?&]commune=\d+/)
    await page.getByRole('heading', { name: 'Fila del Apure', level: 1 }).waitFor()
    await isVerdict(page, 'contiguous')
    expect((await communeNamed(page, 'Fila del Apure'))?.verdict).toBe('contiguous')
    await page.reload()
    await page.getByRole('heading', { name: 'Fila del Apure', level: 1 }).waitFor()
    await isVerdict(page, 'contiguous')
    await mapAtRest(page)
    await picture(page, 'commune-saved')
  })

  test('undone from the recent changes, it is gone; redone, it is back', async () => {
    await page.getByRole('link', { name: t('commune.all') }).click()
    await page.getByText(t('changes.title')).click()
    const latest = page.locator('details li').first()
    await latest.getByRole('button', { name: t('shell.undo') }).click()
    await eventually(() => communeNamed(page, 'Fila del Apure')).toBeUndefined()
    await latest.getByRole('button', { name: t('shell.redo') }).click()
    await eventually(async () => (await communeNamed(page, 'Fila del Apure'))?.councilIds.length).toBe(5)
    await page.close()
  })
})

describe('two windows at one commune', () => {
  test('the slower one is told, sees both versions and decides', async () => {
    const first = await program.newPage()
    const { record } = await api<Changed<Commune>>(first, '/communes', {
      method: 'POST',
      data: { name: 'De dos', councilIds: [row[0].id, row[1].id, row[2].id] },
    })
    const open = async (page: Page) => {
      await page.goto(`${program.origin}/?commune=${record.id}`)
      await button(page, 'commune.change').click()
      await filter(page, 'Chigüire')
    }
    const second = await program.newPage()
    await open(first)
    await open(second)
    await box(first, 'Chigüire 4').check()
    await button(first, 'compose.save').click()
    await eventually(async () => (await communeNamed(first, 'De dos'))?.councilIds.length).toBe(4)
    await box(second, 'Chigüire 3').uncheck()
    await button(second, 'compose.save').click()
    await second.getByRole('heading', { name: t('conflict.title') }).waitFor()
    await second.getByText(t('conflict.only-theirs', { names: 'Chigüire 3, Chigüire 4' })).waitFor()
    expect((await communeNamed(second, 'De dos'))?.councilIds).toHaveLength(4)
    await picture(second, 'conflict')
    await button(second, 'conflict.keep-mine').click()
    await eventually(async () => (await communeNamed(second, 'De dos'))?.councilIds.length).toBe(2)
    await first.close()
    await second.close()
  })
})

describe('the cases of the demonstration', () => {
  const openCommune = async (name: string) => {
    const page = await program.newPage()
    const commune = await communeNamed(page, name)
    await page.goto(`${program.origin}/?commune=${commune?.id}`)
    await page.getByRole('heading', { name, level: 1 }).waitFor()
    return { page, commune: commune! }
  }

  test('Ataroa without its ten in the west is still one space; the ten alone are not', async () => {
    const { page, commune } = await openCommune('Ataroa')
    expect(commune.councilIds).toHaveLength(42)
    await mapAtRest(page)
    await picture(page, 'ataroa')
    const west = (await api<CouncilPage>(page, '/councils?q=DEMO-ATA-OESTE')).items.map(({ id }) => id)
    expect(west).toHaveLength(10)
    const stay = commune.councilIds.filter((id) => !west.includes(id))
    await page.goto(`${program.origin}/?commune=${commune.id}&pick=${stay.join()}`)
    await isVerdict(page, 'contiguous')
    await page.goto(`${program.origin}/?pick=${west.join()}`)
    await isVerdict(page, 'split')
    await page.getByRole('heading', { name: t('remedy.title') }).waitFor()
    await mapAtRest(page)
    await picture(page, 'ataroa-west')
    await page.close()
  })

  test('a network is not failed but told why it is no commune', async () => {
    const { page } = await openCommune('Red de Miranda')
    await isVerdict(page, 'network')
    expect((await verdict(page).textContent())?.trim().length).toBeGreaterThan(60)
    await mapAtRest(page)
    await picture(page, 'network')
    await page.close()
  })

  test.each([
    ['A Pulso', 'conditional'],
    ['Dos Orillas', 'conditional'],
    ['Los Dos Cerros', 'split'],
    ['El Maizal', 'contiguous'],
  ])('%s is %s here and on the server', async (name, kind) => {
    const { page, commune } = await openCommune(name)
    await isVerdict(page, kind)
    expect(commune.verdict).toBe(kind)
    await page.close()
  })
})

test('by keyboard alone: from the list to a saved commune', async () => {
  const page = await program.newPage('/?place=-68.485,7.603,13')
  await mapAtRest(page)
  const reach = async (wanted: string) => {
    for (let presses = 0; presses < 120; presses++) {
      await page.keyboard.press('Tab')
      const reached = await page.evaluate(
        (selector) => document.activeElement?.matches(selector) ?? false,
        wanted,
      )
      if (reached) return
    }
    throw new Error(`Tab never reached ${wanted}`)
  }
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')
  await reach('footer a.primary')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: t('compose.new') }).waitFor()
  await page.getByLabel(t('compose.name'), { exact: true }).waitFor()
  await reach('.field input')
  await page.keyboard.type('Con teclado')
  await reach('.table input[type=search]')
  await page.keyboard.type('Chigüire')
  await eventually(() => grid(page).getAttribute('aria-rowcount')).toBe('6')
  await reach('[role=grid] [data-cell]')
  expect(await focused()).toBe(t('table.pick-council', { name: 'Chigüire 1' }))
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowDown')
  expect(await focused()).toBe(t('table.pick-council', { name: 'Chigüire 2' }))
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Space')
  await isVerdict(page, 'contiguous')
  await picture(page, 'keyboard')
  await reach('footer button.primary')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Con teclado', level: 1 }).waitFor()
  expect((await communeNamed(page, 'Con teclado'))?.councilIds).toHaveLength(2)
  await page.close()
})

test('no page asked for anything outside, and none complained', () => {
  expect(program.strangers).toEqual([])
  expect([...new Set(program.complaints)]).toEqual([])
})
