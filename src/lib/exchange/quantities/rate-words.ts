/** What comes out of what goes in, as people say it. Pure. */
import type { Language } from '$lib/language.svelte.ts'

/** 60–65 kg of each 100. @param rate kilograms that come out of one */
export function rateText(
  { t, number }: Pick<Language, 't' | 'number'>,
  { min, max }: { min: number; max: number },
): string {
  const kilos = (rate: number) => number(100 * rate, Number.isInteger(Math.round(1e6 * rate) / 1e4) ? 0 : 1)
  return min === max
    ? t('producers.of-100-exactly', { most: kilos(max) })
    : t('producers.of-100', { least: kilos(min), most: kilos(max) })
}
