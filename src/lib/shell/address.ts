/** What the address of the window says: a link shows what I see. Pure, so that a test can hold it. */
export interface AddressPlace {
  longitude: number
  latitude: number
  zoom: number
}

/** `place=-69.3604,10.0612,13.5`; null where it is missing or no place on the map. */
export function readPlace(url: URL): AddressPlace | null {
  const parts = (url.searchParams.get('place') ?? '').split(',')
  if (parts.length !== 3 || parts.some((part) => part.trim() === '')) return null
  const [longitude, latitude, zoom] = parts.map(Number)
  const sensible = Math.abs(longitude) <= 180 && Math.abs(latitude) <= 85.06 && zoom >= 0 && zoom <= 22
  return sensible ? { longitude, latitude, zoom } : null
}

/** As many decimals as the zoom can show: six are 11 cm. */
export function writePlace(url: URL, place: AddressPlace): URL {
  const digits = Math.max(2, Math.min(6, Math.round(place.zoom / 3)))
  const written = new URL(url)
  written.searchParams.set(
    'place',
    [place.longitude.toFixed(digits), place.latitude.toFixed(digits), place.zoom.toFixed(1)].join(),
  )
  written.search = readable(written)
  return written
}

/** Numbers in runs: 1-42,50. A commune of 42 councils in a row is four letters. */
export function writeIds(ids: Iterable<number>): string {
  const runs: [number, number][] = []
  for (const id of [...ids].sort((one, other) => one - other)) {
    const last = runs.at(-1)
    if (last && id === last[1] + 1) last[1] = id
    else if (!last || id !== last[1]) runs.push([id, id])
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join()
}

/** At most 5,000, as the server takes; what is no number is passed over, since links get mangled in messages. */
export function readIds(text: string): number[] {
  const ids = new Set<number>()
  for (const run of text.split(',')) {
    const match = /^(\d{1,10})(?:-(\d{1,10}))?$/.exec(run.trim())
    if (!match) continue
    const last = Number(match[2] ?? match[1])
    for (let id = Number(match[1]); id <= last && ids.size < 5000; id++)
      if (id > 0 && id <= 2147483647) ids.add(id)
  }
  return [...ids]
}

/** Longer lists stay in this browser only: some servers and messengers cut addresses at 2,000 characters. */
export const LONGEST_PICK = 1500

/** The past day in `on=2024-05-01` (or another name); null where there is none, or where it is today or later. */
export function readDay(url: URL, now: string, name = 'on'): string | null {
  const text = url.searchParams.get(name) ?? ''
  return isDay(text) && text < now ? text : null
}

export const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(`${text}T00:00:00Z`).toISOString().startsWith(text)

/** The same view on another day; null is today. Only what is looked at has a past, not what is being composed. */
export function withDay(url: URL, day: string | null): string {
  const next = new URL(url)
  if (next.pathname !== '/') {
    next.pathname = '/'
    for (const key of [...next.searchParams.keys()])
      if (!['lang', 'place', 'commune'].includes(key)) next.searchParams.delete(key)
  }
  for (const key of ['pick', 'leave', 'on']) next.searchParams.delete(key)
  if (day) next.searchParams.set('on', day)
  return next.pathname + readable(next)
}

/** What changed between two days: in a commune, of certain councils, or of what the map shows. */
export function historyLink(
  url: URL,
  target: { from?: string; to?: string; commune?: number; council?: number; councils?: Iterable<number> },
): string {
  const next = new URL(url)
  next.pathname = '/history'
  for (const key of [...next.searchParams.keys()])
    if (!['lang', 'place'].includes(key)) next.searchParams.delete(key)
  const { councils, ...rest } = target
  for (const [key, value] of Object.entries(rest))
    if (value !== undefined) next.searchParams.set(key, String(value))
  if (councils) next.searchParams.set('councils', writeIds(councils))
  return next.pathname + readable(next)
}

/** The path to a commune, a council or the list, in the language and on the day that the present address names. */
export function link(
  url: URL,
  target: { commune?: number; council?: number; pick?: string; leave?: string },
): string {
  const next = new URL(url)
  next.pathname = '/'
  next.search = ''
  const looking = target.pick === undefined && target.leave === undefined
  for (const kept of looking ? ['lang', 'on'] : ['lang']) {
    const value = url.searchParams.get(kept)
    if (value) next.searchParams.set(kept, value)
  }
  for (const [key, value] of Object.entries(target))
    if (value !== undefined) next.searchParams.set(key, String(value))
  return next.pathname + readable(next)
}

/** Commas need no escape in a query, and a person reads the address. */
const readable = (url: URL): string =>
  url.search ? `?${url.searchParams.toString().replaceAll('%2C', ',')}` : ''
