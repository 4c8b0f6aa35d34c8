import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Import } from '../../server/imports/schema.ts'
import type { CouncilPage } from '../../server/territories/schema.ts'
import {
  api,
  eventually,
  mapAtRest,
  type Program,
  picture,
  startProgram,
  violations,
} from '../support/browser.ts'
import { dirtyFile } from '../support/dirty-file.ts'
import { asUpload, button, choose, t } from '../support/pages.ts'

let program: Program

beforeAll(async () => {
  program = await startProgram()
})
afterAll(() => program?.close())

describe('a file from life becomes councils on the map', () => {
  let page: Page
  let id: number

  test('it is read, and nothing can be saved while something is undecided', async () => {
    page = await program.newPage('/import')
    await picture(page, 'import-start')
    await choose(page, asUpload('consejos del río.geojson', dirtyFile('Zumbador')))
    await page.waitForURL(/id=\d+/)
    id = Number(new URL(page.url()).searchParams.get('id'))
    await page.getByRole('heading', { name: t('import.verdict-undecided', { undecided: 2 }) }).waitFor()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('consejos del río.geojson')
    expect(await button(page, 'import.save-blocked', { count: 2 }).isDisabled()).toBe(true)
    await mapAtRest(page)
    await picture(page, 'import-decide')
    expect(await violations(page)).toEqual([])
  })

  test('its columns were guessed, and can be mended', async () => {
    const name = page.getByLabel(t('import.column-name'), { exact: true })
    expect(await name.inputValue()).toBe('nombre_consejo')
    expect(await page.getByLabel(t('import.column-commune')).inputValue()).toBe('comuna')
    await name.selectOption('codigo')
    await eventually(async () => (await api<Import>(page, `/imports/${id}`)).mapping.name).toBe('codigo')
    await name.selectOption('nombre_consejo')
    await eventually(async () => (await api<Import>(page, `/imports/${id}`)).mapping.name).toBe(
      'nombre_consejo',
    )
  })

  test('a problem shows its place, and the area before and after a repair', async () => {
    const before = page.url()
    const group = page
      .locator('section.group', { has: page.getByText('Zumbador 2', { exact: true }) })
      .first()
    expect(await group.textContent()).toMatch(/→/)
    await group
      .getByRole('button', { name: new RegExp(t('import.show')) })
      .first()
      .click()
    await eventually(() => new URL(page.url()).searchParams.get('place')).not.toBe(
      new URL(before).searchParams.get('place'),
    )
  })

  test('reloaded in the middle, it is the same import at the same point', async () => {
    await page
      .getByRole('radiogroup', { name: t('import.choose-decision', { name: 'Zumbador 2' }) })
      .getByText(t('import.repair'))
      .click()
    await page.getByRole('heading', { name: t('import.verdict-undecided', { undecided: 1 }) }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: t('import.verdict-undecided', { undecided: 1 }) }).waitFor()
    const repaired = page.getByRole('radiogroup', {
      name: t('import.choose-decision', { name: 'Zumbador 2' }),
    })
    expect(await repaired.getByRole('radio', { name: t('import.repair') }).isChecked()).toBe(true)
  })

  test('decided and saved, its councils are on the map and its commune in the list', async () => {
    await page
      .getByRole('radiogroup', { name: t('import.choose-decision', { name: 'Zumbador 9' }) })
      .getByText(t('import.leave-out'))
      .click()
    await page.getByRole('heading', { name: t('import.verdict-ready', { accepted: 11 }) }).waitFor()
    await page.getByLabel(t('audience.name', { audience: 'public' })).check()
    await eventually(async () => (await api<Import>(page, `/imports/${id}`)).audience).toBe('public')
    await page.getByRole('group', { name: t('import.audience-title') }).scrollIntoViewIfNeeded()
    await picture(page, 'import-audience')
    await button(page, 'import.save', { count: 11 }).click()
    await page.getByRole('heading', { name: t('import.saved', { count: 11 }) }).waitFor({ timeout: 60_000 })
    await mapAtRest(page)
    await picture(page, 'import-saved')
    expect(await violations(page)).toEqual([])
    const { total, items } = await api<CouncilPage>(page, `/councils?import=${id}`)
    expect([total, ...new Set(items.map(({ audience }) => audience))]).toEqual([11, 'public'])
    await button(page, 'import.see-on-map').click()
    await page.getByRole('link', { name: /Zumbador unida/ }).waitFor()
    await mapAtRest(page)
    await picture(page, 'import-on-map')
  })

  test('undone whole, and brought back whole', async () => {
    await page.goto(`${program.origin}/import?id=${id}`)
    await button(page, 'import.undo').click()
    await button(page, 'import.redo').waitFor()
    expect((await api<CouncilPage>(page, '/councils?q=Zumbador')).total).toBe(0)
    await button(page, 'import.redo').click()
    await button(page, 'import.undo').waitFor()
    expect((await api<CouncilPage>(page, '/councils?q=Zumbador')).total).toBe(11)
    await page.close()
  })
})

describe('a file that is silent about its coordinates', () => {
  test('is asked, and every choice shows where it would fall', async () => {
    const csv = [
      'nombre,familias,wkt',
      ...[0, 1, 2].map((index) => {
        const [x, y] = [500_000 + index * 400, 1_112_000]
        return `Metros ${index + 1},3${index},"POLYGON((${x} ${y},${x + 400} ${y},${x + 400} ${y + 400},${x} ${y + 400},${x} ${y}))"`
      }),
    ].join('\n')
    const page = await program.newPage('/import')
    await choose(page, asUpload('metros.csv', csv))
    const regven = page.getByRole('radio', { name: /REGVEN \/ UTM 19N/ })
    await regven.waitFor()
    expect(await page.locator('.choice', { hasText: t('import.system-4326') }).textContent()).toContain(
      t('import.crs-impossible'),
    )
    const use = button(page, 'import.crs-use')
    expect(await use.isDisabled()).toBe(true)
    await regven.check()
    const placeShown = () => (new URL(page.url()).searchParams.get('place') ?? '').split(',').map(Number)
    await eventually(() => placeShown()[0]).toBeCloseTo(-69, 1)
    await eventually(() => placeShown()[1]).toBeCloseTo(10.06, 1)
    await mapAtRest(page)
    await picture(page, 'import-where')
    expect(await violations(page)).toEqual([])
    await use.click()
    await button(page, 'import.save', { count: 3 }).waitFor()
    await button(page, 'import.discard').click()
    await page.getByRole('heading', { name: t('import.cancelled', { name: 'metros.csv' }) }).waitFor()
    await page.close()
  })

  test('another code can be typed, and a senseless one is told apart', async () => {
    const page = await program.newPage('/import')
    await choose(
      page,
      asUpload(
        'metros.csv',
        'nombre,wkt\nUno,"POLYGON((500000 1112000,500400 1112000,500400 1112400,500000 1112000))"',
      ),
    )
    const field = page.getByLabel(t('import.crs-other-hint'))
    await field.fill('22')
    await page.getByText(t('import.crs-bad-code')).waitFor()
    await field.fill('2202')
    await button(page, 'import.crs-use').click()
    await button(page, 'import.save', { count: 1 }).waitFor()
    await page.close()
  })
})

test('an address of an import that is not there says so', async () => {
  const page = await program.newPage('/import?id=999999')
  await page.getByText(t('import.not-found')).waitFor()
  await page.close()
})

test('no page asked for anything outside, and none complained', () => {
  expect(program.strangers).toEqual([])
  expect([...new Set(program.complaints)]).toEqual([])
})
