/** A commune is founded on the screen: from the commune's panel to the sheet that its assembly signs. */
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FoundingFound } from '../../server/foundings/schema.ts'
import type { Commune, CouncilPage } from '../../server/territories/schema.ts'
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
import { button, communeNamed, t } from '../support/pages.ts'
import { pdfPages } from '../support/pdf-text.ts'

let program: Program
let page: Page
let commune: Commune

beforeAll(async () => {
  program = await startProgram()
  page = await program.newPage('/')
  commune = (await communeNamed(page, 'Dos Orillas'))!
})
afterAll(() => program?.close())

const founding = async () => (await api<FoundingFound>(page, `/communes/${commune.id}/founding`)).record
const step = (name: Parameters<typeof t>[0]) =>
  page.locator('ol > li').filter({ has: page.getByRole('heading', { name: t(name), exact: true }) })
const write = (name: Parameters<typeof t>[0]) =>
  step(name)
    .getByRole('button', { name: new RegExp(`: ${t(name)}$`) })
    .click()
const form = (name: Parameters<typeof t>[0]) => page.getByRole('form', { name: t(name) })
const save = () => button(page, 'founding.save').click()
const cell = (council: string, what: 'electors' | 'voted' | 'yes') =>
  page.getByLabel(t('founding.vote.cell', { what: t(`founding.vote.${what}`), council }), { exact: true })
const next = () =>
  page
    .getByRole('region', { name: t('founding.next-title') })
    .locator('p')
    .textContent()

