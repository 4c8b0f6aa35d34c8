/** HiGHS in a thread of its own: the server answers others while it thinks. */
import type { LinearAnswer, SolveLinearProgram } from '../../domain/exchange/planning/index.ts'
import { startWorker } from '../workers/ask.ts'

/** A country's month coupled takes some seconds; strict fairness asks for several of those. */
const SILENCE_SECONDS = 300

export interface Solver {
  solve: SolveLinearProgram
  close(): Promise<void>
}

/** @throws WorkerFailure from `solve` when the thread falls silent or ends. */
export function startSolver(): Solver {
  const worker = startWorker(new URL('./solver-worker.ts', import.meta.url), {
    silenceSeconds: SILENCE_SECONDS,
  })
  return { solve: (question) => worker.ask<LinearAnswer>(question), close: () => worker.close() }
}
