import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { idlenessRule } from '../law/procedures.ts'
import { accountOf, accountsOf, idlenessOn, type Observation } from './index.ts'

const HA = 10_000
const seen = (use: string, ha: number | null, more: Partial<Observation> = {}): Observation => ({
  observedOn: '2014-05-01',
  use,
  areaM2: ha === null ? null : ha * HA,
  yieldPerHa: null,
  idealYieldPerHa: null,
  sourceId: 1,
  ...more,
})
const venezuela = idlenessRule('VE', '2014-05-01')
const brazil = idlenessRule('BR', '2014-05-01')

describe('an account of land use', () => {
  test('says what is idle, and what nobody saw widens the share', () => {
    // 1,000 ha: 320 sown, 240 pasture, 140 idle; of 300 nobody says anything.
    const account = accountOf(
      [seen('crops', 320), seen('pasture', 240), seen('idle', 140)],
      1000 * HA,
      venezuela,
    )
    expect(account).toMatchObject({ notKnownM2: 300 * HA, exceedsM2: 0 })
    expect(account.idle).toEqual({ atLeast: 0.14, atMost: 0.44 })
    expect(account.use).toEqual({ atLeast: 0.56, atMost: 0.86 })
    expect(account.yield).toBeNull()
    expect(account.yieldHeld).toBe('unknown')
  })

  test('leaves out what cannot be used', () => {
    const { idle } = accountOf(
      [seen('not-usable', 200), seen('crops', 600), seen('idle', 200)],
      1000 * HA,
      venezuela,
    )
    expect(idle).toEqual({ atLeast: 0.25, atMost: 0.25 })
  })

  test('Venezuela: idle land yields nothing, so that a good half is still under 80 %', () => {
    // 500 ha at 4.5 of 5 t/ha: 450 of 1,000.
    const half = [seen('maize', 500, { yieldPerHa: 4.5, idealYieldPerHa: 5 }), seen('idle', 500)]
    expect(accountOf(half, 1000 * HA, venezuela)).toMatchObject({
      yield: { atLeast: 0.45, atMost: 0.45 },
      yieldHeld: 'below',
      useHeld: 'not-asked',
    })
  })

  test('Venezuela: just reached, just not, and open while a part is not known', () => {
    const at = (ha: number) =>
      accountOf([seen('maize', ha, { yieldPerHa: 4, idealYieldPerHa: 5 })], 100 * HA, venezuela).yieldHeld
    expect(at(100)).toBe('reached')
    expect(at(99)).toBe('unknown')
    expect(
      accountOf(
        [seen('maize', 99, { yieldPerHa: 4, idealYieldPerHa: 5 }), seen('idle', 1)],
        100 * HA,
        venezuela,
      ).yieldHeld,
    ).toBe('below')
    expect(accountOf([seen('idle', 100)], 100 * HA, venezuela)).toMatchObject({
      yield: { atLeast: 0, atMost: 0 },
      yieldHeld: 'below',
    })
  })

  test('Brazil: use over the usable area, efficiency over the area in use', () => {
    // 100 usable of 120: 80 in use, 60 at 110 % and 20 at 70 %: (66 + 14) / 80 = 1.
    const account = accountOf(
      [
        seen('not-usable', 20),
        seen('soy', 60, { yieldPerHa: 3.3, idealYieldPerHa: 3 }),
        seen('maize', 20, { yieldPerHa: 4.2, idealYieldPerHa: 6 }),
        seen('idle', 20),
      ],
      120 * HA,
      brazil,
    )
    expect(account.use).toEqual({ atLeast: 0.8, atMost: 0.8 })
    expect(account.yield!.atLeast).toBeCloseTo(1, 12)
    expect(account).toMatchObject({ useHeld: 'reached', yieldHeld: 'reached' })
  })

  test('with more parts than land says by how much, and shares stay shares', () => {
    const account = accountOf([seen('crops', 80), seen('idle', 40)], 100 * HA, venezuela)
    expect(account.exceedsM2).toBe(20 * HA)
    expect(account.idle!.atLeast).toBeCloseTo(1 / 3, 12)
  })

  test('of a unit whose area nobody knows concludes nothing', () => {
    const account = accountOf([seen('idle', 40)], null, venezuela)
    expect(account).toMatchObject({ idle: { atLeast: 1, atMost: 1 }, yieldHeld: 'unknown' })
    expect(accountOf([seen('idle', null)], null, venezuela)).toMatchObject({ idle: null, withoutArea: 1 })
  })

  test('by a rule that nobody confirmed, or none, concludes nothing', () => {
    const idle = [seen('idle', 100)]
    expect(accountOf(idle, 100 * HA, idlenessRule('VE', '2003-01-01')).yieldHeld).toBe('unconfirmed')
    expect(accountOf(idle, 100 * HA, idlenessRule('BO', '2014-01-01')).yieldHeld).toBe('not-asked')
    expect(accountOf(idle, 100 * HA, undefined).yieldHeld).toBe('not-asked')
  })

  test('whatever is seen: shares lie in order, and the parts make the whole', () => {
    const ha = fc.option(fc.integer({ min: 1, max: 500 }))
    const rate = fc.option(fc.double({ min: 0.1, max: 9, noNaN: true }))
    const observation = fc
      .tuple(fc.constantFrom('idle', 'not-usable', 'crops', 'pasture'), ha, rate, rate)
      .map(([use, area, yieldPerHa, idealYieldPerHa]) => seen(use, area, { yieldPerHa, idealYieldPerHa }))
    fc.assert(
      fc.property(
        fc.array(observation, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 3000 }),
        fc.constantFrom(venezuela, brazil),
        (observations, total, rule) => {
          const account = accountOf(observations, total * HA, rule)
          const { idle, use, yield: yields, usedM2, idleM2, notUsableM2, notKnownM2, exceedsM2 } = account
          expect(usedM2 + idleM2 + notUsableM2 + notKnownM2).toBeCloseTo(total * HA + exceedsM2, 3)
          for (const share of [idle, use]) {
            if (!share) continue
            expect(share.atLeast).toBeGreaterThanOrEqual(0)
            expect(share.atMost).toBeGreaterThanOrEqual(share.atLeast)
            expect(share.atMost).toBeLessThanOrEqual(1 + 1e-12)
          }
          if (idle && use) expect(idle.atLeast + use.atMost).toBeCloseTo(1, 9)
          if (yields) expect(yields.atMost).toBeGreaterThanOrEqual(yields.atLeast)
          // Telling more about what was not known never takes a conclusion back.
          if (notKnownM2 > 0 && account.yieldHeld === 'below') {
            const rest = { ...seen('idle', null), areaM2: notKnownM2 }
            expect(accountOf([...observations, rest], total * HA, rule).yieldHeld).not.toBe('reached')
          }
        },
      ),
    )
  })
})

