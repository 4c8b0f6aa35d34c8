import { describe, expect, test } from 'vitest'
import { BOLIVIA_CALENDAR, BRAZIL_CALENDAR, VENEZUELA_CALENDAR } from '../law/calendar.ts'
import type { Outcome, Term } from '../law/procedure-schema.ts'
import { findProcedure, findVersion } from '../law/procedures.ts'
import { recountStored } from './deadlines.ts'
import {
  type CaseEvent,
  type CaseRefusal,
  dueOf,
  type EventInput,
  type LandCase,
  lastDayOfTerm,
  openCase,
  recordEvent,
  recountOthers,
  stateOfCase,
} from './index.ts'

const TODAY = '2026-11-29'
const must = <T extends object>(outcome: T | CaseRefusal): T => {
  if ('refused' in outcome) throw new Error(outcome.refused)
  return outcome
}

const open = (before: LandCase | null, input: { procedure: string; beganOn: string }) =>
  openCase(before, input, { country: input.procedure.slice(0, 2).toUpperCase(), today: TODAY })

/** A case with its events, written down one after the other. */
function tell(
  procedure: string,
  beganOn: string,
  told: [string, string, Outcome?, Partial<EventInput>?][],
): { landCase: LandCase; events: CaseEvent[]; on: (day: string) => ReturnType<typeof stateOfCase> } {
  const landCase = must(open(null, { procedure, beganOn }))
  const events: CaseEvent[] = []
  for (const [step, happenedOn, outcome = 'done', rest = {}] of told)
    events.push(
      must(
        recordEvent(
          landCase,
          { step, happenedOn, outcome, share: null, areaM2: null, ...rest },
          { others: events, id: events.length + 1, today: TODAY },
        ),
      ),
    )
  const version = findVersion(findProcedure(procedure)!, landCase.packVersion)!
  return {
    landCase,
    events,
    on: (day) =>
      stateOfCase(
        events.filter(({ happenedOn }) => happenedOn <= day),
        version,
        day,
      ),
  }
}
const step = (state: ReturnType<typeof stateOfCase>, id: string) => state.steps.find((one) => one.id === id)!

