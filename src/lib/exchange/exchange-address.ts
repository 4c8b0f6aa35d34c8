/** What the address of the corridors workspace says: what is open, and of which month. Pure. */
import { PROVENANCES, type Provenance } from '../../../domain/exchange/records.ts'

export interface ExchangeAddress {
  corridor: number | null
  plan: number | null
  commune: number | null
  /** `2026-11` */
  month: string | null
  product: string | null
  provenance: Provenance | null
  form: (typeof FORMS)[number] | null
  /** Which record the form changes; null: a new one. */
  record: number | null
  /** Of truck runs: `2026-11-20`. */
  day: string | null
}

const FORMS = ['corridor', 'plan', 'quantity', 'sheet', 'producer', 'unit', 'roads', 'runs'] as const

export function readExchangeAddress({ searchParams }: URL): ExchangeAddress {
  const number = (name: string) => {
    const value = Number(searchParams.get(name))
    return Number.isInteger(value) && value > 0 && value <= 2147483647 ? value : null
  }
  const month = searchParams.get('month') ?? ''
  const day = searchParams.get('day') ?? ''
  return {
    corridor: number('corridor'),
    plan: number('plan'),
    commune: number('commune'),
    month: /^\d{4}-(0[1-9]|1[0-2])$/.test(month) ? month : null,
    product: /^[a-z-]{1,60}$/.test(searchParams.get('product') ?? '') ? searchParams.get('product') : null,
    provenance: PROVENANCES.find((one) => one === searchParams.get('provenance')) ?? null,
    form: FORMS.find((form) => form === searchParams.get('form')) ?? null,
    record: number('record'),
    day: isDay(day) ? day : null,
  }
}

function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T12:00:00Z`) : Number.NaN
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

/** Something else opened: one thing at a time; month, product and provenance stay. */
export function exchangeLink(url: URL, wanted: Partial<ExchangeAddress>): string {
  const { month, product, provenance } = readExchangeAddress(url)
  const next = new URL(url)
  next.pathname = '/corridors'
  for (const key of [...next.searchParams.keys()])
    if (!['lang', 'place'].includes(key)) next.searchParams.delete(key)
  for (const [key, value] of Object.entries({ month, product, provenance, ...wanted }))
    if (value !== null && value !== undefined) next.searchParams.set(key, String(value))
  return next.pathname + (next.search ? `?${next.searchParams.toString().replaceAll('%2C', ',')}` : '')
}
