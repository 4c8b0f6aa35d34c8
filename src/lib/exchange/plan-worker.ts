/** The thread that plans without saving: the same planner as the server's, at its level that needs no solver. */
import { type ExchangeProblem, planExchange } from '$domain/exchange/planning/index.ts'

/** What is planned here is never kept: its hash is asked for by nobody. */
const unnamed = () => ''

globalThis.onmessage = async ({ data }: MessageEvent<ExchangeProblem>) => {
  const problem = { ...data, options: { ...data.options, level: 'uncoupled' as const } }
  postMessage(await planExchange(problem, { hash: unnamed }))
}
