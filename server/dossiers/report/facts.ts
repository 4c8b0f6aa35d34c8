/** What a report is drawn from: the content, and what is known of where and how it was made. */
import { type ClaimContent, inOrderOfTime, type Told } from '../../../domain/dossier/content.ts'
import type { Disagreement } from '../../../domain/land/holdings.ts'
import type { Fingerprint } from '../../../domain/log/entry.ts'
import { type Locale, type MessageKey, type MessageValues, translate } from '../../../messages/index.ts'

export interface ReportFacts {
  locale: Locale
  content: ClaimContent
  /** Where the unit is to be found. */
  address: string
  /** Public, of this server's dossiers. */
  key: string
  /** Of the log, before it is sealed. */
  head: Fingerprint
  /** ISO day of the document. */
  day: string
}

export interface Report extends ReportFacts {
  t(key: MessageKey, values?: MessageValues): string
  timeline: Told<'assertion'>[]
  /** The number of a source in the list; null where it is hidden. */
  numberOf(source: number | null): number | null
  /** Numbers, from 1, of the disagreements that an assertion is part of. */
  marksOf(assertion: number): number[]
  disagreements: Disagreement[]
}

export function reportOf(facts: ReportFacts): Report {
  const { content, locale } = facts
  const numbers = new Map(content.sources.map(({ id }, i) => [id, i + 1]))
  const { disagreements } = content
  return {
    ...facts,
    disagreements,
    t: (key, values) => translate(locale, key, values),
    timeline: inOrderOfTime(content.assertions),
    numberOf: (source) => (source === null ? null : (numbers.get(source) ?? null)),
    marksOf: (assertion) =>
      disagreements.flatMap(({ assertions }, i) => (assertions.includes(assertion) ? [i + 1] : [])),
  }
}
