import { expect, it } from 'vitest'
import { findProcedure, findVersion } from '../../domain/law/procedures.ts'
import { type CaseEvent, stateOfCase } from '../../domain/procedures/index.ts'
import { saidOfCaseStep, standingSentence } from '../../messages/describe-case.ts'

const version = findVersion(findProcedure('ve-idle-estate')!, 'land-2010')!
const event = (
  id: number,
  happenedOn: string,
  outcome: CaseEvent['outcome'],
  more: Partial<CaseEvent> = {},
) => ({
  id,
  step: 'adjudication',
  happenedOn,
  outcome,
  share: null,
  areaM2: null,
  deadlines: [],
  ...more,
})

it('says how a case stands that was granted, revoked, and whose ruling is on hold', () => {
  const events = [
    event(1, '2014-06-02', 'done'),
    event(2, '2014-12-09', 'revoked'),
    event(3, '2015-05-02', 'suspended'),
  ]
  const now = stateOfCase(events, version, '2026-11-29')
  expect(standingSentence(now, 'es')).toBe(
    'Vigente, con la sentencia suspendida: Adjudicación, desde el 2 may. 2015.',
  )
  expect(standingSentence(now, 'en')).toBe(
    'In force, with the ruling on hold: Adjudication, since 2 May 2015.',
  )
})

it('says of a step which part, and by when it is due', () => {
  const step = (events: CaseEvent[], id: string) =>
    stateOfCase(events, version, '2026-02-10').steps.find((one) => one.id === id)!
  const split = event(1, '2010-02-01', 'split', {
    share: { numerator: 1, denominator: 2 },
    areaM2: 4_046_856,
  })
  expect(saidOfCaseStep(step([split], 'adjudication'), 'es')).toEqual([
    'Desde el 1 feb. 2010.',
    'Parte: 1/2. 404,7 ha.',
  ])
  const deadline = {
    step: 'appearance',
    bound: 'latest' as const,
    dueOn: '2026-02-19',
    length: 8,
    count: 'working' as const,
    law: null,
    article: '37',
    confidence: 'medium' as const,
    version: 'land-2010',
    calendar: 'VE 2026-11-28',
  }
  const summons = event(2, '2026-02-05', 'done', { step: 'summons', deadlines: [deadline] })
  expect(saidOfCaseStep(step([summons], 'appearance'), 'es')).toEqual([
    'Hasta el 19 feb. 2026: 8 días hábiles.',
  ])
})
