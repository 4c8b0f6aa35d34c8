/** Asks the comparing thread; answers are null where it failed, which the console tells. */
import type { ComparedDays, Day } from '$domain/territory/compare-days.ts'
import type { CompareQuestion, CompareReply, VerdictAnswer, VerdictQuestion } from './compare-worker.ts'

export class Comparer {
  #worker = new Worker(new URL('./compare-worker.ts', import.meta.url), { type: 'module' })
  #number = 0
  #waiting = new Map<number, (reply: CompareReply) => void>()

  constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<CompareReply>) => {
      this.#waiting.get(data.number)?.(data)
      this.#waiting.delete(data.number)
    }
  }

  compare = (before: Day, after: Day): Promise<ComparedDays | null> =>
    this.#ask((number) => ({ number, kind: 'compare', before, after }))

  verdicts = (question: VerdictQuestion): Promise<VerdictAnswer | null> =>
    this.#ask((number) => ({ number, kind: 'verdicts', ...question }))

  async #ask<T>(made: (number: number) => CompareQuestion): Promise<T | null> {
    const number = ++this.#number
    const { answer, defect } = await new Promise<CompareReply>((resolve) => {
      this.#waiting.set(number, resolve)
      this.#worker.postMessage(made(number))
    })
    if (defect) console.error(defect)
    return answer as T | null
  }

  close(): void {
    this.#worker.terminate()
  }
}
