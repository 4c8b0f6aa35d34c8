/** What an edit changed, exactly: undone by turning it round. */
import type { Area, Coverage } from './coverage.ts'
import { withChanges } from './coverage.ts'

export interface Change {
  id: string
  /** Null for a council that is new. */
  before: Area | null
  /** Null for a council that is gone. */
  after: Area | null
}

/** One entry for each council that changed, in order of their ids. */
export type Delta = readonly Change[]

export const inverse = (delta: Delta): Delta =>
  delta.map(({ id, before, after }) => ({ id, before: after, after: before }))

export const applyDelta = (coverage: Coverage, delta: Delta): Coverage =>
  withChanges(coverage, new Map(delta.map(({ id, after }) => [id, after])))
