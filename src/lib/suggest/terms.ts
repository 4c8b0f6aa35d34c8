/** What people ask of the communes that are suggested, as the address of the window keeps it. Pure. */
import type { Bounds } from '../../../domain/composing/index.ts'
import { readIds, writeIds } from '../shell/address.ts'

export interface Terms {
  /** Null: as many as is usual for so many councils. */
  councilsAtLeast: number | null
  councilsAtMost: number | null
  familiesAtLeast: number | null
  familiesAtMost: number | null
  /** How many communes; null: as many as fit. */
  communes: number | null
  /** Whether communes that are there already are better kept. */
  keep: boolean
  /** Councils that stay together, group by group. */
  together: number[][]
  /** Councils that stay out. */
  out: number[]
}

export const NO_TERMS: Terms = {
  councilsAtLeast: null,
  councilsAtMost: null,
  familiesAtLeast: null,
  familiesAtMost: null,
  communes: null,
  keep: true,
  together: [],
  out: [],
}

type Limit = 'councilsAtLeast' | 'councilsAtMost' | 'familiesAtLeast' | 'familiesAtMost' | 'communes'
const LIMITS: [Limit, string][] = [
  ['councilsAtLeast', 'least'],
  ['councilsAtMost', 'most'],
  ['familiesAtLeast', 'families-least'],
  ['familiesAtMost', 'families-most'],
  ['communes', 'communes'],
]

/** What is no number, or none above zero, is passed over: links get mangled in messages. */
export function readTerms(query: URLSearchParams): Terms {
  const terms: Terms = { ...NO_TERMS, keep: query.get('keep') !== 'no' }
  for (const [limit, name] of LIMITS) terms[limit] = readLimit(query.get(name) ?? '')
  terms.together = readGroups(query.get('together') ?? '')
  terms.out = readIds(query.get('out') ?? '')
  return terms
}

export function writeTerms(terms: Terms): Record<string, string> {
  const query: Record<string, string> = {}
  for (const [limit, name] of LIMITS) if (terms[limit] !== null) query[name] = String(terms[limit])
  if (!terms.keep) query.keep = 'no'
  if (terms.together.length > 0) query.together = writeGroups(terms.together)
  if (terms.out.length > 0) query.out = writeIds(terms.out)
  return query
}

export function readLimit(text: string): number | null {
  const number = Number(text.trim())
  return text.trim() !== '' && Number.isInteger(number) && number > 0 && number < 1e7 ? number : null
}

/** 1-4,9;5-8 */
export const writeGroups = (groups: readonly (readonly number[])[]): string => groups.map(writeIds).join(';')
export const readGroups = (text: string): number[][] =>
  text
    .split(';')
    .map(readIds)
    .filter((ids) => ids.length > 0)

/** Fewer than ten are a commune only where there are few to share out, and no commune takes nearly all of them. */
export function usualBounds(councils: number): { atLeast: number; atMost: number } {
  const atLeast = Math.min(10, Math.max(2, Math.floor(councils / 3)))
  return { atLeast, atMost: Math.min(50, Math.max(atLeast + 1, Math.ceil(councils * 0.6))) }
}

export function boundsOf(terms: Terms, councils: number): Bounds {
  const usual = usualBounds(councils)
  const atLeast = terms.councilsAtLeast ?? Math.min(usual.atLeast, terms.councilsAtMost ?? usual.atLeast)
  return {
    councils: { atLeast, atMost: terms.councilsAtMost ?? Math.max(usual.atMost, atLeast) },
    families: { atLeast: terms.familiesAtLeast, atMost: terms.familiesAtMost },
  }
}

/** Why nothing could come of the terms; null where something may. */
export function contradiction(terms: Terms): 'councils' | 'families' | null {
  const crossed = (least: number | null, most: number | null) =>
    least !== null && most !== null && least > most
  if (crossed(terms.councilsAtLeast, terms.councilsAtMost)) return 'councils'
  return crossed(terms.familiesAtLeast, terms.familiesAtMost) ? 'families' : null
}

/** A council is in one group that stays together, or out, or neither. */
export function withTogether(terms: Terms, group: number, council: number): Terms {
  const inside = terms.together[group]?.includes(council) ?? false
  const together = terms.together.map((ids) => ids.filter((id) => id !== council))
  while (together.length <= group) together.push([])
  if (!inside) together[group] = [...together[group], council]
  return { ...terms, together, out: terms.out.filter((id) => id !== council) }
}

export function withOut(terms: Terms, council: number): Terms {
  const out = terms.out.includes(council) ? terms.out.filter((id) => id !== council) : [...terms.out, council]
  return { ...terms, out, together: terms.together.map((ids) => ids.filter((id) => id !== council)) }
}
