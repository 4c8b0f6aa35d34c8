import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Judgement, Remedy } from '../../domain/territory/types.ts'
import { LOCALES, translate } from '../../messages/index.ts'
import type { Council, CouncilPage, LinkList } from '../../server/territories/schema.ts'
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
import { bringIn, button, communeNamed, isVerdict, squareArea, t, verdict } from '../support/pages.ts'

let program: Program
/** Four councils in a row on the plains, a third of a degree each: too wide for a browser to be sent what is around. */
let plains: Council[]

beforeAll(async () => {
  program = await startProgram()
  const page = await program.newPage()
  plains = await bringIn(
    page,
    'llanos.geojson',
    [1, 2, 3, 4].map((number) =>
      squareArea(
        { nombre: `Llano ${number}`, ...(number !== 3 && { familias: 100 }) },
        -67.5 + number * 0.33,
        7,
        0.33,
      ),
    ),
  )
  await page.close()
})
afterAll(() => program?.close())

const picks = (...numbers: number[]) => numbers.map((number) => plains[number - 1].id).join()
const placeOf = (page: Page) => (new URL(page.url()).searchParams.get('place') ?? '').split(',').map(Number)

describe('a doubtful border', () => {
  let page: Page
  let a: string
  let b: string

  test('is confirmed by whoever answers for it, with a date and a reason', async () => {
    page = await program.newPage()
    const commune = (await communeNamed(page, 'A Pulso'))!
    const { remedies } = await api<Judgement>(page, `/communes/${commune.id}/judgement`)
    const remedy = remedies.find((one) => one.kind === 'confirm-border') as Remedy & { a: string; b: string }
    const { items } = await api<CouncilPage>(page, `/councils?ids=${remedy.a},${remedy.b}`)
    const name = (id: string) => items.find((council) => String(council.id) === id)!.name
    a = name(remedy.a)
    b = name(remedy.b)
    await page.goto(`${program.origin}/?commune=${commune.id}`)
    await isVerdict(page, 'conditional')
    await button(page, 'remedy.confirm-border', { a, b }).click()
    await button(page, 'remedy.apply-confirm-border').click()
    await page.getByRole('heading', { name: t('border-form.title', { a, b }) }).waitFor()
    // What it is and between whom is given: neither is asked.
    expect(await page.locator('form select').count()).toBe(0)
    await page.getByLabel(t('border-form.by')).fill(`Asambleas de ${a} y ${b}`)
    await page.getByLabel(t('border-form.reason')).fill('Recorrido de linderos, acta 12')
    await page.locator('form[aria-labelledby=link-form-title]').scrollIntoViewIfNeeded()
    await mapAtRest(page)
    await picture(page, 'border-form')
    expect(await violations(page)).toEqual([])
    await button(page, 'border-form.save').click()
    await page.getByText(t('links.between', { kind: 'border', a, b })).waitFor()
  })

  test('stays a condition, which is now said to rest on that confirmation', async () => {
    await isVerdict(page, 'conditional')
    const card = verdict(page)
    await eventually(() => card.textContent()).toContain(t('verdict.tie.confirmed', { count: 1 }))
    expect(await card.textContent()).toContain('Sin esa confirmación, quedan 2 partes.')
    expect(await button(page, 'remedy.confirm-border', { a, b }).count()).toBe(0)
    await page.getByText(`Confirmado por Asambleas de ${a} y ${b}`).first().waitFor()
    await page.locator('.legend').getByText(t('legend.confirmed')).waitFor()
    await button(page, 'finding.look')
      .or(page.getByTitle(t('finding.look')).first())
      .first()
      .click()
    await mapAtRest(page)
    await picture(page, 'border-confirmed')
    expect((await api<LinkList>(page, '/links')).items).toContainEqual(
      expect.objectContaining({ kind: 'border', reason: 'Recorrido de linderos, acta 12' }),
    )
    const { id } = (await communeNamed(page, 'A Pulso'))!
    for (const locale of LOCALES)
      for (const [size, viewport] of [
        ['wide', WIDE],
        ['phone', PHONE],
      ] as const) {
        await page.setViewportSize(viewport)
        await page.goto(`${program.origin}/?commune=${id}&lang=${locale}`)
        await page.getByText(translate(locale, 'links.between', { kind: 'border', a, b })).waitFor()
        await mapAtRest(page)
        await picture(page, `border-confirmed-${locale}-${size}`)
        expect(await violations(page), `${locale} ${size}`).toEqual([])
      }
    await page.setViewportSize(WIDE)
    await page.goto(`${program.origin}/?commune=${id}&lang=es`)
  })

  test('is doubtful again when the confirmation is withdrawn, and a step back restores it', async () => {
    await button(page, 'links.withdraw', { kind: 'border', a, b }).click()
    await page.getByLabel(t('why.label')).fill('La asamblea lo revisó')
    await button(page, 'links.withdraw-short').click()
    await eventually(() => verdict(page).textContent()).toContain('si se confirma un borde dudoso')
    await button(page, 'remedy.confirm-border', { a, b }).waitFor()
    await page.getByText(t('change.link-withdrawn', { kind: 'border', a, b })).waitFor()
    await button(page, 'shell.undo').last().click()
    await eventually(() => verdict(page).textContent()).toContain('Sin esa confirmación')
    await page.close()
  })
})

describe('a commune too wide for a browser to look around', () => {
  test('is told by the server which council would join its pieces', async () => {
    const page = await program.newPage(`/?pick=${picks(1, 3, 4)}`)
    await isVerdict(page, 'split')
    const add = button(page, 'remedy.add-councils', { names: 'Llano 2', count: 1 })
    await add.click()
    await mapAtRest(page)
    await picture(page, 'wide-remedy')
    await button(page, 'remedy.apply-add-councils').click()
    await isVerdict(page, 'contiguous')
    await page.close()
  })
})

describe('a link that names picks and no place', () => {
  test('shows them, and does not move again with the next pick', async () => {
    const page = await program.newPage(`/?pick=${picks(1, 2)}`)
    await isVerdict(page, 'contiguous')
    await eventually(() => placeOf(page)[1]).toBeCloseTo(7.165, 1)
    const [longitude, , zoom] = placeOf(page)
    expect(longitude).toBeCloseTo(-66.84, 0)
    expect(zoom).toBeGreaterThan(8)
    await mapAtRest(page)
    const before = placeOf(page)
    await page.getByRole('searchbox', { name: t('table.filter') }).fill('Llano')
    await page.getByRole('checkbox', { name: t('table.pick-council', { name: 'Llano 4' }) }).check()
    await isVerdict(page, 'split')
    expect(placeOf(page)).toEqual(before)
    await page.close()
  })

  test('says of the families what there is at least, where a council gave none', async () => {
    const page = await program.newPage(`/?pick=${picks(1, 2)}`)
    await page.getByText('2 consejos · 200 familias').waitFor()
    await page.goto(`${program.origin}/?pick=${picks(1, 2, 3)}`)
    await page.getByText('3 consejos · al menos 200 familias').waitFor()
    await page.close()
  })
})

test('no page asked for anything outside, and none complained', () => {
  expect(program.strangers).toEqual([])
  expect([...new Set(program.complaints)]).toEqual([])
})
