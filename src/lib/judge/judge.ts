/** The engine in a thread of its own: the map stays smooth and the verdict follows each pick without the server. */
import type { DeclaredLink, Judgement, Unit } from '$domain/territory/types.ts'
import type { Question, Reply } from './protocol.ts'

export class Judge {
  #worker: Worker
  #number = 0
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

  /** `overtaken`: a later question made this one idle; `broken`: a defect of the engine, told in the console. */
  async judge(members: string[], links: DeclaredLink[]): Promise<Judgement | 'overtaken' | 'broken'> {
    const number = ++this.#number
    const reply = await new Promise<Reply>((resolve) => {
      this.#waiting.set(number, resolve)
      this.#tell({ kind: 'judge', number, members, links })
    })
    if (reply.defect) console.error(reply.defect)
    return number === this.#number ? (reply.judgement ?? 'broken') : 'overtaken'
  }

  close(): void {
    this.#worker.terminate()
  }

  #tell(question: Question): void {
    this.#worker.postMessage(question)
  }
}
