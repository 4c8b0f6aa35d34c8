/** Exchanges by who gives to whom, products and months added up. Pure. */
import type { Flow } from '../../../server/exchanges/schema.ts'
import { isEstimate } from './flow-columns.ts'

export interface Pair {
  from: number
  to: number
  kg: number
  /** If any of it is. */
  estimate: boolean
  flows: number[]
}

/** Greatest first. */
export function pairsOf(flows: readonly Flow[]): Pair[] {
  const pairs = new Map<string, Pair>()
  for (const flow of flows) {
    const { id, fromCommune: from, toCommune: to, kg } = flow
    const key = `${from} ${to}`
    const pair = pairs.get(key) ?? { from, to, kg: 0, estimate: false, flows: [] }
    pair.kg += kg
    pair.estimate ||= isEstimate(flow)
    pair.flows.push(id)
    pairs.set(key, pair)
  }
  return [...pairs.values()].sort((a, b) => b.kg - a.kg || a.from - b.from || a.to - b.to)
}
