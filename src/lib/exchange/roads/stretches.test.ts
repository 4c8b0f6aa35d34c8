import { expect, test } from 'vitest'
import type { RoadFeature } from '../../../../server/exchanges/road-schema.ts'
import { roadFeatures } from './road-features.ts'
import { kmAlong, liesIn, stretchesOf, stretchName, stretchOf } from './stretches.ts'

const feature = (id: string): RoadFeature => ({
  type: 'Feature',
  geometry: {
    type: 'LineString',
    coordinates: [
      [0, 0],
      [1, 1],
    ],
  },
  properties: {
    id,
    line: id.split(':')[0],
    name: null,
    km: 1,
    island: 0,
    byHand: false,
    closed: false,
  },
})
const features = ['7:900-2100', '7:0-900', '8:0-50', '7:2100-2500'].map(feature)

test('the stretches of a line come in order, named as its segments are', () => {
  expect(stretchesOf(features, '7').map(stretchName)).toEqual(['7:0-900', '7:900-2100', '7:2100-2500'])
  expect(stretchOf('7')).toBeNull()
})

test('a segment lies in a stretch of its own line that reaches over it', () => {
  const stretch = stretchOf('7:0-2100')!
  expect(features.map(({ properties }) => liesIn(properties.id, stretch))).toEqual([true, true, false, false])
})

test('the map shows a stretch that is chosen, and what is closed as if: a line or a segment', () => {
  const is = (name: 'picked' | 'closed', of: ReturnType<typeof roadFeatures>) =>
    of.map(({ properties }) => properties![name])
  expect(is('picked', roadFeatures(features, 'stretch 7:900-2500'))).toEqual([true, false, false, true])
  expect(is('closed', roadFeatures(features, null, new Set(['8', '7:0-900'])))).toEqual([
    false,
    true,
    true,
    false,
  ])
})

test('kilometres of a short road are told to ten metres', () => {
  const number = (value: number, decimals: number) => value.toFixed(decimals)
  expect(kmAlong(number, 1234, 2500)).toBe('1.23')
  expect(kmAlong(number, 1234, 25_000)).toBe('1.2')
})
