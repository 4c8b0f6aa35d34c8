import { describe, expect, test } from 'vitest'
import { parseDate } from '../../../domain/land/uncertain-date.ts'
import { type DateParts, dateParts, dateText, SURE } from './date-field.ts'

describe('an uncertain date as two fields', () => {
  test.each([
    ['exact', '2010', '2010'],
    ['exact', '05/03/2009', '2009-03-05'],
    ['exact', '3/2009', '2009-03'],
    ['early', ' 2010 ', '2010~early'],
    ['about', '2010-03', '2010-03~'],
    ['before', '2.5.2015', '/2015-05-02'],
    ['after', '2015', '2015/'],
  ] as const)('%s %s is %s', (sure, day, text) => {
    expect(dateText({ sure, day, last: '' })).toBe(text)
    expect('refused' in parseDate(text)).toBe(false)
  })

  test('what is left empty is no date', () => {
    for (const sure of SURE) expect(dateText({ sure, day: '  ', last: '2010' })).toBeNull()
  })

  test('what the record says comes back into the same fields', () => {
    const texts = ['2010', '2009-03-05', '2010~', '2010~early', '2010-03~late', '/2015', '2015/', '2009/2011']
    for (const text of texts) expect(dateText(dateParts(text) as DateParts)).toBe(text)
    expect(dateParts(null)).toEqual({ sure: 'exact', day: '', last: '' })
  })
})
