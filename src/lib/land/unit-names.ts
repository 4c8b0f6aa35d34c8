/** What the parties and sources of a unit are called for whoever looks, and what its sources say of its area. */
import { inSquareMetres } from '$domain/land/holdings.ts'
import type { Language } from '$lib/language.svelte.ts'
import type { UnitWhole } from '../../../server/lands/schema.ts'
import { dateWords } from './date-words.ts'

export const partyNames =
  (whole: UnitWhole, { t }: Language) =>
  (id: number | null): string =>
    whole.parties.find((party) => party.id === id)?.name ??
    t(id === null ? 'land.somebody' : 'land.not-shown')

export const sourceNames =
  (whole: UnitWhole, { t }: Language) =>
  (id: number | null): string =>
    whole.sources.find((source) => source.id === id)?.title ?? t('land.not-shown')

export interface StatedArea {
  key: string
  source: string
  part: string | null
  when: string | null
  /** In the words of the source. */
  text: string | null
  said: string
  m2: number
}

/** What each source states, once where it says the same of an extent and of the unit. */
export function statedAreas(whole: UnitWhole, language: Language): StatedArea[] {
  const sourceName = sourceNames(whole, language)
  return [
    ...whole.extents.flatMap(({ id, sourceId, statedAreaM2, statedAreaText, part, from }) => {
      if (statedAreaM2 === null) return []
      const again = whole.assertions.some(
        (one) =>
          one.predicate === 'area' &&
          one.sourceId === sourceId &&
          Math.abs((inSquareMetres(one) ?? 0) - statedAreaM2) < 1,
      )
      if (again) return []
      return [
        {
          key: `extent ${id}`,
          source: sourceName(sourceId),
          part,
          when: dateWords(from, language),
          text: statedAreaText,
          said: statedAreaText ?? language.hectares(statedAreaM2),
          m2: statedAreaM2,
        },
      ]
    }),
    ...whole.assertions.flatMap(({ id, predicate, sourceId, amount, amountUnit, amountText, from }) => {
      const m2 = predicate === 'area' ? inSquareMetres({ amount, amountUnit }) : null
      if (m2 === null) return []
      return [
        {
          key: `assertion ${id}`,
          source: sourceName(sourceId),
          part: null,
          when: dateWords(from, language),
          text: amountText,
          said: amountText ?? language.hectares(m2),
          m2,
        },
      ]
    }),
  ]
}
