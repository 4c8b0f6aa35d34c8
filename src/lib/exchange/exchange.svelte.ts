/** What the corridors workspace holds: corridors, what communes make and need, plans and their flows. */
import { createContext } from 'svelte'
import { type Answer, ask, type Problem } from '$lib/api.ts'
import type { PlanWish, SeenPlan } from '../../../server/exchanges/plan-routes.ts'
import type { Balance, Corridor, Flow, Isolated, Quantity } from '../../../server/exchanges/schema.ts'
import type { Change, Commune, CommuneList } from '../../../server/territories/schema.ts'
import { type ExchangeAddress, readExchangeAddress } from './exchange-address.ts'

export interface RoadFeature {
  type: 'Feature'
  geometry: { type: 'LineString'; coordinates: [number, number][] }
  properties: { id: string; line: string; km: number; island: number; byHand: boolean; closed: boolean }
}
export interface Roads {
  features: RoadFeature[]
  islands: { island: number; km: number; segments: number }[]
  missingLinks: { from: [number, number]; to: [number, number]; gapM: number }[]
}
export type PlanLine = Omit<SeenPlan, 'outcome' | 'options'>

export class ExchangeWorkspace {
  address = $state.raw<ExchangeAddress>(readExchangeAddress(new URL('http://x/')))
  corridors = $state.raw<Corridor[] | null>(null)
  isolated = $state.raw<Isolated | null>(null)
  plans = $state.raw<PlanLine[]>([])
  communes = $state.raw<Commune[]>([])
  quantities = $state.raw<Quantity[]>([])
  balances = $state.raw<Balance[]>([])
  flows = $state.raw<Flow[]>([])
  plan = $state.raw<SeenPlan | null>(null)
  roads = $state.raw<Roads | null>(null)
  problem = $state.raw<Problem | null>(null)
  /** What is pressed on the map or in a table: `flow 5`, `segment 1:0-200`, `commune 3`. */
  picked = $state<string | null>(null)
  #turn = 0

  readonly corridor = $derived(this.corridors?.find(({ id }) => id === this.address.corridor) ?? null)

  follow(url: URL): void {
    const address = readExchangeAddress(url)
    if (address.plan !== this.address.plan) this.plan = null
    if (JSON.stringify(address) !== JSON.stringify(this.address)) this.picked = null
    this.address = address
  }

  nameOf = (commune: number): string =>
    this.communes.find(({ id }) => id === commune)?.name ?? String(commune)

  load = async (): Promise<void> => {
    const turn = ++this.#turn
    const { plan, corridor, commune, month, product } = this.address
    const query = {
      corridor: corridor ?? undefined,
      commune: commune ?? undefined,
      period: month ?? undefined,
      product: product ?? undefined,
    }
    const items = async <T>(path: string, wanted: object = {}) => {
      const answer = await ask<{ items: T[] }>(path, { query: wanted as never })
      if (!answer.ok && turn === this.#turn) this.problem = answer.problem
      return answer.ok ? answer.value.items : null
    }
    this.problem = null
    const [corridors, plans, communes, quantities, balances, flows, isolated, open] = await Promise.all([
      items<Corridor>('/corridors'),
      items<PlanLine>('/exchange/plans'),
      ask<CommuneList>('/communes'),
      items<Quantity>('/exchange/quantities', query),
      items<Balance>('/exchange/balances', query),
      items<Flow>('/exchange/flows', plan === null ? query : { plan }),
      ask<Isolated>('/exchange/isolated'),
      plan === null ? null : ask<SeenPlan>(`/exchange/plans/${plan}`),
    ])
    if (turn !== this.#turn) return
    this.corridors = corridors ?? this.corridors
    this.plans = plans ?? []
    if (communes.ok) this.communes = communes.value.items
    this.quantities = quantities ?? []
    this.balances = balances ?? []
    this.flows = flows ?? []
    if (isolated.ok) this.isolated = isolated.value
    this.plan = open?.ok ? open.value : null
    if (open && !open.ok) this.problem = open.problem
  }

  async loadRoads(): Promise<void> {
    const answer = await ask<Roads>('/exchange/roads')
    if (answer.ok) this.roads = answer.value
  }

  makePlan = (wish: PlanWish): Promise<Answer<{ record: SeenPlan; change: Change }>> =>
    ask('/exchange/plans', { method: 'POST', body: wish })
}

export const [getExchange, setExchange] = createContext<ExchangeWorkspace>()
