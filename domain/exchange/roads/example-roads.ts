/** Small road networks for tests and measures, from a seed: a jittered grid with streets left out and lines that bend. */
import type { Position } from 'geojson'
import { type Random, seededRandom } from '../../demonstration/random.ts'
import type { RoadLine } from './line.ts'

export interface ExampleRoads {
  seed: number
  /** Crossings along each side of the grid. */
  side: number
  /** Share of the streets that are left out. */
  leftOut?: number
  oneWayShare?: number
  /** Metres between crossings. */
  blockM?: number
  /** Vertices between two crossings. */
  bends?: number
}

const METRES_PER_DEGREE = 111_195
const CORNER: Position = [-69.5, 9.4]

export function exampleRoads({
  seed,
  side,
  leftOut = 0.2,
  oneWayShare = 0,
  blockM = 500,
  bends = 1,
}: ExampleRoads): RoadLine[] {
  const random = seededRandom(seed)
  const step = blockM / METRES_PER_DEGREE
  const corners: Position[][] = Array.from({ length: side }, (_, row) =>
    Array.from({ length: side }, (_, column) => [
      CORNER[0] + step * (column + 0.25 * random.normal() * 0.5),
      CORNER[1] + step * (row + 0.25 * random.normal() * 0.5),
    ]),
  )
  const lines: RoadLine[] = []
  const add = (a: Position, b: Position) => {
    if (random.next() < leftOut) return
    const oneWay = random.next() < oneWayShare ? (random.next() < 0.5 ? 1 : -1) : 0
    lines.push({ id: `road-${lines.length}`, coordinates: bent(a, b, bends, step, random), oneWay })
  }
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++) {
      if (column + 1 < side) add(corners[row][column], corners[row][column + 1])
      if (row + 1 < side) add(corners[row][column], corners[row + 1][column])
    }
  return lines
}

function bent(a: Position, b: Position, bends: number, step: number, random: Random): Position[] {
  const line = [a]
  for (let k = 1; k <= bends; k++) {
    const t = k / (bends + 1)
    line.push([
      a[0] + t * (b[0] - a[0]) + 0.04 * step * random.normal(),
      a[1] + t * (b[1] - a[1]) + 0.04 * step * random.normal(),
    ])
  }
  return [...line, b]
}
