import { describe, expect, test } from 'vitest'
import { disagreementsIn, holdingsOn, type Told, unitState } from './holdings.ts'
import type { Predicate } from './records.ts'
import { uncertainDate } from './uncertain-date.ts'

let next = 0
const told = (
  predicate: Predicate,
  more: Partial<Omit<Told, 'from' | 'to'>> & { from?: string; to?: string },
) =>
  ({
    id: ++next,
    unitId: 1,
    extentId: null,
    predicate,
    partyId: null,
    share: null,
    amount: null,
    amountUnit: null,
    amountText: null,
    sourceId: 1,
    stance: null,
    aboutId: null,
    ...more,
    from: more.from === undefined ? null : uncertainDate(more.from),
    to: more.to === undefined ? null : uncertainDate(more.to),
  }) satisfies Told

const said = (list: ReturnType<typeof holdingsOn>) =>
  list.map(
    ({ predicate, partyId, held, assertions }) => `${partyId} ${predicate} ${held} ×${assertions.length}`,
  )

/** El Maizal as its sources tell it: a corporation guards what a commune occupies, owned until 2009. */
const MAIZAL = [
  told('owns', { partyId: 1, to: '2009-03-05' }),
  told('guards', { partyId: 2, from: '2009', to: '2014' }),
  told('occupies', { partyId: 3, from: '2009-03-05' }),
  told('occupies', { partyId: 3, from: '2010~early', sourceId: 2 }),
  told('granted', { partyId: 3, from: '2012' }),
  told('revoked', { partyId: 3, from: '2014-12-09' }),
  told('revoked', { partyId: 3, from: '2014-12-16', sourceId: 2 }),
]

describe('who held what on a day', () => {
  test('is told as far as it is certain, and what may have been as well', () => {
    expect(said(holdingsOn(MAIZAL, '2008-06-01'))).toEqual(['1 owns possible ×1'])
    expect(said(holdingsOn(MAIZAL, '2009-06-01'))).toEqual(['2 guards possible ×1', '3 occupies certain ×1'])
    expect(said(holdingsOn(MAIZAL, '2010-02-01'))).toEqual(['2 guards certain ×1', '3 occupies certain ×2'])
    expect(said(holdingsOn(MAIZAL, '2020-01-01'))).toEqual(['3 occupies certain ×2'])
  })

  test('names who supports it and who disputes it', () => {
    const held = told('holds', { partyId: 1, from: '2009' })
    const yes = told('other', { stance: 'supports', aboutId: held.id })
    const no = told('other', { stance: 'disputes', aboutId: held.id })
    expect(holdingsOn([held, yes, no], '2012-01-01')).toMatchObject([
      { supportedBy: [yes.id], disputedBy: [no.id] },
    ])
    expect(disagreementsIn([held, yes, no], null)).toMatchObject([
      { kind: 'disputed', assertions: [held.id, no.id] },
    ])
  })

  test('parties that are hidden are never taken for one and the same', () => {
    const hidden = [told('holds', { from: '2009' }), told('holds', { from: '2009', sourceId: 2 })]
    expect(holdingsOn(hidden, '2012-01-01')).toHaveLength(2)
    expect(disagreementsIn(hidden, '2012-01-01')).toEqual([])
  })
})

