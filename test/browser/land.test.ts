/** The land workspace: reading El Maizal in time, and a committee that writes a plot down while a visitor looks on. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LOCALES } from '../../messages/index.ts'
import type { InvitationMade } from '../../server/accounts/schema.ts'
import type { LandMap, UnitPage, UnitWhole } from '../../server/lands/schema.ts'
import type { Changed } from '../../server/territories/schema.ts'
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
import { button, communeNamed, t } from '../support/pages.ts'

const MARGIN = { top: '12mm', bottom: '12mm', left: '14mm', right: '14mm' }

let program: Program
let page: Page
let maizal: number
let committee: BrowserContext
let theirs: Page

beforeAll(async () => {
  program = await startProgram()
  page = await program.newPage('/land')
  maizal = (await api<UnitPage>(page, '/land/units?q=maizal')).items[0].id
  // Somebody of El Maizal's land committee, in a browser of their own.
  const commune = (await communeNamed(page, 'El Maizal'))!
  const { token } = await api<InvitationMade>(page, '/invitations', {
    method: 'POST',
    data: { grants: [{ role: 'land-committee', scope: { kind: 'commune', id: commune.id } }] },
  })
  committee = await program.otherBrowser()
  const joined = await committee.request.post(`${program.origin}/api/accounts`, {
    data: { token, name: 'Cardenal', password: 'maiz tierno con queso blanco' },
  })
  expect(joined.status()).toBe(201)
})
afterAll(() => program?.close())

const panel = (of = page) => of.locator('#panel')
const says = (text: string | RegExp, of = page) => panel(of).getByText(text).first().waitFor()
const verdict = () => panel().getByRole('status', { name: t('land.verdict-title') })
const holdings = async () =>
  panel()
    .getByRole('table')
    .first()
    .getByRole('row')
    // biome-ignore lint/performance/useDomNodeTextContent: what is seen, with its gaps and without hidden parts
    .evaluateAll((rows) => rows.slice(1).map((row) => (row as HTMLElement).innerText.replace(/\s+/g, ' ')))
const slider = () => page.getByRole('slider', { name: t('land.time-day') })

describe('El Maizal', () => {
  test('on 15 June 2010 the commune occupies half, and the sources stand side by side', async () => {
    await page.goto(`${program.origin}/land?unit=${maizal}&on=2010-06-15`)
    await verdict().getByText('Lo ocupa Comuna El Maizal.').waitFor()
    expect(await holdings()).toEqual([
      expect.stringMatching(/Comuna El Maizal lo ocupa Mitad oeste 4\d\d 1 fuente/),
      expect.stringMatching(/Corporación Venezolana Agrícola .* lo custodia 2\.2\d\d 2 fuentes/),
    ])
    // Four sources, four areas; nothing wins.
    for (const area of ['2.000 acres = 809 ha', '600 ha', '2.237 ha', '2.300 ha']) await says(area)
    for (const source of ['Venezuelanalysis, multimedia 13642', 'Armando.info', 'Visita de 2018'])
      await says(new RegExp(source))
    await verdict()
      .getByText(/se le revocó.*9 dic\.? 2014 y 2016/)
      .waitFor()
    await panel()
      .getByText(t('land.statements', { count: 23 }))
      .click()
    for (const source of ['Venezuelanalysis, news 11079', 'Libro sobre las comunas de Venezuela'])
      await panel()
        .getByRole('listitem')
        .filter({ hasText: t('land.predicate.revoked') })
        .filter({ hasText: source })
        .first()
        .waitFor()
    await mapAtRest(page)
    await picture(page, 'land-maizal')
    expect(await violations(page)).toEqual([])
  })

  test('prints as one page with its map', async () => {
    const paper = await page.pdf({ format: 'A4', printBackground: true, margin: MARGIN })
    expect(paper.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
    expect(paper.toString('latin1')).toMatch(/\/Subtype\s*\/Image/)
    writeFileSync(fileURLToPath(new URL('./screenshots/land-paper.pdf', import.meta.url)), paper)
  })

  test('the day moves table and map by the keyboard alone', async () => {
    const seen = () =>
      page.evaluate(() => document.querySelector('canvas')!.toDataURL().length).then((length) => length)
    const before = await seen()
    await slider().focus()
    await page.keyboard.press('Home')
    await eventually(async () => (await slider().getAttribute('aria-valuetext')) ?? '').toMatch(/2009/)
    await verdict()
      .getByText(/dueño Antiguo propietario/)
      .waitFor()
    await page.keyboard.press('End')
    await eventually(() => new URL(page.url()).searchParams.get('on')).toBeNull()
    await verdict().getByText('Lo tiene Comuna El Maizal', { exact: false }).waitFor()
    await mapAtRest(page)
    expect(await seen()).not.toBe(before)
  })

  test('as known before a statement was written down, the statement is not there', async () => {
    const sources = (await api<UnitWhole>(page, `/land/units/${maizal}`)).sources
    await new Promise((resolve) => setTimeout(resolve, 50))
    const earlier = new Date().toISOString()
    await new Promise((resolve) => setTimeout(resolve, 50))
    await api<Changed<object>>(page, `/land/units/${maizal}/assertions`, {
      method: 'POST',
      data: {
        predicate: 'population',
        amount: 12_345,
        amountUnit: 'personas',
        amountText: '12.345 personas',
        sourceId: sources[0].id,
      },
    })
    await page.goto(`${program.origin}/land?unit=${maizal}`)
    await says('12.345 personas')
    await page.goto(`${program.origin}/land?unit=${maizal}&known=${earlier}`)
    await says(/según lo sabido el/)
    await says('> 7.000')
    expect(await panel().getByText('12.345 personas').count()).toBe(0)
  })
})

describe('a plot that its committee writes down', () => {
  /** Corners of a field of some 60 ha south of El Maizal. */
  const FIELD = [
    [-69.21, 9.68],
    [-69.2, 9.68],
    [-69.2, 9.685],
    [-69.21, 9.685],
  ]
  const NAME = 'Potrero de Doña Flor'

  test('is drawn, shown as the public will see it, and saved; an unsaved draft outlives a reload', async () => {
    theirs = await program.newPage('/land?place=-69.205,9.6825,13', undefined, committee)
    await theirs.getByRole('link', { name: t('land.add-unit') }).click()
    await theirs.getByLabel(t('land.field-name')).fill(NAME)
    await theirs.reload()
    await eventually(() => theirs.getByLabel(t('land.field-name')).inputValue()).toBe(NAME)
    await says(t('land.draft-kept'), theirs)

    await mapAtRest(theirs)
    await button(theirs, 'land.draw').click()
    await theirs.getByText(t('land.draw-begin')).waitFor()
    // terra-draw is brought when it is first needed.
    await theirs.waitForTimeout(800)
    for (const corner of FIELD) {
      const { x, y } = await pixelOf(theirs, corner)
      await theirs.mouse.move(x, y, { steps: 3 })
      await theirs.mouse.click(x, y)
      await theirs.waitForTimeout(350)
    }
    await theirs.getByText(/^6\d(,\d)? ha$/).waitFor()
    await theirs.mouse.move(...(Object.values(await pixelOf(theirs, FIELD[0])) as [number, number]))
    await button(theirs, 'land.draw-close').click()
    await says(/Dibujado: 6\d(,\d)? ha/, theirs)

    const sight = theirs.getByRole('region', { name: t('land.public-title') })
    await sight.getByText(t('land.public-unseen')).waitFor()
    await theirs.getByLabel(t('land.field-audience')).selectOption('public')
    await sight.getByText(t('land.public-nowhere')).waitFor()
    await theirs.getByLabel(t('land.field-precision')).selectOption('cell-5')
    await sight.getByText(/celda de 5 km/).waitFor()
    await mapAtRest(theirs)
    await picture(theirs, 'land-form')
    expect(await violations(theirs)).toEqual([])

    await button(theirs, 'land.save').click()
    await panel(theirs).getByRole('heading', { name: NAME, level: 1 }).waitFor()
    await theirs.getByText(t('change.land-unit-added', { name: NAME })).waitFor()
    await says(/^6\d(,\d)? ha$/, theirs)
  })

  test('a source is written down on the spot, with an uncertain date that says how it is understood', async () => {
    await theirs.getByRole('link', { name: t('land.add-statement') }).click()
    const party = theirs.getByRole('searchbox', { name: t('land.field-party') })
    await party.fill('Familias del potrero')
    await button(theirs, 'land.pick-new', { name: 'Familias del potrero' }).click()
    await theirs.getByLabel(t('land.pick-kind')).selectOption('family')
    await says(t('land.pick-pseudonym'), theirs)
    await button(theirs, 'land.pick-add', { name: 'Familias del potrero' }).click()
    await eventually(() => button(theirs, 'land.pick-another').count()).toBe(1)
    await theirs.getByRole('searchbox', { name: t('land.field-source') }).fill('Acta de la asamblea')
    await button(theirs, 'land.pick-new', { name: 'Acta de la asamblea' }).click()
    await button(theirs, 'land.pick-add', { name: 'Acta de la asamblea' }).click()
    await eventually(() => button(theirs, 'land.pick-another').count()).toBe(2)
    const since = theirs.getByRole('group', { name: t('land.field-from') })
    await since.getByRole('combobox').selectOption('early')
    await since.getByRole('textbox').fill('2010')
    await since.getByText('Se entiende a comienzos de 2010: del 1 ene. 2010 al 30 abr. 2010.').waitFor()
    await button(theirs, 'land.save').click()
    await theirs
      .getByRole('status', { name: t('land.verdict-title') })
      .getByText('Lo ocupa Familias del potrero.')
      .waitFor()
  })

  test('two at once: who is slower sees both versions and chooses', async () => {
    const { unit } = await field()
    await theirs.getByRole('link', { name: t('land.edit-unit') }).click()
    await theirs.getByRole('textbox', { name: t('land.field-municipality') }).fill('Simón Planas')
    await api(page, `/land/units/${unit.id}`, {
      method: 'PUT',
      data: { municipality: 'Palavecino', revision: unit.version },
    })
    await button(theirs, 'land.save').click()
    const conflict = theirs.getByRole('alert').filter({ hasText: t('land.conflict') })
    await conflict.getByText('Palavecino').waitFor()
    await mapAtRest(theirs)
    await picture(theirs, 'land-conflict')
    await conflict.getByText('Simón Planas').waitFor()
    await button(theirs, 'conflict.keep-mine').click()
    await panel(theirs).getByRole('heading', { name: NAME, level: 1 }).waitFor()
    expect((await field()).unit.municipality).toBe('Simón Planas')
  })

  test('Escape leaves a form from its fields or from nowhere, and keeps what was written; in the search it is the search’s', async () => {
    const municipality = theirs.getByRole('textbox', { name: t('land.field-municipality') })
    const open = async () => {
      await theirs.getByRole('link', { name: t('land.edit-unit') }).click()
      await municipality.waitFor()
    }
    const left = () => panel(theirs).getByRole('heading', { name: NAME, level: 1 }).waitFor()
    await open()
    await municipality.fill('Iribarren')
    await theirs.getByLabel(t('search.label')).first().focus()
    await theirs.keyboard.press('Escape')
    await theirs.waitForTimeout(300)
    expect(await municipality.inputValue()).toBe('Iribarren')
    await municipality.focus()
    await theirs.keyboard.press('Escape')
    await left()
    await open()
    expect(await municipality.inputValue()).toBe('Iribarren')
    await municipality.evaluate((field: HTMLElement) => field.blur())
    await theirs.keyboard.press('Escape')
    await left()
    await open()
    await button(theirs, 'land.give-up').click()
    await left()
    expect((await field()).unit.municipality).toBe('Simón Planas')
  })

  const field = async () => {
    const [{ id }] = (await api<UnitPage>(page, '/land/units?q=potrero')).items
    return api<UnitWhole>(page, `/land/units/${id}`)
  }

  test('a visitor sees the cell and nothing finer; the committee can look with their eyes', async () => {
    const { unit } = await field()
    const other = await program.otherBrowser()
    const visitor = await program.newPage(`/land?unit=${unit.id}`, undefined, other)
    await panel(visitor).getByRole('heading', { name: NAME, level: 1 }).waitFor()
    await mapAtRest(visitor)
    await picture(visitor, 'land-visitor')
    const map = await api<LandMap>(visitor, '/land/map?bbox=-70,9,-69,10')
    const own = map.features.filter(({ properties }) => properties.unit === unit.id)
    expect(own.map(({ properties }) => [properties.role, properties.precision])).toEqual([['cell', 'cell-5']])
    expect(
      await panel(visitor)
        .getByText(/6\d(,\d)? ha/)
        .count(),
    ).toBe(0)
    await other.close()

    await theirs.goto(`${program.origin}/land?unit=${unit.id}`)
    await says(/^6\d(,\d)? ha$/, theirs)
    await button(theirs, 'land.as-public').click()
    await says(t('land.as-public-on'), theirs)
    await eventually(() =>
      panel(theirs)
        .getByText(/6\d(,\d)? ha/)
        .count(),
    ).toBe(0)
    await button(theirs, 'land.as-public-off').click()
    await says(/^6\d(,\d)? ha$/, theirs)
  })

  test('is withdrawn with a reason, and comes back by the toast', async () => {
    await theirs.getByRole('link', { name: t('land.edit-unit') }).click()
    await button(theirs, 'land.withdraw').click()
    await theirs
      .getByRole('button', { name: t('land.withdraw'), exact: true })
      .last()
      .click()
    await theirs
      .getByRole('button', { name: t('shell.undo') })
      .last()
      .click()
    await eventually(async () => (await api<UnitPage>(page, '/land/units?q=potrero')).total).toBe(1)
    await theirs.close()
  })
})

