/** Small territories for tests, drawn in metres on a plane near Quíbor, Lara. */
import type { Polygon, Position } from 'geojson'
import { metresPerDegreeEast, metresPerDegreeNorth } from '../geometry/ellipsoid.ts'
import type { Unit } from './types.ts'

const ORIGIN: Position = [-69.62, 9.93]
const EAST = metresPerDegreeEast(ORIGIN[1])
const NORTH = metresPerDegreeNorth(ORIGIN[1])

/** Metres east and north of the origin to degrees. */
export function place(x: number, y: number): Position {
  return [ORIGIN[0] + x / EAST, ORIGIN[1] + y / NORTH]
}

export function ring(...points: [number, number][]): Position[] {
  return [...points, points[0]].map(([x, y]) => place(x, y))
}

export function area(id: string, ...rings: Position[][]): Unit {
  return { id, geometry: { type: 'Polygon', coordinates: rings } }
}

/** An upright rectangle with its lower left corner at x, y. */
export function box(x: number, y: number, width: number, height: number): Position[] {
  return ring([x, y], [x + width, y], [x + width, y + height], [x, y + height])
}

export function square(id: string, x: number, y: number, side = 100): Unit {
  return area(id, box(x, y, side, side))
}

/** A council in several parts. */
export function parts(id: string, ...units: Unit[]): Unit {
  const polygons = units.map((unit) => (unit.geometry as Polygon).coordinates)
  return { id, geometry: { type: 'MultiPolygon', coordinates: polygons } }
}

/** Squares of 100 m named by the letters of a drawing; a blank or a dot is nobody's. */
export function draw(...rows: string[]): Unit[] {
  const cells = new Map<string, Unit[]>()
  rows.forEach((row, r) => {
    ;[...row].forEach((letter, c) => {
      if (letter === ' ' || letter === '.') return
      const cell = square(letter, 100 * c, 100 * (rows.length - 1 - r))
      cells.set(letter, [...(cells.get(letter) ?? []), cell])
    })
  })
  return [...cells].map(([letter, squares]) =>
    squares.length === 1 ? squares[0] : parts(letter, ...squares),
  )
}
