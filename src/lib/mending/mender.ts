/** Asks the mender's worker; a question that nobody awaits any more is ended with its thread. */
import type { Question, Reply } from './protocol.ts'

/** `ended`: cancelled, or overtaken by another question; `broken`: a defect, told in the console. */
export type Answer<R> = R | 'ended' | 'broken'

export class Mender {
  #worker: Worker | null = null
  #end: (() => void) | null = null

  ask<R extends Exclude<Reply, { kind: 'progress' }>>(
    question: Question,
    onProgress?: (share: number) => void,
  ): Promise<Answer<R>> {
    this.cancel()
    this.#worker ??= new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
    const worker = this.#worker
    return new Promise((resolve) => {
      this.#end = () => {
        worker.terminate()
        resolve('ended')
      }
      worker.onmessage = ({ data }: MessageEvent<Reply>) => {
        if (data.kind === 'progress') return onProgress?.(data.share)
        this.#end = null
        if (data.kind === 'defect') console.error(data.text)
        resolve(data.kind === 'defect' ? 'broken' : (data as R))
      }
      worker.postMessage(question)
    })
  }

  cancel(): void {
    if (!this.#end) return
    this.#end()
    this.#end = null
    this.#worker = null
  }

  close(): void {
    this.cancel()
    this.#worker?.terminate()
    this.#worker = null
  }
}
