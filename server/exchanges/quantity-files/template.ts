/** An empty table to fill in: a header that is understood again, in the reader's language. */
import { MEANINGS } from '../../../domain/exchange/quantity-files/index.ts'
import { type Locale, translate } from '../../../messages/index.ts'

/** What spreadsheet programs of the country part columns with, where a comma parts decimals. */
const SEPARATORS: Record<Locale, string> = { es: ';', pt: ';', en: ',' }

export function templateText(locale: Locale): string {
  const header = MEANINGS.map((meaning) => translate(locale, `quantity-file.header.${meaning}`))
  // Excel takes a file without a byte order mark for Latin-1.
  return `\ufeff${header.join(SEPARATORS[locale])}\r\n`
}
