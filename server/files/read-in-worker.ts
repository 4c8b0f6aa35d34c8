import { statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { problem } from './problem.ts'
import type { ReadControl, ReadJob, ReadOutcome } from './read-file.ts'

/** Megabytes of JavaScript heap for one file. Typed arrays and WebAssembly come on top and bound themselves. */
const HEAP_MB = 768
const SECONDS_AT_LEAST = 120
const SECONDS_PER_MEGABYTE = 2

export type FromWorker =
  | { kind: 'progress'; read: number; total: number; features: number }
  | { kind: 'outcome'; outcome: ReadOutcome }

/**
 * Reads a file in a thread of its own, so that whatever it holds can neither stop nor kill the server: the thread has
 * a bounded heap and a time limit, and goes when the signal says so. A thread that dies is a refusal.
 */
export async function readFileInWorker(job: ReadJob, control: ReadControl = {}): Promise<ReadOutcome> {
  if (control.signal?.aborted) return { kind: 'cancelled' }
  // Made and removed here: a thread that is killed removes nothing.
  const directory = await mkdtemp(join(tmpdir(), 'toparquia-file-'))
  try {
    return await inWorker(job, control, directory)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

function inWorker(
  job: ReadJob,
  { signal, onProgress }: ReadControl,
  directory: string,
): Promise<ReadOutcome> {
  const megabytes = (statSync(job.path, { throwIfNoEntry: false })?.size ?? 0) / 1048576
  const seconds = Math.round(SECONDS_AT_LEAST + SECONDS_PER_MEGABYTE * megabytes)
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./read-worker.ts', import.meta.url), {
      workerData: { job, directory },
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 },
      stdout: true,
      stderr: true,
    })
    const refuse = (code: string, facts = {}): ReadOutcome => ({
      kind: 'refused',
      problem: problem(code, 'stop', facts),
      report: null,
    })
    let settled = false
    const settle = (outcome: ReadOutcome) => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      signal?.removeEventListener('abort', cancel)
      // Only after the thread is gone may the caller delete its files.
      worker.terminate().then(
        () => resolve(outcome),
        () => resolve(outcome),
      )
    }
    const cancel = () => settle({ kind: 'cancelled' })
    const timer = setTimeout(() => settle(refuse('took-too-long', { seconds })), seconds * 1000)
    signal?.addEventListener('abort', cancel)
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'outcome') settle(message.outcome)
      else if (!settled) onProgress?.(message.read, message.total, message.features)
    })
    worker.on('error', (error: NodeJS.ErrnoException) => {
      const memory = error.code === 'ERR_WORKER_OUT_OF_MEMORY' || /memory|allocation/i.test(error.message)
      settle(
        refuse(memory ? 'needs-too-much-memory' : 'reader-failed', {
          message: String(error.message).slice(0, 200),
        }),
      )
    })
    worker.on('exit', () => settle(refuse('reader-failed', { message: '' })))
  })
}
