import { describe, expect, test } from 'vitest'
import { VENEZUELA_COMMUNES } from '../law/index.ts'
import { type Change, invert } from '../steps/step.ts'
import { type FoundingContext, type FoundingInput, recordFounding } from './founding.ts'
import { sameFounding } from './record.ts'

const input: FoundingInput = {
  beganOn: '2026-01-10',
  commission: null,
  charter: [],
  debateCalledOn: null,
  votes: [],
  registration: null,
  parliament: null,
}
const context: FoundingContext = {
  commune: { id: 7, name: 'La Ceiba', registeredAs: 'commune', councilIds: [1, 2] },
  councilNames: new Map([
    [1, 'El Cerro'],
    [2, 'La Vega'],
  ]),
  pack: VENEZUELA_COMMUNES,
  today: '2026-11-28',
}
const vote = (electors: number, voted: number, yes: number, councilId = 1) => ({
  councilId,
  on: '2026-03-04',
  electors,
  voted,
  yes,
})
const record = (given: Partial<FoundingInput>, before: Change | null = null, within = context) =>
  recordFounding(before ? before.foundings![0].after : null, { ...input, ...given }, within)
const done = (outcome: ReturnType<typeof record>): Change => {
  if ('refused' in outcome) throw new Error(outcome.refused)
  return outcome
}

describe('a founding', () => {
  test('begins with a day, and each step is a change that says which', () => {
    const begun = done(record({}))
    expect(begun).toMatchObject({ kind: 'founding-begun', facts: { name: 'La Ceiba', part: 'began' } })
    const next = done(record({ debateCalledOn: '2026-02-01' }, begun))
    expect(next).toMatchObject({ kind: 'founding-recorded', facts: { part: 'debate' } })
    expect(next.foundings![0].after!.revision).toBe(2)
    expect(invert(next).foundings![0].after).toMatchObject({ debateCalledOn: null })
    const two = done(record({ debateCalledOn: '2026-02-02', votes: [vote(10, 5, 3)] }, next))
    expect(two.facts).toMatchObject({ part: 'several', councils: 1 })
  })

  test('keeps charter and votes in one order, whatever the order of the form', () => {
    const charter = ['census', 'place'].map((part) => ({ part, writtenOn: '2026-01-20' }))
    const one = done(record({ charter, votes: [vote(1, 1, 1, 2), vote(1, 1, 1, 1)] })).foundings![0].after!
    expect(one.charter.map(({ part }) => part)).toEqual(['place', 'census'])
    expect(one.votes.map(({ councilId }) => councilId)).toEqual([1, 2])
    expect(sameFounding(one, { ...one, revision: 9, charter: one.charter.toReversed() })).toBe(true)
    expect(sameFounding(one, { ...one, debateCalledOn: '2026-02-01' })).toBe(false)
    expect(sameFounding(one, null)).toBe(false)
  })

  test('is refused where nothing changes, and for a network', () => {
    const begun = done(record({}))
    expect(record({}, begun)).toMatchObject({ refused: 'nothing-changed' })
    const network = { ...context, commune: { ...context.commune, registeredAs: 'network' as const } }
    expect(record({}, null, network)).toMatchObject({ refused: 'network-is-no-commune' })
  })
})

describe('a vote', () => {
  test.each([
    ['more voted than could', vote(10, 11, 5), 'voted'],
    ['more said yes than voted', vote(10, 5, 6), 'yes'],
    ['half a person', vote(10, 5.5, 5), 'not-whole'],
    ['fewer than nobody', vote(10, -1, -1), 'not-whole'],
  ])('is refused where %s', (_, given, why) => {
    expect(record({ votes: [given] })).toMatchObject({
      refused: 'vote-inconsistent',
      facts: { council: 'El Cerro', why },
    })
  })

  test('is refused of a council that is no member, unless it was one when it voted', () => {
    expect(record({ votes: [vote(1, 1, 1, 9)] })).toMatchObject({
      refused: 'vote-of-no-member',
      facts: { council: 9 },
    })
    const begun = done(record({ votes: [vote(5, 4, 3, 2)] }))
    const without = { ...context, commune: { ...context.commune, councilIds: [1] } }
    expect(record({ votes: [vote(5, 4, 3, 2), vote(5, 4, 3)] }, begun, without)).toMatchObject({
      kind: 'founding-recorded',
    })
    expect(record({ votes: [vote(1, 1, 1), vote(1, 1, 0)] })).toMatchObject({ refused: 'vote-twice' })
  })

  test('of which everybody took part and nobody did is possible', () => {
    expect(record({ votes: [vote(10, 10, 10), vote(0, 0, 0, 2)] })).toMatchObject({ kind: 'founding-begun' })
  })
})

describe('a day', () => {
  test.each([
    ['in the future', { debateCalledOn: '2026-11-29' }, { part: 'debate', why: 'future' }],
    ['before the case began', { debateCalledOn: '2026-01-09' }, { part: 'debate', why: 'before' }],
    ['that no calendar has', { beganOn: '2026-02-30' }, { part: 'began', why: 'no-day' }],
    [
      'before the case began, of the register',
      { registration: { on: '2025-01-01', office: 'Taquilla', number: '' } },
      { part: 'registration', why: 'before' },
    ],
  ])('%s is refused', (_, given, facts) => {
    expect(record(given)).toMatchObject({ refused: 'founding-day-impossible', facts })
  })

  test('that is today is possible', () => {
    expect(record({ beganOn: '2026-11-28' })).toMatchObject({ kind: 'founding-begun' })
  })
})

test('a part that no charter has is refused', () => {
  expect(record({ charter: [{ part: 'anthem', writtenOn: '2026-01-20' }] })).toMatchObject({
    refused: 'charter-part-unknown',
    facts: { part: 'anthem' },
  })
})
