/**
 * Days counted as the law counts them: continuous, or working days by a country's calendar of rest and holidays, which
 * is data. Days are ISO texts, so that no time zone moves them.
 */
import bolivia from './calendars/bolivia.json' with { type: 'json' }
import brazil from './calendars/brazil.json' with { type: 'json' }
import venezuela from './calendars/venezuela.json' with { type: 'json' }
import type { Confidence } from './pack-schema.ts'

export interface WorkingCalendar {
  country: string
  reviewedOn: string
  caution: string
  /** 0 is Sunday. */
  restDays: {
    weekdays: number[]
    law: string
    article: string | null
    confidence: Confidence
    source: string
  }
  holidays: {
    validFrom: string
    /** First day on which it no longer holds; null while it does. */
    validTo: string | null
    law: string
    article: string | null
    gazette: string | null
    confidence: Confidence
    source: string
    /** `MM-DD` */
    fixed: string[]
    /** Days after Easter Sunday; Carnival and Holy Week are before. */
    fromEaster: number[]
    /** Whether one of them that falls on a Sunday is kept on the Monday. */
    movesFromSunday?: boolean
    /** Days of one year only: added, or moved there. */
    days?: string[]
    /** Holidays of one year that were moved away: working days. */
    worked?: string[]
  }[]
}

export type Count = 'continuous' | 'working'

export const VENEZUELA_CALENDAR = venezuela as WorkingCalendar
export const BRAZIL_CALENDAR = brazil as WorkingCalendar
export const BOLIVIA_CALENDAR = bolivia as WorkingCalendar

const CALENDARS = [VENEZUELA_CALENDAR, BRAZIL_CALENDAR, BOLIVIA_CALENDAR]

/** @throws where no calendar of that country ships: a pack without its calendar is a defect. */
export function calendarOf(country: string): WorkingCalendar {
  const calendar = CALENDARS.find((one) => one.country === country)
  if (!calendar) throw new Error(`no calendar of ${country}`)
  return calendar
}

const DAY_MS = 86_400_000

/** An ISO day that is in the calendar: 2026-02-30 is none. */
export const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && addDays(text, 0) === text

export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

/** The Gregorian Easter Sunday (Meeus, Jones, Butcher). */
export function easterSunday(year: number): string {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = Math.floor(b / 4)
  const e = b % 4
  const f = Math.floor((b + 8) / 25)
  const g = Math.floor((b - f + 1) / 3)
  const h = (19 * a + b - d - g + 15) % 30
  const i = Math.floor(c / 4)
  const k = c % 4
  const l = (32 + 2 * e + 2 * i - h - k) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const month = Math.floor((h + l - 7 * m + 114) / 31)
  const day = ((h + l - 7 * m + 114) % 31) + 1
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

const weekday = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay()

export function isWorkingDay(day: string, calendar: WorkingCalendar): boolean {
  if (calendar.restDays.weekdays.includes(weekday(day))) return false
  const inForce = calendar.holidays.filter(
    ({ validFrom, validTo }) => day >= validFrom && (validTo === null || day < validTo),
  )
  if (inForce.some(({ worked }) => worked?.includes(day))) return true
  const easter = easterSunday(Number(day.slice(0, 4)))
  const sundayBefore = weekday(day) === 1 ? addDays(day, -1) : null
  return !inForce.some(
    ({ fixed, fromEaster, movesFromSunday, days }) =>
      fixed.includes(day.slice(5)) ||
      fromEaster.some((offset) => addDays(easter, offset) === day) ||
      (movesFromSunday && sundayBefore !== null && fixed.includes(sundayBefore.slice(5))) ||
      days?.includes(day),
  )
}

/**
 * The last day of a term. The day itself does not count: a term begins on the day after (Ley Orgánica de Procedimientos
 * Administrativos, art. 42).
 */
export function lastDayOf(from: string, days: number, count: Count, calendar: WorkingCalendar): string {
  let day = from
  for (let counted = 0; counted < days; ) {
    day = addDays(day, 1)
    if (count === 'continuous' || isWorkingDay(day, calendar)) counted++
  }
  return day
}

/** Whole days after `from` and before `to`; 0 where `to` is not later than the day after. */
export function daysBetween(from: string, to: string, count: Count, calendar: WorkingCalendar): number {
  let days = 0
  for (let day = addDays(from, 1); day < to; day = addDays(day, 1))
    if (count === 'continuous' || isWorkingDay(day, calendar)) days++
  return days
}
