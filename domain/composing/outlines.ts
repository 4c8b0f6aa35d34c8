/** Areas and outlines of sets of councils, from each council's own rings and the lengths of their borders. */
import { ringAreaM2, segmentLengthM } from '../geometry/ellipsoid.ts'
import type { FlatAreas } from '../geometry/flat-areas.ts'
import { type Adjacency, BORDER } from '../territory/adjacency.ts'

/** Square metres of a council as drawn; a ring inside its shell is a hole, whichever way it runs. */
export function areaM2Of(areas: FlatAreas, unit: number): number {
  let area = 0
  for (let part = areas.unitStart[unit]; part < areas.unitStart[unit + 1]; part++)
    area += partAreaM2(areas, part)
  return area
}

export function partAreaM2({ coordinates, ringStart, partStart }: FlatAreas, part: number): number {
  let area = 0
  for (let ring = partStart[part]; ring < partStart[part + 1]; ring++) {
    const size = Math.abs(ringAreaM2(coordinates, ringStart[ring], ringStart[ring + 1]))
    area += ring === partStart[part] ? size : -size
  }
  return area
}

/** Metres of all its rings, holes included. */
export function outlineMOf(
  { coordinates, ringStart, partStart, unitStart }: FlatAreas,
  unit: number,
): number {
  let length = 0
  for (let ring = partStart[unitStart[unit]]; ring < partStart[unitStart[unit + 1]]; ring++) {
    const last = ringStart[ring + 1] - 1
    let lon = coordinates[2 * last]
    let lat = coordinates[2 * last + 1]
    for (let v = ringStart[ring]; v <= last; v++) {
      length += segmentLengthM(lon, lat, coordinates[2 * v], coordinates[2 * v + 1])
      lon = coordinates[2 * v]
      lat = coordinates[2 * v + 1]
    }
  }
  return length
}

/** Metres of border among some units: between two of the set, each counted once. */
export function innerBorderM(
  adjacency: Adjacency,
  units: readonly number[],
  among: ReadonlySet<number>,
): number {
  const { start, neighbour, pairOf, kind, lengthM } = adjacency
  let length = 0
  for (const unit of units) {
    for (let at = start[unit]; at < start[unit + 1]; at++) {
      if (neighbour[at] > unit && kind[pairOf[at]] === BORDER && among.has(neighbour[at]))
        length += lengthM[pairOf[at]]
    }
  }
  return length
}
