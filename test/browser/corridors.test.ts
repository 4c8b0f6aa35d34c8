import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import es from '../../messages/es/index.ts'
import { LOCALES, type MessageKey, type MessageValues, translate } from '../../messages/index.ts'
import type { Corridor, Flow } from '../../server/exchanges/schema.ts'
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
let corridors: Corridor[]

beforeAll(async () => {
  program = await startProgram()
  page = await program.newPage('/corridors')
  corridors = (await api<{ items: Corridor[] }>(page, '/corridors')).items
})
afterAll(() => program?.close())

const button = (key: MessageKey, values?: MessageValues) =>
  page.getByRole('button', { name: t(key, values), exact: true })
const opened = (name: string) => corridors.find((corridor) => corridor.name === name)!.id

test('the way in lists corridors and the communes that stand alone', async () => {
  await page.getByRole('link', { name: /Fabricio Ojeda/ }).waitFor()
  await page.getByText(/comunas aisladas de/).waitFor()
  await mapAtRest(page)
  await picture(page, 'corridors-home')
  expect(await violations(page)).toEqual([])
  await button('corridors.isolated-show').click()
  await mapAtRest(page)
  await picture(page, 'corridors-isolated')
})

test('a corridor tells its chain, what its communes are in space, and totals with their spread', async () => {
  await page.getByRole('link', { name: /Fabricio Ojeda/ }).click()
  await page.getByRole('heading', { level: 1, name: 'Fabricio Ojeda' }).waitFor()
  // Which pound nobody said: 42 million of them are 19.051 to 21.000 t.
  await page
    .getByText(/19\.051 a 21\.000 t/)
    .first()
    .waitFor()
  await page.getByText(/58 km de camino; todo por vías anotadas/).waitFor()
  await mapAtRest(page)
  await picture(page, 'corridors-corridor')
  expect(await violations(page)).toEqual([])
})

test('a plan is made, says what it covers, and is agreed on and undone', async () => {
  await page.goto(`${program.origin}/corridors?form=plan&month=2026-12`)
  await button('corridors.make-plan').click()
  await page.getByText(/El plan cubre el \d+\s%/).waitFor()
  await mapAtRest(page)
  await picture(page, 'corridors-plan')
  expect(await violations(page)).toEqual([])
  const id = Number(new URL(page.url()).searchParams.get('plan'))
  const states = async () => {
    const { items } = await api<{ items: Flow[] }>(page, `/exchange/flows?plan=${id}`)
    return [...new Set(items.map(({ state }) => state))]
  }
  await page.getByRole('button', { name: /^Acordar \d+ envíos$/ }).click()
  await eventually(states).toEqual(['agreed'])
  // The toast of the plan may still stand before that of the agreement.
  await page
    .locator('.toast', { hasText: /se acordó/ })
    .getByRole('button', { name: t('shell.undo') })
    .click()
  await eventually(states).toEqual(['proposed'])
})

test('a road closed as if shows another plan, and saves nothing', async () => {
  await button('corridors.close-road').click()
  await page.getByRole('checkbox', { name: /Carretera del valle/ }).check()
  await page.getByRole('heading', { name: t('stretches.trial', { count: 1 }) }).waitFor()
  await picture(page, 'corridors-trial')
  // And a stretch of it alone: what all of it was closed for is opened by that.
  await page.getByRole('checkbox', { name: /Carretera del valle/ }).uncheck()
  const stretches = page.getByRole('group', { name: /Tramos de Carretera del valle/ })
  if ((await stretches.count()) === 0)
    await page
      .getByRole('listitem')
      .filter({ hasText: 'Carretera del valle' })
      .getByText(/^\d+ tramos$/)
      .click()
  await stretches.getByRole('checkbox').first().check()
  await page.getByRole('heading', { name: t('stretches.trial', { count: 1 }) }).waitFor()
  await picture(page, 'corridors-trial-stretch')
  expect(await violations(page)).toEqual([])
  const { items } = await api<{ items: unknown[] }>(page, '/exchange/plans')
  expect(items).toHaveLength(1)
  await button('shell.cancel').click()
})

