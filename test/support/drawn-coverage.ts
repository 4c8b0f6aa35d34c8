/** Coverages in steps of 1.1 m, small enough to be written down, and edits made on them. */
import type { MultiPolygon, Polygon, Position } from 'geojson'
import { expect } from 'vitest'
import { type Applied, applyEdit } from '../../domain/coverage/apply-edit.ts'
import { areaOf, type Coverage } from '../../domain/coverage/coverage.ts'
import { applyDelta, inverse } from '../../domain/coverage/delta.ts'
import type { Edit } from '../../domain/coverage/edits.ts'
import { findFaults } from '../../domain/coverage/faults.ts'
import { placesOf, toPosition } from '../../domain/coverage/grid.ts'
import { isRefusal, type Refusal } from '../../domain/coverage/refusal.ts'
import { readCoverage, unitsOf } from '../../domain/coverage/units.ts'

/** A step of these drawings in grid steps: 1.1 m. */
const STEP = 100

type Ring = [number, number][]

export const at = (x: number, y: number): Position => toPosition(x * STEP, y * STEP)
export const line = (...places: Ring): Position[] => places.map(([x, y]) => at(x, y))
export const polygon = (...rings: Ring[]): Polygon => ({
  type: 'Polygon',
  coordinates: rings.map((ring) => line(...ring, ring[0])),
})
export const box = (west: number, south: number, east: number, north: number): Ring => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
]

export const read = (areas: Record<string, Polygon | MultiPolygon>): Coverage =>
  readCoverage(Object.entries(areas).map(([id, geometry]) => ({ id, geometry })))

/** A ring from its most western, then southern place on: where it begins means nothing. */
function turned(ring: Ring): Ring {
  const first = ring.reduce(
    (best, [x, y], i) => (x < ring[best][0] || (x === ring[best][0] && y < ring[best][1]) ? i : best),
    0,
  )
  return [...ring.slice(first), ...ring.slice(0, first)]
}

export const parts = (...all: Ring[][]): Ring[][] => all.map((rings) => rings.map(turned))

/** Parts of a council as rings in drawing steps; null for one that isn't there. */
export function drawn(coverage: Coverage, id: string): Ring[][] | null {
  const area = areaOf(coverage, id)
  if (!area) return null
  return parts(
    ...area.parts.map((part) =>
      part.map((ring) => placesOf(ring).map(([x, y]): [number, number] => [x / STEP, y / STEP])),
    ),
  )
}

function made(coverage: Coverage, edit: Edit): Applied {
  const applied = applyEdit(coverage, JSON.parse(JSON.stringify(edit)))
  if (isRefusal(applied)) throw new Error(JSON.stringify(applied))
  expect(findFaults(applied.coverage)).toEqual([])
  expect(unitsOf(applyDelta(applied.coverage, inverse(applied.delta)))).toEqual(unitsOf(coverage))
  return applied
}

export const result = (coverage: Coverage, edit: Edit): Coverage => made(coverage, edit).coverage

export function refusal(coverage: Coverage, edit: Edit): Refusal {
  const applied = applyEdit(coverage, edit)
  if (!isRefusal(applied)) throw new Error('It was made')
  return applied
}
