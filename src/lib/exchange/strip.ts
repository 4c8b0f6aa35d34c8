/** What travels between each commune of a corridor and the next. Pure. */
import type { Flow } from '../../../server/exchanges/schema.ts'

export interface Stretch {
  from: number
  to: number
  /** In the order of the corridor, and against it. */
  onKg: number
  backKg: number
}

/** Exchanges with communes that are not in it are no part of it. */
export function stretchLoads(
  communes: readonly number[],
  flows: readonly Pick<Flow, 'fromCommune' | 'toCommune' | 'kg'>[],
): Stretch[] {
  const at = new Map(communes.map((id, i) => [id, i]))
  const stretches = communes.slice(1).map((to, i) => ({ from: communes[i], to, onKg: 0, backKg: 0 }))
  for (const { fromCommune, toCommune, kg } of flows) {
    const [from, to] = [at.get(fromCommune), at.get(toCommune)]
    if (from === undefined || to === undefined) continue
    for (let i = Math.min(from, to); i < Math.max(from, to); i++)
      stretches[i][from < to ? 'onKg' : 'backKg'] += kg
  }
  return stretches
}
