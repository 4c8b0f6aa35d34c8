/** Amounts and months as a panel says them. */
import type { Language } from '$lib/language.svelte.ts'
import { type MessageKey, region } from '$messages/index.ts'

type Speaker = Pick<Language, 'number' | 'locale' | 't'>
interface Amount {
  min: number
  likely: number
  max: number
}

const digitsOf = (t: number): number => (Math.abs(t) >= 100 ? 0 : Math.abs(t) >= 1 || t === 0 ? 1 : 3)

/** 0,040 t · 14,2 t · 210 t. */
export const tonnes = ({ number }: Speaker, kg: number): string =>
  `${number(kg / 1000, digitsOf(kg / 1000))} t`

/** 7.150 kg: on a truck all figures are to add up as they are read. */
export const kilograms = ({ number }: Speaker, kg: number): string =>
  `${number(kg, Math.abs(kg - Math.round(kg)) > 0.05 ? 1 : 0)} kg`

/** What is not known to one value carries its ends: 19.051–21.000 t. */
export function spreadTonnes(speaker: Speaker, { min, max }: Amount): string {
  if (Math.abs(max - min) <= 1e-9 * Math.abs(max)) return tonnes(speaker, max)
  const digits = digitsOf(min / 1000)
  return `${speaker.number(min / 1000, digits)} ${speaker.t('corridors.to')} ${speaker.number(max / 1000, digits)} t`
}

export const percent = ({ number }: Speaker, share: number): string => `${number(100 * share)} %`

/** For a sentence that says so where nothing is estimated; less than a half of a hundredth is rounding. */
export const estimatedPart = (speaker: Speaker, share: number): string =>
  share < 0.005 ? 'none' : percent(speaker, share)

/** A length never stands without the share of it that is estimated. */
export const routeWords = (
  speaker: Speaker,
  { routeKm, routeEstimatedKm }: { routeKm: number | null; routeEstimatedKm: number | null },
  sentence: 'corridors.km-estimated' | 'corridors.route' = 'corridors.km-estimated',
): string | null =>
  routeKm === null
    ? null
    : speaker.t(sentence, {
        km: speaker.number(routeKm),
        share: estimatedPart(speaker, (routeEstimatedKm ?? 0) / Math.max(routeKm, 1e-9)),
      })

/** @param period `2026-11` or `2026`. */
export const periodName = ({ locale }: Speaker, period: string, month: 'long' | 'short' = 'long'): string =>
  period.length === 4
    ? period
    : new Date(`${period}-15T12:00:00`).toLocaleDateString(
        region(locale),
        month === 'long' ? { month, year: 'numeric' } : { month },
      )

export const itemName = ({ t }: Speaker, { product, form }: { product: string; form: string }): string =>
  t(`item.${product}/${form}` as MessageKey)
