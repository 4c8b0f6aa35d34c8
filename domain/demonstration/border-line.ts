/** How a border runs between two meeting points: bent like a stream or a path, never across another border. */
import type { Random } from './random.ts'

export interface Frame {
  from: readonly [number, number]
  to: readonly [number, number]
  /** The council on the left, whose distance says how far the line may stray. */
  site: readonly [number, number]
}

/** Vertices strictly between the ends, as shares along the straight line and metres to its left. */
export interface Bend {
  along: number[]
  aside: number[]
}

/**
 * How far the border may stray at `share` and still stay inside the triangle from the border to the council's
 * site. Those triangles tile the plane, so borders that keep to theirs can't cross each other.
 */
function room(height: number, foot: number, share: number): number {
  return (height * Math.min(share, 1 - share)) / Math.max(1, foot, 1 - foot)
}

function measures({ from, to, site }: Frame) {
  const dx = to[0] - from[0]
  const dy = to[1] - from[1]
  const length = Math.hypot(dx, dy)
  const sx = site[0] - from[0]
  const sy = site[1] - from[1]
  return {
    length,
    height: Math.abs(dx * sy - dy * sx) / length,
    foot: (dx * sx + dy * sy) / (length * length),
  }
}

/** A border as the land gives it, in `segments` pieces. */
export function bend(frame: Frame, segments: number, random: Random): Bend {
  const { height, foot } = measures(frame)
  const straight = random.next() < 0.25
  const strength = straight ? 0.04 : 0.2 + 0.5 * random.next()
  const turns = [random.next() * 7, random.next() * 7, random.next() * 7]
  const along: number[] = []
  const aside: number[] = []
  for (let k = 1; k < segments; k++) {
    const share = (k + 0.5 * (random.next() - 0.5)) / segments
    const wave =
      0.5 * Math.sin(4.1 * share + turns[0]) +
      0.3 * Math.sin(9.7 * share + turns[1]) +
      0.15 * Math.sin(21 * share + turns[2]) +
      0.05 * (2 * random.next() - 1)
    along.push(share)
    aside.push(strength * wave * room(height, foot, share))
  }
  return { along, aside }
}

/** The same border as another hand digitised it: each vertex off by a normal error, some added in between. */
export function redigitised(frame: Frame, line: Bend, errorM: number, random: Random): Bend {
  const { length, height, foot } = measures(frame)
  const along: number[] = []
  const aside: number[] = []
  const segments = line.along.length + 1
  const add = (share: number, offset: number) => {
    const slack = 0.3 / segments
    const slip = Math.max(-slack, Math.min(slack, (random.normal() * errorM) / length))
    const moved = Math.max(0.02 / segments, Math.min(1 - 0.02 / segments, share + slip))
    const reach = 0.95 * room(height, foot, moved)
    along.push(moved)
    aside.push(Math.max(-reach, Math.min(reach, offset + random.normal() * errorM)))
  }
  for (let k = 0; k < line.along.length; k++) {
    if (along.length > 0 && line.along[k] <= along[along.length - 1]) continue
    add(line.along[k], line.aside[k])
    if (k + 1 < line.along.length && random.next() < 0.15) {
      const middle = (line.along[k] + line.along[k + 1]) / 2
      if (middle > along[along.length - 1]) add(middle, (line.aside[k] + line.aside[k + 1]) / 2)
    }
  }
  for (let k = 1; k < along.length; k++) {
    if (along[k] <= along[k - 1]) along[k] = along[k - 1] + 1e-4 / segments
  }
  return { along, aside }
}

/** Metres east and north of every vertex of a bend, interleaved, in its own direction. */
export function trace({ from, to }: Frame, line: Bend): number[] {
  const dx = to[0] - from[0]
  const dy = to[1] - from[1]
  const length = Math.hypot(dx, dy)
  const points: number[] = []
  for (let k = 0; k < line.along.length; k++) {
    const share = line.along[k]
    const offset = line.aside[k] / length
    points.push(from[0] + share * dx - offset * dy, from[1] + share * dy + offset * dx)
  }
  return points
}
