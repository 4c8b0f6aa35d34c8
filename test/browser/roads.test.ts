/** Roads on screen: a file comes in, a missing link is drawn, a road is closed, and each is taken back. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Position } from 'geojson'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LOCALES, type MessageKey, type MessageValues, translate } from '../../messages/index.ts'
import type { Roads } from '../../server/exchanges/road-schema.ts'
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
} from '../support/browser.ts'

const t = (key: MessageKey, values?: MessageValues) => translate('es', key, values)
let program: Program
let page: Page
let directory: string
/** Where the trunk road of the demonstration ends, and an island that begins two kilometres from there. */
let end: Position
let island: Position

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'toparquia-roads-'))
  program = await startProgram()
  page = await program.newPage('/corridors?form=roads')
})
afterAll(async () => {
  await program?.close()
  rmSync(directory, { recursive: true, force: true })
})

const roads = () => api<Roads>(page, '/exchange/roads')
const button = (key: MessageKey, values?: MessageValues) =>
  page.getByRole('button', { name: t(key, values), exact: true })
/** The toast before may still stand. */
const undo = (of: string | RegExp) =>
  page
    .locator('.toast', { hasText: of })
    .last()
    .getByRole('button', { name: t('shell.undo') })
    .click()

test('the roads say how far they reach, what is estimated, and that nobody is asked', async () => {
  await page.getByRole('heading', { level: 1, name: t('roads.title') }).waitFor()
  await page.getByText(t('roads.no-service')).waitFor()
  const { features } = await roads()
  const longest = features.reduce((a, b) => (b.properties.km > a.properties.km ? b : a))
  end = longest.geometry.coordinates[0]
  const beyond = longest.geometry.coordinates[1]
  const step = Math.hypot(end[0] - beyond[0], end[1] - beyond[1])
  const out = [(end[0] - beyond[0]) / step, (end[1] - beyond[1]) / step]
  island = [end[0] + 0.02 * out[0], end[1] + 0.02 * out[1]]
  await mapAtRest(page)
  await picture(page, 'roads')
  expect(await violations(page)).toEqual([])
})

test('a file comes in: what was made of it is told, islands are listed, and an undo takes it away', async () => {
  const before = (await roads()).lines.length
  const at = (east: number, north: number) => [island[0] + east, island[1] + north]
  const line = (name: string, more: object, ...coordinates: Position[]) => ({
    type: 'Feature',
    properties: { name, ...more },
    geometry: { type: 'LineString', coordinates },
  })
  const path = join(directory, 'trochas.geojson')
  writeFileSync(
    path,
    JSON.stringify({
      type: 'FeatureCollection',
      features: [
        line('Trocha de la Peña', {}, island, at(0.03, 0), at(0.06, -0.01)),
        line('Subida', { oneway: 'yes' }, at(0.03, -0.02), at(0.03, -0.00004)),
        { type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: island } },
      ],
    }),
  )
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByText(t('import.choose')).click(),
  ])
  await chooser.setFiles(path)
  await page.getByText(t('roads.brought', { lines: 2, name: 'trochas.geojson' })).waitFor()
  await page.getByText(t('roads.brought-one-way', { count: 1 })).waitFor()
  await page.getByText(/una punta unida que quedaba corta/).waitFor()
  await page.getByText(t('problem.not-a-line', { type: 'Point' })).waitFor()
  await eventually(async () => (await roads()).lines.length).toBe(before + 2)
  // At once: what offers the way back does not stand for long.
  await undo('trochas.geojson')
  await eventually(async () => (await roads()).lines.length).toBe(before)
  await page
    .locator('.toast', { hasText: /trochas/ })
    .last()
    .getByRole('button', { name: t('shell.redo') })
    .click()
  await eventually(async () => (await roads()).lines.length).toBe(before + 2)
  await page.getByRole('heading', { name: new RegExp(`^${t('roads.islands')}`) }).waitFor()
  await page.getByRole('button', { name: /Ver en el mapa: Isla 1/ }).click()
  await mapAtRest(page)
  await picture(page, 'roads-brought')
  expect(await violations(page)).toEqual([])
})

