/** Each tool of the drawing screen, used once with the gestures that it asks for. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { eventually, PHONE, type Program, picture, pixelOf, startProgram } from '../support/browser.ts'
import {
  chosen,
  click,
  draft,
  drag,
  has,
  mine,
  openDrawing,
  steps,
  type ToolName,
  tool,
} from '../support/drawing.ts'
import { bringIn, squareArea, t } from '../support/pages.ts'

/** Degrees: the side of each square, some 660 m. */
const SIDE = 0.006
const [WEST, SOUTH] = [-67.5, 7.2]
const PLACE = `place=${WEST + 1.5 * SIDE},${SOUTH + SIDE / 2},14`

let program: Program
let page: Page
/** Two councils side by side: Morrocoy 1 and Morrocoy 2. */
let ids: number[]

beforeAll(async () => {
  program = await startProgram()
  page = await program.newPage()
  const row = await bringIn(
    page,
    'par.geojson',
    [0, 1].map((index) =>
      squareArea(
        { nombre: `Morrocoy ${index + 1}`, codigo: `MO-${index + 1}`, familias: 60 },
        WEST + index * SIDE,
        SOUTH,
        SIDE,
      ),
    ),
  )
  ids = row.map(({ id }) => id)
  await page.close()
})
afterAll(() => program?.close())

beforeEach(async () => {
  if (page && !page.isClosed()) await page.close()
  page = await openDrawing(program, PLACE)
  // What the test before drew is nobody's any more.
  await page.evaluate(() => localStorage.removeItem('toparquia:drawing'))
  await page.close()
  page = await openDrawing(program, PLACE)
  await click(page, at(0.5, 0.5))
  await chosen(page, 'Morrocoy 1')
})

/** In sides, from the south-west corner of the first. */
const at = (x: number, y: number) => [WEST + x * SIDE, SOUTH + y * SIDE]
const kinds = async () => (await draft(page))?.edits.map(({ kind }) => kind) ?? []
const panelButton = (name: string) =>
  page.locator('#panel').getByRole('button', { name, exact: true }).click()

async function take(name: ToolName) {
  await tool(page, name)
  // The library that sketches is brought when it is first needed.
  await page.waitForTimeout(800)
}

/** A line or an outline: each corner, and the last one once more. */
async function sketch(...corners: number[][]) {
  for (const corner of corners) await click(page, corner)
  await click(page, corners[corners.length - 1])
}

test('joining: the other one is pressed, and one outline is left', async () => {
  await take('merge')
  await click(page, at(1.5, 0.5))
  await panelButton(t('drawing.do-merge'))
  await eventually(kinds).toEqual(['merge'])
  const nodes = await mine(page, ids[0])
  expect(has(nodes, at(2, 0))).toBe(true)
  expect(has(nodes, at(0, 1))).toBe(true)
  expect(await mine(page, ids[1])).toEqual([])
})

test('giving a piece: what the line cuts off goes to the neighbour beside it', async () => {
  await take('give')
  await sketch(at(0.7, 1.2), at(0.7, -0.2))
  await panelButton(t('drawing.do-give'))
  await eventually(kinds).toEqual(['give'])
  const [one, other] = [await mine(page, ids[0]), await mine(page, ids[1])]
  expect(Math.max(...one.map(([x]) => x))).toBeLessThan(at(0.71, 0)[0])
  expect(Math.min(...other.map(([x]) => x))).toBeLessThan(at(0.71, 0)[0])
})

test('a stretch redrawn by hand: both councils have the new line', async () => {
  await take('redraw')
  const [from, middle, to] = [at(1, 0.2), at(1.3, 0.5), at(1, 0.8)]
  const pixels = await Promise.all([from, middle, to].map((place) => pixelOf(page, place)))
  await page.mouse.move(pixels[0].x, pixels[0].y)
  await page.mouse.down()
  for (const { x, y } of pixels.slice(1)) await page.mouse.move(x, y, { steps: 8 })
  await page.mouse.up()
  await eventually(kinds).toEqual(['reshape'])
  const [one, other] = [await mine(page, ids[0]), await mine(page, ids[1])]
  const pulled = one.filter(([x]) => x > at(1.1, 0)[0])
  expect(pulled.length).toBeGreaterThan(0)
  for (const node of pulled) expect(has(other, node)).toBe(true)
})

test('a stretch redrawn past the place where a third border ends: all three follow', async () => {
  const top = SOUTH + 0.1
  const three = await bringIn(
    page,
    'tres.geojson',
    [
      { index: 1, west: WEST, south: top, side: SIDE },
      { index: 2, west: WEST + SIDE, south: top, side: SIDE },
      { index: 3, west: WEST, south: top + SIDE, side: 2 * SIDE },
    ].map(({ index, west, south, side }) =>
      squareArea({ nombre: `Turagua ${index}`, codigo: `TU-${index}`, familias: 40 }, west, south, side),
    ),
  )
  await page.close()
  page = await openDrawing(program, `place=${WEST + SIDE},${top + SIDE},14`)
  const spot = (x: number, y: number) => [WEST + x * SIDE, top + y * SIDE]
  await click(page, spot(1, 2))
  await chosen(page, 'Turagua 3')
  await take('redraw')
  const stroke = [spot(0.4, 1), spot(0.6, 0.7), spot(1, 0.6), spot(1.3, 1.3), spot(1.6, 1)]
  const pixels = await Promise.all(stroke.map((place) => pixelOf(page, place)))
  await page.mouse.move(pixels[0].x, pixels[0].y)
  await page.mouse.down()
  for (const { x, y } of pixels.slice(1)) await page.mouse.move(x, y, { steps: 8 })
  await page.mouse.up()
  await eventually(kinds).toEqual(['reshape'])
  await picture(page, 'drawing-past-junction')
  const [one, two, above] = await Promise.all(three.map(({ id }) => mine(page, id)))
  const met = one.filter((node) => has(two, node) && has(above, node))
  expect(met).toHaveLength(1)
  expect(met[0][0]).toBeCloseTo(spot(1, 0)[0], 6)
  expect(met[0][1]).toBeLessThan(spot(0, 0.8)[1])
  expect(has(above, spot(1, 1))).toBe(false)
  await page.keyboard.press('Control+z')
  await eventually(() => steps(page)).toBe(0)
})

