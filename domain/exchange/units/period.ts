/**
 * The time that an amount is about, by months: `2015` (a year), `2015-10` (a month) or `2015-10/2016-09` (from and to,
 * both included, as the coffee year runs from October to September).
 */
const FORM = /^(\d{4})(?:-(0[1-9]|1[0-2]))?(?:\/(\d{4})-(0[1-9]|1[0-2]))?$/

export interface MonthSpan {
  /** Months since the year 0. */
  first: number
  last: number
}

/** Null where the text is no period, or ends before it begins. */
export function monthsOf(period: string): MonthSpan | null {
  const match = FORM.exec(period)
  if (!match) return null
  const [, year, month, toYear, toMonth] = match
  if (toYear !== undefined && month === undefined) return null
  const first = Number(year) * 12 + (month === undefined ? 0 : Number(month) - 1)
  const last =
    toYear !== undefined
      ? Number(toYear) * 12 + Number(toMonth) - 1
      : month === undefined
        ? first + 11
        : first
  return last < first ? null : { first, last }
}

export const monthText = (month: number): string =>
  `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`

/** Whether two periods share a month. */
export const overlap = (one: MonthSpan, other: MonthSpan): boolean =>
  one.first <= other.last && other.first <= one.last