describe('a deadline, worked by hand', () => {
  test('8 working days to appear, across Carnival of 2026', () => {
    // Published on Thursday 5 February 2026: Fri 6 is 1; Mon 9 to Fri 13 are 2 to 6; Mon 16 and Tue 17 are Carnival;
    // Wed 18 is 7 and Thu 19 is 8.
    const { on } = tell('ve-idle-estate', '2026-01-12', [['summons', '2026-02-05']])
    expect(step(on('2026-02-05'), 'appearance')).toMatchObject({
      state: 'due',
      deadline: { dueOn: '2026-02-19', length: 8, count: 'working', article: '37', confidence: 'medium' },
    })
    expect(step(on('2026-02-19'), 'appearance').state).toBe('due')
    expect(step(on('2026-02-20'), 'appearance').state).toBe('overdue')
  })

  test('30 working days to decide, across Christmas', () => {
    // Asked on Monday 1 December 2025: Tue 2 to Fri 5 are 1 to 4; 8–12 are 5 to 9; 15–19 are 10 to 14; Mon 22 and Tue 23
    // are 15 and 16; 24 and 25 are holidays; Fri 26 is 17; Mon 29 and Tue 30 are 18 and 19; 31 and 1 January are
    // holidays; Fri 2 is 20; 5–9 are 21 to 25; 12–16 are 26 to 30.
    const { on } = tell('ve-idle-estate', '2025-12-01', [['adjudication-request', '2025-12-01']])
    expect(step(on('2025-12-01'), 'adjudication').deadline?.dueOn).toBe('2026-01-16')
  })

  test('3 working days to open, past a holiday on a Sunday that Venezuela does not move', () => {
    // Friday 3 July 2026; Sunday the 5th is the holiday; Mon 6, Tue 7, Wed 8.
    const { on } = tell('ve-idle-estate', '2026-07-03', [['denunciation', '2026-07-03']])
    expect(step(on('2026-07-03'), 'opening').deadline?.dueOn).toBe('2026-07-08')
  })

  test('10 working days from the last edict', () => {
    // The second edict on Friday 27 March 2026: Mon 30, Tue 31, Wed 1 are 1 to 3; Holy Thursday and Good Friday; 6–10 are
    // 4 to 8; Mon 13 is 9 and Tue 14 is 10. From the first one, the 20th, it would have been Tuesday the 7th.
    const { on } = tell('ve-idle-estate', '2026-01-12', [
      ['expropriation-edict', '2026-03-20'],
      ['expropriation-edict', '2026-03-27'],
    ])
    expect(step(on('2026-03-20'), 'expropriation-appearance').deadline?.dueOn).toBe('2026-04-07')
    expect(step(on('2026-03-27'), 'expropriation-appearance').deadline?.dueOn).toBe('2026-04-14')
  })

  test('Brazil: 48 hours for possession, two years for the action, and two years without inspection', () => {
    const { on } = tell('br-settlement', '2022-01-10', [
      ['vacating', '2022-02-10'],
      ['decree', '2024-02-29'],
      ['court-action', '2026-04-20'],
    ])
    expect(step(on('2024-03-01'), 'court-action').deadline?.dueOn).toBe('2026-03-01')
    expect(step(on('2026-04-20'), 'court-action')).toMatchObject({ state: 'done', late: true })
    expect(step(on('2026-04-20'), 'possession').deadline?.dueOn).toBe('2026-04-22')
  })

  test('Brazil: the bar is doubled where the farm is occupied and vacated again', () => {
    const { on } = tell('br-settlement', '2018-01-10', [
      ['encampment', '2018-01-10'],
      ['vacating', '2018-02-10'],
      ['vacating', '2019-05-06'],
    ])
    const inspection = (day: string) => step(on(day), 'inspection')
    expect(inspection('2018-02-10')).toMatchObject({ state: 'barred', deadline: { dueOn: '2020-02-10' } })
    expect(inspection('2023-05-06')).toMatchObject({
      state: 'barred',
      deadline: { dueOn: '2023-05-06', length: 4 },
    })
    expect(inspection('2023-05-07').state).toBe('open')
  })
})

describe('a term', () => {
  // Park and Miller's generator: the same numbers each time.
  let seed = 20261129
  const random = (below: number) => {
    seed = (seed * 48271) % 2147483647
    return seed % below
  }
  const day = () => new Date(Date.UTC(1995, 0, 1) + random(365 * 40) * 86_400_000).toISOString().slice(0, 10)

  test.each([VENEZUELA_CALENDAR, BRAZIL_CALENDAR, BOLIVIA_CALENDAR])(
    'of working days never ends before one of as many continuous days ($country)',
    (calendar) => {
      for (let i = 0; i < 400; i++) {
        const from = day()
        const length = 1 + random(60)
        const working = lastDayOfTerm(from, { length, count: 'working' }, calendar)
        const continuous = lastDayOfTerm(from, { length, count: 'continuous' }, calendar)
        expect(working >= continuous, `${from} + ${length}: ${working} ${continuous}`).toBe(true)
        expect(continuous > from).toBe(true)
        // One day more, or one day later, never ends earlier.
        expect(lastDayOfTerm(from, { length: length + 1, count: 'working' }, calendar) > working).toBe(true)
      }
    },
  )

  test('that passed stays as it was, whatever a later law or calendar says', () => {
    const { events, landCase, on } = tell('ve-idle-estate', '2025-12-01', [
      ['denunciation', '2025-12-01'],
      ['opening', '2025-12-09'],
      ['summons', '2026-02-05'],
      ['adjudication-request', '2026-03-02'],
    ])
    const procedure = findProcedure('ve-idle-estate')!
    const version = findVersion(procedure, landCase.packVersion)!
    const known = on(TODAY)
    for (let i = 0; i < 200; i++) {
      const changed: typeof version = {
        ...version,
        steps: version.steps.map((one) => ({
          ...one,
          term: random(2)
            ? null
            : ({
                length: 1 + random(200),
                count: random(2) ? 'working' : 'continuous',
                bound: 'latest',
                confidence: 'high',
              } satisfies Term),
          law: random(2) ? null : one.law,
        })),
      }
      const now = stateOfCase(events, changed, TODAY)
      expect(now.steps.map(({ id, state, deadline, late }) => [id, state, deadline, late])).toEqual(
        known.steps.map(({ id, state, deadline, late }) => [id, state, deadline, late]),
      )
    }
  })
})

