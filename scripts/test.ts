/**
 * `npm test`: every check, then every suite, two at a time where there is room, to the end. What can't be had here is
 * installed (as root on Debian) or counts as failed, with the command that would mend it. `npm test -- unit browser`
 * runs the named parts only. Few files that failed are run once more when all else is still; what passes only then is
 * named at the end. The last line is `N passed, N failed`.
 */
import { existsSync } from 'node:fs'
import { availableParallelism, freemem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { auditPackages } from './audit.ts'
import { build } from './build.ts'
import { runShown } from './command.ts'
import { provideChromium } from './provide-chromium.ts'
import { providePostgres } from './provide-postgres.ts'
import { providePython } from './provide-python.ts'
import {
  described,
  type Failure,
  runSuite,
  type SuiteResult,
  secondAttempt,
  worthASecondAttempt,
} from './suite.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(root)

type Outcome = Pick<SuiteResult, 'passed' | 'failures' | 'skipped'>

interface Part {
  name: string
  /** Before any suite runs, one part after the other: packages can't be installed twice at a time. Throws what lacks. */
  prepare?(): Promise<void>
  run(): Promise<Outcome>
  /** Files of it once more, when all parts have ended. */
  again?(files: readonly string[]): Promise<Outcome>
}

/** What has to be stopped at the end. */
const stops: (() => void)[] = []
/** What failed at first and passed by itself. */
const unsteady: Failure[] = []
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

const one = { passed: 1, failures: [], skipped: [] }
const none = (file: string, message: string): Outcome => ({
  passed: 0,
  failures: [{ file, test: '', message }],
  skipped: [],
})

/** A check is one: passed when each of its programs is content. */
const check = (name: string, ...programs: (() => Promise<number>)[]): Part => ({
  name,
  async run() {
    for (const program of programs)
      if ((await program()) !== 0) return none(name, 'What it found is told above.')
    return one
  },
})

/** A suite is a project of vitest.config.ts. */
const suite = (name: string, ...needs: (() => void | Promise<void>)[]): Part => {
  let first: SuiteResult | null = null
  return {
    name,
    async prepare() {
      for (const provide of needs) await provide()
    },
    async run() {
      first = await runSuite(name, provided)
      return first
    },
    async again(files) {
      const { result, unsteady: passedNow } = await secondAttempt(name, provided, first!, files)
      unsteady.push(...passedNow)
      return result
    },
  }
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
    return one
  },
}

const auditPart: Part = {
  name: 'audit',
  async run() {
    const { findings, unasked } = auditPackages()
    if (unasked)
      say(
        `!! THE REGISTRY COULD NOT BE ASKED for known weaknesses: ${unasked}\n!! Ask one that can: npm audit`,
      )
    return {
      passed: findings.length === 0 ? 1 : 0,
      failures: findings.map((message) => ({ file: 'audit', test: '', message })),
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
const outcomes = new Map<Part, Outcome>()
const table: string[] = []

/** What keeps a part from running. */
const lacking = new Map<Part, Error>()

async function timed(part: Part, name: string, run: () => Promise<Outcome>) {
  say(`\n── ${name}`)
  const start = performance.now()
  const outcome = await run().catch((error: Error) => none(part.name, error.message))
  const seconds = `${((performance.now() - start) / 1000).toFixed(1)} s`
  const skipped = outcome.skipped.length > 0 ? `, ${outcome.skipped.length} skipped` : ''
  const line = `${name.padEnd(20)}${seconds.padStart(9)}   ${outcome.passed} passed, ${outcome.failures.length} failed${skipped}`
  say(line)
  outcomes.set(part, outcome)
  table.push(line)
}

const runPart = (part: Part) =>
  timed(part, part.name, async () => {
    const lack = lacking.get(part)
    if (lack) throw lack
    return part.run()
  })

function end() {
  for (const stop of stops.splice(0)) stop()
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
for (const part of suites.filter(wanted)) {
  const files = worthASecondAttempt(outcomes.get(part)!.failures)
  if (files.length > 0) await timed(part, `${part.name} again`, () => part.again!(files))
}
end()

const all = [...outcomes.values()]
const failures = all.flatMap((outcome) => outcome.failures)
const skipped = all.flatMap((outcome) => outcome.skipped)
say(`\n── summary\n${table.join('\n')}`)
if (skipped.length > 0) say(`\nSkipped:\n  ${skipped.join('\n  ')}`)
if (unsteady.length > 0) say(`\nFailed at first, passed by itself:\n${unsteady.map(described).join('\n')}`)
if (failures.length > 0) say(`\nFailed:\n${failures.map(described).join('\n')}`)
const passed = all.reduce((sum, outcome) => sum + outcome.passed, 0)
say(`\n${passed} passed, ${failures.length} failed`)
process.exitCode = failures.length > 0 ? 1 : 0
