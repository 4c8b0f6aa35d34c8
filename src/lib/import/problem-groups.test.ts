import { describe, expect, test } from 'vitest'
import type { ImportProblem } from '../../../server/imports/schema.ts'
import { groupProblems, repairAreas } from './problem-groups.ts'

const problem = (code: string, rest: Partial<ImportProblem> = {}): ImportProblem => ({
  code,
  severity: 'decide',
  feature: 0,
  featureName: null,
  place: null,
  facts: {},
  decision: null,
  decisions: ['repair', 'leave-out'],
  ...rest,
})

describe('groupProblems', () => {
  test('what stands in the way comes first, notes last', () => {
    const groups = groupProblems([
      problem('three-dimensions', { severity: 'note' }),
      problem('self-intersection'),
      problem('crs-missing', { severity: 'stop' }),
      problem('self-intersection', { feature: 4 }),
    ])
    expect(groups.map(({ code, problems }) => [code, problems.length])).toEqual([
      ['crs-missing', 1],
      ['self-intersection', 2],
      ['three-dimensions', 1],
    ])
  })

  test('offers for all only what each one allows', () => {
    const [group] = groupProblems([
      problem('duplicate'),
      problem('duplicate', { decisions: ['leave-out', 'keep'] }),
    ])
    expect(group.decisions).toEqual(['leave-out'])
  })

  test('counts what is decided, and knows when all share a decision', () => {
    const half = [problem('duplicate', { decision: 'repair' }), problem('duplicate')]
    expect(groupProblems(half)[0]).toMatchObject({ decided: 1, common: null })
    const all = half.map((one) => ({ ...one, decision: 'repair' as const }))
    expect(groupProblems(all)[0]).toMatchObject({ decided: 2, common: 'repair' })
  })
})

describe('repairAreas', () => {
  test('reads the area before and after, where it is known', () => {
    expect(repairAreas(problem('x', { facts: { areaBeforeM2: 10, areaAfterM2: 9 } }))).toEqual({
      before: 10,
      after: 9,
    })
    expect(repairAreas(problem('x'))).toBeNull()
  })
})
