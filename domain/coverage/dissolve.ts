/** Outlines from loose edges: parts with shells and holes, as GEOS calls them valid. */
import { doubleArea, placeKey, turn } from './grid.ts'
import { windingBeside } from './winding.ts'

/** A shell, counter-clockwise, and its holes, clockwise: each x, y, x, y, … without a closing place. */
export type Part = Int32Array[]

/** Steps from one place to the next, the land on their left: from x, y to x, y, and so on. */
export class Edges {
  readonly row: number[] = []
  add(ax: number, ay: number, bx: number, by: number): void {
    this.row.push(ax, ay, bx, by)
  }
  addRing(ring: ArrayLike<number>): void {
    for (let i = 0; i < ring.length; i += 2) {
      const next = (i + 2) % ring.length
      this.add(ring[i], ring[i + 1], ring[next], ring[next + 1])
    }
  }
}

/**
 * Edges that run there and back cancel each other. Where an outline touches itself in a place, it becomes a hole that
 * touches its shell, or two parts that touch. A ring starts with its first edge in the order given.
 */
export function dissolve(edges: Edges): Part[] {
  return walked(edges.row, edgesOut(edges.row, true))
}

/** The same where what runs there and back is a cut that parts the land on its two sides. */
export function faces(edges: Edges): Part[] {
  return walked(edges.row, edgesOut(edges.row, false))
}

function walked(row: number[], out: Map<string, number[]>): Part[] {
  const cycles: Int32Array[] = []
  for (const edges of out.values())
    while (edges.length > 0)
      for (const cycle of simpleCycles(takeCycle(row, edges[0], out))) cycles.push(Int32Array.from(cycle))
  return intoParts(cycles)
}

/** The edges out of each place, by where they start in the row; without returns, if they are to cancel each other. */
function edgesOut(row: number[], cancel: boolean): Map<string, number[]> {
  const out = new Map<string, number[]>()
  for (let edge = 0; edge < row.length; edge += 4) {
    const [ax, ay, bx, by] = [row[edge], row[edge + 1], row[edge + 2], row[edge + 3]]
    if (ax === bx && ay === by) continue
    const back = (cancel && out.get(placeKey(bx, by))) || []
    const twin = back.findIndex((other) => row[other + 2] === ax && row[other + 3] === ay)
    if (twin >= 0) back.splice(twin, 1)
    else {
      const from = placeKey(ax, ay)
      const edges = out.get(from)
      if (edges) edges.push(edge)
      else out.set(from, [edge])
    }
  }
  return out
}

/** The places along the boundary of one face, keeping to its left; what is walked is taken out. */
function takeCycle(row: number[], first: number, out: Map<string, number[]>): number[] {
  const cycle: number[] = []
  let edge = first
  for (;;) {
    const [ax, ay, bx, by] = [row[edge], row[edge + 1], row[edge + 2], row[edge + 3]]
    cycle.push(ax, ay)
    const from = out.get(placeKey(ax, ay))!
    from.splice(from.indexOf(edge), 1)
    const onward = out.get(placeKey(bx, by))
    // the cycle is closed when nothing is left to go on with that turns more to the left than its own beginning
    const choices = bx === row[first] && by === row[first + 1] ? [...(onward ?? []), first] : (onward ?? [])
    if (choices.length === 0) return []
    const next = choices.reduce((best, other) => (isNearer(row, edge, other, best) ? other : best))
    if (next === first) return cycle
    edge = next
  }
}

/** Whether `one` comes before `other` when the way back along `edge` is turned clockwise about its end. */
function isNearer(row: number[], edge: number, one: number, other: number): boolean {
  const [x, y] = [row[edge + 2], row[edge + 3]]
  const [bx, by] = [row[edge], row[edge + 1]]
  const place = (e: number) => {
    const side = turn(x, y, bx, by, row[e + 2], row[e + 3])
    if (side !== 0) return side < 0 ? 1 : 3
    const ahead = (bx - x) * (row[e + 2] - x) + (by - y) * (row[e + 3] - y) < 0
    return ahead ? 2 : 4
  }
  const [p, q] = [place(one), place(other)]
  if (p !== q) return p < q
  return turn(x, y, row[other + 2], row[other + 3], row[one + 2], row[one + 3]) > 0
}

/** A cycle that comes by a place again, as two; what has no area is left out. */
function simpleCycles(cycle: number[]): number[][] {
  const done: number[][] = []
  const path: number[] = []
  const at = new Map<string, number>()
  for (let i = 0; i < cycle.length; i += 2) {
    const key = placeKey(cycle[i], cycle[i + 1])
    const before = at.get(key)
    if (before !== undefined) {
      const loop = path.splice(before)
      for (let j = 2; j < loop.length; j += 2) at.delete(placeKey(loop[j], loop[j + 1]))
      done.push(loop)
    }
    at.set(key, path.length)
    path.push(cycle[i], cycle[i + 1])
  }
  done.push(path)
  return done.filter((ring) => doubleArea(ring) !== 0)
}

/** Each hole goes to the smallest shell around it; one without a shell covers no land and is left out. */
export function intoParts(rings: Int32Array[]): Part[] {
  const sizes = new Map(rings.map((ring) => [ring, doubleArea(ring)]))
  const parts: Part[] = rings.filter((ring) => sizes.get(ring)! > 0).map((shell) => [shell])
  const bySize = parts.toSorted((p, q) => sizes.get(p[0])! - sizes.get(q[0])!)
  for (const hole of rings.filter((ring) => sizes.get(ring)! < 0))
    bySize
      .find(([shell]) => {
        // the land just outside of a hole's border belongs to its shell, even where the two touch
        const { left, right } = windingBeside([shell], hole[0], hole[1], hole[2], hole[3])
        return left > 0 && right > 0
      })
      ?.push(hole)
  return parts
}
