/** The reader's language. No component holds text: it asks here. */

import { createContext } from 'svelte'
import {
  chooseLocale,
  LOCALES,
  type Locale,
  type MessageKey,
  type MessageValues,
  region,
  translate,
} from '$messages/index.ts'

const STORED = 'toparquia:language'

const isLocale = (text: string | null): text is Locale => (LOCALES as readonly string[]).includes(text ?? '')

/** A link says it, else what was chosen here before, else the browser. */
export function localeFor(url: URL, stored: string | null, browser: readonly string[]): Locale {
  const linked = url.searchParams.get('lang')
  if (isLocale(linked)) return linked
  return isLocale(stored) ? stored : chooseLocale(browser.join(','))
}

export class Language {
  locale = $state<Locale>('es')

  constructor(url: URL) {
    this.locale = localeFor(url, readStored(), navigator.languages)
  }

  choose(locale: Locale): void {
    this.locale = locale
    try {
      localStorage.setItem(STORED, locale)
    } catch {
      // A browser that refuses to remember still speaks the language until it is closed.
    }
  }

  /** The sentence for a key. */
  t = (key: MessageKey, values?: MessageValues): string => translate(this.locale, key, values)

  number = (value: number, digits = 0): string =>
    value.toLocaleString(region(this.locale), {
      maximumFractionDigits: digits,
      minimumFractionDigits: digits,
    })

  /** Hectares with sensible digits: 0,42 · 6,1 · 612 ha. */
  hectares = (squareMetres: number): string => {
    const hectares = squareMetres / 10_000
    return `${this.number(hectares, hectares < 1 ? 2 : hectares < 100 ? 1 : 0)} ha`
  }

  /** Metres under a kilometre, else kilometres, with two or three figures: 0,4 m · 38 m · 4,2 km · 200 km. */
  metres = (metres: number): string => {
    const [value, unit] = metres < 1000 ? [metres, 'm'] : [metres / 1000, 'km']
    const exact = Number.isInteger(value) || value >= 10
    return `${this.number(value, exact ? 0 : 1)} ${unit}`
  }

  date = (iso: string): string =>
    new Date(iso.length === 10 ? `${iso}T12:00:00` : iso).toLocaleDateString(region(this.locale), {
      dateStyle: 'medium',
    })

  /** In a sentence: 1 de mayo de 2024. */
  longDate = (iso: string): string =>
    new Date(`${iso}T12:00:00`).toLocaleDateString(region(this.locale), { dateStyle: 'long' })

  /** With the time of day, where this browser is. */
  moment = (iso: string): string =>
    new Date(iso).toLocaleString(region(this.locale), { dateStyle: 'medium', timeStyle: 'short' })
}

function readStored(): string | null {
  try {
    return localStorage.getItem(STORED)
  } catch {
    return null
  }
}

export const [getLanguage, setLanguage] = createContext<Language>()
