import { describe, expect, it } from 'vitest'
import { EditsByChance, generatedUnits } from '../../test/support/coverage-edits.ts'
import {
  applyDelta,
  applyEdit,
  areaOf,
  type Coverage,
  isRefusal,
  readCoverage,
  unitsOf,
} from '../coverage/index.ts'
import type { CoverageOptions } from '../demonstration/coverage.ts'
import { seededRandom } from '../demonstration/random.ts'
import { pairAt } from './adjacency.ts'
import { square } from './example-areas.ts'
import { judge } from './judge.ts'
import { liveJudgement, surveyAround } from './live-judgement.ts'
import { surveyTerritory, type Territory } from './territory.ts'
import type { Cohesion, Unit } from './types.ts'

/** How each two members meet. */
function meetings(territory: Territory, members: ReadonlySet<string>): Map<string, string> {
  const { adjacency, ids } = territory
  const found = new Map<string, string>()
  for (let i = 0; i < adjacency.a.length; i++) {
    const { a, b, kind, certainty } = pairAt(adjacency, i)
    if (members.has(ids[a]) && members.has(ids[b]))
      found.set([ids[a], ids[b]].sort().join(), `${certainty} ${kind}`)
  }
  return new Map([...found].sort())
}

/** What doesn't hang on how far around the members one looks; a tie's measures may differ in their last digits. */
const told = ({ pairs, ...cohesion }: Cohesion) => ({
  ...cohesion,
  pairs: pairs.map(({ a, b, kind, certainty }) => `${[a, b].sort()} ${certainty} ${kind}`).sort(),
})

/** Surveyed anew from what would be saved, and judged as a whole. */
function fromScratch(units: readonly Unit[], members: ReadonlySet<string>) {
  const territory = surveyTerritory(units)
  const positions = territory.ids.flatMap((id, position) => (members.has(id) ? [position] : []))
  const { enclaves, overlaps, gaps, separations, remedies, ...cohesion } = judge(territory, positions)
  return { territory, judged: told(cohesion) }
}

/** A council and those nearest to it by steps from one to the next. */
function grown({ ids, adjacency }: Territory, from: number, size: number): string[] {
  const found = new Set([from])
  for (const unit of found)
    for (let at = adjacency.start[unit]; at < adjacency.start[unit + 1] && found.size < size; at++)
      found.add(adjacency.neighbour[at])
  return [...found].map((unit) => ids[unit])
}

const EDITS = 60
const CLEAN = { count: 150, vertices: 20, enclaveShare: 0.05, multiPartShare: 0.1 }

interface Made {
  coverage: Coverage
  members: ReadonlySet<string>
  /** To make it again. */
  edit: string
}

/** Edits by chance on a commune in the middle of a generated coverage, one upon the other. */
function* editsAround(options: CoverageOptions, edits = EDITS): Generator<Made> {
  let before = readCoverage(generatedUnits(options))
  const members = new Set(grown(surveyTerritory(unitsOf(before)), 70, 14))
  const chance = new EditsByChance(seededRandom(options.seed), [...members])
  for (let made = 0; made < edits; ) {
    const edit = chance.next(before)
    const applied = applyEdit(before, edit)
    if (isRefusal(applied)) continue
    made++
    if (edit.kind === 'split') members.add(edit.as)
    yield { coverage: applied.coverage, members, edit: JSON.stringify({ made, edit }) }
    before = applied.coverage
  }
}

describe('a verdict that follows the drawing', () => {
  it.each([1, 2, 3])(
    'is that of everything surveyed anew, after edits by chance, where borders are shared exactly, seed %i',
    (seed) => {
      let largest = 0
      for (const { coverage, members, edit } of editsAround({ ...CLEAN, seed })) {
        const around = surveyAround(coverage, [...members])!
        const { territory, judged } = fromScratch(unitsOf(coverage), members)
        expect(told(liveJudgement(coverage, [...members])!), edit).toEqual(judged)
        expect(meetings(around.territory, members), edit).toEqual(meetings(territory, members))
        largest = Math.max(largest, around.territory.ids.length)
      }
      // it really was a part of what there is
      expect(largest).toBeLessThan(0.7 * CLEAN.count)
    },
  )

  it.each([
    ...[4, 5, 6].map((seed) => ({ seed, dirtyShare: 0.3, digitisingErrorM: 5 })),
    ...[7, 8].map((seed) => ({ seed, dirtyShare: 1, digitisingErrorM: 3 })),
  ])(
    'is that of the surroundings, and nearly always that of all, where $dirtyShare of the borders were drawn twice, seed $seed',
    (drawn) => {
      const alike = { verdicts: 0, pairs: 0 }
      const all = { verdicts: 0, pairs: 0 }
      for (const { coverage, members, edit } of editsAround({ ...CLEAN, ...drawn }, 25)) {
        const live = told(liveJudgement(coverage, [...members])!)
        const around = surveyAround(coverage, [...members])!.territory
        const ids = new Set(around.ids)
        const near = fromScratch(
          unitsOf(coverage).filter(({ id }) => ids.has(id)),
          members,
        )
        expect(live, edit).toEqual(near.judged)
        expect(meetings(around, members), edit).toEqual(meetings(near.territory, members))
        // how sure one is of a border follows from the errors of all that is surveyed with it
        const whole = fromScratch(unitsOf(coverage), members)
        all.verdicts++
        if (live.verdict === whole.judged.verdict) alike.verdicts++
        const here = meetings(around, members)
        for (const [pair, meeting] of meetings(whole.territory, members)) {
          all.pairs++
          if (here.get(pair) === meeting) alike.pairs++
        }
      }
      expect(alike.verdicts / all.verdicts).toBeGreaterThan(0.95)
      expect(alike.pairs / all.pairs).toBeGreaterThan(0.97)
    },
  )

  it('tells a commune in one piece, with its cut council, and in two where that one is given away', () => {
    const coverage = readCoverage([square('A', 0, 0), square('B', 100, 0), square('C', 200, 0)])
    expect(liveJudgement(coverage, ['A', 'B', 'C'])).toMatchObject({
      verdict: 'contiguous',
      components: [['A', 'B', 'C']],
      cutUnits: ['B'],
    })
    const without = applyDelta(coverage, [{ id: 'B', before: areaOf(coverage, 'B'), after: null }])
    expect(liveJudgement(without, ['A', 'B', 'C'])).toMatchObject({
      verdict: 'split',
      components: [['A'], ['C']],
      cutUnits: [],
    })
    expect(liveJudgement(coverage, ['A', 'C'])?.verdict).toBe('split')
    expect(liveJudgement(coverage, ['unknown'])).toBeNull()
  })

  it('counts a way across that was declared', () => {
    const coverage = readCoverage([square('A', 0, 0), square('C', 300, 0)])
    const link = {
      a: 'A',
      b: 'C',
      kind: 'bridge',
      declaredBy: 'X',
      declaredOn: '2026-01-01',
      reason: '',
    } as const
    expect(liveJudgement(coverage, ['A', 'C'], { links: [link] })?.verdict).toBe('conditional')
  })
})
