import { describe, expect, test } from 'vitest'
import {
  allows,
  type Consent,
  type ConsentChange,
  changeUses,
  firstConsents,
  standingUses,
} from './consent.ts'

const given = (use: Consent['use'], withdrawnOn: string | null = null): Consent => ({
  use,
  givenOn: '2026-03-01',
  withdrawnOn,
})

describe('a consent', () => {
  test('stands from its day up to the day before it was withdrawn', () => {
    const consents = [given('court', '2026-05-10')]
    expect(
      ['2026-02-28', '2026-03-01', '2026-05-09', '2026-05-10'].map((on) => allows(consents, 'court', on)),
    ).toEqual([false, true, true, false])
  })

  test('is for one use and no other', () => {
    expect(standingUses([given('committee'), given('lawyer')], '2026-06-01')).toEqual(['committee', 'lawyer'])
  })

  test('withdrawn on the day it was given allowed nothing', () => {
    expect(allows([given('public', '2026-03-01')], 'public', '2026-03-01')).toBe(false)
  })
})

describe('new evidence', () => {
  test('needs that the committee may work with it', () => {
    expect(firstConsents(['court', 'public'], '2026-03-01', '2026-03-02')).toMatchObject({
      refused: 'consent-needed',
    })
  })
  test('is not consented to tomorrow', () => {
    expect(firstConsents(['committee'], '2026-03-03', '2026-03-02')).toMatchObject({
      refused: 'consent-in-the-future',
    })
  })
  test('has one consent for each use', () => {
    expect(firstConsents(['public', 'committee', 'public'], '2026-03-01', '2026-03-02')).toEqual([
      given('committee'),
      given('public'),
    ])
  })
})

describe('changing the uses', () => {
  test('withdraws what is no longer among them, from today, and keeps when it was given', () => {
    const change = changeUses([given('committee'), given('public')], ['committee'], '2026-06-01')
    expect(change).toEqual({
      given: [],
      withdrawn: ['public'],
      after: [given('committee'), given('public', '2026-06-01')],
    })
  })

  test('gives again what was withdrawn by the person’s own word of a day, as a consent of its own', () => {
    const consents = [given('committee'), given('public', '2026-05-01')]
    const { after } = changeUses(
      consents,
      ['committee', 'public'],
      '2026-06-01',
      '2026-05-20',
    ) as ConsentChange
    expect(after).toEqual([...consents, { use: 'public', givenOn: '2026-05-20', withdrawnOn: null }])
    expect(standingUses(after, '2026-06-01')).toEqual(['committee', 'public'])
    expect(standingUses(after, '2026-05-15')).toEqual(['committee'])
  })

  test('never undoes a withdrawal without that word, of a day before it, or of one to come', () => {
    const consents = [given('committee'), given('public', '2026-05-01')]
    const give = (againOn: string | null) =>
      changeUses(consents, ['committee', 'public'], '2026-06-01', againOn)
    const refused = { refused: 'consent-withdrawn-before', facts: { use: 'public', day: '2026-05-01' } }
    expect(give(null)).toEqual(refused)
    expect(give('2026-04-30')).toEqual(refused)
    expect(give('2026-06-02')).toMatchObject({ refused: 'consent-in-the-future' })
    // What was never withdrawn needs no day.
    expect(changeUses(consents, ['committee', 'court'], '2026-06-01')).toMatchObject({ given: ['court'] })
  })

  test('to none takes it from everybody at once', () => {
    const { after } = changeUses([given('committee'), given('court')], [], '2026-06-01') as ConsentChange
    expect(standingUses(after, '2026-06-01')).toEqual([])
  })

  test('to what stands already is no change', () => {
    expect(changeUses([given('committee')], ['committee'], '2026-06-01')).toMatchObject({
      refused: 'nothing-changed',
    })
  })
})
