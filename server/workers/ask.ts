/**
 * Questions and answers with a worker thread: one promise per question, in any order. A thread that falls silent or
 * wants too much memory is ended and replaced, so that no question can stop the server.
 */
import { parentPort, type Transferable, Worker } from 'node:worker_threads'

export interface Asked {
  /**
   * @throws WorkerFailure when the thread was ended with this question open; an Error with the worker's own words when
   * it threw.
   */
  ask<Answer>(question: object, transfer?: Transferable[]): Promise<Answer>
  /** The number, from 1, of the thread that answers the next question. What an earlier one was told is gone. */
  thread(): number
  close(): Promise<void>
}

export interface WorkerLimits {
  /** Megabytes of JavaScript heap. Typed arrays and WebAssembly come on top and bound themselves. */
  heapMb?: number
  /** Seconds without any answer while questions are open; a long queue that moves is no silence. */
  silenceSeconds?: number
}

export type WorkerFailureReason = 'took-too-long' | 'needs-too-much-memory' | 'worker-ended'

/** Why a thread is no more. Another one answers the next question. */
export class WorkerFailure extends Error {
  readonly reason: WorkerFailureReason
  readonly facts: Record<string, number>
  constructor(reason: WorkerFailureReason, facts: Record<string, number> = {}) {
    super(reason)
    this.reason = reason
    this.facts = facts
  }
}

/** A country of 45,000 councils takes less than half of it. */
const HEAP_MB = 768
/**
 * A thread that outruns its heap limit between two looks at it takes the process along (V8 aborts). With little room
 * for what is new that is rare; work on what strangers send belongs into a process of its own (files/read-in-worker.ts).
 */
const YOUNG_HEAP_MB = 8
/** The judgement of 5,000 scattered councils takes less than 3 s. */
const SILENCE_SECONDS = 60

interface Waiting {
  resolve: (answer: never) => void
  reject: (error: Error) => void
}

/** Starts the module as a worker thread; the process may end while the worker is idle. */
export function startWorker(
  module: URL,
  { heapMb = HEAP_MB, silenceSeconds = SILENCE_SECONDS }: WorkerLimits = {},
): Asked {
  const waiting = new Map<number, Waiting>()
  let next = 1
  let threads = 0
  let current: { number: number; worker: Worker; end: (error: Error) => void } | null = null
  let silence: NodeJS.Timeout | undefined

  /** From now on, as long as anybody waits. */
  const listen = (): void => {
    clearTimeout(silence)
    if (current === null || waiting.size === 0) return
    const { worker, end } = current
    silence = setTimeout(() => {
      end(new WorkerFailure('took-too-long', { seconds: silenceSeconds }))
      void worker.terminate()
    }, silenceSeconds * 1000)
  }

  const start = () => {
    const worker = new Worker(module, {
      resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: YOUNG_HEAP_MB },
    })
    worker.unref()
    const end = (error: Error) => {
      if (current?.worker !== worker) return
      current = null
      clearTimeout(silence)
      for (const { reject } of waiting.values()) reject(error)
      waiting.clear()
    }
    worker.on('message', ({ id, answer, error }: { id: number; answer?: never; error?: string }) => {
      const open = waiting.get(id)
      waiting.delete(id)
      if (waiting.size === 0) worker.unref()
      listen()
      if (error === undefined) open?.resolve(answer as never)
      else open?.reject(new Error(error))
    })
    worker.on('error', (error: NodeJS.ErrnoException) => {
      const memory = error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      end(memory ? new WorkerFailure('needs-too-much-memory', { megabytes: heapMb }) : error)
    })
    worker.on('exit', () => end(new WorkerFailure('worker-ended')))
    return { number: ++threads, worker, end }
  }

  return {
    ask(question, transfer = []) {
      current ??= start()
      const { worker } = current
      const id = next++
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        if (waiting.size === 1) listen()
        worker.ref()
        worker.postMessage({ id, question }, transfer)
      })
    },
    thread: () => current?.number ?? threads + 1,
    async close() {
      await current?.worker.terminate()
    },
  }
}

/** The worker's side: answers each question with what `answer` returns, a thrown error by its text. */
export function answerQuestions<Question>(
  answer: (question: Question) => unknown,
  transferOf: (answer: never) => Transferable[] = () => [],
): void {
  const port = parentPort!
  port.on('message', async ({ id, question }: { id: number; question: Question }) => {
    try {
      const given = (await answer(question)) as never
      port.postMessage({ id, answer: given }, transferOf(given))
    } catch (error) {
      port.postMessage({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
  })
}
