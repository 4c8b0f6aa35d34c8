/**
 * Which segments and vertices two areas have in common, exactly, on coordinates rounded to 1e-7 degree (1 cm).
 *
 * One join over vertices finds both. Vertices are first dealt into buckets by the place they are in, a bucket being a
 * few hundred vertices, so that everything a bucket needs stays in the processor's nearest cache; then each bucket
 * joins equal positions in a small table. Two vertices in one position share the segment between that position and
 * the next where their neighbours along the ring agree.
 */
import type { FlatAreas } from './flat-areas.ts'

/** Steps of 1e-7 degree. */
const PER_DEGREE = 1e7
const HALF_TURN = 180 * PER_DEGREE
const TURN = 360 * PER_DEGREE
const VERTICES_PER_BUCKET = 400
/** A cell's side in mean steps from a vertex to the next: areas of 60 vertices are about 15 of them across. */
const CELL_STEPS = 16

/**
 * Everything is by slot: ring `r` has its vertices `v` at slot `v + 2r + 1`, with a copy of its last vertex before
 * them and of its first vertex after them, so that the vertex before and the one after are always next door.
 */
export interface SharedLines {
  /**
   * Four numbers a slot, for they are needed together: x and y in steps of 1e-7 degree, the unit, and the unit + 1
   * that also owns the segment starting here, 0 where nobody else does.
   */
  slots: Int32Array
  /** Further owners of a segment: (slot, unit) pairs in the order of the slots. */
  furtherOwners: Int32Array
  /** Slots of two vertices in one position, of two units, with no segment in common there: (slot, slot) pairs. */
  corners: Int32Array
}

export function findSharedLines(areas: FlatAreas): SharedLines {
  const { slots, order, bucketStart, largest } = dealIntoBuckets(areas)
  const further = new PairList()
  const corners = new PairList()
  let size = 16
  while (size < 2 * largest) size *= 2
  // rank in the bucket + 1, by position; and the rank + 1 of the vertex before in the same position, by rank
  const table = new Int32Array(size)
  const sameAs = new Int32Array(largest + 1)

  for (let bucket = 0; bucket + 1 < bucketStart.length; bucket++) {
    const from = bucketStart[bucket] - 1
    const count = bucketStart[bucket + 1] - bucketStart[bucket]
    if (count < 2) continue
    let room = 16
    while (room < 2 * count) room *= 2
    const mask = room - 1
    table.fill(0, 0, room)
    for (let rank = 1; rank <= count; rank++) {
      const u = order[from + rank] << 2
      const x = slots[u]
      const y = slots[u + 1]
      let at = mix(x, y) & mask
      let found = table[at]
      let v = 0
      while (found !== 0) {
        v = order[from + found] << 2
        if (slots[v] === x && slots[v + 1] === y) break
        at = (at + 1) & mask
        found = table[at]
      }
      table[at] = rank
      sameAs[rank] = found
      if (found === 0) continue
      const unit = slots[u + 2]
      const beforeX = slots[u - 4]
      const beforeY = slots[u - 3]
      const afterX = slots[u + 4]
      const afterY = slots[u + 5]
      const moves = afterX !== x || afterY !== y
      for (;;) {
        const other = slots[v + 2]
        const otherBeforeX = slots[v - 4]
        const otherBeforeY = slots[v - 3]
        const otherAfterX = slots[v + 4]
        const otherAfterY = slots[v + 5]
        let together = false
        // each segment is recorded from the end it starts at; both ends of a shared segment come by here
        if (afterX === otherBeforeX && afterY === otherBeforeY) {
          together = true
          if (moves) {
            if (slots[u + 3] === 0) slots[u + 3] = other + 1
            else further.push(u >> 2, other)
          }
        }
        if (beforeX === otherAfterX && beforeY === otherAfterY) {
          together = true
          if (otherAfterX !== x || otherAfterY !== y) {
            if (slots[v + 3] === 0) slots[v + 3] = unit + 1
            else further.push(v >> 2, unit)
          }
        }
        if (afterX === otherAfterX && afterY === otherAfterY) {
          together = true
          if (moves) {
            if (slots[u + 3] === 0) slots[u + 3] = other + 1
            else further.push(u >> 2, other)
            if (slots[v + 3] === 0) slots[v + 3] = unit + 1
            else further.push(v >> 2, unit)
          }
        }
        if (!together && unit !== other && (beforeX !== otherBeforeX || beforeY !== otherBeforeY)) {
          corners.push(u >> 2, v >> 2)
        }
        found = sameAs[found]
        if (found === 0) break
        v = order[from + found] << 2
      }
    }
  }
  return { slots, furtherOwners: further.bySlot(), corners: corners.list() }
}

