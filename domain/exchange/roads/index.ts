/** Roads that people bring, as a network: distances, ways, closures, islands, and what is said where roads are missing. */
export { remembering } from './cells.ts'
export { chainOf } from './chain.ts'
export { type Closure, closedSegments, closureOf } from './closures.ts'
export { calibrateDetour, type Detour, detourByCrossings, estimates, USUAL } from './estimate.ts'
export { type Island, islandsOf, type MissingLink, missingLinks } from './islands.ts'
export type { LineProblem, RoadLine } from './line.ts'
export {
  type RoutedExchange,
  type SegmentLoad,
  segmentLoads,
  type TotalTravel,
  totalTravel,
} from './loads.ts'
export { distanceTable } from './matrix.ts'
export { greatCircleKm } from './metres.ts'
export {
  buildNetwork,
  type NetworkOptions,
  type RoadNetwork,
  segmentCoordinates,
  segmentId,
} from './network.ts'
export type { JoinedEnd, PassedOver } from './noding.ts'
export { ownRoads } from './own-roads.ts'
export {
  ESTIMATE,
  EXTERNAL,
  emptyMatrix,
  type FoundRoute,
  type Matrix,
  type MatrixQuery,
  type NoRoute,
  OWN_ROAD,
  type Place,
  type ProviderNote,
  type Quality,
  type RouteQuery,
  type RoutingProvider,
  type Snapped,
  UNKNOWN,
  UNREACHABLE,
} from './provider.ts'
export { Router, type RouteSegment } from './route.ts'
export type { Profile } from './search.ts'
export { type Access, Snapper } from './snap.ts'
export { summaryOf } from './summary.ts'
