/** A band of time as numbers: which days it spans, where a day stands, which years are written. Pure. */

/** First and last day that an uncertain day may mean, ISO. */
export interface Between {
  earliest: string
  latest: string
}

/** What lasted, or happened, by one source. */
export interface Stretch {
  id: string
  /** Those of one lane lie over each other: one relation of one party by all sources; what happened. */
  lane: string
  label: string
  /** Null: nobody says since when. */
  from: Between | null
  /** Null: it lasts, or nobody says until when. */
  to: Between | null
  /** It happened on a day, and does not last. */
  event: boolean
  tone: 'owns' | 'holds' | 'uses' | 'occupies' | 'guards' | 'claims' | 'granted' | 'taken' | 'figure'
  disputed: boolean
}

const DAY = 86_400_000
export const dayNumber = (iso: string): number => Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY)
export const isoDay = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10)

/** First and last day of the band: whole years around all that is known, today included. Never less than three years. */
export function spanOf(stretches: readonly Stretch[], today: string): { first: number; last: number } {
  const days = stretches.flatMap(({ from, to }) =>
    [from?.earliest, from?.latest, to?.earliest, to?.latest].filter((day) => day !== undefined),
  )
  const years = [...days, today].map((day) => Number(day.slice(0, 4)))
  const last = Math.max(...years)
  const first = Math.min(Math.min(...years), last - 2)
  return { first: dayNumber(`${first}-01-01`), last: dayNumber(`${last}-12-31`) }
}

/** Years that are written along the band: at most `room` of them, at even steps. */
export function yearTicks({ first, last }: { first: number; last: number }, room: number): number[] {
  const [from, to] = [Number(isoDay(first).slice(0, 4)), Number(isoDay(last).slice(0, 4))]
  const step = [1, 2, 5, 10, 20, 50, 100].find((years) => (to - from + 1) / years <= room) ?? 100
  return Array.from({ length: to - from + 1 }, (_, i) => from + i).filter((year) => year % step === 0)
}

/** Shares of the band, 0 to 1: the certain part and the uncertain ends. What is not certain at all has no certain part. */
export function partsOf(
  { from, to, event }: Stretch,
  { first, last }: { first: number; last: number },
): { certain: [number, number] | null; before: [number, number] | null; after: [number, number] | null } {
  const at = (day: number) => Math.max(0, Math.min(1, (day - first) / (last + 1 - first)))
  const begin = from ? { earliest: dayNumber(from.earliest), latest: dayNumber(from.latest) } : null
  if (event) {
    if (!begin) return { certain: null, before: null, after: null }
    const exact = begin.earliest === begin.latest
    const whole: [number, number] = [at(begin.earliest), at(begin.latest + 1)]
    return { certain: exact ? whole : null, before: exact ? null : whole, after: null }
  }
  const [opens, closes] = [begin?.latest ?? first, to ? dayNumber(to.earliest) : last + 1]
  return {
    certain: opens < closes ? [at(opens), at(closes)] : null,
    before: begin && begin.earliest < begin.latest ? [at(begin.earliest), at(Math.min(opens, closes))] : null,
    after: to && to.earliest < to.latest ? [at(closes), at(dayNumber(to.latest) + 1)] : null,
  }
}

/** Days on which something begins, ends or happens, ascending, for the buttons that step from one to the next. */
export function stops(stretches: readonly Stretch[]): string[] {
  const days = stretches.flatMap(({ from, to }) => [from?.earliest, to?.latest])
  return [...new Set(days.filter((day) => day !== undefined))].sort()
}
