/**
 * Which segments and vertices two areas have in common, exactly, on coordinates rounded to 1e-7 degree (1 cm).
 *
 * One join over vertices finds both: two vertices in one position share the segment between that position and the
 * next where their neighbours along the ring agree. The outlines are looked at bucket after bucket (outline-runs):
 * each is laid out and joined within the processor's nearest cache, and what is found is told at once, so that
 * nothing but a byte is kept for each vertex.
 */
import type { FlatAreas } from './flat-areas.ts'
import { OutlineRuns, stepsEast, stepsNorth } from './outline-runs.ts'

export interface SharedLineListener {
  /** A segment of `unit`, by its vertices, is one of `other` too, `unit < other`; told once for each two segments. */
  segment(from: number, to: number, unit: number, other: number): void
  /** Two units have a vertex in one position and no segment in common there, `unit < other`; may be told again. */
  corner(vertex: number, unit: number, other: number): void
}

/** Joins the vertices of one bucket after the other, in a bucket run after run, in order of their units. */
export class SharedLineSearch {
  private areas: FlatAreas
  private runs: OutlineRuns
  private unitOfRing: Int32Array
  private listener: SharedLineListener
  /** Four numbers a place: x, y, unit, vertex. The vertices of a run stand between their neighbours on the ring. */
  private places = new Int32Array(0)
  private end = 0
  /** The place last entered in a position, by hash of the position; and by place the one entered before; 0 for none. */
  private table = new Int32Array(0)
  private before = new Int32Array(0)
  private mask = 0
  private open: Uint8Array

  constructor(areas: FlatAreas, listener: SharedLineListener) {
    this.areas = areas
    this.listener = listener
    this.runs = new OutlineRuns(areas)
    this.open = new Uint8Array(areas.coordinates.length / 2).fill(1)
    this.unitOfRing = new Int32Array(areas.ringStart.length - 1)
    const { unitStart, partStart } = areas
    for (let unit = 0; unit < areas.count; unit++)
      this.unitOfRing.fill(unit, partStart[unitStart[unit]], partStart[unitStart[unit + 1]])
  }

  /** Tells what is shared, and returns for each segment, by its first vertex, 1 where no other lies in its place. */
  run(): Uint8Array {
    const { bucketStart } = this.runs
    for (let bucket = 0; bucket + 1 < bucketStart.length; bucket++)
      this.joinBucket(bucketStart[bucket], bucketStart[bucket + 1])
    return this.open
  }

  private joinBucket(first: number, end: number): void {
    const { start, ring, dealt } = this.runs
    let vertices = 0
    for (let i = first; i < end; i++) vertices += start[dealt[i] + 1] - start[dealt[i]]
    this.begin(vertices, end - first)
    for (let i = first; i < end; i++) {
      const run = dealt[i]
      this.add(ring[run], start[run], start[run + 1])
    }
  }

  private begin(vertices: number, runs: number): void {
    const places = 1 + vertices + 2 * runs
    if (places > this.before.length) {
      this.places = new Int32Array(8 * places)
      this.before = new Int32Array(2 * places)
    }
    let size = 16
    while (size < 2 * vertices) size *= 2
    if (size > this.table.length) this.table = new Int32Array(size)
    else this.table.fill(0, 0, size)
    this.mask = size - 1
    this.end = 4
  }

  /** Compares the vertices `from .. to - 1` of a ring with all those of the bucket that were added before. */
  private add(ring: number, from: number, to: number): void {
    const { places, before, table, mask, open, listener } = this
    const unit = this.unitOfRing[ring]
    const first = this.end + 4
    this.layOut(ring, unit, from, to)
    const end = this.end - 4
    for (let u = first; u < end; u += 4) {
      const x = places[u]
      const y = places[u + 1]
      let at = mix(x, y) & mask
      let v = table[at]
      while (v !== 0 && (places[v] !== x || places[v + 1] !== y)) {
        at = (at + 1) & mask
        v = table[at]
      }
      table[at] = u
      before[u >> 2] = v
      for (; v !== 0; v = before[v >> 2]) {
        const other = places[v + 2]
        const afterIsBefore = places[u + 4] === places[v - 4] && places[u + 5] === places[v - 3]
        const beforeIsAfter = places[u - 4] === places[v + 4] && places[u - 3] === places[v + 5]
        const afterIsAfter = places[u + 4] === places[v + 4] && places[u + 5] === places[v + 5]
        const beforeIsBefore = places[u - 4] === places[v - 4] && places[u - 3] === places[v - 3]
        // both ends of a segment come by here: it is told where the one of the smaller unit starts
        if (afterIsBefore && (places[u + 4] !== x || places[u + 5] !== y)) open[places[u + 3]] = 0
        if ((beforeIsAfter || afterIsAfter) && (places[v + 4] !== x || places[v + 5] !== y)) {
          open[places[v + 3]] = 0
          if (afterIsAfter) open[places[u + 3]] = 0
          if (other !== unit) listener.segment(places[v + 3], places[v + 7], other, unit)
        }
        if (!afterIsBefore && !beforeIsAfter && !afterIsAfter && !beforeIsBefore && other !== unit)
          listener.corner(places[v + 3], other, unit)
      }
    }
  }

  private layOut(ring: number, unit: number, from: number, to: number): void {
    const { ringStart, coordinates } = this.areas
    const { places } = this
    const first = ringStart[ring]
    const end = ringStart[ring + 1]
    let at = this.end
    for (let i = from - 1; i <= to; i++, at += 4) {
      const v = i < first ? end - 1 : i === end ? first : i
      places[at] = stepsEast(coordinates[2 * v])
      places[at + 1] = stepsNorth(coordinates[2 * v + 1])
      places[at + 2] = unit
      places[at + 3] = v
    }
    this.end = at
  }
}

/** Well-mixed low bits of two integers. */
function mix(x: number, y: number): number {
  const h = Math.imul(x, 0x9e3779b1) + Math.imul(y, 0x85ebca6b)
  return h ^ (h >>> 15)
}
