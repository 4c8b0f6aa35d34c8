/** Opening a case and writing down what happened in it: a case or an event, or why not. */
import { calendarOf, isDay } from '../law/calendar.ts'
import type { Procedure, ProcedureVersion } from '../law/procedure-schema.ts'
import { findProcedure, findVersion, versionInForce } from '../law/procedures.ts'
import type { CaseEvent, Deadline, LandCase } from './case.ts'
import { comesAgain, deadlinesFrom, recountStored } from './deadlines.ts'
import { stateOfCase } from './state.ts'

export type CaseRefusal =
  | { refused: 'procedure-unknown'; facts: { procedure: string } }
  | { refused: 'procedure-of-another-country'; facts: { country: string; procedure: string } }
  | { refused: 'procedure-not-in-force'; facts: { day: string; first: string } }
  | { refused: 'case-step-unknown'; facts: { step: string } }
  | { refused: 'case-day-wrong'; facts: { day: string; began: string; today: string } }
  | { refused: 'case-share-wrong'; facts: { step: string } }
  | { refused: 'case-nothing-to-resume'; facts: { day: string } }
  | { refused: 'case-nothing-to-revoke'; facts: { day: string } }

/**
 * The case on the version that was in force when it began. A case that is there keeps its version while its first day
 * stays: a pack that came later does not move it.
 * @param country of the unit, ISO 3166-1 alpha-2; @param today ISO day.
 */
export function openCase(
  before: LandCase | null,
  input: { procedure: string; beganOn: string },
  { country, today }: { country: string; today: string },
): LandCase | CaseRefusal {
  const procedure = findProcedure(input.procedure)
  if (!procedure) return { refused: 'procedure-unknown', facts: { procedure: input.procedure } }
  if (procedure.country !== country)
    return { refused: 'procedure-of-another-country', facts: { country, procedure: procedure.country } }
  if (!isDay(input.beganOn) || input.beganOn > today)
    return {
      refused: 'case-day-wrong',
      facts: { day: input.beganOn, began: input.beganOn, today },
    }
  if (before && before.procedure === input.procedure && before.beganOn === input.beganOn) return before
  const version = versionInForce(procedure, input.beganOn)
  if (!version)
    return {
      refused: 'procedure-not-in-force',
      facts: { day: input.beganOn, first: procedure.versions[0].validFrom ?? '' },
    }
  return { procedure: procedure.id, packVersion: version.id, beganOn: input.beganOn }
}

export type EventInput = Pick<CaseEvent, 'step' | 'happenedOn' | 'outcome' | 'share' | 'areaM2'>

/**
 * @param others the other events of the case.
 * @param before the event as it was, where one is corrected. Its deadlines are kept; where its day was wrong they are
 * counted from the right one, by the length and the article that were stored with them.
 * What it changes for events after it is said by `recountOthers`.
 */
export function recordEvent(
  landCase: LandCase,
  input: EventInput,
  {
    others,
    before = null,
    id,
    today,
  }: {
    others: readonly CaseEvent[]
    before?: CaseEvent | null
    id: number
    today: string
  },
): CaseEvent | CaseRefusal {
  const found = versionOf(landCase)
  if ('refused' in found) return found
  const { procedure, version } = found
  const { step, happenedOn: day, outcome, share } = input
  if (!version.steps.some((one) => one.id === step)) return { refused: 'case-step-unknown', facts: { step } }
  if (!isDay(day) || day < landCase.beganOn || day > today)
    return { refused: 'case-day-wrong', facts: { day, began: landCase.beganOn, today } }
  // All of it is no part of it, and a split into one part is none.
  const needsShare = outcome === 'split' || (outcome === 'partly-granted' && input.areaM2 === null)
  const mayHave = outcome === 'split' || outcome === 'partly-granted'
  if (
    (needsShare && share === null) ||
    (!mayHave && share !== null) ||
    (share !== null && share.numerator >= share.denominator)
  )
    return { refused: 'case-share-wrong', facts: { step } }
  const event: CaseEvent = { ...input, id, deadlines: [] }
  const earlier = others.filter((one) => one.happenedOn < day || (one.happenedOn === day && one.id < id))
  if (outcome === 'resumed' || outcome === 'revoked') {
    const { state } = stateOfCase(earlier, version, day).steps.find((one) => one.id === step)!
    if (outcome === 'resumed' && !['suspended', 'ruling-suspended', 'challenged'].includes(state))
      return { refused: 'case-nothing-to-resume', facts: { day } }
    if (outcome === 'revoked' && !STANDS.has(state))
      return { refused: 'case-nothing-to-revoke', facts: { day } }
  }
  const calendar = calendarOf(procedure.country)
  const facts = (of: CaseEvent) => ({ happenedOn: of.happenedOn, again: comesAgain(of, others) })
  const deadlines: Deadline[] =
    before && before.step === step && before.outcome === outcome
      ? recountStored(before.deadlines, facts(before), facts(event), version, calendar)
      : deadlinesFrom(event, others, procedure, version, calendar)
  return { ...event, deadlines }
}

const STANDS = new Set(['done', 'partly-granted', 'split', 'challenged', 'suspended', 'ruling-suspended'])

export function versionOf({
  procedure: id,
  packVersion,
}: LandCase): { procedure: Procedure; version: ProcedureVersion } | CaseRefusal {
  const procedure = findProcedure(id)
  const version = procedure && findVersion(procedure, packVersion)
  return version ? { procedure, version } : { refused: 'procedure-unknown', facts: { procedure: id } }
}
