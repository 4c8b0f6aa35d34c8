/** What a plan of several months comes to in each: what is covered, what is driven, and the stock that goes on to the next. */
import type { ExchangePlan, SettledMonth } from '../planning/index.ts'

/** Hours that carrying a stock to the next month takes of its shelf life; as the planner counts (docs/exchange-plan.md). */
const MONTH_HOURS = 730

/** Tonnes. Always: openingT + producedT = usedT + spoiledT + closingT. */
export interface MonthStock {
  product: string
  /** Kept from the months before, and told anew. */
  openingT: number
  producedT: number
  usedT: number
  spoiledT: number
  /** What the next month can still use. */
  closingT: number
}
export interface PlannedMonth {
  period: string
  coveredT: number
  uncoveredT: number
  truckKm: number
  stock: MonthStock[]
}

/** How a product keeps: hours until it can't be used, null for ever; share of a stock still good a month later. */
export type Keeping = (product: string) => { shelfLifeHours: number | null; keep: number }

interface Told {
  id: string
  product: string
  period: string
  availableT: number | null
}

/** @param periods in order, as the plan was asked. */
export function plannedMonths(
  { flows, needs, supplies, roads }: Pick<ExchangePlan, 'flows' | 'needs' | 'supplies' | 'roads'>,
  periods: readonly string[],
  keeping: Keeping,
): PlannedMonth[] {
  const account = accountOfMonths(supplies, keeping)
  const months = new Map(
    periods.map((period): [string, SettledMonth] => [
      period,
      { period, coveredT: 0, uncoveredT: 0, truckKm: 0, usedT: new Map() },
    ]),
  )
  for (const { period, coveredT, uncoveredT } of needs) {
    const month = months.get(period)!
    month.coveredT += coveredT
    month.uncoveredT += uncoveredT
  }
  for (const { period, truckKm } of roads) months.get(period)!.truckKm += truckKm
  for (const { supply, period, quantityT } of flows) {
    const { usedT } = months.get(period)!
    if (supply !== null) usedT.set(supply, (usedT.get(supply) ?? 0) + quantityT)
  }
  return [...months.values()].map(account)
}

/** Month after month in order: what was kept of each supply goes on to the next. */
export function accountOfMonths(
  supplies: readonly Told[],
  keeping: Keeping,
): (month: SettledMonth) => PlannedMonth {
  const comes = Map.groupBy(supplies, ({ period }) => period)
  let kept: { supply: Told; amount: number; months: number }[] = []
  return ({ usedT, ...month }) => {
    const byProduct = new Map<string, MonthStock>()
    const next: typeof kept = []
    for (const supply of comes.get(month.period) ?? [])
      if (supply.availableT !== null) kept.push({ supply, amount: supply.availableT, months: 0 })
    for (const { supply, amount, months } of kept) {
      const { shelfLifeHours, keep } = keeping(supply.product)
      const stock = stockOf(byProduct, supply.product)
      const used = usedT.get(supply.id) ?? 0
      const lasts = shelfLifeHours === null || (months + 1) * MONTH_HOURS < shelfLifeHours
      const left = lasts ? (amount - used) * keep : 0
      if (months === 0) stock.producedT += amount
      else stock.openingT += amount
      stock.usedT += used
      stock.closingT += left
      stock.spoiledT += amount - used - left
      if (lasts) next.push({ supply, amount: left, months: months + 1 })
    }
    kept = next
    return { ...month, stock: [...byProduct.values()].sort((a, b) => (a.product < b.product ? -1 : 1)) }
  }
}

function stockOf(byProduct: Map<string, MonthStock>, product: string): MonthStock {
  const known = byProduct.get(product)
  if (known) return known
  const stock = { product, openingT: 0, producedT: 0, usedT: 0, spoiledT: 0, closingT: 0 }
  byProduct.set(product, stock)
  return stock
}
