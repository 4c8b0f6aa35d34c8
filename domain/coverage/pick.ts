/** What lies under a pointer: the council, the node, the spot of a border. */
import type { Position } from 'geojson'
import { metresPerDegreeEast, metresPerDegreeNorth } from '../geometry/ellipsoid.ts'
import { type Area, areasNear, type Coverage, ringsOf } from './coverage.ts'
import { boxOf, grown, type Place, toPlace, toPosition } from './grid.ts'
import { contains } from './winding.ts'

export interface Spot {
  at: Position
  /** The nodes of the segment that it lies on; null where it is a node itself. */
  between: [Position, Position] | null
  distanceM: number
}

interface Near {
  place: Place
  distance: number
}

interface Options {
  /** Only on the outlines of these councils. */
  of?: readonly string[]
  /** Not on a node here, nor on the segments beside it: what is dragged doesn't hold to itself. */
  without?: Position
  /** A node wins over a nearer spot between two nodes. */
  nodesFirst?: boolean
}

/** The council that has the land in a place; the first by id where several do. */
export function areaAt(coverage: Coverage, position: Position): Area | null {
  const [x, y] = toPlace(position)
  return areasNear(coverage, boxOf([[x, y]])).find((area) => contains(ringsOf(area), x, y) !== false) ?? null
}

/** The nearest node or spot of a border within a distance in metres. */
export function nearestSpot(
  coverage: Coverage,
  position: Position,
  metres: number,
  { of, without, nodesFirst = true }: Options = {},
): Spot | null {
  const [x, y] = toPlace(position)
  const east = metresPerDegreeEast(position[1]) / 1e7
  const north = metresPerDegreeNorth(position[1]) / 1e7
  const apart = (u: number, v: number) => Math.sqrt(((u - x) * east) ** 2 + ((v - y) * north) ** 2)
  const [wx, wy] = without ? toPlace(without) : [Number.NaN, Number.NaN]
  let node: { place: Place; distance: number } | null = null
  let border: { place: Place; distance: number; ends: [Place, Place] } | null = null
  for (const area of areasNear(coverage, grown(boxOf([[x, y]]), Math.ceil(metres / Math.min(east, north))))) {
    if (of && !of.includes(area.id)) continue
    for (const ring of ringsOf(area))
      for (let i = 0; i < ring.length; i += 2) {
        const [ax, ay] = [ring[i], ring[i + 1]]
        const [bx, by] = [ring[(i + 2) % ring.length], ring[(i + 3) % ring.length]]
        if ((ax === wx && ay === wy) || (bx === wx && by === wy)) continue
        const near = apart(ax, ay)
        if (near <= metres && !(node && node.distance <= near)) node = { place: [ax, ay], distance: near }
        const [dx, dy] = [(bx - ax) * east, (by - ay) * north]
        const share = ((x - ax) * east * dx + (y - ay) * north * dy) / (dx * dx + dy * dy)
        if (!(share > 0 && share < 1)) continue
        const spot: Place = [Math.round(ax + (bx - ax) * share) + 0, Math.round(ay + (by - ay) * share) + 0]
        const distance = apart(spot[0], spot[1])
        if (distance > metres || (border && border.distance <= distance)) continue
        const ends: [Place, Place] = [
          [ax, ay],
          [bx, by],
        ]
        border = { place: spot, ends, distance }
      }
  }
  // assigned inside loops, which the compiler doesn't follow
  const [nearNode, nearBorder] = [node as Near | null, border as (Near & { ends: [Place, Place] }) | null]
  if (nearNode && (nodesFirst || !nearBorder || nearNode.distance <= nearBorder.distance))
    return { at: toPosition(...nearNode.place), between: null, distanceM: nearNode.distance }
  if (!nearBorder) return null
  const [a, b] = nearBorder.ends
  return {
    at: toPosition(...nearBorder.place),
    between: [toPosition(...a), toPosition(...b)],
    distanceM: nearBorder.distance,
  }
}
