import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Change, Changed, Commune, Council, CouncilPage } from '../../server/territories/schema.ts'
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
import { bringIn, button, squareArea, t, verdict } from '../support/pages.ts'

/** Three squares in a row of 0.01 degrees; the middle one gives a strip to the first. */
const WEST = -69.5
const SOUTH = 9.5

let program: Program
let page: Page
let councils: Council[]
let commune: Commune
let drawn: Change

beforeAll(async () => {
  program = await startProgram({ demonstration: false })
  page = await program.newPage('/')
  councils = await bringIn(
    page,
    'fila.geojson',
    ['Alba', 'Brisas', 'Cumbre'].map((nombre, i) =>
      squareArea({ nombre, familias: 200 + i }, WEST + i / 100, SOUTH, 0.01),
    ),
  )
  const [a, b, c] = councils
  const made = await api<Changed<Commune>>(page, '/communes', {
    method: 'POST',
    data: { name: 'Ataroa', councilIds: [a.id, c.id], audience: 'public', effectiveOn: '2020-01-01' },
  })
  commune = made.record
  const joined = await api<Changed<Commune>>(page, `/communes/${commune.id}`, {
    method: 'PATCH',
    data: {
      revision: commune.revision,
      councilIds: [a.id, b.id, c.id],
      effectiveOn: '2022-03-01',
      reason: 'Brisas se sumó en asamblea',
    },
  })
  commune = joined.record
  const saved = await api<{ change: Change }>(page, '/drawings', {
    method: 'POST',
    data: {
      edits: [
        { kind: 'move-node', from: [WEST + 0.01, SOUTH], to: [WEST + 0.013, SOUTH] },
        { kind: 'move-node', from: [WEST + 0.01, SOUTH + 0.01], to: [WEST + 0.013, SOUTH + 0.01] },
      ],
      seen: [a, b].map(({ id, revision }) => ({ id, revision })),
      effectiveOn: '2024-05-01',
      reason: 'Acta del 1 de mayo',
    },
  })
  drawn = saved.change
})
afterAll(() => program?.close())

const strip = () => page.getByRole('region', { name: t('day.title') })
const open = (path: string) => page.goto(`${program.origin}${path}`)

describe('a past day', () => {
  test('is chosen at the top: members, verdict and areas are those of then, and nothing can be changed', async () => {
    await open(`/?commune=${commune.id}`)
    await eventually(async () => (await verdict(page).getAttribute('class')) ?? '').toMatch(/contiguous/)
    await page.getByRole('button', { name: /Ver otro día/ }).click()
    await page.getByLabel(t('day.choose')).fill('2021-06-15')
    await button(page, 'day.go').click()
    await strip().getByText('Así estaba el 15 de junio de 2021').waitFor()
    await eventually(async () => (await verdict(page).getAttribute('class')) ?? '').toMatch(/split/)
    expect(new URL(page.url()).searchParams.get('on')).toBe('2021-06-15')
    expect(await button(page, 'commune.change').isDisabled()).toBe(true)
    await page.getByText(t('day.no-editing')).waitFor()
    await mapAtRest(page)
    await picture(page, 'history-day')
    expect(await violations(page)).toEqual([])
    await page.reload()
    await strip().getByText('Así estaba el 15 de junio de 2021').waitFor()
  })

  test('the keyboard walks from change to change, and back to today', async () => {
    await strip()
      .getByRole('button', { name: /Cambio siguiente/ })
      .waitFor()
    await eventually(() => strip().getByRole('button', { name: /2022/ }).isEnabled()).toBe(true)
    await page.keyboard.press('Alt+PageDown')
    await strip().getByText('Así estaba el 1 de marzo de 2022').waitFor()
    await page.keyboard.press('Alt+PageDown')
    await strip().getByText('Así estaba el 1 de mayo de 2024').waitFor()
    await page.keyboard.press('Alt+PageDown')
    await eventually(() => strip().count()).toBe(0)
    await button(page, 'commune.change').waitFor()
    expect(await button(page, 'commune.change').isDisabled()).toBe(false)
  })

  test('before there was a commune it says so, and a council shows how it changed', async () => {
    await open(`/?commune=${commune.id}&on=2019-01-01`)
    await page.getByRole('heading', { name: t('commune-past.absent') }).waitFor()
    await open(`/?council=${councils[0].id}`)
    await page.getByRole('heading', { name: t('council-past.title') }).waitFor()
    await page.getByText('Desde el 1 may. 2024').first().waitFor()
    await page.getByText('Hasta el 1 may. 2024').first().waitFor()
    await mapAtRest(page)
    await picture(page, 'history-council')
    expect(await violations(page)).toEqual([])
  })
})

