/** Where a coverage isn't one: overlaps, crossings and vertices that only one side knows. */
import { type Area, allAreas, areasNear, type Coverage, ringsOf } from './coverage.ts'
import {
  type Box,
  boxOf,
  crossing,
  grown,
  holds,
  liesOn,
  type Place,
  placeKey,
  segmentMeets,
} from './grid.ts'
import { RingsByPlace } from './winding.ts'

/**
 * `crossing`: two segments cross; `unshared-vertex`: a vertex lies on a segment that doesn't know it; `overlap`: two
 * councils have the same land; `inside-out`: a council's own rings lie wrongly; `self-touch`: a ring comes by a place
 * twice, where two rings should meet.
 */
export type FaultKind = 'crossing' | 'unshared-vertex' | 'overlap' | 'inside-out' | 'self-touch'

export interface Fault {
  kind: FaultKind
  /** One council, or two in order of their ids. */
  councils: string[]
  place: Place
}

interface Edge {
  area: Area
  ax: number
  ay: number
  bx: number
  by: number
  minX: number
  maxX: number
  /** Whether it is the first of its ring here, or starts where others do: only there may the land beside it change. */
  checked: boolean
}

/** More areas than these are looked at in two halves of the box: segments are compared with all in their column. */
const AREAS_AT_ONCE = 200

/** All faults of segments that meet the box, of the whole coverage if there's none. */
export function findFaults(coverage: Coverage, box?: Box): Fault[] {
  const within = box ?? boxOf([...allAreas(coverage)].map(({ box: b }) => [b.minX, b.minY, b.maxX, b.maxY]))
  if (within.minX > within.maxX) return []
  const near = areasNear(coverage, grown(within, 1))
  const width = within.maxX - within.minX
  const height = within.maxY - within.minY
  if (near.length > AREAS_AT_ONCE && Math.max(width, height) > 10_000) {
    const [low, high] = [{ ...within }, { ...within }]
    if (width > height) low.maxX = high.minX = Math.round(within.minX + width / 2)
    else low.maxY = high.minY = Math.round(within.minY + height / 2)
    const both = [...findFaults(coverage, low), ...findFaults(coverage, high)]
    return [...new Map(both.map((fault) => [JSON.stringify(fault), fault])).values()]
  }
  const faults: Fault[] = []
  const edges = edgesOf(near, grown(within, 1), faults)
  faults.push(...meetings(edges))
  const sharing = near.map((area) => ({ area, rings: new RingsByPlace(ringsOf(area)) }))
  for (const edge of edges) if (edge.checked) claimsBeside(edge, sharing, faults)
  return faults
}

/**
 * Whether a fault after an edit is one from before: between the same councils, and no worse. Where two had the same
 * land or crossed, an edit may turn the one into the other, and places move with every edit.
 */
export const isOld = (fault: Fault, before: readonly Fault[]): boolean =>
  before.some(
    ({ kind, councils }) =>
      councils.join() === fault.councils.join() &&
      (kind === fault.kind || (kind !== 'unshared-vertex' && kind !== 'self-touch')),
  )

const faultOf = (kind: FaultKind, a: Area, b: Area, place: Place): Fault => ({
  kind,
  councils: a === b ? [a.id] : [a.id, b.id].sort(),
  place,
})

function edgesOf(near: Area[], box: Box, faults: Fault[]): Edge[] {
  const edges: Edge[] = []
  const starting = new Map<string, number>()
  for (const area of near)
    for (const ring of ringsOf(area)) {
      const here = new Set<string>()
      let onward = false
      for (let i = 0; i < ring.length; i += 2) {
        const [ax, ay] = [ring[i], ring[i + 1]]
        const [bx, by] = [ring[(i + 2) % ring.length], ring[(i + 3) % ring.length]]
        if (!segmentMeets(ax, ay, bx, by, box)) {
          onward = false
          continue
        }
        const key = placeKey(ax, ay)
        if (here.has(key)) faults.push(faultOf('self-touch', area, area, [ax, ay]))
        here.add(key)
        starting.set(key, (starting.get(key) ?? 0) + 1)
        edges.push({ area, ax, ay, bx, by, minX: Math.min(ax, bx), maxX: Math.max(ax, bx), checked: !onward })
        onward = true
      }
    }
  for (const edge of edges) edge.checked ||= starting.get(placeKey(edge.ax, edge.ay))! > 1
  return edges.sort((e, f) => e.minX - f.minX)
}

function meetings(edges: Edge[]): Fault[] {
  const faults: Fault[] = []
  for (let i = 0; i < edges.length; i++) {
    const e = edges[i]
    const low = Math.min(e.ay, e.by) - 1
    const high = Math.max(e.ay, e.by) + 1
    for (let j = i + 1; j < edges.length; j++) {
      const f = edges[j]
      if (f.minX > e.maxX + 1) break
      if ((f.ay < low && f.by < low) || (f.ay > high && f.by > high)) continue
      for (const [s, t] of [
        [e, f],
        [f, e],
      ]) {
        if (liesOn(s.ax, s.ay, t.ax, t.ay, t.bx, t.by))
          faults.push(faultOf('unshared-vertex', s.area, t.area, [s.ax, s.ay]))
        if (liesOn(s.bx, s.by, t.ax, t.ay, t.bx, t.by))
          faults.push(faultOf('unshared-vertex', s.area, t.area, [s.bx, s.by]))
      }
      const place = crossing(e.ax, e.ay, e.bx, e.by, f.ax, f.ay, f.bx, f.by)
      if (place) faults.push(faultOf('crossing', e.area, f.area, place))
    }
  }
  return faults
}

interface Claimant {
  area: Area
  rings: RingsByPlace
}

/** Left of an edge there must be its own council alone, right of it not its own. */
function claimsBeside({ area, ax, ay, bx, by }: Edge, sharing: Claimant[], faults: Fault[]): void {
  const middle: Place = [(ax + bx) / 2, (ay + by) / 2]
  const place: Place = [Math.round(middle[0]), Math.round(middle[1])]
  for (const { area: other, rings } of sharing) {
    if (!holds(other.box, middle)) continue
    const { left, right } = rings.windingBeside(ax, ay, bx, by)
    if (other === area) {
      if (left !== 1 || right !== 0) faults.push(faultOf('inside-out', area, area, place))
    } else if (left !== 0) faults.push(faultOf('overlap', area, other, place))
  }
}
