import { type ChildProcess, fork } from 'node:child_process'
import { statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { problem } from './problem.ts'
import type { ReadControl, ReadJob, ReadOutcome } from './read-file.ts'

/** What one file may take. */
export interface ReadLimits {
  /** Megabytes of JavaScript heap. Typed arrays and WebAssembly come on top and bound themselves. */
  heapMb: number
  secondsAtLeast: number
  secondsPerMegabyte: number
}

const LIMITS: ReadLimits = { heapMb: 768, secondsAtLeast: 120, secondsPerMegabyte: 2 }
const YOUNG_HEAP_MB = 24
const STACK_KB = 3900
/** Of what a dying reader writes, the end says why. */
const LAST_WORDS = 4000

/** The reader's code as V8 has it, beside what it is made from: it starts in half the time. Where nobody may write, without. */
const COMPILED = fileURLToPath(new URL('../../node_modules/.cache/reader', import.meta.url))
const reader = fileURLToPath(new URL('./read-worker.ts', import.meta.url))

export type ToWorker = { job: ReadJob; directory: string }
export type FromWorker =
  | { kind: 'progress'; read: number; total: number; features: number }
  | { kind: 'outcome'; outcome: ReadOutcome }

/**
 * Reads a file in a process of its own, so that whatever it holds can neither stop nor kill the server: the process
 * has a bounded heap and a time limit, and goes when the signal says so. One that dies is a refusal. A thread would not
 * do: V8 aborts the whole process where a thread outruns its heap limit, as 60 MB of `{},{},{},…` did.
 */
export async function readFileInWorker(
  job: ReadJob,
  control: ReadControl = {},
  limits: ReadLimits = LIMITS,
): Promise<ReadOutcome> {
  if (control.signal?.aborted) return { kind: 'cancelled' }
  // Made and removed here: a process that is killed removes nothing.
  const directory = await mkdtemp(join(tmpdir(), 'toparquia-file-'))
  try {
    return await inWorker(job, control, directory, limits)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

function inWorker(
  job: ReadJob,
  { signal, onProgress }: ReadControl,
  directory: string,
  { heapMb, secondsAtLeast, secondsPerMegabyte }: ReadLimits,
): Promise<ReadOutcome> {
  const megabytes = (statSync(job.path, { throwIfNoEntry: false })?.size ?? 0) / 1048576
  const seconds = Math.round(secondsAtLeast + secondsPerMegabyte * megabytes)
  return new Promise((resolve) => {
    const worker = fork(reader, [], {
      execArgv: [
        `--max-old-space-size=${heapMb}`,
        `--max-semi-space-size=${YOUNG_HEAP_MB}`,
        `--stack-size=${STACK_KB}`,
      ],
      serialization: 'advanced',
      // Not this process's own, which may name a database and its password.
      env: {
        PATH: process.env.PATH,
        TZ: process.env.TZ,
        TMPDIR: process.env.TMPDIR,
        NODE_COMPILE_CACHE: COMPILED,
      },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    let lastWords = ''
    worker.stderr!.setEncoding('utf8').on('data', (text: string) => {
      lastWords = (lastWords + text).slice(-LAST_WORDS)
    })
    let settled = false
    const settle = (outcome: ReadOutcome) => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      signal?.removeEventListener('abort', cancel)
      // Only after the process is gone may the caller delete its files.
      end(worker).then(() => resolve(outcome))
    }
    const cancel = () => settle({ kind: 'cancelled' })
    const timer = setTimeout(() => settle(refused('took-too-long', { seconds })), seconds * 1000)
    signal?.addEventListener('abort', cancel)
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'outcome') settle(message.outcome)
      else if (!settled) onProgress?.(message.read, message.total, message.features)
    })
    worker.on('error', (error) => settle(refused('reader-failed', { message: error.message.slice(0, 200) })))
    worker.on('close', (_, died) => settle(whyItDied(died, lastWords, heapMb)))
    worker.send({ job, directory } satisfies ToWorker)
  })
}

function whyItDied(died: NodeJS.Signals | null, lastWords: string, heapMb: number): ReadOutcome {
  // SIGKILL, where nobody here sent it, is the kernel's: the machine itself ran out of memory.
  if (died === 'SIGKILL' || /heap out of memory|allocation failed/i.test(lastWords))
    return refused('needs-too-much-memory', { megabytes: heapMb })
  const message = /^\w*Error.*$/m.exec(lastWords)?.[0] ?? died ?? ''
  return refused('reader-failed', { message: message.slice(0, 200) })
}

const refused = (code: string, facts: Record<string, string | number>): ReadOutcome => ({
  kind: 'refused',
  problem: problem(code, 'stop', facts),
  report: null,
})

/** Ends a process and waits until it is gone. */
async function end(worker: ChildProcess): Promise<void> {
  if (worker.pid === undefined || worker.exitCode !== null || worker.signalCode !== null) return
  await new Promise((resolve) => {
    worker.once('exit', resolve)
    worker.kill('SIGKILL')
  })
}
