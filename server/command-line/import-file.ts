/** `import FILE`: a file into the territory, all of it or nothing, as the screen does it. */
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { PROGRAM } from '../../domain/log/entry.ts'
import { type Locale, translate } from '../../messages/index.ts'
import type { Database } from '../database/index.ts'
import { readFileInWorker } from '../files/index.ts'
import { assess } from '../imports/assess.ts'
import { choices, type Decisions, freshDetails, type ImportDetails } from '../imports/details.ts'
import { guessMapping } from '../imports/mapping.ts'
import { insertImport, updateImport } from '../imports/repository.ts'
import { saveImport } from '../imports/save.ts'
import type { Mapping } from '../imports/schema.ts'
import { type WorkFiles, workFiles } from '../imports/work-directory.ts'
import { withDatabase } from './database.ts'
import { readCrs, readFlags } from './flags.ts'
import { CommandEnded } from './outcome.ts'
import { remark, writeOut } from './output.ts'
import { problemSentence } from './problem-sentence.ts'

const PURPOSES = ['name', 'code', 'kind', 'families', 'population', 'commune'] as const
const FLAGS = {
  crs: { type: 'string' },
  layer: { type: 'string' },
  name: { type: 'string' },
  code: { type: 'string' },
  kind: { type: 'string' },
  families: { type: 'string' },
  population: { type: 'string' },
  commune: { type: 'string' },
  'swap-axes': { type: 'boolean' },
  repair: { type: 'boolean' },
  keep: { type: 'boolean' },
  'leave-out': { type: 'boolean' },
  lang: { type: 'string' },
} as const

const SPELLED_OUT = 20

export async function importFile(args: string[], locale: Locale): Promise<void> {
  const { values, operands } = readFlags(args, FLAGS, ['FILE'], locale)
  const [file] = operands
  if (!existsSync(file)) throw new CommandEnded(translate(locale, 'cli.no-file', { file }))
  const crs = readCrs(values.crs, locale)
  const directory = await mkdtemp(join(tmpdir(), 'toparquia-import-'))
  try {
    const files: WorkFiles = {
      ...workFiles(directory, 'import'),
      source: file,
      shapes: join(directory, 'shapes'),
      rows: join(directory, 'rows'),
      preview: join(directory, 'preview'),
    }
    const details = await readDetails(
      file,
      files,
      { crs, layer: values.layer, swapAxes: values['swap-axes'] ?? false },
      locale,
    )
    const mapping = chosenMapping(details, values, locale)
    const wishes = {
      repair: values.repair ?? false,
      keep: values.keep ?? false,
      'leave-out': values['leave-out'] ?? false,
    }
    await withDatabase(locale, (database) =>
      save(database, basename(file), files, { ...details, mapping }, wishes, locale),
    )
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function readDetails(
  file: string,
  files: WorkFiles,
  { crs, layer, swapAxes }: { crs?: string; layer?: string; swapAxes: boolean },
  locale: Locale,
): Promise<ImportDetails> {
  const options = { ...(crs && { crs }), ...(layer && { layer }), ...(swapAxes && { swapAxes }) }
  const outcome = await readFileInWorker({
    path: file,
    fileName: basename(file),
    output: files,
    options,
  })
  if (outcome.kind === 'needs-crs') throw new CommandEnded(translate(locale, 'cli.needs-crs', { file }))
  if (outcome.kind === 'needs-layer')
    throw new CommandEnded(
      translate(locale, 'cli.needs-layer', { file, layers: outcome.report.layers.join(', ') }),
    )
  if (outcome.kind === 'refused')
    throw new CommandEnded(`${file}: ${problemSentence(outcome.problem, locale)}`)
  if (outcome.kind === 'cancelled') throw new CommandEnded(file)
  const { report } = outcome
  const { format, layers, declaredCrs, fields, featureCount, bounds, problems } = report
  return {
    ...freshDetails(),
    format,
    layers,
    layer: report.layer,
    declaredCrs,
    crs: crs ?? null,
    swapAxes,
    fields,
    featureCount,
    bounds,
    fileProblems: problems,
  }
}

function chosenMapping(
  { fields }: ImportDetails,
  values: Partial<Record<keyof Mapping, string>>,
  locale: Locale,
): Mapping {
  const mapping = guessMapping(fields)
  const known = fields.map(({ name }) => name)
  for (const purpose of PURPOSES) {
    const field = values[purpose]
    if (field === undefined) continue
    if (!known.includes(field))
      throw new CommandEnded(translate(locale, 'cli.no-field', { field, known: known.join(', ') || '—' }))
    mapping[purpose] = field
  }
  return mapping
}

async function save(
  database: Database,
  fileName: string,
  files: WorkFiles,
  read: ImportDetails,
  wishes: Record<'repair' | 'keep' | 'leave-out', boolean>,
  locale: Locale,
): Promise<void> {
  const { db } = database
  const first = await assess(db, files, read)
  const decisions: Decisions = { byCode: {}, byFeature: {} }
  for (const { code, severity } of first.problems) {
    const choice = choices(code, severity).find((offered) => wishes[offered])
    if (choice) decisions.byCode[code] = choice
  }
  const details = await assess(db, files, { ...first, decisions })
  const open = details.problems.filter(
    ({ code, severity }) => severity === 'decide' && !decisions.byCode[code],
  )
  if (details.undecidedCount > 0) {
    const lines = open
      .slice(0, SPELLED_OUT)
      .map((problem) => problemSentence(problem, locale, problem.featureName ?? undefined))
    throw new CommandEnded(
      [translate(locale, 'cli.undecided', { count: details.undecidedCount }), ...lines].join('\n'),
    )
  }
  if (details.acceptedCount === 0) throw new CommandEnded(translate(locale, 'cli.no-areas', {}))
  for (const problem of details.problems.slice(0, SPELLED_OUT))
    remark(problemSentence(problem, locale, problem.featureName ?? undefined))
  const row = await insertImport(db, fileName, details)
  const outcome = await saveImport(db, row, files, {
    author: PROGRAM,
    signal: new AbortController().signal,
    onProgress: () => {},
  }).catch(async (error) => {
    await updateImport(db, row.id, 'cancelled').catch(() => {})
    throw error
  })
  if (outcome.kind !== 'saved') {
    await updateImport(db, row.id, 'cancelled')
    const rows =
      outcome.kind === 'shapes-refused' ? outcome.rows.slice(0, SPELLED_OUT).join(', ') : outcome.kind
    throw new CommandEnded(translate(locale, 'cli.not-saved', { why: rows }))
  }
  await writeOut(
    `${translate(locale, 'cli.imported', { councils: details.acceptedCount, communes: details.communesFound, file: fileName, change: String(outcome.details.changeId) })}\n`,
  )
}
