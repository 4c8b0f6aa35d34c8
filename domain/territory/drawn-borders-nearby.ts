/** What lies near a point of a boundary, and which unit it faces there. */
import { type Grid, hashOfCell, metresEast, metresNorth, type Outlines } from './drawn-borders-outlines.ts'

const UNITS_AT_A_SPOT = 64
const SLACK = 1.000_001

/**
 * Foreign segments around a box, laid out in metres, and questions about spots within it. One instance serves all
 * questions in turn and holds its own scratch memory.
 */
export class Surroundings {
  /** The unit last found faced, -1 for none. */
  unit = -1
  /** Metres to it: positive over a gap, negative inside it. */
  separation = 0
  /** How many segments the last `gather` found. */
  size = 0
  /** Metres per degree in the box. */
  east = 1
  north = 1

  private readonly outlines: Outlines
  private readonly grid: Grid
  private found = new Int32Array(256)
  private owner = new Int32Array(256)
  /** Start and direction of each segment: x, y, dx, dy in metres from the corner of the box. */
  private line = new Float64Array(4 * 256)
  private originX = 0
  private originY = 0
  private readonly units = new Int32Array(UNITS_AT_A_SPOT)
  private readonly squared = new Float64Array(UNITS_AT_A_SPOT)
  private readonly nearest = new Int32Array(UNITS_AT_A_SPOT)

  constructor(outlines: Outlines, grid: Grid) {
    this.outlines = outlines
    this.grid = grid
  }

  /**
   * Collects the open segments near a box in degrees, widened by `margin` metres; those of `except` are left out.
   * A segment in several cells may come several times: whoever asks looks for the nearest, or marks what is near.
   */
  gather(west: number, south: number, east: number, north: number, margin: number, except: number): void {
    const { start, items, mask, cellX, cellY } = this.grid
    const { xy, next } = this.outlines
    const perEast = metresEast(south)
    const perNorth = metresNorth(south)
    this.east = perEast
    this.north = perNorth
    const left = Math.floor((west - margin / perEast) / cellX)
    const right = Math.floor((east + margin / perEast) / cellX)
    const bottom = Math.floor((south - margin / perNorth) / cellY)
    const top = Math.floor((north + margin / perNorth) / cellY)
    this.originX = west
    this.originY = south
    // beyond these metres from the corner of the box a segment can't matter; a hair more, for rounding
    const low = -margin * SLACK
    const wide = ((east - west) * perEast + margin) * SLACK
    const high = ((north - south) * perNorth + margin) * SLACK
    let { found, owner, line } = this
    let size = 0
    for (let row = bottom; row <= top; row++) {
      // the cells of a row have buckets side by side, so that they are read in one go
      let i = 0
      let end = 0
      for (let column = left; column <= right; ) {
        const h = hashOfCell(column, row, mask)
        const together = Math.min(right - column, mask - h) + 1
        column += together
        i = start[h]
        end = start[h + together]
        for (; i < end; i++) {
          if (items[3 * i + 2] !== row) continue
          const u = items[3 * i + 1]
          if (u === except) continue
          const segment = items[3 * i]
          const after = next[segment]
          const x = xy[2 * segment]
          const y = xy[2 * segment + 1]
          const fromX = (x - west) * perEast
          const fromY = (y - south) * perNorth
          const dx = (xy[2 * after] - x) * perEast
          const dy = (xy[2 * after + 1] - y) * perNorth
          const toX = fromX + dx
          const toY = fromY + dy
          if (fromX < low ? toX < low : fromX > wide && toX > wide) continue
          if (fromY < low ? toY < low : fromY > high && toY > high) continue
          if (size > 0 && found[size - 1] === segment) continue
          if (size === found.length) {
            this.grow()
            found = this.found
            owner = this.owner
            line = this.line
          }
          found[size] = segment
          owner[size] = u
          line[4 * size] = fromX
          line[4 * size + 1] = fromY
          line[4 * size + 2] = dx
          line[4 * size + 3] = dy
          size++
        }
      }
    }
    this.size = size
  }

  /** Squared metres from a place in degrees to the nearest gathered segment. */
  nearestSquared(x: number, y: number): number {
    const px = (x - this.originX) * this.east
    const py = (y - this.originY) * this.north
    let best = Number.POSITIVE_INFINITY
    for (let i = 0; i < this.size; i++) best = Math.min(best, squaredDistance(this.line, 4 * i, px, py))
    return best
  }

