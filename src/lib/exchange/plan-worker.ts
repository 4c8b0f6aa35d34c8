/** The thread that plans without saving: the same planner as the server's, at its level that needs no solver. */
import { type ExchangeProblem, planExchange } from '$domain/exchange/planning/index.ts'

globalThis.onmessage = async ({ data }: MessageEvent<ExchangeProblem>) => {
  const problem = { ...data, options: { ...data.options, level: 'uncoupled' as const } }
  // What is planned here is never kept: nobody asks for its hash.
  postMessage(await planExchange(problem, {}))
}
