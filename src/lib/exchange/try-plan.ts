/** A plan tried in this browser, without saving. A later question ends the one before. */
import type { MonthsSoFar, planMonths } from '$domain/exchange/months/index.ts'
import type { ExchangeProblem } from '$domain/exchange/planning/index.ts'

type Made = Awaited<ReturnType<typeof planMonths>>
export type TrialAnswer = { so: MonthsSoFar } | { made: Made }

export class PlanTrial {
  #worker: Worker | null = null

  /** Null where it broke. Whoever stops it, or asks another question, hears no more of this one. */
  ask(problem: ExchangeProblem, heard: (so: MonthsSoFar) => void = () => {}): Promise<Made | null> {
    this.stop()
    const worker = new Worker(new URL('./plan-worker.ts', import.meta.url), { type: 'module' })
    this.#worker = worker
    return new Promise((resolve) => {
      worker.onmessage = ({ data }: MessageEvent<TrialAnswer>) => {
        if (this.#worker !== worker) return
        if ('so' in data) return heard(data.so)
        resolve(data.made)
        worker.terminate()
      }
      worker.onerror = () => resolve(null)
      worker.postMessage(problem)
    })
  }

  stop(): void {
    this.#worker?.terminate()
    this.#worker = null
  }
}
