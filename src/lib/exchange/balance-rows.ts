/** Balances as rows of a table: one for each commune and item, or one for each item. Pure. */
import { add, exactly, NOTHING, type Spread } from '../../../domain/exchange/units/index.ts'
import type { Balance } from '../../../server/exchanges/schema.ts'

export interface BalanceRow {
  communeId: number | null
  product: string
  form: string
  period: string
  produced: Spread | null
  received: Spread | null
  sent: Spread | null
  need: Spread | null
  /** Everything else that leaves or stays: own use, seed, loss, processing, stocks. */
  residual: Spread
  closing: Balance['closing']
}

/** From the one that closes worst to the one that closes. */
const WORST: Balance['closing'][] = ['open', 'may-close', 'too-little-known', 'closes']

export function balanceRows(balances: readonly Balance[], totals: boolean): BalanceRow[] {
  const groups = Map.groupBy(balances, ({ communeId, product, form, period }) =>
    [totals ? '' : communeId, product, form, period].join('\n'),
  )
  return [...groups.values()]
    .map((alike) => {
      const [{ communeId, product, form, period }] = alike
      const stated = (kind: string) => sum(alike.map((one) => one.stated[kind] ?? null))
      return {
        communeId: totals ? null : communeId,
        product,
        form,
        period,
        produced: stated('production'),
        received: stated('received'),
        sent: stated('sent'),
        need: sum(alike.map(({ need }) => need)),
        residual: add(NOTHING, ...alike.map(({ residual }) => residual)),
        closing: WORST.find((closing) => alike.some((one) => one.closing === closing)) ?? 'too-little-known',
      }
    })
    .sort(
      (a, b) =>
        (b.produced?.likely ?? 0) + (b.need?.likely ?? 0) - (a.produced?.likely ?? 0) - (a.need?.likely ?? 0),
    )
}

/** Null where none was told. */
export function sum(parts: readonly (Spread | null)[]): Spread | null {
  const told = parts.filter((part) => part !== null)
  return told.length > 0 ? add(exactly(0), ...told) : null
}
