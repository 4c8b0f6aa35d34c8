/** What the corridors workspace holds: corridors, what communes make and need, plans and their flows. */
import { createContext } from 'svelte'
import { localCatalogue } from '$domain/exchange/units/index.ts'
import { type Answer, ask, type Problem } from '$lib/api.ts'
import type { Bounds } from '$lib/map/map-view.svelte.ts'
import type { PlanWish, SeenPlan } from '../../../server/exchanges/plan-schema.ts'
import type { RoadFeature, Roads } from '../../../server/exchanges/road-schema.ts'
import type {
  Balance,
  CommunePlace,
  Corridor,
  Delivery,
  Flow,
  Isolated,
  Measure,
  Producer,
  Quantity,
} from '../../../server/exchanges/schema.ts'
import type { Change, Commune, CommuneList } from '../../../server/territories/schema.ts'
import { type ExchangeAddress, readExchangeAddress } from './exchange-address.ts'
import { FlowDrawing } from './flow-drawing.svelte.ts'
import { type Lit, litBy } from './lit.ts'
import { type Stretch, stretchOf } from './roads/stretches.ts'

export type PlanLine = Omit<SeenPlan, 'outcome' | 'options'>

export class ExchangeWorkspace {
  address = $state.raw<ExchangeAddress>(readExchangeAddress(new URL('http://x/')))
  corridors = $state.raw<Corridor[] | null>(null)
  /** The day of which corridors are looked at; null: now. */
  on = $state<string | null>(null)
  /** The one that is open, with what its communes are in space. */
  corridor = $state.raw<Corridor | null>(null)
  isolated = $state.raw<Isolated | null>(null)
  plans = $state.raw<PlanLine[]>([])
  communes = $state.raw<Commune[]>([])
  /** In which municipality and state they lie, as far as that was brought in. */
  named = $state.raw<CommunePlace[]>([])
  producers = $state.raw<Producer[]>([])
  measures = $state.raw<Measure[]>([])
  quantities = $state.raw<Quantity[]>([])
  balances = $state.raw<Balance[]>([])
  flows = $state.raw<Flow[]>([])
  plan = $state.raw<SeenPlan | null>(null)
  roads = $state.raw<Roads | null>(null)
  problem = $state.raw<Problem | null>(null)
  /** What is pressed on the map or in a table: see lit.ts. */
  picked = $state<string | null>(null)
  /** Communes chosen for a corridor, in order; null while none is written. */
  chosen = $state.raw<number[] | null>(null)
  /** Of the road that is picked: the stretch that was pressed or chosen; null: all of it. */
  stretch = $state.raw<Stretch | null>(null)
  /** A press on a road closes it for the trial. */
  closing = $state(false)
  /** Lines of roads, or segments of them, closed as if. */
  closed = $state.raw<ReadonlySet<string>>(new Set())
  /** The exchanges as the map draws them now. */
  readonly drawing = new FlowDrawing()
  /** Of the table of its lines. */
  rows = $state(12)
  #turn = 0

