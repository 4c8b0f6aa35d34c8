/** What is said of land, in words: dates as uncertain as they are, who and what, and where sources disagree. */
import type { ClaimContent, Told } from '../../../domain/dossier/content.ts'
import type { UncertainDate } from '../../../domain/land/records.ts'
import { type DatePoint, parseDate } from '../../../domain/land/uncertain-date.ts'
import spanish from '../../../messages/es/index.ts'
import { formatDay } from '../../../messages/explain-verdict.ts'
import {
  type Locale,
  type MessageKey,
  type MessageValues,
  region,
  translate,
} from '../../../messages/index.ts'

export function dateInWords({ text }: UncertainDate, locale: Locale): string {
  const read = parseDate(text)
  // Written by a later program: its own text is better than nothing.
  if ('refused' in read) return text
  const { shape } = read
  const say = (key: MessageKey, values: MessageValues) => translate(locale, key, values)
  switch (shape.kind) {
    case 'point':
      return pointInWords(shape.at, locale)
    case 'before':
    case 'after':
      return say(`date.${shape.kind}`, { date: pointInWords(shape.at, locale) })
    case 'between':
      return say('date.between', {
        from: pointInWords(shape.from, locale),
        to: pointInWords(shape.to, locale),
      })
  }
}

function pointInWords({ year, month, day, doubt }: DatePoint, locale: Locale): string {
  const two = (number: number) => String(number).padStart(2, '0')
  const date =
    month === null
      ? String(year)
      : day === null
        ? new Intl.DateTimeFormat(region(locale), { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
            Date.UTC(year, month - 1),
          )
        : formatDay(`${year}-${two(month)}-${two(day)}`, locale)
  return doubt === null ? date : translate(locale, `date.${doubt}`, { date })
}

/** When it held: states last, what happens has only its day. */
export function periodInWords(
  { from, to }: { from: UncertainDate | null; to: UncertainDate | null },
  locale: Locale,
  lasts: boolean,
): string {
  const words = (date: UncertainDate) => dateInWords(date, locale)
  if (from && to) return translate(locale, 'claim.from-to', { from: words(from), to: words(to) })
  if (to) return translate(locale, 'claim.until', { to: words(to) })
  if (!from) return translate(locale, 'claim.no-date')
  return lasts ? translate(locale, 'claim.since', { from: words(from) }) : words(from)
}

/** `procedure.step.<id>` where the rule packs' sentences have it, else the id itself. */
export function lawWord(kind: 'kind' | 'step', id: string, locale: Locale): string {
  const key = `procedure.${kind}.${id}`
  return key in spanish ? translate(locale, key as MessageKey) : id
}

/** A word of the record as a choice in a sentence, where hyphens can't stand. */
export const choice = (word: string): string => word.replaceAll('-', '_')

export const areaInWords = (m2: number, locale: Locale): string => {
  const hectares = m2 / 10_000
  const digits = hectares < 1 ? 4 : hectares < 100 ? 2 : hectares < 1000 ? 1 : 0
  return `${hectares.toLocaleString(region(locale), { maximumFractionDigits: digits })} ha`
}

/** `Possession: CVA (1/2)`, `Area: 2,237 ha`; with the source's own words where they say more. */
export function assertionInWords(
  assertion: Told<'assertion'>,
  { parties }: Pick<ClaimContent, 'parties'>,
  locale: Locale,
): string {
  const { predicate, partyId, share, amount, amountUnit, amountText, note, hidden } = assertion
  const withheld = translate(locale, 'claim.hidden')
  const party = parties.find(({ id }) => id === partyId)
  const who = partyId === null ? (hidden.includes('partyId') ? withheld : null) : (party?.name ?? withheld)
  const part = share && `(${share.numerator}/${share.denominator})`
  const figure =
    amount === null ? null : `${amount.toLocaleString(region(locale))} ${amountUnit ?? ''}`.trim()
  const words = [who, part, figure, amountText && amountText !== figure ? `«${amountText}»` : null]
  const told = words.filter((word) => word !== null).join(' ')
  const head = translate(locale, 'claim.predicate', { predicate })
  return [told === '' ? head : `${head}: ${told}`, note].filter((one) => one !== null).join('. ')
}
