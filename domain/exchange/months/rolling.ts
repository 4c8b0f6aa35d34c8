/** What a plan of several months comes to in each: what is covered, what is driven, and the stock that goes on to the next. */
import type { ExchangePlan } from '../planning/index.ts'

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

/** @param periods in order, as the plan was asked. */
export function plannedMonths(
  { flows, needs, supplies, roads }: Pick<ExchangePlan, 'flows' | 'needs' | 'supplies' | 'roads'>,
  periods: readonly string[],
  keeping: Keeping,
): PlannedMonth[] {
  const indexOf = new Map(periods.map((period, i) => [period, i]))
  const months = periods.map((period): PlannedMonth & { byProduct: Map<string, MonthStock> } => ({
    period,
    coveredT: 0,
    uncoveredT: 0,
    truckKm: 0,
    stock: [],
    byProduct: new Map(),
  }))
  const monthOf = (period: string) => months[indexOf.get(period)!]
  for (const { period, coveredT, uncoveredT } of needs) {
    monthOf(period).coveredT += coveredT
    monthOf(period).uncoveredT += uncoveredT
  }
  for (const { period, truckKm } of roads) monthOf(period).truckKm += truckKm
  const used = new Map<string, number>()
  for (const { supply, period, quantityT } of flows) {
    const key = `${supply} ${period}`
    if (supply !== null) used.set(key, (used.get(key) ?? 0) + quantityT)
  }
  for (const { id, product, period, availableT } of supplies) {
    if (availableT === null) continue
    const { shelfLifeHours, keep } = keeping(product)
    let kept = availableT
    const first = indexOf.get(period)!
    for (let month = first; month < months.length; month++) {
      const stock = stockOf(months[month].byProduct, product)
      const here = used.get(`${id} ${months[month].period}`) ?? 0
      const lasts = shelfLifeHours === null || (month - first + 1) * MONTH_HOURS < shelfLifeHours
      const next = lasts ? (kept - here) * keep : 0
      if (month === first) stock.producedT += kept
      else stock.openingT += kept
      stock.usedT += here
      stock.closingT += next
      stock.spoiledT += kept - here - next
      kept = next
      if (!lasts) break
    }
  }
  return months.map(({ byProduct, ...month }) => ({
    ...month,
    stock: [...byProduct.values()].sort((a, b) => (a.product < b.product ? -1 : 1)),
  }))
}

function stockOf(byProduct: Map<string, MonthStock>, product: string): MonthStock {
  const known = byProduct.get(product)
  if (known) return known
  const stock = { product, openingT: 0, producedT: 0, usedT: 0, spoiledT: 0, closingT: 0 }
  byProduct.set(product, stock)
  return stock
}
