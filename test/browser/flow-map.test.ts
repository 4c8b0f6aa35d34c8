import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type MessageKey, type MessageValues, translate } from '../../messages/index.ts'
import type { SeenPlan } from '../../server/exchanges/plan-schema.ts'
import type { Flow } from '../../server/exchanges/schema.ts'
import {
  api,
  eventually,
  mapAtRest,
  PHONE,
  type Program,
  picture,
  startProgram,
  violations,
} from '../support/browser.ts'

const t = (key: MessageKey, values?: MessageValues) => translate('es', key, values)
let program: Program
let page: Page
let plan: SeenPlan

beforeAll(async () => {
  program = await startProgram()
  page = await program.newPage('/corridors')
  const data = { name: 'Tres meses', firstMonth: '2026-11', lastMonth: '2027-01' }
  plan = (await api<{ record: SeenPlan }>(page, '/exchange/plans', { method: 'POST', data })).record
  await open(`?plan=${plan.id}`)
})
afterAll(() => program?.close())

const open = async (search: string) => {
  await page.goto(`${program.origin}/corridors${search}`)
  await page.getByRole('heading', { name: t('flow-map.title') }).waitFor()
}
const address = () => new URL(page.url()).searchParams
const kg = (flows: readonly Flow[]) => flows.reduce((sum, flow) => sum + flow.kg, 0)
const flowsOf = async () => (await api<{ items: Flow[] }>(page, `/exchange/flows?plan=${plan.id}`)).items
const select = (key: MessageKey) => page.getByRole('combobox', { name: t(key), exact: true })
/** Tonnes of the first row of a table, by column. */
const firstRow = async (caption: MessageKey) =>
  (
    await page
      .getByRole('table', { name: t(caption) })
      .getByRole('row')
      .nth(1)
      .getByRole('cell')
      .allTextContents()
  ).map((text) => text.trim())