describe('an event that is told late', () => {
  test('before a later edict leaves the later one its day, and the last edict counts', () => {
    // The edict of Friday 27 March 2026 is written down first: Mon 30, Tue 31, Wed 1 are 1 to 3; Holy Thursday and Good
    // Friday; 6–10 are 4 to 8; Mon 13 is 9 and Tue 14 is 10. Then the one of Friday the 20th: Mon 23 to Fri 27 are 1 to 5,
    // Mon 30 to Wed 1 are 6 to 8, Mon 6 is 9 and Tue 7 is 10.
    const { events, landCase, on } = tell('ve-idle-estate', '2026-01-12', [
      ['expropriation-edict', '2026-03-27'],
      ['expropriation-edict', '2026-03-20'],
    ])
    expect(events.map(({ deadlines }) => deadlines[0].dueOn)).toEqual(['2026-04-14', '2026-04-07'])
    expect(recountOthers(landCase, events.slice(0, 1), events)).toEqual([])
    expect(step(on(TODAY), 'expropriation-appearance').deadline?.dueOn).toBe('2026-04-14')
  })

  describe('of the first vacating of a farm', () => {
    const { events, landCase } = tell('br-settlement', '2018-01-10', [
      ['vacating', '2019-05-06'],
      ['vacating', '2018-02-10'],
    ])
    const [later, first] = events
    const inspection = ({ deadlines }: CaseEvent) => deadlines.find(({ step: id }) => id === 'inspection')!

    test('doubles the bar of the later one, which had been counted once', () => {
      expect(inspection(later)).toMatchObject({ dueOn: '2021-05-06', length: 2 })
      const [again] = recountOthers(landCase, [later], events)
      expect(inspection(again)).toMatchObject({ dueOn: '2023-05-06', length: 4 })
      // Whatever order they were told in, it is what it would have been.
      const inTurn = tell('br-settlement', '2018-01-10', [
        ['vacating', '2018-02-10'],
        ['vacating', '2019-05-06'],
      ])
      expect(again.deadlines).toEqual(inTurn.events[1].deadlines)
    })

    test('and goes again, or turns out to be of a later day, or no vacating: the bar is single again', () => {
      const doubled = { ...recountOthers(landCase, [later], events)[0] }
      const before = [doubled, first]
      const after: CaseEvent[][] = [
        [doubled],
        [doubled, { ...first, happenedOn: '2019-08-01' }],
        [doubled, { ...first, outcome: 'challenged' }],
      ]
      for (const events of after)
        expect(recountOthers(landCase, before, events).map((one) => inspection(one))).toEqual([
          expect.objectContaining({ dueOn: '2021-05-06', length: 2 }),
        ])
    })

    test('changes nothing but that: law, article and length stay as they were stored, whatever the pack says now', () => {
      const stored = {
        ...later,
        deadlines: [{ ...inspection(later), length: 3, article: 'old', confidence: 'low' as const }],
      }
      expect(inspection(recountOthers(landCase, [stored], [stored, first])[0])).toMatchObject({
        length: 6,
        dueOn: '2025-05-06',
        article: 'old',
        confidence: 'low',
      })
    })

    test('corrected to a day after the other one, it is doubled itself', () => {
      const given = {
        step: 'vacating',
        happenedOn: '2019-08-01',
        outcome: 'done' as const,
        share: null,
        areaM2: null,
      }
      const moved = must(
        recordEvent(landCase, given, { others: [later], before: first, id: first.id, today: TODAY }),
      )
      expect(inspection(moved)).toMatchObject({ dueOn: '2023-08-01', length: 4 })
    })
  })

  test('touches no term that nothing doubles, though the calendar were another one by now', () => {
    // Counted when 9 January 2026 was thought a holiday: no such day is in the calendar of today.
    const { events, landCase } = tell('ve-idle-estate', '2025-12-01', [
      ['adjudication-request', '2025-12-01'],
    ])
    const old = { ...events[0], deadlines: [{ ...events[0].deadlines[0], dueOn: '2026-01-19' }] }
    const early: CaseEvent = { ...old, id: 2, happenedOn: '2025-12-01', step: 'denunciation', deadlines: [] }
    expect(recountOthers(landCase, [old], [old, early, { ...old, id: 3, deadlines: [] }])).toEqual([])
  })
})

