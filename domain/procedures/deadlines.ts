/** The terms that begin with a step, counted once, on the calendar of the country. */
import { addDays, isDay, lastDayOf, type WorkingCalendar } from '../law/calendar.ts'
import type { Procedure, ProcedureVersion, Term } from '../law/procedure-schema.ts'
import type { CaseEvent, Deadline } from './case.ts'

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

/** Whether the law had already gone on from the same step on a day before: a bar may then be doubled. */
export const comesAgain = (
  { id, step, happenedOn }: Pick<CaseEvent, 'id' | 'step' | 'happenedOn'>,
  events: readonly CaseEvent[],
): boolean =>
  events.some(
    (one) => one.id !== id && one.step === step && GOES_ON.has(one.outcome) && one.happenedOn < happenedOn,
  )

/**
 * What becomes due, or is barred, by an event.
 * @param others the other events of the case: a bar is doubled where its beginning comes again.
 */
export function deadlinesFrom(
  event: Pick<CaseEvent, 'id' | 'step' | 'happenedOn' | 'outcome'>,
  others: readonly CaseEvent[],
  { laws }: Procedure,
  version: ProcedureVersion,
  calendar: WorkingCalendar,
): Deadline[] {
  if (!GOES_ON.has(event.outcome)) return []
  const again = comesAgain(event, others)
  return version.steps.flatMap(({ id, law, article, term, startsFrom }) => {
    if (!term || (term.runsFrom ?? startsFrom) !== event.step) return []
    const length = term.length * (again && term.doubledWhenRepeated ? 2 : 1)
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
        calendar: reviewOf(calendar),
      },
    ]
  })
}

const reviewOf = ({ country, reviewedOn }: WorkingCalendar): string => `${country} ${reviewedOn}`

/** The day of an event, and whether its step came again. */
export interface TermFacts {
  happenedOn: string
  again: boolean
}

/**
 * Stored terms where a fact was set right: counted from the right day, doubled or not, by the length and the article that
 * were stored with them. Where no fact is another one they stay as they are, whatever law or calendar came since.
 */
export function recountStored(
  stored: readonly Deadline[],
  was: TermFacts,
  is: TermFacts,
  version: ProcedureVersion,
  calendar: WorkingCalendar,
): Deadline[] {
  return stored.map((deadline) => {
    const doubles = version.steps.find(({ id }) => id === deadline.step)?.term?.doubledWhenRepeated ?? false
    const factor = !doubles || was.again === is.again ? 1 : is.again ? 2 : 1 / 2
    if (factor === 1 && was.happenedOn === is.happenedOn) return deadline
    const length = deadline.length * factor
    const dueOn = lastDayOfTerm(is.happenedOn, { length, count: deadline.count }, calendar)
    return { ...deadline, length, dueOn, calendar: reviewOf(calendar) }
  })
}