describe('founding a commune', () => {
  test('is reached from the commune, and teaches the steps with the law and how sure it is', async () => {
    await page.goto(`${program.origin}/?commune=${commune.id}`)
    await page.getByRole('link', { name: t('founding.open') }).click()
    await page
      .getByRole('heading', { level: 1, name: t('founding.title', { name: 'Dos Orillas' }) })
      .waitFor()
    await page.getByText(t('founding.teach')).waitFor()
    expect(await page.locator('ol > li').count()).toBe(6)
    await step('founding.step.commission').getByText('artículo 10').waitFor()
    await step('founding.step.referendum').getByText(t('law.confidence.unconfirmed')).waitFor()
    await mapAtRest(page)
    await picture(page, 'founding-empty')
    expect(await violations(page)).toEqual([])
  })

  test('begins on a day, whose law holds, and each step is saved by itself and can be taken back', async () => {
    await page.getByLabel(t('founding.began')).fill('2026-01-10')
    await button(page, 'founding.begin').click()
    await eventually(next).toBe(t('founding.next.form-commission'))
    await write('founding.step.commission')
    await form('founding.step.commission')
      .getByLabel(t('founding.field.assembly'))
      .fill('Asamblea de La Mora')
    await page.getByLabel(t('founding.field.formed-on')).fill('2026-01-10')
    await page.getByLabel(t('founding.field.members')).fill('7')
    await save()
    await eventually(next).toBe(t('founding.next.write-charter', { count: 7 }))
    await page
      .getByRole('status')
      .getByRole('button', { name: t('shell.undo') })
      .last()
      .click()
    await eventually(next).toBe(t('founding.next.form-commission'))
    await page
      .getByRole('button', { name: t('shell.redo') })
      .last()
      .click()
    await eventually(next).toBe(t('founding.next.write-charter', { count: 7 }))
    await write('founding.step.charter')
    for (const box of await form('founding.step.charter').getByRole('checkbox').all()) await box.check()
    for (const day of await form('founding.step.charter').locator('[type=date]').all())
      await day.fill('2026-01-20')
    await save()
    await eventually(next).toBe(t('founding.next.call-debate', { days: 30 }))
    await write('founding.step.debate')
    await page.getByLabel(t('founding.field.called-on')).fill('2026-02-01')
    await save()
    await eventually(next).toBe(t('founding.next.hold-vote', { from: 'none' }))
    expect(await step('founding.step.debate').textContent()).toContain('3 mar. 2026')
    expect(await founding()).toMatchObject({
      beganOn: '2026-01-10',
      commission: { assembly: 'Asamblea de La Mora', members: 7 },
      debateCalledOn: '2026-02-01',
    })
  })

  test('takes the vote from the keyboard, with totals at once, and refuses what cannot be', async () => {
    await write('founding.step.referendum')
    await page.getByLabel(t('founding.vote.same-day')).fill('2026-03-08')
    const first = cell('El Rincón', 'electors')
    await first.fill('1.200')
    await first.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-cell'))).toBe('1 electors')
    await page.keyboard.type('100')
    await cell('El Rincón', 'voted').fill('1.300')
    await page.getByText(t('founding.vote.wrong-voted')).waitFor()
    await save()
    await page
      .getByRole('alert')
      .filter({ hasText: t('founding.vote.to-mend', { count: 2 }) })
      .waitFor()
    expect((await founding())!.votes).toEqual([])
    await cell('El Rincón', 'voted').fill('300')
    await cell('El Rincón', 'yes').fill('200')
    await cell('La Florida', 'voted').fill('25')
    await cell('La Florida', 'yes').fill('25')
    const total = form('founding.step.referendum').locator('tfoot')
    await eventually(async () => (await total.textContent())?.replaceAll(/\s+/g, ' ')).toContain('25%')
    await mapAtRest(page)
    await total.scrollIntoViewIfNeeded()
    await picture(page, 'founding-vote')
    expect(await violations(page)).toEqual([])
    await save()
    await eventually(next).toBe(t('founding.next.finish-vote', { count: 6 }))
    const votes = (await founding())!.votes.toSorted((one, other) => other.electors - one.electors)
    expect(votes).toMatchObject([
      { on: '2026-03-08', electors: 1200, voted: 300, yes: 200 },
      { on: '2026-03-08', electors: 100, voted: 25, yes: 25 },
    ])
  })

  test('keeps what another person entered while the form was open', async () => {
    await write('founding.step.referendum')
    await cell('La Laguna', 'electors').fill('90')
    await cell('La Laguna', 'voted').fill('30')
    await cell('La Laguna', 'yes').fill('29')
    const { communeId: _, revision, ...now } = (await founding())!
    const { items } = await api<CouncilPage>(page, `/councils?commune=${commune.id}`)
    const { id: councilId } = items.find(({ name }) => name === 'Los Robles')!
    const theirs = { councilId, on: '2026-03-08', electors: 50, voted: 20, yes: 10 }
    await api(page, `/communes/${commune.id}/founding`, {
      method: 'PUT',
      data: { ...now, revision, debateCalledOn: '2026-02-02', votes: [...now.votes, theirs] },
    })
    await eventually(async () => (await step('founding.step.debate').textContent()) ?? '').toContain(
      '5 mar. 2026',
    )
    await save()
    await eventually(async () => (await founding())!.votes.length).toBe(4)
    expect(await founding()).toMatchObject({
      debateCalledOn: '2026-02-02',
      votes: expect.arrayContaining([theirs, expect.objectContaining({ electors: 90, voted: 30, yes: 29 })]),
    })
  })

  test('ends in a sheet of paper in the language that is chosen', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: t('founding.sheet') }).click(),
    ])
    expect(download.suggestedFilename()).toBe(`hoja-de-fundacion-${commune.id}.pdf`)
    const words = pdfPages(await readFile(await download.path())).join('\n')
    expect(words).toContain('Comuna Dos Orillas')
    expect(words).toContain('Asamblea de La Mora')
  })

  test('is all in reach on a phone', async () => {
    await page.setViewportSize(PHONE)
    await page.goto(`${program.origin}/founding?commune=${commune.id}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await eventually(next).toContain('consejos')
    await mapAtRest(page)
    await picture(page, 'founding-phone')
    await page.locator('.handle').press('ArrowUp')
    await write('founding.step.referendum')
    await cell('La Laguna', 'electors').waitFor()
    const wide = await page.evaluate(() => {
      const panel = document.querySelector('#panel .scroll')!
      return [panel.scrollWidth, panel.clientWidth]
    })
    expect(wide[0]).toBe(wide[1])
    await page.waitForTimeout(400)
    await picture(page, 'founding-phone-vote')
    expect(await violations(page)).toEqual([])
    await page.setViewportSize(WIDE)
    expect(program.complaints).toEqual([])
  })
})
