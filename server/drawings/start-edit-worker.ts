/** The thread that makes edits again; it starts with the first question. */
import { type Asked, startWorker } from '../workers/ask.ts'

const editWorker = new URL('./edit-worker.ts', import.meta.url)
/** Two thousand edits of a town take a few seconds. */
const SILENCE_SECONDS = 30

export const startEditWorker = (): Asked => startWorker(editWorker, { silenceSeconds: SILENCE_SECONDS })
