/** Ways that a solution's prices call for: the test that nothing left out would make the plan cheaper. */

import { type Segments, segmentsAlong } from './loads.ts'
import { chainsBetween, type Market } from './market.ts'
import type { Part } from './parts.ts'
import type { Program } from './program.ts'
import { COST_UNITS, GRAMS, type Situation } from './situation.ts'

export interface Priced {
  found: { p: number; pair: number }[]
  /** How far below the solution's cost the best could be at most: added to it, a bound that holds. Never above 0. */
  shortfall: number
}

/** Kilometres of a tonne below which a gain is no gain. */
const TOLERANCE = 1e-5

/**
 * @param costs whole cost units by part: kilometres × (1 + extra) with preference and tie; the road itself is priced by
 * the rows of its segments.
 */
export function priceAll(
  situation: Situation,
  market: Market,
  segments: Segments,
  program: Program,
  parts: Part[],
  costs: Float64Array[],
  known: Uint8Array[],
  rowEffect: Float64Array,
): Priced {
  const { sources, sinks } = market
  const { places, options } = situation
  const found: Priced['found'] = []
  let shortfall = 0
  const charges = new Map<number, ReturnType<typeof chargesOver>>()
  const price = (step: number, period: number): number => {
    const rows = program.segmentRows.get(program.segmentKey(step >> 1, period))
    // A segment that nothing goes over yet: half of there and back for each direction.
    return rows ? -rowEffect[step & 1 ? rows.against : rows.along] : segments.km[step >> 1]
  }
  /** What the roads from each node to the taker's cost by now. */
  const chargesTo = (node: number, period: number): ReturnType<typeof chargesOver> => {
    const key = node * situation.periods.length + period
    let charge = charges.get(key)
    if (!charge) {
      charge = chargesOver(situation, node, (step) => price(step, period))
      charges.set(key, charge)
    }
    return charge
  }
  const leg = options.maxLegKm ?? Infinity
  parts.forEach((part, p) => {
    const worth = part.sources.map((source) => -rowEffect[program.sourceRow[source]])
    part.sinks.forEach((sink, d) => {
      const { place, period, plant, amount } = sinks[sink]
      const value =
        rowEffect[program.sinkRow[sink]] +
        (plant < 0
          ? 0
          : -situation.plants[plant].rate * rowEffect[program.sourceRow[program.outputOf(plant, period)]])
      const node = places[place].node
      const over = node >= 0 ? chargesTo(node, period) : null
      let least = -TOLERANCE
      let best = -1
      const row = d * part.sources.length
      for (let s = 0; s < part.sources.length; s++) {
        if (costs[p][row + s] === Infinity || known[p][row + s]) continue
        // On a truck that comes back empty anyway the road costs nothing; less it never costs.
        if (worth[s] - value >= least) continue
        const own = costs[p][row + s] / COST_UNITS + worth[s] - value
        const from = places[sources[part.sources[s]].place].node
        let reduced: number
        if (over && from >= 0 && over.km[from] <= leg) {
          reduced = own - over.km[from] + over.charge[from]
        } else {
          const source = sources[part.sources[s]]
          const chains = chainsBetween(situation, market, source, sinks[sink])
          if (typeof chains === 'string') continue
          reduced = Math.min(
            ...chains.map(({ hub, way }) => {
              const along = segmentsAlong(situation, segments, { from: source.place, to: place, hub })
              const roads = along.reduce((sum, step) => sum + price(step, period), 0)
              const row = hub < 0 ? -1 : program.hubRow(hub, period)
              return own - way.km + roads - (row < 0 ? 0 : rowEffect[row])
            }),
          )
        }
        if (reduced < least) {
          least = reduced
          best = row + s
        }
      }
      if (best < 0) return
      found.push({ p, pair: best })
      shortfall += least * (amount / GRAMS)
    })
  })
  return { found, shortfall }
}

/** From every node along the tree to its origin: what its roads cost by now, and its kilometres. */
function chargesOver(
  { paths }: Situation,
  origin: number,
  price: (step: number) => number,
): { charge: Float64Array; km: Float64Array } {
  const { a, nodes, km: roadKm } = paths.network
  const tree = paths.near(origin, Infinity)
  const charge = new Float64Array(nodes)
  const km = new Float64Array(nodes).fill(Infinity)
  km[origin] = 0
  for (let at = 1; at < tree.size; at++) {
    const node = tree.nodes[at]
    const road = tree.road[at]
    // Driven from this node towards the origin.
    charge[node] = charge[tree.nodes[tree.before[at]]] + price(2 * road + (a[road] === node ? 0 : 1))
    km[node] = km[tree.nodes[tree.before[at]]] + roadKm[road]
  }
  return { charge, km }
}
