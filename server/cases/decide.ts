/** What is asked of cases, events and land use, decided within a transaction on what is there then. */
import { sql } from 'kysely'
import { type LandContext, type LandRefusal, withdrawLand, writeLand } from '../../domain/land/operations.ts'
import type { LandAlteration, LandKind, LandRecords } from '../../domain/land/records.ts'
import {
  type CaseRefusal,
  openCase,
  recordEvent,
  recount,
  recountOthers,
} from '../../domain/procedures/index.ts'
import type { Change as Step } from '../../domain/steps/step.ts'
import type { Executor } from '../executor.ts'
import { contextOf, type Named, namedBy } from '../lands/context.ts'
import { nextId, readRecord, readRecords } from '../lands/records.ts'
import { DEFAULTS } from '../lands/wanted.ts'
import { refuse } from '../problems.ts'
import { today } from '../today.ts'
import type { CaseEdit, EventEdit, NewCase, NewEvent, NewUse, UseEdit } from './schema.ts'

/** @throws the refusal. */
const orRefuse = <T extends object>(outcome: T | LandRefusal | CaseRefusal): T =>
  'refused' in outcome ? refuse(outcome.refused, outcome.facts) : outcome

export interface Decided {
  id: number
  step: Step
}

type Given<T> = Omit<T, 'reason' | 'revision'>

/** Nobody refers to what they do not see; what a record named before may stay. */
function contextFor(
  transaction: Executor,
  seen: Named,
  before: object | null,
  wanted: object,
): Promise<LandContext> {
  const [kept, named] = [namedBy(before ?? {}), namedBy(wanted)]
  const allowed = Object.fromEntries(
    (Object.keys(named) as (keyof Named)[]).map((kind) => [
      kind,
      named[kind].filter((id) => seen[kind].includes(id) || kept[kind].includes(id)),
    ]),
  ) as unknown as Named
  return contextOf(transaction, allowed, {})
}

/** What is wanted: what is there, or what a careful person would have, with what is given. */
const merged = <K extends LandKind>(
  kind: K,
  before: LandRecords[K] | null,
  given: object,
): Omit<LandRecords[K], 'version'> =>
  ({
    ...(before ?? DEFAULTS[kind]),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  }) as unknown as Omit<LandRecords[K], 'version'>

/** @param before null: one more. @param seen what the writer may refer to. */
export async function decideCase(
  transaction: Executor,
  before: LandRecords['case'] | null,
  given: Given<NewCase> | Given<CaseEdit>,
  seen: Named,
): Promise<Decided> {
  const id = before?.id ?? (await nextId(transaction, 'case'))
  const input = merged('case', before, { ...given, id })
  const { country } =
    (await readRecord(transaction, 'unit', input.unitId)) ??
    refuse('land-unit-not-found', { id: input.unitId })
  const opened = orRefuse(openCase(before, input, { country, today: today() }))
  const { packVersion } = opened
  const wanted = { ...input, packVersion }
  const step = orRefuse(
    writeLand('case', before, wanted, await contextFor(transaction, seen, before, wanted)),
  )
  if (!before || (before.beganOn === input.beganOn && before.procedure === input.procedure))
    return { id, step }
  const events = await eventsOf(transaction, id)
  const again = orRefuse<LandRecords['event'][]>(recount(opened, events, today()))
  // Where the version stays so do the terms: it was looked for days that can't be, and nothing more.
  const changed = before.packVersion === packVersion && before.procedure === input.procedure ? [] : again
  return { id, step: withTerms(step, events, changed) }
}

/** The step with the events whose terms it changes, so that undoing it brings these back as well. */
const withTerms = (
  step: Step,
  events: readonly LandRecords['event'][],
  changed: readonly LandRecords['event'][],
): Step => ({
  ...step,
  records: [
    ...step.records!,
    ...changed.map(
      (event): LandAlteration => ({
        kind: 'event',
        before: events.find((one) => one.id === event.id)!,
        after: { ...event, version: event.version + 1 },
      }),
    ),
  ],
})

/** Present ones of a case. */
async function eventsOf(transaction: Executor, caseId: number): Promise<LandRecords['event'][]> {
  const { rows } = await sql<{ id: number }>`
    select id from case_event where case_id = ${caseId} and superseded_at is null`.execute(transaction)
  return readRecords(
    transaction,
    'event',
    rows.map(({ id }) => id),
  )
}

export async function decideEvent(
  transaction: Executor,
  landCase: LandRecords['case'],
  before: LandRecords['event'] | null,
  given: Given<NewEvent> | Given<EventEdit>,
  seen: Named,
): Promise<Decided> {
  const { id: caseId, unitId } = landCase
  const events = await eventsOf(transaction, caseId)
  const others = events.filter((one) => one.id !== before?.id)
  const id = before?.id ?? (await nextId(transaction, 'event'))
  const input = merged('event', before, { ...given, id, caseId, unitId })
  const { deadlines } = orRefuse(recordEvent(landCase, input, { others, before, id, today: today() }))
  const wanted = { ...input, deadlines }
  const context = await contextFor(transaction, seen, before, wanted)
  const step = orRefuse(writeLand('event', before, wanted, context))
  const after = { ...wanted, version: before?.version ?? 0 }
  const changed = recountOthers(landCase, events, [...others, after]).filter((one) => one.id !== id)
  return { id, step: withTerms(step, others, changed) }
}

export async function decideUse(
  transaction: Executor,
  unitId: number,
  before: LandRecords['use'] | null,
  given: Given<NewUse> | Given<UseEdit>,
  seen: Named,
): Promise<Decided> {
  const id = before?.id ?? (await nextId(transaction, 'use'))
  const wanted = merged('use', before, { ...given, id, unitId })
  const { observedOn, yieldPerHa, idealYieldPerHa, yieldUnit } = wanted
  const now = today()
  if (observedOn > now) return refuse('use-in-the-future', { day: observedOn, today: now })
  if ((yieldPerHa !== null || idealYieldPerHa !== null) && yieldUnit === null)
    return refuse('use-yield-without-unit')
  const context = await contextFor(transaction, seen, before, wanted)
  return { id, step: orRefuse(writeLand('use', before, wanted, context)) }
}

/** A case takes its events with it; an event that goes may change the terms of those after it. */
export async function decideWithdrawal<K extends 'case' | 'event' | 'use'>(
  transaction: Executor,
  kind: K,
  record: LandRecords[K],
): Promise<Step> {
  const context = await contextFor(transaction, namedBy(record), record, record)
  const withdrawal = (along: readonly LandAlteration[]) =>
    withdrawLand(kind as LandKind, record as LandRecords[LandKind], context, along)
  if (kind === 'case') {
    const events = await eventsOf(transaction, record.id)
    return withdrawal(events.map((event) => ({ kind: 'event', before: event, after: null })))
  }
  const landCase =
    kind === 'event' && (await readRecord(transaction, 'case', (record as LandRecords['event']).caseId))
  if (!landCase) return withdrawal([])
  const events = await eventsOf(transaction, landCase.id)
  const others = events.filter(({ id }) => id !== record.id)
  return withTerms(withdrawal([]), others, recountOthers(landCase, events, others))
}
