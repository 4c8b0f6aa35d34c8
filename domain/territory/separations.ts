/** How far apart the pieces of a commune lie, and where they come nearest. */
import Flatbush from 'flatbush'
import type { Position } from 'geojson'
import { metresPerDegreeEast, metresPerDegreeNorth, segmentLengthM, shortWay } from '../geometry/ellipsoid.ts'
import type { Territory } from './territory.ts'

/** Two units of different pieces and their nearest points; units by position. */
export interface Nearest {
  from: number
  to: number
  gapM: number
  line: [Position, Position]
}

export interface PieceSeparation extends Nearest {
  /** Positions of the pieces. */
  pieces: [number, number]
}

/**
 * The shortest separations that tie all pieces together: one less than there are pieces (Borůvka 1926), shortest
 * first. Units without area are nowhere, so pieces of nothing else have no separation.
 */
export function findSeparations(
  territory: Territory,
  pieces: readonly (readonly number[])[],
): PieceSeparation[] {
  const located: number[] = []
  const pieceOf: number[] = []
  pieces.forEach((piece, p) => {
    for (const unit of piece) {
      if (Number.isNaN(territory.boxes[4 * unit])) continue
      located.push(unit)
      pieceOf.push(p)
    }
  })
  if (located.length < 2) return []
  const index = new Flatbush(located.length)
  for (const unit of located) {
    const [west, south, east, north] = territory.boxes.subarray(4 * unit, 4 * unit + 4)
    index.add(west, south, east, north)
  }
  index.finish()

  const cluster = pieces.map((_, p) => p)
  const clusterOf = (i: number) => cluster[pieceOf[i]]
  const found: PieceSeparation[] = []
  for (;;) {
    const clusters = new Map<number, number[]>()
    for (let i = 0; i < located.length; i++) {
      const those = clusters.get(clusterOf(i))
      if (those) those.push(i)
      else clusters.set(clusterOf(i), [i])
    }
    if (clusters.size < 2) break
    // the largest is found from the others
    const [, ...others] = [...clusters].sort((a, b) => b[1].length - a[1].length)
    const shortest: PieceSeparation[] = []
    for (const [home, own] of others) {
      const way = shortestWayOut(territory, located, index, own, (i) => clusterOf(i) === home)
      if (way) shortest.push({ ...way.nearest, pieces: [pieceOf[way.from], pieceOf[way.to]] })
    }
    if (shortest.length === 0) break
    for (const separation of shortest.sort((a, b) => a.gapM - b.gapM)) {
      const [a, b] = separation.pieces.map((p) => cluster[p])
      if (a === b) continue
      found.push(separation)
      for (let p = 0; p < cluster.length; p++) if (cluster[p] === b) cluster[p] = a
    }
  }
  return found.sort((a, b) => a.gapM - b.gapM)
}

interface Way {
  nearest: Nearest
  from: number
  to: number
}

/** The shortest way from a cluster of units to any other unit; all by position in `located`. */
function shortestWayOut(
  territory: Territory,
  located: readonly number[],
  index: Flatbush,
  own: readonly number[],
  isOwn: (i: number) => boolean,
): Way | undefined {
  const { boxes } = territory
  const isOther = (i: number) => !isOwn(i)
  let best = goodWayOut(territory, located, index, own[0], isOwn)
  if (!best) return undefined
  // whatever is shorter starts at a unit with another one within reach of the best so far
  for (const from of own) {
    const unit = located[from]
    const [west, south, east, north] = boxes.subarray(4 * unit, 4 * unit + 4)
    const metresEast = metresPerDegreeEast(Math.max(Math.abs(south), Math.abs(north)))
    const lon: number = metresEast > 1 ? (1.02 * best.nearest.gapM) / metresEast : 360
    const lat: number = (1.02 * best.nearest.gapM) / metresPerDegreeNorth(0)
    const within: number[] = index.search(west - lon, south - lat, east + lon, north + lat, isOther)
    for (const to of within) {
      if (boxDistanceM(boxes, unit, located[to]) >= best.nearest.gapM) continue
      const nearest = nearestPoints(territory, unit, located[to], best.nearest.gapM)
      if (nearest && nearest.gapM < best.nearest.gapM) best = { nearest, from, to }
    }
  }
  return best
}

