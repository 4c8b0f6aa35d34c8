import { describe, expect, it } from 'vitest'
import { EditsByChance, generatedUnits } from '../../test/support/coverage-edits.ts'
import { seededRandom } from '../demonstration/random.ts'
import { applyEdit } from './apply-edit.ts'
import { areaOf, type Coverage, ringsOf } from './coverage.ts'
import type { Edit } from './edits.ts'
import { type Fault, findFaults, isOld } from './faults.ts'
import { toPosition } from './grid.ts'
import { isRefusal } from './refusal.ts'
import { readCoverage } from './units.ts'
import { contains } from './winding.ts'

const dirty = (seed: number): Coverage =>
  readCoverage(
    generatedUnits({
      seed,
      count: 40,
      vertices: 20,
      dirtyShare: 0.4,
      digitisingErrorM: 5,
      enclaveShare: 0.05,
    }),
  )

/** Those in which land goes over from one council to another take its old faults with it. */
const PASSING_ON: Edit['kind'][] = ['split', 'give', 'merge']

/** A place around a fault that both councils have; null where they share less than the grid can tell. */
function sharedPlace(coverage: Coverage, { councils, place: [x, y] }: Fault): [number, number] | null {
  const both = councils.map((id) => ringsOf(areaOf(coverage, id)!))
  for (let reach = 1; reach < 5_000; reach *= 1.2)
    for (let turn = 0; turn < 32; turn++) {
      const u = Math.round(x + reach * Math.cos((turn * Math.PI) / 16))
      const v = Math.round(y + reach * Math.sin((turn * Math.PI) / 16))
      if (both.every((rings) => contains(rings, u, v))) return [u, v]
    }
  return null
}

describe('a layer whose borders were drawn by two hands', () => {
  it.each([1, 2, 3])('gets no fault that it did not have, edit after edit, seed %i', (seed) => {
    let coverage = dirty(seed)
    let before = findFaults(coverage)
    expect(before.length).toBeGreaterThan(50)
    const chance = new EditsByChance(
      seededRandom(seed),
      Array.from({ length: 40 }, (_, i) => `C${i}`),
    )
    let made = 0
    for (let i = 0; i < 250; i++) {
      const edit = chance.next(coverage)
      const applied = applyEdit(coverage, edit)
      if (isRefusal(applied)) continue
      made++
      coverage = applied.coverage
      const after = findFaults(coverage)
      if (!PASSING_ON.includes(edit.kind))
        expect(
          after.filter((fault) => !isOld(fault, before)),
          JSON.stringify({ i, edit }),
        ).toEqual([])
      before = after
    }
    expect(made).toBeGreaterThan(100)
  })

  it.each([1, 2, 3])(
    'keeps no overlap when each has been given to one of the two or parted, seed %i',
    (seed) => {
      let coverage = dirty(seed)
      let parted = 0
      const left: Fault[] = []
      for (let step = 0; ; step++) {
        const isLeft = ({ councils }: Fault) =>
          left.some((fault) => fault.councils.join() === councils.join())
        const fault = findFaults(coverage).find((one) => one.councils.length === 2 && !isLeft(one))
        if (!fault) break
        const [one, other] = fault.councils
        const at = toPosition(...(sharedPlace(coverage, fault) ?? fault.place))
        const edit: Edit = { kind: 'resolve-overlap', between: [one, other], at, to: [one] }
        const halved = step % 2 === 0 ? applyEdit(coverage, { ...edit, to: [one, other] }) : null
        if (halved && !isRefusal(halved)) parted++
        const applied = halved && !isRefusal(halved) ? halved : applyEdit(coverage, edit)
        if (isRefusal(applied)) left.push(fault)
        else coverage = applied.coverage
      }
      expect(parted).toBeGreaterThan(5)
      // an overlap of a step or two is nothing once its corners are rounded to the grid
      expect(left.length).toBeLessThan(3)
    },
  )
})
