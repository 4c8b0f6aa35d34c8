import { parentPort, workerData } from 'node:worker_threads'
import { type ReadJob, readFile } from './read-file.ts'
import type { FromWorker } from './read-in-worker.ts'

const tell = (message: FromWorker) => parentPort?.postMessage(message)

const { job, directory } = workerData as { job: ReadJob; directory: string }
const outcome = await readFile(job, {
  directory,
  onProgress: (read, total, features) => tell({ kind: 'progress', read, total, features }),
})
tell({ kind: 'outcome', outcome })
