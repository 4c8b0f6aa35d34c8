/** Which councils lie inside an area that somebody drew, opened or looks at: their label's place decides. Pure. */
import type { Position } from 'geojson'

/** Rings of one polygon, the first its shell. */
export type Area = Position[][]

export function inside(place: Position, areas: readonly Area[]): boolean {
  return areas.some(([shell, ...holes]) => within(place, shell) && !holes.some((hole) => within(place, hole)))
}

/** Even-odd, as GeoJSON's own rings are read. */
function within([x, y]: Position, ring: readonly Position[]): boolean {
  let odd = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [ax, ay] = ring[i]
    const [bx, by] = ring[j]
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd
  }
  return odd
}

/** West, south, east, north. */
export function boxOf(areas: readonly Area[]): [number, number, number, number] | null {
  const points = areas.flat(2)
  if (points.length === 0) return null
  const box: [number, number, number, number] = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ]
  for (const [x, y] of points) {
    box[0] = Math.min(box[0], x)
    box[1] = Math.min(box[1], y)
    box[2] = Math.max(box[2], x)
    box[3] = Math.max(box[3], y)
  }
  return box
}
