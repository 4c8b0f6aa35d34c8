/** Overlaps as records: what becomes of one when its areas are drawn anew, and when a person decides. Pure. */
import type { Alteration } from '../steps/alteration.ts'

/** What a person may say of one. */
export const STATED = ['open', 'acknowledged', 'disputed', 'resolved'] as const
export type StatedState = (typeof STATED)[number]
/** `tolerated`: within the tolerance; `no-longer`: a later version of one of the areas does not overlap. */
export const OVERLAP_STATES = [...STATED, 'tolerated', 'no-longer'] as const
export type OverlapState = (typeof OVERLAP_STATES)[number]

/** What made a version of the record. Only `stated` is a person's. */
export const CAUSES = ['found', 'found-again', 'grew', 'changed', 'went', 'stated'] as const
export type Cause = (typeof CAUSES)[number]

/** What an operation takes of one. */
export interface OverlapRecord {
  id: number
  version: number
  state: OverlapState
  reason: string | null
  /** Land units that it is about: of a council or a protected area only the claim's. */
  units: number[]
}

export const sameOverlap = (a: OverlapRecord | null, b: OverlapRecord | null): boolean =>
  a?.state === b?.state && a?.reason === b?.reason

export const overlapOf = ({ before, after }: Alteration<OverlapRecord>): OverlapRecord => (after ?? before)!

/** First and last days that the beginning and the end of an area's validity may mean; null: nobody says. */
export interface Validity {
  fromEarliest: string | null
  toLatest: string | null
}

/** Since when two hold together; null where neither says, undefined where one ended before the other began. */
export function togetherSince(a: Validity, b: Validity): string | null | undefined {
  const over = (one: Validity, other: Validity) =>
    one.toLatest !== null && other.fromEarliest !== null && one.toLatest < other.fromEarliest
  if (over(a, b) || over(b, a)) return undefined
  const beginnings = [a.fromEarliest, b.fromEarliest].filter((day) => day !== null).sort()
  return beginnings.at(-1) ?? null
}

/** An overlap that grew by more is another one: what was said of it no longer holds. */
const GREW = 1.05
/** Square metres, and share, by which the same overlap may differ when it is measured again. */
const SAME_M2 = 0.1
const SAME = 1e-6

/**
 * What a comparison makes of an overlap; null where it stays as it is. Nothing closes but by a person, or because the
 * areas no longer overlap; what was settled and grew is open again.
 */
export function afterComparison(
  known: { state: OverlapState; areaM2: number } | null,
  now: { areaM2: number; tolerated: boolean } | null,
): { state: OverlapState; cause: Cause } | null {
  if (!now) return known && known.state !== 'no-longer' ? { state: 'no-longer', cause: 'went' } : null
  const afresh = now.tolerated ? 'tolerated' : 'open'
  if (!known) return { state: afresh, cause: 'found' }
  const { state } = known
  if (state === 'no-longer') return { state: afresh, cause: 'found-again' }
  const settled = state === 'acknowledged' || state === 'resolved'
  if (state === 'tolerated' && !now.tolerated) return { state: 'open', cause: 'grew' }
  if (settled && !now.tolerated && now.areaM2 > GREW * known.areaM2) return { state: 'open', cause: 'grew' }
  const same = Math.abs(now.areaM2 - known.areaM2) <= SAME_M2 + SAME * known.areaM2
  return same ? null : { state, cause: 'changed' }
}
