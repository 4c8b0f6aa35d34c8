/** The life of an exchange as people lead it on screen: proposed, locked, agreed, on a truck, sent, received in part. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import es from '../../messages/es/index.ts'
import { LOCALES, type MessageKey, type MessageValues, translate } from '../../messages/index.ts'
import type { Run } from '../../server/exchanges/run-schema.ts'
import type { Corridor, Flow } from '../../server/exchanges/schema.ts'
import {
  api,
  eventually,
  PHONE,
  type Program,
  picture,
  startProgram,
  violations,
} from '../support/browser.ts'

const t = (key: MessageKey, values?: MessageValues) => translate('es', key, values)
const DAY = '2026-12-03'
let program: Program
let page: Page
let corridor: Corridor
let plan: number

beforeAll(async () => {
  program = await startProgram()
  page = await program.newPage('/corridors')
  const { items } = await api<{ items: Corridor[] }>(page, '/corridors')
  corridor = items.find(({ name }) => name === 'Argimiro Gabaldón')!
})
afterAll(() => program?.close())

const button = (key: MessageKey, values?: MessageValues) =>
  page.getByRole('button', { name: t(key, values), exact: true })
const flows = async (id: number) => (await api<{ items: Flow[] }>(page, `/exchange/flows?plan=${id}`)).items
const runs = async () =>
  (await api<{ items: Run[] }>(page, `/exchange/runs?corridor=${corridor.id}&day=${DAY}`)).items
const panel = (locale = 'es') => `/corridors?corridor=${corridor.id}&form=runs&day=${DAY}&lang=${locale}`

test('without anything agreed the day of trucks says what comes first', async () => {
  await page.goto(program.origin + panel())
  await page.getByRole('heading', { name: t('runs.empty-title') }).waitFor()
  await page.getByText(t('runs.verdict-none')).waitFor()
  await picture(page, 'truck-runs-empty')
  expect(await violations(page)).toEqual([])
})

test('people lock, change and refuse what a plan proposes, and the rest is planned around it', async () => {
  await page.goto(`${program.origin}/corridors?corridor=${corridor.id}&form=plan&month=2026-12`)
  await button('corridors.make-plan').click()
  await page.getByText(/El plan cubre el \d+\s%/).waitFor()
  const first = Number(new URL(page.url()).searchParams.get('plan'))
  const list = page.locator('section[aria-labelledby="flows"]')
  const [largest, next] = (await flows(first)).sort((a, b) => b.kg - a.kg)
  await list.locator('button.what').nth(0).click()
  await list.getByText(t('flow-life.next.proposed')).waitFor()
  await button('flow-life.lock').click()
  await button('flow-life.unlock').waitFor()
  await button('flow-life.change').click()
  await list.getByRole('spinbutton', { name: t('flow-life.new-kg') }).fill('9000')
  await list.getByRole('button', { name: t('runs.save'), exact: true }).click()
  await eventually(async () => (await flows(first)).find(({ id }) => id === largest.id)?.kg).toBe(9000)
  expect((await flows(first)).find(({ id }) => id === largest.id)).toMatchObject({
    locked: true,
    state: 'proposed',
  })
  await list.locator('button.what', { hasText: 'Harina de maíz: El Maizal → Pío Tamayo' }).click()
  await button('corridors.refuse').click()
  await eventually(async () => (await flows(first)).find(({ id }) => id === next.id)?.state).toBe('refused')
  await picture(page, 'truck-runs-decided')
  await button('flow-life.again').click()
  await page.waitForURL((url) => url.searchParams.get('plan') !== String(first))
  plan = Number(new URL(page.url()).searchParams.get('plan'))
  const around = await flows(plan)
  expect(around.find(({ id }) => id === largest.id)).toMatchObject({ kg: 9000, locked: true })
  expect(around.find(({ id }) => id === next.id)).toMatchObject({ state: 'refused' })
  const again = around.filter((flow) => flow.toCommune === next.toCommune && flow.product === next.product)
  expect(again.map(({ state }) => state)).toEqual(['refused'])
  expect(await violations(page)).toEqual([])
})

test('what is agreed is proposed on trucks, and which trucks there are is asked once', async () => {
  await page.getByRole('button', { name: /^Acordar \d+ envíos$/ }).click()
  await eventually(
    async () => (await flows(plan)).filter(({ state }) => state === 'agreed').length,
  ).toBeGreaterThan(3)
  await page.goto(program.origin + panel())
  await button('runs.change').click()
  await page.getByRole('spinbutton', { name: t('runs.truck-count') }).fill('3')
  await page.getByRole('combobox', { name: t('runs.truck-home') }).selectOption({ label: 'El Maizal' })
  await button('runs.save').click()
  await page.getByText(t('runs.trucks-are', { count: 3, kg: '8,0 t', home: 'El Maizal' })).waitFor()
  await page.getByText(t('runs.proposal-best')).waitFor()
  await picture(page, 'truck-runs-proposal')
  expect(await violations(page)).toEqual([])
  await page.getByRole('button', { name: /^Guardar estos \d viajes$/ }).click()
  await eventually(async () => (await runs()).length).toBe(3)
  for (const { loads, capacityKg } of await runs())
    expect(loads.reduce((sum, { kg }) => sum + kg, 0)).toBeLessThanOrEqual(capacityKg + 1)
  // Three trucks there are, and three are on their way.
  await page.getByText(t('runs.no-truck-left', { count: 3 })).waitFor()
})

test('a load is taken off by hand, what is left is offered again, and it is undone', async () => {
  const [before] = await runs()
  const card = page.getByRole('article', { name: before.name })
  await card.getByRole('button', { name: t('runs.edit') }).click()
  await card.getByRole('combobox').first().selectOption('off')
  await eventually(async () => (await runs())[0]?.loads.length).not.toBe(before.loads.length)
  await page
    .locator('.toast', { hasText: before.name })
    .getByRole('button', { name: t('shell.undo') })
    .click()
  await eventually(async () => (await runs())[0]?.loads.length).toBe(before.loads.length)
})

test('what left and what arrived is told stop by stop, and what is missing is said', async () => {
  const [{ name }] = await runs()
  const card = page.getByRole('article', { name })
  await card
    .getByRole('button', { name: t('runs.tell'), exact: true })
    .first()
    .click()
  expect(await violations(page)).toEqual([])
  await card
    .locator('form')
    .getByRole('button', { name: t('runs.save'), exact: true })
    .first()
    .click()
  await eventually(async () => (await runs())[0].loads.some(({ delivery }) => delivery)).toBe(true)
  const left = (await runs())[0].loads.find(({ delivery }) => delivery)!
  // The panel has looked again.
  await card
    .getByText(/^salió: /)
    .first()
    .waitFor()
  await card
    .getByRole('button', { name: t('runs.tell'), exact: true })
    .last()
    .click()
  await card
    .getByRole('spinbutton', { name: t('corridors.field.rejected') })
    .first()
    .fill('150')
  await card.getByRole('textbox', { name: t('corridors.field.why') }).fill('con moho')
  await picture(page, 'truck-runs-told')
  await card
    .locator('form')
    .getByRole('button', { name: t('runs.save'), exact: true })
    .first()
    .click()
  const became = async () =>
    (await runs())[0].loads.map(({ delivery }) => delivery).find((one) => one?.rejectedKg === 150)
  await eventually(async () => (await became())?.rejectedWhy).toBe('con moho')
  const delivery = (await became())!
  expect(delivery.acceptedKg! + delivery.rejectedKg! + delivery.lostKg!).toBeCloseTo(delivery.sentKg)
  expect(left.kg).toBeGreaterThan(0)
  await page.goto(`${program.origin}/corridors?plan=${plan}`)
  const flow = (await flows(plan)).find(({ id }) => id === delivery.flowId)!
  const list = page.locator('section[aria-labelledby="flows"]')
  await list
    .locator('button.what', { hasText: t('corridors.state.in-part') })
    .first()
    .click()
  await list.getByText(/Falta [\d.]+ kg/).waitFor()
  expect(flow.progress.rejectedKg).toBe(150)
  await picture(page, 'truck-runs-flow')
  expect(await violations(page)).toEqual([])
})

test('the sheets of the day are paper to sign: a page for each truck, nothing of the screen', async () => {
  await page.goto(program.origin + panel())
  await page.evaluate(() => {
    window.print = () => {}
  })
  await button('runs.print-day').click()
  await page.locator('.printed-part .sheet').nth(2).waitFor({ state: 'attached' })
  await page.emulateMedia({ media: 'print' })
  // biome-ignore lint/performance/useDomNodeTextContent: what is printed, without hidden parts
  const paper = await page.locator('body').innerText()
  await page.emulateMedia({ media: null })
  expect(paper.split(t('runs.sheet-driver'))).toHaveLength(4)
  for (const word of ['El Maizal', t('runs.load'), t('runs.sheet-rejected')]) expect(paper).toContain(word)
  for (const word of [t('runs.may-line'), t('shell.undo')]) expect(paper).not.toContain(word)
  const pdf = (await page.pdf({ format: 'A4' })).toString('latin1')
  expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(3)
  await page.evaluate(() => dispatchEvent(new Event('afterprint')))
  expect(await page.locator('.printed-part').count()).toBe(0)
})

test('on a phone, and in three languages, no key stands for a sentence', async () => {
  const phone = await program.newPage(panel(), PHONE)
  for (const locale of LOCALES) {
    await phone.goto(program.origin + panel(locale))
    await phone.getByRole('article').first().waitFor()
    // biome-ignore lint/performance/useDomNodeTextContent: what is seen, without scripts and hidden parts
    const text = await phone.locator('body').innerText()
    const words = new Set(text.split(/[\s()[\]«»"]+/))
    expect(Object.keys(es).filter((key) => words.has(key))).toEqual([])
    expect(text).not.toMatch(/\b(undefined|NaN|null|none)\b/)
  }
  await picture(phone, 'truck-runs-phone')
  expect(await violations(phone)).toEqual([])
  expect(await phone.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  expect(program.complaints).toEqual([])
  await phone.close()
})