describe('sources disagree', () => {
  const kinds = (list: Told[], day: string | null = '2012-01-01') =>
    disagreementsIn(list, day).map(({ kind, assertions }) => `${kind} ×${assertions.length}`)

  test('about the holder, where each names another; not where one names both', () => {
    const a = told('holds', { partyId: 1, from: '2009' })
    const b = told('holds', { partyId: 2, from: '2010', sourceId: 2 })
    expect(kinds([a, b])).toEqual(['holders ×2'])
    expect(kinds([a, b], '2009-06-01')).toEqual([])
    expect(kinds([a, { ...b, sourceId: 1 }])).toEqual([])
    expect(kinds([a, { ...b, partyId: 1 }])).toEqual([])
    expect(kinds([a, { ...b, extentId: 7 }])).toEqual([])
  })

  test('about shares that are more than the whole', () => {
    const a = told('owns', { partyId: 1, from: '2009', share: { numerator: 2, denominator: 3 } })
    const b = told('owns', { partyId: 2, from: '2009', share: { numerator: 1, denominator: 2 } })
    expect(kinds([a, b])).toEqual(['shares ×2'])
    expect(kinds([a, { ...b, share: { numerator: 1, denominator: 3 } }])).toEqual([])
  })

  test('about the area, in whatever unit, also with what an extent states', () => {
    const ha = told('area', { amount: 2200, amountUnit: 'ha' })
    const km2 = told('area', { amount: 22, amountUnit: 'km2', sourceId: 2 })
    const acres = told('area', { amount: 2000, amountUnit: 'acre', sourceId: 3 })
    expect(kinds([ha, km2])).toEqual([])
    expect(kinds([ha, km2, acres])).toEqual(['areas ×3'])
    const extent = { id: 4, unitId: 1, statedAreaM2: 5e6, sourceId: 2, from: null, to: null }
    const part = told('area', { amount: 700, amountUnit: 'ha', extentId: 4 })
    expect(disagreementsIn([part], '2012-01-01', [extent])).toMatchObject([
      { kind: 'areas', extentId: 4, assertions: [part.id], extents: [4] },
    ])
  })

  test('about when something happened, where it can not be one day', () => {
    expect(kinds(MAIZAL, '2013-06-01')).toEqual(['dates ×2'])
    const rough = [told('revoked', { from: '2014' }), told('revoked', { from: '2014-12-16', sourceId: 2 })]
    expect(kinds(rough)).toEqual([])
    const one = [told('granted', { from: '2009' }), told('granted', { from: '2012' })]
    expect(kinds(one)).toEqual([])
  })

  test('about how many people, of one time', () => {
    const people = (amount: number, from: string) =>
      told('population', { amount, amountUnit: 'family', from })
    expect(kinds([people(300, '2012'), people(600, '2012-05'), people(900, '2018')])).toEqual(['figures ×2'])
  })
})

describe('property: knowing more later', () => {
  /** Assertions by chance, each learned at a moment and perhaps corrected at another. */
  const random = (seed: number) => () => {
    seed = (Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) | 0
    return ((seed ^ (seed >>> 13)) >>> 0) / 2 ** 32
  }

  test('loses no holding that was there: what is added only adds or makes certain (500 worlds)', () => {
    const chance = random(7)
    const pick = <T>(list: readonly T[]): T => list[Math.floor(chance() * list.length)]
    const dates = ['2009', '2010~early', '2011-06', '/2012', '2013/', '2009-03-05', undefined]
    for (let world = 0; world < 500; world++) {
      const all = Array.from({ length: 12 }, () =>
        told(pick(['owns', 'holds', 'occupies', 'claims'] as const), {
          partyId: pick([1, 2, 3, null]),
          sourceId: pick([1, 2, 3]),
          from: pick(dates),
          to: pick([undefined, '2014', '2015-02']),
        }),
      )
      const day = pick(['2009-06-01', '2012-01-01', '2014-06-01', '2020-01-01'])
      const known = all.slice(0, 6)
      const later = holdingsOn(all, day).flatMap(({ assertions }) => assertions)
      for (const one of holdingsOn(known, day).flatMap(({ assertions }) => assertions))
        expect(later).toContainEqual(one)
      const had = disagreementsIn(known, day).flatMap(({ kind, assertions }) =>
        assertions.map((id) => `${kind} ${id}`),
      )
      const has = disagreementsIn(all, day).flatMap(({ kind, assertions }) =>
        assertions.map((id) => `${kind} ${id}`),
      )
      for (const one of had) expect(has).toContain(one)
    }
  })
})

test('the word for a unit: occupied before granted, granted until it is taken back', () => {
  const granted = [told('granted', { from: '2012' }), told('revoked', { from: '2014-12-09' })]
  expect(unitState(granted, '2013-06-01', true)).toBe('granted')
  expect(unitState(granted, '2015-01-01', true)).toBe('idle')
  expect(unitState(MAIZAL, '2013-06-01', false)).toBe('occupied')
  expect(unitState([told('claims', { partyId: 1, from: '2009' })], '2013-06-01', true)).toBe('claimed')
  expect(unitState([], '2013-06-01', false)).toBe('none')
})
