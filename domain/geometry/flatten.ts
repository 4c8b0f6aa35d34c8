/** GeoJSON to typed arrays. */
import type { MultiPolygon, Polygon, Position } from 'geojson'
import type { FlatAreas } from './flat-areas.ts'

/**
 * Copies areas into typed arrays (see FlatAreas). Tolerates what drawings bring: rings without a closing vertex, the
 * same vertex twice in a row, positions that aren't numbers, heights. A ring of fewer than three vertices has no area
 * and is left out; a part without a shell too, so that a unit may end up with no part at all.
 */
export function flatten(units: readonly { geometry: Polygon | MultiPolygon | null }[]): FlatAreas {
  const room = { vertices: 0, rings: 0, parts: 0 }
  for (let u = 0; u < units.length; u++) {
    const { geometry } = units[u]
    if (geometry?.type === 'Polygon') addRoom(room, geometry.coordinates)
    else if (geometry) for (const rings of geometry.coordinates) addRoom(room, rings)
  }
  const flat = new Flattening(room.vertices, room.rings, room.parts, units.length)
  for (let u = 0; u < units.length; u++) {
    const { geometry } = units[u]
    if (geometry?.type === 'Polygon') flat.addPart(geometry.coordinates)
    else if (geometry) for (const rings of geometry.coordinates) flat.addPart(rings)
    flat.endUnit()
  }
  return flat.areas()
}

function addRoom(room: { vertices: number; rings: number; parts: number }, rings: Position[][]): void {
  room.parts++
  room.rings += rings.length
  for (let r = 0; r < rings.length; r++) room.vertices += rings[r].length
}

class Flattening {
  private coordinates: Float64Array
  private ringStart: Uint32Array
  private partStart: Uint32Array
  private unitStart: Uint32Array
  private vertex = 0
  private ring = 0
  private part = 0
  private unit = 0

  constructor(vertices: number, rings: number, parts: number, units: number) {
    this.coordinates = new Float64Array(2 * vertices)
    this.ringStart = new Uint32Array(rings + 1)
    this.partStart = new Uint32Array(parts + 1)
    this.unitStart = new Uint32Array(units + 1)
  }

  addPart(rings: Position[][]): void {
    const shell = this.ring
    for (let r = 0; r < rings.length; r++) {
      const end = copyRing(rings[r], this.coordinates, this.vertex)
      if (end - this.vertex >= 3) {
        this.vertex = end
        this.ringStart[++this.ring] = end
      } else if (this.ring === shell) break
    }
    if (this.ring > shell) this.partStart[++this.part] = this.ring
  }

  endUnit(): void {
    this.unitStart[++this.unit] = this.part
  }

  areas(): FlatAreas {
    return {
      count: this.unit,
      coordinates: this.coordinates.subarray(0, 2 * this.vertex),
      ringStart: this.ringStart.subarray(0, this.ring + 1),
      partStart: this.partStart.subarray(0, this.part + 1),
      unitStart: this.unitStart,
    }
  }
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
