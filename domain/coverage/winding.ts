/** How often outlines go round a spot: who has the land there. */
import { type Box, boxOf, holds, type Place, turn } from './grid.ts'

/** Closed rings x, y, x, y, … without a closing place. */
export type Rings = readonly ArrayLike<number>[]

export interface Sides {
  left: number
  right: number
}

/**
 * How often rings go round the land just left and just right of the segment from a to b, at its middle; the segment
 * may be one of theirs, but nothing else of them may lie on its middle. Exact: a ray is cast in doubled steps.
 */
export function windingBeside(rings: Rings, ax: number, ay: number, bx: number, by: number): Sides {
  const sides: Sides = { left: 0, right: 0 }
  for (const ring of rings) {
    const { left, right } = beside(ring, null, ax, ay, bx, by)
    sides.left += left
    sides.right += right
  }
  return sides
}

/** @param edges by where they begin in the ring: all that the ray may meet; every edge if null. */
function beside(
  ring: ArrayLike<number>,
  edges: Int32Array | null,
  ax: number,
  ay: number,
  bx: number,
  by: number,
): Sides {
  const level = ay === by
  const [mx, my] = [ax + bx, ay + by]
  const middle = level ? mx : my
  let far = 0
  let forward = 0
  const count = edges ? edges.length : ring.length / 2
  for (let k = 0; k < count; k++) {
    const i = edges ? edges[k] : 2 * k
    const after = i + 2 === ring.length ? 0 : i + 2
    const px = ring[i]
    const py = ring[i + 1]
    const qx = ring[after]
    const qy = ring[after + 1]
    const from = 2 * (level ? px : py)
    const to = 2 * (level ? qx : qy)
    if (from <= middle === to <= middle) continue
    if (px === ax && py === ay && qx === bx && qy === by) forward++
    else if (px === bx && py === by && qx === ax && qy === ay) forward--
    else {
      // a ray east meets what goes up, a ray north what goes west, with the spot on its left
      const positive = level ? to < from : to > from
      const side = turn(2 * px, 2 * py, 2 * qx, 2 * qy, mx, my)
      if (positive && side > 0) far++
      else if (!positive && side < 0) far--
    }
  }
  const leftIsNear = level ? bx < ax : by > ay
  return leftIsNear ? { left: far + forward, right: far } : { left: far, right: far - forward }
}

/** Rings of fewer places are gone through faster than looked up. */
const BANDED_FROM = 48
const PLACES_PER_BAND = 6

/**
 * Rings that are asked about many spots: those that lie elsewhere are passed over, and of long ones only the edges at
 * the height of the spot are looked at. What is asked of it comes out as from the rings themselves.
 */
export class RingsByPlace {
  private rings: { ring: ArrayLike<number>; box: Box; bands: Bands | null }[]

  constructor(rings: Rings) {
    this.rings = rings.map((ring) => ({ ring, box: boxOf([ring]), bands: null }))
  }

  windingBeside(ax: number, ay: number, bx: number, by: number): Sides {
    const spot: Place = [(ax + bx) / 2, (ay + by) / 2]
    const sides: Sides = { left: 0, right: 0 }
    for (const entry of this.rings) {
      const { ring, box } = entry
      if (!holds(box, spot)) continue
      if (ring.length >= 2 * BANDED_FROM && ay !== by) entry.bands ??= bandsOf(ring, box)
      const edges = ay !== by && entry.bands ? edgesAt(entry.bands, spot[1]) : null
      const { left, right } = beside(ring, edges, ax, ay, bx, by)
      sides.left += left
      sides.right += right
    }
    return sides
  }
}

/** The edges of a ring, by where they begin in it, in bands from south to north; one that spans several is in each. */
interface Bands {
  south: number
  height: number
  start: Int32Array
  edges: Int32Array
}

function bandsOf(ring: ArrayLike<number>, { minY, maxY }: Box): Bands {
  const count = Math.ceil(ring.length / 2 / PLACES_PER_BAND)
  const height = (maxY - minY + 1) / count
  const bandOf = (y: number) => Math.floor((y - minY) / height)
  const start = new Int32Array(count + 1)
  let edges = new Int32Array(0)
  for (const pass of ['count', 'fill']) {
    for (let i = 0; i < ring.length; i += 2) {
      const [from, to] = [bandOf(ring[i + 1]), bandOf(ring[(i + 3) % ring.length])]
      for (let band = Math.min(from, to); band <= Math.max(from, to); band++)
        if (pass === 'count') start[band]++
        else edges[--start[band]] = i
    }
    if (pass === 'fill') break
    for (let band = 1; band <= count; band++) start[band] += start[band - 1]
    edges = new Int32Array(start[count])
  }
  return { south: minY, height, start, edges }
}

function edgesAt({ south, height, start, edges }: Bands, y: number): Int32Array {
  const band = Math.floor((y - south) / height)
  return edges.subarray(start[band], start[band + 1])
}

/** Whether rings go round a place; holes turn the other way. Null on an outline. */
export function contains(rings: Rings, x: number, y: number): boolean | null {
  let count = 0
  for (const ring of rings) {
    let px = ring[ring.length - 2]
    let py = ring[ring.length - 1]
    for (let i = 0; i < ring.length; i += 2) {
      const qx = ring[i]
      const qy = ring[i + 1]
      if (qx === x && qy === y) return null
      if (py <= y !== qy <= y) {
        const side = turn(px, py, qx, qy, x, y)
        if (side === 0) return null
        if (qy > py && side > 0) count++
        else if (qy < py && side < 0) count--
      } else if (py === y && qy === y && px <= x !== qx < x) return null
      px = qx
      py = qy
    }
  }
  return count !== 0
}
