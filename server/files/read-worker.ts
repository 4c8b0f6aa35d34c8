/** The process that reads one file: told by its parent what to do, gone when it has answered or its parent is gone. */
import { flushCompileCache } from 'node:module'
import { type ReadJob, readFile } from './read-file.ts'
import type { FromWorker, ToWorker } from './read-in-worker.ts'

const tell = (message: FromWorker) => process.send?.(message)

async function work(job: ReadJob, directory: string): Promise<void> {
  const outcome = await readFile(job, {
    directory,
    onProgress: (read, total, features) => tell({ kind: 'progress', read, total, features }),
  })
  // The answer is this process's end.
  flushCompileCache()
  tell({ kind: 'outcome', outcome })
}

process.on('disconnect', () => process.exit())
// Ctrl+C reaches every process of a terminal; the parent decides what becomes of the file.
process.on('SIGINT', () => {})
process.once('message', ({ job, directory }: ToWorker) => work(job, directory))
