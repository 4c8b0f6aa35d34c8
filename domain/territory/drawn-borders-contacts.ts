/** How each pair of units meets: the lengths that face, how far apart, and the stretches drawn from the same points. */
import type { Spot, Surroundings } from './drawn-borders-nearby.ts'
import { metresEast, metresNorth, type Outlines } from './drawn-borders-outlines.ts'
import { PairTable } from './drawn-borders-pairs.ts'
import type { Stretches } from './drawn-borders-stretches.ts'

/** Facing is sought up to this many deviations away, but not beyond a share of the unit's own size. */
const REACH = 4
const REACH_OF_SIZE = 0.4
/** Beyond this many deviations a line counts only where it is faced squarely. */
const LOOSE = 1.5
const STEP = 0.5
const MOST_STEPS = 24
const FAINT = 0.02
const SURE = 0.95

/**
 * Columns of the result: `lengthA`/`lengthB` metres of either boundary that face the other unit, less what surely
 * belongs to somebody else; `rawA`/`rawB` the same without that deduction; `weighted`, `sum` the weight and sum of
 * signed separations; `widest`, `deepest` their extremes; `match` the largest probability of a stretch drawn from
 * the same points; `coincident` metres that lie together within the resolution; `segments` how many segments take
 * part; `x`, `y` a place on the longest of them; `deepX`, `deepY` the place of `deepest`, inside unit `deepIn`.
 */
