/**
 * Dates as sources tell them, after the Extended Date/Time Format (ISO 8601-2, level 1), with three words of our own
 * where it has none:
 *
 *     2009   2009-03   2009-03-05     a year, a month, a day
 *     2010~                           about: a year more or less, a month, a week
 *     2010~early  ~mid  ~late         the first, middle or last third
 *     /2010                           in 2010 or before
 *     2010/                           in 2010 or after
 *     2009/2011                       some day from the one to the other
 *
 * What may be meant is all days from `earliest` to `latest`, both among them.
 */
import type { UncertainDate } from './records.ts'

/** The days that stand for "nobody knows how early" and "how late". */
export const FIRST_DAY = '0001-01-01'
export const LAST_DAY = '9999-12-31'

export type Doubt = 'about' | 'early' | 'mid' | 'late'

/** A year, month or day, and how doubtful. */
export interface DatePoint {
  year: number
  month: number | null
  day: number | null
  doubt: Doubt | null
}

/** `before` and `after` include what they name. */
export type DateShape =
  | { kind: 'point'; at: DatePoint }
  | { kind: 'before'; at: DatePoint }
  | { kind: 'after'; at: DatePoint }
  | { kind: 'between'; from: DatePoint; to: DatePoint }

export interface DateRefusal {
  refused: 'date-not-understood' | 'date-impossible' | 'date-reversed'
  facts: { text: string }
}

const POINT = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:~(early|mid|late)?)?$/
/** Years of which calendars and databases say the same. */
const [FIRST_YEAR, LAST_YEAR] = [1000, 2999]

/** Reads what a person typed; blanks around it do not count. */
export function parseDate(written: string): (UncertainDate & { shape: DateShape }) | DateRefusal {
  const text = written.trim()
  const parts = text.split('/')
  if (parts.length > 2 || parts.every((part) => part === ''))
    return { refused: 'date-not-understood', facts: { text } }
  const points = parts.map((part) => (part === '' ? null : readPoint(part)))
  for (const point of points) if (typeof point === 'string') return { refused: point, facts: { text } }
  const [from, to] = points as (DatePoint | null)[]
  if (parts.length === 1) return { text, ...daysOf(from!), shape: { kind: 'point', at: from! } }
  if (from === null)
    return { text, earliest: FIRST_DAY, latest: daysOf(to!).latest, shape: { kind: 'before', at: to! } }
  if (to === null)
    return { text, earliest: daysOf(from).earliest, latest: LAST_DAY, shape: { kind: 'after', at: from } }
  const [earliest, latest] = [daysOf(from).earliest, daysOf(to).latest]
  if (latest < earliest) return { refused: 'date-reversed', facts: { text } }
  return { text, earliest, latest, shape: { kind: 'between', from, to } }
}

/** What is stored. @throws for what `parseDate` refuses: for texts in the program itself. */
export function uncertainDate(written: string): UncertainDate {
  const read = parseDate(written)
  if ('refused' in read) throw new Error(`${written}: ${read.refused}`)
  const { text, earliest, latest } = read
  return { text, earliest, latest }
}

function readPoint(text: string): DatePoint | DateRefusal['refused'] {
  const match = POINT.exec(text)
  if (!match) return 'date-not-understood'
  const [year, month, day] = match.slice(1, 4).map((part) => (part === undefined ? null : Number(part)))
  const doubt = match[4] === undefined ? (text.endsWith('~') ? 'about' : null) : (match[4] as Doubt)
  // A third of a day is no date.
  if (day !== null && doubt !== null && doubt !== 'about') return 'date-not-understood'
  if (year! < FIRST_YEAR || year! > LAST_YEAR) return 'date-impossible'
  if (month !== null && (month < 1 || month > 12)) return 'date-impossible'
  if (day !== null && (day < 1 || day > monthLength(year!, month!))) return 'date-impossible'
  return { year: year!, month, day, doubt }
}

/** The first and the last day that a point may mean. */
function daysOf({ year, month, day, doubt }: DatePoint): { earliest: string; latest: string } {
  if (day !== null) {
    const slack = doubt === 'about' ? 7 : 0
    return { earliest: isoDay(year, month!, day - slack), latest: isoDay(year, month!, day + slack) }
  }
  if (month !== null)
    switch (doubt) {
      case 'about':
        return { earliest: isoDay(year, month - 1, 1), latest: isoDay(year, month + 2, 0) }
      case 'early':
        return { earliest: isoDay(year, month, 1), latest: isoDay(year, month, 10) }
      case 'mid':
        return { earliest: isoDay(year, month, 11), latest: isoDay(year, month, 20) }
      case 'late':
        return { earliest: isoDay(year, month, 21), latest: isoDay(year, month + 1, 0) }
      default:
        return { earliest: isoDay(year, month, 1), latest: isoDay(year, month + 1, 0) }
    }
  const [first, last, widened] = {
    about: [1, 12, 1],
    early: [1, 4, 0],
    mid: [5, 8, 0],
    late: [9, 12, 0],
    none: [1, 12, 0],
  }[doubt ?? 'none']
  return { earliest: isoDay(year - widened, first, 1), latest: isoDay(year + widened, last + 1, 0) }
}

const monthLength = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate()
/** Months and days outside of theirs run over, as in Date. */
const isoDay = (year: number, month: number, day: number): string =>
  new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10)

export type Held = 'certain' | 'possible' | 'not'

type Days = Pick<UncertainDate, 'earliest' | 'latest'>

/**
 * Whether what lasted from `from` to `to` (the last day) held on a day. Without `from` nobody says since when: it may
 * have. Without `to` nobody says that it ended: it still does.
 */
export function heldOn(day: string, from: Days | null, to: Days | null): Held {
  if (from && day < from.earliest) return 'not'
  if (to && day > to.latest) return 'not'
  return from && day >= from.latest && (!to || day <= to.earliest) ? 'certain' : 'possible'
}

/** Whether what happened once had happened by a day. Of what nobody dates nobody knows. */
export function happenedBy(day: string, at: Days | null): Held {
  if (!at) return 'possible'
  return day >= at.latest ? 'certain' : day >= at.earliest ? 'possible' : 'not'
}

/** Whether both may mean one and the same day. */
export const mayBeSame = (a: Days, b: Days): boolean => a.earliest <= b.latest && b.earliest <= a.latest

/** Whether one certainly ends before the other begins, whatever days they mean. */
export const certainlyReversed = (from: Days | null, to: Days | null): boolean =>
  from !== null && to !== null && to.latest < from.earliest
