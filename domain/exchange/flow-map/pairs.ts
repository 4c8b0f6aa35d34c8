/** Exchanges added up by who gives to whom: built once, then any months and any grouping are sums of it. */
import Flatbush from 'flatbush'
import type { FlowColumns } from './columns.ts'
import { boxOf } from './curve.ts'
import type { Grouping } from './groups.ts'

/** A key for each kind of row that is added up apart: from, to, whether it follows a road, whether it is estimated. */
export interface Pairs {
  from: Uint32Array
  to: Uint32Array
  routed: Uint8Array
  estimate: Uint8Array
  /** Pair of each row. */
  of: Uint32Array
}

export function pairsOf({ from, to, route, estimate }: FlowColumns, places: number): Pairs {
  const rows = from.length
  const numberOf = new Numbering()
  const of = new Uint32Array(rows)
  const first: number[] = []
  for (let row = 0; row < rows; row++) {
    const key = (from[row] * places + to[row]) * 4 + (route[row] < 0 ? 0 : 2) + estimate[row]
    of[row] = numberOf.of(key)
    if (of[row] === first.length) first.push(row)
  }
  return {
    from: Uint32Array.from(first, (row) => from[row]),
    to: Uint32Array.from(first, (row) => to[row]),
    routed: Uint8Array.from(first, (row) => (route[row] < 0 ? 0 : 1)),
    estimate: Uint8Array.from(first, (row) => estimate[row]),
    of,
  }
}

/** The pairs of a grouping, each with its line; what stays within a group has none. */
export interface GroupedPairs {
  from: Uint32Array
  to: Uint32Array
  /** Grouped pair of each pair. */
  of: Uint32Array
  /** By the boxes of the lines of `lined`; null where there is none. */
  index: Flatbush | null
  /** Grouped pairs between two groups. */
  lined: Uint32Array
}

export function groupPairs({ from, to }: Pairs, { of: groupOf, at }: Grouping): GroupedPairs {
  const numberOf = new Numbering()
  const of = new Uint32Array(from.length)
  const ends: [number[], number[]] = [[], []]
  for (let pair = 0; pair < from.length; pair++) {
    const [a, b] = [groupOf[from[pair]], groupOf[to[pair]]]
    of[pair] = numberOf.of(a * at.length + b)
    if (of[pair] === ends[0].length) {
      ends[0].push(a)
      ends[1].push(b)
    }
  }
  const [givers, takers] = ends.map((list) => Uint32Array.from(list))
  const lined = Uint32Array.from(givers.keys()).filter((pair) => givers[pair] !== takers[pair])
  const index = lined.length > 0 ? new Flatbush(lined.length) : null
  for (const pair of lined) index!.add(...boxOf(at[givers[pair]], at[takers[pair]]))
  index?.finish()
  return { from: givers, to: takers, of, index, lined }
}

/** Numbers for keys, from 0 in the order in which they come. Keys are whole, at least 0 and below 2 ** 53. */
class Numbering {
  #keys = new Float64Array(1024).fill(-1)
  #numbers = new Uint32Array(1024)
  #count = 0

  of(key: number): number {
    let at = this.#slot(key)
    if (this.#keys[at] === key) return this.#numbers[at]
    if (this.#count * 2 >= this.#keys.length) {
      this.#grow()
      at = this.#slot(key)
    }
    this.#keys[at] = key
    this.#numbers[at] = this.#count
    return this.#count++
  }

  #slot(key: number): number {
    const mask = this.#keys.length - 1
    let mixed = Math.imul(key | 0, 0x9e3779b1) ^ Math.imul((key / 4294967296) | 0, 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d)
    let at = (mixed ^ (mixed >>> 13)) & mask
    while (this.#keys[at] !== -1 && this.#keys[at] !== key) at = (at + 1) & mask
    return at
  }

  #grow(): void {
    const [keys, numbers] = [this.#keys, this.#numbers]
    this.#keys = new Float64Array(4 * keys.length).fill(-1)
    this.#numbers = new Uint32Array(4 * keys.length)
    for (const [i, key] of keys.entries())
      if (key !== -1) {
        const at = this.#slot(key)
        this.#keys[at] = key
        this.#numbers[at] = numbers[i]
      }
  }
}