describe('accounts over time', () => {
  const all = accountsOf(
    [
      seen('idle', 60),
      seen('crops', 40),
      seen('idle', 20, { sourceId: 2 }),
      seen('crops', 80, { sourceId: 2 }),
      seen('crops', 90, { observedOn: '2016-01-01' }),
      seen('crops', 10, { observedOn: '2010-01-01', sourceId: null }),
    ],
    100 * HA,
    (day) => idlenessRule('VE', day),
  )

  test('are one for each source and day, and none wins', () => {
    expect(all.map(({ on, sourceId }) => [on, sourceId])).toEqual([
      ['2010-01-01', null],
      ['2014-05-01', 1],
      ['2014-05-01', 2],
      ['2016-01-01', 1],
    ])
  })

  test('on a day tell the last of each source, and whether they can both be right', () => {
    expect(idlenessOn(all, '2009-01-01')).toMatchObject({ accounts: [], idle: null, disagree: false })
    expect(idlenessOn(all, '2012-01-01')).toMatchObject({
      idle: { atLeast: 0, atMost: 0.9 },
      disagree: false,
    })
    expect(idlenessOn(all, '2014-05-01')).toMatchObject({ idle: { atLeast: 0, atMost: 0.9 }, disagree: true })
    // In 2016 the first source saw at most a tenth idle; the second still says a fifth.
    expect(idlenessOn(all, '2016-01-01').accounts.map(({ on }) => on)).toEqual([
      '2010-01-01',
      '2016-01-01',
      '2014-05-01',
    ])
  })
})
