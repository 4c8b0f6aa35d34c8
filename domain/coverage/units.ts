/** Coverages from and to the GeoJSON that the rest of the program speaks. */

import Flatbush from 'flatbush'
import type { MultiPolygon, Polygon, Position } from 'geojson'
import { ringAreaM2 } from '../geometry/ellipsoid.ts'
import type { FlatAreas } from '../geometry/flat-areas.ts'
import { SharedLineSearch } from '../geometry/shared-lines.ts'
import type { Unit } from '../territory/types.ts'
import { type Area, allAreas, type Coverage, coverageOf, makeArea } from './coverage.ts'
import { intoParts, type Part } from './dissolve.ts'
import { doubleArea, inDegrees, liesOn, toPlace, toPosition } from './grid.ts'

/**
 * Reads council areas. Places equal to 1e-7 degree become one node; a vertex of one outline that lies on a segment of
 * another becomes a node of both; shells are turned counter-clockwise and holes clockwise. Rings without area are left
 * out, all other faults are kept for `findFaults` to tell.
 */
export function readCoverage(units: readonly Unit[]): Coverage {
  let areas = units.map(({ id, geometry }) => makeArea(id, partsOf(geometry)))
  // a vertex put in bends its segment by up to a step, over one that lay just beside: seldom once, never seen twice
  for (let round = 0; round < 3; round++) {
    const next = withSharedVertices(areas)
    if (next === areas) break
    areas = next
  }
  return coverageOf(areas)
}

function partsOf(geometry: Polygon | MultiPolygon): Part[] {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  return polygons.flatMap((polygon) => {
    const [shell, ...holes] = polygon.map(ringOf)
    if (!shell) return []
    return [[turned(shell, 1), ...holes.flatMap((hole) => (hole ? [turned(hole, -1)] : []))]]
  })
}

/** Rings drawn one over the other, as a region: shells and holes by which way they are turned. */
export const regionOf = (geometry: Polygon | MultiPolygon): Part[] => intoParts(partsOf(geometry).flat())

function ringOf(positions: Position[]): Int32Array | null {
  const row: number[] = []
  for (const position of positions) {
    const [x, y] = toPlace(position)
    if (row.length > 0 && row.at(-2) === x && row.at(-1) === y) continue
    row.push(x, y)
  }
  while (row.length > 2 && row[0] === row.at(-2) && row[1] === row.at(-1)) row.length -= 2
  return row.length >= 6 && doubleArea(row) !== 0 ? Int32Array.from(row) : null
}

function turned(ring: Int32Array, sign: 1 | -1): Int32Array {
  if (doubleArea(ring) * sign > 0) return ring
  const back = new Int32Array(ring.length)
  for (let i = 0; i < ring.length; i += 2) back.set(ring.subarray(i, i + 2), ring.length - 2 - i)
  return back
}

/** The same areas where every vertex on a foreign segment is known to it; the same list where all are. */
function withSharedVertices(areas: Area[]): Area[] {
  const flat = flatAreas(areas)
  const { coordinates, ringStart } = flat
  const rings = areas.flatMap((area) => area.parts.flat())
  const next = new Uint32Array(ringStart[rings.length])
  rings.forEach((_, r) => {
    for (let v = ringStart[r]; v < ringStart[r + 1]; v++)
      next[v] = v + 1 === ringStart[r + 1] ? ringStart[r] : v + 1
  })
  const open = new SharedLineSearch(flat, { segment() {}, corner() {} }).run()

  const places = new Int32Array(coordinates.length)
  rings.forEach((ring, r) => {
    places.set(ring, 2 * ringStart[r])
  })
  const alone = Uint32Array.from({ length: open.length }, (_, v) => v).filter((v) => open[v] === 1)
  const puts = verticesOnSegments(places, next, alone)
  if (puts.size === 0) return areas

  let ring = 0
  return areas.map((area) => {
    let same = true
    const parts = area.parts.map((part) =>
      part.map((row) => {
        const first = ringStart[ring++]
        const longer = withPlaces(row, (i) => puts.get(first + i))
        same &&= longer === row
        return longer
      }),
    )
    return same ? area : makeArea(area.id, parts)
  })
}

/**
 * What lies on a segment, by its first vertex: places x, y, x, y, … from its beginning to its end. A segment that two
 * areas share has all its vertices already, so only those with nobody else on the same line are looked at.
 */