test('a missing link is drawn on the map, holds on to both roads, and is said to be by hand', async () => {
  const { islands, lines } = await roads()
  const place = [(end[0] + island[0]) / 2, (end[1] + island[1]) / 2]
  await page.goto(
    `${program.origin}/corridors?form=roads&place=${place[0].toFixed(5)},${place[1].toFixed(5)},12.5`,
  )
  await mapAtRest(page)
  await button('roads.draw').click()
  await page.getByRole('toolbar', { name: t('roads.draw') }).waitFor()
  for (const point of [end, island]) {
    const { x, y } = await pixelOf(page, point as [number, number])
    // A few pixels off: it holds on to the road's end.
    await page.mouse.move(x + 5, y + 4, { steps: 4 })
    await page.mouse.click(x + 5, y + 4)
  }
  await picture(page, 'roads-drawing')
  await button('roads.draw-finish').click()
  await page.getByText(t('roads.draw-joins', { count: 2 })).waitFor()
  await page.getByRole('textbox', { name: t('roads.draw-why') }).fill('por ahí pasan las mulas')
  await button('roads.draw-save').click()
  await eventually(async () => (await roads()).islands.length).toBe(islands.length - 1)
  await undo(t('change.segment-added'))
  await eventually(async () => (await roads()).lines.length).toBe(lines.length)
  await page
    .locator('.toast', { hasText: t('change.segment-added') })
    .last()
    .getByRole('button', { name: t('shell.redo') })
    .click()
  // What was drawn is open: by hand, with who, when and why.
  await page.locator('.pill', { hasText: t('roads.by-hand') }).waitFor()
  await page.getByText(t('roads.history')).click()
  await page.getByText(/por ahí pasan las mulas/).waitFor()
  await mapAtRest(page)
  await picture(page, 'roads-by-hand')
  expect(await violations(page)).toEqual([])
})

test('the same by typing places, without a pointer', async () => {
  const drawn = (await roads()).lines.find(({ network, byHand }) => byHand && network === 'own')!
  await api(page, `/exchange/roads/${drawn.id}?revision=${drawn.revision}`, { method: 'DELETE' })
  const { islands } = await roads()
  await page.reload()
  await mapAtRest(page)
  await button('roads.draw').click()
  const place = page.getByRole('textbox', { name: t('roads.draw-type') })
  for (const [x, y] of [end, island]) {
    await place.fill(`${y.toFixed(7)}, ${x.toFixed(7)}`)
    await place.press('Enter')
  }
  await button('roads.draw-finish').click()
  await page.getByText(t('roads.draw-joins', { count: 2 })).waitFor()
  await page.getByRole('textbox', { name: t('roads.draw-why') }).fill('lo dice la asamblea')
  await button('roads.draw-save').click()
  await eventually(async () => (await roads()).islands.length).toBe(islands.length - 1)
})

test('a road pressed on the map is closed from a day with a reason, opened, and undone', async () => {
  await page.goto(
    `${program.origin}/corridors?form=roads&place=${(island[0] + 0.03).toFixed(5)},${island[1].toFixed(5)},12`,
  )
  await mapAtRest(page)
  const { x, y } = await pixelOf(page, [island[0] + 0.015, island[1]])
  await page.mouse.click(x, y)
  const card = page.getByRole('region', { name: 'Trocha de la Peña', exact: true })
  await card.waitFor()
  await card.getByRole('button', { name: t('roads.close'), exact: true }).click()
  await card.getByRole('textbox', { name: t('roads.close-why') }).fill('derrumbe')
  await card.getByRole('button', { name: t('roads.close-save'), exact: true }).click()
  await card.getByText(/Cerrada desde el .*: derrumbe\./).waitFor()
  const closed = async () =>
    (await roads()).lines
      .filter(({ closedFrom }) => closedFrom)
      .map(({ name, closedWhy }) => [name, closedWhy])
  expect(await closed()).toEqual([['Trocha de la Peña', 'derrumbe']])
  await mapAtRest(page)
  await picture(page, 'roads-closed')
  expect(await violations(page)).toEqual([])
  await card.getByRole('button', { name: t('roads.open-again'), exact: true }).click()
  await eventually(closed).toEqual([])
  await card.getByRole('button', { name: t('roads.close'), exact: true }).waitFor()
  await undo(t('change.segment-altered'))
  await eventually(closed).toEqual([['Trocha de la Peña', 'derrumbe']])
})

