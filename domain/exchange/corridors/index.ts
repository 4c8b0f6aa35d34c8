/** Corridors: communes in a row along the roads. */
export { type CorridorEvent, corridorHistory, membersOn } from './members.ts'
export { type Ordering, orderPath } from './ordering.ts'
export {
  type CorridorLeg,
  type CorridorProposal,
  type CorridorRefusal,
  type CorridorWish,
  corridorThrough,
  proposeCorridor,
} from './propose.ts'
