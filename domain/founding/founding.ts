/**
 * The founding of a commune as an assembly writes it down: who promoted it (an assembly and a number, never a person),
 * the charter, the debate, the vote in each council, the register. Pure: a record in, a change or a refusal out.
 */
import { isDay } from '../law/calendar.ts'
import type { LawPack } from '../law/pack-schema.ts'
import type { Change } from '../steps/step.ts'
import { changedParts, changedVotes, type FoundingPart, type FoundingRecord } from './record.ts'

export type FoundingInput = Omit<FoundingRecord, 'communeId' | 'revision'>

export type FoundingRefusalReason =
  | 'vote-inconsistent'
  | 'vote-of-no-member'
  | 'vote-twice'
  | 'founding-day-impossible'
  | 'charter-part-unknown'
  | 'network-is-no-commune'
  | 'nothing-changed'

export interface FoundingRefusal {
  refused: FoundingRefusalReason
  facts: Record<string, string | number>
}

export interface FoundingContext {
  commune: { id: number; name: string; registeredAs: 'commune' | 'network'; councilIds: readonly number[] }
  councilNames: ReadonlyMap<number, string>
  pack: LawPack
  /** ISO date. */
  today: string
}

/** @param before null where nothing is written down yet. */
export function recordFounding(
  before: FoundingRecord | null,
  input: FoundingInput,
  context: FoundingContext,
): Change | FoundingRefusal {
  const { commune } = context
  const after = inOrder({ communeId: commune.id, ...input, revision: (before?.revision ?? 0) + 1 }, context)
  const refusal = impossible(after, before, context)
  if (refusal) return refusal
  const parts = changedParts(before, after)
  if (parts.length === 0) return { refused: 'nothing-changed', facts: { name: commune.name } }
  return {
    kind: before ? 'founding-recorded' : 'founding-begun',
    facts: {
      name: commune.name,
      part: parts.length === 1 ? parts[0] : 'several',
      councils: changedVotes({ before, after }).length,
    },
    communes: [],
    links: [],
    imports: [],
    foundings: [{ before, after }],
  }
}

function inOrder(record: FoundingRecord, { pack }: FoundingContext): FoundingRecord {
  const order = pack.rules.flatMap(({ requirement }) =>
    requirement.kind === 'charter' ? requirement.parts : [],
  )
  const { commission, registration } = record
  return {
    ...record,
    commission: commission && { ...commission, assembly: commission.assembly.trim() },
    charter: [...new Map(record.charter.map((one) => [one.part, one])).values()].sort(
      (a, b) => order.indexOf(a.part) - order.indexOf(b.part),
    ),
    votes: record.votes.toSorted((a, b) => a.councilId - b.councilId),
    registration: registration && {
      ...registration,
      office: registration.office.trim(),
      number: registration.number.trim(),
    },
  }
}

function impossible(
  record: FoundingRecord,
  before: FoundingRecord | null,
  context: FoundingContext,
): FoundingRefusal | null {
  const { commune, pack } = context
  if (commune.registeredAs === 'network')
    return { refused: 'network-is-no-commune', facts: { name: commune.name } }
  const known = pack.rules.flatMap(({ requirement }) =>
    requirement.kind === 'charter' ? requirement.parts : [],
  )
  const unknown = record.charter.find(({ part }) => !known.includes(part))
  if (unknown) return { refused: 'charter-part-unknown', facts: { part: unknown.part } }
  return impossibleDay(record, context.today) ?? impossibleVote(record, before, context)
}

/** No day is in the future, and none is before the case began: the law of that day rules all of it. */
function impossibleDay(record: FoundingRecord, today: string): FoundingRefusal | null {
  const days: [FoundingPart, string | undefined | null][] = [
    ['began', record.beganOn],
    ['commission', record.commission?.formedOn],
    ...record.charter.map(({ writtenOn }): [FoundingPart, string] => ['charter', writtenOn]),
    ['debate', record.debateCalledOn],
    ...record.votes.map(({ on }): [FoundingPart, string] => ['referendum', on]),
    ['registration', record.registration?.on],
  ]
  for (const [part, day] of days) {
    if (day === undefined || day === null) continue
    const why = !isDay(day) ? 'no-day' : day > today ? 'future' : day < record.beganOn ? 'before' : null
    if (why) return { refused: 'founding-day-impossible', facts: { part, day, why, began: record.beganOn } }
  }
  return null
}

function impossibleVote(
  { votes }: FoundingRecord,
  before: FoundingRecord | null,
  { commune, councilNames }: FoundingContext,
): FoundingRefusal | null {
  const kept = new Set([...commune.councilIds, ...(before?.votes ?? []).map(({ councilId }) => councilId)])
  const seen = new Set<number>()
  for (const { councilId, electors, voted, yes } of votes) {
    if (!kept.has(councilId)) return { refused: 'vote-of-no-member', facts: { council: councilId } }
    const council = councilNames.get(councilId) ?? String(councilId)
    if (seen.has(councilId)) return { refused: 'vote-twice', facts: { council } }
    seen.add(councilId)
    const whole = [electors, voted, yes].every((number) => Number.isSafeInteger(number) && number >= 0)
    const why = !whole ? 'not-whole' : voted > electors ? 'voted' : yes > voted ? 'yes' : null
    if (why) return { refused: 'vote-inconsistent', facts: { council, why, electors, voted, yes } }
  }
  return null
}
