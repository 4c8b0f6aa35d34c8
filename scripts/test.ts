/**
 * `npm test`: every check, then every suite, two at a time where there is room, to the end. What can't be had here is
 * installed (as root on Debian) or counts as failed, with the command that would mend it. `npm test -- unit browser`
 * runs the named parts only. The last line is `N passed, N failed`.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, freemem, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { auditPackages } from './audit.ts'
import { build } from './build.ts'
import { runShown, runShownWhole } from './command.ts'
import { provideChromium } from './provide-chromium.ts'
import { providePostgres } from './provide-postgres.ts'
import { providePython } from './provide-python.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(root)

interface Outcome {
  passed: number
  failed: number
  /** Full names. */
  skipped: string[]
}

interface Part {
  name: string
  /** Before any suite runs, one part after the other: packages can't be installed twice at a time. Throws what lacks. */
  prepare?(): Promise<void>
  run(): Promise<Outcome>
}

const reports = mkdtempSync(join(tmpdir(), 'toparquia-test-'))
/** What has to be stopped at the end. */
const stops: (() => void)[] = []
/** What the suites are told about this machine. */
const provided: NodeJS.ProcessEnv = {}

const node = (script: string, parameters: string[]) =>
  runShown(process.execPath, [`node_modules/${script}`, ...parameters])
const biome = () => node('@biomejs/biome/bin/biome', ['check', '.'])
const prettier = () => node('prettier/bin/prettier.cjs', ['--check', '--log-level=warn', 'src/**/*.svelte'])
const sync = () => node('@sveltejs/kit/svelte-kit.js', ['sync'])
const svelteCheck = () =>
  node('svelte-check/bin/svelte-check', ['--tsconfig', './tsconfig.json', '--output', 'human'])
const compiler = () => node('typescript/bin/tsc', ['--noEmit'])
const knip = () => node('knip/bin/knip.js', [])

/** A check is one: passed when each of its programs is content. */
const check = (name: string, ...programs: (() => Promise<number>)[]): Part => ({
  name,
  async run() {
    for (const program of programs) if ((await program()) !== 0) return { passed: 0, failed: 1, skipped: [] }
    return { passed: 1, failed: 0, skipped: [] }
  },
})

/** A suite is a project of vitest.config.ts. */
const suite = (name: string, ...needs: (() => void | Promise<void>)[]): Part => ({
  name,
  async prepare() {
    for (const provide of needs) await provide()
  },
  async run() {
    const report = join(reports, `${name}.json`)
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const status = await runShownWhole(
      process.execPath,
      ['node_modules/vitest/vitest.mjs', 'run', '--project', name, ...reporters],
      provided,
    )
    return outcome(name, report, status)
  },
})

interface Report {
  numPassedTests: number
  numFailedTests: number
  testResults: {
    name: string
    status: string
    message: string
    assertionResults: { fullName: string; status: string }[]
  }[]
}

function outcome(name: string, file: string, status: number): Outcome {
  if (!existsSync(file)) throw new Error(`The suite ${name} ended with ${status} and left no report.`)
  const {
    numPassedTests: passed,
    numFailedTests,
    testResults,
  } = JSON.parse(readFileSync(file, 'utf8')) as Report
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults)
  // A file that could not even be loaded, or whose preparation failed, has no failed test of its own.
  const brokenFiles = testResults.filter(
    (result) =>
      result.status === 'failed' && !result.assertionResults.some((test) => test.status === 'failed'),
  )
  let failed = numFailedTests + brokenFiles.length
  if (passed + failed === 0) throw new Error(`The suite ${name} has no tests.`)
  if (status !== 0 && failed === 0) failed = 1
  const skipped = tests.filter((test) => test.status !== 'passed' && test.status !== 'failed')
  return { passed, failed, skipped: skipped.map((test) => `${name}: ${test.fullName}`) }
}

