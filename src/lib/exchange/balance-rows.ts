/** Balances as rows of a table: one for each commune and item, or one for each item. Pure. */
import { type EntryKind, SOURCES, USES } from '../../../domain/exchange/balances/index.ts'
import { add, exactly, NOTHING, type Spread } from '../../../domain/exchange/units/index.ts'
import type { Balance } from '../../../server/exchanges/schema.ts'

export interface BalanceRow {
  communeId: number | null
  product: string
  form: string
  period: string
  /** Null where nobody told any, which is not nothing. */
  stated: Record<EntryKind, Spread | null>
  sources: Spread
  uses: Spread
  need: Spread | null
  /** Sources less uses. */
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
      const stated = Object.fromEntries(
        [...SOURCES, ...USES].map((kind) => [kind, sum(alike.map((one) => one.stated[kind] ?? null))]),
      ) as BalanceRow['stated']
      const sideOf = (kinds: readonly EntryKind[]) =>
        add(NOTHING, ...kinds.map((kind) => stated[kind] ?? NOTHING))
      return {
        communeId: totals ? null : communeId,
        product,
        form,
        period,
        stated,
        sources: sideOf(SOURCES),
        uses: sideOf(USES),
        need: sum(alike.map(({ need }) => need)),
        residual: add(NOTHING, ...alike.map(({ residual }) => residual)),
        closing: WORST.find((closing) => alike.some((one) => one.closing === closing)) ?? 'too-little-known',
      }
    })
    .sort((a, b) => largest(b) - largest(a))
}

const largest = ({ sources, uses, need }: BalanceRow): number =>
  Math.max(sources.likely, uses.likely, need?.likely ?? 0)

/** Null where none was told. */
export function sum(parts: readonly (Spread | null)[]): Spread | null {
  const told = parts.filter((part) => part !== null)
  return told.length > 0 ? add(exactly(0), ...told) : null
}

export interface Stretch {
  kind: EntryKind | 'residual'
  /** Per cent of the longer side. */
  from: number
  width: number
}

/** Both sides as bars of one scale, what is left over at the end of the shorter one; and what each can be at least and at most. */
export function barsOf({ stated, sources, uses }: BalanceRow): {
  sources: { stretches: Stretch[]; least: number; most: number }
  uses: { stretches: Stretch[]; least: number; most: number }
} {
  const whole = Math.max(sources.max, uses.max, Number.MIN_VALUE)
  const percent = (kg: number) => (100 * kg) / whole
  const side = (kinds: readonly EntryKind[], total: Spread, other: Spread) => {
    const stretches: Stretch[] = []
    let at = 0
    const put = (kind: Stretch['kind'], kg: number) => {
      if (kg <= 0) return
      stretches.push({ kind, from: percent(at), width: percent(kg) })
      at += kg
    }
    for (const kind of kinds) put(kind, stated[kind]?.likely ?? 0)
    put('residual', other.likely - total.likely)
    return { stretches, least: percent(total.min), most: percent(total.max) }
  }
  return { sources: side(SOURCES, sources, uses), uses: side(USES, uses, sources) }
}
