/** GeoJSON to typed arrays. */
import type { MultiPolygon, Polygon, Position } from 'geojson'
import type { FlatAreas } from './flat-areas.ts'

/**
 * Copies areas into typed arrays (see FlatAreas). Tolerates what drawings bring: rings without a closing vertex, the
 * same vertex twice in a row, positions that aren't numbers, heights. A ring of fewer than three vertices has no area
 * and is left out; a part without a shell too, so that a unit may end up with no part at all.
 */
export function flatten(units: readonly { geometry: Polygon | MultiPolygon | null }[]): FlatAreas {
  const areas = roomFor(units)
  const { coordinates, ringStart, partStart, unitStart } = areas
  let part = 0
  const copy = (rings: Position[][]) => {
    part = copyPart(rings, areas, part)
  }
  for (let u = 0; u < units.length; u++) {
    forEachPart(units[u].geometry, copy)
    unitStart[u + 1] = part
  }
  const ring = partStart[part]
  return {
    count: units.length,
    coordinates: coordinates.subarray(0, 2 * ringStart[ring]),
    ringStart: ringStart.subarray(0, ring + 1),
    partStart: partStart.subarray(0, part + 1),
    unitStart,
  }
}

/** Zeros, as many as are needed at most. */
function roomFor(units: readonly { geometry: Polygon | MultiPolygon | null }[]): FlatAreas {
  let parts = 0
  let rings = 0
  let vertices = 0
  const measure = (part: Position[][]) => {
    parts++
    rings += part.length
    for (const ring of part) vertices += ring.length
  }
  for (let u = 0; u < units.length; u++) forEachPart(units[u].geometry, measure)
  return {
    count: units.length,
    coordinates: new Float64Array(2 * vertices),
    ringStart: new Uint32Array(rings + 1),
    partStart: new Uint32Array(parts + 1),
    unitStart: new Uint32Array(units.length + 1),
  }
}

function forEachPart(geometry: Polygon | MultiPolygon | null, action: (rings: Position[][]) => void): void {
  if (geometry?.type === 'Polygon') action(geometry.coordinates)
  else if (geometry) for (const rings of geometry.coordinates) action(rings)
}

/** Returns the number of parts, one more than before if this one has an area. */
function copyPart(rings: Position[][], areas: FlatAreas, part: number): number {
  const { coordinates, ringStart, partStart } = areas
  const shell = partStart[part]
  let ring = shell
  for (let r = 0; r < rings.length; r++) {
    const start = ringStart[ring]
    const end = copyRing(rings[r], coordinates, start)
    if (end - start >= 3) ringStart[++ring] = end
    else if (ring === shell) return part
  }
  if (ring === shell) return part
  partStart[part + 1] = ring
  return part + 1
}

/** Returns the vertex after the last one copied. */
function copyRing(positions: Position[], coordinates: Float64Array, start: number): number {
  let at = 2 * start
  let lastLon = Number.NaN
  let lastLat = Number.NaN
  for (let i = 0; i < positions.length; i++) {
    const lon = positions[i][0]
    const lat = positions[i][1]
    // NaN and infinities have no difference with themselves
    if ((lon === lastLon && lat === lastLat) || lon - lon !== 0 || lat - lat !== 0) continue
    coordinates[at++] = lon
    coordinates[at++] = lat
    lastLon = lon
    lastLat = lat
  }
  if (at - 2 * start >= 4 && lastLon === coordinates[2 * start] && lastLat === coordinates[2 * start + 1])
    at -= 2
  return at / 2
}

/** A flat unit back as GeoJSON, rings closed. */
export function unflatten(areas: FlatAreas, unit: number): MultiPolygon {
  const coordinates: Position[][][] = []
  for (let part = areas.unitStart[unit]; part < areas.unitStart[unit + 1]; part++) {
    const rings: Position[][] = []
    for (let ring = areas.partStart[part]; ring < areas.partStart[part + 1]; ring++) {
      const positions: Position[] = []
      for (let v = areas.ringStart[ring]; v < areas.ringStart[ring + 1]; v++) {
        positions.push([areas.coordinates[2 * v], areas.coordinates[2 * v + 1]])
      }
      positions.push(positions[0])
      rings.push(positions)
    }
    coordinates.push(rings)
  }
  return { type: 'MultiPolygon', coordinates }
}
