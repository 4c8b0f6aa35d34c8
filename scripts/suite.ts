/** One project of vitest.config.ts, run to its end, and what came of it. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { runShownWhole } from './command.ts'

export interface Failure {
  /** Path below the root. */
  file: string
  /** Full name of the test, or empty where the file itself could not be run. */
  test: string
  message: string
}

export interface SuiteResult {
  passed: number
  failures: Failure[]
  /** Full names. */
  skipped: string[]
  /** How many tests of each file passed. */
  passedOf: Map<string, number>
}

interface Report {
  testResults: {
    name: string
    status: string
    message: string
    assertionResults: { fullName: string; status: string; failureMessages?: string[] }[]
  }[]
}

/**
 * @param files those that are run, as paths below the root; all of the suite without.
 * @throws where the suite leaves no report or has no tests.
 */
export async function runSuite(
  name: string,
  env: NodeJS.ProcessEnv,
  files: readonly string[] = [],
): Promise<SuiteResult> {
  const directory = mkdtempSync(join(tmpdir(), 'toparquia-suite-'))
  try {
    const file = join(directory, 'report.json')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
    const parameters = ['node_modules/vitest/vitest.mjs', 'run', '--project', name, ...reporters, ...files]
    const status = await runShownWhole(process.execPath, parameters, env)
    if (!existsSync(file)) throw new Error(`The suite ${name} ended with ${status} and left no report.`)
    return resultOf(name, JSON.parse(readFileSync(file, 'utf8')) as Report, status)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function resultOf(name: string, { testResults }: Report, status: number): SuiteResult {
  const result: SuiteResult = { passed: 0, failures: [], skipped: [], passedOf: new Map() }
  for (const { name: path, status: outcome, message, assertionResults } of testResults) {
    const file = relative(process.cwd(), path)
    const failed = assertionResults.filter((test) => test.status === 'failed')
    for (const test of failed)
      result.failures.push({ file, test: test.fullName, message: test.failureMessages?.join('\n') ?? '' })
    // A file that could not even be loaded, or whose preparation failed, has no failed test of its own.
    if (outcome === 'failed' && failed.length === 0) result.failures.push({ file, test: '', message })
    const passed = assertionResults.filter((test) => test.status === 'passed').length
    result.passed += passed
    result.passedOf.set(file, passed)
    for (const test of assertionResults)
      if (test.status !== 'passed' && test.status !== 'failed')
        result.skipped.push(`${name}: ${test.fullName}`)
  }
  if (result.passed + result.failures.length === 0) throw new Error(`The suite ${name} has no tests.`)
  if (status !== 0 && result.failures.length === 0)
    result.failures.push({ file: name, test: '', message: `The suite ended with ${status}.` })
  return result
}

/** More files than these do not fail by accident. */
const BY_ACCIDENT = 3

/** The files in which something failed, unless they are too many for an accident. */
export function worthASecondAttempt(failures: readonly Failure[]): string[] {
  const files = [...new Set(failures.map(({ file }) => file))]
  return files.length <= BY_ACCIDENT && files.every((file) => existsSync(file)) ? files : []
}

/**
 * Files of a suite once more and by themselves: what passes then was out of step with a busy machine.
 * @returns what holds of the whole suite after it, and what failed the first time only, which is to be told.
 */
export async function secondAttempt(
  name: string,
  env: NodeJS.ProcessEnv,
  first: SuiteResult,
  files: readonly string[],
): Promise<{ result: SuiteResult; unsteady: Failure[] }> {
  const second = await runSuite(name, env, files)
  const failedAgain = new Set(second.failures.map(({ file, test }) => `${file} ${test}`))
  const before = files.reduce((sum, file) => sum + (first.passedOf.get(file) ?? 0), 0)
  return {
    // What the first attempt skipped names these files' too.
    result: { ...second, passed: first.passed - before + second.passed, skipped: first.skipped },
    unsteady: first.failures.filter(({ file, test }) => !failedAgain.has(`${file} ${test}`)),
  }
}

/** Which test, where, and the first lines of what it said. */
export function described({ file, test, message }: Failure): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal
  const plain = message.replace(/\u001b\[[0-9;]*m/g, '')
  const said = plain.split('\n').filter((line) => line.trim() !== '' && !line.includes('node_modules'))
  return [`  ${file}${test && `: ${test}`}`, ...said.slice(0, 12).map((line) => `    ${line}`)].join('\n')
}
