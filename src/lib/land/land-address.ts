/** What the address of the land workspace says: what is open, on which day, as known when. Pure. */
import { isDay } from '../shell/address.ts'

export interface LandAddress {
  unit: number | null
  /** The day that is shown; null: today. */
  on: string | null
  /** A moment (ISO) as known at which; null: as known now. */
  known: string | null
  /** What is being written down. */
  form: 'unit' | null
}

export function readLand(url: URL): LandAddress {
  const { searchParams } = url
  const unit = Number(searchParams.get('unit'))
  const on = searchParams.get('on') ?? ''
  const known = searchParams.get('known') ?? ''
  return {
    unit: Number.isInteger(unit) && unit > 0 && unit <= 2147483647 ? unit : null,
    on: isDay(on) ? on : null,
    known: Number.isNaN(Date.parse(known)) ? null : known,
    form: searchParams.get('form') === 'unit' ? 'unit' : null,
  }
}

/** The same view with something else open; what is not named stays. */
export function landLink(url: URL, wanted: Partial<LandAddress>): string {
  const { unit, on, known, form } = { ...readLand(url), form: null, ...wanted }
  const next = new URL(url)
  next.pathname = '/land'
  for (const key of [...next.searchParams.keys()])
    if (!['lang', 'place'].includes(key)) next.searchParams.delete(key)
  for (const [key, value] of Object.entries({ unit, on, known, form }))
    if (value !== null) next.searchParams.set(key, String(value))
  return next.pathname + (next.search ? `?${next.searchParams.toString().replaceAll('%2C', ',')}` : '')
}
