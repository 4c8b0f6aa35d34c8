/** One file on its way: measured when it is chosen, sent piece by piece, gone on with after a cut, receipted. */
import { type DetailedError, type HttpResponse, Upload } from 'tus-js-client'
import type { Audience } from '$domain/access/index.ts'
import type { Receipt, Use } from '$domain/evidence/index.ts'
import type { Problem } from '$lib/api.ts'
import type { Evidence } from '../../../server/evidence/schema.ts'
import { receiptHolds } from './check-receipt.ts'
import { measure } from './measure.ts'
import { fingerprintOf, storedUploads } from './stored-uploads.ts'

export interface Sent {
  unitId: number
  supports: Evidence['supports']
  uses: Use[]
  audience: Audience
}

export type UploadState =
  | 'measuring'
  | 'waiting'
  | 'sending'
  | 'paused'
  | 'away'
  | 'checking'
  | 'verified'
  | 'unverified'
  | 'refused'

/** A proxy that hands on only whole requests loses no more than this. */
const CHUNK_BYTES = 4 * 1024 * 1024
/** Milliseconds; after the last one it waits for a connection, or for its person. */
const RETRIES = [0, 1000, 3000, 5000, 10_000, 20_000, 40_000]
/** Answers that will be the same next time. */
const FINAL = (status: number) =>
  (status >= 400 && status < 500 && ![408, 409, 423].includes(status)) || status === 507

export class EvidenceUpload {
  readonly file: File
  state = $state<UploadState>('measuring')
  /** 0 to 1. */
  part = $state(0)
  sha256 = $state<string | null>(null)
  receipt = $state.raw<Receipt | null>(null)
  problem = $state.raw<Problem | null>(null)
  #tus: Upload | null = null
  #fingerprint: string | null = null
  #stop = new AbortController()
  #measured: Promise<void>

  constructor(file: File) {
    this.file = file
    this.#measured = this.#measure()
  }

  async #measure(): Promise<void> {
    const sha256 = await measure(this.file, (part) => (this.part = part), this.#stop.signal)
    if (this.#stop.signal.aborted) return
    this.sha256 = sha256
    this.part = 0
    this.state = sha256 === null ? 'refused' : 'waiting'
  }

  /** @param done told once, when the receipt was looked at. */
  async send(sent: Sent, language: string, done: () => void): Promise<void> {
    await this.#measured
    if (this.sha256 === null || this.state !== 'waiting') return
    const fingerprint = fingerprintOf(sent.unitId, this.sha256)
    this.#fingerprint = fingerprint
    const tus = new Upload(this.file, {
      endpoint: '/api/evidence/uploads',
      chunkSize: CHUNK_BYTES,
      retryDelays: RETRIES,
      headers: { 'accept-language': language },
      metadata: { sha256: this.sha256, fileName: this.file.name, details: JSON.stringify(sent) },
      fingerprint: async () => fingerprint,
      urlStorage: storedUploads,
      removeFingerprintOnSuccess: true,
      onProgress: (bytes, total) => {
        this.state = 'sending'
        this.part = total === 0 ? 0 : bytes / total
      },
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0
        if (!FINAL(status)) this.state = 'away'
        return !FINAL(status)
      },
      onError: (error) => this.#failed(error as DetailedError),
      onSuccess: ({ lastResponse }) => void this.#arrived(lastResponse).then(done),
    })
    this.#tus = tus
    this.state = 'sending'
    const [earlier] = await tus.findPreviousUploads()
    if (earlier) tus.resumeFromPreviousUpload(earlier)
    tus.start()
  }

  #failed(error: DetailedError): void {
    const status = error.originalResponse?.getStatus() ?? 0
    if (!FINAL(status)) {
      this.state = 'away'
      return
    }
    try {
      this.problem = JSON.parse(error.originalResponse!.getBody()) as Problem
    } catch {
      this.problem = null
    }
    this.state = 'refused'
  }

  async #arrived(response: HttpResponse): Promise<void> {
    this.state = 'checking'
    const header = response.getHeader('evidence-receipt')
    if (!header) {
      this.state = 'unverified'
      return
    }
    this.receipt = JSON.parse(atob(header.replaceAll('-', '+').replaceAll('_', '/'))) as Receipt
    const own = { sha256: this.sha256!, bytes: this.file.size }
    this.state = (await receiptHolds(this.receipt, own)) ? 'verified' : 'unverified'
  }

  async pause(): Promise<void> {
    await this.#tus?.abort()
    this.state = 'paused'
  }

  /** From where it was; the server is asked how far that is. */
  resume(): void {
    this.state = 'sending'
    this.#tus?.start()
  }

  /** What has come of it is taken away on the server too. */
  async cancel(): Promise<void> {
    this.#stop.abort()
    await this.#tus?.abort(true).catch(() => {})
    if (this.#fingerprint) await storedUploads.removeUpload(this.#fingerprint)
  }
}
