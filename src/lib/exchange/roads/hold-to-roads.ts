/** Where a point that is being drawn holds on to a road: its ends and crossings first, then anywhere along it. Pure. */
import type { Position } from 'geojson'

export interface Held {
  at: Position
  /** Of the road. */
  line: string
  /** Whether the road ends or is crossed there. */
  isEnd: boolean
}

interface Road {
  geometry: { coordinates: readonly Position[] }
  properties: { line: string }
}

const METRES_PER_DEGREE = 111_195

/** @param reachM metres; the nearest end within it wins over any place nearer along a road. */
export function holdToRoads(roads: readonly Road[], [x, y]: Position, reachM: number): Held | null {
  const north = reachM / METRES_PER_DEGREE
  const shrunk = Math.cos((y * Math.PI) / 180)
  const east = north / shrunk
  let end: { held: Held; far: number } | null = null
  let along: { held: Held; far: number } | null = null
  const metres = (at: Position) => METRES_PER_DEGREE * Math.hypot((at[0] - x) * shrunk, at[1] - y)
  for (const { geometry, properties } of roads) {
    const { coordinates } = geometry
    const { line } = properties
    for (const at of [coordinates[0], coordinates[coordinates.length - 1]]) {
      if (Math.abs(at[1] - y) > north || Math.abs(at[0] - x) > east) continue
      const far = metres(at)
      if (far <= reachM && far < (end?.far ?? Infinity)) end = { held: { at, line, isEnd: true }, far }
    }
    for (let i = 1; i < coordinates.length; i++) {
      const [a, b] = [coordinates[i - 1], coordinates[i]]
      if (Math.max(a[1], b[1]) < y - north || Math.min(a[1], b[1]) > y + north) continue
      if (Math.max(a[0], b[0]) < x - east || Math.min(a[0], b[0]) > x + east) continue
      const [dx, dy] = [(b[0] - a[0]) * shrunk, b[1] - a[1]]
      const squared = dx * dx + dy * dy
      const t = squared === 0 ? 0 : ((x - a[0]) * shrunk * dx + (y - a[1]) * dy) / squared
      const share = Math.max(0, Math.min(1, t))
      const at = [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]
      const far = metres(at)
      if (far <= reachM && far < (along?.far ?? Infinity)) along = { held: { at, line, isEnd: false }, far }
    }
  }
  return end?.held ?? along?.held ?? null
}
