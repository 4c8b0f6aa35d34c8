/** The thread that plans without saving: the same planner as the server's, at its level that needs no solver. */
import { planMonths } from '$domain/exchange/months/index.ts'
import type { ExchangeProblem } from '$domain/exchange/planning/index.ts'
import type { TrialAnswer } from './try-plan.ts'

/** What is planned here is never kept: its hash is asked for by nobody. */
const unnamed = () => ''

globalThis.onmessage = async ({ data }: MessageEvent<ExchangeProblem>) => {
  const say = (answer: TrialAnswer) => postMessage(answer)
  const problem = { ...data, options: { ...data.options, level: 'uncoupled' as const } }
  say({ made: await planMonths(problem, { hash: unnamed }, (so) => say({ so })) })
}
