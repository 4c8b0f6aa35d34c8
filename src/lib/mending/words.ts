/** How the mending screen names things. Pure. */
import type { Flaw, Remedy } from '$domain/mending/index.ts'
import type { Language } from '$lib/language.svelte.ts'
import spanish from '$messages/es/index.ts'
import type { MessageKey } from '$messages/index.ts'

type Words = Pick<Language, 't' | 'number' | 'hectares' | 'metres'>
type Name = (id: string) => string

/** Square metres as far as a person can picture them, then hectares. */
export const areaWords = ({ number, hectares }: Pick<Words, 'number' | 'hectares'>, m2: number): string =>
  m2 < 10_000 ? `${number(m2, m2 < 10 ? 1 : 0)} m²` : hectares(m2)

/** With its sign; a typographic minus, and a blank that does not break. */
export const gainWords = (words: Pick<Words, 'number' | 'hectares'>, m2: number): string =>
  `${m2 < 0 ? '−' : '+'} ${areaWords(words, Math.abs(m2))}`

/** Around a large hole there may be dozens. */
const NAMED = 4

export function flawWords({ t }: Words, { kind, beside }: Flaw, name: Name): string {
  const named = beside.slice(0, NAMED).map(({ council }) => name(council))
  const more = beside.length > NAMED ? ', …' : ''
  return t('mend.flaw', {
    kind,
    names: named.join(kind === 'overlap' ? ' · ' : ', ') + more,
    count: beside.length,
  })
}

/** A drawing's rounding leaves slivers of a few centimetres. */
const widthWords = ({ number, metres }: Pick<Words, 'number' | 'metres'>, widthM: number): string =>
  widthM < 0.95 ? `${number(widthM * 100)} cm` : metres(widthM)

export const formWords = (words: Words, { kind, form, widthM }: Flaw): string =>
  words.t('mend.form', { kind, form, width: widthWords(words, widthM) })

export const remedyWords = ({ t }: Words, { kind }: Flaw, remedy: Remedy, name: Name): string =>
  remedy.kind === 'halve' ? t('mend.halve') : t('mend.give', { kind, name: name(remedy.to[0]) })

/** The same as what will have been done. */
export const planWords = ({ t }: Words, { kind }: Flaw, remedy: Remedy, name: Name): string =>
  remedy.kind === 'halve' ? t('mend.plan-halve') : t('mend.plan-give', { kind, name: name(remedy.to[0]) })

/** A sentence of a family, or that of all others. */
export const familyKey = (family: 'mend.unmended-why', member: string): MessageKey =>
  (`${family}.${member}` in spanish ? `${family}.${member}` : `${family}.other`) as MessageKey
