/** What undoing and the log need to know of evidence. What was received, and what a person withdrew, is in none of it. */
import type { Audience } from '../access/audience.ts'
import type { FieldChange } from '../log/entry.ts'
import type { Alteration } from '../steps/alteration.ts'
import type { Use } from './consent.ts'
import type { Supported } from './kinds.ts'

/** What people say of a piece of evidence, and may say otherwise. */
export interface EvidenceRecord {
  id: number
  unitId: number
  title: string | null
  audience: Audience
  /** What of the unit's record it is for; of the unit itself, `id` is null. */
  supports: { kind: Supported; id: number | null }
}

/** The consent to one use of it. */
export interface UseRecord {
  /** Of the evidence. */
  id: number
  unitId: number
  use: Use
  /** ISO day on which the consent that stands was given; null where none stands. */
  givenOn: string | null
  /** ISO days of all withdrawals, ascending: a step that goes back over one is refused. */
  withdrawnOn: readonly string[]
}

/** Neither comes nor goes by a step: evidence stays from its receipt on. */
export type EvidenceAlteration =
  | ({ kind: 'evidence' } & Alteration<EvidenceRecord>)
  | ({ kind: 'use' } & Alteration<UseRecord>)

export const presentEvidence = ({ before, after }: EvidenceAlteration): EvidenceRecord | UseRecord =>
  (after ?? before)!

/** `evidence 4`, `use 4 court` */
export const evidenceKey = (one: EvidenceAlteration): string => {
  const record = presentEvidence(one)
  return 'use' in record ? `use ${record.id} ${record.use}` : `evidence ${record.id}`
}

/** Of a piece that goes over to another unit both: the step is about either of them. */
export const unitsOfEvidence = (alterations: readonly EvidenceAlteration[] = []): number[] => [
  ...new Set(
    alterations.flatMap(({ before, after }) => [before, after].flatMap((side) => side?.unitId ?? [])),
  ),
]

export const sameEvidence = (
  a: EvidenceRecord | UseRecord | null,
  b: EvidenceRecord | UseRecord | null,
): boolean => JSON.stringify(a && told(a)) === JSON.stringify(b && told(b))

/** In one order, whatever order the fields came in. */
const told = (record: EvidenceRecord | UseRecord) =>
  'use' in record
    ? [record.id, record.unitId, record.use, record.givenOn, record.withdrawnOn]
    : [record.id, record.unitId, record.title, record.audience, record.supports.kind, record.supports.id]

/** Titles may say what only some may read, and are not told; of units the number, since not everybody sees both. */
export function evidenceFields(alterations: readonly EvidenceAlteration[]): FieldChange[] {
  const uses = (side: 'before' | 'after') =>
    alterations.flatMap((one) => (one.kind === 'use' && one[side]?.givenOn ? [one[side].use] : []))
  const [left, came] = [uses('before'), uses('after')]
  return [
    ...alterations.flatMap((one) =>
      one.kind === 'evidence'
        ? [
            { field: 'unit', before: one.before!.unitId, after: one.after!.unitId },
            { field: 'audience', before: one.before!.audience, after: one.after!.audience },
            { field: 'supports', before: supported(one.before!), after: supported(one.after!) },
          ].filter(({ before, after }) => before !== after)
        : [],
    ),
    ...(left.length + came.length > 0 ? [{ field: 'uses', before: left, after: came }] : []),
  ]
}

const supported = ({ supports: { kind, id } }: EvidenceRecord): string =>
  id === null ? kind : `${kind} ${id}`