describe('tables', () => {
  test('say what the map shows, in all and within groups, and nothing is lost by grouping', async () => {
    const flows = await flowsOf()
    const whole = (kg(flows) / 1000).toLocaleString('es-VE', { maximumFractionDigits: 0 })
    const total = page.getByText(new RegExp(`En total ${whole.replace('.', '\\.')} t`))
    for (const level of ['commune', 'municipality', 'state']) {
      await select('flow-map.group').selectOption(level)
      await eventually(() => address().get('level')).toBe(level)
      await total.waitFor()
    }
    // No municipality was brought in: squares, which says so.
    await page.getByText(/cuadros fijos de dos grados/).waitFor()
    await mapAtRest(page)
    await picture(page, 'flow-map-state')
    expect(await violations(page)).toEqual([])
    await select('flow-map.group').selectOption('')
    await eventually(() => address().get('level')).toBeNull()
  })

  test('set what was planned beside what was agreed, sent and received', async () => {
    const [greatest] = (await flowsOf()).sort((a, b) => b.kg - a.kg)
    await api(page, '/exchange/flows/decide', {
      method: 'POST',
      data: { flows: [greatest.id], state: 'agreed' },
    })
    await api(page, `/exchange/flows/${greatest.id}/deliveries`, {
      method: 'POST',
      data: {
        sentOn: '2026-11-20',
        sentKg: greatest.kg,
        receivedOn: '2026-11-21',
        acceptedKg: greatest.kg * 0.75,
        rejectedKg: 0,
        rejectedWhy: null,
        lostKg: greatest.kg * 0.25,
        truck: null,
        note: null,
      },
    })
    await select('flow-map.measure').selectOption('difference')
    await eventually(() => address().get('measure')).toBe('difference')
    const number = (kg: number) =>
      (kg / 1000).toLocaleString('es-VE', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
    await eventually(async () => (await firstRow('flow-map.pairs')).at(-1)).toMatch(
      new RegExp(`^−${number(greatest.kg / 4)}`),
    )
    expect((await firstRow('flow-map.pairs')).slice(1, 4)).toEqual(
      [greatest.kg, greatest.kg, greatest.kg * 0.75].map(number),
    )
    await page
      .getByRole('listitem')
      .filter({ hasText: t('flow-map.less') })
      .first()
      .waitFor()
    await mapAtRest(page)
    await picture(page, 'flow-map-difference')
    expect(await violations(page)).toEqual([])
  })
})

test('a stretch chosen by key says who uses it, and they light up', async () => {
  await open(`?plan=${plan.id}`)
  const stretches = page.getByRole('table', { name: t('flow-map.loads') })
  const first = stretches.getByRole('button').first()
  await first.focus()
  await page.keyboard.press('Enter')
  const users = page.getByRole('region', { name: t('flow-map.who-uses') })
  await users.waitFor()
  const flows = await flowsOf()
  const listed = await users.getByRole('listitem').count()
  expect(listed).toBeGreaterThan(0)
  // One line for each giver, taker, product and direction among those that drive along it.
  const used = flows.flatMap(({ fromCommune, toCommune, product, form, segments }) =>
    segments
      .filter(({ km }) => km >= 0.1)
      .map(({ segmentId, dir }) => ({
        segmentId,
        user: [fromCommune, toCommune, product, form, dir].join(),
      })),
  )
  const counts = [...Map.groupBy(used, ({ segmentId }) => segmentId).values()].map((alike) =>
    Math.min(20, new Set(alike.map(({ user }) => user)).size),
  )
  expect(counts).toContain(listed)
  await mapAtRest(page)
  await picture(page, 'flow-map-who-uses')
  expect(await violations(page)).toEqual([])
  await page.keyboard.press('Escape')
  await eventually(() => users.count()).toBe(0)
})

test('the months are moved through by key; without motion each press is one month', async () => {
  await open(`?plan=${plan.id}`)
  const slider = page.getByRole('slider', { name: t('flow-map.month') })
  await slider.focus()
  await page.keyboard.press('End')
  await eventually(() => address().get('month')).toBe('2027-12')
  await page.keyboard.press('Home')
  await eventually(() => address().get('month')).toBe('2026-01')
  await page.goto(`${program.origin}/corridors?plan=${plan.id}&month=2026-11`)
  await page.getByRole('button', { name: t('flow-map.next-month') }).click()
  await eventually(() => address().get('month')).toBe('2026-12')
  await page.waitForTimeout(2500)
  expect(address().get('month')).toBe('2026-12')
  await page.getByText(/La escala es la misma en cada mes/).waitFor()
  expect(await slider.getAttribute('aria-valuetext')).toMatch(/^diciembre de 2026: .* t$/)
})

test('where motion is welcome they play by themselves until they are stopped', async () => {
  const other = await program.newPage(`/corridors?plan=${plan.id}&month=2026-11`)
  await other.emulateMedia({ reducedMotion: 'no-preference' })
  await other.getByRole('button', { name: t('flow-map.play') }).click()
  await eventually(() => new URL(other.url()).searchParams.get('month')).toBe('2027-01')
  await other.getByRole('button', { name: t('flow-map.pause') }).click()
  const at = new URL(other.url()).searchParams.get('month')
  await other.waitForTimeout(2500)
  expect(new URL(other.url()).searchParams.get('month')).toBe(at)
  await other.close()
})

test('who gives to whom is walked through by key, and said', async () => {
  await open(`?plan=${plan.id}`)
  const walk = page.getByRole('toolbar', { name: t('flow-map.walk') })
  await walk.getByRole('button', { name: t('flow-map.walk-begin') }).click()
  const said = page.locator('figure [aria-live]')
  await eventually(() => said.textContent()).toMatch(/ da a .* t \(1 de \d+\)/)
  const before = await said.textContent()
  await page.keyboard.press('ArrowDown')
  await eventually(() => said.textContent()).not.toBe(before)
  await page.keyboard.press('ArrowUp')
  await eventually(() => said.textContent()).toBe(before)
  await page.keyboard.press('ArrowRight')
  await eventually(() => said.textContent()).not.toBe(before)
  await page.keyboard.press('ArrowLeft')
  await eventually(() => said.textContent()).toBe(before)
  await mapAtRest(page)
  await picture(page, 'flow-map-walk')
  expect(await violations(page)).toEqual([])
})

test('filters stand in the address: product, month, provenance, corridor', async () => {
  await open(`?plan=${plan.id}`)
  await select('flow-map.filter-month').selectOption('2026-12')
  await select('flow-map.filter-corridor').selectOption({ label: 'Fabricio Ojeda' })
  await select('corridors.filter-provenance').selectOption('communal')
  const query = () => ['plan', 'month', 'along', 'provenance'].map((key) => address().get(key))
  await eventually(query).toEqual([String(plan.id), '2026-12', expect.stringMatching(/^\d+$/), 'communal'])
  await page.reload()
  await page.getByRole('heading', { level: 1, name: 'Tres meses' }).waitFor()
  await eventually(() => select('flow-map.filter-month').inputValue()).toBe('2026-12')
})

describe('months of a plan', () => {
  test('stand one after the other with the stock that goes on', async () => {
    await open(`?plan=${plan.id}`)
    const months = page.getByRole('table', { name: t('flow-map.months-why') })
    expect(await months.getByRole('row').count()).toBe(4)
    await months.getByRole('button').first().click()
    await months
      .getByText(/venían/)
      .first()
      .waitFor()
    await picture(page, 'flow-map-months')
    expect(await violations(page)).toEqual([])
  })

  test('are tried before anything is saved, and can be stopped', async () => {
    await page.goto(`${program.origin}/corridors?form=plan&month=2026-11`)
    await page.getByLabel(t('corridors.field.last-month')).fill('2027-02')
    await page.getByRole('button', { name: t('flow-map.try-months') }).click()
    const months = page.getByRole('table', { name: t('flow-map.months-why') })
    await eventually(() => months.getByRole('row').count()).toBe(5)
    await picture(page, 'flow-map-trial')
    expect(await violations(page)).toEqual([])
    const { items } = await api<{ items: unknown[] }>(page, '/exchange/plans')
    expect(items).toHaveLength(1)
    await page.route('**/api/exchange/problem', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 3000))
      await route.continue().catch(() => {})
    })
    await page.getByRole('button', { name: t('flow-map.try-months') }).click()
    await page.getByRole('button', { name: t('flow-map.stop'), exact: true }).click()
    await page.getByText(t('flow-map.stopped')).waitFor()
    await page.unroute('**/api/exchange/problem')
  })
})

test('on a phone the months lie over the map, and nothing is wider than the window', async () => {
  const phone = await program.newPage(`/corridors?plan=${plan.id}`, PHONE)
  const slider = phone.getByRole('slider', { name: t('flow-map.month') })
  await slider.waitFor()
  await mapAtRest(phone)
  const box = (await slider.boundingBox())!
  expect(box.y + box.height).toBeLessThan(844 / 2)
  await slider.focus()
  await phone.keyboard.press('ArrowRight')
  await eventually(() => new URL(phone.url()).searchParams.get('month')).toBe('2026-02')
  await phone.goto(`${program.origin}/corridors?plan=${plan.id}&month=2026-11`)
  await slider.waitFor()
  await mapAtRest(phone)
  await picture(phone, 'flow-map-phone')
  expect(await violations(phone)).toEqual([])
  expect(await phone.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  expect(program.complaints).toEqual([])
  await phone.close()
})
