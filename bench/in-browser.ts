/** Claims about the browser, measured in one: a worker of headless Chromium, with the whole country loaded in it. */
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { build, type Rolldown } from 'vite'
import { provideChromium } from '../scripts/provide-chromium.ts'
import type { CountrySize } from './country.ts'
import type { Outcome } from './measure.ts'

/** Nothing is served there: the page is handed to the browser. */
const ADDRESS = 'http://localhost/'

/** Clocks of a page tell hundredths of a millisecond only where no other page can look on. */
const APART = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

export async function inBrowser(size: CountrySize): Promise<Outcome[]> {
  const { answer, where } = await inWorkerOfBrowser<Outcome[]>('./in-browser/worker.ts', size)
  return answer.map((outcome) => ({ ...outcome, remarks: [...outcome.remarks, where] }))
}

/** Asks a module one question in a worker of headless Chromium; it posts `{ answer }` or `{ defect }`. */
export async function inWorkerOfBrowser<Answer>(
  module: string,
  question: unknown,
): Promise<{ answer: Answer; where: string }> {
  const code = await workerCode(module)
  const browser = await chromium.launch({
    executablePath: provideChromium(),
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update'],
  })
  try {
    const page = await browser.newPage()
    await page.route('**/*', (route) =>
      route.fulfill(
        new URL(route.request().url()).pathname === '/worker.js'
          ? { body: code, contentType: 'text/javascript', headers: APART }
          : { body: '<!doctype html><title>Claims</title>', contentType: 'text/html', headers: APART },
      ),
    )
    await page.goto(ADDRESS)
    const measured = await page.evaluate(
      (wanted) =>
        new Promise<{ answer: unknown } | { defect: string }>((resolve) => {
          const worker = new Worker('/worker.js', { type: 'module' })
          worker.onmessage = ({ data }) => resolve(data)
          worker.onerror = ({ message }) => resolve({ defect: message })
          worker.postMessage(wanted)
        }),
      question,
    )
    if ('defect' in measured) throw new Error(measured.defect)
    return { answer: measured.answer as Answer, where: `in a worker of Chromium ${browser.version()}` }
  } finally {
    await browser.close()
  }
}

/** The worker as the program's own are built. */
async function workerCode(module: string): Promise<string> {
  const built = (await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      lib: {
        entry: fileURLToPath(new URL(module, import.meta.url)),
        formats: ['es'],
        fileName: 'worker',
      },
    },
  })) as Rolldown.RolldownOutput[]
  return built[0].output[0].code
}
