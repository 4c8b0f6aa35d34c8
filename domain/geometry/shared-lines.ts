/**
 * Which segments and vertices two areas have in common, exactly, on coordinates rounded to 1e-7 degree (1 cm).
 *
 * One join over vertices finds both. Vertices are first dealt into buckets by the place they are in, a bucket being a
 * few hundred vertices, so that everything a bucket needs stays in the processor's nearest cache; then each bucket
 * joins equal positions in a small table. Two vertices in one position share the segment between that position and
 * the next where their neighbours along the ring agree.
 */
import type { FlatAreas } from './flat-areas.ts'

/** Units of 1e-7 degree. */
const PER_DEGREE = 1e7
const HALF_TURN = 180 * PER_DEGREE
const TURN = 360 * PER_DEGREE
const VERTICES_PER_BUCKET = 400

/**
 * Everything is by slot: ring `r` has its vertices `v` at slot `v + 2r + 1`, with a copy of its last vertex before
 * them and of its first vertex after them, so that the vertex before and the one after are always next door.
 */
export interface SharedLines {
  /** Unit + 1 that also owns the segment starting at this slot; 0 where nobody else does. */
  partner: Int32Array
  /** Further owners of a segment: (slot, unit) pairs in the order of the slots. */
  furtherPartners: Int32Array
  /** Slots of two vertices in one position, of two units, with no segment in common there: (slot, slot) pairs. */
  corners: Int32Array
  unitOfSlot: Int32Array
}

export function findSharedLines(areas: FlatAreas): SharedLines {
  const rings = areas.ringStart.length - 1
  const vertices = areas.ringStart[rings]
  const slots = vertices + 2 * rings
  const unitOfSlot = new Int32Array(slots)
  const positions = new Int32Array(2 * slots)
  const shift = layOut(areas, positions, unitOfSlot)
  const { order, bucketStart, largest } = dealIntoBuckets(areas, positions, vertices, shift)

  const partner = new Int32Array(slots)
  const sameAs = new Int32Array(slots)
  const further = new PairList()
  const corners = new PairList()
  let size = 16
  while (size < 2 * largest) size *= 2
  const table = new Int32Array(size)

  for (let bucket = 0; bucket + 1 < bucketStart.length; bucket++) {
    const from = bucketStart[bucket]
    const to = bucketStart[bucket + 1]
    if (to - from < 2) continue
    let room = 16
    while (room < 2 * (to - from)) room *= 2
    const mask = room - 1
    table.fill(0, 0, room)
    for (let i = from; i < to; i++) {
      const u = order[i]
      const x = positions[2 * u]
      const y = positions[2 * u + 1]
      let at = mix(x, y) & mask
      let v = table[at]
      while (v !== 0 && (positions[2 * v] !== x || positions[2 * v + 1] !== y)) {
        at = (at + 1) & mask
        v = table[at]
      }
      table[at] = u
      if (v === 0) continue
      sameAs[u] = v
      const unit = unitOfSlot[u]
      const beforeX = positions[2 * u - 2]
      const beforeY = positions[2 * u - 1]
      const afterX = positions[2 * u + 2]
      const afterY = positions[2 * u + 3]
      const moves = afterX !== x || afterY !== y
      for (; v !== 0; v = sameAs[v]) {
        const other = unitOfSlot[v]
        const before = positions[2 * v - 2]
        const after = positions[2 * v + 2]
        const otherAfterY = positions[2 * v + 3]
        const otherBeforeY = positions[2 * v - 1]
        let together = false
        // each segment is recorded from the end it starts at; both ends of a shared segment come by here
        if (afterX === before && afterY === otherBeforeY) {
          together = true
          if (moves) {
            if (partner[u] === 0) partner[u] = other + 1
            else further.push(u, other)
          }
        }
        if (beforeX === after && beforeY === otherAfterY) {
          together = true
          if (after !== x || otherAfterY !== y) {
            if (partner[v] === 0) partner[v] = unit + 1
            else further.push(v, unit)
          }
        }
        if (afterX === after && afterY === otherAfterY) {
          together = true
          if (moves) {
            if (partner[u] === 0) partner[u] = other + 1
            else further.push(u, other)
            if (partner[v] === 0) partner[v] = unit + 1
            else further.push(v, unit)
          }
        }
        if (!together && unit !== other && (beforeX !== before || beforeY !== otherBeforeY))
          corners.push(u, v)
      }
    }
  }
  return { partner, furtherPartners: further.bySlot(), corners: corners.list(), unitOfSlot }
}

