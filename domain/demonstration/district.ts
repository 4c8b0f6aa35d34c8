/** A stretch of country divided into council areas, from which communes are picked piece by piece. */
import type { Polygon, Position } from 'geojson'
import { type CoverageOptions, generateCoverage } from './coverage.ts'
import { geometryOf } from './coverage-features.ts'

export interface Cell {
  polygon: Polygon
  /** Mean of the corners: near enough to the middle to measure from. */
  middle: Position
  /** Cells with a common border, as positions in the district. */
  neighbours: number[]
  /** Metres of the border with each of them. */
  borderM: Map<number, number>
}

export interface District {
  cells: Cell[]
  urban: boolean
  /** Cells already given to a commune or to the councils around it. */
  taken: Set<number>
}

export interface DistrictOptions {
  seed: number
  center: Position
  radiusKm: number
  /** Mean size of a council area. */
  hectares: number
  urban: boolean
  /** Mean vertices of an area. */
  vertices?: number
}

const KILOMETRES_PER_DEGREE = 110.6

export function drawDistrict({
  seed,
  center,
  radiusKm,
  hectares,
  urban,
  vertices = 30,
}: DistrictOptions): District {
  const options: CoverageOptions = {
    seed,
    center,
    vertices,
    count: Math.ceil((Math.PI * radiusKm * radiusKm * 100) / hectares),
    communes: 1,
    urbanShare: urban ? 1 : 0,
    urbanHectares: hectares,
    ruralHectares: hectares,
  }
  const { areas, borders } = generateCoverage(options)
  const cells = Array.from({ length: areas.count }, (_, unit): Cell => {
    const polygon = geometryOf(areas, unit) as Polygon
    return { polygon, middle: meanOf(polygon.coordinates[0]), neighbours: [], borderM: new Map() }
  })
  for (let k = 0; k < borders.a.length; k++) {
    const [a, b] = [borders.a[k], borders.b[k]]
    cells[a].neighbours.push(b)
    cells[b].neighbours.push(a)
    cells[a].borderM.set(b, borders.lengthM[k])
    cells[b].borderM.set(a, borders.lengthM[k])
  }
  return { cells, urban, taken: new Set() }
}

function meanOf(ring: Position[]): Position {
  const sum = ring.slice(1).reduce(([x, y], [u, v]) => [x + u, y + v], [0, 0])
  return [sum[0] / (ring.length - 1), sum[1] / (ring.length - 1)]
}

/** Kilometres between two places, on a plane that is good enough within a district. */
export function kilometres(from: Position, to: Position): number {
  const east = (to[0] - from[0]) * Math.cos((from[1] * Math.PI) / 180)
  return Math.hypot(east, to[1] - from[1]) * KILOMETRES_PER_DEGREE
}

/** Takes `count` cells in one piece, the cheapest first; the first lies nearest to `start`. */
export function takePiece(
  district: District,
  start: Position,
  count: number,
  cost: (cell: Cell) => number = (cell) => kilometres(start, cell.middle),
): number[] {
  const { cells, taken } = district
  let nearest = -1
  for (const [i, cell] of cells.entries()) {
    if (taken.has(i)) continue
    if (nearest < 0 || kilometres(start, cell.middle) < kilometres(start, cells[nearest].middle)) nearest = i
  }
  const piece = [nearest]
  taken.add(nearest)
  const front = new Set(cells[nearest].neighbours)
  while (piece.length < count) {
    let next = -1
    for (const i of front) {
      if (!taken.has(i) && (next < 0 || cost(cells[i]) < cost(cells[next]))) next = i
    }
    if (next < 0)
      throw new Error(`No room for ${count} councils around ${start}; this is a defect of the plan.`)
    piece.push(next)
    taken.add(next)
    for (const i of cells[next].neighbours) front.add(i)
  }
  return piece
}

/** Takes particular cells. */
export function takeCells(district: District, cells: number[]): number[] {
  for (const cell of cells) {
    if (district.taken.has(cell)) throw new Error(`Cell ${cell} is taken; this is a defect of the plan.`)
    district.taken.add(cell)
  }
  return cells
}

/** Takes every free neighbour of what is taken, `rounds` times over: the councils around a commune. */
export function takeSurroundings(district: District, rounds = 1): number[] {
  const around: number[] = []
  for (let round = 0; round < rounds; round++) {
    const ring = [...district.taken]
      .flatMap((i) => district.cells[i].neighbours)
      .filter((i, k, all) => !district.taken.has(i) && all.indexOf(i) === k)
      .sort((a, b) => a - b)
    for (const i of ring) district.taken.add(i)
    around.push(...ring)
  }
  return around
}

/** A place `east` and `north` kilometres away. */
export function away([longitude, latitude]: Position, east: number, north: number): Position {
  return [longitude + east / (111.32 * Math.cos((latitude * Math.PI) / 180)), latitude + north / 110.6]
}
