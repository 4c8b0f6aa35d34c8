/** Fields for fewer people, shown as the public will see them before saving; municipalities brought in, looked at and taken back. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { UnitPage, UnitWhole } from '../../server/lands/schema.ts'
import { api, eventually, type Program, startProgram, violations } from '../support/browser.ts'
import { button, t } from '../support/pages.ts'

let program: Program
let page: Page
let buria: number

beforeAll(async () => {
  program = await startProgram()
  page = await program.newPage('/land')
  buria = (await api<UnitPage>(page, '/land/units?q=buria')).items[0].id
})
afterAll(() => program?.close())

const panel = () => page.locator('#panel')
const asPublic = async (): Promise<UnitWhole> =>
  page.evaluate(
    (id) => fetch(`/api/land/units/${id}`, { credentials: 'omit' }).then((answer) => answer.json()),
    buria,
  )

test('municipalities are looked at, brought in, stand for a place, and are taken back', async () => {
  const square = (west: number, south: number) => ({
    type: 'Polygon',
    coordinates: [
      [
        [west, south],
        [west + 1, south],
        [west + 1, south + 1],
        [west, south + 1],
        [west, south],
      ],
    ],
  })
  const layer = {
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        properties: { nombre: 'Simón Planas', codigo: 'LA-08' },
        geometry: square(-69.5, 9.3),
      },
      { type: 'Feature', properties: { nombre: 'Otro', codigo: 'LA-09' }, geometry: square(-68.5, 9.3) },
    ],
  }
  await page.getByRole('link', { name: t('areas.title') }).click()
  await page.getByText(t('areas.none')).waitFor()
  await page.getByLabel(t('areas.source')).fill('Instituto')
  await page.locator('#areas-file').setInputFiles({
    name: 'municipios.geojson',
    mimeType: 'application/geo+json',
    buffer: Buffer.from(JSON.stringify(layer)),
  })
  await button(page, 'areas.look').click()
  await page.getByText(t('areas.found', { areas: 2, names: 'Simón Planas, Otro' })).waitFor()
  expect(await page.getByLabel(t('areas.code-field')).inputValue()).toBe('codigo')
  expect(await violations(page)).toEqual([])
  await button(page, 'areas.bring').click()
  await page.getByText('Instituto', { exact: true }).waitFor()

  await page.goto(`${program.origin}/land?unit=${buria}&form=edit`)
  await page.getByLabel(t('land.field-precision')).selectOption('municipality')
  await panel()
    .getByText(t('land.public-municipality', { name: 'Simón Planas' }))
    .waitFor()

  await page.goto(`${program.origin}/land/areas`)
  await button(page, 'areas.undo').click()
  await page.getByText(t('areas.took-back')).waitFor()
  expect(await page.evaluate(() => fetch('/api/land/reference-areas').then((r) => r.json()))).toMatchObject({
    items: [],
  })
})

test('a field for the committee until a day is not the public’s, as was said before saving, and undone is again', async () => {
  await page.goto(`${program.origin}/land?unit=${buria}&form=edit`)
  const fields = panel().locator('details.sights')
  await fields.locator('summary').click()
  await fields.getByLabel(t('sight.add')).selectOption('name')
  const field = t('log.field.name')
  await fields.getByLabel(t('sight.until-of', { field })).fill('2999-01-01')
  await panel()
    .getByText(t('sight.public-hides', { fields: field }))
    .waitFor()
  await panel().getByText(/2999/).first().waitFor()
  expect(await violations(page)).toEqual([])
  await button(page, 'land.save').click()
  await eventually(async () => (await asPublic()).unit.name).toBe(null)
  expect((await asPublic()).unit.hidden).toContain('name')
  // The committee reads it, and that others do not.
  await panel().getByRole('heading', { name: 'Tierras de Buría', level: 1 }).waitFor()
  await panel()
    .getByText(t('land.audience', { audience: 'committee' }))
    .first()
    .waitFor()
  await page
    .getByRole('button', { name: t('shell.undo') })
    .last()
    .click()
  await eventually(async () => (await asPublic()).unit.name).toBe('Tierras de Buría')
  expect(program.complaints).toEqual([])
})
