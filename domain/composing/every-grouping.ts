/** Every way to divide few blocks into connected groups within bounds: what proves that there is one, or none. */
import type { Blocks } from './blocks.ts'
import { type Bounds, fits, groupsPossible } from './bounds.ts'
import type { Grouping } from './improve.ts'

export interface EveryGrouping {
  groupings: Grouping[]
  /** False where it was given up: there may be others. */
  complete: boolean
}

const MOST_GROUPINGS = 400

/** @param steps how long to look */
export function everyGrouping(blocks: Blocks, bounds: Bounds, steps: number): EveryGrouping {
  const { count, start, neighbour, councils, families } = blocks
  const grouping: Grouping = new Int32Array(count).fill(-1)
  const found: Grouping[] = []
  let left = steps
  let complete = true

  const divide = (group: number): void => {
    const first = grouping.indexOf(-1)
    if (first < 0) {
      if (found.length < MOST_GROUPINGS) found.push(grouping.slice())
      else complete = false
      return
    }
    if (restIsPossible()) grow(group, [first], new Set([first]), 0, 0)
  }

  /** Decides for one block beside the group after the other whether it belongs to it; `met` are those decided. */
  const grow = (
    group: number,
    beside: number[],
    met: Set<number>,
    ofCouncils: number,
    ofFamilies: number,
  ): void => {
    if (left-- <= 0 || !complete) {
      complete = false
      return
    }
    if (beside.length === 0) {
      if (fits(ofCouncils, ofFamilies, 1, bounds)) divide(group + 1)
      return
    }
    const [block, ...others] = beside
    const more = ofCouncils + councils[block]
    if (more <= bounds.councils.atMost) {
      const next: number[] = []
      for (let at = start[block]; at < start[block + 1]; at++)
        if (grouping[neighbour[at]] < 0 && !met.has(neighbour[at])) next.push(neighbour[at])
      for (const each of next) met.add(each)
      grouping[block] = group
      grow(group, [...others, ...next], met, more, ofFamilies + families[block])
      grouping[block] = -1
      for (const each of next) met.delete(each)
    }
    // the first block of a group is in it: it is the lowest that is left
    if (ofCouncils > 0) grow(group, others, met, ofCouncils, ofFamilies)
  }

  const restIsPossible = (): boolean => {
    const seen = new Uint8Array(count)
    for (let root = 0; root < count; root++) {
      if (grouping[root] >= 0 || seen[root] === 1) continue
      const rest = [root]
      seen[root] = 1
      let ofCouncils = 0
      let ofFamilies = 0
      for (const block of rest) {
        ofCouncils += councils[block]
        ofFamilies += families[block]
        for (let at = start[block]; at < start[block + 1]; at++) {
          const other = neighbour[at]
          if (grouping[other] >= 0 || seen[other] === 1) continue
          seen[other] = 1
          rest.push(other)
        }
      }
      if (!groupsPossible(ofCouncils, ofFamilies, bounds)) return false
    }
    return true
  }

  divide(0)
  return { groupings: found, complete }
}
