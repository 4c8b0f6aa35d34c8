import { describe, expect, test } from 'vitest'
import {
  addDays,
  BOLIVIA_CALENDAR,
  BRAZIL_CALENDAR,
  calendarOf,
  daysBetween,
  easterSunday,
  isDay,
  isWorkingDay,
  lastDayOf,
  VENEZUELA_CALENDAR,
} from './calendar.ts'

const working = (day: string) => isWorkingDay(day, VENEZUELA_CALENDAR)

describe('the calendar of Venezuela', () => {
  test('Easter falls where the church has it', () => {
    expect([2008, 2019, 2024, 2025, 2026, 2027, 2038].map(easterSunday)).toEqual([
      '2008-03-23',
      '2019-04-21',
      '2024-03-31',
      '2025-04-20',
      '2026-04-05',
      '2027-03-28',
      '2038-04-25',
    ])
  })

  test('Carnival and Holy Week of 2025 and 2026 are no working days, as the press printed them', () => {
    for (const day of ['2025-03-03', '2025-03-04', '2025-04-17', '2025-04-18'])
      expect(working(day), day).toBe(false)
    for (const day of ['2026-02-16', '2026-02-17', '2026-04-02', '2026-04-03'])
      expect(working(day), day).toBe(false)
    // Ash Wednesday and the Wednesday of Holy Week are.
    for (const day of ['2026-02-18', '2026-04-01', '2026-04-06']) expect(working(day), day).toBe(true)
  })

  test('the days of the nation, of the year and the weekend are none either', () => {
    const fixed = ['01-01', '04-19', '05-01', '06-24', '07-05', '07-24', '10-12', '12-24', '12-25', '12-31']
    for (const day of fixed) expect(working(`2024-${day}`), day).toBe(false)
    expect(working('2026-11-28')).toBe(false)
    expect(working('2026-11-29')).toBe(false)
    expect(working('2026-11-30')).toBe(true)
  })

  test('Carnival was a working day before the law of 2012', () => {
    expect(working('2012-02-20')).toBe(true)
    expect(working('2013-02-11')).toBe(false)
  })
})

describe('a term', () => {
  test('of continuous days begins the day after and passes over leap days and years', () => {
    expect(lastDayOf('2024-02-15', 30, 'continuous', VENEZUELA_CALENDAR)).toBe('2024-03-16')
    expect(lastDayOf('2025-12-15', 30, 'continuous', VENEZUELA_CALENDAR)).toBe('2026-01-14')
  })

  test('of working days jumps over Carnival', () => {
    // Thursday 12 February 2026; Fri 13, (weekend, Mon 16 and Tue 17 Carnival), Wed 18, Thu 19.
    expect(lastDayOf('2026-02-12', 3, 'working', VENEZUELA_CALENDAR)).toBe('2026-02-19')
  })

  test('of working days jumps over Holy Week', () => {
    // Monday 30 March 2026; Tue 31, Wed 1, (Thu 2, Fri 3, weekend), Mon 6, Tue 7, Wed 8.
    expect(lastDayOf('2026-03-30', 5, 'working', VENEZUELA_CALENDAR)).toBe('2026-04-08')
  })

  test('is counted the same way back', () => {
    expect(daysBetween('2026-03-30', '2026-04-09', 'working', VENEZUELA_CALENDAR)).toBe(5)
    expect(daysBetween('2026-03-30', '2026-04-09', 'continuous', VENEZUELA_CALENDAR)).toBe(9)
    expect(daysBetween('2026-03-30', '2026-03-30', 'continuous', VENEZUELA_CALENDAR)).toBe(0)
    expect(daysBetween('2026-03-30', '2026-03-01', 'continuous', VENEZUELA_CALENDAR)).toBe(0)
  })

  test('is made of days that exist', () => {
    expect(isDay('2024-02-29')).toBe(true)
    expect(isDay('2026-02-29')).toBe(false)
    expect(isDay('2026-13-01')).toBe(false)
    expect(isDay('yesterday')).toBe(false)
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
  })
})

describe('the calendar of Brazil', () => {
  const last = (from: string, days: number) => lastDayOf(from, days, 'working', BRAZIL_CALENDAR)

  test('has Tiradentes between Thursday and Friday of the week after', () => {
    // Thursday 16 April 2026; Fri 17 is 1, Mon 20 is 2, (Tue 21 Tiradentes), Wed 22, Thu 23, Fri 24 is 5.
    expect(last('2026-04-16', 5)).toBe('2026-04-24')
  })

  test('has Good Friday and no Carnival, which only the administration and custom give', () => {
    // Monday 30 March 2026; Tue, Wed, Thu are 1–3, (Fri 3 April), Mon 6 is 4.
    expect(last('2026-03-30', 4)).toBe('2026-04-06')
    // Thursday 12 February 2026; Fri 13, Mon 16, Tue 17.
    expect(last('2026-02-12', 3)).toBe('2026-02-17')
  })

  test('has the day of black consciousness since 2024', () => {
    expect(isWorkingDay('2023-11-20', BRAZIL_CALENDAR)).toBe(true)
    expect(isWorkingDay('2024-11-20', BRAZIL_CALENDAR)).toBe(false)
  })
})

describe('the calendar of Bolivia', () => {
  const last = (from: string, days: number) => lastDayOf(from, days, 'working', BOLIVIA_CALENDAR)

  test('has Monday and Tuesday of Carnival', () => {
    // Thursday 12 February 2026; Fri 13 is 1, (Mon 16, Tue 17), Wed 18, Thu 19, Fri 20 is 4, Mon 23 is 5.
    expect(last('2026-02-12', 5)).toBe('2026-02-23')
  })

  test('keeps on Monday what falls on a Sunday, but not All Souls', () => {
    // 6 August 2023 was a Sunday, as was 21 June 2026.
    expect(isWorkingDay('2023-08-07', BOLIVIA_CALENDAR)).toBe(false)
    expect(last('2026-06-19', 1)).toBe('2026-06-23')
    // 2 November 2031 will be one.
    expect(isWorkingDay('2031-11-03', BOLIVIA_CALENDAR)).toBe(true)
    // A decree of 2025 moved it that year.
    expect(isWorkingDay('2025-11-03', BOLIVIA_CALENDAR)).toBe(false)
  })

  test('follows the decree of 2026, which moved 22 January to the day after and added days', () => {
    // Tuesday 20 January 2026; Wed 21 is 1, Thu 22 is 2, (Fri 23), Mon 26 is 3.
    expect(last('2026-01-20', 3)).toBe('2026-01-26')
    // Wednesday 3 June 2026; (Thu 4 Corpus Christi, Fri 5 added), Mon 8 is 1.
    expect(last('2026-06-03', 1)).toBe('2026-06-08')
    expect(isWorkingDay('2024-01-22', BOLIVIA_CALENDAR)).toBe(false)
  })
})

test('a country without a calendar is a defect', () => {
  expect(() => calendarOf('XX')).toThrow('XX')
})