describe('a stored term in working days that is doubled', () => {
  // A pack whose bar is of three working days, doubled where it begins again.
  const version = findVersion(findProcedure('ve-idle-estate')!, 'land-2010')!
  const doubling = {
    ...version,
    steps: version.steps.map((one) =>
      one.id === 'opening' ? { ...one, term: { ...one.term!, doubledWhenRepeated: true } } : one,
    ),
  }

  test('is counted to its sixth day, past Holy Week', () => {
    // From Friday 27 March 2026: Mon 30, Tue 31, Wed 1 are 1 to 3; Holy Thursday and Good Friday; Mon 6, Tue 7, Wed 8.
    const { events } = tell('ve-idle-estate', '2026-01-12', [['denunciation', '2026-03-27']])
    const stored = events[0].deadlines
    expect(stored).toMatchObject([{ step: 'opening', dueOn: '2026-04-01', length: 3 }])
    const facts = { happenedOn: '2026-03-27', again: false }
    const twice = recountStored(stored, facts, { ...facts, again: true }, doubling, VENEZUELA_CALENDAR)
    expect(twice).toMatchObject([{ dueOn: '2026-04-08', length: 6 }])
    expect(recountStored(twice, { ...facts, again: true }, facts, doubling, VENEZUELA_CALENDAR)).toEqual(
      stored,
    )
    // Where nothing doubles it, it is the very term.
    expect(recountStored(stored, facts, { ...facts, again: true }, version, VENEZUELA_CALENDAR)[0]).toBe(
      stored[0],
    )
  })
})

describe('an unconfirmed term', () => {
  test('is shown with its day and never is overdue', () => {
    const { on, landCase, events } = tell('ve-urban-land-committee', '2015-01-12', [
      ['committee', '2015-01-12'],
    ])
    const register = step(on(TODAY), 'land-register')
    expect(register).toMatchObject({
      state: 'due-unconfirmed',
      deadline: { confidence: 'unconfirmed', length: 180 },
    })
    expect(register.deadline!.dueOn < TODAY).toBe(true)
    expect(dueOf([{ ...landCase, events }], TODAY).map(({ state }) => state)).toEqual(['due-unconfirmed'])
  })

  test('is what a term becomes that was on hold: nobody knows whether its days ran', () => {
    const { on } = tell('ve-idle-estate', '2026-01-12', [
      ['summons', '2026-02-05'],
      ['appearance', '2026-02-10', 'suspended'],
      ['appearance', '2026-03-10', 'resumed'],
    ])
    expect(step(on('2026-02-25'), 'appearance').state).toBe('suspended')
    expect(step(on('2026-04-01'), 'appearance').state).toBe('due-unconfirmed')
  })

  test('no random history alarms by it', () => {
    let seed = 7
    const random = (below: number) => {
      seed = (seed * 48271) % 2147483647
      return seed % below
    }
    const outcomes: Outcome[] = [
      'done',
      'challenged',
      'suspended',
      'resumed',
      'revoked',
      'partly-granted',
      'split',
    ]
    let alarms = 0
    for (let run = 0; run < 300; run++) {
      const id = ['ve-urban-land-committee', 've-idle-estate', 'br-settlement', 'bo-collective-title'][
        random(4)
      ]
      const landCase = must(open(null, { procedure: id, beganOn: '2024-01-15' }))
      const version = findVersion(findProcedure(id)!, landCase.packVersion)!
      const events: CaseEvent[] = []
      for (let i = 0; i < 12; i++) {
        const outcome = outcomes[random(7)]
        const part = outcome === 'split' || outcome === 'partly-granted'
        const event = recordEvent(
          landCase,
          {
            step: version.steps[random(version.steps.length)].id,
            happenedOn: `202${4 + random(2)}-${String(1 + random(12)).padStart(2, '0')}-15`,
            outcome,
            share: part ? { numerator: 1, denominator: 2 } : null,
            areaM2: null,
          },
          { others: events, id: i + 1, today: TODAY },
        )
        if (!('refused' in event)) events.push(event)
      }
      for (const { state, deadline } of stateOfCase(events, version, TODAY).steps) {
        if (state === 'overdue' || state === 'barred' || state === 'due') {
          alarms++
          expect(deadline!.confidence).not.toBe('unconfirmed')
        }
      }
    }
    expect(alarms).toBeGreaterThan(50)
  })
})