describe('two days compared', () => {
  test('show whose border moved, whose land became whose, and the commune before and after', async () => {
    await open(`/history?commune=${commune.id}&from=2021-06-15&to=2024-05-01`)
    const row = page.getByRole('row', { name: /^Alba/ })
    await row.getByText('otro lindero').waitFor()
    await page.getByRole('button', { name: /de Brisas a Alba/ }).waitFor()
    const before = page.getByRole('row', { name: /^Ataroa/ }).locator('td')
    await before
      .first()
      .getByText(t('verdict-chip.split', { pieces: 2 }))
      .waitFor()
    await before.nth(1).getByText(t('verdict-chip.contiguous')).waitFor()
    await mapAtRest(page)
    await picture(page, 'history-compare')
    expect(await violations(page)).toEqual([])
    await page.getByText(t('history.show-before'), { exact: true }).last().click()
    await mapAtRest(page)
    await picture(page, 'history-compare-before')
    await row.getByRole('button', { name: 'Alba' }).focus()
    await page.keyboard.press('Enter')
    expect(await row.getByRole('button', { name: 'Alba' }).getAttribute('aria-pressed')).toBe('true')
  })

  test('between which nothing happened say so', async () => {
    await open(`/history?commune=${commune.id}&from=2022-06-01&to=2023-06-01`)
    await page.getByText(/no cambió nada aquí/).waitFor()
  })

  test('of what the map shows; a view of the whole country is too wide', async () => {
    await open(`/history?from=2021-06-15&to=2024-05-01&place=-69.485,9.505,13`)
    await page.getByRole('button', { name: /de Brisas a Alba/ }).waitFor()
    await open(`/history?from=2021-06-15&to=2024-05-01&place=-66,8,5`)
    await page.getByText(t('history.too-wide')).waitFor()
  })
})

describe('saved changes', () => {
  test('say who, why and from when, are compared with the day before, and are reverted with a reason', async () => {
    await open(`/history?commune=${commune.id}`)
    const item = page.getByRole('listitem').filter({ hasText: 'Acta del 1 de mayo' })
    await item.getByText(/vale desde el 1 may. 2024/).waitFor()
    await item.getByText(/Cambiaron de manos/).waitFor()
    await item.getByRole('button', { name: t('changes-list.look') }).click()
    await mapAtRest(page)
    await picture(page, 'history-changes')
    expect(await violations(page)).toEqual([])
    await item.getByRole('link', { name: t('changes-list.compare') }).click()
    await page.getByRole('button', { name: /de Brisas a Alba/ }).waitFor()
    expect(new URL(page.url()).searchParams.get('from')).toBe('2024-04-30')
    await page
      .getByRole('button', { name: t('changes-list.revert') })
      .first()
      .click()
    await page.getByLabel(t('why.label')).fill('Se midió mal')
    await page
      .getByRole('button', { name: t('changes-list.revert') })
      .first()
      .click()
    await page.getByText(t('changes.is-undone')).first().waitFor()
    await page.getByText(/no cambió nada aquí/).waitFor()
    const { items } = await api<CouncilPage>(page, '/councils?q=Alba')
    expect(items[0].areaM2).toBeCloseTo(councils[0].areaM2, 0)
    await page
      .getByRole('button', { name: t('shell.redo') })
      .first()
      .click()
    await page.getByRole('button', { name: /de Brisas a Alba/ }).waitFor()
    expect(drawn.undone).toBe(false)
  })

  test('what was built upon says why it is not reverted', async () => {
    await open(`/history?commune=${commune.id}`)
    const item = page
      .getByRole('listitem')
      .filter({ hasText: t('change.commune-created', { name: 'Ataroa', councils: 2 }) })
    await item.getByRole('button', { name: t('changes-list.revert') }).click()
    await item
      .locator('form')
      .getByRole('button', { name: t('changes-list.revert') })
      .click()
    await page.getByText(/volvió a cambiar/).waitFor()
  })

  test('a commune is composed with the day from which it holds', async () => {
    await open(`/?commune=${commune.id}`)
    await button(page, 'commune.change').click()
    await page.getByText(t('effective.today')).click()
    await page.getByLabel(t('effective.label'), { exact: false }).last().fill('2025-02-01')
    const row = page.getByRole('checkbox', { name: /Cumbre/ }).first()
    await row.uncheck()
    await button(page, 'compose.save').click()
    await button(page, 'commune.change').waitFor()
    const { items } = await api<{ items: { on: string }[] }>(page, '/history/days')
    expect(items.map(({ on }) => on)).toContain('2025-02-01')
  })

  test('fits a phone', async () => {
    await page.setViewportSize(PHONE)
    await open(`/history?commune=${commune.id}&from=2021-06-15&to=2024-05-01`)
    await page.getByRole('button', { name: /de Brisas a Alba/ }).waitFor()
    await mapAtRest(page)
    await picture(page, 'history-compare-phone')
    await open(`/?commune=${commune.id}&on=2021-06-15`)
    await strip().waitFor()
    await mapAtRest(page)
    await picture(page, 'history-day-phone')
    expect(await violations(page)).toEqual([])
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    expect(wide).toBe(false)
    await page.setViewportSize(WIDE)
  })
})
