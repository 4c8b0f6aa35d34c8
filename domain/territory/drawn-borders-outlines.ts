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

/**
 * The open parts of all outlines: the ends of open segments and one further point on either side, so that size and
 * time follow what is open, not what is there. Points are numbered anew; segment `p` runs from point `p` to `next[p]`.
 */
export interface Outlines {
  count: number
  /** Degrees, two per point; longitudes run on past 180 where the areas straddle the antimeridian. */
  xy: Float64Array
  unit: Int32Array
  next: Int32Array
  previous: Int32Array
  /** 1 where the unit lies to the left of the segment, -1 where it lies to the right. */
  inside: Int8Array
  open: Uint8Array
  /** The open segments by their first point, unit after unit from place to place, along the rings. */
  segments: Int32Array
  /** The open segments of unit `u`: `segments[firstOpen[u]] .. segments[endOpen[u] - 1]`. */
  firstOpen: Int32Array
  endOpen: Int32Array
  /** Side of a square with the unit's area, metres; 0 for units without open segments. */
  sizeM: Float64Array
  /** 1 where some segment of the unit is shared exactly. */
  hasExact: Uint8Array
  /** Whether a place, in the degrees of `xy`, lies inside a unit. */
  holds(unit: number, x: number, y: number): boolean
}

export function readOutlines(areas: FlatAreas, openSegments: Uint8Array): Outlines {
  const { ringStart, partStart, unitStart, count } = areas
  const coordinates = unrolled(areas.coordinates)
  const sizeM = new Float64Array(count)
  const hasExact = new Uint8Array(count)
  const firstOpen = new Int32Array(count)
  const endOpen = new Int32Array(count)
  const openOf = new Int32Array(count)
  let openInAll = 0
  for (let u = 0; u < count; u++) {
    const firstVertex = ringStart[partStart[unitStart[u]]]
    const endVertex = ringStart[partStart[unitStart[u + 1]]]
    openOf[u] = countOpen(openSegments, firstVertex, endVertex)
    hasExact[u] = openOf[u] < endVertex - firstVertex ? 1 : 0
    openInAll += openOf[u]
  }
  // a run of open segments has one point more than segments, and one spare point on either side
  const most = Math.min(4 * openInAll, openSegments.length)
  const source = new Int32Array(most)
  const unit = new Int32Array(most)
  const next = new Int32Array(most)
  const previous = new Int32Array(most)
  const inside = new Int8Array(most)
  const open = new Uint8Array(most)
  let size = 0
  let openCount = 0
  for (const u of placeAfterPlace(areas, coordinates, openOf)) {
    firstOpen[u] = openCount
    openCount += openOf[u]
    endOpen[u] = openCount
    let areaM2 = 0
    for (let part = unitStart[u]; part < unitStart[u + 1]; part++)
      for (let ring = partStart[part]; ring < partStart[part + 1]; ring++) {
        const shell = ring === partStart[part]
        const signed = signedArea(coordinates, ringStart[ring], ringStart[ring + 1])
        areaM2 += (shell ? 1 : -1) * Math.abs(signed)
        addRing(u, ringStart[ring], ringStart[ring + 1], signed >= 0 === shell ? 1 : -1)
      }
    sizeM[u] = Math.sqrt(Math.max(0, areaM2))
  }
  const xy = new Float64Array(2 * size)
  for (let p = 0; p < size; p++) {
    xy[2 * p] = coordinates[2 * source[p]]
    xy[2 * p + 1] = coordinates[2 * source[p] + 1]
  }
  const segments = new Int32Array(openCount)
  for (let p = 0, k = 0; p < size; p++) if (open[p]) segments[k++] = p
  return {
    count,
    xy,
    unit: unit.subarray(0, size),
    next: next.subarray(0, size),
    previous: previous.subarray(0, size),
    inside: inside.subarray(0, size),
    open: open.subarray(0, size),
    segments,
    firstOpen,
    endOpen,
    sizeM,
    hasExact,
    holds,
  }

  function addRing(u: number, first: number, end: number, side: number): void {
    const ringFrom = size
    for (let v = first, last = end - 1; v < end; last = v, v++) {
      const after = v + 1 < end ? v + 1 : first
      // a point is kept if a segment at it, or at one of its neighbours, is open
      const lastButOne = last > first ? last - 1 : end - 1
      if (!openSegments[v] && !openSegments[last] && !openSegments[after] && !openSegments[lastButOne])
        continue
      source[size] = v
      unit[size] = u
      inside[size] = side
      open[size] = openSegments[v]
      next[size] = size + 1
      previous[size] = size - 1
      size++
    }
    if (size === ringFrom) return
    next[size - 1] = ringFrom
    previous[ringFrom] = size - 1
  }

  function holds(u: number, x: number, y: number): boolean {
    let odd = false
    for (let ring = partStart[unitStart[u]]; ring < partStart[unitStart[u + 1]]; ring++)
      for (let v = ringStart[ring], w = ringStart[ring + 1] - 1; v < ringStart[ring + 1]; w = v, v++) {
        const above = coordinates[2 * v + 1] > y
        if (above === coordinates[2 * w + 1] > y) continue
        const rise = (y - coordinates[2 * v + 1]) / (coordinates[2 * w + 1] - coordinates[2 * v + 1])
        if (coordinates[2 * v] + rise * (coordinates[2 * w] - coordinates[2 * v]) > x) odd = !odd
      }
    return odd
  }
}

