import { describe, expect, test } from 'vitest'
import { dayBefore, stopsBeside, stopsOf } from './stops.ts'

const TODAY = '2026-11-28'

describe('a walk through time', () => {
  test('stops at each day of change and the day before the first, never at today', () => {
    expect(stopsOf(['2026-11-28', '2024-05-01', '2020-01-01', '2024-05-01'], TODAY)).toEqual([
      '2019-12-31',
      '2020-01-01',
      '2024-05-01',
    ])
    expect(stopsOf([TODAY], TODAY)).toEqual(['2026-11-27'])
    expect(stopsOf([], TODAY)).toEqual([])
  })

  test('goes back from today, on to the next stop, and from the last one to today', () => {
    const stops = ['2019-12-31', '2020-01-01', '2024-05-01']
    expect(stopsBeside(stops, null)).toEqual({ previous: '2024-05-01', next: null })
    expect(stopsBeside(stops, '2022-06-01')).toEqual({ previous: '2020-01-01', next: '2024-05-01' })
    expect(stopsBeside(stops, '2024-05-01')).toEqual({ previous: '2020-01-01', next: 'present' })
    expect(stopsBeside(stops, '2019-12-31')).toEqual({ previous: null, next: '2020-01-01' })
  })

  test('a year and a month have a day before their first', () => {
    expect([dayBefore('2024-01-01'), dayBefore('2024-03-01')]).toEqual(['2023-12-31', '2024-02-29'])
  })
})
