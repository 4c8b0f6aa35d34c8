/** Imports under way: receiving, reading, deciding, saving, cancelling. What runs is in memory, what is done in the table. */
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { FeatureCollection } from 'geojson'
import { type Author, type LogEvent, PROGRAM } from '../../domain/log/entry.ts'
import type { Database } from '../database/index.ts'
import { type ReadOutcome, readFileInWorker } from '../files/index.ts'
import { writeLog } from '../log/write.ts'
import { type Reason, refuse } from '../problems.ts'
import { mustBeSeen } from '../versions.ts'
import { assess, namesOf, withProblems } from './assess.ts'
import { freshDetails, type ImportDetails, type ImportRow, toImport } from './details.ts'
import { edited, sameColumns, undecidedNames } from './edit-details.ts'
import { guessMapping } from './mapping.ts'
import { writePreview } from './preview.ts'
import { limited, turns } from './queues.ts'
import { writeBody } from './receive-body.ts'
import { findImport, insertImport, listImports, unfinishedImports, updateImport } from './repository.ts'
import { saveImport } from './save.ts'
import type { Import, ImportEdit, ImportStatus } from './schema.ts'
import { importsDirectory, removeWork, workFiles } from './work-directory.ts'

export interface Imports {
  receive(fileName: string, body: Readable, author: Author): Promise<Import>
  list(): Promise<Import[]>
  find(id: number): Promise<Import>
  /** @param expected the revision that the person saw, if they say. */
  edit(id: number, edit: ImportEdit, expected?: number): Promise<Import>
  preview(id: number): Promise<FeatureCollection>
  save(id: number, author: Author): Promise<Import>
  cancel(id: number, author: Author): Promise<Import>
  close(): Promise<void>
}

interface Job {
  row: ImportRow
  progress: number
  abort: AbortController
  /** Whoever asked for the abort; null while nobody has, or where the server stops. */
  cancelledBy: Author | null
  done: Promise<void>
}

interface Settings {
  dataDirectory: string
  /** Bytes of one uploaded file. */
  uploadLimit: number
  /** Told of what went wrong by the program's own fault. */
  onDefect: (error: unknown) => void
}

/** Files read at the same time: each may take most of a gigabyte. */
const READERS = 2
/** How long a request waits for an import to let go of what it is doing. */
const PATIENCE_MS = 10_000
/** Imports waiting or being read, beyond which new ones are turned away. */
const QUEUE = 20

