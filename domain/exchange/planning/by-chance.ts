/** Problems drawn by repeatable chance, for tests and benchmarks. */
import { type Random, seededRandom } from '../../demonstration/random.ts'
import type { ExchangeProblem } from './problem-schema.ts'

export interface ChanceSize {
  communes: number
  products: number
  periods?: number
  /** Share of the communes that produce, and that need, a product. */
  producers?: number
  takers?: number
  /** All supply as a share of all need. */
  supplied?: number
  /** Share of the roads that can carry little. */
  narrow?: number
  shelfLives?: boolean
  hubs?: number
  plants?: number
  /** Whole tonnes and kilometres, so that many plans cost the same. */
  ties?: boolean
}

export function problemByChance(seed: number, size: ChanceSize): ExchangeProblem {
  const random = seededRandom(seed)
  const { communes, products, producers = 0.12, takers = 0.57, supplied = 0.7, ties = false } = size
  const amount = (low: number, high: number) => {
    const value = low + (high - low) * random.next()
    return ties ? Math.max(1, Math.round(value)) : Math.round(value * 1000) / 1000
  }
  const name = (i: number) => `C${String(i).padStart(4, '0')}`
  const periods = Array.from(
    { length: size.periods ?? 1 },
    (_, i) => `2026-${String(i + 1).padStart(2, '0')}`,
  )
  const supplies: ExchangeProblem['supplies'] = []
  const needs: ExchangeProblem['needs'] = []
  for (const period of periods)
    for (let p = 0; p < products; p++) {
      const product = `P${String(p).padStart(2, '0')}`
      const giving: number[] = []
      const before = needs.length
      for (let i = 0; i < communes; i++) {
        const chance = random.next()
        if (chance < producers) giving.push(i)
        else if (chance < producers + takers)
          needs.push({ commune: name(i), product, period, quantityT: amount(1, 10) })
      }
      const needed = needs.slice(before).reduce((sum, { quantityT }) => sum + quantityT!, 0)
      for (const i of giving) {
        const quantityT = amount(0.2, 1.8) * ((needed * supplied) / giving.length)
        supplies.push({
          commune: name(i),
          product,
          period,
          quantityT: ties ? Math.max(1, Math.round(quantityT)) : Math.round(quantityT * 1000) / 1000,
          provenance: random.next() < 0.8 ? 'communal' : 'private-through-commune',
        })
      }
    }
  return {
    communes: Array.from({ length: communes }, (_, i) => ({ id: name(i) })),
    products: Array.from({ length: products }, (_, p) => ({
      id: `P${String(p).padStart(2, '0')}`,
      keep: 0.9,
      ...(size.shelfLives && p % 3 === 0 && { shelfLifeHours: 4 + 20 * random.next() }),
    })),
    periods,
    supplies,
    needs,
    roads: roadsByChance(random, communes, name, amount, size.narrow ?? 0),
    hubs: Array.from({ length: size.hubs ?? 0 }, (_, i) => ({
      id: `H${i}`,
      node: name(random.between(0, communes - 1)),
      throughputT: amount(5, 30),
      dwellHours: 2,
    })),
    processing:
      products < 2
        ? []
        : Array.from({ length: size.plants ?? 0 }, (_, i) => ({
            id: `M${i}`,
            node: name(random.between(0, communes - 1)),
            input: 'P00',
            output: 'P01',
            rate: 0.5,
            capacityT: amount(5, 20),
          })),
  }
}

/** A crooked grid in which some crossings lack. */
function roadsByChance(
  random: Random,
  communes: number,
  name: (i: number) => string,
  amount: (low: number, high: number) => number,
  narrow: number,
): NonNullable<ExchangeProblem['roads']> {
  const columns = Math.ceil(Math.sqrt(communes * 1.5))
  const roads: NonNullable<ExchangeProblem['roads']> = []
  const road = (i: number, j: number) => {
    if (j >= communes) return
    roads.push({
      id: `${name(i)}-${name(j)}`,
      a: name(i),
      b: name(j),
      km: amount(8, 24),
      ...(random.next() < narrow && { capacityT: amount(2, 25) }),
    })
  }
  for (let i = 0; i < communes; i++) {
    if ((i + 1) % columns !== 0) road(i, i + 1)
    if (random.next() < 0.6 || i % columns === 0) road(i, i + columns)
  }
  return roads
}
