import type { Position } from 'geojson'
import { expect, test } from 'vitest'
import { type Edit, readCoverage, unitsOf } from '../../../domain/coverage/index.ts'
import { boundsOfEdit, councilsIn, knownIn, replay } from './replay.ts'

const square = (id: string, west: number, size = 1e-3) => ({
  id,
  geometry: {
    type: 'Polygon' as const,
    coordinates: [
      [
        [west, 0],
        [west + size, 0],
        [west + size, 1e-3],
        [west, 1e-3],
        [west, 0],
      ],
    ],
  },
})
const pull: Edit = { kind: 'move-node', from: [1e-3, 0], to: [1e-3, -2e-4] }
const again: Edit = { kind: 'move-node', from: [1e-3, -2e-4], to: [1e-3, -3e-4] }

test('edits made again on more areas come out as they did, with the same way back', () => {
  const few = replay(readCoverage([square('1', 0), square('2', 1e-3)]), 0, [pull, again], 1)
  const many = replay(
    readCoverage([square('1', 0), square('2', 1e-3), square('3', 2e-3)]),
    0,
    [pull, again],
    1,
  )
  expect(many.refused).toEqual([])
  expect(many.drawing.position).toBe(1)
  expect(many.drawing.steps).toHaveLength(2)
  expect(unitsOf(many.drawing.coverage).slice(0, 2)).toEqual(unitsOf(few.drawing.coverage))
})

test('what can not be made again is told with its place, and the others are made without it', () => {
  const gone: Edit = { kind: 'delete-node', at: [9e-3, 9e-3] }
  const { drawing, refused } = replay(readCoverage([square('1', 0), square('2', 1e-3)]), 0, [gone, pull], 2)
  expect(refused.map(({ step, refusal }) => [step, refusal.reason])).toEqual([[0, 'unknown-node']])
  expect(drawing.position).toBe(1)
})

test('a step that was undone and is no longer possible can not be redone, and is no conflict', () => {
  const gone: Edit = { kind: 'delete-node', at: [9e-3, 9e-3] }
  const { drawing, refused } = replay(
    readCoverage([square('1', 0), square('2', 1e-3)]),
    0,
    [pull, gone, again],
    1,
  )
  expect(refused).toEqual([])
  expect(drawing.position).toBe(1)
  expect(drawing.steps).toHaveLength(1)
})

test('an edit says which councils it names and where it was drawn', () => {
  const line: Position[] = [
    [-69.1, 10],
    [-69, 10.2],
  ]
  const split: Edit = { kind: 'split', council: '12', line, as: 'new-1', side: 'left' }
  expect(councilsIn(split)).toEqual(['12', 'new-1'])
  expect(knownIn([split, pull])).toEqual([12])
  expect(boundsOfEdit(split)).toEqual([-69.1, 10, -69, 10.2])
  expect(boundsOfEdit({ kind: 'merge', into: '1', councils: ['2'] })).toBeNull()
})
