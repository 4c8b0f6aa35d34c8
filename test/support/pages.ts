/** Words and gestures that several browser tests share. */
import type { Feature, FeatureCollection } from 'geojson'
import type { Page } from 'playwright-core'
import { vi } from 'vitest'
import { type MessageKey, type MessageValues, translate } from '../../messages/index.ts'
import type { Import } from '../../server/imports/schema.ts'
import type { Commune, CommuneList, Council, CouncilPage } from '../../server/territories/schema.ts'
import { api, eventually, PATIENCE } from './browser.ts'

const PATIENT = { timeout: PATIENCE, interval: 100 }

export const t = (key: MessageKey, values?: MessageValues) => translate('es', key, values)

export const button = (page: Page, key: MessageKey, values?: MessageValues) =>
  page.getByRole('button', { name: t(key, values), exact: true })

/** The card with the verdict. */
export const verdict = (page: Page) => page.getByRole('region', { name: t('verdict-card.title') })

export const isVerdict = (page: Page, kind: string) =>
  eventually(async () => (await verdict(page).getAttribute('class')) ?? '').toMatch(
    new RegExp(`\\b${kind}\\b`),
  )

export const communeNamed = async (page: Page, name: string): Promise<Commune | undefined> =>
  (await api<CommuneList>(page, '/communes')).items.find((commune) => commune.name === name)

/** West, south and size in degrees; the ring closed. */
export function squareArea(properties: object, west: number, south: number, size: number): Feature {
  const ring = [
    [west, south],
    [west + size, south],
    [west + size, south + size],
    [west, south + size],
    [west, south],
  ]
  return {
    type: 'Feature',
    properties: { ...properties },
    geometry: { type: 'Polygon', coordinates: [ring] },
  }
}

/** Brings areas in past the screen, and waits until they are councils. */
export async function bringIn(page: Page, fileName: string, features: Feature[]): Promise<Council[]> {
  const file: FeatureCollection = { type: 'FeatureCollection', features }
  const { origin } = new URL(page.url())
  const sent = await page.request.post(`${origin}/api/imports?fileName=${fileName}`, {
    headers: { 'content-type': 'application/octet-stream' },
    data: Buffer.from(JSON.stringify(file)),
  })
  const { id } = (await sent.json()) as Import
  const status = async () => (await api<Import>(page, `/imports/${id}`)).status
  await vi.waitUntil(async () => (await status()) === 'ready', PATIENT)
  await api(page, `/imports/${id}/save`, { method: 'POST', data: {} })
  await vi.waitUntil(async () => (await status()) === 'saved', PATIENT)
  return (await api<CouncilPage>(page, `/councils?import=${id}&sort=name`)).items
}

/** A file as the chooser hands it over. */
export const asUpload = (name: string, content: object | string | Buffer) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.isBuffer(content)
    ? content
    : Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)),
})

export async function choose(page: Page, ...files: ReturnType<typeof asUpload>[]): Promise<void> {
  await page.locator('#import-file').setInputFiles(files)
}
