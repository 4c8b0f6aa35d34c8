/** What the fields of land records are called on screen. */
import type { MessageKey } from '$messages/index.ts'

/** Fields of forms that the log calls otherwise, or not at all. */
const LABELS: Record<string, MessageKey> = {
  municipality: 'land.field-municipality',
  state: 'land.field-state',
  kind: 'land.filter-kind',
  geometry: 'land.field-place',
  stated: 'land.field-stated',
  statedUnit: 'land.field-unit',
  numerator: 'land.field-numerator',
  denominator: 'land.field-denominator',
}

export const fieldLabel = (field: string): MessageKey => LABELS[field] ?? (`log.field.${field}` as MessageKey)