test('a hole: the land inside is nobody\u2019s', async () => {
  await take('hole')
  await sketch(at(0.3, 0.3), at(0.6, 0.3), at(0.6, 0.6), at(0.3, 0.6))
  await eventually(kinds).toEqual(['cut-hole'])
  const { geometry } = (await draft(page))!.mine.find(({ id }) => id === String(ids[0]))!
  expect(geometry!.type).toBe('Polygon')
  expect(geometry!.coordinates).toHaveLength(2)
})

test('a part apart: the council has two', async () => {
  await take('part')
  await sketch(at(0.2, 1.3), at(0.6, 1.3), at(0.6, 1.6), at(0.2, 1.6))
  await eventually(kinds).toEqual(['add-part'])
  const { geometry } = (await draft(page))!.mine.find(({ id }) => id === String(ids[0]))!
  expect(geometry!.type).toBe('MultiPolygon')
})

test('a track walked with a telephone becomes the border of both', async () => {
  await take('follow')
  const track = [at(1, 0), at(1.2, 0.3), at(1.15, 0.7), at(1, 1)]
    .map(([lon, lat]) => `<trkpt lat="${lat}" lon="${lon}"/>`)
    .join('')
  await page.locator('input[type=file]').setInputFiles({
    name: 'caminata.gpx',
    mimeType: 'application/gpx+xml',
    buffer: Buffer.from(
      `<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>Caminata</name><trkseg>${track}</trkseg></trk></gpx>`,
    ),
  })
  await panelButton(t('drawing.lines-use'))
  await page.getByRole('heading', { name: t('drawing.propose-follow', { line: 'Caminata' }) }).waitFor()
  await picture(page, 'drawing-follow')
  await panelButton(t('drawing.do-follow'))
  await eventually(kinds).toEqual(['follow'])
  for (const id of ids) expect(has(await mine(page, id), at(1.2, 0.3))).toBe(true)
})

test('a finger on a telephone drags a point, and a long press takes it out', async () => {
  const telephone = await program.context.browser()!.newContext({
    viewport: PHONE,
    hasTouch: true,
    isMobile: true,
    locale: 'es-VE',
    reducedMotion: 'reduce',
  })
  await telephone.addCookies(await program.context.cookies())
  // The sheet covers the lower half, the tools stand above it.
  const touched = await openDrawing(program, `place=${at(1, -1.2).join()},14`, {
    of: telephone,
    viewport: PHONE,
  })
  const pixel = (place: number[]) => pixelOf(touched, place)
  const { x, y } = await pixel(at(0.5, 0.6))
  await touched.touchscreen.tap(x, y)
  await chosen(touched, 'Morrocoy 1')
  const session = await telephone.newCDPSession(touched)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: points })
  const [start, end] = [await pixel(at(1, 1)), await pixel(at(1.15, 1.1))]
  await touch('touchStart', [start])
  for (let step = 1; step <= 6; step++)
    await touch('touchMove', [
      { x: start.x + ((end.x - start.x) * step) / 6, y: start.y + ((end.y - start.y) * step) / 6 },
    ])
  await touch('touchEnd', [])
  await eventually(() => steps(touched)).toBe(1)
  expect((await draft(touched))!.edits[0].kind).toBe('move-node')
  const middle = await pixel(at(0.5, 1.05))
  await touch('touchStart', [middle])
  for (let step = 1; step <= 6; step++) await touch('touchMove', [{ x: middle.x, y: middle.y - 8 * step }])
  await touch('touchEnd', [])
  await eventually(() => steps(touched)).toBe(2)
  const pulled = (await mine(touched, ids[0])).reduce((one, other) => (other[1] > one[1] ? other : one))
  await touch('touchStart', [await pixel(pulled)])
  await touched.waitForTimeout(900)
  await touch('touchEnd', [])
  await eventually(() => steps(touched)).toBe(3)
  expect((await draft(touched))!.edits[2].kind).toBe('delete-node')
  await picture(touched, 'drawing-touch')
  await telephone.close()
})

test('whoever signs out leaves no drawing behind', async () => {
  await drag(page, at(1, 0.5), at(1.2, 0.5))
  await eventually(() => steps(page)).toBe(1)
  await page.getByRole('banner').locator('button.trigger').last().click()
  await page.getByRole('menuitem', { name: t('account.sign-out') }).click()
  const question = page.locator('.toast').filter({ hasText: t('account.sign-out-unsaved') })
  await question.waitFor()
  expect(await steps(page)).toBe(1)
  await question.getByRole('button', { name: t('account.sign-out-anyway') }).click()
  await page
    .getByRole('banner')
    .getByRole('link', { name: t('account.sign-in') })
    .waitFor()
  expect(await page.evaluate(() => Object.keys(localStorage))).not.toContain('toparquia:drawing')
  expect(program.complaints).toEqual([])
})
