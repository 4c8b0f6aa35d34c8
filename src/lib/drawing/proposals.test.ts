import type { Position } from 'geojson'
import { expect, test } from 'vitest'
import { applyEdit, hectares, isRefusal, readCoverage } from '../../../domain/coverage/index.ts'
import { besidePiece, editOf, landUnder, meantStretch, smallerSide } from './proposals.ts'

const ring = (west: number, south: number, width: number, height: number): Position[] => [
  [west, south],
  [west + width, south],
  [west + width, south + height],
  [west, south + height],
  [west, south],
]
const square = (id: string, west: number) => ({
  id,
  geometry: { type: 'Polygon' as const, coordinates: [ring(west, 0, 1e-3, 1e-3)] },
})
const coverage = readCoverage([square('a', 0), square('b', 1e-3)])

test('land under a drawn outline is told for each council, and nothing for one that only touches', () => {
  const outline = { type: 'Polygon' as const, coordinates: [ring(5e-4, 1e-3, 5e-4, 1e-3)] }
  const edit = { kind: 'draw' as const, council: 'new-1', outline, take: [] }
  expect(landUnder(coverage, edit)).toEqual([])
  const over = { ...edit, outline: { type: 'Polygon' as const, coordinates: [ring(5e-4, 5e-4, 5e-4, 1e-3)] } }
  const under = landUnder(coverage, over)
  expect(under.map(({ id }) => id)).toEqual(['a'])
  expect(under[0].m2).toBeCloseTo(3077, -1)
})

test('of two parts the smaller is meant, and it can go to who is beside it', () => {
  const line: Position[] = [
    [8e-4, 2e-3],
    [8e-4, -1e-3],
  ]
  const cut = smallerSide(coverage, 'a', line)!
  expect(hectares(cut.piece)).toBeCloseTo(0.246, 2)
  expect(besidePiece(coverage, 'a', line, cut.side)).toEqual(['b'])
  const edit = editOf({ kind: 'give', from: 'a', line, side: cut.side, to: 'b', beside: ['b'] })!
  expect(isRefusal(applyEdit(coverage, edit))).toBe(false)
})

test('of the two stretches between two places the one is meant that moves less land', () => {
  const from: Position = [0, 5e-4]
  const to: Position = [5e-4, 1e-3]
  const over: Position[] = [[-1e-4, 1.1e-3]]
  const stretch = meantStretch(coverage, { kind: 'reshape', council: 'a', from, to, line: over })
  const made = applyEdit(coverage, stretch)
  expect(isRefusal(made)).toBe(false)
  if (!isRefusal(made)) expect(hectares(made.delta[0].after!)).toBeCloseTo(1.28, 1)
})

test('a stretch that can not be redrawn does not make the other one meant', () => {
  const four = readCoverage([
    square('a', 0),
    square('b', 1e-3),
    ...['c', 'd'].map((id, i) => ({
      id,
      geometry: { type: 'Polygon' as const, coordinates: [ring(i * 1e-3, -1e-3, 1e-3, 1e-3)] },
    })),
  ])
  const edit = { kind: 'reshape' as const, council: 'a', from: [1e-3, 5e-4], to: [5e-4, 0], line: [] }
  expect(isRefusal(applyEdit(four, edit))).toBe(true)
  expect(isRefusal(applyEdit(four, { ...edit, long: true }))).toBe(false)
  expect(meantStretch(four, edit).long).toBe(false)
})
