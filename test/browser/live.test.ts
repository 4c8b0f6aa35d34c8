import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Changed, Commune } from '../../server/territories/schema.ts'
import { api, mapAtRest, type Program, picture, startProgram } from '../support/browser.ts'
import { bringIn, button, communeNamed, isVerdict, squareArea, t } from '../support/pages.ts'

let program: Program
let ids: number[]

beforeAll(async () => {
  program = await startProgram()
  const page = await program.newPage()
  const row = await bringIn(
    page,
    'fila.geojson',
    [0, 1, 2, 3].map((index) =>
      squareArea({ nombre: `Moriche ${index + 1}` }, -68.5 + index * 0.006, 7.6, 0.006),
    ),
  )
  ids = row.map(({ id }) => id)
  await page.close()
})
afterAll(() => program?.close())

const made = async (name: string, councilIds: number[]) => {
  const page = await program.newPage('/account')
  const { record } = await api<Changed<Commune>>(page, '/communes', {
    method: 'POST',
    data: { name, councilIds },
  })
  await page.close()
  return record
}

/** Changes it as another window would, without this one looking. */
const elsewhere = async (path: string, method: string, data?: unknown) => {
  const page = await program.newPage('/account')
  await api(page, path, { method, data })
  await page.close()
}

test('what another window saves appears by itself: the list, the commune that is open, its verdict', async () => {
  const list = await program.newPage('/')
  const record = await made('Ribera viva', ids.slice(0, 2))
  await list.bringToFront()
  await list.getByText('Ribera viva').first().waitFor()

  await list.goto(`${program.origin}/?commune=${record.id}`)
  await isVerdict(list, 'contiguous')
  await elsewhere(`/communes/${record.id}`, 'PATCH', {
    revision: record.revision,
    name: 'Ribera viva y lejana',
    councilIds: [ids[0], ids[3]],
  })
  await list.bringToFront()
  await list.getByRole('heading', { name: 'Ribera viva y lejana', level: 1 }).waitFor()
  await isVerdict(list, 'split')
  await list.close()
})

test('a draft stays as it is while its commune changes: it is told at once, and both versions are a press away', async () => {
  const record = await made('Médano', ids.slice(0, 2))
  const page = await program.newPage(`/?commune=${record.id}&pick=${ids[0]}-${ids[2]}`)
  await isVerdict(page, 'contiguous')
  await page.getByLabel(t('compose.name'), { exact: true }).fill('Médano largo')
  await elsewhere(`/communes/${record.id}`, 'PATCH', { revision: record.revision, name: 'Médano corto' })
  await page.bringToFront()
  await page.getByText(t('overtaken.changed')).waitFor()
  expect(await page.getByLabel(t('compose.name'), { exact: true }).inputValue()).toBe('Médano largo')
  await mapAtRest(page)
  await picture(page, 'overtaken')
  await button(page, 'overtaken.compare').click()
  await page.getByText('Médano corto').waitFor()
  await button(page, 'conflict.keep-mine').click()
  await page.getByRole('heading', { name: 'Médano largo', level: 1 }).waitFor()
  expect((await communeNamed(page, 'Médano largo'))?.councilIds).toEqual(ids.slice(0, 3))
  await page.close()
})

test('a draft whose commune somebody deleted goes on as a new one', async () => {
  const record = await made('Fugaz', ids.slice(0, 2))
  const page = await program.newPage(`/?commune=${record.id}&pick=${ids[0]}-${ids[2]}`)
  await isVerdict(page, 'contiguous')
  await elsewhere(`/communes/${record.id}?revision=${record.revision}`, 'DELETE')
  await page.bringToFront()
  await button(page, 'overtaken.as-new').click()
  await page.getByLabel(t('compose.name'), { exact: true }).fill('Fugaz de nuevo')
  await button(page, 'compose.save').click()
  await page.waitForURL(/[?&]commune=\d+/)
  await page.getByRole('heading', { name: 'Fugaz de nuevo', level: 1 }).waitFor()
  expect((await communeNamed(page, 'Fugaz de nuevo'))?.councilIds).toEqual(ids.slice(0, 3))
  await page.close()
})

test('a window that nobody looks at holds no line to the server, and catches up when it is looked at', async () => {
  const page = await program.newPage('/')
  await mapAtRest(page)
  const lines: string[] = []
  page.on('request', (request) => {
    if (request.resourceType() === 'eventsource') lines.push(request.url())
  })
  const seen = (state: 'hidden' | 'visible') =>
    page.evaluate((now) => {
      Object.defineProperty(document, 'hidden', { value: now === 'hidden', configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    }, state)
  await seen('hidden')
  await made('Guamacho en flor', ids.slice(0, 2))
  await page.waitForTimeout(1000)
  expect(await page.getByText('Guamacho en flor').count()).toBe(0)
  expect(lines).toEqual([])
  await seen('visible')
  await page.getByText('Guamacho en flor').first().waitFor()
  expect(lines).toHaveLength(1)
  await page.close()
  expect(program.complaints).toEqual([])
})