test('a corridor is written down: communes by name, an order along the roads, days, and what it is part of', async () => {
  await page.goto(`${program.origin}/corridors?form=corridor`)
  await page.getByRole('textbox', { name: t('corridors.field.name'), exact: true }).fill('Corredor de prueba')
  const [whole] = corridors.filter(({ members }) => members.length > 2)
  const search = page.getByRole('searchbox', { name: t('corridors.find-commune') })
  for (const { name } of [whole.members[0], whole.members[2], whole.members[1]]) {
    await search.fill(name)
    await page.getByRole('button', { name, exact: true }).click()
  }
  await button('corridors.propose').click()
  await page
    .getByText(/km de camino/)
    .first()
    .waitFor()
  await page.getByText(t('corridors.dates')).click()
  await page.getByLabel(t('corridors.joined-on', { name: whole.members[2].name })).fill('2020-05-01')
  await page.getByLabel(t('corridors.field.began')).fill('2012-01-01')
  await page.getByLabel(t('corridors.field.part-of')).selectOption({ label: whole.name })
  await mapAtRest(page)
  await picture(page, 'corridors-form')
  expect(await violations(page)).toEqual([])
  await button('corridors.save').click()
  await page.getByRole('heading', { level: 1, name: 'Corredor de prueba' }).waitFor()
  await page.getByText(t('corridors.history-joined', { name: whole.members[2].name })).waitFor()
  await page.getByText(t('corridors.history-part', { name: whole.name })).waitFor()
  await picture(page, 'corridors-history')
  // On a day before the third came it had two.
  const then = await api<{ items: Corridor[] }>(page, '/corridors?on=2015-01-01')
  expect(then.items.find(({ name }) => name === 'Corredor de prueba')?.members).toHaveLength(2)
  await page
    .locator('.toast')
    .last()
    .getByRole('button', { name: t('shell.undo') })
    .click()
  await eventually(async () => (await api<{ items: Corridor[] }>(page, '/corridors')).items.length).toBe(
    corridors.length,
  )
})

test('a pound asks which pound', async () => {
  await page.goto(`${program.origin}/corridors?form=quantity`)
  await page
    .locator('select')
    .filter({ has: page.locator('option[value="coffee/green"]') })
    .selectOption('coffee/green')
  await page.getByRole('spinbutton', { name: t('corridors.field.amount') }).fill('1000')
  await page.getByRole('textbox', { name: t('corridors.field.unit') }).fill('libra')
  await page.getByRole('group', { name: t('corridors.which-unit', { unit: 'libra' }) }).waitFor()
  await page.getByText(/0,454 a 0,500 t/).waitFor()
  expect(await violations(page)).toEqual([])
})

test('on a phone, and in three languages, no key stands for a sentence', async () => {
  const phone = await program.newPage(`/corridors?corridor=${opened('Argimiro Gabaldón')}`, PHONE)
  await phone.getByRole('heading', { level: 1, name: 'Argimiro Gabaldón' }).waitFor()
  await mapAtRest(phone)
  await picture(phone, 'corridors-corridor-phone')
  expect(await violations(phone)).toEqual([])
  const plan = new URL(page.url()).origin
  for (const locale of LOCALES)
    for (const path of ['', `?corridor=${opened('Argimiro Gabaldón')}`, '?plan=1', '?form=corridor']) {
      await phone.goto(`${plan}/corridors${path}${path ? '&' : '?'}lang=${locale}`)
      await phone.getByRole('heading', { level: 1 }).waitFor()
      await phone.waitForFunction(() => !document.querySelector('main [aria-busy="true"]'))
      // biome-ignore lint/performance/useDomNodeTextContent: what is seen, without scripts and hidden parts
      const text = await phone.locator('body').innerText()
      const words = new Set(text.split(/[\s()[\]«»"]+/))
      expect(
        Object.keys(es).filter((key) => words.has(key)),
        path,
      ).toEqual([])
      expect(text, path).not.toMatch(/\b(undefined|NaN|null)\b/)
    }
  expect(await phone.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  expect(program.complaints).toEqual([])
  await phone.close()
})
