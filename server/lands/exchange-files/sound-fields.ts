/** Whether a row of a file is what a request would have to be. */
import { Value } from 'typebox/value'
import type { LandKind } from '../../../domain/land/records.ts'
import { FIELDS } from '../schema.ts'

/** The first field that is not sound; null where all are. */
export function oddField(kind: LandKind, fields: Record<string, unknown>): string | null {
  const schema = FIELDS[kind]
  const whole = kind === 'extent' ? { geometry: null, ...fields } : fields
  if (Value.Check(schema, whole)) return null
  const [first] = Value.Errors(schema, whole)
  return first?.instancePath.split('/').find(Boolean) || 'row'
}