/** Rounds every vertex into its slot, and lists the slots bucket by bucket. */
function dealIntoBuckets(areas: FlatAreas) {
  const { coordinates, ringStart, partStart, unitStart, count } = areas
  const rings = ringStart.length - 1
  const vertices = ringStart[rings]
  const slots = new Int32Array(4 * (vertices + 2 * rings))
  let bits = 0
  while (bits < 16 && (1 << bits) * VERTICES_PER_BUCKET < vertices) bits++
  const columns = (1 << (bits >> 1)) - 1
  const rows = (1 << (bits - (bits >> 1))) - 1
  const shift = cellSize(areas)
  const bucketOf = new Uint16Array(vertices)
  const bucketStart = new Uint32Array((1 << bits) + 1)
  let at = 0
  for (let unit = 0; unit < count; unit++) {
    const ringEnd = partStart[unitStart[unit + 1]]
    for (let ring = partStart[unitStart[unit]]; ring < ringEnd; ring++) {
      const first = at
      const end = ringStart[ring + 1]
      for (let v = ringStart[ring]; v < end; v++) {
        let lon = coordinates[2 * v] * PER_DEGREE
        const lat = coordinates[2 * v + 1] * PER_DEGREE
        // 180° west and 180° east are one line
        if (lon >= HALF_TURN) lon -= TURN
        else if (lon < -HALF_TURN) lon += TURN
        const x = (lon < 0 ? lon - 0.5 : lon + 0.5) | 0
        const y = (lat < 0 ? lat - 0.5 : lat + 0.5) | 0
        at += 4
        slots[at] = x
        slots[at + 1] = y
        slots[at + 2] = unit
        // cells far apart may share a bucket; cells side by side are buckets side by side
        const bucket = (((y >> shift) & rows) << (bits >> 1)) | ((x >> shift) & columns)
        bucketOf[v] = bucket
        bucketStart[bucket + 1]++
      }
      slots[first] = slots[at]
      slots[first + 1] = slots[at + 1]
      at += 4
      slots[at] = slots[first + 4]
      slots[at + 1] = slots[first + 5]
      at += 4
    }
  }
  let largest = 0
  for (let bucket = 0; bucket + 1 < bucketStart.length; bucket++) {
    if (bucketStart[bucket + 1] > largest) largest = bucketStart[bucket + 1]
    bucketStart[bucket + 1] += bucketStart[bucket]
  }
  const order = new Int32Array(vertices)
  const next = bucketStart.slice()
  for (let ring = 0, v = 0; ring < rings; ring++) {
    const end = ringStart[ring + 1]
    for (let slot = v + 2 * ring + 1; v < end; v++, slot++) order[next[bucketOf[v]]++] = slot
  }
  return { slots, order, bucketStart, largest }
}

/** Log2 of the side of a cell that holds a few hundred vertices where areas are as dense as they mostly are. */
function cellSize({ coordinates, ringStart }: FlatAreas): number {
  const rings = ringStart.length - 1
  let travelled = 0
  let steps = 0
  for (let ring = 0; ring < rings; ring += Math.ceil(rings / 4096)) {
    const v = 2 * ringStart[ring]
    travelled +=
      Math.abs(coordinates[v + 2] - coordinates[v]) + Math.abs(coordinates[v + 3] - coordinates[v + 1])
    steps++
  }
  const step = steps > 0 ? (travelled / steps) * PER_DEGREE : 1
  return Math.min(30, Math.max(4, Math.round(Math.log2(CELL_STEPS * step + 1))))
}

/** 32 well-mixed bits of two integers. */
function mix(x: number, y: number): number {
  let h = Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
  return h ^ (h >>> 13)
}

/** A growing list of pairs of integers. */
class PairList {
  private values = new Int32Array(256)
  private length = 0

  push(first: number, second: number): void {
    if (this.length === this.values.length) {
      const larger = new Int32Array(2 * this.length)
      larger.set(this.values)
      this.values = larger
    }
    this.values[this.length++] = first
    this.values[this.length++] = second
  }

  list(): Int32Array {
    return this.values.slice(0, this.length)
  }

  bySlot(): Int32Array {
    const count = this.length / 2
    const keys = new Float64Array(count)
    for (let i = 0; i < count; i++) keys[i] = this.values[2 * i] * 2 ** 22 + this.values[2 * i + 1]
    keys.sort()
    const sorted = new Int32Array(2 * count)
    for (let i = 0; i < count; i++) {
      sorted[2 * i] = Math.floor(keys[i] / 2 ** 22)
      sorted[2 * i + 1] = keys[i] % 2 ** 22
    }
    return sorted
  }
}
