/** A plan tried in this browser, without saving. A later question ends the one before. */
import type { ExchangePlan, ExchangeProblem, PlanRefusal } from '$domain/exchange/planning/index.ts'

export class PlanTrial {
  #worker: Worker | null = null

  /** Null where it broke or another question came. */
  ask(problem: ExchangeProblem): Promise<ExchangePlan | PlanRefusal | null> {
    this.stop()
    const worker = new Worker(new URL('./plan-worker.ts', import.meta.url), { type: 'module' })
    this.#worker = worker
    return new Promise((resolve) => {
      worker.onmessage = ({ data }) => {
        resolve(this.#worker === worker ? data : null)
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
