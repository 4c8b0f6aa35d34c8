/**
 * The whole program as people meet it: the real server on an embedded database of its own, the production build, and a
 * real Chromium that draws the map in software.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AxeResults } from 'axe-core'
import {
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
  type Request,
} from 'playwright-core'
import { expect } from 'vitest'
import { chooseLocale } from '../../messages/index.ts'
import { build } from '../../scripts/build.ts'
import { provideChromium } from '../../scripts/provide-chromium.ts'
import { type Database, openDatabase } from '../../server/database/index.ts'
import { loadDemonstration } from '../../server/demonstration/load.ts'
import { signInTo } from './app.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const screenshots = join(root, 'test/browser/screenshots')

export const WIDE = { width: 1440, height: 900 }
export const PHONE = { width: 390, height: 844 }

/** Milliseconds. Two suites at a time on a small machine can hold back for half a minute what takes a second. */
export const PATIENCE = 60_000

const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  // Where the graphics are a program too, letters and boxes are painted for a third less without them.
  '--disable-gpu-rasterization',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const SURROUNDINGS: BrowserContextOptions = {
  locale: 'es-VE',
  timezoneId: 'America/Caracas',
  viewport: WIDE,
  // Nothing to wait for while the map flies.
  reducedMotion: 'reduce',
}

export interface Program {
  /** `http://localhost:N` */
  origin: string
  context: BrowserContext
  /** Addresses outside the origin that any page asked for. */
  strangers: string[]
  /** What pages threw or wrote to the console as errors. */
  complaints: string[]
  /** What the server has written to its console. */
  console(): string
  /** In another window where `of` says so: somebody else's browser. */
  newPage(path?: string, viewport?: { width: number; height: number }, of?: BrowserContext): Promise<Page>
  /** A browser of its own: no cookie, no draft, no language chosen. */
  otherBrowser(): Promise<BrowserContext>
  close(): Promise<void>
}

/**
 * Starts everything; close() leaves nothing behind. Without the demonstration the territory is empty. The browser is an
 * administrator's, unless nobody is to be signed in: then nobody has an account yet, and `prepare`, which puts into the
 * database what no route does, is not called.
 */
export async function startProgram({
  demonstration = true,
  signedIn = true,
  prepare,
}: {
  demonstration?: boolean
  signedIn?: boolean
  prepare?: (database: Database) => Promise<void>
} = {}): Promise<Program> {
  // A stale build would test yesterday's program.
  build({ ifNeeded: true })
  const executablePath = provideChromium()
  const directory = mkdtempSync(join(tmpdir(), 'toparquia-browser-'))
  const cookie = signedIn ? await administratorOf(join(directory, 'data'), demonstration, prepare) : null
  const server = await startServer(join(directory, 'data'), demonstration)
  const strangers: string[] = []
  const complaints: string[] = []
  const context = await chromium.launchPersistentContext(join(directory, 'profile'), {
    executablePath,
    args: CHROMIUM_FLAGS,
    ...SURROUNDINGS,
  })
  if (cookie) {
    const [name, value] = cookie.split('=')
    await context.addCookies([{ name, value, url: server.origin, httpOnly: true, sameSite: 'Strict' }])
  }
  const watch = (one: BrowserContext) => {
    one.setDefaultTimeout(PATIENCE)
    one.on('request', (request) => {
      const url = request.url()
      if (!url.startsWith(server.origin) && !/^(data|blob|about):/.test(url)) strangers.push(url)
    })
  }
  watch(context)
  return {
    origin: server.origin,
    context,
    strangers,
    complaints,
    console: server.said,
    async otherBrowser() {
      const other = await context.browser()!.newContext(SURROUNDINGS)
      watch(other)
      return other
    },
    async newPage(path = '/', viewport = WIDE, of = context) {
      const page = await of.newPage()
      watchRequests(page)
      await page.setViewportSize(viewport)
      page.on('pageerror', (error) => complaints.push(error.stack ?? error.message))
      page.on('console', (message) => {
        // A refused request is part of several tests; the browser writes it to the console by itself.
        if (message.type() === 'error' && !/Failed to load resource/.test(message.text()))
          complaints.push(message.text())
      })
      await page.goto(server.origin + path)
      return page
    },
    async close() {
      await context.close()
      await server.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Whoever opens the pages may do everything; what each role may is tested where the roles are. */
async function administratorOf(
  dataDirectory: string,
  demonstration: boolean,
  prepare?: (database: Database) => Promise<void>,
): Promise<string> {
  if (!prepared.has(demonstration)) prepared.set(demonstration, prepareData(demonstration))
  const { directory, cookie } = await prepared.get(demonstration)!
  await cp(directory, dataDirectory, { recursive: true })
  if (prepare) {
    const database = await openDatabase({ directory: join(dataDirectory, 'database') })
    await prepare(database)
    await database.close()
  }
  return cookie
}

/** With and without the demonstration, made once for all files: that and its engine take seven seconds. */
const prepared = new Map<boolean, Promise<{ directory: string; cookie: string }>>()

async function prepareData(demonstration: boolean): Promise<{ directory: string; cookie: string }> {
  const directory = mkdtempSync(join(tmpdir(), 'toparquia-prepared-'))
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }))
  const database = await openDatabase({ directory: join(directory, 'database') })
  const { cookie } = await signInTo(database, [{ role: 'administrator', scope: { kind: 'everything' } }])
  if (demonstration) await loadDemonstration(database, chooseLocale(process.env.LC_ALL || process.env.LANG))
  await database.close()
  return { directory, cookie }
}

