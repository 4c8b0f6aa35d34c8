/** An uncertain date in words: “early 2010”, “2 de mayo de 2015 o antes”. */
import type { DatePoint, DateShape } from '../domain/land/uncertain-date.ts'
import { type Locale, region, translate } from './index.ts'

/** @param shape as `parseDate` reads it. */
export function sayDate(locale: Locale, shape: DateShape): string {
  switch (shape.kind) {
    case 'between':
      return translate(locale, 'land.date.between', {
        from: say(locale, shape.from),
        to: say(locale, shape.to),
      })
    case 'point':
      return say(locale, shape.at)
    default:
      return translate(locale, `land.date.${shape.kind}`, { day: say(locale, shape.at) })
  }
}

function say(locale: Locale, { year, month, day, doubt }: DatePoint): string {
  const format = new Intl.DateTimeFormat(region(locale), {
    year: 'numeric',
    ...(month !== null && { month: 'long' }),
    ...(day !== null && { day: 'numeric' }),
    timeZone: 'UTC',
  })
  const words = format.format(Date.UTC(year, (month ?? 1) - 1, day ?? 1))
  return translate(locale, `land.date.${doubt ?? 'day'}`, { day: words })
}