/** The units with open segments in bands from south to north, each from west to east: what is near lies near in memory too. */
function placeAfterPlace(areas: FlatAreas, coordinates: Float64Array, openOf: Int32Array): Uint32Array {
  const { ringStart, partStart, unitStart, count } = areas
  const firstOf = (u: number) => 2 * Math.min(ringStart[partStart[unitStart[u]]], coordinates.length / 2 - 1)
  let south = 90
  let north = -90
  for (let u = 0; u < count; u++) {
    const y = coordinates[firstOf(u) + 1]
    if (y < south) south = y
    if (y > north) north = y
  }
  const bands = Math.ceil(Math.sqrt(count) / 4)
  const band = Math.max(1e-9, (north - south) / bands)
  const keys = new Float64Array(count)
  let size = 0
  for (let u = 0; u < count; u++) {
    if (openOf[u] === 0) continue
    const x = Math.floor((coordinates[firstOf(u)] + 180) * 100)
    keys[size++] = (Math.floor((coordinates[firstOf(u) + 1] - south) / band) * 131_072 + x) * 4_194_304 + u
  }
  return Uint32Array.from(keys.subarray(0, size).sort(), (key) => key % 4_194_304)
}

function countOpen(openSegments: Uint8Array, from: number, to: number): number {
  let sum = 0
  for (let v = from; v < to; v++) sum += openSegments[v]
  return sum
}

/** Square metres inside a ring, negative where it runs clockwise. */
function signedArea(coordinates: Float64Array, first: number, end: number): number {
  const x0 = coordinates[2 * first]
  const y0 = coordinates[2 * first + 1]
  let twice = 0
  for (let v = first + 1; v + 1 < end; v++)
    twice +=
      (coordinates[2 * v] - x0) * (coordinates[2 * v + 3] - y0) -
      (coordinates[2 * v + 2] - x0) * (coordinates[2 * v + 1] - y0)
  return (twice * metresEast(y0) * metresNorth(y0)) / 2
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
  /** First point, unit and row of cells of each segment, bucket after bucket; those of `h` from `start[h]` on. */
  items: Int32Array
}

/** The bucket of a cell. Cells side by side share a line of memory; rows are scattered. */
export function hashOfCell(column: number, row: number, mask: number): number {
  return (column + Math.imul(row, 0x9e3779b1)) & mask
}

export function gridOfSegments(outlines: Outlines): Grid {
  const { xy, next, segments, unit } = outlines
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
          else {
            const at = --start[h]
            items[3 * at] = v
            items[3 * at + 1] = unit[v]
            items[3 * at + 2] = row
          }
        }
      }
    }
    if (pass === 1) break
    let sum = 0
    for (let h = 0; h <= mask + 1; h++) {
      sum += start[h]
      start[h] = sum
    }
    items = new Int32Array(3 * sum)
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

/** One step of the last decimal that the coordinates use, in degrees; of those with more than seven, the seventh. */
export function lastDecimal({ xy }: Outlines): number {
  const step = 2 * Math.max(1, Math.floor(xy.length / 2000))
  for (let decimals = 3; decimals < 7; decimals++) {
    const scale = 10 ** decimals
    let rounded = true
    for (let i = 0; i < xy.length && rounded; i += step)
      for (const value of [xy[i] * scale, xy[i + 1] * scale])
        if (Math.abs(value - Math.round(value)) > 1e-4) rounded = false
    if (rounded && xy.length > 0) return 1 / scale
  }
  return 1e-7
}
