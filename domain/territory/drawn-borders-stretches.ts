/**
 * Stretches that two units drew from the same points. One or two segments of each, run through in opposite senses,
 * whose ends agree within the noise; each with the probability that they are the same line, since a stretch of one
 * unit can be the same line as a stretch of one other unit only.
 */
import { hashOfCell, metresEast, metresNorth, type Outlines } from './drawn-borders-outlines.ts'

export interface Stretches {
  size: number
  /** First vertex of the stretch of one unit and of the other, each in the order of its own ring. */
  from: Int32Array
  to: Int32Array
  /** How many segments long each is. */
  fromCount: Uint8Array
  toCount: Uint8Array
  /** At least about `FAINT`. */
  probability: Float64Array
}

/** Deviation of one coordinate between two drawings of a point, against that between two drawings of a line. */
const POINT_SCALE = 1.2
/** Copies of a point are sought this many deviations of the noise away. */
const POINT_REACH = 5
/** Squared misfit, in deviations, at which two stretches are no likelier the same line than two others by chance. */
const CHANCE_MISFIT = 15
/** Beyond this a likelihood no longer matters: the 99.99 % point of four squared deviations. */
const LARGEST_MISFIT = 24
/** A point that only one of the two set, on a straight line: about one segment in eight has one. */
const EXTRA_POINT_MISFIT = -2 * Math.log(0.12)
/** Stretches less probable than this are left out. */
export const FAINT = 0.02
/** With more grid cells than this to look through, points are denser than the noise and say nothing. */
const MOST_CELLS = 64

/** Matches the stretches that begin among the given open segments. */
export function matchStretches(outlines: Outlines, sigmaM: Float64Array, segments: Int32Array): Stretches {
  const { xy, next, previous, unit, inside, open } = outlines
  const points = new PointGrid(outlines, sigmaM, segments)
  const { mask, start, items, owner, place, cellX, cellY } = points
  const found = new StretchList()
  const total = new Float64Array(unit.length)
  for (const a of segments) {
    const u = unit[a]
    const px = xy[2 * a]
    const py = xy[2 * a + 1]
    const east = metresEast(py)
    const north = metresNorth(py)
    const reach = POINT_REACH * sigmaM[u]
    const left = Math.floor((px - reach / east) / cellX)
    const right = Math.floor((px + reach / east) / cellX)
    const bottom = Math.floor((py - reach / north) / cellY)
    const top = Math.floor((py + reach / north) / cellY)
    if ((right - left + 1) * (top - bottom + 1) > MOST_CELLS) continue
    const sigma = sigmaM[u]
    for (let row = bottom; row <= top; row++)
      for (let column = left, last = left; column <= right; column = last + 1) {
        // the cells of a row have buckets side by side, so that they are read in one go
        const h = hashOfCell(column, row, mask)
        last = Math.min(right, column + mask - h)
        for (let i = start[h], end = start[h + 1 + last - column]; i < end; i++) {
          const w = owner[i]
          // two units meet once, from the smaller number; and another cell may share the bucket
          if (w <= u) continue
          const x = place[2 * i]
          const y = place[2 * i + 1]
          const ex = (x - px) * east
          const ey = (y - py) * north
          const squared = ex * ex + ey * ey
          const nearest = POINT_REACH * Math.min(sigma, sigmaM[w])
          if (squared > nearest * nearest) continue
          const at = Math.floor(x / cellX)
          if (at < column || at > last || Math.floor(y / cellY) !== row) continue
          const variance = (POINT_SCALE * POINT_SCALE * (sigma * sigma + sigmaM[w] * sigmaM[w])) / 2
          matchFrom(a, items[i], squared / variance, variance, east, north)
        }
      }
  }
  for (let i = 0; i < found.size; i++) {
    const a = found.from[i]
    const c = found.to[i]
    const rivals = Math.max(
      total[a],
      total[c],
      found.fromCount[i] === 2 ? total[next[a]] : 0,
      found.toCount[i] === 2 ? total[next[c]] : 0,
    )
    found.probability[i] /= rivals + Math.exp(-CHANCE_MISFIT / 2)
  }
  return found

  /** Stretches that leave point `a` forwards and its likely copy `c` backwards (as seen with the unit on the left). */
  function matchFrom(a: number, c: number, misfit: number, variance: number, east: number, north: number) {
    const back = inside[a] === inside[c]
    for (let na = 1, b = a; na <= 2; na++) {
      if (!open[b]) return
      const middleA = b
      b = next[b]
      if (b === a) return
      for (let nc = 1, d = c; na + nc <= 3; nc++) {
        const middleC = d
        d = back ? previous[d] : next[d]
        if (!open[back ? d : middleC] || d === c) break
        const ex = (xy[2 * d] - xy[2 * b]) * east
        const ey = (xy[2 * d + 1] - xy[2 * b + 1]) * north
        let sum = misfit + (ex * ex + ey * ey) / variance
        if (sum > LARGEST_MISFIT) continue
        if (na === 2) sum += EXTRA_POINT_MISFIT + squaredOffset(middleA, a, b, east, north) / variance
        if (nc === 2) sum += EXTRA_POINT_MISFIT + squaredOffset(middleC, c, d, east, north) / variance
        if (sum > LARGEST_MISFIT) continue
        const likelihood = Math.exp(-sum / 2)
        const to = back ? d : c
        total[a] += likelihood
        if (na === 2) total[middleA] += likelihood
        total[to] += likelihood
        if (nc === 2) total[middleC] += likelihood
        // rivals only become more: what is too faint already is not kept
        if (likelihood >= FAINT * Math.max(total[a], total[to])) found.push(a, na, to, nc, likelihood)
      }
    }
  }

  function squaredOffset(point: number, from: number, to: number, east: number, north: number): number {
    const dx = (xy[2 * to] - xy[2 * from]) * east
    const dy = (xy[2 * to + 1] - xy[2 * from + 1]) * north
    const mx = (xy[2 * point] - xy[2 * from]) * east
    const my = (xy[2 * point + 1] - xy[2 * from + 1]) * north
    const whole = dx * dx + dy * dy
    const t = whole > 0 ? Math.max(0, Math.min(1, (mx * dx + my * dy) / whole)) : 0
    return (mx - t * dx) ** 2 + (my - t * dy) ** 2
  }
}

