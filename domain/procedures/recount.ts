/** What a fact that was set right changes for the terms of other events: those of a case, or those after an event. */
import { calendarOf } from '../law/calendar.ts'
import type { CaseEvent, LandCase } from './case.ts'
import { inOrder } from './case.ts'
import { comesAgain, recountStored } from './deadlines.ts'
import { type CaseRefusal, recordEvent, versionOf } from './record.ts'

/**
 * A case whose first day, or kind, was written down wrong: its events under the version that really held. That is a fact
 * set right and no change of law: terms are counted anew, by the version on which the case now stands.
 * @returns the events whose terms are others now, or why one of them can't be in such a case.
 */
export function recount<E extends CaseEvent>(
  landCase: LandCase,
  events: readonly E[],
  today: string,
): E[] | CaseRefusal {
  const changed: E[] = []
  const done: E[] = []
  for (const event of inOrder(events)) {
    const again = recordEvent(landCase, event, { others: done, id: event.id, today })
    if ('refused' in again) return again
    const next = { ...event, deadlines: again.deadlines }
    done.push(next)
    if (JSON.stringify(next.deadlines) !== JSON.stringify(event.deadlines)) changed.push(next)
  }
  return changed
}

/**
 * An event that comes, moves or goes changes whether the same step came again after it, and so whether a bar is doubled.
 * Everything else of a stored term stays, law and all.
 * @param before, after all events of the case. @returns those, of both, whose terms are others now.
 */
export function recountOthers<E extends CaseEvent>(
  landCase: LandCase,
  before: readonly E[],
  after: readonly E[],
): E[] {
  const found = versionOf(landCase)
  if ('refused' in found) return []
  const calendar = calendarOf(found.procedure.country)
  return after.flatMap((event) => {
    const { happenedOn } = event
    const former = before.find(({ id }) => id === event.id)
    if (!former || former.happenedOn !== happenedOn) return []
    const [was, is] = [before, after].map((events) => ({ happenedOn, again: comesAgain(event, events) }))
    const deadlines = recountStored(event.deadlines, was, is, found.version, calendar)
    return deadlines.every((one, i) => one === event.deadlines[i]) ? [] : [{ ...event, deadlines }]
  })
}
