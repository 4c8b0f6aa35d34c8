/** Touching pairs while they are collected: growing columns, then one sort into an adjacency. */
import type { Adjacency } from './adjacency.ts'

export class PairColumns {
  length = 0
  a = new Uint32Array(1024)
  b = new Uint32Array(1024)
  kind = new Uint8Array(1024)
  certainty = new Uint8Array(1024)
  lengthM = new Float64Array(1024)
  separationM = new Float64Array(1024)
  place = new Float64Array(2048)
  private longestM = new Float64Array(1024)

  /** Adds a pair, `a < b`; the same pair may be added again, the stronger contact wins. Returns its position. */
  push(a: number, b: number, kind: number, certainty: number): number {
    if (this.length === this.a.length) this.grow()
    const i = this.length++
    this.a[i] = a
    this.b[i] = b
    this.kind[i] = kind
    this.certainty[i] = certainty
    return i
  }

  /** Adds a stretch of shared line to a border, which is placed in the middle of its longest segment. */
  extend(pair: number, lengthM: number, longestM: number, lon: number, lat: number): void {
    const isFirst = this.lengthM[pair] === 0
    this.lengthM[pair] += lengthM
    if (isFirst || longestM > this.longestM[pair]) {
      this.longestM[pair] = longestM
      this.place[2 * pair] = lon
      this.place[2 * pair + 1] = lat
    }
  }

  /** Sorts by `a`, then `b`, keeps the stronger of two contacts of one pair, and builds the neighbour lists. */
  toAdjacency(count: number): Adjacency {
    const order = this.sorted(count)
    let kept = 0
    for (let i = 0; i < order.length; i++) {
      const pair = order[i]
      const last = kept > 0 ? order[kept - 1] : -1
      if (last >= 0 && this.a[last] === this.a[pair] && this.b[last] === this.b[pair]) {
        if (this.strength(pair) > this.strength(last)) order[kept - 1] = pair
      } else order[kept++] = pair
    }
    return this.assemble(count, order.subarray(0, kept))
  }

  private strength(pair: number): number {
    return 2 * this.kind[pair] + this.certainty[pair]
  }

  private sorted(count: number): Uint32Array {
    const { a, b, length } = this
    const start = new Uint32Array(count + 1)
    for (let i = 0; i < length; i++) start[a[i] + 1]++
    for (let u = 0; u < count; u++) start[u + 1] += start[u]
    const order = new Uint32Array(length)
    const next = start.slice()
    for (let i = 0; i < length; i++) {
      const first = start[a[i]]
      let at = next[a[i]]++
      order[at] = i
      for (; at > first && b[order[at - 1]] > b[order[at]]; at--) {
        const swap = order[at]
        order[at] = order[at - 1]
        order[at - 1] = swap
      }
    }
    return order
  }

  private assemble(count: number, order: Uint32Array): Adjacency {
    const pairs = order.length
    const a = new Uint32Array(pairs)
    const b = new Uint32Array(pairs)
    const kind = new Uint8Array(pairs)
    const certainty = new Uint8Array(pairs)
    const lengthM = new Float64Array(pairs)
    const separationM = new Float64Array(pairs)
    const place = new Float64Array(2 * pairs)
    const start = new Uint32Array(count + 1)
    for (let i = 0; i < pairs; i++) {
      const from = order[i]
      a[i] = this.a[from]
      b[i] = this.b[from]
      kind[i] = this.kind[from]
      certainty[i] = this.certainty[from]
      lengthM[i] = this.lengthM[from]
      separationM[i] = this.separationM[from]
      place[2 * i] = this.place[2 * from]
      place[2 * i + 1] = this.place[2 * from + 1]
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
    return { count, a, b, kind, certainty, lengthM, separationM, place, start, neighbour, pairOf }
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
  }
}

function copyInto<T extends Uint8Array | Uint32Array | Float64Array>(larger: T, values: T): T {
  larger.set(values)
  return larger
}
