/** How the drawing screen names things. Pure. */
import type { Refusal } from '$domain/coverage/index.ts'
import type { Verdict } from '$domain/territory/types.ts'
import type { MessageKey, MessageValues } from '$messages/index.ts'

export type Say = (key: MessageKey, values?: MessageValues) => string

export const whyNot = (refusal: Refusal, t: Say, name: (id: string) => string): string =>
  t('drawing.reason', {
    reason: refusal.reason,
    names: refusal.councils.map((id) => name(id) || t('drawing.new-council')).join(', '),
  })

/** A verdict's sign beside the pointer: a letter's width, and its colour's class. */
export const VERDICT_ICON = {
  contiguous: 'check',
  conditional: 'warning',
  split: 'split',
} as const satisfies Record<Verdict, string>
