import { describe, expect, it } from 'vitest'
import { seededRandom } from '../demonstration/random.ts'
import { crossing, liesOn } from './grid.ts'
import { type Line, nodeLines } from './noding.ts'

const rows = (lines: Line[], options = {}) => {
  const { x, y, lines: noded } = nodeLines(lines, options)
  return noded.map(({ nodes }) => nodes.flatMap((node) => [x[node], y[node]]))
}
const open = (...row: number[]): Line => ({ row, closed: false })
const closed = (...row: number[]): Line => ({ row, closed: true })

describe('noding', () => {
  it('leads two crossing lines through the step nearest to the crossing', () => {
    expect(rows([open(0, 0, 10, 7), open(0, 7, 10, 0)])).toEqual([
      [0, 0, 5, 4, 10, 7],
      [0, 7, 5, 4, 10, 0],
    ])
  })

  it('puts the end of one line into another that it lies on', () => {
    expect(rows([open(0, 0, 10, 0), open(4, 0, 4, 9)])).toEqual([
      [0, 0, 4, 0, 10, 0],
      [4, 0, 4, 9],
    ])
  })

  it('gives lines that run over each other the same nodes, whichever way they run', () => {
    expect(rows([open(0, 0, 9, 9), open(12, 12, 3, 3)])).toEqual([
      [0, 0, 3, 3, 9, 9],
      [12, 12, 9, 9, 3, 3],
    ])
  })

  it('cuts the last segment of a closed line, too', () => {
    expect(rows([closed(0, 0, 10, 0, 10, 10, 0, 10), open(-5, 5, 5, 5)])).toEqual([
      [0, 0, 10, 0, 10, 10, 0, 10, 0, 5],
      [-5, 5, 0, 5, 5, 5],
    ])
  })

  it('leaves alone what is outside the box, what is not fresh, and crossings that are not asked for', () => {
    const cross = [open(0, 0, 10, 10), open(0, 10, 10, 0)]
    const same = cross.map(({ row }) => row)
    expect(rows(cross, { within: { minX: 20, minY: 20, maxX: 30, maxY: 30 } })).toEqual(same)
    expect(rows(cross, { fresh: () => false })).toEqual(same)
    expect(rows(cross, { cross: false })).toEqual(same)
  })

  it.each([1, 2, 3, 4, 5, 6])(
    'of scribbles in few steps leaves no crossing and no end on a segment, seed %i',
    (seed) => {
      const random = seededRandom(seed)
      const lines = Array.from({ length: 8 }, () => ({
        row: Array.from({ length: 12 }, () => random.between(0, 5 * 2 ** seed)),
        closed: random.next() < 0.5,
      }))
      const segments: number[][] = []
      rows(lines).forEach((row, l) => {
        for (let i = 0; i + (lines[l].closed ? 0 : 2) < row.length; i += 2)
          segments.push([row[i], row[i + 1], row[(i + 2) % row.length], row[(i + 3) % row.length]])
      })
      const faults: number[][] = []
      for (const [ax, ay, bx, by] of segments)
        for (const [cx, cy, dx, dy] of segments) {
          if (crossing(ax, ay, bx, by, cx, cy, dx, dy) || liesOn(cx, cy, ax, ay, bx, by))
            faults.push([ax, ay, bx, by, cx, cy, dx, dy])
        }
      expect(faults).toEqual([])
    },
  )
})
