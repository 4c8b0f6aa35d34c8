/** How each pair of units meets: the lengths that face, how far apart, and the stretches drawn from the same points. */
import type { Surroundings } from './drawn-borders-nearby.ts'
import type { Noise } from './drawn-borders-noise.ts'
import { metresEast, metresNorth, type Outlines } from './drawn-borders-outlines.ts'
import { PairTable } from './drawn-borders-pairs.ts'
import { FAINT, matchStretches } from './drawn-borders-stretches.ts'

/** Facing is sought up to this many deviations away, but not beyond a share of the unit's own size. */
const REACH = 4
const REACH_OF_SIZE = 0.4
/** Looked through first; the full reach only where nobody is as near as this. */
const NEAR = 2
/** A glance for each segment, or for this many deviations of shorter ones. */
const GLANCE = 2
/** Segments looked up together, and how far apart, in deviations, they may lie. */
const MOST_TOGETHER = 16
const TOGETHER = 8
/** Longer than this on both sides, in deviations, it is a border whatever the points say. */
const PLAIN = 7
/** A glance is enough for it unless one segment is a larger share of it than this. */
const COARSE = 0.4
/** Around a place in question, segments within this many deviations are looked at closely. */
const CLOSE = 6
/** Deviations between close samples, and how many a segment gets at most. */
const STEP = 0.5
const MOST_STEPS = 16
const SURE = 0.95

/**
 * Measures in two passes. A glance at the middle of every open segment says which pairs face each other at length.
 * Where that is short on either side, or where a unit's neighbours change and those two do not plainly border each
 * other (so that four may meet), everything around is measured again closely, with stretches matched.
 *
 * Columns of the result: `lengthA`/`lengthB` metres of either boundary that face the other unit, less what surely
 * belongs to somebody else; `rawA`/`rawB` the same without that deduction; `weighted`, `sum` the weight and sum of
 * signed separations; `widest`, `deepest` their extremes; `match` the largest probability of a stretch drawn from
 * the same points, `stretchM` its length; `coincident` metres that lie together within the resolution; `segments`
 * how many segments take part; `x`, `y` a place on the longest of them; `deepX`, `deepY` the place of `deepest`,
 * inside unit `deepIn`.
 */
