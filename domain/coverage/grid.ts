/**
 * The grid that all coverages lie on, whole steps of 1e-7 degree (1 cm), and exact geometry on it. Only additions,
 * products and quotients are used, so that an edit replayed on another machine gives the same places to the last bit.
 */
import type { Position } from 'geojson'

/** Steps east and north of 0°, 0°. */
export type Place = readonly [x: number, y: number]

/** Smallest and largest steps east and north. */
export interface Box {
  minX: number
  minY: number
  maxX: number
  maxY: number
}

const PER_DEGREE = 1e7

export const toPlace = (position: Position): Place => [
  Math.round(position[0] * PER_DEGREE) + 0,
  Math.round(position[1] * PER_DEGREE) + 0,
]

export const toPosition = (x: number, y: number): Position => [x / PER_DEGREE, y / PER_DEGREE]

/** A number of degrees that leads back to the same step. */
export const inDegrees = (steps: number): number => steps / PER_DEGREE

export const placeKey = (x: number, y: number): string => `${x},${y}`

/** The places of a row x, y, x, y, … */
export const placesOf = (row: ArrayLike<number>): Place[] =>
  Array.from({ length: row.length / 2 }, (_, i): Place => [row[2 * i], row[2 * i + 1]])

const EXACT = 2 ** 53

/**
 * Twice the area of the triangle a, b, c: positive where c lies left of the way from a to b. Exact in sign, and in
 * value below 2^53, which holds for anything less than 6 degrees across.
 */
export function turn(ax: number, ay: number, bx: number, by: number, cx: number, cy: number): number {
  const left = (bx - ax) * (cy - ay)
  const right = (by - ay) * (cx - ax)
  if (Math.abs(left) + Math.abs(right) < EXACT) return left - right
  return Number(BigInt(bx - ax) * BigInt(cy - ay) - BigInt(by - ay) * BigInt(cx - ax))
}

/**
 * Whether a place lies on the segment from a to b, not being one of its ends: within 0.75 steps, which is what
 * rounding a crossing to the grid can be off (0.71) and a little more.
 */
export function liesOn(x: number, y: number, ax: number, ay: number, bx: number, by: number): boolean {
  if (x < Math.min(ax, bx) - 1 || x > Math.max(ax, bx) + 1) return false
  if (y < Math.min(ay, by) - 1 || y > Math.max(ay, by) + 1) return false
  const dx = bx - ax
  const dy = by - ay
  const length2 = dx * dx + dy * dy
  const along = (x - ax) * dx + (y - ay) * dy
  if (along <= 0 || along >= length2) return false
  const off = turn(ax, ay, bx, by, x, y)
  return 16 * off * off <= 9 * length2
}

/** Where two segments cross in their insides, rounded to the grid; null where they don't. */
export function crossing(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
  dx: number,
  dy: number,
): Place | null {
  const c = turn(ax, ay, bx, by, cx, cy)
  const d = turn(ax, ay, bx, by, dx, dy)
  if (c === 0 || d === 0 || c > 0 === d > 0) return null
  const a = turn(cx, cy, dx, dy, ax, ay)
  const b = turn(cx, cy, dx, dy, bx, by)
  if (a === 0 || b === 0 || a > 0 === b > 0) return null
  const share = a / (a - b)
  return [Math.round(ax + (bx - ax) * share) + 0, Math.round(ay + (by - ay) * share) + 0]
}

/** Twice the signed area of a closed ring x, y, x, y, …; counter-clockwise positive, exact in sign. */
export function doubleArea(ring: ArrayLike<number>): number {
  const [x0, y0] = [ring[0], ring[1]]
  let sum = 0
  let size = 0
  for (let i = 2; i + 3 < ring.length; i += 2) {
    const left = (ring[i] - x0) * (ring[i + 3] - y0)
    const right = (ring[i + 1] - y0) * (ring[i + 2] - x0)
    size += Math.abs(left) + Math.abs(right)
    sum += left - right
  }
  if (size < EXACT) return sum
  let exact = 0n
  for (let i = 2; i + 3 < ring.length; i += 2) {
    exact += BigInt(ring[i] - x0) * BigInt(ring[i + 3] - y0)
    exact -= BigInt(ring[i + 1] - y0) * BigInt(ring[i + 2] - x0)
  }
  return Number(exact)
}

const NO_BOX: Box = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity }

/** The box of several rows of places x, y, x, y, … */
export function boxOf(rows: Iterable<ArrayLike<number>>): Box {
  const box = { ...NO_BOX }
  for (const row of rows)
    for (let i = 0; i < row.length; i += 2) {
      if (row[i] < box.minX) box.minX = row[i]
      if (row[i] > box.maxX) box.maxX = row[i]
      if (row[i + 1] < box.minY) box.minY = row[i + 1]
      if (row[i + 1] > box.maxY) box.maxY = row[i + 1]
    }
  return box
}

export const grown = (box: Box, steps: number): Box => ({
  minX: box.minX - steps,
  minY: box.minY - steps,
  maxX: box.maxX + steps,
  maxY: box.maxY + steps,
})

export const meet = (a: Box, b: Box): boolean =>
  a.minX <= b.maxX && b.minX <= a.maxX && a.minY <= b.maxY && b.minY <= a.maxY

export const holds = (box: Box, [x, y]: Place): boolean =>
  box.minX <= x && x <= box.maxX && box.minY <= y && y <= box.maxY

/** Whether the box of the segment from a to b meets a box. */
export const segmentMeets = (ax: number, ay: number, bx: number, by: number, box: Box): boolean =>
  (ax < bx ? ax <= box.maxX && bx >= box.minX : bx <= box.maxX && ax >= box.minX) &&
  (ay < by ? ay <= box.maxY && by >= box.minY : by <= box.maxY && ay >= box.minY)
