/** Which column says what, and what its words mean: files name things in many ways. */
import type { CouncilKind } from '../territories/schema.ts'
import type { Mapping } from './schema.ts'

type Value = string | number | boolean | null | undefined

/** Names that columns really carry, best first; compared without accents, case and signs. */
const COLUMN_NAMES: Record<keyof Mapping, RegExp[]> = {
  name: [
    /^(nombre|name|nome)(delcc|delconsejo|consejocomunal|consejo|cc|council)?$/,
    /^(consejocomunal|consejo|council|communalcouncil|cc)$/,
    /^(nom|label|etiqueta|denominacion|title)$/,
    /^(nombre|name|nome)/,
  ],
  code: [
    /^(codigo|code|cod|situr|codigositur|codsitur|codigocc)$/,
    /^(cod|codigo|code|pcode)/,
    // Never plain `id`: programs number the rows of every file anew, and the same numbers are other councils.
  ],
  kind: [/^(tipo|kind|ambito|type|tipologia|tipocc|caracter)$/, /^(tipo|ambito)/],
  families: [
    /^(familias|families|nfamilias|numfamilias|numerodefamilias|hogares|households)$/,
    /familias|families/,
  ],
  population: [
    /^(poblacion|population|populacao|habitantes|inhabitants|pob|pop|personas)$/,
    /poblacion|population|populacao|habitantes/,
  ],
  commune: [/^(comuna|commune|nombrecomuna|nombredelacomuna|comunanombre)$/, /comuna/],
}

/** For comparison: without accents and case. */
export const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** A proposal that the person corrects. No column is used twice. */
export function guessMapping(fields: readonly { name: string }[]): Mapping {
  const taken = new Set<string>()
  const pick = (purpose: keyof Mapping): string | null => {
    for (const pattern of COLUMN_NAMES[purpose]) {
      const found = fields.find(
        ({ name }) => !taken.has(name) && pattern.test(plain(name).replace(/[^a-z0-9]/g, '')),
      )
      if (found) {
        taken.add(found.name)
        return found.name
      }
    }
    return null
  }
  // The commune first: "nombre_comuna" is not the council's name.
  const commune = pick('commune')
  const kind = pick('kind')
  const families = pick('families')
  const population = pick('population')
  const name = pick('name')
  const code = pick('code')
  return { name, code, kind, families, population, commune }
}

const KINDS: [CouncilKind, RegExp][] = [
  ['indigenous', /^(indigena|indigenous|indio|ind|i|pueblo indigena|comunidad indigena)s?$/],
  ['urban', /^(urbano|urbana|urban|urb|u|ciudad|citadino)s?$/],
  ['rural', /^(rural|rurales|rur|r|campo|campesino|campesina)s?$/],
]

/** @returns null where the file says nothing, undefined where its word is not understood. */
export function readKind(value: Value): CouncilKind | null | undefined {
  const text = readText(value)
  if (text === null) return null
  if (text !== lastKind.text)
    lastKind = { text, kind: KINDS.find(([, words]) => words.test(plain(text)))?.[0] }
  return lastKind.kind
}

/** A column of kinds says the same few words over and over. */
let lastKind: { text: string; kind: CouncilKind | undefined } = { text: '', kind: undefined }

/**
 * A count as people write it: 1234, "1.234", "1,234", "1 234", "350 familias". A fraction is no count.
 * @returns null where the file says nothing, undefined where it is no count.
 */
export function readCount(value: Value): number | null | undefined {
  if (typeof value === 'number')
    return Number.isInteger(value) && value >= 0 && value <= 2147483647 ? value : undefined
  const text = readText(value)
  if (text === null) return null
  const digits = /^(\d{1,3}(?:[.,\s\u00a0']\d{3})+|\d+)(?:[.,]0+)?(?:\s*\p{L}[\p{L}.]*)?$/u.exec(text)
  if (!digits) return undefined
  const count = Number(digits[1].replace(/\D/g, ''))
  return count <= 2147483647 ? count : undefined
}

/** Most texts are tidy, and looking is quicker than replacing. */
const UNTIDY = /^\s|\s$|\s\s|[^\S ]|\0/u

/** Trimmed, inner white space single; null where nothing is left. */
export function readText(value: Value): string | null {
  if (value === null || value === undefined) return null
  const given = String(value)
  const text = UNTIDY.test(given) ? given.replaceAll('\0', '').replace(/\s+/gu, ' ').trim() : given
  return text === '' ? null : text
}