  /** The units that ship with the program and those that people wrote down. */
  readonly units = $derived(localCatalogue(this.measures))
  /** Of the month that is looked at; a year's amount is of each of its months. */
  readonly told = $derived(this.quantities.filter(({ period }) => this.#inMonth(period)))
  readonly weighed = $derived(this.balances.filter(({ period }) => this.#inMonth(period)))
  /** Communes of the corridor that one looks along; null: of all. */
  readonly alongCommunes = $derived.by(() => {
    const { along } = this.address
    const corridor = this.corridors?.find(({ id }) => id === along)
    return corridor ? new Set(corridor.members.map(({ id }) => id)) : null
  })
  isAlong = ({ fromCommune, toCommune }: Pick<Flow, 'fromCommune' | 'toCommune'>): boolean =>
    !this.alongCommunes || this.alongCommunes.has(fromCommune) || this.alongCommunes.has(toCommune)
  readonly wanted = $derived(
    this.flows.filter(
      (flow) =>
        flow.state !== 'refused' &&
        (!this.address.product || flow.product === this.address.product) &&
        (!this.address.provenance || flow.provenance === this.address.provenance) &&
        this.isAlong(flow),
    ),
  )
  readonly shown = $derived(this.wanted.filter(({ period }) => this.#inMonth(period)))
  /** Group of the drawing that a commune is in. */
  readonly #groups = $derived.by(() => {
    const { shown } = this.drawing
    return new Map(shown?.key.communes.map((id, place) => [id, shown.groupOf[place]]))
  })
  readonly lit: Lit | null = $derived(
    litBy(this.picked, this.shown, (commune) => this.#groups.get(commune) ?? null),
  )

  #inMonth(period: string): boolean {
    const { month } = this.address
    return month === null || period === month || period === month.slice(0, 4)
  }

  follow(url: URL): void {
    const address = readExchangeAddress(url)
    const before = this.address
    if (address.plan !== before.plan) this.plan = null
    if (address.corridor !== before.corridor) this.corridor = null
    if (
      address.plan !== before.plan ||
      address.corridor !== before.corridor ||
      address.form !== before.form
    ) {
      this.closing = false
      this.closed = new Set()
      this.chosen = null
      this.pickRoad(null)
    }
    this.address = address
  }

  nameOf = (commune: number): string =>
    this.communes.find(({ id }) => id === commune)?.name ?? String(commune)

  choose(commune: number): void {
    const chosen = this.chosen ?? []
    this.chosen = chosen.includes(commune) ? chosen.filter((id) => id !== commune) : [...chosen, commune]
  }

  pickRoad(line: string | number | null, stretch: Stretch | null = null): void {
    this.picked = line === null ? null : `line ${line}`
    this.stretch = stretch
  }

  /** A line, or one of its segments: who closes or opens all of it opens what was closed of it. */
  close(road: string): void {
    const next = new Set(this.closed)
    const line = stretchOf(road)?.line
    const wasClosed = next.delete(road) || (line !== undefined && next.delete(line))
    if (line === undefined) for (const one of next) if (stretchOf(one)?.line === road) next.delete(one)
    if (!wasClosed) next.add(road)
    this.closed = next
  }

  load = async (): Promise<void> => {
    const turn = ++this.#turn
    const { plan, corridor, commune } = this.address
    const query = { corridor: corridor ?? undefined, commune: commune ?? undefined }
    const items = async <T>(path: string, wanted: object = {}) => {
      const answer = await ask<{ items: T[] }>(path, { query: wanted as never })
      if (!answer.ok && turn === this.#turn) this.problem = answer.problem
      return answer.ok ? answer.value.items : null
    }
    this.problem = null
    const [
      measures,
      corridors,
      plans,
      communes,
      named,
      producers,
      quantities,
      balances,
      flows,
      isolated,
      open,
      along,
    ] = await Promise.all([
      items<Measure>('/exchange/units'),
      items<Corridor>('/corridors', { on: this.on ?? undefined }),
      items<PlanLine>('/exchange/plans'),
      ask<CommuneList>('/communes'),
      items<CommunePlace>('/exchange/places'),
      items<Producer>('/exchange/producers'),
      items<Quantity>('/exchange/quantities', query),
      items<Balance>('/exchange/balances', query),
      items<Flow>('/exchange/flows', plan === null ? query : { plan }),
      ask<Isolated>('/exchange/isolated'),
      plan === null ? null : ask<SeenPlan>(`/exchange/plans/${plan}`),
      corridor === null ? null : ask<Corridor>(`/corridors/${corridor}`),
    ])
    if (turn !== this.#turn) return
    this.corridors = corridors ?? this.corridors
    this.plans = plans ?? []
    if (communes.ok) this.communes = communes.value.items
    this.named = named ?? []
    this.producers = producers ?? []
    this.measures = measures ?? []
    this.quantities = quantities ?? []
    this.balances = balances ?? []
    this.flows = flows ?? []
    if (isolated.ok) this.isolated = isolated.value
    this.plan = open?.ok ? open.value : null
    this.corridor = along?.ok ? along.value : null
    const missing = [open, along].find((answer) => answer && !answer.ok)
    if (missing && !missing.ok) this.problem = missing.problem
  }

  async loadRoads(): Promise<void> {
    const answer = await ask<Roads>('/exchange/roads')
    if (answer.ok) this.roads = answer.value
  }

  /** Around the roads that are wanted; null where there are none. */
  boundsOfRoads(wanted: (road: RoadFeature['properties']) => boolean): Bounds | null {
    const places = (this.roads?.features ?? [])
      .filter(({ properties }) => wanted(properties))
      .flatMap(({ geometry }) => geometry.coordinates)
    return boundsOf(places)
  }

  makePlan = (wish: PlanWish): Promise<Answer<{ record: SeenPlan; change: Change }>> =>
    ask('/exchange/plans', { method: 'POST', body: wish })

  decide = (flows: number[], state: Flow['state']): Promise<Answer<{ change: Change }>> =>
    ask('/exchange/flows/decide', { method: 'POST', body: { flows, state } })

  deliveriesOf = (flow: number): Promise<Answer<{ flow: Flow; deliveries: Delivery[] }>> =>
    ask(`/exchange/flows/${flow}`)
}

/** West, south, east and north of all places; null where there are none. */
export function boundsOf(places: readonly (readonly number[])[]): Bounds | null {
  if (places.length === 0) return null
  const bounds: Bounds = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [x, y] of places) {
    bounds[0] = Math.min(bounds[0], x)
    bounds[1] = Math.min(bounds[1], y)
    bounds[2] = Math.max(bounds[2], x)
    bounds[3] = Math.max(bounds[3], y)
  }
  return bounds
}

export const [getExchange, setExchange] = createContext<ExchangeWorkspace>()