/** A short way out, if not the shortest: there and back to the nearest box until it gets no shorter. */
function goodWayOut(
  territory: Territory,
  located: readonly number[],
  index: Flatbush,
  start: number,
  isOwn: (i: number) => boolean,
): Way | undefined {
  const { boxes } = territory
  const nearestBox = (i: number, accepts: (other: number) => boolean): number | undefined => {
    const at = 4 * located[i]
    return index.neighbors(
      (boxes[at] + boxes[at + 2]) / 2,
      (boxes[at + 1] + boxes[at + 3]) / 2,
      1,
      Infinity,
      accepts,
    )[0]
  }
  let best: Way | undefined
  let from = start
  for (let round = 0; round < 8; round++) {
    const to = nearestBox(from, (i) => !isOwn(i))
    if (to === undefined) return best
    from = nearestBox(to, isOwn)!
    const nearest = nearestPoints(territory, located[from], located[to])
    if (!nearest || (best && nearest.gapM >= best.nearest.gapM)) break
    best = { nearest, from, to }
  }
  return best
}

/** A lower bound of the distance of two units, in metres, with the scale that `nearestPoints` measures by. */
function boxDistanceM(boxes: Float64Array, a: number, b: number): number {
  const lon = Math.max(0, boxes[4 * b] - boxes[4 * a + 2], boxes[4 * a] - boxes[4 * b + 2])
  const lat = Math.max(0, boxes[4 * b + 1] - boxes[4 * a + 3], boxes[4 * a + 1] - boxes[4 * b + 3])
  const middle = (boxes[4 * a + 1] + boxes[4 * a + 3] + boxes[4 * b + 1] + boxes[4 * b + 3]) / 4
  const east = lon * metresPerDegreeEast(middle)
  const north = lat * metresPerDegreeNorth(middle)
  // a little short, for gaps are measured once more where they are
  return 0.998 * Math.sqrt(east * east + north * north)
}

/** The two nearest points of two units' outlines, if nearer than `withinM`. Overlapping outlines are 0 apart. */
export function nearestPoints(
  territory: Territory,
  from: number,
  to: number,
  withinM = Number.POSITIVE_INFINITY,
): Nearest | undefined {
  const { boxes } = territory
  const originLon = boxes[4 * from]
  const originLat = (boxes[4 * from + 1] + boxes[4 * from + 3] + boxes[4 * to + 1] + boxes[4 * to + 3]) / 4
  const east = metresPerDegreeEast(originLat)
  const north = metresPerDegreeNorth(originLat)
  const mine = planeSegments(territory, from, originLon, originLat, east, north)
  const theirs = planeSegments(territory, to, originLon, originLat, east, north)
  const box = boundsOf(theirs)
  let best = withinM
  let line: [number, number, number, number] | undefined
  for (let i = 0; i < mine.length; i += 4) {
    if (apart(mine, i, box) >= best) continue
    const bounds: Bounds = [
      Math.min(mine[i], mine[i + 2]),
      Math.min(mine[i + 1], mine[i + 3]),
      Math.max(mine[i], mine[i + 2]),
      Math.max(mine[i + 1], mine[i + 3]),
    ]
    for (let j = 0; j < theirs.length; j += 4) {
      if (apart(theirs, j, bounds) >= best) continue
      const between = segmentDistance(mine, i, theirs, j)
      if (between.distance < best) {
        best = between.distance
        line = between.line
        if (best === 0) break
      }
    }
    if (best === 0) break
  }
  if (!line) return undefined
  const place = (x: number, y: number): Position => [shortWay(x / east + originLon), y / north + originLat]
  const points: [Position, Position] = [place(line[0], line[1]), place(line[2], line[3])]
  const gapM = segmentLengthM(points[0][0], points[0][1], points[1][0], points[1][1])
  return { from, to, gapM: best === 0 ? 0 : gapM, line: points }
}

