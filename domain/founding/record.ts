/** A founding as a record, and what differs between two of its versions. */

export interface CouncilVote {
  councilId: number
  /** ISO date. */
  on: string
  electors: number
  voted: number
  yes: number
}

export interface FoundingRecord {
  communeId: number
  /** The day the case began: the law that was in force then holds to its end. */
  beganOn: string
  commission: { formedOn: string; assembly: string; members: number } | null
  /** Written parts, by the pack's words, in the pack's order. */
  charter: { part: string; writtenOn: string }[]
  debateCalledOn: string | null
  /** By council, ascending; a council that left the commune keeps its vote. */
  votes: CouncilVote[]
  registration: { on: string; office: string; number: string } | null
  /** Seats that are filled. */
  parliament: { councils: number; enterprises: number; bank: number } | null
  revision: number
}

const FOUNDING_PARTS = [
  'began',
  'commission',
  'charter',
  'debate',
  'referendum',
  'registration',
  'parliament',
] as const
export type FoundingPart = (typeof FOUNDING_PARTS)[number]

/** What differs; of a founding that begins also the day it began. */
export const changedParts = (before: FoundingRecord | null, after: FoundingRecord): FoundingPart[] =>
  FOUNDING_PARTS.filter((part) => text(partOf(after, part)) !== text(before && partOf(before, part)))
    // Empty parts of a new record say nothing.
    .filter(
      (part) =>
        before !== null || text(partOf(after, part)) !== text(partOf(empty(after), part)) || part === 'began',
    )

/** Councils whose vote became another one, appeared or went. */
export function changedVotes({
  before,
  after,
}: {
  before: FoundingRecord | null
  after: FoundingRecord | null
}): number[] {
  const votes = (record: FoundingRecord | null) =>
    new Map((record?.votes ?? []).map((vote) => [vote.councilId, text(vote)]))
  const [was, is] = [votes(before), votes(after)]
  return [...new Set([...was.keys(), ...is.keys()])].filter((id) => was.get(id) !== is.get(id))
}

export const sameFounding = (a: FoundingRecord | null, b: FoundingRecord | null): boolean =>
  a === null || b === null ? a === b : changedParts(a, b).length === 0

function partOf(record: FoundingRecord, part: FoundingPart): unknown {
  switch (part) {
    case 'began':
      return record.beganOn
    case 'debate':
      return record.debateCalledOn
    // In whatever order they were read.
    case 'referendum':
      return record.votes.toSorted((a, b) => a.councilId - b.councilId)
    case 'charter':
      return record.charter.toSorted((a, b) => (a.part < b.part ? -1 : 1))
    default:
      return record[part]
  }
}

const empty = ({ communeId, beganOn }: FoundingRecord): FoundingRecord => ({
  communeId,
  beganOn,
  commission: null,
  charter: [],
  debateCalledOn: null,
  votes: [],
  registration: null,
  parliament: null,
  revision: 0,
})

/** Compared as text whose keys stand in one order, wherever the record comes from. */
const text = (value: unknown): string =>
  JSON.stringify(value, (_, inner) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
