import { describe, expect, it } from 'vitest'
import type { LevelJudgement } from '../../../domain/composing/levels.ts'
import { VENEZUELA_COMMUNES } from '../../../domain/law/index.ts'
import { kindOf, spaceKind } from './verdict-kind.ts'

const judged = (level: LevelJudgement['level'], verdict: LevelJudgement['verdict'], pieces: string[][]) =>
  spaceKind({
    members: ['commune 1', 'commune 2'],
    verdict,
    pieces,
    rule: VENEZUELA_COMMUNES.levels.find((rule) => rule.level === level)!,
  } as LevelJudgement)

describe('what is said of a space', () => {
  it('is a fault where members should touch, and a fact where no rule says so', () => {
    const apart = [['commune 1'], ['commune 2']]
    expect(judged('city', 'split', apart)).toBe('split')
    expect(judged('federation', 'split', apart)).toBe('along')
    expect(judged('federation', 'contiguous', [['commune 1', 'commune 2']])).toBe('contiguous')
  })

  it('tells a break that only separate parts of a council hide', () => {
    expect(judged('federation', 'split', [['commune 1', 'commune 2']])).toBe('hidden')
  })

  it('tells nobody from members without councils', () => {
    expect(judged('city', null, [])).toBe('empty')
    expect(
      spaceKind({ members: [], verdict: null, pieces: [], rule: null } as unknown as LevelJudgement),
    ).toBe('none')
  })

  it('names members of one kind by it', () => {
    expect(kindOf([{ kind: 'commune' }, { kind: 'commune' }])).toBe('commune')
    expect(kindOf([{ kind: 'commune' }, { kind: 'body' }])).toBe('other')
    expect(kindOf([])).toBe('other')
  })
})
