/** Touching pairs while they are collected, a row each, and in the end as an adjacency. */
import { segmentLengthM, shortWay } from '../geometry/ellipsoid.ts'
import type { Adjacency } from './adjacency.ts'

export class PairColumns {
  length = 0
  a: Uint32Array
  b: Uint32Array
  kind: Uint8Array
  certainty: Uint8Array
  lengthM: Float64Array
  separationM: Float64Array
  place: Float64Array
  private longestM: Float64Array
  /** Row + 1 by pair, 0 where there is none: open addressing, at most two thirds full. */
  private table: Int32Array
  private latest = 0

  /** @param expected number of rows to make room for at once; more will do. */
  constructor(expected = 0) {
    const room = expected + 16
    this.a = new Uint32Array(room)
    this.b = new Uint32Array(room)
    this.kind = new Uint8Array(room)
    this.certainty = new Uint8Array(room)
    this.lengthM = new Float64Array(room)
    this.separationM = new Float64Array(room)
    this.place = new Float64Array(2 * room)
    this.longestM = new Float64Array(room)
    this.table = new Int32Array(tableSize(room))
  }

  /** The row of a pair, `a < b`, or -1. */
  find(a: number, b: number): number {
    return this.table[this.slotOf(a, b)] - 1
  }

  /** The row of a pair, `a < b`; where there is none it is added, a doubtful corner of no length. */
  rowOf(a: number, b: number): number {
    const { latest } = this
    // segment after segment mostly belongs to one pair
    if (this.a[latest] === a && this.b[latest] === b) return latest
    const found = this.find(a, b)
    this.latest = found < 0 ? this.add(a, b) : found
    return this.latest
  }

  /** Adds the segment between two vertices to a row, which is placed in the middle of its longest one. */
  extend(row: number, coordinates: Float64Array, from: number, to: number): void {
    const lon = coordinates[2 * from]
    const lat = coordinates[2 * from + 1]
    const toLon = coordinates[2 * to]
    const toLat = coordinates[2 * to + 1]
    const lengthM = segmentLengthM(lon, lat, toLon, toLat)
    this.lengthM[row] += lengthM
    if (lengthM <= this.longestM[row]) return
    this.longestM[row] = lengthM
    this.place[2 * row] = lon + shortWay(toLon - lon) / 2
    this.place[2 * row + 1] = (lat + toLat) / 2
  }

  /** Sorts by `a`, then `b`, and builds the neighbour lists. The columns go to the adjacency: nothing can be added. */
  toAdjacency(count: number): Adjacency {
    this.sort(count)
    const pairs = this.length
    const a = this.a.subarray(0, pairs)
    const b = this.b.subarray(0, pairs)
    const start = new Uint32Array(count + 1)
    for (let i = 0; i < pairs; i++) {
      start[a[i] + 1]++
      start[b[i] + 1]++
    }
    for (let u = 0; u < count; u++) start[u + 1] += start[u]
    const neighbour = new Uint32Array(2 * pairs)
    const pairOf = new Uint32Array(2 * pairs)
    const next = start.slice()
    // lower neighbours of all units first, then the higher ones: every list comes out in order
    for (let i = 0; i < pairs; i++) {
      neighbour[next[b[i]]] = a[i]
      pairOf[next[b[i]]++] = i
    }
    for (let i = 0; i < pairs; i++) {
      neighbour[next[a[i]]] = b[i]
      pairOf[next[a[i]]++] = i
    }
    return {
      count,
      a,
      b,
      kind: this.kind.subarray(0, pairs),
      certainty: this.certainty.subarray(0, pairs),
      lengthM: this.lengthM.subarray(0, pairs),
      separationM: this.separationM.subarray(0, pairs),
      place: this.place.subarray(0, 2 * pairs),
      start,
      neighbour,
      pairOf,
    }
  }

  private sort(count: number): void {
    const byB = dealt(this.b, null, this.length, count)
    const order = dealt(this.a, byB, this.length, count)
    // cycle after cycle: what stands in the way of a row is handed on to the place that the row leaves
    for (let first = 0; first < this.length; first++) {
      for (let at = first; order[at] !== at; ) {
        const from = order[at]
        order[at] = at
        if (from === first) break
        this.swap(at, from)
        at = from
      }
    }
  }

  private swap(one: number, other: number): void {
    swap(this.a, one, other)
    swap(this.b, one, other)
    swap(this.kind, one, other)
    swap(this.certainty, one, other)
    swap(this.lengthM, one, other)
    swap(this.separationM, one, other)
    swap(this.place, 2 * one, 2 * other)
    swap(this.place, 2 * one + 1, 2 * other + 1)
  }

  private add(a: number, b: number): number {
    if (this.length === this.a.length) this.grow()
    const row = this.length++
    this.a[row] = a
    this.b[row] = b
    this.table[this.slotOf(a, b)] = row + 1
    return row
  }

  /** Where in the table the pair is, or would be. */
  private slotOf(a: number, b: number): number {
    const { table } = this
    const mask = table.length - 1
    let at = (Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)) & mask
    while (table[at] !== 0 && (this.a[table[at] - 1] !== a || this.b[table[at] - 1] !== b))
      at = (at + 1) & mask
    return at
  }

  private grow(): void {
    const room = 2 * this.a.length
    this.a = copyInto(new Uint32Array(room), this.a)
    this.b = copyInto(new Uint32Array(room), this.b)
    this.kind = copyInto(new Uint8Array(room), this.kind)
    this.certainty = copyInto(new Uint8Array(room), this.certainty)
    this.lengthM = copyInto(new Float64Array(room), this.lengthM)
    this.separationM = copyInto(new Float64Array(room), this.separationM)
    this.place = copyInto(new Float64Array(2 * room), this.place)
    this.longestM = copyInto(new Float64Array(room), this.longestM)
    this.table = new Int32Array(tableSize(room))
    for (let row = 0; row < this.length; row++) this.table[this.slotOf(this.a[row], this.b[row])] = row + 1
  }
}

/** Rows by their keys below `count`; equal keys stay in order. */
function dealt(keys: Uint32Array, rows: Uint32Array | null, length: number, count: number): Uint32Array {
  const next = new Uint32Array(count + 1)
  for (let row = 0; row < length; row++) next[keys[row] + 1]++
  for (let key = 0; key < count; key++) next[key + 1] += next[key]
  const order = new Uint32Array(length)
  for (let i = 0; i < length; i++) {
    const row = rows ? rows[i] : i
    order[next[keys[row]]++] = row
  }
  return order
}

function swap(column: Uint32Array | Uint8Array | Float64Array, one: number, other: number): void {
  const value = column[one]
  column[one] = column[other]
  column[other] = value
}

function tableSize(rows: number): number {
  return 2 ** Math.ceil(Math.log2(1.5 * rows))
}

function copyInto<T extends Uint8Array | Uint32Array | Float64Array>(larger: T, values: T): T {
  larger.set(values)
  return larger
}