test('on a phone the day is in the sheet, and nothing is covered', async () => {
  const phone = await program.newPage(`/land?unit=${maizal}&on=2010-06-15`, PHONE)
  await phone.getByText('Lo ocupa Comuna El Maizal.').waitFor()
  await mapAtRest(phone)
  await picture(phone, 'land-phone')
  const handle = phone.getByRole('button', { name: /Panel|Hoja/i }).first()
  await handle.focus()
  await phone.keyboard.press('ArrowUp')
  await phone.getByRole('slider', { name: t('land.time-day') }).scrollIntoViewIfNeeded()
  expect(
    await panel(phone)
      .getByRole('slider', { name: t('land.time-day') })
      .count(),
  ).toBe(1)
  await picture(phone, 'land-phone-full')
  expect(await violations(phone)).toEqual([])
  await phone.close()
})

test.each(LOCALES)('%s: no word is left untranslated', async (lang) => {
  const read = await program.newPage(`/land?unit=${maizal}&on=2010-06-15&lang=${lang}`)
  await read.getByRole('heading', { name: 'El Maizal', level: 1 }).waitFor()
  for (const details of await panel(read).locator('summary').all()) await details.click()
  // biome-ignore lint/performance/useDomNodeTextContent: what is seen, with its gaps and without hidden parts
  const words = [await read.locator('body').innerText()]
  for (const path of ['/land?form=unit&', `/land?unit=${maizal}&form=statement&`]) {
    await read.goto(`${program.origin}${path}lang=${lang}`)
    await read.getByRole('heading', { level: 1 }).waitFor()
    await read.waitForTimeout(250)
    // biome-ignore lint/performance/useDomNodeTextContent: what is seen, with its gaps and without hidden parts
    words.push(await read.locator('body').innerText())
  }
  for (const text of words)
    expect(text).not.toMatch(/\b(land|case|idleness|procedure|change|due|why|shell)\.[a-z]/)
  await read.close()
})

test('nothing was asked of another server, and nothing complained', () => {
  expect(program.strangers).toEqual([])
  expect(program.complaints).toEqual([])
})
