/** Quantities from a sheet with mistakes that are mended, organisations, units of a place, and balances that show what is left over. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MessageKey, type MessageValues, translate } from '../../messages/index.ts'
import type { Measure, Producer, Quantity } from '../../server/exchanges/schema.ts'
import type { CommuneList } from '../../server/territories/schema.ts'
import {
  api,
  eventually,
  PHONE,
  type Program,
  picture,
  startProgram,
  violations,
} from '../support/browser.ts'
import { type Value, xlsx } from '../support/sheets.ts'

const t = (key: MessageKey, values?: MessageValues) => translate('es', key, values)
let program: Program
let page: Page
let commune: number

beforeAll(async () => {
  program = await startProgram()
  page = await program.newPage('/corridors')
  const { items } = await api<CommuneList>(page, '/communes')
  commune = items.find(({ name }) => name === 'El Maizal')!.id
})
afterAll(() => program?.close())

const button = (key: MessageKey, values?: MessageValues, on = page) =>
  on.getByRole('button', { name: t(key, values), exact: true })
const link = (key: MessageKey) => page.getByRole('link', { name: t(key), exact: true })
const told = async () =>
  (await api<{ items: Quantity[] }>(page, `/exchange/quantities?commune=${commune}`)).items

const HEADER = [
  'Comuna',
  'Lugar en la balanza',
  'Producto',
  'Forma',
  'Cantidad',
  'Unidad',
  'Mes o año',
  'Fuente',
]
const ROWS: Value[][] = [
  ['El Maizal', 'produce', 'café', 'verde', 120, 'quintal', { day: 46327 }, 'acta 14'],
  ['El Maisal', 'produce', 'maíz', 'grano', '1.234', 'quintales', '2026-11', 'acta 14'],
  ['El Maizal', 'existencia', 'arroz', 'blanco', 3, 't', '2026-11', 'acta 14'],
  [
    'El Maizal',
    'se perdió',
    'tomate',
    null,
    { formula: 'A1*2', value: 12.5 },
    'guacales',
    '2026-11',
    'acta 14',
  ],
  ['El Maizal', 'necesita', 'caraotas', null, 'mucho', 't', '2026-11', null],
]
const file = {
  name: 'balanza.xlsx',
  mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  buffer: xlsx({ Noviembre: [['Balanza de noviembre'], null, HEADER, ...ROWS], Otra: [['x']] }),
}
const choose = (question: string, answer: string | RegExp, on = page) =>
  on.getByRole('group', { name: question, exact: true }).getByRole('radio', { name: answer }).check()

test('a sheet is understood row by row, what is doubtful is asked, and all of it is saved and undone in one step', async () => {
  const before = await told()
  await page.goto(`${program.origin}/corridors?commune=${commune}`)
  await link('quantities.bring').click()
  await page.getByRole('link', { name: t('quantity-file.template') }).waitFor()
  await picture(page, 'quantities-choose')
  expect(await violations(page)).toEqual([])
  await page.locator('#import-file').setInputFiles(file)
  await page.getByRole('heading', { name: t('quantity-file.questions', { count: 4 }) }).waitFor()
  await picture(page, 'quantities-asked')
  expect(await violations(page)).toEqual([])
  expect(await button('quantity-file.save', { count: 1 }).isDisabled()).toBe(true)

  await choose(t('quantity-file.question.commune', { known: 'no', written: 'El Maisal' }), 'El Maizal')
  await choose(t('quantity-file.question.decimal', { written: '1.234' }), /coma separa/)
  await choose(
    t('quantity-file.question.role', { known: 'yes', written: 'existencia' }),
    t('corridors.role.opening-stock'),
  )
  // Which quintal is asked as soon as it is clear of what and where.
  await choose(
    t('quantity-file.question.unit', { known: 'yes', written: 'quintales', item: t('item.maize/grain') }),
    /No se sabe/,
  )
  // A unit that nobody knows is written down on the spot.
  await button('quantity-file.answer.new-unit').click()
  const form = page.getByRole('form', { name: t('measures.add') })
  await form.getByLabel(t('measures.where')).selectOption({ label: 'El Maizal' })
  await form.getByLabel(t('measures.kg-likely')).fill('20')
  await form.getByLabel(t('measures.kg-min')).fill('18')
  await form.getByLabel(t('measures.kg-max')).fill('22')
  await form.getByLabel(t('measures.source')).fill('asamblea')
  await form.getByRole('button', { name: t('corridors.save') }).click()
  await form.waitFor({ state: 'detached' })
  // What is wrong in one row is put right there.
  await page
    .getByRole('textbox', {
      name: t('quantity-file.correct-label', { row: 8, meaning: t('quantity-file.header.amount') }),
    })
    .fill('2,5')
  await page.keyboard.press('Enter')
  await button('quantity-file.save', { count: 5 }).waitFor()
  await picture(page, 'quantities-understood')
  expect(await violations(page)).toEqual([])
  // 1,234 quintals are 1.234 units of 46 or of 100 kg.
  await page.getByRole('cell', { name: '56,8 a 123,4 t' }).first().waitFor()
  await button('quantity-file.save', { count: 5 }).click()
  await page
    .getByText(t('change.quantities-imported', { count: 5, name: 'balanza.xlsx' }))
    .first()
    .waitFor()
  await eventually(async () => (await told()).length).toBe(before.length + 5)
  await button('shell.undo').last().click()
  await button('shell.redo').last().waitFor()
  await eventually(async () => (await told()).length).toBe(before.length)
  await button('shell.redo').last().click()
  await eventually(async () => (await told()).length).toBe(before.length + 5)
  const saved = (await told()).slice(-5)
  expect(saved.map(({ amount, unit }) => [amount, unit])).toEqual([
    [120, 'quintal'],
    [1234, 'quintales'],
    [3, 't'],
    [12.5, 'guacales'],
    [2.5, 't'],
  ])
  expect(saved[3]).toMatchObject({ kgMin: 225, kgMax: 275, source: 'acta 14 · balanza.xlsx › Noviembre › 7' })

  await page.goto(`${program.origin}/corridors?commune=${commune}&form=sheet`)
  await page.locator('#import-file').setInputFiles(file)
  await page.getByText(t('quantity-file.there')).first().waitFor()
  expect(await page.getByText(t('quantity-file.there')).count()).toBe(2)
  expect(
    await button('quantity-file.show-count', { name: t('quantity-file.show.changed'), count: 3 }).count(),
  ).toBe(1)
  await link('shell.cancel').click()
})

test('the balance of the commune shows all of it and what is left over, as a chart and as a table', async () => {
  await page.goto(`${program.origin}/corridors?commune=${commune}&month=2026-11`)
  const rice = page
    .getByRole('listitem')
    .filter({ hasText: t('item.rice/milled') })
    .first()
  await rice.locator('summary').click()
  await rice.getByRole('img').waitFor()
  await rice.getByRole('rowheader', { name: t('balance.kind.opening-stock') }).waitFor()
  await picture(page, 'quantities-commune')
  expect(await violations(page)).toEqual([])
})

test('an organisation is written down with what it gets out of what it processes, changed, and undone', async () => {
  await page.goto(`${program.origin}/corridors?commune=${commune}`)
  await link('producers.add').click()
  const form = page.getByRole('form', { name: t('producers.add') })
  await form.getByLabel(t('producers.name')).fill('Molino comunal')
  await form.getByLabel(t('producers.role')).selectOption('processor')
  await form.getByLabel(t('producers.throughput')).fill('20')
  await form.getByLabel(t('producers.made-of')).selectOption('maize/grain')
  await form.getByLabel(t('producers.makes')).selectOption('maize/meal')
  await form.getByLabel(t('producers.rate-min')).fill('60')
  await form.getByLabel(t('producers.rate-max')).fill('65')
  await form.getByLabel(t('producers.rate-source')).fill('el molino')
  await picture(page, 'quantities-producer')
  expect(await violations(page)).toEqual([])
  await form.getByRole('button', { name: t('corridors.save') }).click()
  await page.getByText('Maíz en grano → Harina de maíz: 60–65 kg de cada 100 (el molino)').waitFor()
  const mill = async () =>
    (await api<{ items: Producer[] }>(page, '/exchange/producers')).items.find(
      ({ name }) => name === 'Molino comunal',
    )
  expect(await mill()).toMatchObject({ rateMin: 0.6, rateMax: 0.65, throughputKg: 20_000 })
  await page.getByRole('link', { name: t('producers.change', { name: 'Molino comunal' }) }).click()
  await page.getByLabel(t('producers.rate-max')).fill('70')
  await button('corridors.save').click()
  await page.getByText(/60–70 kg de cada 100/).waitFor()
  await button('shell.undo').last().click()
  await page.getByText(/60–65 kg de cada 100/).waitFor()
  await page.getByRole('link', { name: t('producers.change', { name: 'Molino comunal' }) }).click()
  await button('producers.remove').click()
  await page
    .getByText(t('change.producer-removed', { name: 'Molino comunal' }))
    .first()
    .waitFor()
  expect(await mill()).toBeUndefined()
})

test('a unit of the place that changes states anew what was told in it', async () => {
  await page.goto(`${program.origin}/corridors?commune=${commune}`)
  await page.getByRole('link', { name: t('measures.change', { name: 'guacales' }) }).click()
  await page.getByLabel(t('measures.kg-max')).fill('30')
  await button('corridors.save').click()
  await page
    .getByText(t('change.measure-altered', { name: 'guacales', count: 1 }))
    .first()
    .waitFor()
  expect((await told()).find(({ unit }) => unit === 'guacales')).toMatchObject({ kgMin: 225, kgMax: 375 })
  expect((await api<{ items: Measure[] }>(page, '/exchange/units')).items).toMatchObject([
    { name: 'guacales', kgMax: 30 },
  ])
})

test('a sheet with a column for each month is shown month by month, and says that it was', async () => {
  await page.goto(`${program.origin}/corridors?commune=${commune}&form=sheet`)
  await page.locator('#import-file').setInputFiles({
    name: 'ancha.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(
      'Comuna;Producto;Forma;Rol;Unidad;ene 2027;feb 2027;mar 2027\nEl Maizal;maíz;grano;produce;t;4;;6,5\n',
    ),
  })
  await page.getByText(t('wide-sheet.turned', { count: 3 })).waitFor()
  await button('quantity-file.save', { count: 2 }).waitFor()
  await page.getByRole('rowheader', { name: t('quantity-file.row', { row: '2, 2027-03' }) }).waitFor()
  await page.evaluate(() => document.querySelector('#sheet-rows')?.scrollIntoView())
  await picture(page, 'quantities-wide')
  expect(await violations(page)).toEqual([])
  await link('shell.cancel').click()
})

test('on a phone the sheet is brought in as well', async () => {
  const phone = await program.newPage(`/corridors?commune=${commune}&form=sheet`, PHONE)
  await phone.locator('#import-file').setInputFiles(file)
  await phone.getByRole('heading', { name: t('quantity-file.totals') }).waitFor()
  await phone.evaluate(() => document.querySelector('#sheet-rows')?.scrollIntoView())
  await picture(phone, 'quantities-phone')
  expect(await violations(phone)).toEqual([])
  await phone.goto(`${program.origin}/corridors?commune=${commune}&month=2026-11`)
  const first = phone
    .locator('summary')
    .filter({ hasText: t('balance.residual') })
    .first()
  await first.click()
  await first.scrollIntoViewIfNeeded()
  await picture(phone, 'quantities-phone-balance')
  await phone.close()
  expect(program.complaints).toEqual([])
})
