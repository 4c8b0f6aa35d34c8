import { describe, expect, it } from 'vitest'
import { place, square } from '../territory/example-areas.ts'
import { areaOf, areasNear, coverageOf, makeArea, withChanges } from './coverage.ts'
import type { Edit } from './edits.ts'
import {
  beginDrawing,
  changesOf,
  type Drawing,
  draftOf,
  draw,
  hectares,
  isRefusal,
  readCoverage,
  redo,
  restoreDrawing,
  undo,
  unitsOf,
} from './index.ts'

const units = [square('A', 0, 0), square('B', 100, 0)]
const split: Edit = {
  kind: 'split',
  council: 'A',
  line: [place(-10, 50), place(110, 50)],
  as: 'N',
  side: 'left',
}
const merge: Edit = { kind: 'merge', into: 'B', councils: ['N'] }
const back: Edit = { kind: 'merge', into: 'A', councils: ['N'] }

function drawn(...edits: Edit[]): Drawing {
  return edits.reduce(
    (drawing, edit) => {
      const next = draw(drawing, edit)
      if (isRefusal(next)) throw new Error(next.reason)
      return next
    },
    beginDrawing(readCoverage(units), 3),
  )
}

describe('a drawing', () => {
  it('goes back and forth, and forgets what was undone when something else is drawn', () => {
    const two = drawn(split, merge)
    const one = undo(two)
    expect(unitsOf(one.coverage)).toEqual(unitsOf(drawn(split).coverage))
    expect(unitsOf(redo(one).coverage)).toEqual(unitsOf(two.coverage))
    expect(redo(two)).toBe(two)
    const other = draw(one, back) as Drawing
    expect(other.steps.map(({ edit }) => edit.kind)).toEqual(['split', 'merge'])
    expect(redo(other)).toBe(other)
    const none = undo(undo(undo(other)))
    expect(none.position).toBe(0)
    expect(none.coverage).toEqual(readCoverage(units))
  })

  it('tells what is to be saved: each council once, from before the first step to after the last', () => {
    const changes = changesOf(drawn(split, merge))
    expect(changes.map(({ id }) => id)).toEqual(['A', 'B'])
    for (const { before } of changes) expect(hectares(before!)).toBeCloseTo(1, 2)
    expect(changes.map(({ after }) => Math.round(100 * hectares(after!)))).toEqual([50, 150])
    expect(changesOf(undo(drawn(split)))).toEqual([])
  })

  it('is drawn again from what was kept, with what had been undone, on the same revision only', () => {
    const kept = JSON.parse(JSON.stringify(draftOf(undo(drawn(split, merge)))))
    const restored = restoreDrawing(readCoverage(units.toReversed()), 3, kept) as Drawing
    expect(restored.position).toBe(1)
    expect(unitsOf(restored.coverage)).toEqual(unitsOf(drawn(split).coverage))
    expect(unitsOf(redo(restored).coverage)).toEqual(unitsOf(drawn(split, merge).coverage))
    expect(restoreDrawing(readCoverage(units), 4, kept)).toEqual({
      unrestorable: 'base-changed',
      revision: 4,
      draftRevision: 3,
    })
    expect(restoreDrawing(readCoverage([square('B', 0, 0)]), 3, kept)).toMatchObject({
      unrestorable: 'edit-refused',
      step: 0,
      refusal: { reason: 'unknown-council', councils: ['A'] },
    })
  })

  it('means the same where more of the country is known', () => {
    const more = [...units, square('C', 300, 0), square('D', 0, 100)]
    const restored = restoreDrawing(readCoverage(more), 3, draftOf(drawn(split, merge))) as Drawing
    for (const id of ['A', 'B'])
      expect(hectares(areaOf(restored.coverage, id)!)).toBe(
        hectares(areaOf(drawn(split, merge).coverage, id)!),
      )
  })
})

describe('a coverage', () => {
  it('of which thousands of areas were changed still finds all of them, and the old one is as it was', () => {
    const areas = Array.from({ length: 5000 }, (_, i) =>
      makeArea(`C${i}`, [[Int32Array.of(10 * i, 0, 10 * i + 9, 0, 10 * i + 9, 9)]]),
    )
    const before = coverageOf(areas)
    const moved = areas.map(({ id, parts }) =>
      makeArea(id, [[parts[0][0].map((v, i) => v + 1000 * (i % 2))]]),
    )
    const after = withChanges(before, new Map(moved.map((area) => [area.id, area])))
    expect(after.changed.size).toBe(0)
    const at = (y: number) => ({ minX: 100, minY: y, maxX: 105, maxY: y + 5 })
    expect(areasNear(after, at(1000)).map(({ id }) => id)).toEqual(['C10'])
    expect(areasNear(after, at(0))).toEqual([])
    expect(areasNear(before, at(0)).map(({ id }) => id)).toEqual(['C10'])
  })
})
