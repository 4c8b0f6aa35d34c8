/** The search for communes in a thread of its own: it tells how far it is, and can be broken off at any time. */
import type { Position } from 'geojson'
import type { Suggestion } from '$domain/composing/index.ts'
import type { Unit } from '$domain/territory/types.ts'
import type { Question, Reply, Scored, Situation, Wishes } from './protocol.ts'

/** `broken`: a defect, told in the console; `stopped`: somebody broke it off; `overtaken`: by a later one of its kind. */
export type Outcome<T> = T | 'broken' | 'stopped' | 'overtaken'
type Asked = Extract<Question, { number: number }>

export class Suggester {
  #worker: Worker | null = null
  #units: Unit[] = []
  #lines: { lines: Position[][]; reachM: number } = { lines: [], reachM: 0 }
  #number = 0
  #latest: Partial<Record<Asked['kind'], number>> = {}
  #waiting = new Map<number, { resolve(reply: Reply | 'stopped'): void; progress?: Progress }>()

  /** What the thread is to know; it takes it up with the next question. */
  know(units: Unit[], lines: Position[][], reachM: number): void {
    this.#units = units
    this.#lines = { lines, reachM }
    if (this.#worker) this.#tellKnown()
  }

  suggest = (situation: Situation, wishes: Wishes, progress: Progress): Promise<Outcome<Suggestion>> =>
    this.#ask((number) => ({ kind: 'suggest', number, situation, wishes }), progress)

  score = (situation: Situation, communes: string[][]): Promise<Outcome<Scored>> =>
    this.#ask((number) => ({ kind: 'score', number, situation, communes }))

  neighbours = (councils: string[]): Promise<Outcome<[string, string][]>> =>
    this.#ask((number) => ({ kind: 'neighbours', number, councils }))

  /** A thread that searches hears nothing: it is ended, and the next question starts another. */
  stop(): void {
    this.#worker?.terminate()
    this.#worker = null
    for (const { resolve } of this.#waiting.values()) resolve('stopped')
    this.#waiting.clear()
  }

  async #ask<T>(made: (number: number) => Asked, progress?: Progress): Promise<Outcome<T>> {
    const number = ++this.#number
    const question = made(number)
    this.#latest[question.kind] = number
    const reply = await new Promise<Reply | 'stopped'>((resolve) => {
      this.#waiting.set(number, { resolve, progress })
      this.#start().postMessage(question)
    })
    if (reply === 'stopped') return 'stopped'
    if (this.#latest[question.kind] !== number) return 'overtaken'
    if ('answer' in reply) return reply.answer as T
    if ('defect' in reply) console.error(reply.defect)
    return 'broken'
  }

  #start(): Worker {
    if (this.#worker) return this.#worker
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
    this.#worker.onmessage = ({ data }: MessageEvent<Reply>) => this.#hear(data)
    this.#tellKnown()
    return this.#worker
  }

  #tellKnown(): void {
    const tell = (question: Question) => this.#worker!.postMessage(question)
    tell({ kind: 'areas', units: this.#units })
    if (this.#lines.lines.length > 0) tell({ kind: 'lines', ...this.#lines })
  }

  #hear(reply: Reply): void {
    const waiting = this.#waiting.get(reply.number)
    if ('progress' in reply) {
      waiting?.progress?.(reply.progress.done, reply.progress.of)
      return
    }
    if (!waiting && 'defect' in reply) console.error(reply.defect)
    this.#waiting.delete(reply.number)
    waiting?.resolve(reply)
  }
}

type Progress = (done: number, of: number) => void
