/** Evidence from a phone: chosen, sent over a line that breaks, receipted, and withdrawn. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EvidenceList } from '../../server/evidence/schema.ts'
import type { UnitWhole } from '../../server/lands/schema.ts'
import {
  api,
  eventually,
  PHONE,
  type Program,
  picture,
  startProgram,
  violations,
  WIDE,
} from '../support/browser.ts'
import { makeUnit, photo } from '../support/evidence.ts'
import { film } from '../support/film.ts'
import { button, t } from '../support/pages.ts'

let program: Program
let page: Page
let jpeg: Buffer

beforeAll(async () => {
  program = await startProgram({
    demonstration: false,
    prepare: async ({ db }) => {
      await makeUnit(db, { id: 1 })
      await makeUnit(db, { id: 2, name: 'El Samán' })
    },
  })
  jpeg = await photo(2600, 1900)
  page = await program.newPage('/land?unit=1', PHONE)
})
afterAll(() => program?.close())

const choose = (name: string, buffer: Buffer, mimeType = 'image/jpeg') =>
  page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer })
const send = () => button(page, 'evidence.send', { count: 1 }).click()
const row = (name: string) => page.locator('ul.uploads > li').filter({ hasText: name })
const items = async () => (await api<EvidenceList>(page, '/evidence?unit=1')).items
/** Other bytes each time, which look the same. */
const another = (n: number) => Buffer.concat([jpeg, Buffer.from(`#${n}`)])

