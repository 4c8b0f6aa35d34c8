/** Overlaps between claims, and of claims with councils and protected areas. */
export type { Tolerance } from './compare.ts'
export { outlineOf, type Unusable } from './outline.ts'
export {
  type AreaKind,
  type ComparedArea,
  type IgnoredOverlap,
  type Overlap,
  OverlapIndex,
  type Overlaps,
  type Side,
} from './overlap-index.ts'
export {
  afterComparison,
  type Cause,
  type OverlapRecord,
  type OverlapState,
  type StatedState,
  togetherSince,
  type Validity,
} from './record.ts'
export { stateOverlap } from './state-overlap.ts'
