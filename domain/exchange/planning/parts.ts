/** A market by product and period: its parts, and what each pair of one costs. */
import { chainsBetween, type Market } from './market.ts'
import { sumsAlong } from './paths.ts'
import type { Situation } from './situation.ts'
import { costUnits, nameHash, tieOf } from './uncoupled.ts'

/** A product's part of a market. */
export interface Part {
  product: number
  period: number
  sources: number[]
  sinks: number[]
}

/** Givers and takers by period and product; takers only with something open. */
export function partsOf({ sources, sinks }: Market, plants: boolean): Part[] {
  const parts = new Map<string, Part>()
  const part = ({ product, period }: { product: number; period: number }): Part => {
    const key = `${period}/${product}`
    let found = parts.get(key)
    if (!found) {
      found = { product, period, sources: [], sinks: [] }
      parts.set(key, found)
    }
    return found
  }
  sources.forEach((source, i) => {
    if (plants || source.plant < 0) part(source).sources.push(i)
  })
  sinks.forEach((sink, i) => {
    if (sink.amount > 0 && (plants || sink.plant < 0)) part(sink).sinks.push(i)
  })
  return [...parts.values()]
    .filter((found) => found.sinks.length > 0)
    .sort((x, y) => x.period - y.period || x.product - y.product)
}

/** Whole cost units from each source to each sink. */
export function costsOf(
  situation: Situation,
  market: Market,
  { sources, sinks, product }: Part,
): Float64Array {
  const { options, places, paths, products, told } = situation
  const { loadedExtra, provenanceKm } = options
  const weight = 1 + loadedExtra
  const leg = options.maxLegKm ?? Infinity
  const cost = new Float64Array(sources.length * sinks.length)
  const givers = sources.map((source) => market.sources[source])
  const preference = givers.map(({ provenance }) => provenanceKm[provenance] ?? 0)
  const names = givers.map(({ supply, place }) =>
    nameHash(situation.supplies[supply]?.id ?? places[place].id),
  )
  const life = givers.map(({ ageMinutes }) => products[product].shelfLifeMinutes - ageMinutes)
  const nodes = Int32Array.from(givers, ({ place }) => places[place].node)
  // The common case, without making an object for each of millions of pairs.
  const plain =
    market.refused.size === 0 &&
    told.size === 0 &&
    situation.hubs.length === 0 &&
    leg === Infinity &&
    nodes.every((node) => node >= 0)
  /** By place of a taker's tree, then by node. */
  const perNode = () => new Float64Array(paths.network.nodes)
  const [kmAt, minutesAt, kmTo, minutesTo] = [perNode(), perNode(), perNode(), perNode()]
  sinks.forEach((sink, d) => {
    const taker = market.sinks[sink]
    const name = nameHash(places[taker.place].id)
    const node = places[taker.place].node
    const row = d * sources.length
    if (plain) {
      kmTo.fill(Infinity)
      if (node >= 0) {
        const tree = paths.near(node, Infinity)
        sumsAlong(tree, paths.network.km, kmAt)
        sumsAlong(tree, paths.network.minutes, minutesAt)
        for (let at = 0; at < tree.size; at++) {
          kmTo[tree.nodes[at]] = kmAt[at]
          minutesTo[tree.nodes[at]] = minutesAt[at]
        }
      }
      for (let s = 0; s < sources.length; s++) {
        const km = kmTo[nodes[s]]
        const late = km < Infinity && life[s] < Infinity && minutesTo[nodes[s]] > life[s]
        cost[row + s] =
          late || km === Infinity ? Infinity : costUnits(km * weight + preference[s], tieOf(names[s], name))
      }
      return
    }
    for (let s = 0; s < sources.length; s++) {
      const chains = chainsBetween(situation, market, givers[s], taker)
      const km = typeof chains === 'string' ? Infinity : chains[0].way.km
      cost[row + s] =
        km === Infinity ? Infinity : costUnits(km * weight + preference[s], tieOf(names[s], name))
    }
  })
  return cost
}
