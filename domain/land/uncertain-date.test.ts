import { describe, expect, test } from 'vitest'
import {
  certainlyReversed,
  happenedBy,
  heldOn,
  mayBeSame,
  parseDate,
  uncertainDate,
} from './uncertain-date.ts'

const days = (text: string) => {
  const { earliest, latest } = uncertainDate(text)
  return `${earliest} ${latest}`
}

describe('an uncertain date', () => {
  test.each([
    ['2009', '2009-01-01 2009-12-31'],
    ['2009-02', '2009-02-01 2009-02-28'],
    ['2008-02', '2008-02-01 2008-02-29'],
    ['2009-03-05', '2009-03-05 2009-03-05'],
    ['2010~', '2009-01-01 2011-12-31'],
    ['2010~early', '2010-01-01 2010-04-30'],
    ['2010~mid', '2010-05-01 2010-08-31'],
    ['2010~late', '2010-09-01 2010-12-31'],
    ['2009-01~', '2008-12-01 2009-02-28'],
    ['2009-02~late', '2009-02-21 2009-02-28'],
    ['2009-03-05~', '2009-02-26 2009-03-12'],
    ['/2015-05-02', '0001-01-01 2015-05-02'],
    ['2010/', '2010-01-01 9999-12-31'],
    ['2009/2011-03', '2009-01-01 2011-03-31'],
    ['  2009 ', '2009-01-01 2009-12-31'],
  ])('%s may mean the days %s', (text, expected) => {
    expect(days(text)).toBe(expected)
  })

  test.each([
    ['', 'date-not-understood'],
    ['/', 'date-not-understood'],
    ['early 2010', 'date-not-understood'],
    ['09', 'date-not-understood'],
    ['5/3/2009', 'date-not-understood'],
    ['2009-3-5', 'date-not-understood'],
    ['2009-03-05~early', 'date-not-understood'],
    ['2009-13', 'date-impossible'],
    ['2009-02-30', 'date-impossible'],
    ['0999', 'date-impossible'],
    ['2011/2009', 'date-reversed'],
  ])('%j is refused: %s', (text, refused) => {
    expect(parseDate(text)).toMatchObject({ refused })
  })
})

describe('what held on a day', () => {
  const [from, to] = [uncertainDate('2010~early'), uncertainDate('2014')]
  test.each([
    ['2009-12-31', 'not'],
    ['2010-01-01', 'possible'],
    ['2010-04-29', 'possible'],
    ['2010-04-30', 'certain'],
    ['2014-01-01', 'certain'],
    ['2014-01-02', 'possible'],
    ['2014-12-31', 'possible'],
    ['2015-01-01', 'not'],
  ])('on %s: %s', (day, held) => {
    expect(heldOn(day, from, to)).toBe(held)
  })

  test('without a beginning perhaps, without an end still', () => {
    expect(heldOn('1990-01-01', null, to)).toBe('possible')
    expect(heldOn('2090-01-01', from, null)).toBe('certain')
    expect(heldOn('2090-01-01', null, null)).toBe('possible')
  })

  test('never certain where it is not even possible that all days meant agree (every day of three years)', () => {
    const texts = ['2011', '2011-06', '2011~early', '/2011-06', '2011-06/', '2011-06-15']
    for (const a of texts)
      for (const b of texts)
        for (let day = new Date('2010-06-01'); day < new Date('2013-06-01'); day.setDate(day.getDate() + 5)) {
          const iso = day.toISOString().slice(0, 10)
          const [first, last] = [uncertainDate(a), uncertainDate(b)]
          const may = first.earliest <= iso && iso <= last.latest
          const must = first.latest <= iso && iso <= last.earliest
          expect(heldOn(iso, first, last)).toBe(must ? 'certain' : may ? 'possible' : 'not')
        }
  })
})

test('what happened has happened by a day certainly, perhaps or not', () => {
  const at = uncertainDate('2009-03')
  expect(['2009-02-28', '2009-03-15', '2009-03-31'].map((day) => happenedBy(day, at))).toEqual([
    'not',
    'possible',
    'certain',
  ])
  expect(happenedBy('2020-01-01', null)).toBe('possible')
})

test('two dates may be the same, or one is certainly before the other', () => {
  expect(mayBeSame(uncertainDate('2014-12-09'), uncertainDate('2014-12-16'))).toBe(false)
  expect(mayBeSame(uncertainDate('2014'), uncertainDate('2014-12-16'))).toBe(true)
  expect(certainlyReversed(uncertainDate('2014'), uncertainDate('2013'))).toBe(true)
  expect(certainlyReversed(uncertainDate('2014'), uncertainDate('2014-01'))).toBe(false)
})
