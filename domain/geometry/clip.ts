/**
 * Overlay of areas on a grid of 1e-8 degree, a millimetre.
 *
 * Paths are lists of `{x, y}` in steps of the grid. Shells run counter-clockwise and holes clockwise, so that a point's
 * winding number is the number of areas over it.
 */
import { difference, FillRule, intersect, type Path64, type Paths64, type Point64, union } from 'clipper2-ts'
import type { MultiPolygon, Polygon, Position } from 'geojson'
import { ringAreaM2, segmentLengthM } from './ellipsoid.ts'
import type { FlatAreas } from './flat-areas.ts'

/** Steps of the grid. */
export const PER_DEGREE = 1e8
const TURN = 360 * PER_DEGREE

export type Path = Path64
export type Paths = Paths64

/** Longitudes are turned to the side of `aroundLon`, so that an area across 180° stays in one piece. */
export function unitPaths(areas: FlatAreas, unit: number, aroundLon: number): Paths {
  const { coordinates, ringStart, partStart, unitStart } = areas
  const around = aroundLon * PER_DEGREE
  const paths: Paths = []
  for (let part = unitStart[unit]; part < unitStart[unit + 1]; part++) {
    for (let ring = partStart[part]; ring < partStart[part + 1]; ring++) {
      const path: Path = []
      for (let v = ringStart[ring]; v < ringStart[ring + 1]; v++) {
        let x = Math.round(coordinates[2 * v] * PER_DEGREE)
        if (x - around > TURN / 2) x -= TURN
        else if (x - around < -TURN / 2) x += TURN
        path.push({ x, y: Math.round(coordinates[2 * v + 1] * PER_DEGREE) })
      }
      const isShell = ring === partStart[part]
      if (doubleArea(path) > 0 !== isShell) path.reverse()
      paths.push(path)
    }
  }
  return paths
}

/** Twice the signed area in grid steps, counter-clockwise positive. */
export function doubleArea(path: Path): number {
  let area = 0
  const origin = path[0]
  for (let i = 1; i + 1 < path.length; i++) {
    const p = path[i]
    const q = path[i + 1]
    area += (p.x - origin.x) * (q.y - origin.y) - (q.x - origin.x) * (p.y - origin.y)
  }
  return area
}

export const unionOf = (paths: Paths): Paths => union(paths, [], FillRule.NonZero)
export const intersectionOf = (a: Paths, b: Paths): Paths => intersect(a, b, FillRule.NonZero)
export const differenceOf = (a: Paths, b: Paths): Paths => difference(a, b, FillRule.NonZero)

/** The paths of a drawn area, shells counter-clockwise and holes clockwise. */
export function pathsOf(area: Polygon | MultiPolygon): Paths {
  const polygons = area.type === 'Polygon' ? [area.coordinates] : area.coordinates
  return polygons.flatMap((rings) =>
    rings.map((ring, r) => {
      const path = ring
        .slice(0, -1)
        .map(([lon, lat]) => ({ x: Math.round(lon * PER_DEGREE), y: Math.round(lat * PER_DEGREE) }))
      return doubleArea(path) > 0 === (r === 0) ? path : path.reverse()
    }),
  )
}

/** Square metres of what paths enclose, on the ellipsoid. */
export const pathsAreaM2 = (paths: Paths): number => paths.reduce((sum, path) => sum + pathAreaM2(path), 0)

function toPosition(point: Point64): Position {
  let x = point.x
  if (x > TURN / 2) x -= TURN
  else if (x < -TURN / 2) x += TURN
  return [x / PER_DEGREE, point.y / PER_DEGREE]
}

/** Signed, in square metres on the ellipsoid. */
export function pathAreaM2(path: Path): number {
  const degrees = new Float64Array(2 * path.length)
  for (let i = 0; i < path.length; i++) {
    degrees[2 * i] = path[i].x / PER_DEGREE
    degrees[2 * i + 1] = path[i].y / PER_DEGREE
  }
  return ringAreaM2(degrees, 0, path.length)
}

function pathLengthM(path: Path): number {
  let length = 0
  for (let i = 0; i < path.length; i++) {
    const p = path[i]
    const q = path[(i + 1) % path.length]
    length += segmentLengthM(p.x / PER_DEGREE, p.y / PER_DEGREE, q.x / PER_DEGREE, q.y / PER_DEGREE)
  }
  return length
}

/** Mean width of a polygon that is longer than wide. */
export function widthM(rings: Paths): number {
  let area = 0
  let length = 0
  for (const ring of rings) {
    area += pathAreaM2(ring)
    length += pathLengthM(ring)
  }
  return length === 0 ? 0 : (2 * area) / length
}

/** Shells with the holes that lie in them. */
export function groupRings(paths: Paths): Paths[] {
  const shells = paths.filter((path) => doubleArea(path) > 0)
  const polygons: Paths[] = shells.map((shell) => [shell])
  for (const hole of paths) {
    if (doubleArea(hole) >= 0) continue
    let home = -1
    for (let i = 0; i < shells.length; i++) {
      if (!holds(shells[i], hole)) continue
      // of nested shells the smallest is the hole's own
      if (home < 0 || doubleArea(shells[i]) < doubleArea(shells[home])) home = i
    }
    if (home >= 0) polygons[home].push(hole)
  }
  return polygons
}

