/** Totals over communes, and who has which share of them. */
import { type Item, itemKey } from '../products/index.ts'
import { add, type Spread, shareOf } from '../units/index.ts'
import type { BalanceEntry, EntryKind } from './balance.ts'

export interface Group {
  commune: string
  item: Item
  period: string
  entries: BalanceEntry[]
}

/** Entries by commune, item and period, each of which makes one balance; in the order of their first entry. */
export function groupEntries(entries: readonly BalanceEntry[]): Group[] {
  const groups = new Map<string, Group>()
  for (const entry of entries) {
    const { commune, item, period } = entry
    const key = JSON.stringify([commune, itemKey(item), period])
    const group = groups.get(key) ?? { commune, item, period, entries: [] }
    group.entries.push(entry)
    groups.set(key, group)
  }
  return [...groups.values()]
}

export interface ShareOfAll {
  commune: string
  kilograms: Spread
  /** Between 0 and 1; null where the total is nothing. */
  share: Spread | null
}

/** How much of one kind each commune has, the largest first, with its share of all. */
export function sharesOf(entries: readonly BalanceEntry[], kind: EntryKind): ShareOfAll[] {
  const byCommune = new Map<string, Spread[]>()
  for (const entry of entries)
    if (entry.kind === kind)
      byCommune.set(entry.commune, [...(byCommune.get(entry.commune) ?? []), entry.kilograms])
  const amounts = [...byCommune].map(([commune, parts]) => ({ commune, kilograms: add(...parts) }))
  return amounts
    .map(({ commune, kilograms }) => {
      const rest = add(...amounts.filter((one) => one.commune !== commune).map((one) => one.kilograms))
      return { commune, kilograms, share: shareOf(kilograms, rest) }
    })
    .sort((a, b) => b.kilograms.likely - a.kilograms.likely || (a.commune < b.commune ? -1 : 1))
}
