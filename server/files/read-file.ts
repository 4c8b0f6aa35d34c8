/** One file from its bytes to checked features: the reader proposes, this pipeline checks, writes and reports. */

import { statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Checks } from './checks.ts'
import { contentOf } from './content.ts'
import { openCsv } from './csv.ts'
import { FeatureFile, LineFile } from './feature-file.ts'
import { lateCrs, openGeoJson } from './geojson.ts'
import { openGeoPackage } from './geopackage.ts'
import { openXml } from './kml-gpx.ts'
import { LineChecks } from './line-checks.ts'
import { Cancelled, problem, Refusal } from './problem.ts'
import type { OpenedFile, RawFeature, ReadContext } from './raw.ts'
import { openShapefile, sidecars } from './shapefile.ts'
import type { FeaturePaths, FileProblem, FileReport, ReadOptions } from './types.ts'
import { openZip } from './zipped.ts'

export interface ReadJob {
  path: string
  /** As the person called it; shown and used to tell formats apart, never opened. */
  fileName: string
  /** Areas where absent. */
  want?: 'areas' | 'lines'
  /** Where the features go; `readFeatures` brings areas back, `readRows<LineRow>` lines, which need no file of shapes. */
  output: FeaturePaths
  options: Omit<ReadOptions, 'signal' | 'onProgress'>
}

export interface ReadControl {
  signal?: AbortSignal
  onProgress?: ReadOptions['onProgress']
  /** For what has to be unpacked; one is made and removed where none is given. */
  directory?: string
}

export type ReadOutcome =
  | { kind: 'read'; report: FileReport }
  | { kind: 'needs-crs'; report: FileReport }
  | { kind: 'needs-layer'; report: FileReport }
  | { kind: 'refused'; problem: FileProblem; report: FileReport | null }
  | { kind: 'cancelled' }

/** Reads in this thread. The server calls `readFileInWorker`, which bounds memory and time as well. */
export async function readFile(job: ReadJob, control: ReadControl = {}): Promise<ReadOutcome> {
  const directory = control.directory ?? (await mkdtemp(join(tmpdir(), 'toparquia-file-')))
  const report: FileReport = {
    format: 'geojson',
    layers: [],
    layer: null,
    declaredCrs: null,
    fields: [],
    featureCount: 0,
    problems: [],
    bounds: null,
  }
  try {
    return await read(job, control, directory, report)
  } catch (error) {
    if (error instanceof Cancelled || control.signal?.aborted) return { kind: 'cancelled' }
    if (isUnreadable(error, job.path))
      return {
        kind: 'refused',
        problem: problem('file-unreadable', 'stop', { name: job.fileName }),
        report: null,
      }
    if (!(error instanceof Refusal)) throw error
    report.problems.unshift(error.problem)
    if (error.layers.length) report.layers = error.layers
    if (error.format) report.format = error.format
    if (error.kind === 'refused') return { kind: 'refused', problem: error.problem, report }
    return { kind: error.kind, report }
  } finally {
    if (!control.directory) await rm(directory, { recursive: true, force: true })
  }
}

/** Not there, a directory, or not for us: a wrong path is the caller's mistake, not a defect. */
function isUnreadable(error: unknown, path: string): boolean {
  const { code, path: failed } = error as NodeJS.ErrnoException
  return (
    code === 'EISDIR' || (failed === path && (code === 'ENOENT' || code === 'EACCES' || code === 'EPERM'))
  )
}

