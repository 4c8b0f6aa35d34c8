/** Any file of the import, as areas to judge: no database, nothing kept. */
import { existsSync } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Unit } from '../../domain/territory/types.ts'
import { type Locale, translate } from '../../messages/index.ts'
import { readFeatures, readFileInWorker } from '../files/index.ts'
import type { FeaturePaths, FileProblem, FileReport } from '../files/types.ts'
import { CommandEnded } from './outcome.ts'
import { remark } from './output.ts'
import { problemSentence } from './problem-sentence.ts'

export interface ReadChoices {
  crs?: string
  layer?: string
  /** Column of the ids; without it a feature is called by its place in the file, from 0. */
  id?: string
  /** Column of the groups. */
  group?: string
}

export interface Areas {
  units: Unit[]
  /** Group of each unit; null throughout where no column was named. */
  groups: (string | null)[]
}

/** Problems spelled out one by one. */
const SPELLED_OUT = 10

export async function readAreas(file: string, choices: ReadChoices, locale: Locale): Promise<Areas> {
  await mustBeReadable(file, locale)
  const directory = await mkdtemp(join(tmpdir(), 'toparquia-check-'))
  try {
    const output = { rows: join(directory, 'rows'), shapes: join(directory, 'shapes') }
    const { crs, layer } = choices
    const outcome = await readFileInWorker({
      path: file,
      fileName: basename(file),
      output,
      options: { ...(crs && { crs }), ...(layer && { layer }) },
    })
    switch (outcome.kind) {
      case 'needs-crs':
        throw new CommandEnded(translate(locale, 'cli.needs-crs', { file }))
      case 'needs-layer':
        throw new CommandEnded(
          translate(locale, 'cli.needs-layer', { file, layers: outcome.report.layers.join(', ') }),
        )
      case 'refused':
        throw new CommandEnded(`${file}: ${problemSentence(outcome.problem, locale)}`)
      case 'cancelled':
        throw new CommandEnded(file)
    }
    mustHaveColumns(outcome.report, choices, locale)
    return await unitsOf(output, outcome.report, choices, locale)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function mustBeReadable(file: string, locale: Locale): Promise<void> {
  if (!existsSync(file)) throw new CommandEnded(translate(locale, 'cli.no-file', { file }))
  if (!(await stat(file)).isFile()) throw new CommandEnded(translate(locale, 'cli.not-a-file', { file }))
}

function mustHaveColumns({ fields }: FileReport, { id, group }: ReadChoices, locale: Locale): void {
  const known = fields.map(({ name }) => name)
  for (const field of [id, group])
    if (field !== undefined && !known.includes(field))
      throw new CommandEnded(translate(locale, 'cli.no-field', { field, known: known.join(', ') || '—' }))
}

async function unitsOf(
  output: FeaturePaths,
  report: FileReport,
  { id: idField, group: groupField }: ReadChoices,
  locale: Locale,
): Promise<Areas> {
  const units: Unit[] = []
  const groups: (string | null)[] = []
  const taken = new Set<string>()
  const unusable: number[] = []
  const repaired: string[] = []
  const renamed: string[] = []
  const unnamed: string[] = []
  const names = new Map<number, string>()
  for await (const { index, properties, geometry, repair } of readFeatures(output)) {
    const given = idField === undefined ? String(index) : properties[idField]
    const nameless = given === null || given === undefined || given === ''
    let id = nameless ? `#${index}` : String(given)
    if (nameless) unnamed.push(id)
    if (taken.has(id)) {
      id = `${id}#${index}`
      renamed.push(id)
    }
    taken.add(id)
    names.set(index, id)
    const shape = repair ? repair.geometry : geometry
    if (!shape) {
      unusable.push(index)
      continue
    }
    if (repair) repaired.push(id)
    units.push({ id, geometry: shape })
    const group = groupField === undefined ? null : properties[groupField]
    groups.push(groupField === undefined ? null : String(group ?? ''))
  }
  if (unusable.length > 0) throw new CommandEnded(unusableSentence(report.problems, unusable, names, locale))
  if (units.length === 0) throw new CommandEnded(translate(locale, 'cli.no-areas', {}))
  if (unnamed.length > 0)
    remark(translate(locale, 'cli.unnamed', { count: unnamed.length, ids: listed(unnamed) }))
  if (renamed.length > 0)
    remark(translate(locale, 'cli.renamed', { count: renamed.length, ids: listed(renamed) }))
  if (repaired.length > 0)
    remark(translate(locale, 'cli.repaired', { count: repaired.length, ids: listed(repaired) }))
  for (const problem of report.problems)
    if (problem.feature === null && problem.severity === 'decide') remark(problemSentence(problem, locale))
  return { units, groups }
}

function unusableSentence(
  problems: FileProblem[],
  unusable: number[],
  names: Map<number, string>,
  locale: Locale,
): string {
  const about = new Set(unusable)
  const first = new Map<number, FileProblem>()
  for (const problem of problems)
    if (problem.feature !== null && about.has(problem.feature) && !first.has(problem.feature))
      first.set(problem.feature, problem)
  const lines = unusable.slice(0, SPELLED_OUT).map((index) => {
    const problem = first.get(index)
    return problem
      ? problemSentence(problem, locale, names.get(index))
      : translate(locale, 'cli.feature', { index: String(index), name: names.get(index) ?? '' })
  })
  return `${translate(locale, 'cli.unusable', { count: unusable.length })} ${lines.join(' ')}`
}

const listed = (ids: string[]): string =>
  ids.slice(0, SPELLED_OUT).join(', ') + (ids.length > SPELLED_OUT ? ', …' : '')
