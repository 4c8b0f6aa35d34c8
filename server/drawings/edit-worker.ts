/** The thread that makes a drawing's edits again, so that the event loop never waits for geometry. */
import {
  beginDrawing,
  changesOf,
  type Delta,
  draw,
  type Edit,
  isRefusal,
  type Refusal,
  readCoverage,
} from '../../domain/coverage/index.ts'
import type { Unit } from '../../domain/territory/types.ts'
import { answerQuestions } from '../workers/ask.ts'

export interface EditQuestion {
  units: Unit[]
  edits: Edit[]
}

/** Areas before and after, or the first edit that is not possible. */
export type EditAnswer = { delta: Delta } | { step: number; refusal: Refusal }

function make({ units, edits }: EditQuestion): EditAnswer {
  let drawing = beginDrawing(readCoverage(units), 0)
  for (const [step, edit] of edits.entries()) {
    const next = draw(drawing, edit)
    if (isRefusal(next)) return { step, refusal: next }
    drawing = next
  }
  return { delta: changesOf(drawing) }
}

answerQuestions(make)
