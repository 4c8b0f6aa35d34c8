/** The terms that begin with a step, counted once, on the calendar of the country. */
import { addDays, isDay, lastDayOf, type WorkingCalendar } from '../law/calendar.ts'
import type { Procedure, ProcedureVersion, Term } from '../law/procedure-schema.ts'
import { type CaseEvent, type Deadline, inOrder } from './case.ts'

/** Outcomes after which the law goes on from a step. */
const GOES_ON = new Set<CaseEvent['outcome']>(['done', 'partly-granted', 'split'])

/**
 * The last day of a term. Nothing is added where it falls on a day of rest: to be ready earlier harms nobody.
 * @param from ISO day, which itself does not count.
 */
export function lastDayOfTerm(
  from: string,
  { length, count }: Pick<Term, 'length' | 'count'>,
  calendar: WorkingCalendar,
): string {
  switch (count) {
    case 'working':
    case 'continuous':
      return lastDayOf(from, length, count, calendar)
    case 'hours':
      return addDays(from, Math.ceil(length / 24))
    case 'years': {
      const day = `${String(Number(from.slice(0, 4)) + length).padStart(4, '0')}${from.slice(4)}`
      // A year from 29 February ends on 1 March where there is no such day.
      return isDay(day) ? day : `${day.slice(0, 4)}-03-01`
    }
  }
}

/**
 * What becomes due, or is barred, by an event.
 * @param earlier the events before it: a bar is doubled where its beginning comes again.
 */
export function deadlinesFrom(
  event: Pick<CaseEvent, 'id' | 'step' | 'happenedOn' | 'outcome'>,
  earlier: readonly CaseEvent[],
  { laws }: Procedure,
  version: ProcedureVersion,
  calendar: WorkingCalendar,
): Deadline[] {
  if (!GOES_ON.has(event.outcome)) return []
  const repeated = inOrder(earlier).some(
    ({ step, outcome, happenedOn }) =>
      step === event.step && GOES_ON.has(outcome) && happenedOn < event.happenedOn,
  )
  return version.steps.flatMap(({ id, law, article, term, startsFrom }) => {
    if (!term || (term.runsFrom ?? startsFrom) !== event.step) return []
    const length = term.length * (repeated && term.doubledWhenRepeated ? 2 : 1)
    const { count, bound, confidence } = term
    return [
      {
        step: id,
        bound,
        dueOn: lastDayOfTerm(event.happenedOn, { length, count }, calendar),
        length,
        count,
        law: laws.find((one) => one.id === law)?.name ?? law,
        article,
        confidence,
        version: version.id,
        calendar: `${calendar.country} ${calendar.reviewedOn}`,
      },
    ]
  })
}
