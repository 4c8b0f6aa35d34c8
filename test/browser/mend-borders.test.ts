/** Borders mended on the screen: from the verdict to the list, a remedy shown and made, all slivers at once, saved. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AllowedSpaceList } from '../../server/mending/schema.ts'
import type { ChangeList, Commune, CouncilWithGeometry } from '../../server/territories/schema.ts'
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

const rows = () => page.getByRole('list', { name: t('mend.list') }).locator('button.row')
const open = async (path: string) => {
  await page.goto(`${program.origin}${path}`)
  await rows().first().waitFor()
}
const changes = async () => (await api<ChangeList>(page, '/changes?limit=1')).items

describe('the borders of a commune', () => {
  test('are mended from what its verdict says of them', async () => {
    await page.goto(`${program.origin}/?commune=${ataroa.id}`)
    await page.getByRole('link', { name: t('mend.open') }).click()
    await rows().first().waitFor()
    expect(new URL(page.url()).pathname).toBe('/mend')
    await page.getByRole('option', { name: t('mend.scope-commune', { name: ataroa.name }) }).waitFor({
      state: 'attached',
    })
    await mapAtRest(page)
    await picture(page, 'mend-commune')
    expect(await violations(page)).toEqual([])
  })

  test('show what a remedy would do before it is done, which is undone from the toast', async () => {
    await open(`/mend?commune=${ataroa.id}`)
    const before = await rows().count()
    const row = rows().filter({ hasText: 'astilla' }).first()
    const text = (await row.locator('.text span').first().textContent())!
    await row.click()
    const remedy = page.locator('.remedy').first()
    await remedy.hover()
    await remedy.getByText(t('mend.suggested')).waitFor()
    await mapAtRest(page)
    await picture(page, 'mend-preview')
    await remedy.click()
    await eventually(() => rows().count()).toBe(before - 1)
    expect(await rows().filter({ hasText: text }).count()).toBeLessThan(before)
    await button(page, 'drawing.save').waitFor()
    await button(page, 'shell.undo').first().click()
    await eventually(() => rows().count()).toBe(before)
    await eventually(() => button(page, 'drawing.save').count()).toBe(0)
  })

  test('are opened in the list by a press on the map, whatever the list had shown', async () => {
    await open(`/mend?commune=${ataroa.id}`)
    const row = rows().filter({ hasText: 'astilla' }).first()
    const text = await row.locator('.text').textContent()
    await row.click()
    await mapAtRest(page)
    // The open one has come to the middle of what the panel leaves free.
    const box = (await page.locator('.maplibregl-canvas').boundingBox())!
    const panel = (await page.locator('#panel').boundingBox())!
    const right = Math.max(box.x, panel.x + panel.width)
    const middle = { x: (right + box.x + box.width) / 2, y: box.y + box.height / 2 }
    await page.keyboard.press('Escape')
    await button(page, 'mend.filter-allowed', { count: 0 }).click()
    await eventually(() => rows().count()).toBe(0)
    await page.mouse.move(middle.x + 1, middle.y)
    await page.mouse.click(middle.x, middle.y)
    const opened = rows().and(page.locator('[aria-expanded=true]'))
    await opened.waitFor()
    expect(await opened.locator('.text').textContent()).toBe(text)
    await page.locator('.remedy').first().waitFor()
    await mapAtRest(page)
    await picture(page, 'mend-pressed')
  })

  test('are mended by the keyboard', async () => {
    await open(`/mend?commune=${ataroa.id}`)
    await rows().last().focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.locator('.remedy:focus').waitFor()
    await page.keyboard.press('Escape')
    await eventually(() => page.locator('.remedy').count()).toBe(0)
  })
})

describe('all slivers', () => {
  test('are looked through, left out one by one, made and saved as one step', async () => {
    await open('/mend')
    await page.getByRole('spinbutton').fill('1000')
    await page.keyboard.press('Tab')
    await button(page, 'mend.all-review').click()
    const ticks = page.getByRole('checkbox')
    await ticks.first().waitFor()
    const steps = await ticks.count()
    expect(steps).toBeGreaterThan(2)
    await page.getByRole('heading', { name: t('mend.plan-totals') }).waitFor()
    await picture(page, 'mend-plan')
    expect(await violations(page)).toEqual([])
    await ticks.last().uncheck()
    await page.getByRole('button', { name: t('mend.plan-apply', { count: steps - 1 }) }).click()
    await button(page, 'drawing.save').waitFor()
    const changed = await page.locator('.unsaved li span:first-child').allTextContents()
    await button(page, 'drawing.save').click()
    await eventually(async () => (await changes())[0]?.kind).toBe('territory-drawn')
    expect((await changes())[0].facts.councils).toBe(changed.length)
    // what was left out is all that is left
    await eventually(() =>
      page
        .getByRole('status')
        .getByText(t('mend.all-count', { count: 0 }))
        .count(),
    ).toBe(0)
    await button(page, 'mend.all-review').click()
    await ticks.first().waitFor()
    expect(await ticks.count()).toBe(1)
  })
})

describe('what is left on purpose', () => {
  test('is kept with its reason, counted apart in list and verdict, and taken back', async () => {
    await open('/mend')
    await page.getByRole('button', { name: /^Traslapes/ }).click()
    await rows().first().click()
    await button(page, 'mend.keep').click()
    await page.getByLabel(t('mend.keep-reason'), { exact: true }).fill('El parque es de los dos')
    await page.getByLabel(t('mend.keep-by')).fill('Asamblea de los dos consejos')
    await picture(page, 'mend-keep')
    await button(page, 'mend.keep-save').click()
    await page.getByRole('button', { name: t('mend.filter-allowed', { count: 1 }) }).click()
    await eventually(() => rows().count()).toBe(1)
    const [space] = (await api<AllowedSpaceList>(page, '/allowed-spaces')).items
    expect(space).toMatchObject({ kind: 'overlap', reason: 'El parque es de los dos' })

    const council = await api<CouncilWithGeometry>(page, `/councils/${space.councilIds[0]}`)
    await page.goto(`${program.origin}/?commune=${council.communeIds[0]}`)
    await page.getByText(/El parque es de los dos/).waitFor()
    await mapAtRest(page)
    await picture(page, 'mend-allowed-verdict')
    expect(await violations(page)).toEqual([])

    await page.setViewportSize(PHONE)
    await open('/mend')
    await page.getByRole('button', { name: t('mend.filter-allowed', { count: 1 }) }).click()
    await rows().first().click()
    await mapAtRest(page)
    await picture(page, 'mend-phone')
    expect(await violations(page)).toEqual([])
    await button(page, 'mend.mind').click()
    await eventually(async () => (await api<AllowedSpaceList>(page, '/allowed-spaces')).items).toEqual([])
    await page.setViewportSize(WIDE)
    expect(program.complaints).toEqual([])
    expect(program.strangers).toEqual([])
  })
})
