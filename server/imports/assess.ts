/** What an import would save as things stand: every row under the present mapping and decisions. */
import type { Executor } from '../executor.ts'
import { readRows } from '../files/index.ts'
import type { FileProblem, SourceRow } from '../files/types.ts'
import { type Candidate, presentAlready } from './already-present.ts'
import { type Decisions, decisionOf, type ImportDetails } from './details.ts'
import { plain, readCount, readKind, readText } from './mapping.ts'
import type { Mapping } from './schema.ts'
import type { WorkFiles } from './work-directory.ts'

/** What becomes of a row: its own shape, the repaired one, nothing, or a question that is still open. */
export type Fate = 'shape' | 'repair' | 'out' | 'undecided'

/** What a decision is about. */
interface Asked {
  index: number
  hasShape: boolean
  hasRepair: boolean
  problems: string[]
}

function fateOf(row: Asked, decisions: Decisions): Fate {
  let fate: Fate = row.hasShape ? 'shape' : 'out'
  for (const code of row.problems) {
    const decision = decisionOf(decisions, code, row.index)
    if (decision === 'leave-out') return 'out'
    if (decision === null || (decision === 'repair' && !row.hasRepair)) fate = 'undecided'
    else if (decision === 'repair' && fate !== 'undecided') fate = 'repair'
  }
  return fate
}

/** The values of a row under a mapping. A name that is missing becomes the code, else the number in the file. */
export function valuesOf(row: Pick<SourceRow, 'index' | 'properties'>, mapping: Mapping) {
  const value = (purpose: keyof Mapping) =>
    mapping[purpose] === null ? null : row.properties[mapping[purpose]]
  const code = readText(value('code'))
  const name = readText(value('name'))
  const called = (name ?? code)?.slice(0, 200) ?? null
  return {
    name: called ?? `#${row.index + 1}`,
    /** Null where the file gives nothing to call it by: a sentence then says its number in the reader's language. */
    called,
    nameMissing: name === null,
    code: code?.slice(0, 200) ?? null,
    kind: readKind(value('kind')),
    families: readCount(value('families')),
    population: readCount(value('population')),
    commune: readText(value('commune'))?.slice(0, 200) ?? null,
  }
}

/** Problems of the mapping that are listed one by one. */
const LISTED = 200
const FATES: Fate[] = ['shape', 'repair', 'out', 'undecided']

export interface Plan {
  /** Of each row by its place in the file. */
  fateAt(index: number): Fate
  accepted: number
  undecided: number
  communes: number
  /** What the mapping and the database have to say. */
  problems: FileProblem[]
  /** Of the rows that are called something. */
  names: ReadonlyMap<number, string>
}

/** Decides every row. One pass over the rows, one look at the councils that are present already. */
export async function plan(database: Executor, files: WorkFiles, details: ImportDetails): Promise<Plan> {
  const { mapping, decisions } = details
  const refused = new Set(details.refusedShapes)
  const listed = new Map<string, number>()
  const problems: FileProblem[] = []
  const say = (
    code: string,
    feature: number,
    facts: FileProblem['facts'],
    severity: 'note' | 'decide' = 'note',
  ) => {
    const count = (listed.get(code) ?? 0) + 1
    listed.set(code, count)
    if (count <= LISTED) problems.push({ code, severity, feature, place: null, facts })
  }
  const names = new Map<number, string>()
  const communes = new Set<string>()
  const candidates: Candidate[] = []
  const open: Asked[] = []
  for await (const group of readRows(files.rows)) {
    for (const { index, properties, shape, repair, problems: asked } of group) {
      const values = valuesOf({ index, properties }, mapping)
      if (values.called !== null) names.set(index, values.called)
      const row = {
        index,
        hasShape: shape !== null,
        hasRepair: repair !== undefined,
        problems: refused.has(index) ? [...asked, 'shape-refused'] : asked,
      }
      if (refused.has(index)) say('shape-refused', index, {}, 'decide')
      open.push(row)
      if (fateOf(row, decisions) === 'out') continue
      const raw = (purpose: keyof Mapping) => String(properties[mapping[purpose] ?? ''] ?? '').slice(0, 80)
      if (values.nameMissing && mapping.name !== null) say('name-missing', index, { given: values.name })
      if (values.kind === undefined) say('kind-unknown', index, { value: raw('kind') })
      for (const purpose of ['families', 'population'] as const)
        if (values[purpose] === undefined)
          say('number-unknown', index, { value: raw(purpose), field: mapping[purpose] ?? '' })
      if (values.commune !== null) communes.add(values.commune)
      const place = shape ?? repair?.shape
      if (place) candidates.push({ index, code: values.code, name: values.called, place })
    }
  }
  const present = await presentAlready(database, files, candidates)
  const fates = new Map<number, number>()
  let accepted = 0
  let undecided = 0
  for (const row of open) {
    const existing = present.get(row.index)
    if (existing) say('already-present', row.index, existing, 'decide')
    const fate = fateOf(
      existing ? { ...row, problems: [...row.problems, 'already-present'] } : row,
      decisions,
    )
    fates.set(row.index, FATES.indexOf(fate))
    if (fate === 'undecided') undecided++
    else if (fate !== 'out') accepted++
  }
  for (const [code, count] of listed)
    if (count > LISTED)
      problems.push({
        code: 'more-of-the-same',
        severity: 'note',
        feature: null,
        place: null,
        facts: { of: code, count: count - LISTED },
      })
  const fileWide = details.fileProblems.filter(
    ({ severity, feature }) => severity === 'decide' && feature === null,
  )
  undecided += fileWide.filter(({ code }) => decisionOf(decisions, code, null) === null).length
  return {
    fateAt: (index) => FATES[fates.get(index) ?? 2],
    accepted,
    undecided,
    communes: new Set([...communes].map(plain)).size,
    problems,
    names,
  }
}

/** The details with everything that follows from mapping and decisions. */
export async function assess(
  database: Executor,
  files: WorkFiles,
  details: ImportDetails,
): Promise<ImportDetails> {
  const { accepted, undecided, communes, problems, names } = await plan(database, files, details)
  return {
    ...withProblems(details, problems, names),
    acceptedCount: accepted,
    undecidedCount: undecided,
    communesFound: communes,
  }
}

/** Lists the file's problems and the given ones behind them, and counts also those that are not listed. */
export function withProblems(
  details: ImportDetails,
  own: FileProblem[],
  names: ReadonlyMap<number, string>,
): ImportDetails {
  const all = [...details.fileProblems, ...own]
  const unlisted = all
    .filter(({ code }) => code === 'more-of-the-same')
    .reduce((sum, { facts }) => sum + Number(facts.count) - 1, 0)
  const named = all.map((problem) => ({
    ...problem,
    featureName: problem.feature === null ? null : (names.get(problem.feature) ?? null),
  }))
  return { ...details, problems: named, problemCount: all.length + unlisted }
}

/** What the rows are called under a mapping, where they are. */
export async function namesOf(files: WorkFiles, mapping: Mapping): Promise<Map<number, string>> {
  const names = new Map<number, string>()
  for await (const group of readRows(files.rows))
    for (const row of group) {
      const { called } = valuesOf(row, mapping)
      if (called !== null) names.set(row.index, called)
    }
  return names
}
