/** Who gives and who takes in a span of periods, after own need and what people locked. */

import { sumsAlong } from './paths.ts'
import { PROVENANCES, type Provenance } from './problem-schema.ts'
import { isPlaced, type Situation, type Way, wayBetween } from './situation.ts'

/** A month of 730 hours: what carrying a stock to the next period takes of a shelf life. */
export const MONTH_MINUTES = 730 * 60

export interface Source {
  /** Of the situation's supplies; -1: a plant's output. */
  supply: number
  plant: number
  place: number
  product: number
  period: number
  /** Minutes in stock before this period. */
  ageMinutes: number
  amount: number
  provenance: Provenance
  /** The source that it is in the next period, for what is kept; -1: it is not carried. */
  later: number
}

export interface Sink {
  /** Of the situation's needs; -1: a plant's input. */
  need: number
  plant: number
  place: number
  product: number
  period: number
  amount: number
}

/** A flow that is not for the solver to choose. */
export interface FixedFlow {
  kind: 'own' | 'locked'
  source: number
  sink: number
  hub: number
  amount: number
  way: Way
}

export interface Market {
  sources: Source[]
  sinks: Sink[]
  fixed: FixedFlow[]
  /** Locks that can't be kept: index of the decision, and why. */
  conflicts: { decision: number; why: 'lock-exceeds-supply' | 'lock-exceeds-need' | 'lock-without-way' }[]
  refused: Set<string>
}

/** What is left of an earlier period's supply: by supply, grams and minutes in stock. */
export type Stock = Map<number, { amount: number; ageMinutes: number }>

export function openMarket(situation: Situation, from: number, to: number, stock: Stock): Market {
  const { supplies, needs, plants, products, decisions } = situation
  const sources: Source[] = []
  const at = new Map<string, number[]>()
  const key = (place: number, product: number, period: number) => `${place}/${product}/${period}`
  const add = (source: Source): number => {
    const index = sources.push(source) - 1
    const here = key(source.place, source.product, source.period)
    const list = at.get(here)
    if (list) list.push(index)
    else at.set(here, [index])
    return index
  }
  supplies.forEach((supply, index) => {
    const kept = stock.get(index)
    const first = Math.max(supply.period, from)
    const amount = kept ? kept.amount : supply.period >= from ? supply.amount : null
    if (amount === null || (amount === 0 && !kept) || first > to) return
    let previous = -1
    let ageMinutes = kept?.ageMinutes ?? 0
    for (let period = first; period <= to; period++) {
      if (ageMinutes >= products[supply.product].shelfLifeMinutes) break
      const { place, product, provenance } = supply
      const source = add({
        supply: index,
        plant: -1,
        place,
        product,
        period,
        ageMinutes,
        amount: period === first ? amount : 0,
        provenance,
        later: -1,
      })
      if (previous >= 0) sources[previous].later = source
      if (products[product].keep === 0) break
      previous = source
      ageMinutes += MONTH_MINUTES
    }
  })
  const sinks: Sink[] = []
  const sinkAt = new Map<string, number>()
  needs.forEach(({ place, product, period, amount }, need) => {
    if (period < from || period > to || amount === null) return
    sinkAt.set(key(place, product, period), sinks.length)
    sinks.push({ need, plant: -1, place, product, period, amount })
  })
  for (let period = from; period <= to; period++)
    plants.forEach(({ place, input, output, capacity }, plant) => {
      const common = { plant, place, period }
      sinks.push({ ...common, need: -1, product: input, amount: capacity })
      add({
        ...common,
        supply: -1,
        product: output,
        ageMinutes: 0,
        amount: 0,
        provenance: 'communal',
        later: -1,
      })
    })

  const fixed: FixedFlow[] = []
  const conflicts: Market['conflicts'] = []
  const refused = new Set<string>()
  const byProvenance = (x: number, y: number) =>
    sources[y].ageMinutes - sources[x].ageMinutes ||
    PROVENANCES.indexOf(sources[x].provenance) - PROVENANCES.indexOf(sources[y].provenance) ||
    x - y
  const take = (
    list: number[],
    sink: number,
    wanted: number,
    flow: Pick<FixedFlow, 'kind' | 'hub' | 'way'>,
  ) => {
    let missing = wanted
    for (const source of [...list].sort(byProvenance)) {
      const amount = Math.min(missing, sources[source].amount)
      if (amount <= 0) continue
      sources[source].amount -= amount
      sinks[sink].amount -= amount
      missing -= amount
      fixed.push({ ...flow, source, sink, amount })
    }
  }
  decisions.forEach(({ from: giver, to: taker, product, period, hub, locked, amount }, decision) => {
    if (period < from || period > to) return
    if (!locked) {
      refused.add(`${giver}/${taker}/${product}/${period}${hub >= 0 ? `/${hub}` : ''}`)
      return
    }
    if (amount === 0) return
    const list = at.get(key(giver, product, period)) ?? []
    const sink = sinkAt.get(key(taker, product, period))
    const way = wayThrough(situation, giver, taker, hub)
    const available = list.reduce((sum, source) => sum + sources[source].amount, 0)
    if (available < amount) conflicts.push({ decision, why: 'lock-exceeds-supply' })
    else if (sink === undefined || sinks[sink].amount < amount)
      conflicts.push({ decision, why: 'lock-exceeds-need' })
    else if (way === null) conflicts.push({ decision, why: 'lock-without-way' })
    else take(list, sink, amount, { kind: 'locked', hub, way })
  })
  const still: Way = { km: 0, minutes: 0, quality: 'road' }
  sinks.forEach(({ need, place, product, period, amount }, sink) => {
    if (need >= 0)
      take(at.get(key(place, product, period)) ?? [], sink, amount, { kind: 'own', hub: -1, way: still })
  })
  return { sources, sinks, fixed, conflicts, refused }
}

