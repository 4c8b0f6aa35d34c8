/** What travels on each segment in each direction, by month. */
import Flatbush from 'flatbush'
import { type Box, type FlowColumns, MEASURES, type Position, type Routes } from './columns.ts'

export interface Loads {
  /** Twice the segment, and 1 more against its direction: those that any route uses. */
  steps: Uint32Array
  /** Load of each step of the routes. */
  of: Uint32Array
  /** By the boxes of the segments' lines; null where nothing follows a road. */
  index: Flatbush | null
}

export function loadsOf({ steps, lineStart, lines }: Routes): Loads {
  const numberOf = new Map<number, number>()
  const of = steps.map((step) => {
    const known = numberOf.get(step)
    if (known !== undefined) return known
    numberOf.set(step, numberOf.size)
    return numberOf.size - 1
  })
  const used = Uint32Array.from(numberOf.keys())
  const index = used.length > 0 ? new Flatbush(used.length) : null
  for (const step of used) index!.add(...boxOfLine(lines, lineStart[step >> 1], lineStart[(step >> 1) + 1]))
  index?.finish()
  return { steps: used, of, index }
}

function boxOfLine(lines: Float64Array, from: number, to: number): Box {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity]
  for (let k = from; k < to; k += 2) {
    box[0] = Math.min(box[0], lines[k])
    box[1] = Math.min(box[1], lines[k + 1])
    box[2] = Math.max(box[2], lines[k])
    box[3] = Math.max(box[3], lines[k + 1])
  }
  return box
}

/** Kilograms of each measure by load and month: `load * months + month`. A flow that uses a segment twice loads it twice. */
export function loadSums(
  { route, kg, month, months }: FlowColumns,
  { start }: Routes,
  { of, steps }: Loads,
  wanted: Uint8Array,
): Float64Array[] {
  const sums = MEASURES.map(() => new Float64Array(steps.length * months))
  for (let row = 0; row < route.length; row++) {
    if (wanted[row] === 0 || route[row] < 0) continue
    for (let k = start[route[row]]; k < start[route[row] + 1]; k++) {
      const at = of[k] * months + month[row]
      for (let m = 0; m < sums.length; m++) sums[m][at] += kg[m][row]
    }
  }
  return sums
}

/** In the direction in which it is driven. */
export function lineOf({ lineStart, lines }: Routes, step: number): Position[] {
  const points: Position[] = []
  for (let k = lineStart[step >> 1]; k < lineStart[(step >> 1) + 1]; k += 2)
    points.push([lines[k], lines[k + 1]])
  return step % 2 === 0 ? points : points.reverse()
}
