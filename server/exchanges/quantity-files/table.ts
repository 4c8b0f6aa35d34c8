/**
 * Quantities as a table to take away, and an empty one to fill in: a header and words that are understood again, in the
 * reader's language. What somebody wrote is disarmed where a spreadsheet would take it for a formula.
 */
import { itemKey } from '../../../domain/exchange/products/index.ts'
import { MEANINGS, type Meaning } from '../../../domain/exchange/quantity-files/index.ts'
import type { QuantityRecord } from '../../../domain/exchange/records.ts'
import { type Locale, type MessageKey, translate } from '../../../messages/index.ts'
import { csvText } from '../../files/index.ts'

/** What spreadsheet programs of the country part columns with, where a comma parts decimals. */
const SEPARATORS: Record<Locale, ';' | ','> = { es: ';', pt: ';', en: ',' }
const DECIMALS: Record<Locale, ',' | '.'> = { es: ',', pt: ',', en: '.' }

export interface Names {
  commune(id: number): string
  producer(id: number): string
}

export function quantityTable(locale: Locale, quantities: readonly QuantityRecord[], names: Names): string {
  const header = MEANINGS.map((meaning) => translate(locale, `quantity-file.header.${meaning}`))
  const rows = quantities.map((one) => {
    const cells: Record<Meaning, string | null> = {
      commune: names.commune(one.communeId),
      role: translate(locale, `corridors.role.${one.role}`),
      product: translate(locale, `item.${itemKey(one)}` as MessageKey),
      form: one.form,
      amount: amountText(one.amount, DECIMALS[locale]),
      unit: one.unit,
      period: one.period,
      producer: one.producerId === null ? null : names.producer(one.producerId),
      provenance: translate(locale, `corridors.provenance.${one.provenance}`),
      season: one.season,
      source: one.source,
    }
    return MEANINGS.map((meaning) => cells[meaning])
  })
  return csvText(header, rows, SEPARATORS[locale])
}

/** Three digits behind a sign could be thousands: a nought more, and nobody need ask. */
function amountText(amount: number, sign: ',' | '.'): string {
  const text = String(amount)
  return (/\.\d{3}$/.test(text) ? `${text}0` : text).replace('.', sign)
}
