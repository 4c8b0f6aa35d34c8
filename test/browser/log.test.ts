/** The log as its readers meet it. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LOCALES, type MessageKey, type MessageValues, translate } from '../../messages/index.ts'
import type { LogHead } from '../../server/log/schema.ts'
import type { Changed, Commune, CommuneList } from '../../server/territories/schema.ts'
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

const t = (key: MessageKey, values?: MessageValues) => translate('es', key, values)
let program: Program
let commune: Commune
let page: Page

beforeAll(async () => {
  program = await startProgram()
  page = await program.newPage()
  const { items } = await api<CommuneList>(page, '/communes')
  commune = items.find(({ name }) => name === 'Los Dos Cerros')!
  const change = (data: object) =>
    api<Changed<Commune>>(page, `/communes/${commune.id}`, { method: 'PATCH', data })
  const renamed = await change({
    revision: commune.revision,
    name: 'Los Tres Cerros',
    reason: 'Así la llama la asamblea',
  })
  const smaller = await change({
    revision: renamed.record.revision,
    councilIds: commune.councilIds.slice(1),
    reason: 'Un consejo se retira',
  })
  await change({ revision: smaller.record.revision, audience: 'accounts', councilsToo: true })
})
afterAll(() => program?.close())

const entries = () => page.locator('main ol > li')
const entry = (text: string) => entries().filter({ hasText: text })

test('a commune leads to its own entries: what, who, why, and both sides of it', async () => {
  await page.goto(`${program.origin}/?commune=${commune.id}`)
  await page.getByRole('link', { name: t('log-screen.of-commune') }).click()
  await page
    .getByRole('heading', { level: 1, name: t('log-screen.title-about', { name: 'Los Tres Cerros' }) })
    .waitFor()
  await eventually(() => entries().count()).toBe(3)

  const renamed = entry('Así la llama la asamblea')
  await renamed.getByRole('row', { name: new RegExp(t('log.field.name')) }).waitFor()
  expect(await renamed.locator('td.before').allTextContents()).toEqual([
    expect.stringContaining('Los Dos Cerros'),
  ])
  expect(await renamed.locator('td.after').allTextContents()).toEqual([
    expect.stringContaining('Los Tres Cerros'),
  ])
  // The council that left is named, not numbered.
  const { name } = await api<{ name: string }>(page, `/councils/${commune.councilIds[0]}`)
  await eventually(async () => entry('Un consejo se retira').locator('td.before').textContent()).toContain(
    name,
  )
  await mapAtRest(page)
  await picture(page, 'log-commune-wide')
})

test('what is shown is chosen, and the address says so', async () => {
  await page.goto(`${program.origin}/log`)
  await eventually(() => entries().count()).toBeGreaterThan(3)
  const all = await entries().count()
  await page.getByLabel(t('log-screen.kind')).selectOption('commune')
  await eventually(() => new URL(page.url()).searchParams.get('kind')).toBe('commune')
  await eventually(() => entries().count()).toBeLessThan(all)
  await page.getByLabel(t('log-screen.to')).fill('2001-01-01')
  await page.getByText(t('log-screen.none')).waitFor()
  await page.getByRole('link', { name: t('log-screen.clear') }).click()
  await eventually(() => entries().count()).toBe(all)
})

test('the chain is whole, and a fingerprint on paper is found in it or not', async () => {
  await page.goto(`${program.origin}/log`)
  await page.getByText(t('log-screen.proof')).click()
  const { seq, hash } = await api<LogHead>(page, '/log/head')
  await eventually(async () => (await page.locator('details code').textContent())!.replace(/\s/g, '')).toBe(
    `${seq}:${hash}`,
  )
  const held = page.getByLabel(t('log-screen.held'))
  const verify = page.getByRole('button', { name: t('log-screen.verify') })
  await verify.click()
  await page.getByText(t('log-screen.whole', { entries: seq })).waitFor()
  await held.fill(`${seq}: ${hash.toUpperCase()}`)
  await verify.click()
  await page.getByText(t('log-screen.whole', { entries: seq })).waitFor()
  await held.fill(`${seq}: ${'0'.repeat(64)}`)
  await verify.click()
  await page.getByText(t('log.broken.fingerprint-differs', { seq })).waitFor()
  await held.fill('12 · 34')
  await verify.click()
  await page.getByText(t('log-screen.held-unreadable')).waitFor()
  await picture(page, 'log-proof-wide')
})

test('no serious barrier, nothing cut off, in three languages', async () => {
  for (const [size, viewport] of [
    ['wide', WIDE],
    ['phone', PHONE],
  ] as const) {
    const screen = await program.newPage('/log', viewport)
    await screen.locator('main ol > li').first().waitFor()
    if (size === 'phone')
      for (const key of ['ArrowUp', 'ArrowUp']) await screen.locator('main .handle').press(key)
    await mapAtRest(screen)
    await picture(screen, `log-${size}`)
    expect(await violations(screen), size).toEqual([])
    expect(
      await screen.evaluate(() => document.documentElement.scrollWidth - innerWidth),
    ).toBeLessThanOrEqual(0)
    await screen.close()
  }
  for (const locale of LOCALES) {
    await page.goto(`${program.origin}/log?lang=${locale}`)
    await page.getByText(translate(locale, 'log-screen.lead')).waitFor()
    await entries().first().waitFor()
    await picture(page, `log-${locale}`)
  }
})

test('no page asked for anything outside, and none complained', () => {
  expect(program.strangers).toEqual([])
  expect([...new Set(program.complaints)]).toEqual([])
})
