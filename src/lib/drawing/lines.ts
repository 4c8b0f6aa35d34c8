/** Drawn lines: whether they cross themselves, how large they are, how they look with fewer vertices. Pure. */
import type { Position } from 'geojson'
import { ringAreaM2, segmentLengthM } from '$domain/geometry/ellipsoid.ts'

const turn = (a: Position, b: Position, c: Position): number =>
  (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

/** Where a line crosses itself; `closed`: its end is joined to its beginning. Null where it doesn't. */
export function selfCrossing(line: readonly Position[], closed: boolean): Position | null {
  const count = closed ? line.length : line.length - 1
  for (let i = 0; i < count; i++)
    for (let j = i + 2; j < count; j++) {
      if (closed && i === 0 && j === count - 1) continue
      const [a, b] = [line[i], line[i + 1]]
      const [c, d] = [line[j], line[(j + 1) % line.length]]
      if (turn(a, b, c) > 0 === turn(a, b, d) > 0 || turn(c, d, a) > 0 === turn(c, d, b) > 0) continue
      const share = turn(c, d, a) / (turn(c, d, a) - turn(c, d, b))
      return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]
    }
  return null
}

export const outlineM2 = (line: readonly Position[]): number =>
  line.length < 3 ? 0 : Math.abs(ringAreaM2(line.flat(), 0, line.length))

export const lineM = (line: readonly Position[]): number =>
  line.slice(1).reduce((sum, [x, y], i) => sum + segmentLengthM(line[i][0], line[i][1], x, y), 0)

/** Without the vertices that lie within a distance of the line between others (Douglas and Peucker 1973). */
export function simplified(line: readonly Position[], metres: number): Position[] {
  if (line.length < 3) return [...line]
  const [first, last] = [line[0], line[line.length - 1]]
  let [farthest, distance] = [0, metres]
  for (let i = 1; i < line.length - 1; i++) {
    const off = besideM(line[i], first, last)
    if (off > distance) [farthest, distance] = [i, off]
  }
  if (farthest === 0) return [first, last]
  return [
    ...simplified(line.slice(0, farthest + 1), metres).slice(0, -1),
    ...simplified(line.slice(farthest), metres),
  ]
}

/** Metres from a place to the segment between two others. */
export function besideM(place: Position, a: Position, b: Position): number {
  const east = segmentLengthM(place[0], place[1], place[0] + 1e-3, place[1]) * 1e3
  const north = segmentLengthM(place[0], place[1], place[0], place[1] + 1e-3) * 1e3
  const [dx, dy] = [(b[0] - a[0]) * east, (b[1] - a[1]) * north]
  const [px, py] = [(place[0] - a[0]) * east, (place[1] - a[1]) * north]
  const length2 = dx * dx + dy * dy
  const share = length2 === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / length2))
  return Math.hypot(px - share * dx, py - share * dy)
}

/** Metres from a place to a line. */
export const toLineM = (place: Position, line: readonly Position[]): number =>
  Math.min(...line.slice(1).map((end, i) => besideM(place, line[i], end)))

/** A closed outline as two lines from the place nearest to `from`: one way round and the other. */
export function waysRound(outline: readonly Position[], from: Position): [Position[], Position[]] {
  const ring = outline.slice(0, -1)
  const distances = ring.map(([x, y]) => segmentLengthM(from[0], from[1], x, y))
  const start = distances.indexOf(Math.min(...distances))
  const onward = [...ring.slice(start), ...ring.slice(0, start)]
  return [onward, [onward[0], ...onward.slice(1).reverse()]]
}
