import { expect, test } from 'vitest'
import { landLink, readLand } from './land-address.ts'

test('an address says what is open, on which day, as known when', () => {
  expect(readLand(new URL('http://x/land?unit=7&on=2010-06-15&known=2026-11-01T10:00:00Z'))).toEqual({
    unit: 7,
    on: '2010-06-15',
    known: '2026-11-01T10:00:00Z',
    form: null,
    of: null,
  })
})

test('what is mangled is passed over', () => {
  expect(readLand(new URL('http://x/land?unit=x&on=2010-02-30&known=ayer&form=no'))).toEqual({
    unit: null,
    on: null,
    known: null,
    form: null,
    of: null,
  })
})

test('a link keeps the day, the place and the language, and closes a form', () => {
  const url = new URL('http://x/land?lang=pt&place=-69,9,12&on=2010-06-15&form=unit&q=maiz')
  expect(landLink(url, { unit: 7 })).toBe('/land?lang=pt&place=-69,9,12&unit=7&on=2010-06-15')
  expect(landLink(url, { on: null })).toBe('/land?lang=pt&place=-69,9,12')
})
