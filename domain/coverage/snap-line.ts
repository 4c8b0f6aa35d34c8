/** A hand that draws near a border means the border. */
import type { Position } from 'geojson'
import { metresPerDegreeEast, metresPerDegreeNorth } from '../geometry/ellipsoid.ts'
import { areasNear, type Coverage, ringsOf } from './coverage.ts'
import { type Box, boxOf, grown, type Place, toPlace, toPosition } from './grid.ts'

/** Where on an outline a drawn place snapped to: vertex `at`, or between it and the next. */
interface Hold {
  ring: Int32Array
  at: number
  place: Place
  between: boolean
}

interface Scale {
  east: number
  north: number
}

/**
 * A drawn line led along the borders within a distance in metres: each of its places moves to the nearest node, or
 * else to the nearest spot of a border; between two that hold to one outline, the line takes the outline's own
 * vertices where these stay within that distance too. Done while drawing: an edit keeps the line that comes out.
 */
export function snapLine(coverage: Coverage, line: readonly Position[], metres: number): Position[] {
  const snapped: Place[] = []
  let before: Hold[] = []
  for (const drawn of line) {
    const scale = { east: metresPerDegreeEast(drawn[1]) / 1e7, north: metresPerDegreeNorth(drawn[1]) / 1e7 }
    const [x, y] = toPlace(drawn)
    const holds = holdsNear(coverage, [x, y], metres, scale)
    const place: Place = holds[0]?.place ?? [x, y]
    const here = holds.filter((hold) => hold.place[0] === place[0] && hold.place[1] === place[1])
    const last = snapped.at(-1)
    if (last) snapped.push(...(outlineBetween(before, here, last, place, metres, scale) ?? []))
    if (!last || last[0] !== place[0] || last[1] !== place[1]) snapped.push(place)
    before = here
  }
  return snapped.map(([x, y]) => toPosition(x, y))
}

/** What a place may hold to, best first: nodes before spots between them, the nearest first. */
function holdsNear(coverage: Coverage, [x, y]: Place, metres: number, scale: Scale): Hold[] {
  const reach: Box = grown(boxOf([[x, y]]), Math.ceil(metres / Math.min(scale.east, scale.north)))
  const holds: { hold: Hold; distance: number }[] = []
  for (const area of areasNear(coverage, reach))
    for (const ring of ringsOf(area))
      for (let at = 0; at < ring.length; at += 2) {
        const [ax, ay] = [ring[at], ring[at + 1]]
        const [bx, by] = [ring[(at + 2) % ring.length], ring[(at + 3) % ring.length]]
        const node = distanceM(x, y, ax, ay, scale)
        if (node <= metres)
          holds.push({ hold: { ring, at, place: [ax, ay], between: false }, distance: node })
        const share = shareAlong(x, y, ax, ay, bx, by, scale)
        if (share <= 0 || share >= 1) continue
        const spot: Place = [Math.round(ax + (bx - ax) * share) + 0, Math.round(ay + (by - ay) * share) + 0]
        const distance = distanceM(x, y, spot[0], spot[1], scale)
        if (distance <= metres) holds.push({ hold: { ring, at, place: spot, between: true }, distance })
      }
  return holds
    .sort((p, q) => Number(p.hold.between) - Number(q.hold.between) || p.distance - q.distance)
    .map(({ hold }) => hold)
}

/** The vertices of an outline that both ends hold to, between the two, if they stay beside the straight line. */
function outlineBetween(
  begin: Hold[],
  end: Hold[],
  from: Place,
  to: Place,
  metres: number,
  scale: Scale,
): Place[] | null {
  for (const one of begin)
    for (const other of end) {
      if (one.ring !== other.ring) continue
      for (const way of [verticesBetween(one, other), verticesBetween(other, one).reverse()])
        if (way.length > 0 && way.every(([x, y]) => besideM(x, y, from, to, scale) <= metres)) return way
    }
  return null
}

/** Vertices strictly between two spots of a ring, onward. */
function verticesBetween(from: Hold, to: Hold): Place[] {
  const { ring } = from
  const size = ring.length
  const way: Place[] = []
  if (from.at === to.at) return way
  const stop = to.between ? (to.at + 2) % size : to.at
  for (let at = (from.at + 2) % size; at !== stop; at = (at + 2) % size) way.push([ring[at], ring[at + 1]])
  return way
}

const distanceM = (x: number, y: number, u: number, v: number, { east, north }: Scale): number =>
  Math.sqrt(((u - x) * east) ** 2 + ((v - y) * north) ** 2)

function shareAlong(
  x: number,
  y: number,
  ax: number,
  ay: number,
  bx: number,
  by: number,
  scale: Scale,
): number {
  const [dx, dy] = [(bx - ax) * scale.east, (by - ay) * scale.north]
  return ((x - ax) * scale.east * dx + (y - ay) * scale.north * dy) / (dx * dx + dy * dy)
}

function besideM(x: number, y: number, a: Place, b: Place, scale: Scale): number {
  const same = a[0] === b[0] && a[1] === b[1]
  const share = same ? 0 : Math.min(1, Math.max(0, shareAlong(x, y, a[0], a[1], b[0], b[1], scale)))
  return distanceM(x, y, a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, scale)
}
