/** Units with their areas and their neighbours: what every judgement looks at. */
import type { FlatAreas } from '../geometry/flat-areas.ts'
import { flatten } from '../geometry/flatten.ts'
import { type Adjacency, buildAdjacency } from './adjacency.ts'
import type { Unit } from './types.ts'

export interface Territory {
  ids: string[]
  areas: FlatAreas
  adjacency: Adjacency
  /** West, south, east, north of each unit in degrees; NaN for a unit without area. */
  boxes: Float64Array
}

export function surveyTerritory(units: readonly Unit[]): Territory {
  const areas = flatten(units)
  return makeTerritory(
    units.map((unit) => unit.id),
    areas,
    buildAdjacency(areas),
  )
}

/** For callers that keep areas and adjacency already. */
export function makeTerritory(ids: string[], areas: FlatAreas, adjacency: Adjacency): Territory {
  return { ids, areas, adjacency, boxes: boxesOf(areas) }
}

function boxesOf(areas: FlatAreas): Float64Array {
  const { coordinates, ringStart, partStart, unitStart, count } = areas
  const boxes = new Float64Array(4 * count).fill(Number.NaN)
  for (let unit = 0; unit < count; unit++) {
    const from = ringStart[partStart[unitStart[unit]]]
    const to = ringStart[partStart[unitStart[unit + 1]]]
    if (from === to) continue
    let west = Number.POSITIVE_INFINITY
    let south = Number.POSITIVE_INFINITY
    let east = Number.NEGATIVE_INFINITY
    let north = Number.NEGATIVE_INFINITY
    for (let v = from; v < to; v++) {
      const lon = coordinates[2 * v]
      const lat = coordinates[2 * v + 1]
      if (lon < west) west = lon
      if (lon > east) east = lon
      if (lat < south) south = lat
      if (lat > north) north = lat
    }
    boxes.set([west, south, east, north], 4 * unit)
  }
  return boxes
}

/** Units made of some parts of others: unit `i` has the parts `partsOf[i]`. */
export function pickParts(areas: FlatAreas, partsOf: readonly (readonly number[])[]): FlatAreas {
  const { coordinates, ringStart, partStart } = areas
  const parts = partsOf.flat()
  let rings = 0
  let vertices = 0
  for (const part of parts) {
    rings += partStart[part + 1] - partStart[part]
    vertices += ringStart[partStart[part + 1]] - ringStart[partStart[part]]
  }
  const picked: FlatAreas = {
    count: partsOf.length,
    coordinates: new Float64Array(2 * vertices),
    ringStart: new Uint32Array(rings + 1),
    partStart: new Uint32Array(parts.length + 1),
    unitStart: new Uint32Array(partsOf.length + 1),
  }
  partsOf.forEach((some, unit) => {
    picked.unitStart[unit + 1] = picked.unitStart[unit] + some.length
  })
  let vertex = 0
  let ring = 0
  for (let i = 0; i < parts.length; i++) {
    for (let r = partStart[parts[i]]; r < partStart[parts[i] + 1]; r++) {
      picked.coordinates.set(coordinates.subarray(2 * ringStart[r], 2 * ringStart[r + 1]), 2 * vertex)
      vertex += ringStart[r + 1] - ringStart[r]
      picked.ringStart[++ring] = vertex
    }
    picked.partStart[i + 1] = ring
  }
  return picked
}