function verticesOnSegments(
  places: Int32Array,
  next: Uint32Array,
  alone: Uint32Array,
): Map<number, number[]> {
  const puts = new Map<number, number[]>()
  if (alone.length === 0) return puts
  const index = new Flatbush(alone.length)
  const corners = (v: number) => [
    places[2 * v],
    places[2 * v + 1],
    places[2 * next[v]],
    places[2 * next[v] + 1],
  ]
  for (const v of alone) {
    const [ax, ay, bx, by] = corners(v)
    index.add(Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by))
  }
  index.finish()
  const asked = new Set<number>()
  for (const v of alone)
    for (const end of [v, next[v]]) {
      if (asked.has(end)) continue
      asked.add(end)
      const [x, y] = [places[2 * end], places[2 * end + 1]]
      index.search(x - 1, y - 1, x + 1, y + 1, (at) => {
        const segment = alone[at]
        const [ax, ay, bx, by] = corners(segment)
        if (!liesOn(x, y, ax, ay, bx, by)) return false
        const row = puts.get(segment)
        if (!row) puts.set(segment, [x, y])
        else if (!row.some((value, i) => i % 2 === 0 && value === x && row[i + 1] === y)) row.push(x, y)
        return false
      })
    }
  for (const [segment, row] of puts) {
    const [ax, ay, bx, by] = corners(segment)
    const along = (i: number) => (row[i] - ax) * (bx - ax) + (row[i + 1] - ay) * (by - ay)
    const order = row.flatMap((_, i) => (i % 2 === 0 ? [i] : [])).sort((p, q) => along(p) - along(q))
    puts.set(
      segment,
      order.flatMap((i) => [row[i], row[i + 1]]),
    )
  }
  return puts
}

function withPlaces(row: Int32Array, after: (vertex: number) => number[] | undefined): Int32Array {
  const longer: number[] = []
  for (let i = 0; i < row.length; i += 2) longer.push(row[i], row[i + 1], ...(after(i / 2) ?? []))
  return longer.length === row.length ? row : Int32Array.from(longer)
}

/** The areas in typed arrays, in degrees, as the contiguity engine reads them. */
export function flatAreas(areas: readonly Area[]): FlatAreas {
  const parts = areas.flatMap((area) => area.parts)
  const rings = parts.flat()
  const ringStart = startsOf(rings.map((ring) => ring.length / 2))
  const coordinates = new Float64Array(2 * ringStart[rings.length])
  rings.forEach((ring, r) => {
    const first = 2 * ringStart[r]
    for (let i = 0; i < ring.length; i++) coordinates[first + i] = inDegrees(ring[i])
  })
  return {
    count: areas.length,
    coordinates,
    ringStart,
    partStart: startsOf(parts.map((part) => part.length)),
    unitStart: startsOf(areas.map((area) => area.parts.length)),
  }
}

function startsOf(counts: number[]): Uint32Array {
  const starts = new Uint32Array(counts.length + 1)
  counts.forEach((count, i) => {
    starts[i + 1] = starts[i] + count
  })
  return starts
}

/** A council area as GeoJSON; a Polygon where it is in one part. */
export function unitOf({ id, parts }: Area): Unit {
  const polygons = parts.map((part) => part.map(closed))
  return {
    id,
    geometry:
      polygons.length === 1
        ? { type: 'Polygon', coordinates: polygons[0] }
        : { type: 'MultiPolygon', coordinates: polygons },
  }
}

/** All council areas, in order of their ids: equal coverages give equal lists. */
export const unitsOf = (coverage: Coverage): Unit[] =>
  [...allAreas(coverage)].sort((a, b) => (a.id < b.id ? -1 : 1)).map(unitOf)

function closed(ring: ArrayLike<number>): Position[] {
  const positions: Position[] = []
  for (let i = 0; i <= ring.length; i += 2)
    positions.push(toPosition(ring[i % ring.length], ring[(i + 1) % ring.length]))
  return positions
}

/** Square metres on the ellipsoid. */
export function areaM2({ parts }: Area): number {
  let sum = 0
  for (const ring of parts.flat()) sum += ringAreaM2(Float64Array.from(ring, inDegrees), 0, ring.length / 2)
  return sum
}

export const hectares = (area: Area): number => areaM2(area) / 10_000
