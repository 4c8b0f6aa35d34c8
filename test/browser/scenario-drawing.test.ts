/** A scenario's drawing, taken up again and gone on with. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Scenario, ScenarioList } from '../../server/scenarios/schema.ts'
import type { CouncilAreas } from '../../server/territories/schema.ts'
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
import { chosen, click, draft, drag, has, mine, openDrawing, steps } from '../support/drawing.ts'
import { bringIn, button, squareArea, t } from '../support/pages.ts'

/** Degrees: the side of each square, some 660 m. */
const SIDE = 0.006
const [WEST, SOUTH] = [-68.5, 7.6]
const PLACE = `place=${WEST + 1.5 * SIDE},${SOUTH + SIDE / 2},14`

let program: Program
let page: Page
/** Three councils in a row: Sarrapia 1 to Sarrapia 3. */
let ids: number[]

beforeAll(async () => {
  program = await startProgram()
  page = await program.newPage()
  const row = await bringIn(
    page,
    'fila.geojson',
    [0, 1, 2].map((index) =>
      squareArea(
        { nombre: `Sarrapia ${index + 1}`, codigo: `SA-${index + 1}`, familias: 60 },
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

const middleOf = (index: number) => [WEST + (index + 0.5) * SIDE, SOUTH + SIDE / 2]
const border = (index: number, east = 0) => [WEST + index * SIDE + east, SOUTH + SIDE / 2]
const goOn = () => page.getByRole('link', { name: t('scenario-drawing.go-on') })
const edits = async (name: string) => {
  const found = (await api<ScenarioList>(page, '/scenarios')).items.find((one) => one.name === name)
  const { content } = await api<Scenario>(page, `/scenarios/${found!.id}`)
  return content.drawing?.edits.length ?? 0
}
/** Where the page stands once the map came to rest, for the gestures that need it. */
async function at(place: string) {
  const url = new URL(page.url())
  url.searchParams.delete('place')
  await page.goto(`${url}${url.search ? '&' : '?'}${place}`)
  await mapAtRest(page)
}

test('a drawing kept as a scenario is gone on with, and saved back into the same', async () => {
  page = await openDrawing(program, PLACE)
  await click(page, middleOf(0))
  await chosen(page, 'Sarrapia 1')
  await drag(page, border(1), border(1, 0.0015))
  await eventually(() => steps(page)).toBe(1)
  await button(page, 'scenarios.save-as').click()
  await page.getByLabel(t('scenarios.name')).fill('La quebrada')
  await button(page, 'scenarios.save').click()
  await page.getByRole('heading', { name: 'La quebrada', level: 1 }).waitFor()
  expect(await steps(page)).toBe(0)
  await goOn().waitFor()
  await mapAtRest(page)
  await picture(page, 'scenario-go-on')

  await goOn().click()
  await page.getByText(t('scenario-drawing.what', { name: 'La quebrada' })).waitFor()
  await eventually(() => steps(page)).toBe(1)
  // The scenario's own edit is a step like any other, there and back.
  await page.keyboard.press('Control+z')
  await eventually(() => steps(page)).toBe(0)
  await page.keyboard.press('Control+Shift+z')
  await eventually(() => steps(page)).toBe(1)
  // A reload finds the same drawing, of the same scenario.
  await at(PLACE)
  await page.getByText(t('scenario-drawing.what', { name: 'La quebrada' })).waitFor()
  await click(page, middleOf(2))
  await chosen(page, 'Sarrapia 3')
  await drag(page, border(2), border(2, 0.001))
  await eventually(() => steps(page)).toBe(2)
  await mapAtRest(page)
  await picture(page, 'scenario-drawing')
  expect(await violations(page)).toEqual([])
  await button(page, 'scenario-drawing.save').click()
  await page.getByRole('heading', { name: 'La quebrada', level: 1 }).waitFor()
  await eventually(() => edits('La quebrada')).toBe(2)
  expect(await steps(page)).toBe(0)
  const areas = await api<CouncilAreas>(page, `/councils/areas?ids=${ids.join()}`)
  for (const { geometry } of areas.items) expect(geometry.coordinates[0][0]).toHaveLength(5)
})

test('what waits here is not dropped without a question', async () => {
  const scenario = page.url()
  await page.goto(`${program.origin}/draw?${PLACE}`)
  await mapAtRest(page)
  await click(page, middleOf(1))
  await chosen(page, 'Sarrapia 2')
  await drag(page, [WEST + SIDE, SOUTH + SIDE], [WEST + SIDE, SOUTH + SIDE + 0.001])
  await eventually(() => steps(page)).toBe(1)
  await page.goto(scenario)
  await goOn().click()
  await page.getByRole('heading', { name: t('scenario-drawing.waits') }).waitFor()
  await page.setViewportSize(PHONE)
  await mapAtRest(page)
  await picture(page, 'scenario-drawing-waits-phone')
  await page.setViewportSize(WIDE)
  expect(await steps(page)).toBe(1)
  await page.getByRole('button', { name: t('scenario-drawing.drop-and-open') }).click()
  await eventually(() => steps(page)).toBe(2)
  await page.getByText(t('scenario-drawing.what', { name: 'La quebrada' })).waitFor()
})

test('a border that somebody saved since is shown in both versions, and the drawing goes on top of it', async () => {
  await button(page, 'drawing.discard').click()
  await page
    .locator('footer')
    .getByRole('button', { name: t('drawing.discard') })
    .click()
  await page.getByRole('heading', { name: 'La quebrada', level: 1 }).waitFor()
  const { items } = await api<CouncilAreas>(page, `/councils/areas?ids=${ids.join()}`)
  const corner = [WEST + 3 * SIDE, SOUTH]
  await api(page, '/drawings', {
    method: 'POST',
    data: {
      edits: [{ kind: 'move-node', from: corner, to: [corner[0], SOUTH - 0.001] }],
      seen: items.map(({ id, revision }) => ({ id, revision })),
    },
  })
  await page.getByText(t('scenario-drawing.moved-on')).waitFor()
  expect(await button(page, 'scenarios.apply').isDisabled()).toBe(true)
  await goOn().click()
  await page
    .getByRole('alert')
    .filter({ hasText: t('drawing.conflict-title') })
    .waitFor()
  expect(await button(page, 'scenario-drawing.save').isDisabled()).toBe(true)
  await mapAtRest(page)
  await picture(page, 'scenario-drawing-conflict')
  await page.getByRole('button', { name: t('drawing.conflict-keep-mine') }).click()
  expect(has(await mine(page, ids[2]), [corner[0], SOUTH - 0.001])).toBe(true)
  await button(page, 'scenario-drawing.save').click()
  await page.getByRole('heading', { name: 'La quebrada', level: 1 }).waitFor()
  await eventually(() => button(page, 'scenarios.apply').isDisabled()).toBe(false)
  await button(page, 'scenarios.apply').click()
  await button(page, 'scenarios.apply').click()
  await eventually(async () => {
    const [area] = (await api<CouncilAreas>(page, `/councils/areas?ids=${ids[2]}`)).items
    return has(area.geometry.coordinates.flat(2), corner)
  }).toBe(false)
})

test('who saves into a scenario that somebody else changed is told, and decides', async () => {
  await page.goto(`${program.origin}/draw?${PLACE}`)
  await mapAtRest(page)
  await click(page, middleOf(0))
  await chosen(page, 'Sarrapia 1')
  await drag(page, [WEST, SOUTH], [WEST - 0.001, SOUTH])
  await eventually(() => steps(page)).toBe(1)
  await button(page, 'scenarios.save-as').click()
  await page.getByLabel(t('scenarios.name')).fill('La otra')
  await button(page, 'scenarios.save').click()
  await goOn().click()
  await page.getByText(t('scenario-drawing.what', { name: 'La otra' })).waitFor()
  await eventually(() => steps(page)).toBe(1)
  const id = Number(new URL(page.url()).searchParams.get('scenario'))
  const { revision } = await api<Scenario>(page, `/scenarios/${id}`)
  await api(page, `/scenarios/${id}`, { method: 'PATCH', data: { revision, note: 'De otra persona.' } })
  await button(page, 'scenario-drawing.save').click()
  await page.getByRole('heading', { name: t('scenario-drawing.overtaken', { name: 'La otra' }) }).waitFor()
  expect((await draft(page))?.edits).toHaveLength(1)
  await button(page, 'scenario-drawing.save').click()
  await page.getByText('De otra persona.').waitFor()
  expect(await edits('La otra')).toBe(1)
  expect(program.complaints).toEqual([])
})
