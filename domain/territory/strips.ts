/** The strips between two outlines that run side by side without sharing a line. */
import { type Path, type Paths, PER_DEGREE } from '../geometry/clip.ts'
import { metresPerDegreeEast, metresPerDegreeNorth } from '../geometry/ellipsoid.ts'
import { BORDER } from './adjacency.ts'
import type { Territory } from './territory.ts'

/**
 * Quadrilaterals that cover the space between every two of the units with a drawn border, as far apart as that border
 * is at its widest. They cover parts of the units too: take the units out of them, and gaps are left.
 */
export function stripsBetween(
  territory: Territory,
  units: readonly number[],
  paths: Map<number, Paths>,
): Paths {
  const { start, neighbour, pairOf, kind, separationM } = territory.adjacency
  const strips: Paths = []
  for (const unit of units) {
    for (let at = start[unit]; at < start[unit + 1]; at++) {
      const other = neighbour[at]
      const pair = pairOf[at]
      if (other < unit || !paths.has(other) || kind[pair] !== BORDER || separationM[pair] < 0.02) continue
      addStrips(paths.get(unit)!, paths.get(other)!, separationM[pair] * 1.01 + 0.02, strips)
    }
  }
  return strips
}

function addStrips(mine: Paths, theirs: Paths, reachM: number, strips: Paths): void {
  const origin = mine[0][0]
  const latitude = origin.y / PER_DEGREE
  const east = metresPerDegreeEast(latitude) / PER_DEGREE
  const north = metresPerDegreeNorth(latitude) / PER_DEGREE
  const scale = (path: Path) => {
    const scaled = new Float64Array(2 * path.length)
    path.forEach((point, i) => {
      scaled[2 * i] = (point.x - origin.x) * east
      scaled[2 * i + 1] = (point.y - origin.y) * north
    })
    return scaled
  }
  const back = (x: number, y: number) => ({
    x: Math.round(x / east) + origin.x,
    y: Math.round(y / north) + origin.y,
  })
  const segments = segmentsOf(theirs.map(scale))
  for (const ring of mine.map(scale)) {
    let before: Foot | undefined
    for (const point of withFeetOf(ring, segments, reachM)) {
      const foot = nearest(segments, point[0], point[1], reachM)
      if (foot && before) {
        const strip = [
          back(before.fromX, before.fromY),
          back(foot.fromX, foot.fromY),
          back(foot.x, foot.y),
          back(before.x, before.y),
        ]
        // a foot that jumps along the other outline is not the same stretch
        const along = Math.hypot(foot.fromX - before.fromX, foot.fromY - before.fromY)
        const jump = Math.hypot(foot.x - before.x, foot.y - before.y)
        if (jump <= along + 2 * reachM) strips.push(counterClockwise(strip))
      }
      before = foot
    }
  }
}

function counterClockwise(strip: Path): Path {
  let area = 0
  for (let i = 0; i < strip.length; i++) {
    const p = strip[i]
    const q = strip[(i + 1) % strip.length]
    area += (p.x - strip[0].x) * (q.y - strip[0].y) - (q.x - strip[0].x) * (p.y - strip[0].y)
  }
  return area < 0 ? strip.reverse() : strip
}

interface Foot {
  fromX: number
  fromY: number
  x: number
  y: number
}

function segmentsOf(rings: Float64Array[]): Float64Array {
  const segments: number[] = []
  for (const ring of rings) {
    const last = ring.length - 2
    let x = ring[last]
    let y = ring[last + 1]
    for (let i = 0; i < ring.length; i += 2) {
      segments.push(x, y, ring[i], ring[i + 1])
      x = ring[i]
      y = ring[i + 1]
    }
  }
  return Float64Array.from(segments)
}

/** The nearest point on the segments, if it is within reach. */
function nearest(segments: Float64Array, x: number, y: number, reach: number): Foot | undefined {
  let best = reach * reach
  let foot: Foot | undefined
  for (let s = 0; s < segments.length; s += 4) {
    const ax = segments[s]
    const ay = segments[s + 1]
    const dx = segments[s + 2] - ax
    const dy = segments[s + 3] - ay
    const square = dx * dx + dy * dy
    const t = square === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / square))
    const fx = ax + t * dx
    const fy = ay + t * dy
    const distance = (fx - x) ** 2 + (fy - y) ** 2
    if (distance <= best) {
      best = distance
      foot = { fromX: x, fromY: y, x: fx, y: fy }
    }
  }
  return foot
}

/** A ring's vertices in order, and between them the feet of the other outline's vertices that are within reach. */
function withFeetOf(ring: Float64Array, segments: Float64Array, reach: number): [number, number][] {
  const points: [number, number][] = []
  const count = ring.length / 2
  for (let i = 0; i <= count; i++) {
    const ax = ring[2 * (i % count)]
    const ay = ring[2 * (i % count) + 1]
    points.push([ax, ay])
    if (i === count) break
    const dx = ring[2 * ((i + 1) % count)] - ax
    const dy = ring[2 * ((i + 1) % count) + 1] - ay
    const square = dx * dx + dy * dy
    const feet: number[] = []
    for (let s = 0; s < segments.length; s += 4) {
      const t = ((segments[s] - ax) * dx + (segments[s + 1] - ay) * dy) / square
      if (t <= 0 || t >= 1) continue
      if ((ax + t * dx - segments[s]) ** 2 + (ay + t * dy - segments[s + 1]) ** 2 <= reach * reach)
        feet.push(t)
    }
    for (const t of feet.sort((p, q) => p - q)) points.push([ax + t * dx, ay + t * dy])
  }
  return points
}
