/** Bringing in municipalities and protected areas: a file looked at, sent, and editions that are there. */
import { ask, type Problem } from '$lib/api.ts'
import { sendFile } from '$lib/send-file.ts'
import type { AreaKind, AreasBroughtIn, Edition, Editions } from '../../../server/lands/reference-schema.ts'

export interface Chosen {
  kind: AreaKind
  source: string
  nameField?: string
  stateField?: string
  codeField?: string
  layer?: string
  crs?: string
}

type Stage = 'sending' | 'reading' | 'writing'

/** How often the server is asked how far it is. */
const EVERY_MS = 600

export class Areas {
  editions = $state.raw<Edition[] | null>(null)
  /** What is under way, 0 to 1; null: nothing. */
  work = $state<{ stage: Stage; done: number } | null>(null)
  problem = $state.raw<Problem | null>(null)
  found = $state.raw<AreasBroughtIn | null>(null)
  #stop: AbortController | null = null

  async load(): Promise<void> {
    const answer = await ask<Editions>('/land/reference-editions')
    if (answer.ok) this.editions = answer.value.items
    else this.problem = answer.problem
  }

  /** @param preview says what would come of it. */
  async send(file: File, chosen: Chosen, preview: boolean): Promise<AreasBroughtIn | null> {
    this.problem = null
    this.#stop = new AbortController()
    this.work = { stage: 'sending', done: 0 }
    const poll = setInterval(() => void this.#look(file.name), EVERY_MS)
    const answer = await sendFile<AreasBroughtIn>('/land/reference-areas', file, {
      query: { ...chosen, preview: preview ? 'true' : undefined },
      onSent: (sent) => {
        this.work = { stage: sent < file.size ? 'sending' : 'reading', done: sent / Math.max(1, file.size) }
      },
      signal: this.#stop.signal,
    })
    clearInterval(poll)
    this.work = null
    if (!answer.ok) {
      if (!this.#stop.signal.aborted) this.problem = answer.problem
      return null
    }
    if (preview) this.found = answer.value
    return answer.value
  }

  stop(): void {
    this.#stop?.abort()
  }

  async #look(fileName: string): Promise<void> {
    if (this.work?.stage === 'sending') return
    const answer = await ask<Editions>('/land/reference-editions')
    const mine = answer.ok && answer.value.underWay.find((one) => one.fileName === fileName)
    if (mine && this.work) this.work = { stage: mine.stage, done: mine.done / Math.max(1, mine.total) }
  }
}
