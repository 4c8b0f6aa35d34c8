/** How often outlines go round a spot: who has the land there. */
import { turn } from './grid.ts'

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
  const level = ay === by
  const [mx, my] = [ax + bx, ay + by]
  const middle = level ? mx : my
  let far = 0
  let forward = 0
  for (const ring of rings) {
    let px = ring[ring.length - 2]
    let py = ring[ring.length - 1]
    for (let i = 0; i < ring.length; i += 2) {
      const qx = ring[i]
      const qy = ring[i + 1]
      const from = 2 * (level ? px : py)
      const to = 2 * (level ? qx : qy)
      if (from <= middle !== to <= middle) {
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
      px = qx
      py = qy
    }
  }
  const leftIsNear = level ? bx < ax : by > ay
  return leftIsNear ? { left: far + forward, right: far } : { left: far, right: far - forward }
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
