export {
  type Box,
  type FlowColumns,
  type FlowPlace,
  MEASURES,
  type Measure,
  type Position,
  type Routes,
} from './columns.ts'
export {
  type Drawing,
  type DrawnGroup,
  type DrawnLine,
  type DrawnLoad,
  FlowMap,
  type LoadRow,
  type PairRow,
} from './flow-map.ts'
export { type GroupName, LEVELS, type Level } from './groups.ts'
export type { Choice, Shown } from './level-sums.ts'
