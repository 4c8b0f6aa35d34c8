import { expect, test } from 'vitest'
import { uncertainDate } from '../land/uncertain-date.ts'
import { disagreementsEver, inOrderOfTime, type Told, told } from './content.ts'

let id = 0
const assertion = (given: Partial<Told<'assertion'>>): Told<'assertion'> => ({
  id: ++id,
  version: 1,
  unitId: 1,
  extentId: null,
  predicate: 'holds',
  partyId: null,
  share: null,
  from: null,
  to: null,
  amount: null,
  amountUnit: null,
  amountText: null,
  sourceId: id,
  cited: null,
  stance: null,
  aboutId: null,
  note: null,
  hidden: [],
  ...given,
})

test('who may see a record, its communes and its shape stay behind', () => {
  const record = {
    id: 4,
    version: 2,
    kind: 'parcel' as const,
    name: 'La Ceiba',
    municipality: null,
    state: null,
    country: 'VE',
    note: null,
    approximate: false,
    demonstration: false,
    placeAudience: 'committee' as const,
    placePrecision: 'cell-5' as const,
    placeUntil: null,
    communes: [7],
    audience: 'scope' as const,
    fieldAudiences: { note: 'committee' as const },
    hidden: ['note', 'communes'],
  }
  expect(told<'unit'>(record).hidden).toEqual(['note'])
  expect(Object.keys(told<'unit'>(record)).sort()).toEqual([
    'approximate',
    'country',
    'demonstration',
    'hidden',
    'id',
    'kind',
    'municipality',
    'name',
    'note',
    'state',
    'version',
  ])
})

test('a disagreement about holders long ago is told, once, though it is over today', () => {
  const one = assertion({ partyId: 1, from: uncertainDate('2009'), to: uncertainDate('2012') })
  const two = assertion({ partyId: 2, from: uncertainDate('2010-03'), to: uncertainDate('2011') })
  const now = assertion({ partyId: 3, from: uncertainDate('2014') })
  expect(disagreementsEver([one, two, now], [])).toEqual([
    expect.objectContaining({ kind: 'holders', predicate: 'holds', assertions: [one.id, two.id] }),
  ])
})

test('stated areas that differ are one disagreement, not one of each day', () => {
  const areas = [150, 2200, 2237].map((amount, i) =>
    assertion({ predicate: 'area', amount, amountUnit: 'ha', from: uncertainDate(`200${i}`) }),
  )
  expect(disagreementsEver(areas, [])).toEqual([
    expect.objectContaining({ kind: 'areas', assertions: areas.map((one) => one.id) }),
  ])
})

test('the timeline begins with what has no day', () => {
  const later = assertion({ from: uncertainDate('2014') })
  const early = assertion({ from: uncertainDate('2010~early') })
  const never = assertion({})
  expect(inOrderOfTime([later, early, never])).toEqual([never, early, later])
})