  /** Visits the gathered segments within a radius in metres of a place. */
  forEachWithin(x: number, y: number, radius: number, visit: (segment: number) => void): void {
    const px = (x - this.originX) * this.east
    const py = (y - this.originY) * this.north
    for (let i = 0; i < this.size; i++)
      if (squaredDistance(this.line, 4 * i, px, py) <= radius * radius) visit(this.found[i])
  }

  /**
   * Finds the unit that a place faces among the gathered segments: the one it lies deepest inside, else the nearest.
   * Beyond `loose` metres a unit counts only where it lies within 60 degrees of the outward normal (or, overlapping,
   * of the inward one): a stretch of sea shore does not face the next council along the same shore.
   */
  face(x: number, y: number, normalX: number, normalY: number, reach: number, loose: number): void {
    const { line, owner, units, squared, nearest } = this
    const px = (x - this.originX) * this.east
    const py = (y - this.originY) * this.north
    const farthest = reach * reach
    let seen = 0
    for (let i = 0; i < this.size; i++) {
      const d = squaredDistance(line, 4 * i, px, py)
      if (d > farthest) continue
      const u = owner[i]
      let k = 0
      while (k < seen && units[k] !== u) k++
      if (k === seen) {
        if (seen === UNITS_AT_A_SPOT) continue
        units[k] = u
        seen++
      } else if (d >= squared[k]) continue
      squared[k] = d
      nearest[k] = i
    }
    this.unit = -1
    this.separation = Number.POSITIVE_INFINITY
    for (let k = 0; k < seen; k++) {
      const distance = Math.sqrt(squared[k]) * this.sideOf(nearest[k], px, py)
      if (distance >= this.separation) continue
      if (Math.abs(distance) > loose && !this.ahead(nearest[k], px, py, distance, normalX, normalY)) continue
      this.separation = distance
      this.unit = units[k]
    }
  }

  private ahead(
    i: number,
    px: number,
    py: number,
    distance: number,
    normalX: number,
    normalY: number,
  ): boolean {
    const ax = this.line[4 * i] - px
    const ay = this.line[4 * i + 1] - py
    const dx = this.line[4 * i + 2]
    const dy = this.line[4 * i + 3]
    const whole = dx * dx + dy * dy
    const t = whole > 0 ? Math.max(0, Math.min(1, -(ax * dx + ay * dy) / whole)) : 0
    return ((ax + t * dx) * normalX + (ay + t * dy) * normalY) / distance > 0.5
  }

  /** -1 where the place lies inside the unit of a segment, as seen from the point of the segment nearest to it. */
  private sideOf(i: number, px: number, py: number): number {
    const { xy, next, previous, inside } = this.outlines
    const segment = this.found[i]
    const ax = this.line[4 * i] - px
    const ay = this.line[4 * i + 1] - py
    const dx = this.line[4 * i + 2]
    const dy = this.line[4 * i + 3]
    const along = -(ax * dx + ay * dy)
    const sign = inside[segment]
    const left = (ax * dy - ay * dx) * sign > 0
    if (along > 0 && along < dx * dx + dy * dy) return left ? -1 : 1
    // nearest to a vertex: inside means left of both of its segments, or of either where the unit turns inwards
    const before = along <= 0
    const other = before ? previous[segment] : next[next[segment]]
    const ox = (xy[2 * other] - this.originX) * this.east - px
    const oy = (xy[2 * other + 1] - this.originY) * this.north - py
    const bx = ax + dx
    const by = ay + dy
    const otherLeft = (before ? ox * ay - oy * ax : bx * oy - by * ox) * sign > 0
    const turn = (before ? (ax - ox) * dy - (ay - oy) * dx : dx * (oy - by) - dy * (ox - bx)) * sign
    return (turn > 0 ? left && otherLeft : left || otherLeft) ? -1 : 1
  }

  private grow(): void {
    const { found, owner, line } = this
    this.found = new Int32Array(2 * found.length)
    this.found.set(found)
    this.owner = new Int32Array(2 * found.length)
    this.owner.set(owner)
    this.line = new Float64Array(8 * found.length)
    this.line.set(line)
  }
}

/** Squared distance from a point to the segment at `i` of a list of x, y, dx, dy. */
function squaredDistance(line: Float64Array, i: number, px: number, py: number): number {
  const ax = line[i] - px
  const ay = line[i + 1] - py
  const dx = line[i + 2]
  const dy = line[i + 3]
  const along = -(ax * dx + ay * dy)
  if (along <= 0) return ax * ax + ay * ay
  const whole = dx * dx + dy * dy
  if (along >= whole) return (ax + dx) * (ax + dx) + (ay + dy) * (ay + dy)
  const cross = ax * dy - ay * dx
  return (cross * cross) / whole
}
