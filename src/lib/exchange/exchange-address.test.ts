import { expect, test } from 'vitest'
import { exchangeLink, otherLook, readExchangeAddress } from './exchange-address.ts'

test('one thing is open at a time; month, product, place and language stay', () => {
  const url = new URL('http://x/corridors?lang=en&place=-69,9,8&corridor=3&month=2026-11&product=maize')
  expect(exchangeLink(url, { plan: 4 })).toBe(
    '/corridors?lang=en&place=-69,9,8&month=2026-11&product=maize&plan=4',
  )
  expect(exchangeLink(url, { month: null })).toBe('/corridors?lang=en&place=-69,9,8&product=maize')
})

test('another look leaves open what is open; a corridor that is opened is looked at whole', () => {
  const url = new URL('http://x/corridors?plan=4&along=2&measure=received&level=state')
  expect(otherLook(url, { month: '2026-12' })).toBe(
    '/corridors?month=2026-12&along=2&measure=received&level=state&plan=4',
  )
  expect(exchangeLink(url, { corridor: 3 })).toBe('/corridors?measure=received&level=state&corridor=3')
})

test('what is mangled is passed over', () => {
  expect(
    readExchangeAddress(
      new URL(
        'http://x/corridors?corridor=-1&month=2026-13&provenance=theft&product=A%20b&form=x&along=x&measure=worth&level=street',
      ),
    ),
  ).toEqual({
    corridor: null,
    plan: null,
    commune: null,
    month: null,
    product: null,
    provenance: null,
    along: null,
    measure: null,
    level: null,
    record: null,
    form: null,
  })
})