export function measureContacts(
  outlines: Outlines,
  around: Surroundings,
  { sigmaM, looseM }: Noise,
  resolutionM: number,
): PairTable {
  const { xy, next, previous, unit, inside, segments, open, sizeM } = outlines
  const pairs = new PairTable()
  const { column } = pairs
  const claimed = new Float32Array(unit.length)
  const owner = new Int32Array(unit.length).fill(-1)
  const bestClaim = new Float32Array(unit.length)
  const ownShare = new Float32Array(unit.length)
  const spot = { x: 0, y: 0, east: 1, north: 1 }

  /** 1 for pairs that the glance settles; the close look leaves their sums alone. */
  let plain = new Uint8Array(0)
  const seenRow = glanceAtAll()
  plain = new Uint8Array(pairs.size)
  for (let row = 0; row < pairs.size; row++) {
    const shorter = Math.min(column.rawA[row], column.rawB[row])
    plain[row] = shorter > PLAIN * sigmaOf(row) && column.longest[row] < COARSE * shorter ? 1 : 0
    if (!plain[row]) pairs.clear(row)
  }
  const closely = segmentsInQuestion()
  const stretches = matchStretches(outlines, sigmaM, closely)
  for (let i = 0; i < stretches.size; i++) if (stretches.probability[i] >= FAINT) claim(i)
  for (let i = 0; i < stretches.size; i++) if (stretches.probability[i] >= FAINT) own(i)
  for (let i = 0; i < stretches.size; i++) if (stretches.probability[i] >= SURE) record(i)
  for (const v of closely) if ((claimed[v] < SURE || ownShare[v] < SURE) && !amidPlain(v)) sample(v)
  for (let row = 0; row < pairs.size; row++)
    if (Math.min(column.rawA[row], column.rawB[row]) > PLAIN * sigmaOf(row)) column.match[row] = 1
  return pairs

  function sigmaOf(row: number): number {
    return (sigmaM[pairs.a[row]] + sigmaM[pairs.b[row]]) / 2
  }

  /** Returns for each segment the row of the pair it faces, -1 for nobody, -2 where a neighbouring glance stands. */
  function glanceAtAll(): Int32Array {
    const rows = new Int32Array(unit.length).fill(-1)
    let carried = 0
    let gatheredTo = -1
    for (let k = 0; k < segments.length; k++) {
      const v = segments[k]
      const w = next[v]
      setScale(xy[2 * v + 1])
      const dx = (xy[2 * w] - xy[2 * v]) * spot.east
      const dy = (xy[2 * w + 1] - xy[2 * v + 1]) * spot.north
      const length = Math.sqrt(dx * dx + dy * dy)
      const u = unit[v]
      const sigma = sigmaM[u]
      carried += length
      if (carried < GLANCE * sigma && open[w] && w === segments[k + 1]) {
        rows[v] = -2
        continue
      }
      const scale = inside[v] / (length || 1)
      spot.x = (xy[2 * v] + xy[2 * w]) / 2
      spot.y = (xy[2 * v + 1] + xy[2 * w + 1]) / 2
      const reach = reachOf(u)
      const near = Math.min(reach, NEAR * sigma)
      if (k > gatheredTo) gatheredTo = gatherAlong(k, near, sigma)
      around.face(spot.x, spot.y, dy * scale, -dx * scale, near, looseM[u])
      if (around.unit < 0 && near < reach) {
        around.gather(spot.x, spot.y, spot.x, spot.y, reach, u)
        around.face(spot.x, spot.y, dy * scale, -dx * scale, reach, looseM[u])
        gatheredTo = -1
      }
      if (around.unit >= 0) {
        const together = Math.abs(around.separation) <= resolutionM
        rows[v] = add(u, around.unit, v, carried, carried, around.separation, together)
      }
      carried = 0
    }
    return rows
  }

  /** Gathers once for the middles of several segments from the k-th on, and returns the last of them. */
  function gatherAlong(k: number, margin: number, sigma: number): number {
    const u = unit[segments[k]]
    let west = Number.POSITIVE_INFINITY
    let east = Number.NEGATIVE_INFINITY
    let south = Number.POSITIVE_INFINITY
    let north = Number.NEGATIVE_INFINITY
    let last = k
    for (; last < segments.length && last < k + MOST_TOGETHER; last++) {
      const v = segments[last]
      if (unit[v] !== u) break
      const x = (xy[2 * v] + xy[2 * next[v]]) / 2
      const y = (xy[2 * v + 1] + xy[2 * next[v] + 1]) / 2
      const wide = Math.max(east, x) - Math.min(west, x)
      const high = Math.max(north, y) - Math.min(south, y)
      if (last > k && Math.max(wide * spot.east, high * spot.north) > TOGETHER * sigma) break
      west = Math.min(west, x)
      east = Math.max(east, x)
      south = Math.min(south, y)
      north = Math.max(north, y)
    }
    around.gather(west, south, east, north, margin, u)
    return last - 1
  }

  /** The segments near every place where it is not plain who borders whom. */
  function segmentsInQuestion(): Int32Array {
    const marked = new Uint8Array(unit.length)
    let size = 0
    const mark = (v: number) => {
      if (marked[v] || !open[v]) return
      marked[v] = 1
      size++
    }
    const markAround = (p: number) => {
      spot.x = xy[2 * p]
      spot.y = xy[2 * p + 1]
      const radius = CLOSE * sigmaM[unit[p]]
      around.gather(spot.x, spot.y, spot.x, spot.y, radius, -1)
      around.forEachWithin(spot.x, spot.y, radius, mark)
    }
    for (const v of segments) {
      if (seenRow[v] === -2) continue
      const before = seenBefore(v)
      const settled = seenRow[v] < 0 ? before < 0 || plain[before] : plain[seenRow[v]]
      if (settled && !changesBetweenStrangers(v, before)) continue
      markAround(v)
      if (!settled && !(open[next[v]] && seenRow[next[v]] === seenRow[v])) markAround(next[v])
      mark(v)
    }
    const closely = new Int32Array(size)
    let k = 0
    for (const v of segments) if (marked[v]) closely[k++] = v
    return closely
  }

  /** The row that the glance before this one on the same ring found, -1 for nobody or none. */
  function seenBefore(v: number): number {
    let p = previous[v]
    while (open[p] && seenRow[p] === -2 && p !== v) p = previous[p]
    return open[p] && p !== v ? seenRow[p] : -1
  }

  /** Whether a segment and both its neighbours face one unit that plainly borders theirs. */
  function amidPlain(v: number): boolean {
    const row = seenAt(v)
    return row >= 0 && plain[row] === 1 && seenAt(previous[v]) === row && seenAt(next[v]) === row
  }

  /** The row of the glance that stands for a segment, -1 for nobody. */
  function seenAt(v: number): number {
    let p = v
    while (open[p] && seenRow[p] === -2) p = next[p]
    return open[p] ? seenRow[p] : -1
  }

  function changesBetweenStrangers(v: number, before: number): boolean {
    if (before === seenRow[v] || before < 0 || seenRow[v] < 0) return false
    if (!plain[before]) return true
    const row = pairs.lookUp(otherOf(before, unit[v]), otherOf(seenRow[v], unit[v]))
    return row < 0 || !plain[row]
  }

  function otherOf(row: number, u: number): number {
    return pairs.a[row] === u ? pairs.b[row] : pairs.a[row]
  }

  function reachOf(u: number): number {
    return Math.min(REACH * sigmaM[u], Math.max(REACH_OF_SIZE * sizeM[u], 4 * resolutionM))
  }

  /** The most probable stretch names the owner of each of its segments; */
  function claim(i: number): void {
    const p = stretches.probability[i]
    const row = pairs.find(unit[stretches.from[i]], unit[stretches.to[i]])
    if (p > column.match[row]) {
      column.match[row] = p
      describe(i, row)
    }
    forBothSides(i, (v, other) => {
      claimed[v] += p
      if (p <= bestClaim[v]) return
      bestClaim[v] = p
      owner[v] = other
    })
  }

  /** Where no sample may ever say so: how long a pair's most probable stretch is, and a place on it. */
  function describe(i: number, row: number): void {
    let length = 0
    forBothSides(i, (v) => {
      setScale(xy[2 * v + 1])
      length += lengthOf(v)
    })
    column.stretchM[row] = length / 2
    if (column.longest[row] > 0) return
    const v = stretches.from[i]
    column.x[row] = (xy[2 * v] + xy[2 * next[v]]) / 2
    column.y[row] = (xy[2 * v + 1] + xy[2 * next[v] + 1]) / 2
  }

  /** and all its stretches with that owner add up. */
  function own(i: number): void {
    forBothSides(i, (v, other) => {
      if (owner[v] === other) ownShare[v] += stretches.probability[i]
    })
  }

  function forBothSides(i: number, visit: (v: number, other: number) => void): void {
    const from = stretches.from[i]
    const to = stretches.to[i]
    visit(from, unit[to])
    if (stretches.fromCount[i] === 2) visit(next[from], unit[to])
    visit(to, unit[from])
    if (stretches.toCount[i] === 2) visit(next[to], unit[from])
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
    const reach = reachOf(u)
    around.gather(
      Math.min(xy[2 * v], xy[2 * w]),
      Math.min(xy[2 * v + 1], xy[2 * w + 1]),
      Math.max(xy[2 * v], xy[2 * w]),
      Math.max(xy[2 * v + 1], xy[2 * w + 1]),
      reach,
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
      around.face(spot.x, spot.y, normalX, normalY, reach, looseM[u])
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
  ): number {
    const row = pairs.find(u, other)
    if (plain[row]) return row
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
    return row
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
