import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Meta } from '../../server/territories/schema.ts'
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
import { button, t } from '../support/pages.ts'

let program: Program

beforeAll(async () => {
  program = await startProgram({ demonstration: false })
})
afterAll(() => program?.close())

test('an empty territory says what to do first, and leads there', async () => {
  const page = await program.newPage('/', PHONE)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.getByText(t('first.no-councils')).waitFor()
  await mapAtRest(page)
  await picture(page, 'empty-phone')
  expect(await violations(page)).toEqual([])
  await page
    .locator('main')
    .getByRole('link', { name: t('first.import') })
    .click()
  await page.getByText(t('import.past-none')).waitFor()
  await page.close()
})

test('the demonstration is one press away, and one press takes it away again', async () => {
  const page = await program.newPage('/')
  const councils = async () => (await api<Meta>(page, '/meta')).counts.councils
  await button(page, 'first.demonstrate').waitFor()
  await mapAtRest(page)
  await picture(page, 'empty')
  expect(await violations(page)).toEqual([])
  /** Of the present revision: the address carries it. */
  const drawn = new Map<string, string>()
  let revision = 0
  page.on('response', (response) => {
    const { pathname, searchParams } = new URL(response.url())
    if (!/^\/tiles\/communes\/.*\.mvt$/.test(pathname)) return
    const of = Number(searchParams.get('v'))
    if (of > revision) drawn.clear()
    revision = Math.max(revision, of)
    if (of === revision) drawn.set(pathname, response.headers()['cache-control'] ?? '')
  })
  await button(page, 'first.demonstrate').click()
  await page.getByRole('progressbar', { name: t('first.demonstrating') }).waitFor()
  await page.getByRole('link', { name: /Ataroa/ }).waitFor({ timeout: 60_000 })
  // Outlines are made when they are first asked for: the map asks until each of its tiles is whole.
  const unfinished = () => [...drawn].filter(([, kept]) => !/immutable/.test(kept))
  await eventually(() => drawn.size).toBeGreaterThan(0)
  await eventually(unfinished).toEqual([])
  await mapAtRest(page)
  await picture(page, 'demonstration-loaded')
  const loaded = await councils()
  expect(loaded).toBeGreaterThan(300)
  // The map went there: Barquisimeto and Caracas are in sight, and the sea off Brazil is not the middle.
  const [longitude, latitude] = (new URL(page.url()).searchParams.get('place') ?? '').split(',').map(Number)
  expect(longitude).toBeGreaterThan(-72)
  expect(longitude).toBeLessThan(-64)
  expect(latitude).toBeGreaterThan(8)

  await button(page, 'shell.undo').first().click()
  await page.getByText(t('first.no-councils')).waitFor()
  expect(await councils()).toBe(0)
  await button(page, 'first.demonstrate').click()
  await page.getByRole('link', { name: /Ataroa/ }).waitFor({ timeout: 60_000 })
  expect(await councils()).toBe(loaded)
  await page.close()
})

test('no page asked for anything outside, and none complained', () => {
  expect(program.strangers).toEqual([])
  expect([...new Set(program.complaints)]).toEqual([])
})
