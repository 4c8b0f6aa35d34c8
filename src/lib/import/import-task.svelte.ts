/** One import from the file in hand to the councils on the map: what the screen shows and what its buttons do. */

import type { MessageKey, MessageValues } from '../../../messages/index.ts'
import type { Import, ImportEdit } from '../../../server/imports/schema.ts'
import { type Answer, OFFLINE, type Problem, reason } from '../api.ts'
import { sendFile } from '../send-file.ts'
import { arrange, pack } from './chosen-files.ts'
import { cancelImport, editImport, type Preview, readImport, readPreview, saveImport } from './imports-api.ts'

/** A file on its way, before the server has it. */
export interface Upload {
  stage: 'packing' | 'sending' | 'broken'
  name: string
  sent: number
  total: number
  /** Seconds that remain at the present speed; null while it is not known. */
  secondsLeft: number | null
}

const BUSY: Import['status'][] = ['reading', 'saving']
const FIRST_WAIT = 250
const LONGEST_WAIT = 2000

export class ImportTask {
  upload = $state.raw<Upload | null>(null)
  record = $state.raw<Import | null>(null)
  preview = $state.raw<Preview | null>(null)
  /** What the browser itself refuses, as a message and its values. */
  refusal = $state.raw<{ message: MessageKey; facts: MessageValues } | null>(null)
  problem = $state.raw<Problem | null>(null)
  missing = $state(false)
  /** The line to the server is lost; the screen keeps trying. */
  lost = $state(false)
  /** Somebody else decided something about this import meanwhile: what was wanted here, beside how it is now. */
  conflict = $state.raw<{ mine: ImportEdit; theirs: Import } | null>(null)
  /** Why it is saved, for the log. */
  reason = $state('')
  /** An answer to an edit is on its way. */
  working = $state(false)

  #file: File | null = null
  #sending: AbortController | null = null
  #timer: ReturnType<typeof setTimeout> | null = null
  #life = new AbortController()
  #previewOf = ''
  #edits: Promise<boolean> = Promise.resolve(true)

  get busy(): boolean {
    return this.record !== null && BUSY.includes(this.record.status)
  }

  /** Takes what was dropped or chosen. Resolves with the import's number once the server has it all. */
  async take(files: readonly File[]): Promise<number | null> {
    this.refusal = null
    this.problem = null
    const arrangement = arrange(files)
    if (arrangement.kind === 'refused') {
      this.refusal = arrangement
      return null
    }
    this.#sending = new AbortController()
    if (arrangement.kind === 'file') this.#file = files[arrangement.index]
    else {
      const parts = arrangement.indexes.map((index) => files[index])
      const total = parts.reduce((sum, { size }) => sum + size, 0)
      const show = (done: number) =>
        (this.upload = {
          stage: 'packing',
          name: arrangement.name,
          sent: done * total,
          total,
          secondsLeft: null,
        })
      show(0)
      try {
        this.#file = await pack(parts, arrangement.name, show, this.#sending.signal)
      } catch {
        // Stopped by hand, or a part vanished from the disk: either way there is nothing to send.
        this.upload = null
        return null
      }
    }
    return this.send()
  }

  /** Sends the file in hand, again after the line broke. */
  async send(): Promise<number | null> {
    const file = this.#file
    if (!file) return null
    const sending = new AbortController()
    this.#sending = sending
    const start = performance.now()
    let sent = 0
    const show = (bytes: number) => {
      sent = bytes
      const seconds = (performance.now() - start) / 1000
      const secondsLeft = seconds > 3 && bytes > 0 ? ((file.size - bytes) * seconds) / bytes : null
      this.upload = { stage: 'sending', name: file.name, sent: bytes, total: file.size, secondsLeft }
    }
    show(0)
    this.problem = null
    const answer = await sendFile<Import>('/imports', file, { onSent: show, signal: sending.signal })
    if (sending.signal.aborted) {
      this.upload = null
      return null
    }
    if (!answer.ok && answer.problem.type === OFFLINE) {
      this.upload = { stage: 'broken', name: file.name, sent, total: file.size, secondsLeft: null }
      return null
    }
    this.upload = null
    if (!answer.ok) {
      this.problem = answer.problem
      return null
    }
    this.record = answer.value
    return answer.value.id
  }

  stopSending(): void {
    this.#sending?.abort()
    this.upload = null
  }

  /** Follows an import until it needs a person or is over. */
  async open(id: number): Promise<void> {
    if (this.record?.id !== id) {
      this.record = null
      this.preview = null
      this.#previewOf = ''
    }
    this.missing = false
    await this.#follow(id, FIRST_WAIT)
  }

  async #follow(id: number, wait: number): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer)
    const answer = await readImport(id, this.#life.signal)
    if (this.#life.signal.aborted) return
    this.lost = !answer.ok && answer.problem.type === OFFLINE
    if (answer.ok) this.#show(answer.value)
    else if (reason(answer.problem) === 'import-not-found') this.missing = true
    else if (!this.lost) this.problem = answer.problem
    if (this.busy || this.lost) {
      this.#timer = setTimeout(() => this.#follow(id, Math.min(wait * 1.3, LONGEST_WAIT)), wait)
    }
  }

  #show(record: Import): void {
    this.record = record
    this.problem = null
    if (record.status === 'ready') void this.#fetchPreview(record)
    else if (record.status !== 'saving') this.preview = null
  }

  async #fetchPreview(record: Import): Promise<void> {
    const wanted = JSON.stringify([record.id, record.layer, record.crs, record.swapAxes])
    if (wanted === this.#previewOf) return
    this.#previewOf = wanted
    const answer = await readPreview(record.id, this.#life.signal)
    if (answer.ok && this.#previewOf === wanted) this.preview = answer.value
  }

  /** Against the version that was seen: two people may sit over the same file. */
  edit = (change: ImportEdit): Promise<boolean> => {
    // One after the other: a second decision made quickly is no conflict with the first.
    this.#edits = this.#edits.then(() => this.#editNow(change))
    return this.#edits
  }
  async #editNow(change: ImportEdit): Promise<boolean> {
    this.conflict = null
    const revision = this.record?.revision
    const done = await this.#do((id) => editImport(id, { ...change, revision }))
    if (!done && this.problem && reason(this.problem) === 'changed-by-another') {
      const theirs = this.problem.facts?.theirs as Import
      this.#show(theirs)
      this.conflict = { mine: change, theirs }
    }
    return done
  }
  save = () => this.#do((id) => saveImport(id, this.reason.trim() || undefined))
  cancel = () => this.#do(cancelImport)

  async #do(action: (id: number) => Promise<Answer<Import>>): Promise<boolean> {
    const id = this.record?.id
    if (id === undefined) return false
    this.working = true
    const answer = await action(id)
    this.working = false
    if (!answer.ok) {
      this.problem = answer.problem
      return false
    }
    this.#show(answer.value)
    if (this.busy) void this.#follow(id, FIRST_WAIT)
    return true
  }

  close(): void {
    this.#life.abort()
    this.#sending?.abort()
    if (this.#timer) clearTimeout(this.#timer)
  }
}
