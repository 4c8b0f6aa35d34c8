/** GeoJSON to typed arrays. */
import type { MultiPolygon, Polygon, Position } from 'geojson'
import type { FlatAreas } from './flat-areas.ts'

/**
 * Copies areas into typed arrays (see FlatAreas). Tolerates what drawings bring: rings without a closing vertex, the
 * same vertex twice in a row, positions that aren't numbers, heights. A ring of fewer than three vertices has no area
 * and is left out; a part without a shell too, so that a unit may end up with no part at all.
 */
export function flatten(units: readonly { geometry: Polygon | MultiPolygon | null }[]): FlatAreas {
  let vertexRoom = 0
  let ringRoom = 0
  let partRoom = 0
  for (const unit of units) {
    const parts = partsOf(unit.geometry)
    partRoom += parts.length
    for (const rings of parts) {
      ringRoom += rings.length
      for (const ring of rings) vertexRoom += ring.length
    }
  }
  const coordinates = new Float64Array(2 * vertexRoom)
  const ringStart = new Uint32Array(ringRoom + 1)
  const partStart = new Uint32Array(partRoom + 1)
  const unitStart = new Uint32Array(units.length + 1)
  let vertex = 0
  let ring = 0
  let part = 0
  for (let u = 0; u < units.length; u++) {
    for (const rings of partsOf(units[u].geometry)) {
      const shell = ring
      for (const positions of rings) {
        const end = copyRing(positions, coordinates, vertex)
        if (end - vertex >= 3) {
          vertex = end
          ringStart[++ring] = vertex
        } else if (ring === shell) break
      }
      if (ring > shell) partStart[++part] = ring
    }
    unitStart[u + 1] = part
  }
  return {
    count: units.length,
    coordinates: coordinates.subarray(0, 2 * vertex),
    ringStart: ringStart.subarray(0, ring + 1),
    partStart: partStart.subarray(0, part + 1),
    unitStart,
  }
}

function partsOf(geometry: Polygon | MultiPolygon | null): Position[][][] {
  if (!geometry) return []
  return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
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
