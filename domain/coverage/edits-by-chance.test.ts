import { describe, expect, it } from 'vitest'
import { EditsByChance, generatedUnits, passedJunction } from '../../test/support/coverage-edits.ts'
import { seededRandom } from '../demonstration/random.ts'
import type { Coverage } from './coverage.ts'
import type { Delta } from './delta.ts'
import type { Edit } from './edits.ts'
import { findFaults } from './faults.ts'
import { boxOf, doubleArea } from './grid.ts'
import {
  beginDrawing,
  changesOf,
  type Drawing,
  draftOf,
  draw,
  redo,
  restoreDrawing,
  undo,
} from './history.ts'
import { isRefusal } from './refusal.ts'
import { readCoverage, unitsOf } from './units.ts'

const SEEDS = [1, 2, 3, 4]
const EDITS = 500

const text = (coverage: Coverage) => JSON.stringify(unitsOf(coverage))

/** Grid steps squared, doubled, of the land before and after, and the steps along all outlines concerned. */
function landOf(delta: Delta) {
  const sum = { before: 0, after: 0, around: 0 }
  for (const { before, after } of delta)
    for (const [when, area] of [
      ['before', before],
      ['after', after],
    ] as const)
      for (const ring of area?.parts.flat() ?? []) {
        sum[when] += doubleArea(ring)
        for (let i = 0; i < ring.length; i += 2)
          sum.around += Math.hypot(
            ring[(i + 2) % ring.length] - ring[i],
            ring[(i + 3) % ring.length] - ring[i + 1],
          )
      }
  return sum
}

const KEEPS_LAND: Edit['kind'][] = ['split', 'give', 'merge']

describe('thousands of edits by chance', () => {
  it.each(SEEDS)('keep a coverage valid, and are undone and made again without a trace, seed %i', (seed) => {
    const units = generatedUnits({
      seed,
      count: 60,
      vertices: 24,
      enclaveShare: 0.08,
      holeShare: 0.08,
      multiPartShare: 0.08,
    })
    const base = readCoverage(units)
    expect(findFaults(base)).toEqual([])
    const random = seededRandom(seed)
    const chance = new EditsByChance(
      random,
      units.map(({ id }) => id),
    )
    const made = new Map<string, number>()
    const refused = new Map<string, number>()
    let pastJunctions = 0
    let drawing: Drawing = beginDrawing(base, 7)
    const states = new Map([[0, text(base)]])
    for (let i = 0; i < EDITS; i++) {
      const edit = chance.next(drawing.coverage)
      const next = draw(drawing, edit)
      if (isRefusal(next)) {
        refused.set(next.reason, (refused.get(next.reason) ?? 0) + 1)
        continue
      }
      made.set(edit.kind, (made.get(edit.kind) ?? 0) + 1)
      const { delta } = next.steps[next.position - 1]
      if ((edit.kind === 'reshape' || edit.kind === 'follow') && passedJunction(delta)) pastJunctions++
      const areas = delta.flatMap(({ before, after }) => [before ?? [], after ?? []].flat())
      const box = boxOf(areas.map(({ box: { minX, minY, maxX, maxY } }) => [minX, minY, maxX, maxY]))
      expect(findFaults(next.coverage, box), JSON.stringify({ i, edit })).toEqual([])
      const land = landOf(delta)
      if (KEEPS_LAND.includes(edit.kind))
        expect(Math.abs(land.after - land.before), JSON.stringify({ i, edit })).toBeLessThan(2 * land.around)
      drawing = next
      if (drawing.position % 25 === 0) states.set(drawing.position, text(drawing.coverage))
    }
    expect(findFaults(drawing.coverage)).toEqual([])
    // every kind was really made, and not everything refused
    expect(made.size, JSON.stringify(Object.fromEntries(refused))).toBeGreaterThanOrEqual(11)
    expect(drawing.position).toBeGreaterThan(EDITS / 4)
    expect(pastJunctions).toBeGreaterThan(10)

    const end = text(drawing.coverage)
    const draft = JSON.parse(JSON.stringify(draftOf(drawing)))
    const restored = restoreDrawing(readCoverage(units), 7, draft)
    expect('unrestorable' in restored ? restored : text(restored.coverage)).toBe(end)

    let back = drawing
    while (back.position > 0) {
      back = undo(back)
      const before = states.get(back.position)
      if (before) expect(text(back.coverage)).toBe(before)
    }
    expect(back.coverage).toEqual(base)
    expect(changesOf(back)).toEqual([])
    while (back.position < drawing.position) back = redo(back)
    expect(back.coverage.changed).toEqual(drawing.coverage.changed)
    expect(text(back.coverage)).toBe(end)
  })
})
