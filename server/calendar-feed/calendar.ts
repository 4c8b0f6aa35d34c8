/** What is due as iCalendar (RFC 5545): whole days, as few words as they need, and no alarm for what is not confirmed. */
import ical, { ICalAlarmType, ICalCalendarMethod, ICalEventTransparency } from 'ical-generator'
import { stepName } from '../../messages/describe-case.ts'
import { type Locale, translate } from '../../messages/index.ts'
import type { Due } from '../cases/schema.ts'

const DAY_SECONDS = 86_400

interface CalendarOptions {
  locale: Locale
  withNames: boolean
}

/**
 * The entry's name never says where or whose it is, unless its owner wants the names of cases. The number in UID stays
 * the same over readings, so that an app replaces what it has.
 */
export function calendarOf(due: readonly Due[], { locale, withNames }: CalendarOptions): string {
  const calendar = ical({
    name: translate(locale, 'feed.name'),
    prodId: { company: 'Toparquia', product: 'Toparquia', language: locale.toUpperCase() },
    method: ICalCalendarMethod.PUBLISH,
    ttl: DAY_SECONDS / 4,
  })
  for (const { caseId, title, step, state, dueOn, confidence } of due) {
    const name = stepName(step, locale)
    const bare = state === 'barred' ? translate(locale, 'feed.barred', { step: name }) : name
    const entry = withNames && title ? translate(locale, 'feed.entry-named', { step: bare, title }) : bare
    const sure = state !== 'due-unconfirmed' && confidence !== 'unconfirmed'
    const event = calendar.createEvent({
      id: `case-${caseId}-${step}@toparquia`,
      start: new Date(`${dueOn}T00:00:00Z`),
      allDay: true,
      timezone: 'UTC',
      transparency: ICalEventTransparency.TRANSPARENT,
      summary: sure ? entry : translate(locale, 'feed.entry-unconfirmed', { entry }),
    })
    if (sure && state === 'due')
      event.createAlarm({ type: ICalAlarmType.display, trigger: DAY_SECONDS, description: entry })
  }
  return calendar.toString()
}
