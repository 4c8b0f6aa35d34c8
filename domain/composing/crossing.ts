/** Along how much of their border a river, or another line that people cross with difficulty, parts two councils. */
import Flatbush from 'flatbush'
import type { Position } from 'geojson'
import { metresPerDegreeEast, metresPerDegreeNorth, segmentLengthM } from '../geometry/ellipsoid.ts'
import type { FlatAreas } from '../geometry/flat-areas.ts'
import { BORDER } from '../territory/adjacency.ts'
import type { Territory } from '../territory/territory.ts'

/** Lines of rivers are drawn apart from borders, and a stream is some metres wide. */
export const USUAL_REACH_M = 30
/** A border is looked at in stretches as short as this. */
const STEP_M = 5
/** Two outlines that were drawn twice may lie a little further apart than was measured. */
const SLACK_M = 1

interface Segments {
  /** Four numbers each: longitude and latitude of both ends. */
  ends: number[]
  index: Flatbush
}

/**
 * Metres of border between two councils that lie within `reachM` of a line, for positions of neighbours; 0 for others.
 * A line along a border counts in its whole length, one that cuts it across about twice the reach, and a line inside a
 * council parts nobody.
 */
export function crossingsOf(
  { areas, adjacency }: Territory,
  lines: readonly (readonly Position[])[],
  reachM = USUAL_REACH_M,
): (a: number, b: number) => number {
  const rivers = indexed(lines.flatMap((line) => line.slice(1).flatMap((to, i) => endsOf(line[i], to))))
  const found = new Map<string, number>()
  const none = () => 0
  if (!rivers) return none
  const outlines = new Map<number, Segments | null>()
  const outline = (unit: number) => {
    if (!outlines.has(unit)) outlines.set(unit, indexed(outlineOf(areas, unit)))
    return outlines.get(unit)!
  }
  for (let unit = 0; unit < areas.count; unit++) {
    const pairs: { other: number; reachM: number; lengthM: number }[] = []
    for (let at = adjacency.start[unit]; at < adjacency.start[unit + 1]; at++) {
      const pair = adjacency.pairOf[at]
      if (adjacency.neighbour[at] < unit || adjacency.kind[pair] !== BORDER) continue
      pairs.push({
        other: adjacency.neighbour[at],
        reachM: adjacency.separationM[pair] + SLACK_M,
        lengthM: adjacency.lengthM[pair],
      })
    }
    if (pairs.length === 0) continue
    const metres = pairs.map(() => 0)
    for (const { at, lengthM } of stretches(outlineOf(areas, unit), rivers, reachM)) {
      for (const [i, pair] of pairs.entries()) {
        const theirs = outline(pair.other)
        if (theirs && isNear(at, theirs, pair.reachM)) metres[i] += lengthM
      }
    }
    for (const [i, { other, lengthM }] of pairs.entries())
      if (metres[i] > 0) found.set(`${unit} ${other}`, Math.min(metres[i], lengthM))
  }
  return (a, b) => found.get(a < b ? `${a} ${b}` : `${b} ${a}`) ?? 0
}

/** Short stretches of an outline near a line, by their middles. */
function* stretches(outline: readonly number[], rivers: Segments, reachM: number) {
  for (let s = 0; s < outline.length; s += 4) {
    const [lon1, lat1, lon2, lat2] = outline.slice(s, s + 4)
    if (near([lon1, lat1], [lon2, lat2], rivers, reachM).length === 0) continue
    const length = segmentLengthM(lon1, lat1, lon2, lat2)
    const steps = Math.max(1, Math.ceil(length / STEP_M))
    for (let i = 0; i < steps; i++) {
      const share = (i + 0.5) / steps
      const at: Position = [lon1 + (lon2 - lon1) * share, lat1 + (lat2 - lat1) * share]
      if (isNear(at, rivers, reachM)) yield { at, lengthM: length / steps }
    }
  }
}

function isNear(at: Position, segments: Segments, reachM: number): boolean {
  const east = metresPerDegreeEast(at[1])
  const north = metresPerDegreeNorth(at[1])
  return near(at, at, segments, reachM).some((s) => {
    const [lon1, lat1, lon2, lat2] = segments.ends.slice(4 * s, 4 * s + 4)
    const [ax, ay] = [(lon1 - at[0]) * east, (lat1 - at[1]) * north]
    const [dx, dy] = [(lon2 - lon1) * east, (lat2 - lat1) * north]
    const length2 = dx * dx + dy * dy
    const t = length2 === 0 ? 0 : Math.max(0, Math.min(1, -(ax * dx + ay * dy) / length2))
    return (ax + t * dx) ** 2 + (ay + t * dy) ** 2 <= reachM * reachM
  })
}

/** Segments whose boxes come so near to the box of two positions. */
function near(from: Position, to: Position, { index }: Segments, reachM: number): number[] {
  const x = reachM / metresPerDegreeEast(from[1])
  const y = reachM / metresPerDegreeNorth(from[1])
  return index.search(
    Math.min(from[0], to[0]) - x,
    Math.min(from[1], to[1]) - y,
    Math.max(from[0], to[0]) + x,
    Math.max(from[1], to[1]) + y,
  )
}

function indexed(ends: number[]): Segments | null {
  if (ends.length === 0) return null
  const index = new Flatbush(ends.length / 4)
  for (let s = 0; s < ends.length; s += 4)
    index.add(
      Math.min(ends[s], ends[s + 2]),
      Math.min(ends[s + 1], ends[s + 3]),
      Math.max(ends[s], ends[s + 2]),
      Math.max(ends[s + 1], ends[s + 3]),
    )
  index.finish()
  return { ends, index }
}

const endsOf = ([lon1, lat1]: Position, [lon2, lat2]: Position) => [lon1, lat1, lon2, lat2]

function outlineOf({ coordinates, ringStart, partStart, unitStart }: FlatAreas, unit: number): number[] {
  const ends: number[] = []
  for (let ring = partStart[unitStart[unit]]; ring < partStart[unitStart[unit + 1]]; ring++) {
    for (let v = ringStart[ring]; v < ringStart[ring + 1]; v++) {
      const next = v + 1 < ringStart[ring + 1] ? v + 1 : ringStart[ring]
      ends.push(coordinates[2 * v], coordinates[2 * v + 1], coordinates[2 * next], coordinates[2 * next + 1])
    }
  }
  return ends
}
