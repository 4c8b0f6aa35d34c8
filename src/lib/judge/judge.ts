/** The engine in a thread of its own: the map stays smooth and the verdict follows each pick without the server. */
import type { Side } from '$domain/composing/index.ts'
import type { DeclaredLink, Judgement, Unit } from '$domain/territory/types.ts'
import type { Question, Reply, SidesQuestion, WhatIf, WhatIfQuestion } from './protocol.ts'

type Asked = Exclude<Question, { kind: 'areas' }>
/** `overtaken`: a later question of the kind made this one idle; `broken`: a defect, told in the console. */
export type Answer<T> = T | 'overtaken' | 'broken'

export class Judge {
  #worker: Worker
  #number = 0
  #latest: Partial<Record<Asked['kind'], number>> = {}
  #waiting = new Map<number, (reply: Reply) => void>()

  constructor() {
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
    this.#worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      this.#waiting.get(data.number)?.(data)
      this.#waiting.delete(data.number)
    }
  }

  /** Areas of the commune and around it: the engine looks for remedies among them. */
  setAreas(units: Unit[]): void {
    this.#tell({ kind: 'areas', units })
  }

  judge = (members: string[], links: DeclaredLink[]): Promise<Answer<Judgement>> =>
    this.#ask((number) => ({ kind: 'judge', number, members, links }))

  whatIf = (question: WhatIfQuestion): Promise<Answer<WhatIf>> =>
    this.#ask((number) => ({ kind: 'what-if', number, ...question }))

  sides = (question: SidesQuestion): Promise<Answer<Side[]>> =>
    this.#ask((number) => ({ kind: 'sides', number, ...question }))

  async #ask<T>(made: (number: number) => Asked): Promise<Answer<T>> {
    const number = ++this.#number
    const question = made(number)
    this.#latest[question.kind] = number
    const reply = await new Promise<Reply>((resolve) => {
      this.#waiting.set(number, resolve)
      this.#tell(question)
    })
    if (reply.defect) console.error(reply.defect)
    return number === this.#latest[question.kind] ? ((reply.answer as T | null) ?? 'broken') : 'overtaken'
  }

  close(): void {
    this.#worker.terminate()
  }

  #tell(question: Question): void {
    this.#worker.postMessage(question)
  }
}
