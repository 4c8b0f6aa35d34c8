/** Places on the grid that lie inside a piece of land, however thin. */

import type { Part } from '../coverage/dissolve.ts'
import { boxOf, type Place } from '../coverage/grid.ts'
import { contains } from '../coverage/winding.ts'

/** Lines tried in each direction: a sliver may be so thin that most of them pass between two steps of the grid. */
const LINES = [1, 3, 7, 15, 31]

/** The widest middles first; nothing where no place of the grid lies inside. */
export function* placesInside(land: Part): Generator<Place> {
  const box = boxOf(land)
  const seen = new Set<string>()
  for (const count of LINES)
    for (let i = 1; i <= count; i++)
      for (const level of [true, false]) {
        const [low, high] = level ? [box.minY, box.maxY] : [box.minX, box.maxX]
        const place = widestOn(land, Math.round(low + ((high - low) * i) / (count + 1)), level)
        if (!place || seen.has(place.join()) || contains(land, ...place) !== true) continue
        seen.add(place.join())
        yield place
      }
}

/** The middle of the widest stretch on a level or an upright line. */
function widestOn(land: Part, at: number, level: boolean): Place | null {
  const crossings: number[] = []
  const [along, across] = level ? [0, 1] : [1, 0]
  for (const ring of land)
    for (let i = 0; i < ring.length; i += 2) {
      const j = (i + 2) % ring.length
      const [from, to] = [ring[i + across], ring[j + across]]
      if (from <= at === to <= at) continue
      crossings.push(ring[i + along] + ((at - from) / (to - from)) * (ring[j + along] - ring[i + along]))
    }
  crossings.sort((a, b) => a - b)
  let widest = 0
  let middle = Number.NaN
  for (let i = 0; i + 1 < crossings.length; i += 2)
    if (crossings[i + 1] - crossings[i] > widest) {
      widest = crossings[i + 1] - crossings[i]
      middle = Math.round((crossings[i] + crossings[i + 1]) / 2)
    }
  if (Number.isNaN(middle)) return null
  return level ? [middle, at] : [at, middle]
}
