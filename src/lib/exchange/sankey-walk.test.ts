import { expect, test } from 'vitest'
import type { Pair } from './pairs.ts'
import { begin, outgoing, type Step, step, type Walk } from './sankey-walk.ts'

const pair = (from: number, to: number, kg: number): Pair => ({ from, to, kg, estimate: false, flows: [] })
// Two give each other, one of them gives a third that gives nobody.
const pairs = [pair(1, 2, 30), pair(2, 1, 20), pair(1, 3, 10)]
const walked = (...steps: Step[]): Walk => steps.reduce((walk, to) => step(pairs, walk, to), begin(pairs)!)

test('it begins with the greatest', () => expect(begin(pairs)).toEqual({ at: 1, edge: 0, way: [] }))
test('what a commune gives is walked through, round and round', () => {
  expect(outgoing(pairs, 1).map(({ to }) => to)).toEqual([2, 3])
  expect(walked('next').edge).toBe(1)
  expect(walked('next', 'next').edge).toBe(0)
  expect(walked('previous').edge).toBe(1)
})
test('a gift is followed to who gets it, two that exchange lead to each other, and the way leads back', () => {
  expect(walked('follow')).toMatchObject({ at: 2, edge: 0 })
  expect(walked('follow', 'follow')).toMatchObject({ at: 1, edge: 0 })
  expect(walked('follow', 'follow', 'back', 'back')).toEqual(begin(pairs))
  expect(walked('next', 'follow', 'back')).toEqual({ at: 1, edge: 1, way: [] })
})
test('who gives nothing is the end of the way', () => {
  expect(walked('next', 'follow')).toMatchObject({ at: 3, edge: null })
  expect(walked('next', 'follow', 'next', 'follow')).toMatchObject({ at: 3, edge: null })
  expect(begin([])).toBeNull()
})
