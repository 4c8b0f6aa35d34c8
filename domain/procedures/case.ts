/** A case: a procedure of a rule pack about a unit of land, what happened in it, and the terms that began with it. */
import type { Confidence } from '../law/pack-schema.ts'
import type { Outcome, TermCount } from '../law/procedure-schema.ts'

/** A term as it was counted when its beginning was written down. It is stored and never counted again by a later law. */
export interface Deadline {
  /** The step that is due, or barred until then. */
  step: string
  bound: 'latest' | 'earliest'
  /** ISO day: the last one of the term. */
  dueOn: string
  length: number
  count: TermCount
  /** The name of the law, its article, and how sure the term was. */
  law: string | null
  article: string | null
  confidence: Confidence
  /** The version of the procedure and the review of the calendar that it was counted by. */
  version: string
  calendar: string
}

export interface Share {
  numerator: number
  denominator: number
}

export interface CaseEvent {
  /** Rises in the order of writing. */
  id: number
  step: string
  /** ISO day. */
  happenedOn: string
  outcome: Outcome
  /** What was granted, or how it was split; null for all of it. */
  share: Share | null
  /** Square metres. */
  areaM2: number | null
  deadlines: Deadline[]
}

export interface LandCase {
  procedure: string
  /** The version of the procedure that was in force when it began. */
  packVersion: string
  /** ISO day. */
  beganOn: string
}

/** Oldest first; of one day, in the order of writing. */
export const inOrder = <E extends Pick<CaseEvent, 'happenedOn' | 'id'>>(events: readonly E[]): E[] =>
  events.toSorted((a, b) => a.happenedOn.localeCompare(b.happenedOn) || a.id - b.id)
