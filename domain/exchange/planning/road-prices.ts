/**
 * Prices of the roads at which products that are planned each alone come close to using them together as they should:
 * a Lagrangian bound, made higher step by step.
 *
 * A road costs its length for each direction, and as much again for what goes one way more than the other: that is twice
 * the length for the greater load. So the price of a direction lies between nothing, for a truck that comes back anyway,
 * and there and back; a full road costs more.
 */
import type { ProductsAtPrices } from './at-prices.ts'
import type { Segments } from './loads.ts'
import { GRAMS } from './situation.ts'

export interface RoadPrices {
  /** No plan costs less: tonnes × kilometres, what is fixed with its roads. */
  bound: number
  /** By step, of the bound: kilometres of a tonne, and the part of it that a full road asks. */
  price: Float64Array
  full: Float64Array
  /** Flows of the last rounds by product, grams by arc. */
  recent: Float64Array[][]
}

/** Rounds in which the prices of full roads are looked for by growing steps, and of all. */
const SEARCHING = 25
const ROUNDS = 40
/** Rounds whose plans are kept. */
const RECENT = 5
/** Share of a road's length, times ten, by which the balance of its directions first moves its price. */
const BALANCE = 1.5
const BALANCE_LESS = 0.85
/** How much of a round the running mean of loads takes in, at least. */
const MEAN = 0.08
/** Steps of the price of a full road, as shares of its length: first, least; how they grow and shrink. */
const [STEP, LEAST_STEP, GROW, SHRINK] = [0.5, 0.02, 1.35, 0.5]
/** Tonnes below which a road's balance is not taken for a large share of its load. */
const FEW_TONNES = 5

/** @param fixed tonnes by step of what is not to be chosen */
export function findRoadPrices(
  products: ProductsAtPrices,
  { km, capacity }: Segments,
  fixed: Float64Array,
): RoadPrices {
  const segments = km.length
  const room = Float64Array.from({ length: 2 * segments }, (_, step) => capacity[step >> 1] / GRAMS)
  /** What going along costs more than half of there and back, and against less. */
  const lean = new Float64Array(segments)
  const full = new Float64Array(2 * segments)
  const mean = new Float64Array(2 * segments)
  const pace = Float64Array.from({ length: 2 * segments }, (_, step) => STEP * km[step >> 1])
  const last = new Int8Array(2 * segments)
  const best: RoadPrices = { bound: -Infinity, price: new Float64Array(), full, recent: [] }
  let balance = BALANCE
  for (let round = 0; round < ROUNDS; round++) {
    const { price, bound, load, flows } = planAt(products, { km, capacity }, fixed, lean, full)
    best.recent.push(flows)
    if (best.recent.length > RECENT) best.recent.shift()
    if (bound > best.bound) {
      best.bound = bound
      best.price = price
      best.full = full.slice()
    } else balance *= BALANCE_LESS
    const since = round < SEARCHING ? round : round - SEARCHING
    const part = Math.max(MEAN, 1 / (since + 1))
    for (let step = 0; step < load.length; step++) mean[step] += part * (load[step] - mean[step])
    for (let segment = 0; segment < segments; segment++) {
      const [along, against] = [mean[2 * segment], mean[2 * segment + 1]]
      const more = (balance * km[segment] * (along - against)) / Math.max(FEW_TONNES, along + against)
      lean[segment] = Math.max(-km[segment], Math.min(km[segment], lean[segment] + more))
    }
    for (let step = 0; step < load.length; step++) {
      const over = load[step] - room[step]
      if (room[step] === Infinity || (full[step] === 0 && over < 0)) continue
      const sign = Math.sign(over)
      if (last[step] !== 0 && sign !== last[step]) pace[step] *= SHRINK
      else if (last[step] !== 0 && round < SEARCHING) pace[step] *= GROW
      last[step] = sign
      pace[step] = Math.max(pace[step], LEAST_STEP * km[step >> 1])
      // Once about right, a road moves its price by how much is over: on the mean it is then just full.
      const by =
        round < SEARCHING || room[step] === 0 ? sign : Math.max(-1, Math.min(1, (4 * over) / room[step]))
      full[step] = Math.max(0, full[step] + pace[step] * by)
    }
  }
  return best
}

/**
 * Plans each product at the prices given, and says what no plan can cost less than.
 * @param lean by segment: what going along costs more than its length, and against less; at most the length
 * @param full by step: what a full road asks, never below 0
 */
export function planAt(
  products: ProductsAtPrices,
  { km, capacity }: Pick<Segments, 'km' | 'capacity'>,
  fixed: Float64Array,
  lean: Float64Array,
  full: Float64Array,
): { price: Float64Array; bound: number; load: Float64Array; flows: Float64Array[] } {
  const price = new Float64Array(2 * km.length)
  for (let segment = 0; segment < km.length; segment++) {
    price[2 * segment] = km[segment] + lean[segment] + full[2 * segment]
    price[2 * segment + 1] = km[segment] - lean[segment] + full[2 * segment + 1]
  }
  let bound = products.leastCost(price)
  const load = fixed.slice()
  for (let step = 0; step < load.length; step++) {
    bound += price[step] * fixed[step]
    if (full[step] > 0) bound -= full[step] * (capacity[step >> 1] / GRAMS)
  }
  const flows: Float64Array[] = []
  for (let p = 0; p < products.products; p++) {
    const { flow, arcs } = products.net(p)
    flows.push(flow.slice(0, arcs))
    const own = products.load(p)
    for (let step = 0; step < load.length; step++) load[step] += own[step]
  }
  return { price, bound, load, flows }
}