export async function openImports(database: Database, settings: Settings): Promise<Imports> {
  const { db } = database
  const { dataDirectory, uploadLimit, onDefect } = settings
  const jobs = new Map<number, Job>()
  let closing = false
  const filesOf = (id: number) => workFiles(dataDirectory, id)
  await mkdir(importsDirectory(dataDirectory), { recursive: true })
  await recover()

  const shown = (row: ImportRow): Import =>
    toImport(row, ['saved', 'undone', 'ready'].includes(row.status) ? 1 : 0)
  const shownJob = ({ row, progress }: Job): Import => toImport(row, progress)

  /** One that is at work answers from memory; what it came to is in the table, where others may have changed it since. */
  const atWork = (id: number): Job | undefined => {
    const job = jobs.get(id)
    return job && ['reading', 'saving'].includes(job.row.status) ? job : undefined
  }
  const known = async (id: number): Promise<ImportRow> =>
    atWork(id)?.row ?? (await findImport(db, id)) ?? refuse('import-not-found', { id })

  const mustBe = (row: ImportRow, ...statuses: ImportStatus[]): void => {
    if (statuses.includes(row.status)) return
    const over: Reason = ['saved', 'undone', 'cancelled'].includes(row.status)
      ? 'import-finished'
      : 'import-not-ready'
    refuse(over, { status: row.status })
  }

  /** Runs beside the requests; what it is doing is answered from memory, since the embedded engine is busy meanwhile. */
  function start(row: ImportRow, work: (job: Job) => Promise<void>): Job {
    const job: Job = {
      row,
      progress: 0,
      abort: new AbortController(),
      cancelledBy: null,
      done: Promise.resolve(),
    }
    jobs.set(row.id, job)
    job.done = work(job)
      .catch(async (error) => {
        onDefect(error)
        const problem = {
          code: 'save-failed',
          severity: 'stop' as const,
          feature: null,
          place: null,
          facts: {},
          featureName: null,
        }
        const back = existsSync(filesOf(row.id).rows) ? 'ready' : 'refused'
        const problems = [problem, ...job.row.details.problems.filter(({ code }) => code !== 'save-failed')]
        await finishInTheEnd(job, back, { ...job.row.details, problems })
      })
      .finally(() => {
        if (jobs.get(row.id) === job) jobs.delete(row.id)
      })
    return job
  }

  async function finish(job: Job, status: ImportStatus, details: ImportDetails): Promise<void> {
    const revision = await written(job.row, status, details, job.cancelledBy ?? PROGRAM)
    job.row = { ...job.row, status, details, revision }
    if (['saved', 'cancelled'].includes(status)) await removeWork(filesOf(job.row.id))
  }

  /** A database that is away, or whose disk is full, is told later: until then the import is under way. */
  async function finishInTheEnd(job: Job, status: ImportStatus, details: ImportDetails): Promise<void> {
    for (let wait = 250; ; wait = Math.min(wait * 2, 2000)) {
      try {
        const row = await findImport(db, job.row.id)
        // A connection that broke while it was being saved: the database had done it, only nobody heard.
        if (row?.status === 'saved') {
          job.row = row
          return await removeWork(filesOf(row.id))
        }
        return await finish(job, job.abort.signal.aborted && !closing ? 'cancelled' : status, details)
      } catch (error) {
        if (wait === 250) onDefect(error)
        if (closing) return
        await pause(wait)
      }
    }
  }

  /** Giving up is told in the log. */
  function written(row: ImportRow, status: ImportStatus, details: ImportDetails, author: Author) {
    return db.transaction().execute(async (transaction) => {
      const revision = await updateImport(transaction, row.id, status, details)
      if (status === 'cancelled') await writeLog(transaction, author, importEvent('import-cancelled', row))
      return revision
    })
  }

  const inTurn = turns()
  const readers = limited(READERS)

  const read = (row: ImportRow): Job =>
    start(row, (job) =>
      readers(async () => {
        const { crs, layer, swapAxes } = job.row.details
        const files = filesOf(row.id)
        const task = {
          path: files.source,
          fileName: row.fileName,
          output: files,
          options: { ...(crs && { crs }), ...(layer && { layer }), ...(swapAxes && { swapAxes }) },
        }
        const onProgress = (bytes: number, total: number) => {
          job.progress = total > 0 ? 0.9 * Math.min(1, bytes / total) : 0
        }
        const outcome = await readFileInWorker(task, { signal: job.abort.signal, onProgress })
        await settle(job, outcome)
      }),
    )

  async function settle(job: Job, outcome: ReadOutcome): Promise<void> {
    const before = job.row.details
    if (outcome.kind === 'cancelled' || job.abort.signal.aborted) return finish(job, 'cancelled', before)
    const report = outcome.report
    const details: ImportDetails = {
      ...before,
      format: report?.format ?? null,
      layers: report?.layers ?? [],
      layer: report?.layer ?? before.layer,
      declaredCrs: report?.declaredCrs ?? null,
      fields: report?.fields ?? [],
      mapping: sameColumns(before, report?.fields ?? [])
        ? before.mapping
        : guessMapping(report?.fields ?? []),
      featureCount: report?.featureCount ?? 0,
      bounds: report?.bounds ?? null,
      fileProblems: outcome.kind === 'refused' && !report ? [outcome.problem] : (report?.problems ?? []),
      refusedShapes: [],
    }
    if (outcome.kind !== 'read')
      return finish(
        job,
        outcome.kind,
        withProblems({ ...details, acceptedCount: 0, undecidedCount: 0 }, [], new Map()),
      )
    const files = filesOf(job.row.id)
    try {
      await writePreview(files, outcome.report, job.abort.signal)
    } catch (error) {
      if (job.abort.signal.aborted) return finish(job, 'cancelled', before)
      throw error
    }
    await finish(job, 'ready', await assess(db, files, details))
  }

  /** A server that stopped in the middle: what was being read is given up, what waited for a person goes on waiting. */
  async function recover(): Promise<void> {
    for (const row of await unfinishedImports(db)) {
      const files = filesOf(row.id)
      const read = existsSync(files.rows) && existsSync(files.shapes)
      const whole = existsSync(files.source) && (read || !['ready', 'saving'].includes(row.status))
      // Saving is one transaction: stopped in the middle, it left nothing, and can be tried again.
      const status =
        row.status === 'reading' || !whole ? 'cancelled' : row.status === 'saving' ? 'ready' : row.status
      if (status !== row.status) await written(row, status, row.details, PROGRAM)
      if (status === 'cancelled') await removeWork(files)
    }
    const open = new Set((await unfinishedImports(db)).map(({ id }) => String(id)))
    for (const name of await readdir(importsDirectory(dataDirectory)))
      if (!open.has(name))
        await rm(join(importsDirectory(dataDirectory), name), { recursive: true, force: true })
  }

  return {
    async receive(fileName, body, author) {
      if (jobs.size >= QUEUE) refuse('too-many-requests')
      const arriving = workFiles(dataDirectory, `arriving-${randomUUID()}`)
      try {
        await mkdir(arriving.directory, { recursive: true })
        const size = await writeBody(body, arriving.source, uploadLimit)
        if (size === 0) refuse('file-empty')
        const row = await db.transaction().execute(async (transaction) => {
          const inserted = await insertImport(transaction, fileName, freshDetails())
          await writeLog(transaction, author, importEvent('import-received', inserted))
          return inserted
        })
        await removeWork(filesOf(row.id))
        await rename(arriving.directory, filesOf(row.id).directory)
        return shownJob(read(row))
      } catch (error) {
        await removeWork(arriving).catch(() => {})
        throw error
      }
    },

    async list() {
      return (await listImports(db, 100)).map((row) => {
        const job = atWork(row.id)
        return job ? shownJob(job) : shown(row)
      })
    },

    async find(id) {
      const job = atWork(id)
      return job ? shownJob(job) : shown(await known(id))
    },

    edit: (id, edit, expected) =>
      inTurn(id, async () => {
        const row = await known(id)
        mustBe(row, 'ready', 'needs-crs', 'needs-layer', 'refused')
        mustBeSeen(expected, { kind: 'import', name: row.fileName, theirs: shown(row) }, edit)
        const details = edited(row.details, edit)
        if (edit.crs !== undefined || edit.layer !== undefined || edit.swapAxes !== undefined) {
          if (!existsSync(filesOf(id).source)) refuse('import-finished', { status: row.status })
          const revision = await updateImport(db, id, 'reading', details)
          return shownJob(read({ ...row, status: 'reading', details, revision }))
        }
        if (row.status !== 'ready') {
          const revision = await updateImport(db, id, row.status, details)
          return shown({ ...row, details, revision })
        }
        const assessed = await assess(db, filesOf(id), details)
        const revision = await updateImport(db, id, row.status, assessed)
        return shown({ ...row, details: assessed, revision })
      }),

    async preview(id) {
      const row = await known(id)
      mustBe(row, 'ready', 'saving')
      const collection = JSON.parse(await readFile(filesOf(id).preview, 'utf8')) as FeatureCollection
      const names = await namesOf(filesOf(id), row.details.mapping)
      for (const feature of collection.features) {
        const { index, problems } = feature.properties as { index: number; problems: string[] }
        feature.properties = { index, name: names.get(index) ?? '', problems }
      }
      return collection
    },

    save: (id, author) =>
      inTurn(id, async () => {
        const row = await known(id)
        mustBe(row, 'ready')
        const { undecidedCount, acceptedCount } = row.details
        if (undecidedCount > 0) {
          const features = undecidedNames(row.details)
          refuse('import-undecided', { count: undecidedCount, named: features.length, features })
        }
        if (acceptedCount === 0) refuse('import-empty')
        const saving: ImportRow = { ...row, status: 'saving' }
        const job = start(saving, async (started) => {
          await updateImport(db, id, 'saving')
          const files = filesOf(id)
          const outcome = await saveImport(db, saving, files, {
            author,
            signal: started.abort.signal,
            onProgress: (part) => {
              started.progress = part
            },
          })
          switch (outcome.kind) {
            case 'saved':
              started.row = { ...started.row, status: 'saved', details: outcome.details }
              started.progress = 1
              return removeWork(files)
            case 'cancelled':
              // A server that is told to stop lets the person try again; nothing was saved.
              return finish(started, closing ? 'ready' : 'cancelled', row.details)
            case 'shapes-refused':
              return finish(
                started,
                'ready',
                await assess(db, files, {
                  ...row.details,
                  refusedShapes: [...row.details.refusedShapes, ...outcome.rows],
                }),
              )
            default:
              // Another import brought the same codes meanwhile: the questions are open again.
              return finish(started, 'ready', await assess(db, files, row.details))
          }
        })
        return shownJob(job)
      }),

    async cancel(id, author) {
      const job = jobs.get(id)
      if (job) {
        job.cancelledBy ??= author
        job.abort.abort()
        await Promise.race([job.done, pause(PATIENCE_MS, undefined, { ref: false })])
        const left = jobs.get(id)
        return left ? shownJob(left) : shown(await known(id))
      }
      const row = await known(id)
      mustBe(row, 'ready', 'needs-crs', 'needs-layer', 'refused', 'cancelled')
      if (row.status === 'cancelled') return shown(row)
      const revision = await written(row, 'cancelled', row.details, author)
      await removeWork(filesOf(id))
      return shown({ ...row, status: 'cancelled', revision })
    },

    async close() {
      closing = true
      for (const job of jobs.values()) job.abort.abort()
      await Promise.all([...jobs.values()].map(({ done }) => done))
    },
  }
}

/** What files bring in is a matter of those who bring in. */
const importEvent = (
  action: 'import-received' | 'import-cancelled',
  { id, fileName }: ImportRow,
): LogEvent => ({
  action,
  subject: { kind: 'import', id, name: fileName },
  audience: 'committee',
})
