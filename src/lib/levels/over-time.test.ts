import { describe, expect, it } from 'vitest'
import { dayNumber, isIsoDay, isoDay, membersOnDay, span, turns } from './over-time.ts'

const member = (id: number, from: string, to: string | null = null) => ({
  member: { kind: 'commune' as const, id },
  name: `C${id}`,
  level: null,
  from,
  to,
})

describe('members over time', () => {
  const members = [member(1, '2020-01-01', '2024-03-01'), member(2, '2022-05-01')]

  it('are members from the first day on, and no more on the day that they left', () => {
    const present = (on: string) => membersOnDay(members, on).present.map(({ name }) => name)
    expect(present('2019-12-31')).toEqual([])
    expect(present('2020-01-01')).toEqual(['C1'])
    expect(present('2024-02-29')).toEqual(['C1', 'C2'])
    expect(present('2024-03-01')).toEqual(['C2'])
    expect(membersOnDay(members, '2024-03-01').others.map(({ name }) => name)).toEqual(['C1'])
  })

  it('turn on the days on which somebody joins or leaves, each once', () => {
    expect(turns([...members, member(3, '2024-03-01')])).toEqual(['2020-01-01', '2022-05-01', '2024-03-01'])
  })

  it('reach from before the first turn to today, or to a turn that is to come', () => {
    const { first, last } = span(turns(members), '2026-01-01')
    expect(isoDay(first) < '2020-01-01').toBe(true)
    expect(isoDay(last)).toBe('2026-01-01')
    expect(isoDay(span(['2031-01-01'], '2026-01-01').last)).toBe('2031-01-01')
    expect(span([], '2026-01-01').first).toBeLessThan(dayNumber('2026-01-01'))
  })

  it('are asked for on days of the calendar only', () => {
    expect(['2026-02-28', '2026-2-8', 'ayer', null].map(isIsoDay)).toEqual([true, false, false, false])
    expect(isoDay(dayNumber('2024-02-29') + 1)).toBe('2024-03-01')
  })
})
