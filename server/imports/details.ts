/** What is remembered of an import between requests, and how it is shown. */
import type { Audience } from '../../domain/access/index.ts'
import { decisionsFor } from '../files/index.ts'
import type { FileProblem, FileReport } from '../files/types.ts'
import type { Import, ImportProblem, ImportStatus, Mapping } from './schema.ts'

export type Decision = 'repair' | 'leave-out' | 'keep'

export interface Decisions {
  /** For every problem of a code. */
  byCode: Record<string, Decision>
  /** For one feature's problem, which wins: code, then feature. */
  byFeature: Record<string, Record<string, Decision>>
}

/** The jsonb of the import table. */
export interface ImportDetails {
  format: string | null
  layers: string[]
  layer: string | null
  declaredCrs: string | null
  /** Answered by a person; null as long as the file's own is used. */
  crs: string | null
  swapAxes: boolean
  fields: FileReport['fields']
  mapping: Mapping
  featureCount: number
  bounds: FileReport['bounds']
  /** What the file itself said. */
  fileProblems: FileProblem[]
  /** Rows whose shape the database refused when they were about to be saved. */
  refusedShapes: number[]
  /** Of the file, then of the mapping and the database. */
  problems: (FileProblem & { featureName: string | null })[]
  problemCount: number
  acceptedCount: number
  undecidedCount: number
  communesFound: number
  decisions: Decisions
  /** Of the councils and communes that come in. Missing in imports from before it could be chosen. */
  audience?: Audience
  changeId: number | null
  /** Communes that were there before and gained members: undoing the import takes these away again. */
  extendedCommunes: number[]
}

export interface ImportRow {
  id: number
  fileName: string
  status: ImportStatus
  createdAt: string
  revision: number
  details: ImportDetails
}

/** Who sees what comes in: accounts, as long as nobody says otherwise. */
export const audienceOf = ({ audience = 'accounts' }: ImportDetails): Audience => audience

/** Problems shown at once; the rest is counted. */
const SHOWN = 500

const emptyMapping: Mapping = {
  name: null,
  code: null,
  kind: null,
  families: null,
  population: null,
  commune: null,
}

export const freshDetails = (): ImportDetails => ({
  format: null,
  layers: [],
  layer: null,
  declaredCrs: null,
  crs: null,
  swapAxes: false,
  fields: [],
  mapping: emptyMapping,
  featureCount: 0,
  bounds: null,
  fileProblems: [],
  refusedShapes: [],
  problems: [],
  problemCount: 0,
  acceptedCount: 0,
  undecidedCount: 0,
  communesFound: 0,
  decisions: { byCode: {}, byFeature: {} },
  changeId: null,
  extendedCommunes: [],
})

/** Problems that only this program's database can tell, with the choices they leave. */
const OWN_CHOICES = new Map<string, Decision[]>([
  ['already-present', ['leave-out', 'keep']],
  ['shape-refused', ['leave-out']],
])

export const choices = (code: string, severity: string): Decision[] =>
  severity === 'decide' ? (OWN_CHOICES.get(code) ?? decisionsFor(code, severity)) : []

export const decisionOf = (decisions: Decisions, code: string, feature: number | null): Decision | null =>
  (feature === null ? undefined : decisions.byFeature[code]?.[feature]) ?? decisions.byCode[code] ?? null

export function toImport(
  { id, fileName, status, createdAt, revision, details }: ImportRow,
  progress: number,
): Import {
  const weight = { stop: 0, decide: 1, note: 2 }
  const problems = details.problems
    .toSorted((a, b) => weight[a.severity] - weight[b.severity])
    .slice(0, SHOWN)
    .map(
      (problem): ImportProblem => ({
        code: problem.code,
        severity: problem.severity,
        feature: problem.feature,
        featureName: problem.featureName,
        place: problem.place as [number, number] | null,
        facts: problem.facts,
        decision:
          problem.severity === 'decide' ? decisionOf(details.decisions, problem.code, problem.feature) : null,
        decisions: choices(problem.code, problem.severity),
      }),
    )
  return {
    id,
    fileName,
    status,
    progress,
    format: details.format,
    layers: details.layers,
    layer: details.layer,
    declaredCrs: details.declaredCrs,
    crs: details.crs ?? details.declaredCrs,
    swapAxes: details.swapAxes,
    fields: details.fields,
    mapping: details.mapping,
    featureCount: details.featureCount,
    acceptedCount: details.acceptedCount,
    bounds: details.bounds,
    problems,
    problemCount: details.problemCount,
    undecidedCount: details.undecidedCount,
    communesFound: details.communesFound,
    audience: audienceOf(details),
    createdAt,
    changeId: details.changeId,
    revision,
  }
}
