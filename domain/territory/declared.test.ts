import { describe, expect, it } from 'vitest'
import { draw, square } from './example-areas.ts'
import { locateDeclared, meetingOf, surveyTerritory } from './index.ts'
import { judgeUnits, judgeVerdict } from './judge.ts'
import type { DeclaredLink, LinkKind } from './types.ts'

const declared = (kind: LinkKind, a: string, b: string): DeclaredLink => ({
  a,
  b,
  kind,
  declaredBy: 'Asambleas de A y B',
  declaredOn: '2026-02-01',
  reason: 'Recorrido de linderos',
})
/** A, 3 m, B: nothing proves whether the strip between them is an error of the pen. */
const doubtful = () => [square('A', 0, 0), square('B', 103, 0)]
const confirmation = declared('border', 'B', 'A')

describe('how two units meet', () => {
  it('is told as border, doubtful border, corner or not at all', () => {
    const territory = surveyTerritory(draw('PQ', '..R'))
    const meeting = (a: string, b: string) =>
      meetingOf(territory.adjacency, territory.ids.indexOf(a), territory.ids.indexOf(b))
    expect(meeting('P', 'Q')).toBe('certain')
    expect(meeting('R', 'Q')).toBe('corner')
    expect(meeting('P', 'R')).toBe('none')
    expect(meetingOf(surveyTerritory(doubtful()).adjacency, 1, 0)).toBe('doubtful')
  })
})

describe('a confirmed border', () => {
  it('leaves the verdict conditional, says who confirmed it and asks nobody again', () => {
    const before = judgeUnits(doubtful())
    const after = judgeUnits(doubtful(), [], { links: [confirmation] })
    expect(before).toMatchObject({ verdict: 'conditional', remedies: [{ kind: 'confirm-border' }] })
    expect(after).toMatchObject({ verdict: 'conditional', remedies: [] })
    expect(after.pairs).toEqual([{ ...before.pairs[0], confirmation }])
    expect(after.spanningTree).toEqual([['A', 'B']])
  })

  it('is one tie and not two: it stays the only bridge', () => {
    expect(judgeUnits(doubtful(), [], { links: [confirmation] }).bridges).toEqual([['A', 'B']])
  })

  it('is no way across: where nothing is drawn side by side it joins nobody', () => {
    const apart = [square('A', 0, 0), square('B', 500, 0)]
    const judgement = judgeUnits(apart, [], { links: [confirmation] })
    expect(judgement).toMatchObject({ verdict: 'split', pairs: [] })
    expect(judgeUnits(draw('AB'), [], { links: [confirmation] }).pairs[0]).not.toHaveProperty('confirmation')
    expect(locateDeclared(surveyTerritory(apart), [confirmation])).toEqual({ ways: [], confirmed: new Map() })
  })

  it('and a declared way spare the same doubt', () => {
    const judgement = judgeUnits(doubtful(), [], { links: [declared('bridge', 'A', 'B')] })
    expect(judgement).toMatchObject({ verdict: 'conditional', remedies: [] })
    expect(judgement.pairs.map(({ kind }) => kind)).toEqual(['border', 'link'])
  })

  it('leaves as many spaces to join as the remedy promises', () => {
    const units = [...doubtful(), square('E', 206, 0)]
    expect(judgeUnits(units).remedies).toMatchObject([
      { kind: 'confirm-border', remaining: 2 },
      { kind: 'confirm-border', remaining: 2 },
    ])
    expect(judgeUnits(units, [], { links: [confirmation] }).remedies).toMatchObject([
      { kind: 'confirm-border', a: 'B', b: 'E', remaining: 1 },
    ])
  })

  it('changes no verdict of a list', () => {
    const territory = surveyTerritory(doubtful())
    const { ways } = locateDeclared(territory, [confirmation])
    expect(judgeVerdict(territory, [0, 1], ways).verdict).toBe('conditional')
  })
})
