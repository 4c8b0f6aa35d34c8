/** A month or a year as people write it: `2026-11`, `11/2026`, `nov 2026`, a day of it, a spreadsheet's date. */
import { type Cell, cellText } from './sheet.ts'
import { monthOf } from './words.ts'

/** Day first, as in most of the world, or month first. */
export type DayOrder = 'day-first' | 'month-first'

export type PeriodRead =
  | { period: string }
  /** `03/11/2026`: November by one order, March by the other. */
  | { doubtful: { [O in DayOrder]: string } }
  | { fault: 'period-missing' | 'period-unreadable' | 'formula-not-computed' }

const FIRST_YEAR = 1900
const LAST_YEAR = 2199

export function readPeriod(cell: Cell, order: DayOrder | null = null): PeriodRead {
  if (cell !== null && typeof cell === 'object') {
    if ('date' in cell) return { period: cell.date.slice(0, 7) }
    return { fault: cell.error === 'formula' ? 'formula-not-computed' : 'period-unreadable' }
  }
  const text = cellText(cell)
  if (text === '') return { fault: 'period-missing' }
  return fromText(text, order) ?? { fault: 'period-unreadable' }
}

function fromText(text: string, order: DayOrder | null): PeriodRead | null {
  if (/^\d{4}$/.test(text)) return inYears(Number(text), null)
  const iso = /^(\d{4})[-/.](\d{1,2})(?:[-/.]\d{1,2}(?:[T ].*)?)?$/.exec(text)
  if (iso) return inYears(Number(iso[1]), Number(iso[2]))
  const month = /^(\d{1,2})[-/.](\d{4})$/.exec(text)
  if (month) return inYears(Number(month[2]), Number(month[1]))
  const day = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: .*)?$/.exec(text)
  if (day) return ofDay(Number(day[1]), Number(day[2]), Number(day[3]), order)
  const named = /^(?:(\d{1,2})[ -]+(?:de )?)?(\p{L}+)\.?[ '’/-]*(?:de |del |of )?(\d{4}|\d{2})$/u.exec(text)
  if (!named) return null
  const found = monthOf(named[2])
  // `nov-26` is how spreadsheets show a month: of this century.
  const year = named[3].length === 2 ? 2000 + Number(named[3]) : Number(named[3])
  return found === null ? null : inYears(year, found)
}

function ofDay(first: number, second: number, year: number, order: DayOrder | null): PeriodRead | null {
  if (first === second || second > 12) return inYears(year, first)
  if (first > 12) return inYears(year, second)
  const [byDay, byMonth] = [inYears(year, second), inYears(year, first)]
  if (!byDay || !byMonth || !('period' in byDay) || !('period' in byMonth)) return null
  if (order) return order === 'day-first' ? byDay : byMonth
  return { doubtful: { 'day-first': byDay.period, 'month-first': byMonth.period } }
}

function inYears(year: number, month: number | null): PeriodRead | null {
  if (year < FIRST_YEAR || year > LAST_YEAR) return null
  if (month === null) return { period: String(year) }
  return month >= 1 && month <= 12 ? { period: `${year}-${String(month).padStart(2, '0')}` } : null
}

/** Which number of a day is the month, as far as the other days of the column say it. */
export function orderOf(cells: readonly Cell[]): DayOrder | null {
  const said = new Set<DayOrder>()
  for (const cell of cells) {
    const day = /^(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}/.exec(cellText(cell))
    if (!day) continue
    if (Number(day[1]) > 12) said.add('day-first')
    else if (Number(day[2]) > 12) said.add('month-first')
  }
  return said.size === 1 ? [...said][0] : null
}