/** Rounds every vertex into its slot. Returns log2 of the side of a cell that holds a few hundred vertices. */
function layOut(areas: FlatAreas, positions: Int32Array, unitOfSlot: Int32Array): number {
  const { coordinates, ringStart, partStart, unitStart, count } = areas
  let travelled = 0
  let slot = 0
  for (let unit = 0; unit < count; unit++) {
    const ringEnd = partStart[unitStart[unit + 1]]
    for (let ring = partStart[unitStart[unit]]; ring < ringEnd; ring++) {
      const first = slot
      slot++
      const end = 2 * ringStart[ring + 1]
      for (let c = 2 * ringStart[ring]; c < end; c += 2) {
        let x = coordinates[c] * PER_DEGREE
        const y = coordinates[c + 1] * PER_DEGREE
        // 180° west and 180° east are one line
        if (x >= HALF_TURN) x -= TURN
        else if (x < -HALF_TURN) x += TURN
        positions[2 * slot] = x < 0 ? x - 0.5 : x + 0.5
        positions[2 * slot + 1] = y < 0 ? y - 0.5 : y + 0.5
        slot++
      }
      positions[2 * first] = positions[2 * slot - 2]
      positions[2 * first + 1] = positions[2 * slot - 1]
      positions[2 * slot] = positions[2 * first + 2]
      positions[2 * slot + 1] = positions[2 * first + 3]
      unitOfSlot.fill(unit, first, slot + 1)
      travelled += Math.abs(positions[2 * first + 2] - positions[2 * first])
      slot++
    }
  }
  const rings = ringStart.length - 1
  const step = rings > 0 ? travelled / rings : 1
  return Math.min(30, Math.max(4, Math.round(Math.log2(24 * step + 1))))
}

function dealIntoBuckets(areas: FlatAreas, positions: Int32Array, vertices: number, shift: number) {
  const { ringStart } = areas
  let bits = 0
  while (bits < 16 && (1 << bits) * VERTICES_PER_BUCKET < vertices) bits++
  const buckets = 1 << bits
  const bucketOf = new Uint16Array(vertices)
  const bucketStart = new Uint32Array(buckets + 1)
  const drop = 32 - bits
  for (let ring = 0, v = 0; ring + 1 < ringStart.length; ring++) {
    const end = ringStart[ring + 1]
    for (let at = 2 * (v + 2 * ring + 1); v < end; v++, at += 2) {
      const bucket = bits === 0 ? 0 : mix(positions[at] >> shift, positions[at + 1] >> shift) >>> drop
      bucketOf[v] = bucket
      bucketStart[bucket + 1]++
    }
  }
  let largest = 0
  for (let bucket = 0; bucket < buckets; bucket++) {
    if (bucketStart[bucket + 1] > largest) largest = bucketStart[bucket + 1]
    bucketStart[bucket + 1] += bucketStart[bucket]
  }
  const order = new Int32Array(vertices)
  const next = bucketStart.slice()
  for (let ring = 0, v = 0; ring + 1 < ringStart.length; ring++) {
    const end = ringStart[ring + 1]
    for (let slot = v + 2 * ring + 1; v < end; v++, slot++) order[next[bucketOf[v]]++] = slot
  }
  return { order, bucketStart, largest }
}

/** 32 well-mixed bits of two integers. */
function mix(x: number, y: number): number {
  let h = Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39)
  return h ^ (h >>> 15)
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
