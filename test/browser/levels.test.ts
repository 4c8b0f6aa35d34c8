/** Above the commune: a city is formed on the map, looked at on other days, loses a member and gets it back. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Body, BodyList } from '../../server/levels/schema.ts'
import type { Commune, Council, CouncilPage } from '../../server/territories/schema.ts'
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
import { button, communeNamed, isVerdict, t, verdict } from '../support/pages.ts'

let program: Program
let page: Page
let naranjos: Commune
let represa: Commune

beforeAll(async () => {
  program = await startProgram()
  page = await program.newPage('/')
  naranjos = (await communeNamed(page, 'Los Naranjos'))!
  represa = (await communeNamed(page, 'La Represa'))!
})
afterAll(() => program?.close())

const bodyNamed = async (name: string): Promise<Body> =>
  (await api<BodyList>(page, '/bodies')).items.find((body) => body.name === name)!
const aCouncilOf = async ({ councilIds }: Commune): Promise<Council> =>
  (await api<CouncilPage>(page, `/councils?ids=${councilIds[3]}`)).items[0]
const slider = () => page.getByRole('slider', { name: t('levels.on-slide') })
const dayField = () => page.getByRole('textbox', { name: t('levels.on'), exact: true })
const on = () => new URL(page.url()).searchParams.get('on')

describe('above the commune', () => {
  test('each level says what it is and how sure that is, and leads to what there is of it', async () => {
    await page.getByRole('link', { name: t('levels.open') }).click()
    await page.getByRole('heading', { name: t('levels.title') }).waitFor()
    for (const level of ['circuit', 'commune', 'city', 'federation', 'confederation'])
      await page.getByText(t('levels.what', { level })).waitFor()
    await page.getByText(t('levels.chip-along', { pieces: 2 })).waitFor()
    await mapAtRest(page)
    await picture(page, 'levels')
    expect(await violations(page)).toEqual([])
  })

  test('a city is formed of communes pressed on the map, with its verdict while they are chosen', async () => {
    await page.goto(`${program.origin}/levels?form=city&place=-69.3,10.05,12`)
    await page.getByLabel(t('levels.form-name')).fill('Ciudad de prueba')
    await isVerdict(page, 'none')
    const search = page.getByRole('searchbox', { name: t('levels.search') })
    await search.fill('Los Naranj')
    await page.getByRole('button', { name: /^Los Naranjos/ }).click()
    await isVerdict(page, 'contiguous')
    // The second by a press, where its council lies.
    const council = await aCouncilOf(represa)
    await page.goto(`${program.origin}/levels?form=city&place=${council.place[0]},${council.place[1]},13`)
    await page.getByLabel(t('levels.form-name')).fill('Ciudad de prueba')
    await mapAtRest(page)
    const { x, y } = await pixelOf(page, council.place)
    await page.mouse.click(x, y)
    await button(page, 'levels.take-out', { name: 'La Represa' }).waitFor()
    await search.fill('naranjos')
    await page.getByRole('button', { name: /^Los Naranjos/ }).click()
    await eventually(() => verdict(page).textContent()).toContain('2 comunas')
    await isVerdict(page, 'contiguous')
    await page.getByLabel(t('levels.join-from')).fill('2024-01-10')
    await mapAtRest(page)
    await picture(page, 'levels-form')
    expect(await violations(page)).toEqual([])
    await button(page, 'levels.form-save').click()
    await page.getByRole('heading', { name: 'Ciudad de prueba' }).waitFor()
    await isVerdict(page, 'contiguous')
    expect((await bodyNamed('Ciudad de prueba')).communeIds).toEqual(
      [naranjos.id, represa.id].sort((a, b) => a - b),
    )
  })

  test('who leaves stays on the days before, and the leaving is undone from its message', async () => {
    await button(page, 'levels.leave-of', { name: 'La Represa' }).click()
    await page.getByLabel(t('levels.leave-from')).fill('2025-06-01')
    await page.getByPlaceholder(t('why.example')).fill('Asamblea de junio')
    await button(page, 'levels.leave-do').click()
    await page.getByRole('heading', { name: t('levels.members', { count: 1 }) }).waitFor()
    await dayField().fill('2025-05-31')
    await page.getByRole('heading', { name: t('levels.members', { count: 2 }) }).waitFor()
    await eventually(() => verdict(page).textContent()).toContain('2 comunas')
    expect(on()).toBe('2025-05-31')
    // From day to day with the keys.
    await slider().focus()
    await page.keyboard.press('ArrowRight')
    await page.getByRole('heading', { name: t('levels.members', { count: 1 }) }).waitFor()
    await eventually(on).toBe('2025-06-01')
    await button(page, 'levels.on-today').click()
    await eventually(on).toBe(null)
    // The message of the forming may still be there: the newest stands last.
    await button(page, 'shell.undo').last().click()
    await page.getByRole('heading', { name: t('levels.members', { count: 2 }) }).waitFor()
    await eventually(async () => (await bodyNamed('Ciudad de prueba')).communeIds.length).toBe(2)
  })

  test('the example city is in two spaces until the commune between them joins', async () => {
    const city = await bodyNamed('Ciudad de ejemplo Las Piedras')
    await page.goto(`${program.origin}/levels?body=${city.id}&on=2023-06-14`)
    await isVerdict(page, 'split')
    await page.getByText(t('levels.piece', { number: 2, names: 'El Pedregal' })).waitFor()
    await mapAtRest(page)
    await picture(page, 'levels-split')
    expect(await violations(page)).toEqual([])
    await dayField().fill('2023-06-15')
    await isVerdict(page, 'contiguous')
    await page.getByText(t('levels.cut', { count: 1, names: 'Las Piedras' })).waitFor()
    await mapAtRest(page)
    await picture(page, 'levels-city')
    // What nobody confirmed says so and alarms nobody.
    expect(await page.getByText(t('law.state.unconfirmed'), { exact: true }).count()).toBe(3)
    await page.getByRole('link', { name: 'Federación de ejemplo' }).click()
    await isVerdict(page, 'along')
    await mapAtRest(page)
    await picture(page, 'levels-federation')
  })

  test('a commune says which city it belongs to', async () => {
    const commune = (await communeNamed(page, 'Las Piedras'))!
    await page.goto(`${program.origin}/?commune=${commune.id}`)
    await page.getByRole('link', { name: 'Ciudad de ejemplo Las Piedras' }).click()
    await page.getByRole('heading', { name: 'Ciudad de ejemplo Las Piedras' }).waitFor()
  })

  test('a member joins by search, on a phone too', async () => {
    await page.setViewportSize(PHONE)
    const { id } = await bodyNamed('Ciudad de prueba')
    await page.goto(`${program.origin}/levels?body=${id}`)
    await isVerdict(page, 'contiguous')
    await mapAtRest(page)
    await picture(page, 'levels-phone')
    const wide = await page.evaluate(() => {
      const panel = document.querySelector('#panel .scroll')!
      return [panel.scrollWidth, panel.clientWidth]
    })
    expect(wide[0]).toBe(wide[1])
    await button(page, 'levels.join').click()
    await page.getByRole('searchbox', { name: t('levels.search') }).fill('la mora')
    await page.getByRole('button', { name: /^La Mora/ }).click()
    await button(page, 'levels.join-do').click()
    await page.getByRole('heading', { name: t('levels.members', { count: 3 }) }).waitFor()
    expect(await violations(page)).toEqual([])
    await page.setViewportSize(WIDE)
  })

  test('a circuit in formation becomes a commune', async () => {
    const circuit = await bodyNamed('Circuito de ejemplo La Vega')
    await page.goto(`${program.origin}/levels?body=${circuit.id}`)
    await isVerdict(page, 'contiguous')
    await mapAtRest(page)
    await picture(page, 'levels-circuit')
    await button(page, 'levels.found').click()
    await page.getByRole('form').or(page.locator('footer form')).first().waitFor()
    await page
      .locator('footer')
      .getByRole('button', { name: t('levels.found'), exact: true })
      .click()
    await page.getByRole('link', { name: 'Circuito de ejemplo La Vega' }).click()
    await isVerdict(page, 'contiguous')
    expect((await communeNamed(page, 'Circuito de ejemplo La Vega'))!.councilIds).toEqual(circuit.councilIds)
    expect(program.complaints).toEqual([])
    expect(program.strangers).toEqual([])
  })
})
