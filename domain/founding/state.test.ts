import { describe, expect, test } from 'vitest'
import { VENEZUELA_CALENDAR } from '../law/calendar.ts'
import { type LawPack, VENEZUELA_COMMUNES } from '../law/index.ts'
import type { FoundingRecord } from './record.ts'
import { type FoundingState, type StepKind, stateOfFounding } from './state.ts'

const PARTS = ['place', 'area', 'name', 'principles', 'census', 'diagnosis', 'strategic-lines']
const commune = {
  councils: [1, 2, 3].map((id) => ({ id, kind: 'rural' as const, families: 40 })),
}
const nothing: FoundingRecord = {
  communeId: 7,
  beganOn: '2026-01-10',
  commission: null,
  charter: [],
  debateCalledOn: null,
  votes: [],
  registration: null,
  parliament: null,
  revision: 1,
}
const formed = {
  ...nothing,
  commission: { formedOn: '2026-01-10', assembly: 'Asamblea de La Ceiba', members: 7 },
}
const written = { ...formed, charter: PARTS.map((part) => ({ part, writtenOn: '2026-01-20' })) }
const called = { ...written, debateCalledOn: '2026-02-01' }
const vote = (councilId: number, electors: number, voted: number, yes: number, on = '2026-03-04') => ({
  councilId,
  on,
  electors,
  voted,
  yes,
})
const voted = { ...called, votes: [vote(1, 100, 20, 15), vote(2, 200, 10, 8), vote(3, 100, 30, 28)] }

const state = (founding: FoundingRecord | null, today: string, pack: LawPack = VENEZUELA_COMMUNES) =>
  stateOfFounding(founding, commune, { pack, calendar: VENEZUELA_CALENDAR, today })
const step = ({ steps }: FoundingState, kind: StepKind) => steps.find((one) => one.kind === kind)!
const names = ({ steps }: FoundingState) => steps.map(({ state }) => state)

describe('a founding that nobody has begun', () => {
  test('has all steps open by the law of today, and begins with the commission', () => {
    const all = state(null, '2026-11-28')
    expect(names(all)).toEqual(['open', 'open', 'open', 'open', 'open', 'open'])
    expect(all.next).toEqual({ what: 'form-commission', step: 'commission', facts: {} })
    expect(step(all, 'commission').finding).toMatchObject({
      rule: 'promoter-commission-reform',
      article: '10',
      gazette: 'GO Ext. 6.872, 2024-12-30',
      confidence: 'high',
      state: 'unknown',
    })
  })
})

describe('the law of the day on which the case began', () => {
  test('asks for a commission and for debate from 2024-12-30 on, and a day before for neither', () => {
    const before = state({ ...nothing, beganOn: '2024-12-29' }, '2026-11-28')
    expect(names(before)).toEqual(['not-asked', 'open', 'not-asked', 'open', 'open', 'open'])
    expect(before.next.what).toBe('write-charter')
    expect(step(before, 'charter').finding).toMatchObject({ rule: 'charter-2010', article: '12' })
    expect(step(before, 'referendum').finding).toMatchObject({ rule: 'referendum-2010', confidence: 'high' })
    const after = state({ ...nothing, beganOn: '2024-12-30' }, '2026-11-28')
    expect(names(after)).toEqual(['open', 'open', 'open', 'open', 'open', 'open'])
    expect(step(after, 'charter').finding).toMatchObject({ rule: 'charter-reform', article: '14' })
  })

  test('holds to the end: turnout that was too low by it stays so after the reform', () => {
    // 60 of 400 is 15 %; 59 is not.
    const old = {
      ...written,
      beganOn: '2024-12-01',
      votes: [vote(1, 100, 20, 15), vote(2, 200, 10, 8), vote(3, 100, 30, 28)],
    }
    expect(step(state(old, '2026-11-28'), 'referendum').state).toBe('done')
    const low = { ...old, votes: [vote(1, 100, 20, 15), vote(2, 200, 9, 8), vote(3, 100, 30, 28)] }
    const all = state(low, '2026-11-28')
    expect(step(all, 'referendum').state).toBe('against')
    expect(all.next).toMatchObject({
      what: 'turnout-too-low',
      facts: { turnout: 59 / 400, turnoutAtLeast: 0.15 },
    })
  })

  test('needs more than half of who voted: 30 of 60 is no majority', () => {
    const half = {
      ...written,
      beganOn: '2024-12-01',
      votes: [vote(1, 100, 20, 10), vote(2, 200, 10, 5), vote(3, 100, 30, 15)],
    }
    expect(state(half, '2026-11-28').next).toMatchObject({ what: 'no-majority', facts: { yes: 0.5 } })
  })
})