const postgres = async () => {
  if (provided.TEST_DATABASE_URL) return
  const { url, stop } = await providePostgres()
  stops.push(stop)
  provided.TEST_DATABASE_URL = url
}
const chromium = () => {
  provided.CHROMIUM = provideChromium()
}
/** For the second verifier of dossiers. */
const python = () => {
  provided.PYTHON = providePython()
}
const frontEnd = () => {
  build({ ifNeeded: true })
}
const buildPart: Part = {
  name: 'build',
  async run() {
    frontEnd()
    return { passed: 1, failed: 0, skipped: [] }
  },
}

const auditPart: Part = {
  name: 'audit',
  async run() {
    const { findings, unasked } = auditPackages()
    for (const finding of findings) say(finding)
    if (unasked)
      say(
        `!! THE REGISTRY COULD NOT BE ASKED for known weaknesses: ${unasked}\n!! Ask one that can: npm audit`,
      )
    return {
      passed: findings.length === 0 ? 1 : 0,
      failed: findings.length,
      skipped: unasked ? [`audit: known weaknesses of packages (${unasked})`] : [],
    }
  },
}

const checks: Part[] = [
  check('format', biome, prettier),
  check('types', sync, svelteCheck, compiler),
  check('dead-code', knip),
  auditPart,
  buildPart,
]
/** Those that take longest come first. */
const suites: Part[] = [
  suite('browser', frontEnd, chromium),
  suite('api-embedded', python),
  suite('command-line', python),
  suite('api-postgres', postgres, python),
  suite('unit'),
  suite('reference'),
]
const parts = [...checks, ...suites]

/** An engine or a browser at work takes a processor and a gigabyte or two. */
const GIGABYTE = 2 ** 30
const lanes = availableParallelism() >= 2 && freemem() > 6 * GIGABYTE ? 2 : 1

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !parts.some((part) => part.name === name))
if (unknown.length > 0) {
  process.stderr.write(
    `No part is called ${unknown.join(', ')}. There are: ${parts.map(({ name }) => name).join(', ')}.\n`,
  )
  process.exit(2)
}

const say = (text: string) => process.stdout.write(`${text}\n`)
const table: string[] = []
const total: Outcome = { passed: 0, failed: 0, skipped: [] }

/** What keeps a part from running. */
const lacking = new Map<Part, Error>()

async function runPart(part: Part) {
  const { name } = part
  say(`\n── ${name}`)
  const start = performance.now()
  let result: Outcome
  try {
    const lack = lacking.get(part)
    if (lack) throw lack
    result = await part.run()
  } catch (error) {
    say((error as Error).message)
    result = { passed: 0, failed: 1, skipped: [] }
  }
  total.passed += result.passed
  total.failed += result.failed
  total.skipped.push(...result.skipped)
  const seconds = `${((performance.now() - start) / 1000).toFixed(1)} s`
  const skipped = result.skipped.length > 0 ? `, ${result.skipped.length} skipped` : ''
  const line = `${name.padEnd(14)}${seconds.padStart(9)}   ${result.passed} passed, ${result.failed} failed${skipped}`
  table.push(line)
  say(line)
}

function end() {
  for (const stop of stops.splice(0)) stop()
  rmSync(reports, { recursive: true, force: true })
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    end()
    process.exit(130)
  })
}

// Editors, the compiler and vitest all read a configuration that SvelteKit writes.
if (!existsSync('.svelte-kit/tsconfig.json')) await sync()
const wanted = (part: Part) => asked.length === 0 || asked.includes(part.name)
for (const part of checks.filter(wanted)) await runPart(part)
const waiting = suites.filter(wanted)
for (const part of waiting) await part.prepare?.().catch((error: Error) => lacking.set(part, error))
await Promise.all(
  Array.from({ length: lanes }, async () => {
    for (let part = waiting.shift(); part; part = waiting.shift()) await runPart(part)
  }),
)
end()

say(`\n── summary\n${table.join('\n')}`)
if (total.skipped.length > 0) say(`\nSkipped:\n  ${total.skipped.join('\n  ')}`)
say(`\n${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed > 0 ? 1 : 0
