/** Asks what a file holds: whether it can be read, when and where it says it was made, and copies without hidden data. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Capture } from '../../../domain/evidence/index.ts'

export interface ExamineJob {
  path: string
  mediaType: string
  /** An empty folder for the copies. */
  output: string
}

export interface MadeCopy {
  role: 'view' | 'thumbnail'
  path: string
  mediaType: string
  width: number
  height: number
}

/** Why a file is put into quarantine; the sentence is `evidence.why.<why>`. */
export type QuarantineReason =
  | 'unknown-type'
  | 'not-readable'
  | 'cut-short'
  | 'too-many-pixels'
  | 'took-too-long'
  | 'needs-too-much-memory'

export type Examined = { capture: Capture | null; copies: MadeCopy[] } | { why: QuarantineReason }

export interface ExamineLimits {
  seconds: number
  /** Of JavaScript heap; what libvips takes is bounded by the pixels of a picture. */
  heapMb: number
}

const LIMITS: ExamineLimits = { seconds: 120, heapMb: 512 }
const child = fileURLToPath(new URL('./process.ts', import.meta.url))

/** Never throws for what a file holds. */
export async function examine(
  job: ExamineJob,
  signal: AbortSignal,
  { seconds, heapMb }: ExamineLimits = LIMITS,
): Promise<Examined | null> {
  if (signal.aborted) return null
  const worker = fork(child, [], {
    execArgv: [`--max-old-space-size=${heapMb}`],
    // Not this process's own, which may name a database and its password.
    env: { PATH: process.env.PATH, TZ: process.env.TZ, VIPS_CONCURRENCY: '1' },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  /** The last word: of a film it may be what was known before its copy was begun. */
  let answer: Examined | null = null
  let late = false
  const end = () => worker.kill('SIGKILL')
  const timer = setTimeout(() => {
    late = true
    end()
  }, seconds * 1000)
  signal.addEventListener('abort', end)
  worker.on('message', (message: Examined) => {
    answer = message
  })
  try {
    worker.send(job)
    const [, died] = (await once(worker, 'exit')) as [number | null, NodeJS.Signals | null]
    if (signal.aborted) return null
    if (answer !== null) return answer
    if (late) return { why: 'took-too-long' }
    // V8 aborts where its heap is full; the kernel kills where the machine's memory is.
    return { why: died === 'SIGABRT' || died === 'SIGKILL' ? 'needs-too-much-memory' : 'not-readable' }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', end)
  }
}
