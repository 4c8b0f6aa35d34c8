/** The thread that plans without saving: the same planner as the server's, at its level that needs no solver. */
import { planMonths } from '$domain/exchange/months/index.ts'
import type { ExchangeProblem } from '$domain/exchange/planning/index.ts'
import type { TrialAnswer } from './try-plan.ts'

globalThis.onmessage = async ({ data }: MessageEvent<ExchangeProblem>) => {
  const say = (answer: TrialAnswer) => postMessage(answer)
  const problem = { ...data, options: { ...data.options, level: 'uncoupled' as const } }
  // What is planned here is never kept: nobody asks for its hash.
  say({ made: await planMonths(problem, {}, (so) => say({ so })) })
}
