/** Why a need is not covered, and the cheapest thing that would cover more. */
import type { Answer, Effect, Explained } from './answer.ts'
import { NETWORK_SIMPLEX } from './level-uncoupled.ts'
import { type Hindrance, hindranceBetween, type Market, type Sink, type Source } from './market.ts'
import { isPlaced, type Situation, wayBetween } from './situation.ts'

export interface Lever {
  kind: Exclude<Effect['resource']['kind'], 'need'> | 'shelf-life' | 'tell' | 'way'
  /** Commune, road, hub or plant by id; a product for its shelf life. */
  of: string
  /** Of which there would be more; null where any could use it. */
  product: string | null
  period: string
  /** Truck kilometres with penalties that one more unit saves, as a change: never above 0. Null: no matter of units, or not known. */
  costPerUnit: number | null
  /** Tonnes of need, of whomever, that one more unit leaves uncovered more: mostly below 0. */
  uncoveredPerUnit: number | null
  unit: 't' | 'km' | 'h' | null
  /** Units more up to which that holds; null: nothing bounds it. */
  upTo: number | null
  /** Whether that is the least: the rest of the plan stays as it is, and planned anew as much is saved or more. */
  atLeast: boolean
  /** What is needed of a lever that works all at once: hours of shelf life. */
  needed: number | null
}

export type ReasonCode =
  | 'no-producer'
  | 'no-route'
  | 'out-of-reach'
  | 'refused'
  | 'too-far'
  | 'fairness'
  | 'data-missing'
  | Explained['reason']

export interface Reason {
  code: ReasonCode
  /** Of data-missing: what nobody told. */
  missing?: 'need' | 'supply' | 'place'
  lever: Lever | null
}

/** From the structure first, from the solver's effects second. @param fairer whether the efficient plan covers more of it. */
export function reasonFor(
  situation: Situation,
  market: Market,
  answer: Answer,
  sink: number,
  fairer: boolean,
): Reason {
  const taker = market.sinks[sink]
  const commune = situation.places[taker.place].id
  const period = situation.periods[taker.period]
  const whole = (kind: Lever['kind'], of: string, needed: number | null = null): Lever => ({
    kind,
    of,
    product: situation.products[taker.product].id,
    period,
    costPerUnit: null,
    uncoveredPerUnit: null,
    unit: needed === null ? null : 'h',
    upTo: null,
    atLeast: false,
    needed,
  })
  // Whoever produces only for the place itself is no giver to it any more.
  const isElsewhere = ({ place }: Source) => place !== taker.place
  const hindrances = new Set<Hindrance>()
  const reachable = giversOf(market, taker).some((giver) => {
    if (!isElsewhere(giver)) return false
    const hindrance = hindranceBetween(situation, market, giver, taker)
    if (hindrance) hindrances.add(hindrance)
    return hindrance === null && (giver.plant < 0 || answer.solver.name !== NETWORK_SIMPLEX.name)
  })
  if (reachable) {
    const explained = answer.explain(sink)
    if (explained)
      return {
        code: fairer && explained.reason === 'supply-promised' ? 'fairness' : explained.reason,
        lever: explained.effect.cost === 0 ? null : leverOf(situation, market, explained.effect),
      }
  }
  const givers = giversOf(market, taker).filter(isElsewhere)
  if (!isPlaced(situation, taker.place) && givers.length > 0)
    return { code: 'data-missing', missing: 'place', lever: whole('tell', commune) }
  const unknown = situation.supplies.find(
    ({ product, period: of, amount }) => amount === null && product === taker.product && of === taker.period,
  )
  if (unknown)
    return {
      code: 'data-missing',
      missing: 'supply',
      lever: whole('tell', situation.places[unknown.place].id),
    }
  if (givers.length === 0) return { code: 'no-producer', lever: ownSupply(answer, situation, market, sink) }
  if (hindrances.has('refused')) return { code: 'refused', lever: null }
  if (hindrances.has('out-of-reach')) {
    const nearest = Math.min(
      ...givers.map((giver) => {
        const way = wayBetween(situation, giver.place, taker.place)
        return way ? way.minutes + giver.ageMinutes : Infinity
      }),
    )
    const product = situation.products[taker.product]
    const late = nearest < Infinity && nearest > product.shelfLifeMinutes
    return {
      code: 'out-of-reach',
      lever: late
        ? whole('shelf-life', product.id, nearest / 60)
        : ownSupply(answer, situation, market, sink),
    }
  }
  if (hindrances.has('no-route')) return { code: 'no-route', lever: whole('way', commune) }
  return { code: 'data-missing', missing: 'place', lever: null }
}

const giversBy = new WeakMap<Market, Map<string, Source[]>>()
function giversOf(market: Market, { product, period }: Sink): Source[] {
  let by = giversBy.get(market)
  if (!by) {
    by = Map.groupBy(market.sources, (source) => `${source.product}/${source.period}`)
    giversBy.set(market, by)
  }
  return by.get(`${product}/${period}`) ?? []
}

/** As much more from the place itself: it is always a way to cover a need. */
function ownSupply(answer: Answer, situation: Situation, market: Market, sink: number): Lever | null {
  const effect = answer.ownEffect(sink)
  return effect && leverOf(situation, market, effect)
}

function leverOf(situation: Situation, market: Market, effect: Effect): Lever {
  const { resource } = effect
  const { places, periods, products, roads, hubs, plants } = situation
  const common = {
    product: null,
    costPerUnit: effect.upTo === 0 ? null : effect.cost,
    uncoveredPerUnit: effect.upTo === 0 ? null : effect.uncoveredT,
    unit: resource.kind === 'fleet' ? ('km' as const) : ('t' as const),
    upTo: effect.upTo === Infinity ? null : effect.upTo,
    atLeast: effect.atLeast,
    needed: null,
  }
  switch (resource.kind) {
    case 'supply': {
      const { place, period, product } = market.sources[resource.source]
      return {
        ...common,
        kind: 'supply',
        product: products[product].id,
        of: places[place].id,
        period: periods[period],
      }
    }
    case 'need': {
      const { place, period, product } = market.sinks[resource.sink]
      return {
        ...common,
        kind: 'supply',
        product: products[product].id,
        of: places[place].id,
        period: periods[period],
      }
    }
    case 'road':
      return {
        ...common,
        kind: 'road',
        of: roads[resource.segment]?.id ?? '',
        period: periods[resource.period],
      }
    case 'hub':
      return { ...common, kind: 'hub', of: hubs[resource.hub].id, period: periods[resource.period] }
    case 'plant':
      return { ...common, kind: 'plant', of: plants[resource.plant].id, period: periods[resource.period] }
    case 'fleet':
      return { ...common, kind: 'fleet', of: '', period: periods[resource.period] }
  }
}
