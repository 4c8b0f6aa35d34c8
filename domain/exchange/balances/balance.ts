/**
 * What a commune had of an item in a period and where it went (supply and utilisation as FAO keeps it):
 * production + received + opening stock = sent + own use + seed + loss + processing + closing stock.
 * What does not add up is shown as a residual and never spread over the rest.
 */
import type { Item } from '../products/index.ts'
import { add, exactly, NOTHING, type Spread, subtract } from '../units/index.ts'

export const SOURCES = ['opening-stock', 'production', 'received'] as const
export const USES = ['sent', 'own-use', 'seed', 'loss', 'processing', 'closing-stock'] as const

export type SourceKind = (typeof SOURCES)[number]
export type UseKind = (typeof USES)[number]
export type EntryKind = SourceKind | UseKind

/** One statement that counts in a balance, already weighed. */
export interface BalanceEntry {
  commune: string
  item: Item
  /** See units/period.ts. */
  period: string
  kind: EntryKind
  kilograms: Spread
  /** Of what was sent or received: the other commune; null where it is none, or nobody said. */
  counterpart?: string | null
}

/**
 * `closes`: nothing is left over; `may-close`: nothing need be left over, for all that is known of the amounts;
 * `open`: something is left over whatever the units meant; `too-little-known`: a side has no statement at all.
 */
export type Closing = 'closes' | 'may-close' | 'open' | 'too-little-known'

export interface Balance {
  /** Kilograms by kind; null where nobody stated any, which is not nothing. */
  stated: Record<EntryKind, Spread | null>
  sources: Spread
  uses: Spread
  /** Sources less uses: positive where more was had than is accounted for. */
  residual: Spread
  closing: Closing
  unstated: EntryKind[]
}

/** Kilograms of a residual that rounding makes, as a share of the larger side. */
const ROUNDING = 1e-9

/** Of entries of one commune (or of one body of communes), item and period. */
export function balanceOf(entries: readonly Pick<BalanceEntry, 'kind' | 'kilograms'>[]): Balance {
  const stated = Object.fromEntries(
    [...SOURCES, ...USES].map((kind) => {
      const of = entries.filter((entry) => entry.kind === kind)
      return [kind, of.length > 0 ? add(...of.map(({ kilograms }) => kilograms)) : null]
    }),
  ) as Balance['stated']
  const sideOf = (kinds: readonly EntryKind[]) => add(...kinds.map((kind) => stated[kind] ?? NOTHING))
  const sources = sideOf(SOURCES)
  const uses = sideOf(USES)
  const residual = subtract(sources, uses)
  const unstated = [...SOURCES, ...USES].filter((kind) => stated[kind] === null)
  const silent = (kinds: readonly EntryKind[]) => kinds.every((kind) => stated[kind] === null)
  const closing = silent(SOURCES) || silent(USES) ? 'too-little-known' : closingOf(residual, sources, uses)
  return { stated, sources, uses, residual, closing, unstated }
}

function closingOf(residual: Spread, sources: Spread, uses: Spread): Closing {
  const rounding = ROUNDING * Math.max(sources.max, uses.max)
  if (Math.max(Math.abs(residual.min), Math.abs(residual.max)) <= rounding) return 'closes'
  return residual.min <= rounding && residual.max >= -rounding ? 'may-close' : 'open'
}

export interface BodyBalance extends Balance {
  /** Kilograms that members say they sent to each other, and that members say came from each other. */
  sentWithin: Spread
  receivedWithin: Spread
  /** Sent less received among members: on the way, lost, or told by one side only. */
  unaccountedWithin: Spread
}

/**
 * The balance of a body of communes (a corridor, a hub's circle) as one: what members send each other is neither sent
 * nor received by the body; where the two sides tell it differently, the difference is shown.
 */
export function balanceOfBody(entries: readonly BalanceEntry[], members: ReadonlySet<string>): BodyBalance {
  const own = entries.filter(({ commune }) => members.has(commune))
  const isWithin = ({ kind, counterpart }: BalanceEntry) =>
    (kind === 'sent' || kind === 'received') && !!counterpart && members.has(counterpart)
  const within = own.filter(isWithin)
  const sum = (kind: EntryKind) =>
    add(...within.filter((entry) => entry.kind === kind).map(({ kilograms }) => kilograms))
  const sentWithin = sum('sent')
  const receivedWithin = sum('received')
  return {
    ...balanceOf(own.filter((entry) => !isWithin(entry))),
    sentWithin,
    receivedWithin,
    unaccountedWithin: subtract(sentWithin, receivedWithin),
  }
}

/** What closes a balance if somebody says that all of the residual is of one kind: a proposal, never a default. */
export function closeWith(
  balance: Balance,
  kind: EntryKind,
): Pick<BalanceEntry, 'kind' | 'kilograms'> | null {
  const isUse = (USES as readonly EntryKind[]).includes(kind)
  const amount = isUse ? balance.residual.likely : -balance.residual.likely
  return amount > 0 ? { kind, kilograms: exactly(amount) } : null
}
