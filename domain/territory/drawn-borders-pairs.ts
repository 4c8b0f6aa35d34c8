/** Sums per pair of units, in columns that grow, found by the two unit numbers. */
const COLUMNS = [
  'lengthA',
  'lengthB',
  'rawA',
  'rawB',
  'weighted',
  'sum',
  'widest',
  'deepest',
  'match',
  'stretchM',
  'coincident',
  'segments',
  'lastSegment',
  'longest',
  'x',
  'y',
  'deepX',
  'deepY',
  'deepIn',
] as const
type Column = (typeof COLUMNS)[number]

export class PairTable {
  size = 0
  a = new Int32Array(256)
  b = new Int32Array(256)
  column: Record<Column, Float64Array> = Object.fromEntries(
    COLUMNS.map((name) => [name, new Float64Array(256)]),
  ) as Record<Column, Float64Array>
  private slots = new Int32Array(1024).fill(-1)

  /** The row of a pair of units, made with zeros where it is new. */
  find(u: number, v: number): number {
    const a = Math.min(u, v)
    const b = Math.max(u, v)
    let slot = this.slotOf(a, b)
    if (this.slots[slot] >= 0) return this.slots[slot]
    if (this.size === this.a.length) {
      this.grow()
      slot = this.slotOf(a, b)
    }
    const row = this.size++
    this.a[row] = a
    this.b[row] = b
    this.slots[slot] = row
    return row
  }

  /** The row of a pair of units, -1 where there is none. */
  lookUp(u: number, v: number): number {
    return this.slots[this.slotOf(Math.min(u, v), Math.max(u, v))]
  }

  /** Sets all sums of a row back to zero. */
  clear(row: number): void {
    for (const name of COLUMNS) this.column[name][row] = 0
  }

  private slotOf(a: number, b: number): number {
    const mask = this.slots.length - 1
    let slot = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)
    slot = (slot ^ (slot >>> 15)) & mask
    for (;;) {
      const row = this.slots[slot]
      if (row < 0 || (this.a[row] === a && this.b[row] === b)) return slot
      slot = (slot + 1) & mask
    }
  }

  private grow(): void {
    const rows = 2 * this.a.length
    const longer = <T extends Int32Array | Float64Array>(old: T, fresh: T): T => {
      fresh.set(old)
      return fresh
    }
    this.a = longer(this.a, new Int32Array(rows))
    this.b = longer(this.b, new Int32Array(rows))
    for (const name of COLUMNS) this.column[name] = longer(this.column[name], new Float64Array(rows))
    this.slots = new Int32Array(4 * rows).fill(-1)
    for (let row = 0; row < this.size; row++) this.slots[this.slotOf(this.a[row], this.b[row])] = row
  }
}
