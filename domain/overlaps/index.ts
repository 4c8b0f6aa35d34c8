/** Overlaps between claims, and of claims with councils and protected areas. */
export { TOLERANCE, type Tolerance } from './compare.ts'
export type { Unusable } from './outline.ts'
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
