/** Councils that a set of others closes in on all sides, found by neighbours and lengths alone: no shape is computed. */
import { BORDER } from '../territory/adjacency.ts'
import type { Territory } from '../territory/territory.ts'
import { outlineMOf } from './outlines.ts'

/** Two hands that draw one border give it two lengths. */
const DRAWN_TWICE = 0.1
/** Of an outline: what lines shared to 1e-7 degree may differ by. */
const ROUNDING = 1e-4

/**
 * Groups of councils outside `members` with no way out but through them. A way out is a council that reaches beyond
 * the members' own extent, or a stretch of outline beside nobody. So a council that shares its enclosure with an empty
 * space is not found here; the full judgement measures that.
 */
export function findEnclosed(territory: Territory, members: ReadonlySet<number>): number[][] {
  const { start, neighbour, pairOf, kind } = territory.adjacency
  const extent = extentOf(territory, members)
  const free = new Set<number>()
  const found: number[][] = []
  const seen = new Set<number>()
  for (const member of members) {
    for (let at = start[member]; at < start[member + 1]; at++) {
      const first = neighbour[at]
      if (kind[pairOf[at]] !== BORDER || members.has(first) || seen.has(first)) continue
      const group = [first]
      seen.add(first)
      let escapes = false
      for (let i = 0; i < group.length && !escapes; i++) {
        const unit = group[i]
        escapes = reachesBeyond(territory, unit, extent)
        for (let next = start[unit]; next < start[unit + 1] && !escapes; next++) {
          const other = neighbour[next]
          if (kind[pairOf[next]] !== BORDER || members.has(other)) continue
          if (free.has(other)) escapes = true
          else if (!seen.has(other)) {
            seen.add(other)
            group.push(other)
          }
        }
      }
      if (escapes || !isClosed(territory, group)) for (const unit of group) free.add(unit)
      else found.push(group.sort((a, b) => a - b))
    }
  }
  return found
}

type Extent = [west: number, south: number, east: number, north: number]

function extentOf({ boxes }: Territory, members: ReadonlySet<number>): Extent {
  const extent: Extent = [Infinity, Infinity, -Infinity, -Infinity]
  for (const unit of members) {
    if (Number.isNaN(boxes[4 * unit])) continue
    extent[0] = Math.min(extent[0], boxes[4 * unit])
    extent[1] = Math.min(extent[1], boxes[4 * unit + 1])
    extent[2] = Math.max(extent[2], boxes[4 * unit + 2])
    extent[3] = Math.max(extent[3], boxes[4 * unit + 3])
  }
  return extent
}

function reachesBeyond({ boxes }: Territory, unit: number, [west, south, east, north]: Extent): boolean {
  const inside =
    boxes[4 * unit] >= west &&
    boxes[4 * unit + 1] >= south &&
    boxes[4 * unit + 2] <= east &&
    boxes[4 * unit + 3] <= north
  return !inside
}

/** Whether the outlines of a group lie beside councils all the way round. */
function isClosed({ areas, adjacency }: Territory, group: readonly number[]): boolean {
  const { start, pairOf, kind, lengthM, separationM } = adjacency
  let open = 0
  let allowance = 0
  for (const unit of group) {
    const outline = outlineMOf(areas, unit)
    open += outline
    allowance += ROUNDING * outline
    for (let at = start[unit]; at < start[unit + 1]; at++) {
      const pair = pairOf[at]
      if (kind[pair] !== BORDER) continue
      open -= lengthM[pair]
      if (separationM[pair] > 0) allowance += DRAWN_TWICE * lengthM[pair] + 4 * separationM[pair]
    }
  }
  return open <= allowance
}
