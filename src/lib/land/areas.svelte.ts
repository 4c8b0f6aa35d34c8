/** Bringing in municipalities and protected areas: a file looked at, sent, and editions that are there. */
import { type Answer, ask, OFFLINE, type Problem } from '$lib/api.ts'
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
    const answer = await sendAreas(
      file,
      { ...chosen, ...(preview && { preview: 'true' }) },
      (sent) => {
        this.work = { stage: sent < file.size ? 'sending' : 'reading', done: sent / Math.max(1, file.size) }
      },
      this.#stop.signal,
    )
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

/** XMLHttpRequest because fetch tells nothing of an upload's progress. Aborted, nothing was kept. */
function sendAreas(
  file: File,
  chosen: Record<string, string | undefined>,
  onProgress: (sent: number) => void,
  signal: AbortSignal,
): Promise<Answer<AreasBroughtIn>> {
  return new Promise((resolve) => {
    const query = Object.entries({ ...chosen, fileName: file.name }).flatMap(([name, value]) =>
      value ? [[name, value]] : [],
    )
    const request = new XMLHttpRequest()
    const broken = (): void => resolve({ ok: false, problem: { type: OFFLINE, title: '', status: 0 } })
    request.open('POST', `/api/land/reference-areas?${new URLSearchParams(query)}`)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.setRequestHeader('accept', 'application/json, application/problem+json')
    request.setRequestHeader('accept-language', document.documentElement.lang)
    request.upload.onprogress = (event) => onProgress(event.loaded)
    request.onload = () => {
      try {
        const body = JSON.parse(request.responseText)
        const ok = request.status >= 200 && request.status < 300
        resolve(ok ? { ok, value: body as AreasBroughtIn } : { ok, problem: body as Problem })
      } catch {
        broken()
      }
    }
    request.onerror = broken
    request.onabort = broken
    signal.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}
