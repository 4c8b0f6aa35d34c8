/** Area outlines laid out for measuring: whose each segment is, where its inside lies, and what is near a place. */
import type { FlatAreas } from '../geometry/flat-areas.ts'

const RADIANS = Math.PI / 180
const EQUATOR_M = 6_378_137
const SQUARED_ECCENTRICITY = 0.006_694_379_990_14
const ROWS = 18_000

/** Metres per degree on the WGS 84 ellipsoid, one entry per hundredth of a degree of latitude. */
const PER_DEGREE_EAST = new Float64Array(ROWS + 1)
const PER_DEGREE_NORTH = new Float64Array(ROWS + 1)
for (let i = 0; i <= ROWS; i++) {
  const latitude = (i / 100 - 90) * RADIANS
  const flattening = 1 - SQUARED_ECCENTRICITY * Math.sin(latitude) ** 2
  PER_DEGREE_EAST[i] = Math.max(1, (RADIANS * EQUATOR_M * Math.cos(latitude)) / Math.sqrt(flattening))
  PER_DEGREE_NORTH[i] = (RADIANS * EQUATOR_M * (1 - SQUARED_ECCENTRICITY)) / flattening ** 1.5
}
const rowOf = (latitude: number) => Math.max(0, Math.min(ROWS, ((latitude + 90) * 100 + 0.5) | 0))

/** Metres in one degree of longitude at a latitude. */
export const metresEast = (latitude: number): number => PER_DEGREE_EAST[rowOf(latitude)]
/** Metres in one degree of latitude at a latitude. */
export const metresNorth = (latitude: number): number => PER_DEGREE_NORTH[rowOf(latitude)]

export interface Outlines {
  count: number
  /** Degrees, two per vertex; longitudes run on past 180 where the areas straddle the antimeridian. */
  xy: Float64Array
  unit: Int32Array
  next: Int32Array
  previous: Int32Array
  /** 1 where the unit lies to the left of the segment, -1 where it lies to the right. */
  inside: Int8Array
  open: Uint8Array
  /** The open segments by their first vertex, unit after unit. */
  segments: Int32Array
  /** The open segments of unit `u`: `segments[firstOpen[u]] .. segments[firstOpen[u + 1] - 1]`. */
  firstOpen: Int32Array
  /** Vertices of unit `u`: `firstVertex[u] .. firstVertex[u + 1] - 1`. */
  firstVertex: Int32Array
  /** Side of a square with the unit's area, metres. */
  sizeM: Float64Array
  /** 1 where some segment of the unit is shared exactly. */
  hasExact: Uint8Array
}

export function readOutlines(areas: FlatAreas, open: Uint8Array): Outlines {
  const { ringStart, partStart, unitStart, count } = areas
  const xy = unrolled(areas.coordinates)
  const vertices = ringStart[ringStart.length - 1]
  const unit = new Int32Array(vertices)
  const next = new Int32Array(vertices)
  const previous = new Int32Array(vertices)
  const inside = new Int8Array(vertices)
  const sizeM = new Float64Array(count)
  const hasExact = new Uint8Array(count)
  const firstOpen = new Int32Array(count + 1)
  const firstVertex = new Int32Array(count + 1)
  let openCount = 0
  for (let u = 0; u < count; u++) {
    firstOpen[u] = openCount
    firstVertex[u] = ringStart[partStart[unitStart[u]]]
    let areaM2 = 0
    for (let part = unitStart[u]; part < unitStart[u + 1]; part++)
      for (let ring = partStart[part]; ring < partStart[part + 1]; ring++) {
        const first = ringStart[ring]
        const end = ringStart[ring + 1]
        const x0 = xy[2 * first]
        const y0 = xy[2 * first + 1]
        let twice = 0
        let last = end - 1
        for (let v = first; v < end; v++) {
          unit[v] = u
          next[last] = v
          previous[v] = last
          twice += (xy[2 * last] - x0) * (xy[2 * v + 1] - y0) - (xy[2 * v] - x0) * (xy[2 * last + 1] - y0)
          last = v
          openCount += open[v]
        }
        const shell = ring === partStart[part]
        inside.fill(twice >= 0 === shell ? 1 : -1, first, end)
        areaM2 += ((shell ? 1 : -1) * Math.abs(twice) * metresEast(y0) * metresNorth(y0)) / 2
      }
    const end = ringStart[partStart[unitStart[u + 1]]]
    hasExact[u] = openCount - firstOpen[u] < end - firstVertex[u] ? 1 : 0
    sizeM[u] = Math.sqrt(Math.max(0, areaM2))
  }
  firstOpen[count] = openCount
  firstVertex[count] = vertices
  const segments = new Int32Array(openCount)
  for (let v = 0, k = 0; v < vertices; v++) if (open[v]) segments[k++] = v
  return { count, xy, unit, next, previous, inside, open, segments, firstOpen, firstVertex, sizeM, hasExact }
}

