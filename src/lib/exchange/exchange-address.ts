/** What the address of the corridors workspace says: what is open, of which month, and how the map shows it. Pure. */
import { LEVELS, type Level, MEASURES, type Shown } from '../../../domain/exchange/flow-map/index.ts'
import { PROVENANCES, type Provenance } from '../../../domain/exchange/records.ts'

export interface ExchangeAddress {
  corridor: number | null
  plan: number | null
  commune: number | null
  /** `2026-11` */
  month: string | null
  product: string | null
  provenance: Provenance | null
  /** Only what has an end in this corridor, whatever is open. */
  along: number | null
  /** What lines are as wide as; null: what is planned. */
  measure: Shown | null
  /** By what communes are grouped; null: by the zoom. */
  level: Level | null
  form: (typeof FORMS)[number] | null
  /** Which record the form changes; null: a new one. */
  record: number | null
}

const FORMS = ['corridor', 'plan', 'quantity', 'sheet', 'producer', 'unit', 'roads'] as const
export const SHOWN = [...MEASURES, 'difference'] as const satisfies readonly Shown[]

export function readExchangeAddress({ searchParams }: URL): ExchangeAddress {
  const number = (name: string) => {
    const value = Number(searchParams.get(name))
    return Number.isInteger(value) && value > 0 && value <= 2147483647 ? value : null
  }
  const oneOf = <T extends string>(name: string, all: readonly T[]) =>
    all.find((one) => one === searchParams.get(name)) ?? null
  const month = searchParams.get('month') ?? ''
  return {
    corridor: number('corridor'),
    plan: number('plan'),
    commune: number('commune'),
    month: /^\d{4}-(0[1-9]|1[0-2])$/.test(month) ? month : null,
    product: /^[a-z-]{1,60}$/.test(searchParams.get('product') ?? '') ? searchParams.get('product') : null,
    provenance: oneOf('provenance', PROVENANCES),
    along: number('along'),
    measure: oneOf('measure', SHOWN),
    level: oneOf('level', LEVELS),
    form: oneOf('form', FORMS),
    record: number('record'),
  }
}

/** Something else opened: one thing at a time; what is looked at and how stays. */
export function exchangeLink(url: URL, wanted: Partial<ExchangeAddress>): string {
  const { month, product, provenance, along, measure, level } = readExchangeAddress(url)
  const next = new URL(url)
  next.pathname = '/corridors'
  for (const key of [...next.searchParams.keys()])
    if (!['lang', 'place'].includes(key)) next.searchParams.delete(key)
  const kept = { month, product, provenance, along, measure, level, ...wanted }
  // A corridor that is open is looked at whole.
  if (kept.corridor) kept.along = null
  for (const [key, value] of Object.entries(kept))
    if (value !== null && value !== undefined) next.searchParams.set(key, String(value))
  return next.pathname + (next.search ? `?${next.searchParams.toString().replaceAll('%2C', ',')}` : '')
}

/** The same thing open, looked at otherwise. */
export function otherLook(url: URL, wanted: Partial<ExchangeAddress>): string {
  const { corridor, plan, commune } = readExchangeAddress(url)
  return exchangeLink(url, { corridor, plan, commune, ...wanted })
}