describe('a case', () => {
  test('that was granted, revoked by a chamber, and whose ruling is on hold, stands', () => {
    const { on } = tell('ve-idle-estate', '2009-03-05', [
      ['adjudication-request', '2009-03-05'],
      ['adjudication', '2009-04-20', 'partly-granted', { areaM2: 1_497_340 }],
      ['adjudication', '2010-02-01', 'split', { share: { numerator: 1, denominator: 2 } }],
      ['adjudication', '2014-06-02'],
      ['adjudication', '2014-12-09', 'revoked'],
      ['adjudication', '2015-05-02', 'suspended'],
    ])
    const standing = (day: string) => on(day).standing
    expect(standing('2009-03-05')).toBe('under-way')
    expect(on('2009-05-01')).toMatchObject({
      standing: 'partly-granted',
      of: 'adjudication',
      since: '2009-04-20',
    })
    expect(step(on('2009-05-01'), 'adjudication').areaM2).toBe(1_497_340)
    expect(step(on('2010-03-01'), 'adjudication')).toMatchObject({
      state: 'split',
      share: { numerator: 1, denominator: 2 },
    })
    expect(standing('2014-07-01')).toBe('in-force')
    expect(standing('2015-01-01')).toBe('revoked')
    expect(on(TODAY)).toMatchObject({ standing: 'ruling-suspended', since: '2015-05-02' })
  })

  test('takes one of two ways, and the other is not taken', () => {
    const { on } = tell('ve-idle-estate', '2026-01-12', [
      ['idle-declaration', '2026-02-02'],
      ['rescue', '2026-03-02'],
    ])
    expect(step(on('2026-02-02'), 'expropriation-resolution').state).toBe('open')
    expect(step(on('2026-03-02'), 'expropriation-resolution').state).toBe('not-taken')
  })

  test('does not go on from a step that is revoked or on hold, and goes on while it is but challenged', () => {
    const rescueAfter = (outcome: Outcome) =>
      step(
        tell('ve-idle-estate', '2026-01-12', [
          ['idle-declaration', '2026-02-02'],
          ['idle-declaration', '2026-02-20', outcome],
        ]).on(TODAY),
        'rescue',
      ).state
    expect(rescueAfter('revoked')).toBe('not-open')
    expect(rescueAfter('suspended')).toBe('not-open')
    expect(rescueAfter('challenged')).toBe('open')
  })

  test('in which nothing happened has not begun', () => {
    expect(tell('ve-occupied-building', '2010-01-01', []).on(TODAY)).toMatchObject({
      standing: 'not-begun',
      of: null,
    })
  })

  test('keeps the version it began on, and finds another one only with another first day', () => {
    const landCase = must(open(null, { procedure: 've-idle-estate', beganOn: '2010-07-28' }))
    expect(landCase.packVersion).toBe('land-2005')
    const old = { ...landCase, packVersion: 'of-an-older-pack' }
    expect(open(old, { procedure: 've-idle-estate', beganOn: '2010-07-28' })).toBe(old)
    expect(open(old, { procedure: 've-idle-estate', beganOn: '2010-07-29' })).toMatchObject({
      packVersion: 'land-2010',
    })
  })
})

