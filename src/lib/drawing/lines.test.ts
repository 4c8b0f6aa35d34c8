import { expect, test } from 'vitest'
import { lineM, outlineM2, selfCrossing, simplified, toLineM, waysRound } from './lines.ts'

const bow = [
  [0, 0],
  [1, 1],
  [1, 0],
  [0, 1],
]

test('a line that comes back over itself is told where, an outline at its closing side too', () => {
  expect(selfCrossing(bow, false)).toEqual([0.5, 0.5])
  const hook = [
    [0, 0],
    [2, 0],
    [2, 2],
    [1, -1],
  ]
  expect(selfCrossing(hook, false)).not.toBeNull()
  expect(selfCrossing([bow[0], bow[2], bow[1], bow[3]], true)).toBeNull()
})

test('a vertex under the pointer that lies on the one before, or on the first, crosses nothing', () => {
  const triangle = [
    [0, 0],
    [0, 1],
    [1, 0],
  ]
  expect(selfCrossing([...triangle, triangle[2]], true)).toBeNull()
  expect(selfCrossing([...triangle, triangle[0]], true)).toBeNull()
})

test('what is drawn has its length and its land on the ellipsoid', () => {
  const square = [
    [0, 0],
    [0.001, 0],
    [0.001, 0.001],
    [0, 0.001],
  ]
  expect(outlineM2(square)).toBeCloseTo(12_309, -1)
  expect(lineM(square.slice(0, 2))).toBeCloseTo(111.3, 1)
  expect(toLineM([0.0005, 0.0001], square.slice(0, 2))).toBeCloseTo(11.06, 1)
})

test('a freehand stroke keeps its corners and loses its trembling', () => {
  const stroke = [
    [0, 0],
    [0.0005, 0.000002],
    [0.001, 0],
    [0.001, 0.001],
  ]
  expect(simplified(stroke, 1)).toEqual([stroke[0], stroke[2], stroke[3]])
})

test('an outline is two lines from a place: one way round and the other', () => {
  const ring = [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
    [0, 0],
  ]
  const [one, other] = waysRound(ring, [1, 0.1])
  expect(one.slice(0, 2)).toEqual([ring[1], ring[2]])
  expect(other.slice(0, 2)).toEqual([ring[1], ring[0]])
})