/** Areas on both sides of the antimeridian, moved so that they lie together; other coordinates unchanged. */
function unrolled(coordinates: Float64Array): Float64Array {
  let west = 180
  let east = -180
  for (let i = 0; i < coordinates.length; i += 2) {
    if (coordinates[i] < west) west = coordinates[i]
    if (coordinates[i] > east) east = coordinates[i]
  }
  if (east - west < 180) return coordinates
  const used = new Uint8Array(361)
  for (let i = 0; i < coordinates.length; i += 2) used[Math.floor(coordinates[i]) + 180] = 1
  const cut = used.indexOf(0, Math.floor(west) + 180) - 180
  if (cut < west || cut > east) return coordinates
  return coordinates.map((value, i) => (i % 2 === 0 && value < cut ? value + 360 : value))
}

/** Open segments by place: a hashed grid over a list in bucket order. Its cells are as large as a common segment. */
export interface Grid {
  cellX: number
  cellY: number
  mask: number
  start: Int32Array
  items: Int32Array
}

export function hashOfCell(column: number, row: number, mask: number): number {
  const h = Math.imul(column, 0x9e3779b1) ^ Math.imul(row, 0x85ebca6b)
  return (h ^ (h >>> 15)) & mask
}

export function gridOfSegments(outlines: Outlines): Grid {
  const { xy, next, segments } = outlines
  const { lengthM, latitude } = commonSegment(outlines)
  const cellX = lengthM / metresEast(latitude)
  const cellY = lengthM / metresNorth(latitude)
  let mask = 1
  while (mask < segments.length) mask *= 2
  mask--
  const start = new Int32Array(mask + 2)
  let items = new Int32Array(0)
  for (let pass = 0; pass < 2; pass++) {
    for (let k = segments.length - 1; k >= 0; k--) {
      const v = segments[k]
      const upwards = xy[2 * v + 1] <= xy[2 * next[v] + 1]
      const low = upwards ? v : next[v]
      const high = upwards ? next[v] : v
      const y0 = xy[2 * low + 1]
      const height = xy[2 * high + 1] - y0
      const x0 = xy[2 * low]
      const width = xy[2 * high] - x0
      const top = Math.floor((y0 + height) / cellY)
      for (let row = Math.floor(y0 / cellY), bottom = row; row <= top; row++) {
        // the stretch of the segment within this row of cells
        const from = row === bottom ? 0 : (row * cellY - y0) / height
        const to = row === top ? 1 : ((row + 1) * cellY - y0) / height
        const xa = x0 + from * width
        const xb = x0 + to * width
        const right = Math.floor(Math.max(xa, xb) / cellX)
        for (let column = Math.floor(Math.min(xa, xb) / cellX); column <= right; column++) {
          const h = hashOfCell(column, row, mask)
          if (pass === 0) start[h]++
          else items[--start[h]] = v
        }
      }
    }
    if (pass === 1) break
    let sum = 0
    for (let h = 0; h <= mask + 1; h++) {
      sum += start[h]
      start[h] = sum
    }
    items = new Int32Array(sum)
  }
  return { cellX, cellY, mask, start, items }
}

function commonSegment({ xy, next, segments }: Outlines): { lengthM: number; latitude: number } {
  const probes = new Float64Array(Math.min(segments.length, 2048))
  let latitude = 0
  for (let i = 0; i < probes.length; i++) {
    const v = segments[Math.floor((i * segments.length) / probes.length)]
    const w = next[v]
    const y = xy[2 * v + 1]
    latitude += y / probes.length
    probes[i] = Math.hypot((xy[2 * v] - xy[2 * w]) * metresEast(y), (y - xy[2 * w + 1]) * metresNorth(y))
  }
  probes.sort()
  return { lengthM: Math.max(probes[Math.floor(probes.length * 0.6)] ?? 1, 0.01), latitude }
}

/**
 * Half the last decimal that the coordinates use, in metres: closer than that is the same place. Coordinates with
 * more than seven decimals count as exact to a centimetre.
 */
export function resolutionM({ xy }: Outlines): number {
  const step = 2 * Math.max(1, Math.floor(xy.length / 2000))
  for (let decimals = 3; decimals < 7; decimals++) {
    const scale = 10 ** decimals
    let rounded = true
    for (let i = 0; i < xy.length && rounded; i += step)
      for (const value of [xy[i] * scale, xy[i + 1] * scale])
        if (Math.abs(value - Math.round(value)) > 1e-4) rounded = false
    if (rounded && xy.length > 0) return 55_660 / scale
  }
  return 0.01
}
