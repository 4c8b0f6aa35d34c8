/** Why an edit is not made. */
import type { Position } from 'geojson'
import { type Place, toPosition } from './grid.ts'

/**
 * `self-crossing`: the drawn line or an outline would cross itself; `would-overlap`: two councils would have the same
 * land; `outside`: a place that isn't on the council's land, or on the globe; `too-small`: less than 1 m² would be
 * left, or a ring of fewer than three nodes; `swallowed`: nothing would be left of a council; `junction`: three borders
 * meet in the place, which has to stay; `crossroads`: borders end in the place, and how they go on over the land that is
 * left there can't be told; `nothing-free`: all of the drawn land has an owner that may not be touched.
 */
export type Reason =
  | 'unknown-council'
  | 'council-exists'
  | 'unknown-node'
  | 'not-on-border'
  | 'junction'
  | 'crossroads'
  | 'self-crossing'
  | 'would-overlap'
  | 'outside'
  | 'too-small'
  | 'swallowed'
  | 'line-does-not-cross'
  | 'nothing-free'
  | 'nothing-changes'
  | 'no-gap'
  | 'no-overlap'
  | 'no-middle'

export interface Refusal {
  reason: Reason
  councils: string[]
  /** Where to look; none where the reason is not in a place. */
  places: Position[]
}

export const refuse = (
  reason: Reason,
  councils: readonly string[] = [],
  places: readonly Place[] = [],
): Refusal => ({
  reason,
  councils: [...councils],
  places: places.map(([x, y]) => toPosition(x, y)),
})

export const isRefusal = (value: object): value is Refusal => 'reason' in value
