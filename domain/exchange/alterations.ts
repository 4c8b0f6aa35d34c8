/** What the steps of the territory, undoing and the log need to know of the records of exchange. */
import { canonicalJson } from '../log/canonical-text.ts'
import type { FieldChange, FieldValue } from '../log/entry.ts'
import type { ExchangeAlteration, ExchangeKind, ExchangeRecords } from './records.ts'

export type ExchangeKey = `${ExchangeKind} ${number}`
export const exchangeKey = (kind: ExchangeKind, id: number): ExchangeKey => `${kind} ${id}`

export const presentExchange = ({ before, after }: ExchangeAlteration): ExchangeRecords[ExchangeKind] =>
  (after ?? before)!

/**
 * What undoing compares: all but the revision, which undoing and redoing raise. A field that records have come to have
 * since a step was written down is null in it.
 */
export const sameExchange = (
  a: ExchangeRecords[ExchangeKind] | null,
  b: ExchangeRecords[ExchangeKind] | null,
): boolean => (a === null || b === null ? a === b : canonicalJson(told(a)) === canonicalJson(told(b)))

/** A field that came later is missing in what was written down before, and null now. */
const told = (record: ExchangeRecords[ExchangeKind]) =>
  Object.fromEntries(Object.entries({ ...record, revision: 0 }).filter(([, value]) => value !== null))

/** Communes that a record names: who does not see one of them does not see the record. */
export function communesOfExchange(record: ExchangeRecords[ExchangeKind]): number[] {
  if ('fromCommune' in record) return [record.fromCommune, record.toCommune]
  if ('communeId' in record) return record.communeId === null ? [] : [record.communeId]
  if ('communes' in record)
    return record.communes.map((commune) => (typeof commune === 'number' ? commune : commune.id))
  return []
}

/** How a refusal names it. */
export const exchangeName = (record: ExchangeRecords[ExchangeKind]): string =>
  'name' in record && record.name ? record.name : String(record.id)

/** Shapes are never told in the log, nor what the sentence says already. */
const UNTOLD = new Set([
  'id',
  'revision',
  'demonstration',
  'route',
  'geometry',
  'segments',
  'outcome',
  'options',
  'lineKm',
])

/** What became of the fields, as words and numbers. */
export function exchangeFields({ kind, before, after }: ExchangeAlteration): FieldChange[] {
  return Object.keys((after ?? before)!)
    .filter((name) => !UNTOLD.has(name))
    .map((name) => ({
      field: `${kind}.${name}`,
      before: plainly(before, name),
      after: plainly(after, name),
    }))
    .filter((one) => JSON.stringify(one.before) !== JSON.stringify(one.after))
}

const itemWord = (one: unknown): string | number => {
  if (typeof one !== 'object' || one === null) return one as string | number
  return 'flowId' in one && 'kg' in one ? `${one.flowId}: ${one.kg} kg` : (one as { id: number }).id
}

function plainly(record: ExchangeRecords[ExchangeKind] | null, name: string): FieldValue {
  const value = (record as unknown as Record<string, unknown> | null)?.[name] ?? null
  if (Array.isArray(value)) return value.map(itemWord)
  return value as FieldValue
}
