import { expect, test } from 'vitest'
import { areaOf, readCoverage } from './index.ts'
import { hasSameLand } from './same-land.ts'

const area = (...ring: [number, number][]) =>
  areaOf(readCoverage([{ id: 'a', geometry: { type: 'Polygon', coordinates: [[...ring, ring[0]]] } }]), 'a')!

const square = area([0, 0], [0.01, 0], [0.01, 0.01], [0, 0.01])

test('a node put into a border leaves the land as it was', () => {
  expect(hasSameLand(square, area([0, 0], [0.005, 0], [0.01, 0], [0.01, 0.01], [0, 0.01]))).toBe(true)
})

test('a node that bends the border does not, nor does one taken out, nor a piece less', () => {
  expect(hasSameLand(square, area([0, 0], [0.005, 0.0001], [0.01, 0], [0.01, 0.01], [0, 0.01]))).toBe(false)
  expect(hasSameLand(square, area([0, 0], [0.01, 0], [0.01, 0.01]))).toBe(false)
  expect(hasSameLand(square, area([0, 0], [0.01, 0], [0.01, 0.01], [0.005, 0.005], [0, 0.01]))).toBe(false)
})
