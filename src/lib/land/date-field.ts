/** An uncertain date as two fields of a form: how sure, and the day. Pure; the text is that of domain/land/uncertain-date.ts. */

export const SURE = ['exact', 'about', 'early', 'mid', 'late', 'before', 'after', 'between'] as const
export type Sure = (typeof SURE)[number]

export interface DateParts {
  sure: Sure
  /** As typed: 2010, 2010-03, 2010-03-05, and 5/3/2010 or 3/2010 as many write it. */
  day: string
  /** The last day it may be, of `between`. */
  last: string
}

/** The text as it is sent; null where no day is given. */
export function dateText({ sure, day, last }: DateParts): string | null {
  const from = isoLike(day)
  if (from === '') return null
  switch (sure) {
    case 'exact':
      return from
    case 'about':
      return `${from}~`
    case 'before':
      return `/${from}`
    case 'after':
      return `${from}/`
    case 'between':
      return `${from}/${isoLike(last)}`
    default:
      return `${from}~${sure}`
  }
}

/** What a text means as fields; what has another shape stays as it is written. */
export function dateParts(text: string | null): DateParts {
  const written = text?.trim() ?? ''
  const parts = (sure: Sure, day: string, last = ''): DateParts => ({ sure, day, last })
  if (written.startsWith('/')) return parts('before', written.slice(1))
  if (written.endsWith('/')) return parts('after', written.slice(0, -1))
  const [first, second] = written.split('/')
  if (second !== undefined) return parts('between', first, second)
  const doubt = /^(.+)~(early|mid|late)?$/.exec(written)
  return doubt ? parts((doubt[2] as Sure | undefined) ?? 'about', doubt[1]) : parts('exact', written)
}

/** Day before month, as Spanish and Portuguese write it. */
function isoLike(typed: string): string {
  const text = typed.trim()
  const match = /^(?:(\d{1,2})[/.-])?(\d{1,2})[/.-](\d{4})$/.exec(text)
  if (!match) return text
  const [, day, month, year] = match
  return [year, month.padStart(2, '0'), ...(day ? [day.padStart(2, '0')] : [])].join('-')
}
