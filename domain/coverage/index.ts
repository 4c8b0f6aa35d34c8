/** Council areas that stay a valid coverage after every edit; coverage.ts explains the model. */
export { type Applied, applyEdit } from './apply-edit.ts'
export { type Area, areaOf, areasNear, type Coverage } from './coverage.ts'
export { applyDelta, type Change, type Delta } from './delta.ts'
export type { Edit, Outline } from './edits.ts'
export { type Fault, type FaultKind, findFaults } from './faults.ts'
export { type Box, grown, meet, type Place, toPosition } from './grid.ts'
export {
  beginDrawing,
  changesOf,
  type Draft,
  type Drawing,
  draftOf,
  draw,
  redo,
  restoreDrawing,
  type Unrestorable,
  undo,
} from './history.ts'
export { councilsNamed, draftsNamed } from './named.ts'
export { areaAt, nearestSpot, type Spot } from './pick.ts'
export { isRefusal, type Reason, type Refusal } from './refusal.ts'
export { hasSameLand } from './same-land.ts'
export { snapLine } from './snap-line.ts'
export { areaM2, flatAreas, hectares, readCoverage, unitOf, unitsOf } from './units.ts'
