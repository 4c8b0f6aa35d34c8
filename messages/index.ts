/**
 * Every sentence that a person reads, in three languages, for the browser, the server and the command line.
 * ICU MessageFormat by intl-messageformat: plurals and numbers by the standard, no generated code.
 */
import { IntlMessageFormat } from 'intl-messageformat'
import en from './en/index.ts'
import es from './es/index.ts'
import pt from './pt/index.ts'

export const LOCALES = ['es', 'en', 'pt'] as const
export type Locale = (typeof LOCALES)[number]
export type MessageKey = keyof typeof es
export type MessageValues = Record<string, string | number | boolean | Date | null | undefined>

const CATALOGUES: Record<Locale, Record<MessageKey, string>> = { es, en, pt }
/** Numbers and dates as they are written where the program is used: 9.870 in Venezuela and Brazil. */
const REGIONS: Record<Locale, string> = { es: 'es-VE', en: 'en-GB', pt: 'pt-BR' }
const compiled = new Map<string, IntlMessageFormat>()

export function translate(locale: Locale, key: MessageKey, values: MessageValues = {}): string {
  const id = `${locale}:${key}`
  let format = compiled.get(id)
  if (!format) {
    format = new IntlMessageFormat(CATALOGUES[locale][key], REGIONS[locale], undefined, { ignoreTag: true })
    compiled.set(id, format)
  }
  return String(format.format(values))
}

export const region = (locale: Locale): string => REGIONS[locale]

/** The first language of an Accept-Language header, or of LANG, that the program speaks. Spanish otherwise. */
export function chooseLocale(wanted: string | null | undefined): Locale {
  for (const part of (wanted ?? '').split(',')) {
    const tag = part.trim().slice(0, 2).toLowerCase()
    if ((LOCALES as readonly string[]).includes(tag)) return tag as Locale
  }
  return 'es'
}