/** The ends of open segments, in cells as wide as a common reach. */
class PointGrid {
  readonly cellX: number
  readonly cellY: number
  readonly mask: number
  readonly start: Int32Array
  readonly items: Int32Array
  /** Unit and coordinates of each item, in the order of the items. */
  readonly owner: Int32Array
  readonly place: Float64Array

  constructor({ xy, next, unit }: Outlines, sigmaM: Float64Array, segments: Int32Array) {
    const begins = new Uint8Array(unit.length)
    for (const v of segments) begins[v] = 1
    let size = segments.length
    for (const v of segments) if (!begins[next[v]]) size++
    const points = new Int32Array(size)
    size = 0
    for (const v of segments) {
      points[size++] = v
      if (!begins[next[v]]) points[size++] = next[v]
    }
    const probes = new Float64Array(Math.min(size, 2048))
    for (let i = 0; i < probes.length; i++)
      probes[i] = sigmaM[unit[points[Math.floor((i * size) / probes.length)]]]
    probes.sort()
    const cell = POINT_REACH * (probes[probes.length >> 1] ?? 1)
    const latitude = size > 0 ? xy[2 * points[size >> 1] + 1] : 0
    this.cellX = cell / metresEast(latitude)
    this.cellY = cell / metresNorth(latitude)
    let mask = 1
    while (mask < size) mask *= 2
    this.mask = mask - 1
    this.start = new Int32Array(mask + 1)
    this.items = new Int32Array(size)
    const bucket = new Int32Array(size)
    for (let i = 0; i < size; i++) {
      const v = points[i]
      bucket[i] = hashOfCell(
        Math.floor(xy[2 * v] / this.cellX),
        Math.floor(xy[2 * v + 1] / this.cellY),
        this.mask,
      )
      this.start[bucket[i]]++
    }
    let sum = 0
    for (let h = 0; h <= mask; h++) {
      sum += this.start[h]
      this.start[h] = sum
    }
    this.owner = new Int32Array(size)
    this.place = new Float64Array(2 * size)
    for (let i = size - 1; i >= 0; i--) {
      const v = points[i]
      const at = --this.start[bucket[i]]
      this.items[at] = v
      this.owner[at] = unit[v]
      this.place[2 * at] = xy[2 * v]
      this.place[2 * at + 1] = xy[2 * v + 1]
    }
  }
}

class StretchList implements Stretches {
  size = 0
  from = new Int32Array(1024)
  to = new Int32Array(1024)
  fromCount = new Uint8Array(1024)
  toCount = new Uint8Array(1024)
  probability = new Float64Array(1024)

  push(from: number, fromCount: number, to: number, toCount: number, likelihood: number): void {
    if (this.size === this.from.length) this.grow()
    const i = this.size++
    this.from[i] = from
    this.fromCount[i] = fromCount
    this.to[i] = to
    this.toCount[i] = toCount
    this.probability[i] = likelihood
  }

  private grow(): void {
    const size = 2 * this.size
    const longer = <T extends Int32Array | Uint8Array | Float64Array>(old: T, fresh: T): T => {
      fresh.set(old)
      return fresh
    }
    this.from = longer(this.from, new Int32Array(size))
    this.to = longer(this.to, new Int32Array(size))
    this.fromCount = longer(this.fromCount, new Uint8Array(size))
    this.toCount = longer(this.toCount, new Uint8Array(size))
    this.probability = longer(this.probability, new Float64Array(size))
  }
}
