/** The map's exchanges as they are drawn now: prepared in a worker, one question at a time, the latest first. */
import type {
  Box,
  Choice,
  Drawing,
  GroupName,
  Level,
  LoadRow,
  PairRow,
} from '$domain/exchange/flow-map/index.ts'
import type { FlowKey, FlowSource } from './flow-columns.ts'

export interface FlowQuestion {
  turn: number
  choice: Choice
  box: Box
  zoom: number
  /** null: by the zoom. */
  level: Level | null
  /** Of each table. */
  rows: number
}
export type FlowMessage = { source: FlowSource } | { question: FlowQuestion }
export interface FlowAnswer {
  turn: number
  drawing: Drawing
  /** Of the groups of its level, and the group of each place. */
  names: GroupName[]
  groupOf: Uint32Array
  pairs: { rows: PairRow[]; left: number }
  loads: { rows: LoadRow[]; left: number }
}

/** How far beyond the view is prepared, as a share of it: a small move asks for nothing. */
const BEYOND = 0.4

export class FlowDrawing {
  /** With the key that its numbers are read by. */
  shown = $state.raw<(FlowAnswer & { key: FlowKey }) | null>(null)
  #worker: Worker | null = null
  #key: FlowKey | null = null
  #turn = 0
  /** Questions up to this one were asked of other exchanges. */
  #stale = 0
  #under: number | null = null
  #next: FlowQuestion | null = null
  /** What the drawing that is asked for or shown holds. */
  #asked: { box: Box; of: string } | null = null

  read(source: FlowSource, key: FlowKey): void {
    this.#worker ??= this.#start()
    this.#key = key
    this.#stale = this.#turn
    this.#asked = null
    this.#worker.postMessage({ source } satisfies FlowMessage)
  }

  /** Asks for another drawing where the one that is there does not hold what is looked at. */
  look(view: Box, question: Omit<FlowQuestion, 'turn' | 'box'>): void {
    if (!this.#worker || !this.#key) return
    const [west, south, east, north] = view
    const of = JSON.stringify({ ...question, zoom: Math.round(question.zoom * 4) })
    const holds =
      this.#asked?.of === of &&
      this.#asked.box[0] <= west &&
      this.#asked.box[1] <= south &&
      this.#asked.box[2] >= east &&
      this.#asked.box[3] >= north
    if (holds) return
    const [width, height] = [(east - west) * BEYOND, (north - south) * BEYOND]
    const box: Box = [west - width, south - height, east + width, north + height]
    this.#asked = { box, of }
    this.#next = { ...question, box, turn: ++this.#turn }
    this.#send()
  }

  stop(): void {
    this.#worker?.terminate()
    this.#worker = null
    this.#key = null
    this.#under = null
    this.#next = null
    this.#asked = null
    this.shown = null
  }

  #send(): void {
    if (this.#under !== null || !this.#next) return
    const question = this.#next
    this.#next = null
    this.#under = question.turn
    this.#worker?.postMessage({ question } satisfies FlowMessage)
  }

  #start(): Worker {
    const worker = new Worker(new URL('./flow-map-worker.ts', import.meta.url), { type: 'module' })
    worker.onmessage = ({ data }: MessageEvent<FlowAnswer>) => {
      this.#under = null
      if (this.#key && data.turn > this.#stale) this.shown = { ...data, key: this.#key }
      this.#send()
    }
    return worker
  }
}
