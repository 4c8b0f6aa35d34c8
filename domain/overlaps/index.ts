/** Overlaps between claims, and of claims with councils and protected areas. */
export { TOLERANCE, type Tolerance } from './compare.ts'
export { outlineOf, type Unusable } from './outline.ts'
export {
  AREA_KINDS,
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
  OVERLAP_STATES,
  type OverlapRecord,
  type OverlapState,
  overlapOf,
  STATED,
  type StatedState,
  sameOverlap,
  stateOverlap,
  togetherSince,
  type Validity,
} from './record.ts'
