/** Fewer vertices for a picture: by Douglas and Peucker (1973), without recursion. */
import type { Position } from 'geojson'

/**
 * Drops vertices that lie within `tolerance` of the line without them, in the unit of the coordinates.
 * @param ring closed; what comes back is closed, and a triangle at least.
 */
export function simplifyRing(ring: readonly Position[], tolerance: number): Position[] {
  const last = ring.length - 1
  if (last < 4) return [...ring]
  // The ring is cut at its first vertex and the one farthest from it: both stay.
  const far = farthest(ring, 0, last, (position) =>
    Math.hypot(position[0] - ring[0][0], position[1] - ring[0][1]),
  ).at
  const kept = new Uint8Array(ring.length)
  kept[0] = kept[far] = kept[last] = 1
  const open: [number, number][] = [
    [0, far],
    [far, last],
  ]
  let count = 3
  for (let span = open.pop(); span; span = open.pop()) {
    const [from, to] = span
    if (to - from < 2) continue
    const { at, distance } = farthest(ring, from, to, distanceToLine(ring[from], ring[to]))
    if (distance <= tolerance && count > 3) continue
    kept[at] = 1
    count++
    open.push([from, at], [at, to])
  }
  return ring.filter((_, i) => kept[i] === 1)
}

function farthest(
  ring: readonly Position[],
  from: number,
  to: number,
  measure: (position: Position) => number,
) {
  let at = from + 1
  let distance = -1
  for (let i = from + 1; i < to; i++) {
    const measured = measure(ring[i])
    if (measured > distance) {
      distance = measured
      at = i
    }
  }
  return { at, distance }
}

/** To the segment between two positions. */
const distanceToLine =
  ([ax, ay]: Position, [bx, by]: Position) =>
  ([x, y]: Position): number => {
    const dx = bx - ax
    const dy = by - ay
    const length = dx * dx + dy * dy
    const part = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length))
    return Math.hypot(x - ax - part * dx, y - ay - part * dy)
  }
