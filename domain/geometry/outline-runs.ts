/** Outlines cut up by place, so that what may touch is looked at together and the rest never. */
import type { FlatAreas } from './flat-areas.ts'

/** Steps of 1e-7 degree. */
const PER_DEGREE = 1e7
const HALF_TURN = 180 * PER_DEGREE
const TURN = 360 * PER_DEGREE
const VERTICES_PER_BUCKET = 400
/** A cell's side in mean steps from a vertex to the next: two areas of 60 vertices are about as much across. */
const CELL_STEPS = 32
const BUCKETS_AT_MOST = 2 ** 16

/** Longitude in steps of 1e-7 degree, from -180° to just below 180°, for these two are one line. */
export function stepsEast(longitude: number): number {
  let steps = longitude * PER_DEGREE
  if (steps >= HALF_TURN) steps -= TURN
  else if (steps < -HALF_TURN) steps += TURN
  return Math.floor(steps + 0.5) | 0
}

/** Latitude in steps of 1e-7 degree. */
export function stepsNorth(latitude: number): number {
  return Math.floor(latitude * PER_DEGREE + 0.5) | 0
}

/**
 * A run is a row of vertices along a ring that lie in one cell of a grid; cells are dealt into buckets of some hundred
 * vertices. Equal positions, to 1e-7 degree, are always in one bucket.
 */
export class OutlineRuns {
  length = 0
  /** The vertices of run `r` are `start[r] .. start[r + 1] - 1`, all of `ring[r]`; runs are in order of vertices. */
  start: Int32Array
  ring: Int32Array
  /** The runs of bucket `b` are `dealt[bucketStart[b]] .. dealt[bucketStart[b + 1] - 1]`, in order. */
  bucketStart: Uint32Array
  dealt: Int32Array
  private bucket: Uint16Array
  private grid: Grid

  constructor(areas: FlatAreas) {
    const { coordinates, ringStart } = areas
    const vertices = coordinates.length / 2
    const room = 256 + (vertices >> 4)
    this.start = new Int32Array(room)
    this.ring = new Int32Array(room)
    this.bucket = new Uint16Array(room)
    this.grid = new Grid(areas)
    for (let ring = 0; ring + 1 < ringStart.length; ring++)
      this.cut(coordinates, ring, ringStart[ring], ringStart[ring + 1])
    this.start[this.length] = vertices
    this.bucketStart = new Uint32Array(this.grid.buckets + 1)
    this.dealt = new Int32Array(this.length)
    this.deal()
  }

  private cut(coordinates: Float64Array, ring: number, first: number, end: number): void {
    const { grid } = this
    let last = -1
    for (let v = first; v < end; v++) {
      const bucket = grid.bucketOf(stepsEast(coordinates[2 * v]), stepsNorth(coordinates[2 * v + 1]))
      if (bucket === last) continue
      last = bucket
      this.push(v, ring, bucket)
    }
  }

  private push(first: number, ring: number, bucket: number): void {
    const run = this.length++
    if (this.length === this.start.length) {
      this.start = enlarged(this.start)
      this.ring = enlarged(this.ring)
      this.bucket = enlarged(this.bucket)
    }
    this.start[run] = first
    this.ring[run] = ring
    this.bucket[run] = bucket
  }

  private deal(): void {
    const { bucket, bucketStart, dealt, length } = this
    for (let run = 0; run < length; run++) bucketStart[bucket[run] + 1]++
    for (let b = 0; b + 1 < bucketStart.length; b++) bucketStart[b + 1] += bucketStart[b]
    const next = bucketStart.slice()
    for (let run = 0; run < length; run++) dealt[next[bucket[run]]++] = run
  }
}

/** Square cells side by side are buckets side by side; cells far apart may share one. */
class Grid {
  buckets = 1
  private shift: number
  private columnBits: number
  private columns: number
  private rows: number

  constructor({ coordinates, ringStart }: FlatAreas) {
    let bits = 0
    while (this.buckets < BUCKETS_AT_MOST && this.buckets * VERTICES_PER_BUCKET < coordinates.length / 2) {
      this.buckets *= 2
      bits++
    }
    this.columnBits = bits >> 1
    this.columns = (1 << this.columnBits) - 1
    this.rows = (1 << (bits - this.columnBits)) - 1
    const side = CELL_STEPS * meanStep(coordinates, ringStart) * PER_DEGREE
    this.shift = Math.min(30, Math.max(4, Math.round(Math.log2(side + 1))))
  }

  bucketOf(east: number, north: number): number {
    const row = (north >> this.shift) & this.rows
    return (row << this.columnBits) | ((east >> this.shift) & this.columns)
  }
}

/** Degrees from a vertex to the next along the two axes, by the first step of a few thousand rings. */
function meanStep(coordinates: Float64Array, ringStart: Uint32Array): number {
  const rings = ringStart.length - 1
  let travelled = 0
  let steps = 0
  for (let ring = 0; ring < rings; ring += Math.ceil(rings / 4096)) {
    const at = 2 * ringStart[ring]
    travelled += Math.abs(coordinates[at + 2] - coordinates[at])
    travelled += Math.abs(coordinates[at + 3] - coordinates[at + 1])
    steps++
  }
  return steps > 0 ? travelled / steps : 0
}

function enlarged<T extends Int32Array | Uint16Array>(values: T): T {
  const larger = new (values.constructor as new (length: number) => T)(2 * values.length)
  larger.set(values)
  return larger
}
