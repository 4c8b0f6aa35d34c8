/** What lies near a point of a boundary, and which unit it faces there. */
import { type Grid, hashOfCell, type Outlines } from './drawn-borders-outlines.ts'

/** Distances from a point in metres; `east` and `north` are the metres per degree around it. */
export interface Spot {
  x: number
  y: number
  east: number
  north: number
}

const UNITS_AT_A_SPOT = 64

/** Looks around spots on the boundary of one unit after another. Holds its own scratch memory. */
export class Surroundings {
  /** The unit faced, -1 for none. */
  unit = -1
  /** Metres to it: positive over a gap, negative inside it. */
  separation = 0
  /** How many foreign segments the last `gather` found. */
  size = 0

  private readonly outlines: Outlines
  private readonly grid: Grid
  private found = new Int32Array(256)
  private readonly stamp: Int32Array
  private tick = 0
  private readonly units = new Int32Array(UNITS_AT_A_SPOT)
  private readonly squared = new Float64Array(UNITS_AT_A_SPOT)
  private readonly nearest = new Int32Array(UNITS_AT_A_SPOT)

  constructor(outlines: Outlines, grid: Grid) {
    this.outlines = outlines
    this.grid = grid
    this.stamp = new Int32Array(outlines.unit.length)
  }

  /** Collects the open segments of other units whose cells meet a box in degrees. */
  gather(west: number, south: number, east: number, north: number, unit: number): void {
    const { start, items, mask, cellX, cellY } = this.grid
    const { stamp } = this
    const owner = this.outlines.unit
    const tick = ++this.tick
    const left = Math.floor(west / cellX)
    const right = Math.floor(east / cellX)
    const top = Math.floor(north / cellY)
    let size = 0
    for (let row = Math.floor(south / cellY); row <= top; row++)
      for (let column = left; column <= right; column++) {
        const h = hashOfCell(column, row, mask)
        for (let i = start[h]; i < start[h + 1]; i++) {
          const segment = items[i]
          if (stamp[segment] === tick || owner[segment] === unit) continue
          stamp[segment] = tick
          if (size === this.found.length) {
            const longer = new Int32Array(2 * size)
            longer.set(this.found)
            this.found = longer
          }
          this.found[size++] = segment
        }
      }
    this.size = size
  }

  /** Visits the gathered segments within a radius in metres. */
  forEachWithin(spot: Spot, radius: number, visit: (segment: number) => void): void {
    for (let i = 0; i < this.size; i++)
      if (squaredDistance(this.outlines, spot, this.found[i]) <= radius * radius) visit(this.found[i])
  }

  /** Squared metres from the spot to the nearest gathered segment. */
  nearestSquared(spot: Spot): number {
    let best = Number.POSITIVE_INFINITY
    for (let i = 0; i < this.size; i++) {
      const squared = squaredDistance(this.outlines, spot, this.found[i])
      if (squared < best) best = squared
    }
    return best
  }

  /**
   * Finds the unit that the spot faces among the gathered segments: the one it lies deepest inside, else the nearest.
   * Beyond `loose` metres a unit counts only where it lies within 60 degrees of the outward normal (or, overlapping,
   * of the inward one): a stretch of sea shore does not face the next council along the same shore.
   */
  face(spot: Spot, normalX: number, normalY: number, reach: number, loose: number): void {
    const { outlines, units, squared, nearest } = this
    let seen = 0
    for (let i = 0; i < this.size; i++) {
      const segment = this.found[i]
      const d = squaredDistance(outlines, spot, segment)
      if (d > reach * reach) continue
      const u = outlines.unit[segment]
      let k = 0
      while (k < seen && units[k] !== u) k++
      if (k === seen) {
        if (seen === UNITS_AT_A_SPOT) continue
        units[k] = u
        seen++
      } else if (d >= squared[k]) continue
      squared[k] = d
      nearest[k] = segment
    }
    this.unit = -1
    this.separation = Number.POSITIVE_INFINITY
    for (let k = 0; k < seen; k++) {
      const distance = Math.sqrt(squared[k]) * sideOf(outlines, spot, nearest[k])
      if (distance >= this.separation) continue
      if (Math.abs(distance) > loose && !this.ahead(spot, nearest[k], distance, normalX, normalY)) continue
      this.separation = distance
      this.unit = units[k]
    }
  }

  private ahead(spot: Spot, segment: number, distance: number, normalX: number, normalY: number): boolean {
    const { xy, next } = this.outlines
    const end = next[segment]
    const ax = (xy[2 * segment] - spot.x) * spot.east
    const ay = (xy[2 * segment + 1] - spot.y) * spot.north
    const dx = (xy[2 * end] - xy[2 * segment]) * spot.east
    const dy = (xy[2 * end + 1] - xy[2 * segment + 1]) * spot.north
    const whole = dx * dx + dy * dy
    const t = whole > 0 ? Math.max(0, Math.min(1, -(ax * dx + ay * dy) / whole)) : 0
    return ((ax + t * dx) * normalX + (ay + t * dy) * normalY) / distance > 0.5
  }
}

function squaredDistance({ xy, next }: Outlines, spot: Spot, segment: number): number {
  const end = next[segment]
  const ax = (xy[2 * segment] - spot.x) * spot.east
  const ay = (xy[2 * segment + 1] - spot.y) * spot.north
  const dx = (xy[2 * end] - xy[2 * segment]) * spot.east
  const dy = (xy[2 * end + 1] - xy[2 * segment + 1]) * spot.north
  const along = -(ax * dx + ay * dy)
  const whole = dx * dx + dy * dy
  if (along <= 0) return ax * ax + ay * ay
  if (along >= whole) return (ax + dx) * (ax + dx) + (ay + dy) * (ay + dy)
  const cross = ax * dy - ay * dx
  return (cross * cross) / whole
}

/** -1 where the spot lies inside the unit of a segment, as seen from the point of the segment nearest to it. */
function sideOf({ xy, next, previous, inside }: Outlines, spot: Spot, segment: number): number {
  const end = next[segment]
  const ax = (xy[2 * segment] - spot.x) * spot.east
  const ay = (xy[2 * segment + 1] - spot.y) * spot.north
  const bx = (xy[2 * end] - spot.x) * spot.east
  const by = (xy[2 * end + 1] - spot.y) * spot.north
  const dx = bx - ax
  const dy = by - ay
  const along = -(ax * dx + ay * dy)
  const sign = inside[segment]
  const left = (ax * by - ay * bx) * sign > 0
  if (along > 0 && along < dx * dx + dy * dy) return left ? -1 : 1
  // nearest to a vertex: inside means left of both of its segments, or of either where the unit turns inwards
  const before = along <= 0
  const other = before ? previous[segment] : next[end]
  const ox = (xy[2 * other] - spot.x) * spot.east
  const oy = (xy[2 * other + 1] - spot.y) * spot.north
  const otherLeft = (before ? ox * ay - oy * ax : bx * oy - by * ox) * sign > 0
  const turn = (before ? (ax - ox) * dy - (ay - oy) * dx : dx * (oy - by) - dy * (ox - bx)) * sign
  return (turn > 0 ? left && otherLeft : left || otherLeft) ? -1 : 1
}