async function read(
  job: ReadJob,
  control: ReadControl,
  directory: string,
  report: FileReport,
): Promise<ReadOutcome> {
  const bytesTotal = statSync(job.path).size
  let told = 0
  const { checks, begin } = pipelineOf(job, directory)
  const context: ReadContext = {
    fileName: job.fileName,
    directory,
    options: job.options,
    progress(bytes) {
      if (control.signal?.aborted) throw new Cancelled()
      const now = performance.now()
      if (now - told < 100) return
      told = now
      control.onProgress?.(bytes, bytesTotal, checks.featureCount)
    },
  }
  const file = await open(job.path, context)
  Object.assign(report, {
    format: file.format,
    layers: file.layers,
    layer: file.layer,
    declaredCrs: file.crs,
  })
  try {
    let knownCrs: string | null = null
    for (;;) {
      const output = begin()
      try {
        if (knownCrs) file.crs = knownCrs
        await run(file, context, checks, output)
        break
      } catch (error) {
        const late = lateCrs(error)
        if (!late || knownCrs) throw error
        knownCrs = late
        checks.reset()
      } finally {
        await output.close()
      }
    }
    const ending = await checks.finish(job.options, file.crs)
    if (ending) throw ending
    control.onProgress?.(bytesTotal, bytesTotal, checks.featureCount)
    return { kind: 'read', report }
  } finally {
    // Whatever ended the reading: what was seen so far helps to answer.
    Object.assign(report, {
      format: file.format,
      declaredCrs: file.crs,
      problems: [...file.problems, ...checks.problems],
    })
    Object.assign(report, {
      fields: checks.fields(),
      featureCount: checks.featureCount,
      bounds: checks.bounds,
    })
    file.close?.()
  }
}

interface Output {
  take(batch: RawFeature[], crs: string): Promise<void>
  close(): Promise<void>
}

interface Pipeline {
  checks: Checks | LineChecks
  /** Anew for each reading of the file. */
  begin(): Output
}

function pipelineOf({ want, output, options }: ReadJob, directory: string): Pipeline {
  if (want === 'lines') {
    const checks = new LineChecks(directory)
    return { checks, begin: () => outputOf(checks, new LineFile(output), options) }
  }
  const checks = new Checks(directory)
  return { checks, begin: () => outputOf(checks, new FeatureFile(output), options) }
}

const outputOf = <Row>(
  checks: { check(batch: RawFeature[], crs: string, options: ReadOptions): Promise<Row[]> },
  file: { write(rows: Row[]): Promise<void>; close(): Promise<void> },
  options: ReadOptions,
): Output => ({
  take: async (batch, crs) => file.write(await checks.check(batch, crs, options)),
  close: () => file.close(),
})

async function run(file: OpenedFile, context: ReadContext, checks: Checks | LineChecks, output: Output) {
  const { options } = context
  await checks.start()
  for await (const batch of file.features()) {
    context.progress(0)
    const crs = options.crs ?? file.crs
    if (crs === null && batch.some((feature) => !feature.crs && feature.geometry !== null)) {
      checks.lookOnly(batch)
      throw new Refusal('crs-missing', checks.sample(), 'needs-crs')
    }
    await output.take(batch, crs ?? 'EPSG:4326')
  }
}

async function open(path: string, context: ReadContext): Promise<OpenedFile> {
  const content = contentOf(path, context.fileName)
  if (content === 'zip') return openZip(path, context, openOne)
  return openOne(path, context)
}

/** Anything but an archive. */
async function openOne(path: string, context: ReadContext): Promise<OpenedFile> {
  const content = contentOf(path, context.fileName)
  if (typeof content === 'object') {
    throw content.foreign
      ? new Refusal('not-a-map', { found: content.foreign })
      : new Refusal('unknown-content')
  }
  switch (content) {
    case 'empty':
      throw new Refusal('empty-file')
    case 'json':
    case 'json-sequence':
      return openGeoJson(path, context, content === 'json-sequence')
    case 'csv':
      return openCsv(path, context)
    case 'geopackage':
      return openGeoPackage(path, context)
    case 'shapefile':
      return openShapefile(sidecars(path), context)
    case 'kml':
    case 'gpx':
      return openXml(path, context, content)
    case 'dbf':
      throw new Refusal('shapefile-without-shp', { parts: context.fileName })
    case 'zip':
      throw new Refusal('zip-in-zip', { count: 1 })
  }
}
