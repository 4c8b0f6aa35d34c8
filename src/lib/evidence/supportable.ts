/** What of a unit's record evidence can be for, in words. */
import { dateWords } from '$lib/land/date-words.ts'
import { partyNames, sourceNames } from '$lib/land/unit-names.ts'
import type { Language } from '$lib/language.svelte.ts'
import { stepName } from '$messages/describe-case.ts'
import type { MessageKey } from '$messages/index.ts'
import type { Case } from '../../../server/cases/schema.ts'
import type { Evidence } from '../../../server/evidence/schema.ts'
import type { UnitWhole } from '../../../server/lands/schema.ts'

export interface Supportable {
  supports: Evidence['supports']
  words: string
}

/** The unit itself first, then as its page has them. */
export function supportables(whole: UnitWhole, cases: readonly Case[], language: Language): Supportable[] {
  const { t } = language
  const [partyName, sourceName] = [partyNames(whole, language), sourceNames(whole, language)]
  const said = (...words: (string | null | undefined)[]) => words.filter(Boolean).join(' · ')
  return [
    { supports: { kind: 'unit', id: null }, words: t('evidence.for-unit') },
    ...whole.extents.map(({ id, part, sourceId, from }) => ({
      supports: { kind: 'extent' as const, id },
      words: said(
        t('evidence.for-extent'),
        part,
        sourceId === null ? null : sourceName(sourceId),
        dateWords(from, language),
      ),
    })),
    ...whole.assertions.map(({ id, predicate, partyId, sourceId, from }) => ({
      supports: { kind: 'assertion' as const, id },
      words: said(
        t(`land.predicate.${predicate}` as MessageKey),
        partyId === null ? null : partyName(partyId),
        dateWords(from, language),
        sourceName(sourceId),
      ),
    })),
    ...cases.flatMap(({ id, title, events }) => [
      { supports: { kind: 'case' as const, id }, words: said(t('evidence.for-case'), title) },
      ...events.map((event) => ({
        supports: { kind: 'case-event' as const, id: event.id },
        words: said(title, stepName(event.step, language.locale), language.date(event.happenedOn)),
      })),
    ]),
  ]
}

export const supportKey = ({ kind, id }: Evidence['supports']): string => `${kind} ${id ?? ''}`