type Bounds = [west: number, south: number, east: number, north: number]

function planeSegments(
  { areas }: Territory,
  unit: number,
  originLon: number,
  originLat: number,
  east: number,
  north: number,
): Float64Array {
  const { coordinates, ringStart, partStart, unitStart } = areas
  const firstRing = partStart[unitStart[unit]]
  const lastRing = partStart[unitStart[unit + 1]]
  const segments = new Float64Array(4 * (ringStart[lastRing] - ringStart[firstRing]))
  let at = 0
  for (let ring = firstRing; ring < lastRing; ring++) {
    let last = ringStart[ring + 1] - 1
    for (let v = ringStart[ring]; v < ringStart[ring + 1]; v++) {
      for (const end of [last, v]) {
        segments[at++] = shortWay(coordinates[2 * end] - originLon) * east
        segments[at++] = (coordinates[2 * end + 1] - originLat) * north
      }
      last = v
    }
  }
  return segments
}

function boundsOf(segments: Float64Array): Bounds {
  const bounds: Bounds = [Infinity, Infinity, -Infinity, -Infinity]
  for (let i = 0; i < segments.length; i += 2) {
    bounds[0] = Math.min(bounds[0], segments[i])
    bounds[1] = Math.min(bounds[1], segments[i + 1])
    bounds[2] = Math.max(bounds[2], segments[i])
    bounds[3] = Math.max(bounds[3], segments[i + 1])
  }
  return bounds
}

/** A lower bound of the distance between a segment and a box. */
function apart(segments: Float64Array, i: number, box: Bounds): number {
  const x = Math.max(
    0,
    box[0] - Math.max(segments[i], segments[i + 2]),
    Math.min(segments[i], segments[i + 2]) - box[2],
  )
  const y = Math.max(
    0,
    box[1] - Math.max(segments[i + 1], segments[i + 3]),
    Math.min(segments[i + 1], segments[i + 3]) - box[3],
  )
  return Math.max(x, y)
}

function segmentDistance(a: Float64Array, i: number, b: Float64Array, j: number) {
  const cross = crossing(a, i, b, j)
  if (cross)
    return { distance: 0, line: [cross[0], cross[1], cross[0], cross[1]] as [number, number, number, number] }
  let distance = Number.POSITIVE_INFINITY
  let line: [number, number, number, number] = [0, 0, 0, 0]
  const consider = (x: number, y: number, segments: Float64Array, s: number, swap: boolean) => {
    const dx = segments[s + 2] - segments[s]
    const dy = segments[s + 3] - segments[s + 1]
    const square = dx * dx + dy * dy
    const along = (x - segments[s]) * dx + (y - segments[s + 1]) * dy
    const t = square === 0 ? 0 : Math.max(0, Math.min(1, along / square))
    const footX = segments[s] + t * dx
    const footY = segments[s + 1] + t * dy
    const d = Math.hypot(footX - x, footY - y)
    if (d < distance) {
      distance = d
      line = swap ? [footX, footY, x, y] : [x, y, footX, footY]
    }
  }
  consider(a[i], a[i + 1], b, j, false)
  consider(a[i + 2], a[i + 3], b, j, false)
  consider(b[j], b[j + 1], a, i, true)
  consider(b[j + 2], b[j + 3], a, i, true)
  return { distance, line }
}

function crossing(a: Float64Array, i: number, b: Float64Array, j: number): [number, number] | undefined {
  const dx = a[i + 2] - a[i]
  const dy = a[i + 3] - a[i + 1]
  const ex = b[j + 2] - b[j]
  const ey = b[j + 3] - b[j + 1]
  const turn = dx * ey - dy * ex
  if (turn === 0) return undefined
  const gx = b[j] - a[i]
  const gy = b[j + 1] - a[i + 1]
  const t = (gx * ey - gy * ex) / turn
  const s = (gx * dy - gy * dx) / turn
  return t >= 0 && t <= 1 && s >= 0 && s <= 1 ? [a[i] + t * dx, a[i + 1] + t * dy] : undefined
}
