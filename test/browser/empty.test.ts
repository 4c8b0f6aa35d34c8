import { afterAll, beforeAll, expect, test } from 'vitest'
import { translate } from '../../messages/index.ts'
import { mapAtRest, type Program, picture, startProgram, violations } from '../support/browser.ts'

let program: Program

beforeAll(async () => {
  program = await startProgram({ demonstration: false })
})
afterAll(() => program?.close())

test('an empty territory says what to do first, and leads there', async () => {
  const page = await program.newPage('/')
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.getByText(translate('es', 'first.no-councils')).waitFor()
  await mapAtRest(page)
  await picture(page, 'empty')
  expect(await violations(page)).toEqual([])
  await page
    .locator('main')
    .getByRole('link', { name: translate('es', 'first.import') })
    .click()
  await page.getByText(translate('es', 'import.past-none')).waitFor()
  expect(program.strangers).toEqual([])
  expect([...new Set(program.complaints)]).toEqual([])
})