async function startServer(dataDirectory: string, demonstration: boolean) {
  const child = spawn(process.execPath, [join(root, 'server/main.ts')], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      PORT: '0',
      DATA_DIR: dataDirectory,
      DATABASE_URL: '',
      STYLE_URL: '',
      ROUTING_URL: '',
      DEMONSTRATION: demonstration ? 'on' : 'off',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const origin = await new Promise<string>((resolve, reject) => {
    const listen = (chunk: Buffer) => {
      said += chunk.toString()
      const found = /http:\/\/localhost:\d+/.exec(said)
      if (found) resolve(found[0])
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.on('error', reject)
    child.on('exit', (code) => reject(new Error(`The server ended with ${code}:\n${said}`)))
  })
  return {
    origin,
    said: () => said,
    stop: () =>
      new Promise<void>((resolve) => {
        child.removeAllListeners('exit')
        if (child.exitCode !== null) return resolve()
        const late = setTimeout(() => child.kill('SIGKILL'), 20_000)
        child.on('exit', () => {
          clearTimeout(late)
          resolve()
        })
        child.kill('SIGTERM')
      }),
  }
}

/** What each page has asked for and not got yet. The stream of changes never ends and counts for nothing. */
const underWay = new WeakMap<Page, Set<Request>>()
function watchRequests(page: Page) {
  const requests = new Set<Request>()
  underWay.set(page, requests)
  page.on('request', (request) => {
    if (request.resourceType() !== 'eventsource') requests.add(request)
  })
  page.on('requestfinished', (request) => requests.delete(request))
  page.on('requestfailed', (request) => requests.delete(request))
}

/** Asks until the answer fits: a map drawn in software and an embedded database take their time. */
export const eventually = <T>(ask: () => T | Promise<T>) =>
  expect.poll(ask, { timeout: PATIENCE, interval: 100 })

/** Waits until the map has drawn and stands still: what was just done may still be on its way to it. */
export async function mapAtRest(page: Page): Promise<void> {
  await page.locator('.maplibregl-canvas').waitFor()
  await eventually(() => underWay.get(page)?.size).toBe(0)
  const atRest = page.locator('section.map[data-at-rest="true"]')
  await atRest.waitFor()
  await page.waitForTimeout(600)
  await atRest.waitFor()
}

/** A picture to look at: test/browser/screenshots/NAME.png. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true })
  await page.screenshot({ path: join(screenshots, `${name}.png`) })
}

/** CSS pixels of a place on the map as it stands, from the place that the address names. */
export async function pixelOf(
  page: Page,
  [longitude, latitude]: readonly number[],
): Promise<{ x: number; y: number }> {
  const [west, south, zoom] = (new URL(page.url()).searchParams.get('place') ?? '').split(',').map(Number)
  const box = await page.locator('.maplibregl-canvas').boundingBox()
  if (!box) throw new Error('The map is not there.')
  const size = 512 * 2 ** zoom
  const row = (degrees: number) => Math.log(Math.tan(Math.PI / 4 + (degrees * Math.PI) / 360)) / (2 * Math.PI)
  return {
    x: box.x + box.width / 2 + ((longitude - west) / 360) * size,
    y: box.y + box.height / 2 - (row(latitude) - row(south)) * size,
  }
}

/** The program's own answers, beside the page: what it shows is held against what the server has. */
export async function api<T>(
  page: Page,
  path: string,
  options: { method?: string; data?: unknown } = {},
): Promise<T> {
  const answer = await page.request.fetch(new URL(`/api${path}`, page.url()).href, options)
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`)
  return (await answer.json()) as T
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds serious or critical, as rule: element, so that a failure says what to mend. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const results = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  )
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}\n${failureSummary}`),
    )
}