function holds(shell: Path, hole: Path): boolean {
  for (const point of hole) {
    const side = sideOf(shell, point.x, point.y)
    if (side !== 0) return side > 0
  }
  return true
}

/** 1 inside the ring, -1 outside, 0 on it. */
export function sideOf(path: Path, x: number, y: number): -1 | 0 | 1 {
  let inside = false
  let p = path[path.length - 1]
  for (const q of path) {
    if (p.y > y !== q.y > y) {
      const cross = (q.x - p.x) * (y - p.y) - (x - p.x) * (q.y - p.y)
      if (cross === 0) return 0
      if (cross > 0 === q.y > p.y) inside = !inside
    } else if (p.y === y && q.y === y && (x - p.x) * (x - q.x) <= 0) return 0
    if (q.x === x && q.y === y) return 0
    p = q
  }
  return inside ? 1 : -1
}

export function toMultiPolygon(polygons: Paths[]): MultiPolygon {
  return {
    type: 'MultiPolygon',
    coordinates: polygons.map((rings) => rings.map((ring) => [...ring, ring[0]].map(toPosition))),
  }
}

/** A place inside a polygon: the middle of the widest stretch on a line through its middle. */
export function placeInside(rings: Paths): Position {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const { y } of rings[0]) {
    if (y < low) low = y
    if (y > high) high = y
  }
  // a quarter of a grid step off, so that the line meets no vertex
  const y = (low + high) / 2 + 0.25
  const crossings: number[] = []
  for (const ring of rings) {
    let p = ring[ring.length - 1]
    for (const q of ring) {
      if (p.y > y !== q.y > y) crossings.push(p.x + ((y - p.y) / (q.y - p.y)) * (q.x - p.x))
      p = q
    }
  }
  crossings.sort((a, b) => a - b)
  let best = rings[0][0].x
  let widest = -1
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const width = crossings[i + 1] - crossings[i]
    if (width > widest) {
      widest = width
      best = (crossings[i] + crossings[i + 1]) / 2
    }
  }
  return toPosition({ x: best, y: widest < 0 ? rings[0][0].y : y })
}

/**
 * The paths that are left when every stretch that two areas run along in opposite directions is taken out. Winding
 * numbers stay as they were, so their union is the union of all, from a fraction of the vertices.
 */
export function dissolveSharedStretches(paths: Paths): Paths {
  const ends = identifyPoints(paths)
  const { from, to, points } = ends
  const segments = from.length
  const start = new Int32Array(points.length + 1)
  for (let s = 0; s < segments; s++) start[from[s] + 1]++
  for (let p = 0; p < points.length; p++) start[p + 1] += start[p]
  const next = start.slice()
  const leaving = new Int32Array(segments)
  for (let s = 0; s < segments; s++) leaving[next[from[s]]++] = s
  const gone = new Uint8Array(segments)
  for (let s = 0; s < segments; s++) {
    if (gone[s] === 1) continue
    if (from[s] === to[s]) gone[s] = 1
    for (let at = start[to[s]]; at < start[to[s] + 1] && gone[s] === 0; at++) {
      const back = leaving[at]
      if (gone[back] === 0 && to[back] === from[s]) gone[s] = gone[back] = 1
    }
  }
  return traceLoops(from, to, points, start, leaving, gone)
}

function traceLoops(
  from: Int32Array,
  to: Int32Array,
  points: Point64[],
  start: Int32Array,
  leaving: Int32Array,
  gone: Uint8Array,
): Paths {
  const cursor = start.slice()
  const loops: Paths = []
  for (let s = 0; s < from.length; s++) {
    if (gone[s] === 1) continue
    const loop: Path = []
    let segment = s
    while (segment >= 0) {
      gone[segment] = 1
      loop.push(points[from[segment]])
      const point = to[segment]
      while (cursor[point] < start[point + 1] && gone[leaving[cursor[point]]] === 1) cursor[point]++
      segment = cursor[point] < start[point + 1] ? leaving[cursor[point]] : -1
    }
    if (loop.length >= 3) loops.push(loop)
  }
  return loops
}

/** Numbers the distinct points, and lists every segment by the numbers of its ends. */
function identifyPoints(paths: Paths) {
  let segments = 0
  for (const path of paths) segments += path.length
  let room = 16
  while (room < 2 * segments) room *= 2
  const table = new Int32Array(room).fill(-1)
  const points: Point64[] = []
  const identify = (point: Point64): number => {
    let h = Math.imul(point.x, 0x9e3779b1) ^ Math.imul(point.y, 0x85ebca6b)
    h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
    let at = (h ^ (h >>> 13)) & (room - 1)
    for (; table[at] >= 0; at = (at + 1) & (room - 1)) {
      const known = points[table[at]]
      if (known.x === point.x && known.y === point.y) return table[at]
    }
    table[at] = points.length
    points.push(point)
    return table[at]
  }
  const from = new Int32Array(segments)
  const to = new Int32Array(segments)
  let s = 0
  for (const path of paths) {
    const first = s
    for (const point of path) from[s++] = identify(point)
    for (let i = first; i < s; i++) to[i] = from[i + 1 < s ? i + 1 : first]
  }
  return { from, to, points }
}
