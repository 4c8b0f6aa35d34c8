/** The drawing screen under real gestures: what a hand does, and what the browser keeps of it. */
import type { BrowserContext, Page } from 'playwright-core'
import { mapAtRest, type Program, pixelOf } from './browser.ts'
import { t } from './pages.ts'

interface Draft {
  edits: { kind: string }[]
  position: number
  mine: { id: string; geometry: { type: string; coordinates: number[][][] } | null }[]
}

/** What this browser keeps. */
export const draft = (page: Page) =>
  page.evaluate(
    () => JSON.parse(localStorage.getItem('toparquia:drawing') ?? 'null')?.draft ?? null,
  ) as Promise<Draft | null>
export const steps = async (page: Page) => (await draft(page))?.position ?? 0
/** Every node of a council as it is drawn; none of one that the drawing left alone. */
export const mine = async (page: Page, id: number | string) =>
  (await draft(page))?.mine.find((one) => one.id === String(id))?.geometry?.coordinates.flat(1) ?? []
export const has = (nodes: number[][], [x, y]: number[]) =>
  nodes.some(([u, v]) => Math.abs(u - x) < 1e-7 && Math.abs(v - y) < 1e-7)

export async function openDrawing(
  program: Program,
  search: string,
  { of, viewport }: { of?: BrowserContext; viewport?: { width: number; height: number } } = {},
): Promise<Page> {
  const page = await program.newPage(`/draw?${search}`, viewport, of)
  await mapAtRest(page)
  return page
}

export async function click(page: Page, place: readonly number[]) {
  const { x, y } = await pixelOf(page, place)
  await page.mouse.move(x, y, { steps: 3 })
  await page.mouse.click(x, y)
  // Two clicks that follow at once would be a double click.
  await page.waitForTimeout(350)
}

/** Presses, moves in several steps and lets go, as a hand does. */
export async function drag(
  page: Page,
  from: readonly number[],
  to: readonly number[],
  meanwhile?: () => Promise<void>,
) {
  const [start, end] = [await pixelOf(page, from), await pixelOf(page, to)]
  await page.mouse.move(start.x, start.y)
  await page.mouse.down()
  for (let step = 1; step <= 6; step++) {
    await page.mouse.move(start.x + ((end.x - start.x) * step) / 6, start.y + ((end.y - start.y) * step) / 6)
    await page.waitForTimeout(30)
  }
  await meanwhile?.()
  await page.mouse.up()
}

export type ToolName = 'nodes' | 'draw' | 'split' | 'merge' | 'give' | 'redraw' | 'follow' | 'part' | 'hole'
export const tool = (page: Page, name: ToolName) =>
  page
    .getByRole('toolbar', { name: t('drawing.tools') })
    .getByRole('button', { name: t(`drawing.tool-${name}`) })
    .click()
export const chosen = (page: Page, name: string) =>
  page.locator('.chosen strong', { hasText: name }).waitFor()
