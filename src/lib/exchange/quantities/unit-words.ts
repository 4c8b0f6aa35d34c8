/** Units as a person reads them. Pure. */

import type { Language } from '$lib/language.svelte.ts'
import type { MessageKey } from '$messages/index.ts'
import type { UnitDefinition } from '../../../../domain/exchange/units/index.ts'

type Speaker = Pick<Language, 'number' | 't'>

/** With as many decimals as it has, three at most. */
export const asTold = ({ number }: Pick<Language, 'number'>, amount: number): string =>
  number(amount, Math.min(3, String(amount).split('.')[1]?.length ?? 0))

/** 46 kg · de 18 a 22 kg */
export const weightOfOne = (speaker: Speaker, { min, max }: { min: number; max: number }): string =>
  min === max
    ? speaker.t('measures.exactly', { kg: asTold(speaker, max) })
    : speaker.t('measures.between', { least: asTold(speaker, min), most: asTold(speaker, max) })

/** Those that ship have their sentence; those that people wrote down their name, and what one weighs. */
export function unitName(speaker: Speaker, { id, names, kilograms }: UnitDefinition): string {
  if (!id.startsWith('local-')) return speaker.t(`unit.${id}` as MessageKey)
  const spread = typeof kilograms === 'number' ? { min: kilograms, max: kilograms } : kilograms
  return speaker.t('measures.line', { name: names[0], weight: weightOfOne(speaker, spread) })
}

/** What a quantity says: a name as it was told, or the name of the unit that answered which. */
export function toldUnit(speaker: Speaker, definitions: readonly UnitDefinition[], unit: string): string {
  const known = definitions.find(({ id }) => id === unit)
  return known && !known.names.includes(unit) ? unitName(speaker, known) : unit
}
