/** Runs of a corridor: what the panel holds, and what it asks of the server. */
import { type Answer, ask, type Problem } from '$lib/api.ts'
import type { Line, Run, RunsAltered, RunsMade, RunTold } from '../../../../server/exchanges/run-schema.ts'
import type { Change } from '../../../../server/territories/schema.ts'

export class Runs {
  readonly corridor: number
  line = $state.raw<Line | null>(null)
  /** Of every day. */
  all = $state.raw<Run[]>([])
  problem = $state.raw<Problem | null>(null)
  #turn = 0

  constructor(corridor: number) {
    this.corridor = corridor
  }

  load = async (): Promise<void> => {
    const turn = ++this.#turn
    const [line, runs] = await Promise.all([
      ask<Line>(`/corridors/${this.corridor}/line`),
      ask<{ items: Run[] }>('/exchange/runs', { query: { corridor: this.corridor } }),
    ])
    if (turn !== this.#turn) return
    this.problem = line.ok ? (runs.ok ? null : runs.problem) : line.problem
    if (line.ok) this.line = line.value
    if (runs.ok) this.all = runs.value.items
  }

  keep = (body: RunsMade): Promise<Answer<{ items: Run[]; change: Change }>> =>
    ask('/exchange/runs', { method: 'POST', body })

  alter = (body: RunsAltered): Promise<Answer<{ items: Run[]; change: Change }>> =>
    ask('/exchange/runs', { method: 'PUT', body })

  remove = ({ id, revision }: Run): Promise<Answer<{ change: Change }>> =>
    ask(`/exchange/runs/${id}`, { method: 'DELETE', query: { revision } })

  tell = ({ id }: Run, body: RunTold): Promise<Answer<{ record: Run; change: Change }>> =>
    ask(`/exchange/runs/${id}/told`, { method: 'POST', body })
}

/** As a change of it is sent. */
export const asEdit = ({
  id,
  revision,
  name,
  day,
  capacityKg,
  home,
  first,
  loads,
}: Run): RunsAltered['runs'][number] => ({
  id,
  revision,
  name,
  day,
  capacityKg,
  home,
  first,
  loads: loads.map(({ flowId, kg }) => ({ flowId, kg })),
})
