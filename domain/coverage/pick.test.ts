import { expect, test } from 'vitest'
import { areaAt, nearestSpot } from './pick.ts'
import { readCoverage } from './units.ts'

const square = (id: string, west: number) => ({
  id,
  geometry: {
    type: 'Polygon' as const,
    coordinates: [
      [
        [west, 0],
        [west + 1e-3, 0],
        [west + 1e-3, 1e-3],
        [west, 1e-3],
        [west, 0],
      ],
    ],
  },
})
const coverage = readCoverage([square('a', 0), square('b', 1e-3)])

test('the council under a pointer has the land there, and nobody has land outside', () => {
  expect(areaAt(coverage, [2e-4, 5e-4])?.id).toBe('a')
  expect(areaAt(coverage, [12e-4, 5e-4])?.id).toBe('b')
  expect(areaAt(coverage, [32e-4, 5e-4])).toBeNull()
})

test('a node within reach is found before a nearer spot of a border, unless the nearest is wanted', () => {
  const pointer = [9e-4, 0.1e-4]
  expect(nearestSpot(coverage, pointer, 20)).toMatchObject({ at: [1e-3, 0], between: null })
  expect(nearestSpot(coverage, pointer, 20, { nodesFirst: false })).toMatchObject({
    at: [9e-4, 0],
    between: [
      [0, 0],
      [1e-3, 0],
    ],
  })
})

test('nothing is found beyond the distance', () => {
  expect(nearestSpot(coverage, [5e-4, 5e-4], 20)).toBeNull()
})

test('only the councils asked for are looked at', () => {
  expect(nearestSpot(coverage, [0, 1e-5], 20, { of: ['b'] })).toBeNull()
})

test('what is dragged holds neither to itself nor to the borders that hang on it', () => {
  const held = nearestSpot(coverage, [1e-3, 1e-5], 20, { without: [1e-3, 0] })
  expect(held).toBeNull()
})
