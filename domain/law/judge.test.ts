import Schema from 'typebox/schema'
import { describe, expect, it } from 'vitest'
import { type CommuneFacts, judgeAgainstPack, VENEZUELA_COMMUNES } from './index.ts'
import { LawPack } from './pack-schema.ts'

const BEFORE_THE_REFORMS = '2015-06-01'
const TODAY = '2026-11-22'

const find = (facts: CommuneFacts, kind: string, date: string) =>
  judgeAgainstPack(VENEZUELA_COMMUNES, facts, date).find((finding) => finding.kind === kind)

const councils = (...families: (number | null)[]): CommuneFacts['councils'] =>
  families.map((n) => ({ kind: 'urban', families: n }))

describe('the Venezuelan pack', () => {
  it('has the form of a pack', () => {
    expect(Schema.Compile(LawPack).Check(VENEZUELA_COMMUNES)).toBe(true)
    expect(Schema.Compile(LawPack).Check({ ...VENEZUELA_COMMUNES, rules: [{ id: 'half a rule' }] })).toBe(
      false,
    )
  })

  it('names a law of its own list in every rule', () => {
    const laws = VENEZUELA_COMMUNES.laws.map(({ id }) => id)
    for (const rule of VENEZUELA_COMMUNES.rules) expect(laws, rule.id).toContain(rule.law)
  })

  it('never has two rules of a kind in force on one day', () => {
    const { rules } = VENEZUELA_COMMUNES
    for (const day of rules.map(({ validFrom }) => validFrom)) {
      const kinds = judgeAgainstPack(VENEZUELA_COMMUNES, { councils: [] }, day).map(({ kind }) => kind)
      expect(new Set(kinds).size, day).toBe(kinds.length)
    }
  })
})

describe('a commune held against the pack', () => {
  it('fails a council below or above the size that the law of 2009 gives for its kind', () => {
    const facts: CommuneFacts = {
      councils: [
        { kind: 'urban', families: 150 },
        { kind: 'urban', families: 149 },
        { kind: 'urban', families: 401 },
        { kind: 'rural', families: 20 },
        { kind: 'rural', families: 5000 },
        { kind: 'indigenous', families: 9 },
      ],
    }
    expect(find(facts, 'council-size', BEFORE_THE_REFORMS)).toMatchObject({
      state: 'not-met',
      misfits: [1, 2, 5],
      article: '4',
    })
  })

  it('does not alarm about sizes after the reform, whose values nobody confirmed', () => {
    expect(find({ councils: councils(10) }, 'council-size', TODAY)).toMatchObject({
      state: 'unconfirmed',
      confidence: 'unconfirmed',
      facts: { misfits: 1 },
    })
  })

  it('says unknown where families or kind are missing and nothing known fails', () => {
    expect(find({ councils: councils(200, null) }, 'council-size', BEFORE_THE_REFORMS)).toMatchObject({
      state: 'unknown',
      missing: [1],
    })
    const facts: CommuneFacts = { councils: [{ kind: null, families: 3 }] }
    expect(find(facts, 'council-size', BEFORE_THE_REFORMS)?.state).toBe('unknown')
  })

  it('takes contiguity from the verdict, and leaves it open while it hangs on a condition', () => {
    const state = (verdict: CommuneFacts['verdict']) =>
      find({ councils: [], verdict }, 'contiguity', TODAY)?.state
    expect([state('contiguous'), state('split'), state('conditional'), state(undefined)]).toEqual([
      'met',
      'not-met',
      'unknown',
      'unknown',
    ])
  })

  it('does not ask contiguity of a network', () => {
    expect(
      find({ councils: [], verdict: 'split', registeredAs: 'network' }, 'contiguity', TODAY),
    ).toBeUndefined()
  })

  it('never counts how many councils are needed, since no regulation was found', () => {
    for (const n of [1, 3, 60])
      expect(find({ councils: councils(...Array(n).fill(200)) }, 'councils-needed', TODAY)?.state).toBe(
        'unconfirmed',
      )
  })

  it('keeps a case on the law in force when it began', () => {
    const facts: CommuneFacts = { councils: councils(200), turnout: 0.2, yes: 0.8 }
    expect(find(facts, 'referendum', '2024-12-29')).toMatchObject({ state: 'met', confidence: 'high' })
    expect(find(facts, 'referendum', '2024-12-30')).toMatchObject({ state: 'unconfirmed' })
    expect(find(facts, 'debate', '2024-12-29')).toBeUndefined()
    expect(judgeAgainstPack(VENEZUELA_COMMUNES, facts, '2008-01-01')).toEqual([])
  })

  it('weighs charter, debate, vote and parliament by what was handed in', () => {
    const parts = ['place', 'area', 'name', 'principles', 'census', 'diagnosis', 'strategic-lines']
    const whole: CommuneFacts = {
      councils: councils(200, 200),
      promoterCommission: true,
      charter: parts,
      debateDays: 30,
      parliament: { councils: 2, enterprises: 3, bank: 1 },
    }
    const states = (facts: CommuneFacts) =>
      Object.fromEntries(
        judgeAgainstPack(VENEZUELA_COMMUNES, facts, TODAY).map(({ kind, state }) => [kind, state]),
      )
    expect(states(whole)).toMatchObject({
      'promoter-commission': 'met',
      charter: 'met',
      debate: 'met',
      parliament: 'met',
    })
    expect(
      states({
        ...whole,
        promoterCommission: false,
        charter: parts.slice(1),
        debateDays: 29,
        parliament: { councils: 9, enterprises: 2, bank: 1 },
      }),
    ).toMatchObject({
      'promoter-commission': 'not-met',
      charter: 'not-met',
      debate: 'not-met',
      parliament: 'not-met',
    })
    expect(states({ councils: [] })).toMatchObject({
      charter: 'unknown',
      debate: 'unknown',
      parliament: 'unknown',
    })
  })

  it('says of each finding where it is from', () => {
    for (const finding of judgeAgainstPack(VENEZUELA_COMMUNES, { councils: [] }, TODAY)) {
      expect(finding.source.length).toBeGreaterThan(10)
      expect(finding.law).toMatch(/^Ley/)
    }
  })
})
