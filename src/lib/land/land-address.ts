/** What the address of the land workspace says: what is open, on which day, as known when. Pure. */
import { isDay } from '../shell/address.ts'

export interface LandAddress {
  unit: number | null
  /** The day that is shown; null: today. */
  on: string | null
  /** A moment (ISO) as known at which; null: as known now. */
  known: string | null
  /** What is being written down: a new unit, or something of the one that is open. */
  form: LandForm | null
  /** Which extent or statement is corrected; null: a new one. */
  of: number | null
}

const FORMS = ['unit', 'edit', 'extent', 'statement'] as const
export type LandForm = (typeof FORMS)[number]

export function readLand(url: URL): LandAddress {
  const { searchParams } = url
  const whole = (name: string) => {
    const value = Number(searchParams.get(name))
    return Number.isInteger(value) && value > 0 && value <= 2147483647 ? value : null
  }
  const form = FORMS.find((one) => one === searchParams.get('form')) ?? null
  const on = searchParams.get('on') ?? ''
  const known = searchParams.get('known') ?? ''
  return {
    unit: whole('unit'),
    on: isDay(on) ? on : null,
    known: Number.isNaN(Date.parse(known)) ? null : known,
    form,
    of: form === 'extent' || form === 'statement' ? whole('of') : null,
  }
}

/** The same view with something else open; what is not named stays. */
export function landLink(url: URL, wanted: Partial<LandAddress>): string {
  const { unit, on, known, form, of } = { ...readLand(url), form: null, of: null, ...wanted }
  const next = new URL(url)
  next.pathname = '/land'
  for (const key of [...next.searchParams.keys()])
    if (!['lang', 'place'].includes(key)) next.searchParams.delete(key)
  for (const [key, value] of Object.entries({ unit, on, known, form, of }))
    if (value !== null) next.searchParams.set(key, String(value))
  return next.pathname + (next.search ? `?${next.searchParams.toString().replaceAll('%2C', ',')}` : '')
}

/** Municipalities and protected areas, in the same language. */
export function areasLink(url: URL): string {
  const lang = url.searchParams.get('lang')
  return `/land/areas${lang ? `?lang=${encodeURIComponent(lang)}` : ''}`
}
