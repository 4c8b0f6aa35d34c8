/** The contiguity engine, the same in the browser's worker, the server and the command line. */
export type { FlatAreas } from '../geometry/flat-areas.ts'
export { flatten, unflatten } from '../geometry/flatten.ts'
export { type Adjacency, buildAdjacency, pairAt } from './adjacency.ts'
export { type DoubleClaim, findDoubleClaims } from './double-claims.ts'
export { type GraphJudgement, judgeGraph } from './graph-judgement.ts'
export { type JudgeOptions, judge, judgeUnits, judgeVerdict } from './judge.ts'
export { makeTerritory, surveyTerritory, type Territory } from './territory.ts'
export type * from './types.ts'
