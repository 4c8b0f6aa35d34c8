/** What the steps of the territory, undoing and the log need to know of land records. */
import { canonicalJson } from '../log/canonical-text.ts'
import type { FieldChange, FieldValue } from '../log/entry.ts'
import type { LandAlteration, LandKind, LandRecords } from './records.ts'

export type LandKey = `${LandKind} ${number}`
export const landKey = (kind: LandKind, id: number): LandKey => `${kind} ${id}`

export const presentRecord = ({ before, after }: LandAlteration): LandRecords[LandKind] => (after ?? before)!

/** Units that alterations touch, ascending. */
export const unitsOf = (alterations: readonly LandAlteration[]): number[] =>
  ascending(
    alterations.flatMap((one) => {
      const record = presentRecord(one)
      return one.kind === 'unit' ? [record.id] : 'unitId' in record ? [record.unitId] : []
    }),
  )

export const idsOf = (alterations: readonly LandAlteration[], kind: LandKind): number[] =>
  ascending(alterations.filter((one) => one.kind === kind).map((one) => presentRecord(one).id))

/** What undoing compares: all but the version, which undoing and redoing raise. */
export function sameRecord(a: LandRecords[LandKind] | null, b: LandRecords[LandKind] | null): boolean {
  if (a === null || b === null) return a === b
  return canonicalJson({ ...a, version: 0 }) === canonicalJson({ ...b, version: 0 })
}

/** How a refusal names it: a unit by its name, an assertion by its number. */
export const nameOf = (record: LandRecords[LandKind]): string =>
  'name' in record ? record.name : 'title' in record ? record.title : String(record.id)

/** Left out of the log: shapes and places, long texts, and what is told by the entry's subject. */
const UNTOLD = new Set(['id', 'version', 'geometry', 'municipality', 'state', 'unitId', 'caseId'])

/** What became of the fields, as words and numbers. */
export function recordFields({ before, after }: LandAlteration): FieldChange[] {
  const names = Object.keys((after ?? before)!).filter((name) => !UNTOLD.has(name))
  return names
    .map((name) => ({
      field: name,
      before: plainly(before, name),
      after: plainly(after, name),
    }))
    .filter((one) => JSON.stringify(one.before) !== JSON.stringify(one.after))
}

function plainly(record: LandRecords[LandKind] | null, name: string): FieldValue {
  const value = (record as unknown as Record<string, unknown> | null)?.[name] ?? null
  if (value === null || typeof value !== 'object') return value as FieldValue
  if (Array.isArray(value)) return value.map((one) => (typeof one === 'object' ? asText(one) : one))
  return asText(value)
}

function asText(value: object): string {
  if ('text' in value) return String(value.text)
  if ('numerator' in value && 'denominator' in value) {
    const share = `${value.numerator}/${value.denominator}`
    return 'partyId' in value ? `${value.partyId} ${share}` : share
  }
  return Object.entries(value)
    .map(
      ([key, inner]) =>
        `${key}: ${inner !== null && typeof inner === 'object' ? Object.values(inner).join(' → ') : inner}`,
    )
    .join(', ')
}

const ascending = (ids: readonly number[]): number[] => [...new Set(ids)].sort((a, b) => a - b)
