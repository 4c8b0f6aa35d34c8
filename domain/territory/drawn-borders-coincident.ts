/**
 * Stretches that two units draw on one line without a vertex in common, as rows of bricks do: a vertex of one lies in
 * the middle of the other's segment. No sampling: where two segments run together, the ends of what they have in
 * common are vertices of one or the other, and each of these lies on both.
 */
import { segmentLengthM } from '../geometry/ellipsoid.ts'
import type { Noise } from './drawn-borders-noise.ts'
import { type Grid, hashOfCell, metresEast, metresNorth, type Outlines } from './drawn-borders-outlines.ts'

export interface Coincidence {
  /** Positions in the unit list, `a < b`. */
  a: number
  b: number
  lengthM: number
  /** Widest separation within the last decimal, in metres. */
  separationM: number
  /** The middle of the longest stretch, in the degrees of the outlines. */
  x: number
  y: number
}

interface Stretch extends Coincidence {
  longestM: number
}

/** Of the last decimal: a point and both ends of a line are rounded, each by up to half of it in two directions. */
const TOLERANCE = 1.5
/** In tolerances: on shorter stretches two lines may only meet in a point. */
const LEAST_LENGTH = 2
/** In deviations of the noise: two drawings of neighbouring corners do not run past each other as far as this. */
const BEYOND_CHANCE = 5
/** In steps of the last decimal: noisier units of which no probe lay on a line are not asked again, point by point. */
const NOISY = 20
/** Metres in a degree of a great circle, near enough. */
const PER_DEGREE_M = 111_320

/**
 * The stretches of open segments that lie on each other within the last decimal of the coordinates, and are longer
 * than chance would make them, summed by pair.
 *
 * @param stepDegrees one step of that last decimal.
 */
export function findCoincident(
  outlines: Outlines,
  grid: Grid,
  { sigmaM, together }: Noise,
  stepDegrees: number,
): Coincidence[] {
  const { xy, next, previous, unit, segments, endOpen, open, count } = outlines
  const { start, items, mask, cellX, cellY } = grid
  const tolerance = TOLERANCE * stepDegrees
  const squaredTolerance = tolerance * tolerance
  const seen = new Set<number>()
  const found = new Map<number, Stretch>()
  const noisyM = NOISY * stepDegrees * PER_DEGREE_M
  for (let k = 0, u = 0; k < segments.length; k = endOpen[u]) {
    u = unit[segments[k]]
    if (!together[u] && sigmaM[u] > noisyM) continue
    for (let i = k; i < endOpen[u]; i++) {
      lookAround(segments[i])
      if (!open[next[segments[i]]]) lookAround(next[segments[i]])
    }
  }
  return [...found.values()]

  /** Compares the segments at a point with the foreign ones that it lies on. */
  function lookAround(p: number): void {
    const x = xy[2 * p]
    const y = xy[2 * p + 1]
    const own = unit[p]
    const right = Math.floor((x + tolerance) / cellX)
    const top = Math.floor((y + tolerance) / cellY)
    for (let row = Math.floor((y - tolerance) / cellY); row <= top; row++)
      for (let column = Math.floor((x - tolerance) / cellX); column <= right; column++) {
        const h = hashOfCell(column, row, mask)
        for (let i = start[h], end = start[h + 1]; i < end; i++) {
          if (items[3 * i + 1] === own || items[3 * i + 2] !== row) continue
          const s = items[3 * i]
          if (!liesOn(x, y, s)) continue
          if (open[p]) compare(p, s)
          if (open[previous[p]]) compare(previous[p], s)
        }
      }
  }

  function compare(s: number, t: number): void {
    const key = Math.min(s, t) * unit.length + Math.max(s, t)
    if (seen.has(key)) return
    seen.add(key)
    const ends = [s, next[s], t, next[t]]
    const shared = ends.filter((p, i) => liesOn(xy[2 * p], xy[2 * p + 1], i < 2 ? t : s))
    let degrees = LEAST_LENGTH * tolerance
    let from = -1
    let to = -1
    for (const p of shared)
      for (const q of shared) {
        const length = Math.hypot(xy[2 * q] - xy[2 * p], xy[2 * q + 1] - xy[2 * p + 1])
        if (length <= degrees) continue
        degrees = length
        from = p
        to = q
      }
    if (from < 0) return
    const lengthM = segmentLengthM(xy[2 * from], xy[2 * from + 1], xy[2 * to], xy[2 * to + 1])
    if (lengthM < BEYOND_CHANCE * Math.max(sigmaM[unit[s]], sigmaM[unit[t]])) return
    const isOfS = (p: number) => p === s || p === next[s]
    add({
      a: Math.min(unit[s], unit[t]),
      b: Math.max(unit[s], unit[t]),
      lengthM,
      // two straight lines are farthest apart at an end of what they have in common
      separationM: Math.max(metresOff(from, isOfS(from) ? t : s), metresOff(to, isOfS(to) ? t : s)),
      x: (xy[2 * from] + xy[2 * to]) / 2,
      y: (xy[2 * from + 1] + xy[2 * to + 1]) / 2,
      longestM: lengthM,
    })
  }

  function add(stretch: Stretch): void {
    const sum = found.get(stretch.a * count + stretch.b)
    if (!sum) {
      found.set(stretch.a * count + stretch.b, stretch)
      return
    }
    sum.lengthM += stretch.lengthM
    sum.separationM = Math.max(sum.separationM, stretch.separationM)
    if (stretch.longestM <= sum.longestM) return
    sum.longestM = stretch.longestM
    sum.x = stretch.x
    sum.y = stretch.y
  }

  /** Metres from a point to the line of a segment; 0 below a millimetre. */
  function metresOff(p: number, s: number): number {
    const east = metresEast(xy[2 * p + 1])
    const north = metresNorth(xy[2 * p + 1])
    const px = (xy[2 * p] - xy[2 * s]) * east
    const py = (xy[2 * p + 1] - xy[2 * s + 1]) * north
    const dx = (xy[2 * next[s]] - xy[2 * s]) * east
    const dy = (xy[2 * next[s] + 1] - xy[2 * s + 1]) * north
    const metres = Math.abs(px * dy - py * dx) / Math.hypot(dx, dy)
    return metres < 0.001 ? 0 : metres
  }

  function liesOn(x: number, y: number, s: number): boolean {
    const w = next[s]
    const px = x - xy[2 * s]
    const py = y - xy[2 * s + 1]
    const dx = xy[2 * w] - xy[2 * s]
    const dy = xy[2 * w + 1] - xy[2 * s + 1]
    const whole = dx * dx + dy * dy
    const cross = px * dy - py * dx
    // mostly that is all it takes
    if (cross * cross > squaredTolerance * whole) return false
    const along = px * dx + py * dy
    if (along <= 0) return px * px + py * py <= squaredTolerance
    return along <= whole || (px - dx) * (px - dx) + (py - dy) * (py - dy) <= squaredTolerance
  }
}
