/** How the drawing screen names things. Pure. */
import type { Reason, Refusal } from '$domain/coverage/index.ts'
import type { Verdict } from '$domain/territory/types.ts'
import type { MessageKey, MessageValues } from '$messages/index.ts'

export type Say = (key: MessageKey, values?: MessageValues) => string

/** Reasons that a gesture of this program's screens can't cause share one sentence. */
const TOLD: readonly Reason[] = [
  'self-crossing',
  'would-overlap',
  'outside',
  'too-small',
  'swallowed',
  'junction',
  'crossroads',
  'line-does-not-cross',
  'nothing-free',
  'not-on-border',
  'unknown-node',
  'unknown-council',
  'nothing-changes',
]

export function whyNot({ reason, councils }: Refusal, t: Say, name: (id: string) => string): string {
  const key = TOLD.includes(reason) ? reason : 'other'
  return t(`drawing.reason-${key}` as MessageKey, {
    names: councils.map((id) => name(id) || t('drawing.new-council')).join(', '),
  })
}

/** A verdict's sign beside the pointer. */
export const VERDICT_ICON = {
  contiguous: 'check',
  conditional: 'warning',
  split: 'split',
} as const satisfies Record<Verdict, string>
