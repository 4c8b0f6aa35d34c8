/** Whether a council has the same land as before, though its outline may know more nodes: a neighbour was drawn. */
import { type Area, ringsOf } from './coverage.ts'
import { placeKey, placesOf } from './grid.ts'
import { areaM2 } from './units.ts'

/** What rounding to the grid may turn over from one side of a border to the other. */
const ROUNDING_M2 = 1

export function hasSameLand(before: Area, after: Area): boolean {
  const places = new Set(ringsOf(after).flatMap((ring) => placesOf(ring).map(([x, y]) => placeKey(x, y))))
  return (
    ringsOf(before).every((ring) => placesOf(ring).every(([x, y]) => places.has(placeKey(x, y)))) &&
    Math.abs(areaM2(after) - areaM2(before)) < ROUNDING_M2
  )
}
