import { describe, expect, it } from 'vitest'
import type { RoadFeature, RoadLine } from '../../../../server/exchanges/road-schema.ts'
import { closureOn, listRoads, sift } from './road-lines.ts'

const line = (id: number, more: Partial<RoadLine> = {}): RoadLine => ({
  id,
  name: null,
  network: 'vías.gpkg',
  byHand: false,
  oneWay: false,
  closedFrom: null,
  closedUntil: null,
  closedWhy: null,
  closedFromM: null,
  closedToM: null,
  demonstration: false,
  revision: 1,
  ...more,
})
const segment = (of: number, km: number): RoadFeature => ({
  type: 'Feature',
  geometry: { type: 'LineString', coordinates: [] },
  properties: { id: `${of}:0-1`, line: String(of), name: null, km, island: 0, byHand: false, closed: false },
})

describe('a closure', () => {
  it('holds from its first day to the day on which the road is open again', () => {
    const closed = line(1, { closedFrom: '2026-03-02', closedUntil: '2026-03-05' })
    expect(
      ['2026-03-01', '2026-03-02', '2026-03-04', '2026-03-05'].map((day) => closureOn(closed, day)),
    ).toEqual(['later', 'closed', 'closed', 'was'])
    expect(closureOn(line(1, { closedFrom: '2026-03-02' }), '2999-01-01')).toBe('closed')
    expect(closureOn(line(1), '2026-03-02')).toBe('open')
  })
})

describe('the list of roads', () => {
  const lines = [
    line(1, { name: 'Troncal del Páramo' }),
    line(2, { byHand: true }),
    line(3, { closedFrom: '2026-01-01' }),
    line(4, { closedFrom: '2026-01-01', closedUntil: '2026-02-01' }),
  ]
  const roads = listRoads({ lines, features: [segment(1, 3), segment(1, 4), segment(3, 9)] }, '2026-06-01')
  const ids = (found: { id: number }[]) => found.map(({ id }) => id)

  it('adds up what crossings cut, the longest first', () => {
    expect(roads.map(({ id, km }) => [id, km])).toEqual([
      [3, 9],
      [1, 7],
      [2, 0],
      [4, 0],
    ])
  })

  it('is sifted by closure, by hand, and by name or file without accents', () => {
    expect(ids(sift(roads, 'closed', ''))).toEqual([3])
    expect(ids(sift(roads, 'by-hand', ''))).toEqual([2])
    expect(ids(sift(roads, 'all', 'paramo'))).toEqual([1])
    expect(ids(sift(roads, 'all', 'vias'))).toHaveLength(4)
  })
})