describe('writing down', () => {
  const landCase: LandCase = { procedure: 've-idle-estate', packVersion: 'land-2010', beganOn: '2026-01-12' }
  const input: EventInput = {
    step: 'denunciation',
    happenedOn: '2026-01-12',
    outcome: 'done',
    share: null,
    areaM2: null,
  }
  const write = (given: Partial<EventInput>, others: CaseEvent[] = [], of = landCase) =>
    recordEvent(of, { ...input, ...given }, { others, id: 9, today: TODAY })

  test('an earlier day corrects the deadline by the rule that was stored, not by the pack', () => {
    const before: CaseEvent = {
      ...input,
      id: 9,
      deadlines: must(write({})).deadlines.map((stored) => ({ ...stored, length: 5, article: 'old' })),
    }
    const correct = (happenedOn: string) =>
      must(recordEvent(landCase, { ...input, happenedOn }, { others: [], before, id: 9, today: TODAY }))
    expect(correct('2026-01-12').deadlines).toEqual(before.deadlines)
    // Monday 19 January 2026: 20, 21, 22, 23 and Monday 26.
    expect(correct('2026-01-19').deadlines).toMatchObject([
      { dueOn: '2026-01-26', length: 5, article: 'old' },
    ])
  })

  test.each<[string, Partial<EventInput>, string]>([
    ['a step that is not there', { step: 'dance' }, 'case-step-unknown'],
    ['a day before the case', { happenedOn: '2026-01-11' }, 'case-day-wrong'],
    ['a day to come', { happenedOn: '2026-11-30' }, 'case-day-wrong'],
    ['a day that is none', { happenedOn: '2026-02-30' }, 'case-day-wrong'],
    ['a split without its share', { outcome: 'split' }, 'case-share-wrong'],
    [
      'a part that is all',
      { outcome: 'partly-granted', share: { numerator: 2, denominator: 2 } },
      'case-share-wrong',
    ],
    ['a share of what is done', { share: { numerator: 1, denominator: 2 } }, 'case-share-wrong'],
    ['to resume what is not on hold', { outcome: 'resumed' }, 'case-nothing-to-resume'],
    ['to revoke what was not given', { outcome: 'revoked' }, 'case-nothing-to-revoke'],
  ])('refuses %s', (_, given, refused) => {
    expect(write(given)).toMatchObject({ refused })
  })

  test('refuses procedures that are not there, or of another country, and days before the first law', () => {
    const elsewhere = { procedure: 'br-settlement', beganOn: '2026-01-01' }
    expect(openCase(null, elsewhere, { country: 'VE', today: TODAY })).toEqual({
      refused: 'procedure-of-another-country',
      facts: { country: 'VE', procedure: 'BR' },
    })
    expect(open(null, { procedure: 'x', beganOn: '2026-01-01' })).toMatchObject({
      refused: 'procedure-unknown',
    })
    expect(open(null, { procedure: 've-idle-estate', beganOn: '1999-01-01' })).toEqual({
      refused: 'procedure-not-in-force',
      facts: { day: '1999-01-01', first: '2001-11-13' },
    })
    expect(write({}, [], { ...landCase, packVersion: 'x' })).toMatchObject({ refused: 'procedure-unknown' })
  })
})

test('what is due comes in the order of days, and a case of an unknown pack has nothing due', () => {
  const one = tell('ve-idle-estate', '2026-07-03', [
    ['adjudication-request', '2026-07-03'],
    ['denunciation', '2026-07-03'],
  ])
  const cases = [
    { ...one.landCase, events: one.events },
    { ...one.landCase, packVersion: 'gone', events: one.events },
  ]
  expect(dueOf(cases, '2026-07-10').map(({ step: id, state }) => [id, state])).toEqual([
    ['opening', 'overdue'],
    ['adjudication', 'due'],
  ])
})