/** Direct, or through the hub. */
function wayThrough(situation: Situation, from: number, to: number, hub: number): Way | null {
  if (hub < 0) return wayBetween(situation, from, to)
  const { place, dwellMinutes } = situation.hubs[hub]
  const first = wayBetween(situation, from, place)
  const second = wayBetween(situation, place, to)
  if (!first || !second) return null
  return {
    km: first.km + second.km,
    minutes: first.minutes + dwellMinutes + second.minutes,
    quality: first.quality === 'road' ? second.quality : first.quality,
  }
}

export interface Chain {
  hub: number
  way: Way
}

/** Why nothing can go from a source to a sink. */
export type Hindrance = 'data-missing' | 'no-route' | 'out-of-reach' | 'refused'

/**
 * The ways by which a product can go from a source to a sink in time: direct where the way is no longer than one leg
 * may be, and through hubs where it is.
 */
export function chainsBetween(
  situation: Situation,
  { refused }: Pick<Market, 'refused'>,
  source: Source,
  sink: Sink,
): Chain[] | Hindrance {
  const { options, hubs, products } = situation
  if (!isPlaced(situation, source.place) || !isPlaced(situation, sink.place)) return 'data-missing'
  const flow = refused.size === 0 ? '' : `${source.place}/${sink.place}/${sink.product}/${sink.period}`
  if (refused.has(flow)) return 'refused'
  const leg = options.maxLegKm ?? Infinity
  const life = products[sink.product].shelfLifeMinutes - source.ageMinutes
  const direct = wayBetween(situation, source.place, sink.place)
  const chains: Chain[] = []
  if (direct && direct.km <= leg && direct.minutes <= life) chains.push({ hub: -1, way: direct })
  let connected = direct !== null
  if (!direct || direct.km > leg)
    hubs.forEach(({ place }, hub) => {
      if (refused.has(`${flow}/${hub}`)) return
      const first = wayBetween(situation, source.place, place)
      const second = wayBetween(situation, place, sink.place)
      if (!first || !second) return
      connected = true
      if (first.km > leg || second.km > leg) return
      const way = wayThrough(situation, source.place, sink.place, hub)
      if (way && way.minutes <= life) chains.push({ hub, way })
    })
  if (chains.length > 0) return chains.sort((x, y) => x.way.km - y.way.km || x.hub - y.hub)
  return connected ? 'out-of-reach' : 'no-route'
}

/** What hinders anything from going from a source to a sink; null: nothing. */
export function hindranceBetween(
  situation: Situation,
  market: Pick<Market, 'refused'>,
  source: Source,
  sink: Sink,
): Hindrance | null {
  const { options, products, paths, places } = situation
  const [x, y] = [places[source.place].node, places[sink.place].node]
  const always = market.refused.size === 0 && options.maxLegKm === null
  if (always && x >= 0 && y >= 0 && products[sink.product].shelfLifeMinutes === Infinity) {
    const island = paths.island()
    if (island[x] === island[y]) return null
  }
  const chains = chainsBetween(situation, market, source, sink)
  return typeof chains === 'string' ? chains : null
}

/**
 * The longest way between any giver and any taker, as closely as it matters: what the weight of an uncovered tonne is
 * measured by. Ways from one taker bound those from all others, so few trees have to be grown whole.
 * @param same whether two lengths come to the same weight
 */
export function longestWay(situation: Situation, same: (x: number, y: number) => boolean): number {
  const { supplies, needs, plants, hubs, places, paths, told } = situation
  const nodes = (list: { place: number }[]) =>
    [...new Set(list.map(({ place }) => places[place].node))].filter((node) => node >= 0)
  const processing = plants.reduce((most, { rate }) => Math.max(most, 1 / rate), 0)
  const times = (hubs.length > 0 ? 2 : 1) * (1 + processing)
  const givers = new Uint8Array(paths.network.nodes)
  for (const node of nodes([...supplies, ...plants])) givers[node] = 1
  let longest = 1
  for (const { km } of told.values()) longest = Math.max(longest, km)
  const takers = nodes([...needs, ...plants])
  const atMost = new Float64Array(paths.network.nodes).fill(Infinity)
  const km = new Float64Array(paths.network.nodes)
  const left = new Set(takers)
  while (left.size > 0) {
    let taker = -1
    for (const node of left) if (taker < 0 || atMost[node] > atMost[taker]) taker = node
    if (same(atMost[taker] * times, longest * times)) break
    left.delete(taker)
    const tree = paths.near(taker, Infinity)
    sumsAlong(tree, paths.network.km, km)
    let farthest = 0
    for (let at = 0; at < tree.size; at++) if (givers[tree.nodes[at]]) farthest = Math.max(farthest, km[at])
    longest = Math.max(longest, farthest)
    for (let at = 0; at < tree.size; at++)
      atMost[tree.nodes[at]] = Math.min(atMost[tree.nodes[at]], km[at] + farthest)
    for (const node of left) if (atMost[node] <= longest) left.delete(node)
  }
  return longest * times
}