test('a stretch of a road is closed: chosen by its kilometres, or pressed on the map, and shown on it', async () => {
  const { lines, features } = await roads()
  const stretches = (of: number) => features.filter(({ properties }) => properties.line === String(of))
  const { id, name } = lines.find((line) => !line.closedFrom && stretches(line.id).length > 1)!
  const closed = async () =>
    (await roads()).features
      .filter(({ properties }) => properties.closed && properties.line === String(id))
      .map(({ properties }) => properties.id)
  await page.goto(`${program.origin}/corridors?form=roads`)
  await mapAtRest(page)
  await page.getByRole('searchbox', { name: t('roads.find') }).fill(name!)
  await page.locator('.rows button').filter({ hasText: name! }).first().click()
  const card = page.getByRole('region', { name: name!, exact: true })
  await card.getByRole('button', { name: t('roads.close'), exact: true }).click()
  await card.getByRole('radio', { name: t('stretches.stretch') }).check()
  const [from, to] = [t('stretches.from'), t('stretches.to')]
  await card.getByRole('combobox', { name: from }).selectOption({ index: 1 })
  // The end goes along with a beginning beyond it.
  expect(await card.getByRole('combobox', { name: to }).inputValue()).toBe('1')
  await mapAtRest(page)
  await picture(page, 'roads-stretch')
  expect(await violations(page)).toEqual([])
  await card.getByRole('button', { name: t('roads.close-save'), exact: true }).click()
  await eventually(closed).toEqual([stretches(id)[1].properties.id])
  await card.getByText(/Sólo el tramo del km/).waitFor()
  await mapAtRest(page)
  await picture(page, 'roads-stretch-closed')
  await undo(t('change.segment-altered'))
  await eventually(closed).toEqual([])
  // A press on the map chooses the stretch there.
  const { coordinates } = stretches(id)[0].geometry
  const [a, b] = [coordinates[0], coordinates[1]]
  await page.goto(
    `${program.origin}/corridors?form=roads&place=${((a[0] + b[0]) / 2).toFixed(5)},${((a[1] + b[1]) / 2).toFixed(5)},14`,
  )
  await mapAtRest(page)
  const { x, y } = await pixelOf(page, [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2])
  await page.mouse.click(x, y)
  await card.getByRole('button', { name: /^Cerrar sólo este tramo/ }).click()
  await card.getByRole('button', { name: t('roads.close-save'), exact: true }).click()
  await eventually(closed).toEqual([stretches(id)[0].properties.id])
  await undo(t('change.segment-altered'))
  await eventually(closed).toEqual([])
})

test('a road is found in the list, removed, and comes back', async () => {
  const { lines } = await roads()
  await page.getByRole('searchbox', { name: t('roads.find') }).fill('subida')
  await page.getByRole('button', { name: /^Subida \d/ }).click()
  const card = page.getByRole('region', { name: 'Subida', exact: true })
  await card.getByRole('button', { name: t('roads.remove'), exact: true }).click()
  await card.getByRole('button', { name: t('roads.remove'), exact: true }).click()
  await eventually(async () => (await roads()).lines.length).toBe(lines.length - 1)
  await undo(t('change.segment-removed'))
  await eventually(async () => (await roads()).lines.length).toBe(lines.length)
})

test('on a phone, and in three languages', async () => {
  const phone = await program.newPage('/corridors?form=roads', PHONE)
  await phone.getByRole('heading', { level: 1, name: t('roads.title') }).waitFor()
  await mapAtRest(phone)
  await picture(phone, 'roads-phone')
  expect(await violations(phone)).toEqual([])
  for (const locale of LOCALES) {
    await phone.goto(`${program.origin}/corridors?form=roads&lang=${locale}`)
    await phone
      .getByRole('heading', { level: 1, name: translate(locale, 'roads.title'), exact: true })
      .waitFor()
    await phone.waitForFunction(() => !document.querySelector('main [aria-busy="true"]'))
    // biome-ignore lint/performance/useDomNodeTextContent: what is seen, without scripts and hidden parts
    const text = await phone.locator('body').innerText()
    expect(text).not.toMatch(/\b(undefined|NaN|null)\b|roads\./)
  }
  expect(await phone.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  expect(program.complaints).toEqual([])
  expect(program.strangers).toEqual([])
  await phone.close()
})
