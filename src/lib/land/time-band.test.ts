import { expect, test } from 'vitest'
import { dayNumber, isoDay, partsOf, type Stretch, spanOf, stops, yearTicks } from './time-band.ts'

const stretch = (wanted: Partial<Stretch>): Stretch => ({
  lane: 'one',
  id: '1',
  label: '',
  from: null,
  to: null,
  event: false,
  tone: 'owns',
  disputed: false,
  ...wanted,
})
const day = (text: string) => ({ earliest: text, latest: text })
const year = (text: string) => ({ earliest: `${text}-01-01`, latest: `${text}-12-31` })
const SPAN = { first: dayNumber('2009-01-01'), last: dayNumber('2012-12-31') }

test('days and numbers are the same thing', () => {
  expect(isoDay(dayNumber('2009-03-05'))).toBe('2009-03-05')
})

test('the band spans whole years around all that is known and today', () => {
  const span = spanOf([stretch({ from: day('2009-03-05') }), stretch({ to: year('2014') })], '2026-11-29')
  expect([isoDay(span.first), isoDay(span.last)]).toEqual(['2009-01-01', '2026-12-31'])
  expect(isoDay(spanOf([], '2026-11-29').first)).toBe('2024-01-01')
})

test('what is uncertain stands before and after what is certain', () => {
  const { certain, before, after } = partsOf(stretch({ from: year('2010'), to: year('2012') }), SPAN)
  expect(before).toEqual([expect.closeTo(0.25, 2), expect.closeTo(0.5, 2)])
  expect(certain).toEqual([expect.closeTo(0.5, 2), expect.closeTo(0.75, 2)])
  expect(after).toEqual([expect.closeTo(0.75, 2), 1])
})

test('what has no beginning begins with the band, what has no end lasts to its end', () => {
  expect(partsOf(stretch({}), SPAN)).toEqual({ certain: [0, 1], before: null, after: null })
})

test('an occurrence of an exact day is certain, of a year is not', () => {
  expect(partsOf(stretch({ event: true, from: day('2009-03-05') }), SPAN).certain).not.toBeNull()
  expect(partsOf(stretch({ event: true, from: year('2010') }), SPAN)).toMatchObject({ certain: null })
})

test('what may have ended before it certainly began has no certain part', () => {
  expect(partsOf(stretch({ from: year('2010'), to: year('2010') }), SPAN).certain).toBeNull()
})

test('years are written as far as there is room', () => {
  expect(yearTicks(SPAN, 4)).toEqual([2009, 2010, 2011, 2012])
  expect(yearTicks(SPAN, 2)).toEqual([2010, 2012])
})

test('one steps from one change to the next', () => {
  expect(
    stops([stretch({ from: year('2010') }), stretch({ from: year('2010'), to: day('2014-12-09') })]),
  ).toEqual(['2010-01-01', '2014-12-09'])
})