export function measureContacts(
  outlines: Outlines,
  around: Surroundings,
  sigmaM: Float64Array,
  stretches: Stretches,
  resolutionM: number,
): PairTable {
  const { xy, next, unit, inside, segments, sizeM } = outlines
  const pairs = new PairTable()
  const { column } = pairs
  const claimed = new Float32Array(unit.length)
  const owner = new Int32Array(unit.length).fill(-1)
  const ownShare = new Float32Array(unit.length)
  const spot: Spot = { x: 0, y: 0, east: 1, north: 1 }
  for (let i = 0; i < stretches.size; i++) if (stretches.probability[i] >= FAINT) claim(i)
  for (let i = 0; i < stretches.size; i++) if (stretches.probability[i] >= SURE) record(i)
  for (const v of segments) if (claimed[v] < SURE || ownShare[v] < SURE) sample(v)
  return pairs

  function claim(i: number): void {
    const p = stretches.probability[i]
    const row = pairs.find(unit[stretches.from[i]], unit[stretches.to[i]])
    if (p > column.match[row]) column.match[row] = p
    share(stretches.from[i], stretches.fromCount[i], unit[stretches.to[i]], p)
    share(stretches.to[i], stretches.toCount[i], unit[stretches.from[i]], p)
  }

  function share(from: number, count: number, other: number, p: number): void {
    for (let k = 0, v = from; k < count; k++, v = next[v]) {
      claimed[v] += p
      if (owner[v] === other) ownShare[v] += p
      else if (p > ownShare[v]) {
        owner[v] = other
        ownShare[v] = p
      }
    }
  }

  /** A stretch that surely is the same line needs no sampling: its ends say how far apart the drawings lie. */
  function record(i: number): void {
    const a = stretches.from[i]
    const c = stretches.to[i]
    let b = next[a]
    if (stretches.fromCount[i] === 2) b = next[b]
    let d = next[c]
    if (stretches.toCount[i] === 2) d = next[d]
    const against = inside[a] === inside[c]
    recordSide(a, stretches.fromCount[i], b, against ? d : c, against ? c : d, unit[c])
    recordSide(c, stretches.toCount[i], d, against ? b : a, against ? a : b, unit[a])
  }

  function recordSide(
    a: number,
    count: number,
    b: number,
    copyA: number,
    copyB: number,
    other: number,
  ): void {
    if (owner[a] !== other || ownShare[a] < SURE) return
    setScale(xy[2 * a + 1])
    let length = 0
    for (let k = 0, v = a; k < count; k++, v = next[v]) length += lengthOf(v)
    const dx = (xy[2 * b] - xy[2 * a]) * spot.east
    const dy = (xy[2 * b + 1] - xy[2 * a + 1]) * spot.north
    const scale = inside[a] / (Math.hypot(dx, dy) || 1)
    const atStart = gapAt(a, copyA, dx * scale, dy * scale)
    const atEnd = gapAt(b, copyB, dx * scale, dy * scale)
    const together = Math.max(Math.abs(atStart), Math.abs(atEnd)) <= resolutionM
    place(a)
    add(unit[a], other, a, length / 2, length / 2, atStart, together)
    place(b)
    add(unit[a], other, a, length / 2, length / 2, atEnd, together)
  }

  /** Signed metres from a vertex to its copy, along the outward normal of a direction. */
  function gapAt(vertex: number, copy: number, directionX: number, directionY: number): number {
    const east = (xy[2 * copy] - xy[2 * vertex]) * spot.east
    const north = (xy[2 * copy + 1] - xy[2 * vertex + 1]) * spot.north
    return east * directionY - north * directionX
  }

  function place(vertex: number): void {
    spot.x = xy[2 * vertex]
    spot.y = xy[2 * vertex + 1]
  }

  function sample(v: number): void {
    const u = unit[v]
    const w = next[v]
    setScale((xy[2 * v + 1] + xy[2 * w + 1]) / 2)
    const dx = (xy[2 * w] - xy[2 * v]) * spot.east
    const dy = (xy[2 * w + 1] - xy[2 * v + 1]) * spot.north
    const length = Math.hypot(dx, dy)
    if (length === 0) return
    const reach = Math.min(REACH * sigmaM[u], Math.max(REACH_OF_SIZE * sizeM[u], 4 * resolutionM))
    around.gather(
      Math.min(xy[2 * v], xy[2 * w]) - reach / spot.east,
      Math.min(xy[2 * v + 1], xy[2 * w + 1]) - reach / spot.north,
      Math.max(xy[2 * v], xy[2 * w]) + reach / spot.east,
      Math.max(xy[2 * v + 1], xy[2 * w + 1]) + reach / spot.north,
      u,
    )
    if (around.size === 0) return
    const normalX = (dy / length) * inside[v]
    const normalY = (-dx / length) * inside[v]
    const steps = Math.max(1, Math.min(MOST_STEPS, Math.ceil(length / (STEP * sigmaM[u]))))
    for (let i = 0; i < steps; i++) {
      const t = (i + 0.5) / steps
      spot.x = xy[2 * v] + t * (xy[2 * w] - xy[2 * v])
      spot.y = xy[2 * v + 1] + t * (xy[2 * w + 1] - xy[2 * v + 1])
      around.face(spot, normalX, normalY, reach, LOOSE * sigmaM[u])
      if (around.unit < 0) continue
      const free = owner[v] === around.unit ? 1 : Math.max(0, 1 - claimed[v])
      add(
        u,
        around.unit,
        v,
        length / steps,
        (free * length) / steps,
        around.separation,
        Math.abs(around.separation) <= resolutionM,
      )
    }
  }

  function add(
    u: number,
    other: number,
    v: number,
    raw: number,
    free: number,
    separation: number,
    together: boolean,
  ): void {
    const row = pairs.find(u, other)
    if (u < other) {
      column.rawA[row] += raw
      column.lengthA[row] += free
    } else {
      column.rawB[row] += raw
      column.lengthB[row] += free
    }
    if (column.weighted[row] === 0 || separation > column.widest[row]) column.widest[row] = separation
    if (column.weighted[row] === 0 || separation < column.deepest[row]) {
      column.deepest[row] = separation
      column.deepX[row] = spot.x
      column.deepY[row] = spot.y
      column.deepIn[row] = other
    }
    column.weighted[row] += raw
    column.sum[row] += raw * separation
    if (together) column.coincident[row] += free / 2
    if (column.lastSegment[row] !== v + 1) {
      column.lastSegment[row] = v + 1
      column.segments[row]++
    }
    if (raw > column.longest[row]) {
      column.longest[row] = raw
      column.x[row] = spot.x
      column.y[row] = spot.y
    }
  }

  function setScale(latitude: number): void {
    spot.east = metresEast(latitude)
    spot.north = metresNorth(latitude)
  }

  function lengthOf(v: number): number {
    const w = next[v]
    return Math.hypot((xy[2 * v] - xy[2 * w]) * spot.east, (xy[2 * v + 1] - xy[2 * w + 1]) * spot.north)
  }
}
