/** What real drawings suffer from, made on purpose: gaps, near misses, overlaps, corners. */
import { buffer, circle, difference, feature, featureCollection, lineString, union } from '@turf/turf'
import type { Feature, MultiPolygon, Polygon, Position } from 'geojson'
import { away, type District } from './district.ts'

type Area = Polygon | MultiPolygon

/** Both rings' common vertices, in the order of the first: the border as it was drawn once for both. */
export function commonVertices(a: Polygon, b: Polygon): Position[] {
  const others = new Set(b.coordinates[0].map(String))
  const ring = a.coordinates[0].slice(1)
  const shared = ring.map((position) => others.has(String(position)))
  const first = shared.findIndex((is, k) => is && !shared[(k + ring.length - 1) % ring.length])
  const common: Position[] = []
  for (let k = 0; k < ring.length; k++) {
    const i = (Math.max(0, first) + k) % ring.length
    if (shared[i]) common.push(ring[i])
  }
  return common
}

const largest = (area: Area): Polygon => {
  if (area.type === 'Polygon') return area
  const bySize = [...area.coordinates].sort((a, b) => b[0].length - a[0].length)
  return { type: 'Polygon', coordinates: bySize[0] }
}

const grown = (area: Area, metres: number): Feature<Area> =>
  buffer(feature(area), metres / 1000, { units: 'kilometers', steps: 12 }) as Feature<Area>

function without(area: Area, taken: Feature<Area>): Polygon {
  const rest = difference(featureCollection([feature(area), taken]))
  if (!rest) throw new Error('Nothing of the area is left; this is a defect of the plan.')
  return largest(rest.geometry)
}

/** Draws a cell back until it lies `metres` from the others, as along the bank of a stream. */
export function withdraw(district: District, cell: number, others: number[], metres: number): void {
  for (const other of others) {
    const own = district.cells[cell]
    own.polygon = without(own.polygon, grown(district.cells[other].polygon, metres))
  }
}

/**
 * Draws a cell back from another but for one tongue of land, `tongueM` wide, that reaches `overlapM` into it: so
 * short a stretch may be a border, or an error of the drawing.
 */
export function graze(
  district: District,
  cell: number,
  other: number,
  { wideM, tongueM, overlapM }: { wideM: number; tongueM: number; overlapM: number },
): void {
  const own = district.cells[cell]
  const common = commonVertices(own.polygon, district.cells[other].polygon)
  const root = common[common.length >> 1]
  const inward = towards(root, own.middle)
  const short = (tongueM / 2 - overlapM) / 1000
  const tip = away(root, inward[0] * short, inward[1] * short)
  const tongue = buffer(lineString([tip, own.middle]), tongueM / 2000, { units: 'kilometers', steps: 6 })
  withdraw(district, cell, [other], wideM)
  const joined = union(featureCollection([feature(own.polygon), tongue as Feature<Polygon>]))
  own.polygon = largest((joined as Feature<Area>).geometry)
}

/** The direction from one place to another, east and north, of length 1. */
function towards(from: Position, to: Position): [number, number] {
  const east = (to[0] - from[0]) * Math.cos((from[1] * Math.PI) / 180)
  const north = to[1] - from[1]
  const length = Math.hypot(east, north)
  return [east / length, north / length]
}

/** Lets a cell reach `metres` into another, as when two assemblies claim the same street. */
export function reachInto(district: District, cell: number, other: number, metres: number): void {
  const own = district.cells[cell]
  const common = commonVertices(own.polygon, district.cells[other].polygon)
  const middle = common[common.length >> 1]
  const joined = union(
    featureCollection([
      feature(own.polygon),
      circle(middle, metres / 1000, { units: 'kilometers', steps: 24 }),
    ]),
  )
  const beyond = [...new Set(own.neighbours)].filter((i) => i !== other)
  own.polygon = beyond.reduce<Polygon>(
    (area, i) => without(area, feature(district.cells[i].polygon)),
    largest((joined as Feature<Area>).geometry),
  )
}

/** Shrinks the border of two cells to one point, so that they and their two common neighbours meet in a corner. */
export function shrinkToCorner(district: District, a: number, b: number): void {
  const common = commonVertices(district.cells[a].polygon, district.cells[b].polygon)
  const corner = common[common.length >> 1]
  const gone = new Set(common.map(String))
  const around = new Set([a, b, ...district.cells[a].neighbours, ...district.cells[b].neighbours])
  for (const i of around) {
    const ring = district.cells[i].polygon.coordinates[0]
      .slice(1)
      .map((p) => (gone.has(String(p)) ? corner : p))
    const kept = ring.filter((p, k) => String(p) !== String(ring[(k + 1) % ring.length]))
    district.cells[i].polygon = { type: 'Polygon', coordinates: [[...kept, kept[0]]] }
  }
}