describe('the debate', () => {
  test('is 30 continuous days from the day after the call, and the vote comes after the last', () => {
    // Called on 1 February 2026: 2 February to 3 March, over Carnival, which stops no continuous day.
    const on = (today: string) => state(called, today)
    expect(step(on('2026-02-01'), 'debate')).toMatchObject({
      state: 'under-way',
      from: '2026-02-02',
      until: '2026-03-03',
    })
    expect(step(on('2026-03-03'), 'debate').state).toBe('under-way')
    expect(on('2026-03-03').next).toEqual({
      what: 'wait-for-debate',
      step: 'debate',
      facts: { vote: '2026-03-04' },
    })
    expect(step(on('2026-03-04'), 'debate')).toMatchObject({
      state: 'done',
      finding: { state: 'met', facts: { held: 30 } },
    })
    expect(on('2026-03-04').next).toEqual({ what: 'hold-vote', step: 'referendum', facts: { from: 'none' } })
    expect(step(on('2026-03-04'), 'referendum').from).toBe('2026-03-04')
  })

  test('that a vote cut short by a day is against the rule, and said so before anything else', () => {
    const early = {
      ...called,
      votes: [vote(1, 10, 5, 5, '2026-03-03'), vote(2, 10, 5, 5), vote(3, 10, 5, 5)],
    }
    const all = state(early, '2026-11-28')
    expect(step(all, 'debate')).toMatchObject({
      state: 'against',
      finding: { state: 'not-met', facts: { held: 29, days: 30 } },
    })
    expect(all.next).toMatchObject({ what: 'voted-too-early', facts: { days: 30, held: 29 } })
  })

  test('in working days jumps over Carnival and Holy Week where a pack counts so', () => {
    const rules = VENEZUELA_COMMUNES.rules.map((rule) =>
      rule.requirement.kind === 'debate'
        ? { ...rule, requirement: { kind: 'debate' as const, days: 30, count: 'working' as const } }
        : rule,
    )
    // Called on Thursday 12 February 2026: Friday 13 is 1; Monday and Tuesday are Carnival; the 20th is 4; five each week
    // make 24 on 20 March and 29 on the 27th: Monday 30 March is the 30th.
    // Called on the 19th: the 20th is 1; 26 on 27 March, 29 on Wednesday 1 April; after Holy Week Monday the 6th is the 30th.
    const pack = { ...VENEZUELA_COMMUNES, rules }
    const until = (day: string) =>
      step(state({ ...written, debateCalledOn: day }, '2026-11-28', pack), 'debate').until
    expect(until('2026-02-12')).toBe('2026-03-30')
    expect(until('2026-02-19')).toBe('2026-04-06')
  })
})

describe('the vote', () => {
  test('is summed over the area, and while a council is missing nobody says it is done', () => {
    const some = state({ ...called, votes: voted.votes.slice(0, 2) }, '2026-11-28')
    expect(some.turnout).toMatchObject({
      councils: 2,
      missing: [3],
      complete: false,
      electors: 300,
      voted: 30,
      yes: 23,
    })
    expect(step(some, 'referendum')).toMatchObject({ state: 'under-way', missingCouncils: [3] })
    expect(some.next).toEqual({ what: 'finish-vote', step: 'referendum', facts: { count: 1 } })
  })

  test('under the reform is done with all results, unconfirmed and never an alarm, beside what 2010 asked', () => {
    const low = { ...called, votes: [1, 2, 3].map((id) => vote(id, 1000, 10, 1)) }
    const all = state(low, '2026-11-28')
    expect(step(all, 'referendum')).toMatchObject({
      state: 'done',
      finding: { state: 'unconfirmed', confidence: 'unconfirmed' },
    })
    expect(all.earlierVoteRule).toEqual({
      law: 'Ley Orgánica de las Comunas (2010)',
      turnoutAtLeast: 0.15,
      yesMoreThan: 0.5,
    })
    expect(state({ ...voted, beganOn: '2024-01-01' }, '2026-11-28').earlierVoteRule).toBeNull()
  })

  test('of a council that left the commune is not counted', () => {
    expect(
      state({ ...voted, votes: [...voted.votes, vote(99, 500, 500, 0)] }, '2026-11-28').turnout,
    ).toMatchObject({
      electors: 400,
      voted: 60,
      yes: 51,
      turnout: 0.15,
      yesShare: 0.85,
    })
  })
})

describe('after the vote', () => {
  test('come the register and the parliament: one seat for each council, three and one', () => {
    expect(state(voted, '2026-11-28').next.what).toBe('register')
    const registered = { ...voted, registration: { on: '2026-03-10', office: 'Taquilla', number: '12' } }
    const all = state(registered, '2026-11-28')
    expect(all.seats).toMatchObject({ asked: 7, filled: 0 })
    expect(all.next).toEqual({ what: 'fill-parliament', step: 'parliament', facts: { count: 7 } })
    const more = state({ ...registered, parliament: { councils: 9, enterprises: 3, bank: 0 } }, '2026-11-28')
    expect(more.seats).toMatchObject({ asked: 7, filled: 6 })
    const full = state({ ...registered, parliament: { councils: 3, enterprises: 3, bank: 1 } }, '2026-11-28')
    expect(full.next.what).toBe('nothing')
    expect(names(full)).toEqual(['done', 'done', 'done', 'done', 'done', 'done'])
  })
})
