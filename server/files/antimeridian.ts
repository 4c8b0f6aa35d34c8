import type { Polygons, Ring } from './shape.ts'

/**
 * Rings that cross ±180° cut into a western and an eastern part, holes and all; null where a ring goes round a pole.
 * The parts may touch themselves along the cut: check them.
 */
export function splitAtAntimeridian(polygons: Polygons): Polygons | null {
  const parts: Polygons = []
  for (const polygon of polygons) {
    const unrolled = polygon.map(unroll)
    if (unrolled.some((ring) => ring === null)) return null
    for (const side of ['west', 'east'] as const) {
      const rings = (unrolled as Ring[]).map((ring) => clip(ring, side)).filter((ring) => ring.length > 3)
      if (rings.length) parts.push(rings)
    }
  }
  return parts
}

/** Longitudes from 0 to 360, without jumps. */
function unroll(ring: Ring): Ring | null {
  let last = ring[0][0] < 0 ? ring[0][0] + 360 : ring[0][0]
  const unrolled: Ring = []
  for (const [x, y] of ring) {
    let east = x
    while (east - last > 180) east -= 360
    while (east - last < -180) east += 360
    unrolled.push([east, y])
    last = east
  }
  return Math.abs(unrolled[0][0] - unrolled[unrolled.length - 1][0]) < 1e-9 ? unrolled : null
}

/** One side of the meridian 180, by Sutherland and Hodgman; the eastern hemisphere's side stays, the other moves by 360. */
function clip(ring: Ring, side: 'west' | 'east'): Ring {
  const keeps = (x: number) => (side === 'west' ? x <= 180 : x >= 180)
  const clipped: Ring = []
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = ring[i - 1]
    const [bx, by] = ring[i]
    if (keeps(ax)) clipped.push([ax, ay])
    if (keeps(ax) !== keeps(bx) && ax !== 180 && bx !== 180)
      clipped.push([180, ay + ((180 - ax) / (bx - ax)) * (by - ay)])
  }
  if (clipped.length < 3) return []
  clipped.push([...clipped[0]])
  return side === 'west' ? clipped : clipped.map(([x, y]) => [x - 360, y])
}
