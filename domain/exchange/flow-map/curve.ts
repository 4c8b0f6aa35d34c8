/** A flow as a line: a parabola, bent to the left of the way, so that there and back are two. */
import type { Box, Position } from './columns.ts'

/** How far it bends, as a share of its length. */
const BEND = 0.14
/** Points of a drawn one: enough to look round. */
const POINTS = 16

/** The point that pulls the line aside. */
const pull = ([ax, ay]: Position, [bx, by]: Position): Position => [
  (ax + bx) / 2 - (by - ay) * BEND,
  (ay + by) / 2 + (bx - ax) * BEND,
]

export function curve(from: Position, to: Position): Position[] {
  const middle = pull(from, to)
  return Array.from({ length: POINTS + 1 }, (_, i) => {
    const t = i / POINTS
    const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t * t]
    return [a * from[0] + b * middle[0] + c * to[0], a * from[1] + b * middle[1] + c * to[1]]
  })
}

/** Where its arrow stands: in the middle of what is seen of it, else of all; and where it points, degrees clockwise from east on a map in Mercator. */
export function arrowOf(points: readonly Position[], [west, south, east, north]: Box) {
  const seen = [...points.keys()].filter((i) => {
    const [x, y] = points[i]
    return x >= west && x <= east && y >= south && y <= north
  })
  const at = seen.length > 0 ? seen[seen.length >> 1] : points.length >> 1
  const [before, after] = [points[Math.max(0, at - 1)], points[Math.min(points.length - 1, at + 1)]]
  const rise = (after[1] - before[1]) / Math.cos((points[at][1] * Math.PI) / 180)
  return { at: points[at], turn: (-Math.atan2(rise, after[0] - before[0]) * 180) / Math.PI }
}

export function boxOf(from: Position, to: Position): Box {
  const middle = pull(from, to)
  const [minX, maxX] = reach(from[0], middle[0], to[0])
  const [minY, maxY] = reach(from[1], middle[1], to[1])
  return [minX, minY, maxX, maxY]
}

/** Least and greatest of one coordinate along the parabola. */
function reach(a: number, b: number, c: number): [number, number] {
  let [least, most] = a < c ? [a, c] : [c, a]
  const t = (a - b) / (a - 2 * b + c)
  if (t > 0 && t < 1) {
    const turn = (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t * t * c
    least = Math.min(least, turn)
    most = Math.max(most, turn)
  }
  return [least, most]
}

/** Whether any of it is seen, though both ends may be outside. */
export function crosses(from: Position, to: Position, [west, south, east, north]: Box): boolean {
  // Without lists: a hundred thousand lines are looked at for each view.
  const ax = from[0]
  const ay = from[1]
  const bx = to[0]
  const by = to[1]
  if (ax >= west && ax <= east && ay >= south && ay <= north) return true
  if (bx >= west && bx <= east && by >= south && by <= north) return true
  const px = (ax + bx) / 2 - (by - ay) * BEND
  const py = (ay + by) / 2 + (bx - ax) * BEND
  return (
    meets(ax, px, bx, west, ay, py, by, south, north) ||
    meets(ax, px, bx, east, ay, py, by, south, north) ||
    meets(ay, py, by, south, ax, px, bx, west, east) ||
    meets(ay, py, by, north, ax, px, bx, west, east)
  )
}

/** Whether one coordinate is `side` somewhere along it where the other lies between `least` and `most`. */
function meets(
  a: number,
  b: number,
  c: number,
  side: number,
  u: number,
  v: number,
  w: number,
  least: number,
  most: number,
): boolean {
  const p = a - 2 * b + c
  const q = 2 * (b - a)
  const r = a - side
  // A straight line, or so nearly that the root of the parabola would lose all its digits.
  if (Math.abs(p) < 1e-12 * (Math.abs(q) + 1e-300)) return within(-r / q, u, v, w, least, most)
  const under = q * q - 4 * p * r
  if (under < 0) return false
  const root = Math.sqrt(under)
  return (
    within((-q + root) / (2 * p), u, v, w, least, most) || within((-q - root) / (2 * p), u, v, w, least, most)
  )
}

function within(t: number, u: number, v: number, w: number, least: number, most: number): boolean {
  if (!(t >= 0 && t <= 1)) return false
  const at = (1 - t) ** 2 * u + 2 * t * (1 - t) * v + t * t * w
  return at >= least && at <= most
}
