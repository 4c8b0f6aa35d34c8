/** A case whose first day, or kind, was written down wrong: its events under the version that really held. */
import type { CaseEvent, LandCase } from './case.ts'
import { inOrder } from './case.ts'
import { type CaseRefusal, recordEvent } from './record.ts'

/**
 * That is a fact set right and no change of law: terms are counted anew, by the version on which the case now stands.
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
