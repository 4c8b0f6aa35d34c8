/** Questions and answers with a worker thread: one promise per question, in any order. */
import { parentPort, type Transferable, Worker } from 'node:worker_threads'

export interface Asked {
  /** @throws whatever the worker threw, and when the worker ends with questions open. */
  ask<Answer>(question: object, transfer?: Transferable[]): Promise<Answer>
  close(): Promise<void>
}

interface Waiting {
  resolve: (answer: never) => void
  reject: (error: Error) => void
}

/** Starts the module as a worker thread; the process may end while the worker is idle. */
export function startWorker(module: URL, workerData?: unknown): Asked {
  const waiting = new Map<number, Waiting>()
  let next = 1
  let worker: Worker | null = null

  const start = (): Worker => {
    const started = new Worker(module, { workerData })
    started.unref()
    started.on('message', ({ id, answer, error }: { id: number; answer?: never; error?: string }) => {
      const open = waiting.get(id)
      waiting.delete(id)
      if (waiting.size === 0) started.unref()
      if (error === undefined) open?.resolve(answer as never)
      else open?.reject(new Error(error))
    })
    const end = (error: Error) => {
      if (worker === started) worker = null
      for (const { reject } of waiting.values()) reject(error)
      waiting.clear()
    }
    started.on('error', end)
    started.on('exit', (code) => end(new Error(`worker ended with code ${code}`)))
    return started
  }

  return {
    ask(question, transfer = []) {
      worker ??= start()
      const id = next++
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        worker!.ref()
        worker!.postMessage({ id, question }, transfer)
      })
    },
    async close() {
      await worker?.terminate()
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
