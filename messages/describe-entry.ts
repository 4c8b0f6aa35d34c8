/** What an entry of the log tells, as one sentence. Steps of the territory have the sentence of the recent changes. */
import type { LogEntry } from '../domain/log/entry.ts'
import spanish from './es/index.ts'
import { type Locale, type MessageKey, type MessageValues, translate } from './index.ts'

type Described = Pick<LogEntry, 'action' | 'subject'> & {
  detail: { facts: MessageValues; step?: { kind: string } }
}

export function describeEntry({ action, subject, detail }: Described, locale: Locale): string {
  const { facts, step } = detail
  const sentence = (key: string, values: MessageValues): string | null =>
    key in spanish ? translate(locale, key as MessageKey, values) : null
  const values = { name: subject.name ?? '', ...facts }
  return (
    sentence(`change.${action}`, facts) ??
    sentence(`log.${action}`, { ...values, step: step ? sentence(`change.${step.kind}`, facts) : '' }) ??
    // Of a later program: its word is better than nothing.
    action
  )
}