describe('evidence on a phone', () => {
  test('where there is none, what it is good for is told', async () => {
    await page.getByText(t('evidence.empty')).waitFor()
    expect(await violations(page)).toEqual([])
    await picture(page, 'evidence-empty-phone')
  })

  test('a photo is sent, and its original may go once the receipt was checked here', async () => {
    await choose('lindero.jpg', jpeg)
    await row('lindero.jpg').getByText(t('evidence.upload.waiting')).waitFor()
    await send()
    await row('lindero.jpg').getByText(t('evidence.upload.verified')).waitFor()
    await page.getByRole('img', { name: t('evidence.kind', { kind: 'photo' }) }).waitFor()
    await page.getByText(t('evidence.reading-note')).waitFor()
    expect(await violations(page)).toEqual([])
    await picture(page, 'evidence-sent-phone')
    const download = page.waitForEvent('download')
    await button(page, 'evidence.receipt').click()
    expect((await download).suggestedFilename()).toBe('recibo-prueba-1.json')
  })

  test('of a film a copy is shown that plays, upright and from anywhere', async () => {
    const recorded = await film({ place: '+09.6345-069.1234/', words: 'GPS' })
    await choose('entrada.mov', recorded, 'video/quicktime')
    await row('entrada.mov').getByText(t('evidence.chosen-video')).waitFor()
    await send()
    await row('entrada.mov').getByText(t('evidence.upload.verified')).waitFor()
    const shown = page.locator('ul.items video')
    await shown.scrollIntoViewIfNeeded()
    const played = () =>
      shown.evaluate(async (video: HTMLVideoElement) => {
        video.muted = true
        video.currentTime = 0.6
        await video.play()
        await new Promise((resolve) => setTimeout(resolve, 300))
        video.pause()
        return { upright: video.videoHeight > video.videoWidth, moved: video.currentTime > 0.6 }
      })
    expect(await played()).toEqual({ upright: true, moved: true })
    expect(await violations(page)).toEqual([])
    await picture(page, 'evidence-film-phone')
  })

  test('a line that breaks is gone on with, by itself', async () => {
    let broken = 0
    await page.route('**/api/evidence/uploads/*', (route) =>
      route.request().method() === 'PATCH' && broken++ < 2
        ? route.abort('connectionreset')
        : route.fallback(),
    )
    await choose('cortado.jpg', another(1))
    await send()
    await row('cortado.jpg').getByText(t('evidence.upload.verified')).waitFor()
    expect(broken).toBeGreaterThan(2)
    await page.unroute('**/api/evidence/uploads/*')
  })

  test('without a receipt that holds, nobody is told to delete anything', async () => {
    await page.route('**/api/evidence/uploads/*', async (route) => {
      if (route.request().method() !== 'PATCH') return route.fallback()
      const response = await route.fetch()
      const headers = response.headers()
      const receipt = JSON.parse(Buffer.from(headers['evidence-receipt'], 'base64url').toString())
      receipt.receivedAt = '2020-01-01T00:00:00.000Z'
      headers['evidence-receipt'] = Buffer.from(JSON.stringify(receipt)).toString('base64url')
      return route.fulfill({ response, headers })
    })
    await choose('falso.jpg', another(2))
    await send()
    await row('falso.jpg').getByText(t('evidence.upload.unverified')).waitFor()
    await page.unroute('**/api/evidence/uploads/*')
  })

  test('what is no evidence is refused in a sentence', async () => {
    await choose('pagina.jpg', Buffer.from('<html><script>alert(1)</script></html>'))
    await send()
    await row('pagina.jpg').getByText('Por su contenido es', { exact: false }).waitFor()
    expect((await items()).length).toBe(4)
  })

  test('a testimony is written down by alias, and withdrawn again', async () => {
    await button(page, 'evidence.testimony').click()
    await page.getByLabel(t('evidence.alias')).fill('La que sembraba')
    await page.getByLabel(t('evidence.said')).fill('Entramos con la lluvia.')
    await button(page, 'evidence.keep').click()
    const said = page.locator('ul.items > li').filter({ hasText: 'Entramos con la lluvia.' })
    await said.waitFor()
    await said.getByText(t('evidence.details'), { exact: true }).click()
    await said
      .getByRole('button', { name: new RegExp(`: ${t('evidence.use', { use: 'committee' })}$`) })
      .click()
    expect(await violations(page)).toEqual([])
    await picture(page, 'evidence-withdraw-phone')
    await said
      .getByRole('alert')
      .getByRole('button', { name: t('evidence.withdraw') })
      .click()
    await page.getByText(t('evidence.none-stands')).waitFor()
    await eventually(async () => page.getByText('Entramos con la lluvia.').count()).toBe(0)
    expect((await items())[0]).toMatchObject({ kind: 'testimony', testimony: null })
  })

  test('what is said of a photo is undone from where it says that it was done; a withdrawal is not', async () => {
    const photoItem = page
      .locator('ul.items > li')
      .filter({ has: page.getByRole('img') })
      .first()
    await photoItem.getByText(t('evidence.details'), { exact: true }).click()
    const one = async () => (await items()).find(({ kind }) => kind === 'photo')!
    const { id, unitId } = await one()
    const { name } = (await api<UnitWhole>(page, `/land/units/${unitId}`)).unit
    /** The button beside the sentence that says what was done, or undone. */
    const beside = (words: string, button: 'shell.undo' | 'shell.redo') =>
      page
        .locator('.toast')
        .filter({ hasText: words })
        .getByRole('button', { name: t(button), exact: true })
        .last()
    const changed = (what: string) => t('change.evidence-altered', { evidence: id, name: name!, what })
    const given = t('change.evidence-uses-given', { evidence: id, name: name!, use: 'court', count: 1 })
    await photoItem.getByLabel(t('evidence.shows')).fill('El lindero norte')
    await photoItem.getByRole('button', { name: t('evidence.shows-keep'), exact: true }).click()
    await photoItem.getByText('El lindero norte', { exact: true }).waitFor()
    await beside(changed('named'), 'shell.undo').click()
    await eventually(async () => (await one()).title).toBeNull()
    await beside(changed('named'), 'shell.redo').click()
    await eventually(async () => (await one()).title).toBe('El lindero norte')
    const about = photoItem.getByRole('combobox', { name: t('evidence.for') })
    await about.focus()
    await eventually(() => about.locator('option').count()).toBe(2)
    await about.selectOption({ label: t('evidence.for-extent') })
    await eventually(async () => (await one()).supports).toEqual({ kind: 'extent', id: 1 })
    await beside(changed('attached'), 'shell.undo').click()
    await eventually(async () => (await one()).supports).toEqual({ kind: 'unit', id: null })
    await eventually(() => about.inputValue()).toBe('unit ')
    await photoItem.getByRole('combobox', { name: t('evidence.audience') }).selectOption('public')
    await photoItem.getByText(t('evidence.audience-blocked')).waitFor()
    await beside(changed('shown'), 'shell.undo').click()
    await eventually(async () => (await one()).audience).toBe('committee')
    // What was undone has to have come to this page too: it acts on what it shows.
    await eventually(() => photoItem.getByText(t('evidence.audience-blocked')).count()).toBe(0)
    const use = (key: 'evidence.give' | 'evidence.withdraw') =>
      photoItem.getByRole('button', {
        name: new RegExp(`^${t(key)}\\s*: ${t('evidence.use', { use: 'court' })}$`),
      })
    await use('evidence.give').click()
    await use('evidence.withdraw').waitFor()
    expect(await violations(page)).toEqual([])
    await picture(page, 'evidence-said-phone')
    await beside(given, 'shell.undo').click()
    await use('evidence.give').waitFor()
    expect((await one()).consents.map(({ use }) => use)).toEqual(['committee'])
    await beside(given, 'shell.redo').click()
    await use('evidence.withdraw').click()
    await photoItem
      .getByRole('alert')
      .getByRole('button', { name: t('evidence.withdraw'), exact: true })
      .click()
    await page.getByText(t('evidence.took-withdrawal')).waitFor()
    await eventually(
      async () => (await one()).consents.find(({ use }) => use === 'court')?.withdrawnOn,
    ).toMatch(/^\d{4}-/)
  })

  test('what was filed for the wrong unit goes to the right one by keyboard, and comes back', async () => {
    const photoItem = page
      .locator('ul.items > li')
      .filter({ has: page.getByRole('img') })
      .first()
    await photoItem.locator('details').evaluate((details: HTMLDetailsElement) => {
      details.open = true
    })
    const { id } = (await items()).find(({ kind }) => kind === 'photo')!
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim())
    const opener = photoItem.getByRole('button', { name: t('evidence.move'), exact: true })
    await opener.press('Enter')
    await page.keyboard.press('Escape')
    await eventually(focused).toBe(t('evidence.move'))
    await page.keyboard.press('Enter')
    await photoItem.getByRole('searchbox', { name: t('evidence.move-to') }).waitFor()
    await page.keyboard.type('saman')
    await photoItem.getByRole('button', { name: 'El Samán' }).waitFor()
    await picture(page, 'evidence-move-search-phone')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await eventually(focused).toBe(t('land.pick-another'))
    await photoItem.getByLabel(t('why.label')).fill('Se envió al predio vecino')
    expect(await violations(page)).toEqual([])
    await picture(page, 'evidence-move-phone')
    await page.keyboard.press('Enter')
    const moved = t('change.evidence-moved', { evidence: id, unit: 1, to: 2 })
    await page.getByText(moved).waitFor()
    await eventually(focused).toBe(t('evidence.title'))
    expect((await items()).map((one) => one.id)).not.toContain(id)
    const there = async () =>
      (await api<EvidenceList>(page, '/evidence?unit=2')).items.map((one) => [one.id, one.supports])
    expect(await there()).toEqual([[id, { kind: 'unit', id: null }]])
    await page
      .locator('.toast')
      .filter({ hasText: moved })
      .getByRole('button', { name: t('shell.undo'), exact: true })
      .click()
    await eventually(async () => (await items()).map((one) => one.id)).toContain(id)
    expect(await there()).toEqual([])
    await photoItem.waitFor()
  })

  test('fits a wide window', async () => {
    await page.setViewportSize(WIDE)
    await page.reload()
    await page.getByRole('heading', { name: t('evidence.title') }).waitFor()
    await page
      .getByRole('img', { name: t('evidence.kind', { kind: 'photo' }) })
      .first()
      .waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByText(t('evidence.details'), { exact: true }).first().click()
    await picture(page, 'evidence-wide')
    await button(page, 'evidence.move').first().click()
    await page.keyboard.type('saman')
    await page.getByRole('button', { name: 'El Samán' }).click()
    await button(page, 'evidence.move-do').waitFor()
    expect(await violations(page)).toEqual([])
    await picture(page, 'evidence-move-wide')
    expect(program.strangers).toEqual([])
    expect(program.complaints.filter((one) => !/Failed to load resource/.test(one))).toEqual([])
  })
})
