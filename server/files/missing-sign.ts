import type { Position } from 'geojson'
import type { Polygons } from './shape.ts'

/** Degrees that a boundary may be wide for the guess to be worth making. */
const NEAR = 2

/**
 * The rings with the one longitude turned round whose sign differs from all others, if that brings it among them; null
 * where it is not so plain.
 */
export function mendSign(
  polygons: Polygons,
): { polygons: Polygons; longitude: number; latitude: number } | null {
  let found: Position | null = null
  const positive = new Set<string>()
  const negative = new Set<string>()
  for (const polygon of polygons) {
    for (const ring of polygon) {
      for (const position of ring) (position[0] > 0 ? positive : negative).add(position.join())
    }
  }
  const odd = positive.size === 1 ? positive : negative.size === 1 ? negative : null
  if (!odd || positive.size + negative.size < 4) return null
  const [key] = odd
  for (const polygon of polygons)
    for (const ring of polygon) found ??= ring.find((position) => position.join() === key) ?? null
  if (!found) return null
  const [longitude, latitude] = found
  const mended = polygons.map((polygon) =>
    polygon.map((ring) =>
      ring.map((position) => (position.join() === key ? [-longitude, latitude] : [...position])),
    ),
  )
  const others = mended.flat(2)
  return others.every(([x]) => Math.abs(x + longitude) < NEAR)
    ? { polygons: mended, longitude, latitude }
    : null
}
