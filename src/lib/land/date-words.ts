/** Uncertain dates as a sentence has them: in 2009, about 2010, early in 2010, in or before 2014. */
import type { UncertainDate } from '$domain/land/records.ts'
import { type DatePoint, parseDate } from '$domain/land/uncertain-date.ts'
import type { Language } from '$lib/language.svelte.ts'
import { region } from '$messages/index.ts'

type Words = Pick<Language, 't' | 'locale'>

/** What a person wrote stays as it is where it is no date of ours. */
export function dateWords(date: UncertainDate | null, { t, locale }: Words): string | null {
  if (!date) return null
  const read = parseDate(date.text)
  if ('refused' in read) return date.text
  const { shape } = read
  const point = (at: DatePoint) => pointWords(at, { t, locale })
  switch (shape.kind) {
    case 'point':
      return point(shape.at)
    case 'between':
      return t('land.date-between', { from: point(shape.from), to: point(shape.to) })
    default:
      return t(shape.kind === 'before' ? 'land.date-before' : 'land.date-after', { date: point(shape.at) })
  }
}

function pointWords({ year, month, day, doubt }: DatePoint, { t, locale }: Words): string {
  const at = new Date(Date.UTC(year, (month ?? 1) - 1, day ?? 1))
  const date =
    month === null
      ? String(year)
      : at.toLocaleDateString(region(locale), {
          timeZone: 'UTC',
          year: 'numeric',
          month: day === null ? 'long' : 'short',
          ...(day !== null && { day: 'numeric' }),
        })
  return doubt ? t('land.date-doubt', { doubt, date }) : date
}
