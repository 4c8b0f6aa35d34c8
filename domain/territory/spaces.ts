/** Space that a commune holds twice, or closes in without holding it: overlaps, gaps and enclaves. */
import type Flatbush from 'flatbush'
import {
  differenceOf,
  dissolveSharedStretches,
  doubleArea,
  groupRings,
  intersectionOf,
  type Path,
  type Paths,
  PER_DEGREE,
  pathAreaM2,
  placeInside,
  sideOf,
  toMultiPolygon,
  unionOf,
  unitPaths,
  widthM,
} from '../geometry/clip.ts'
import { type Box, boxOf, indexOf, mayOverlap } from '../geometry/may-overlap.ts'
import { stripsBetween } from './strips.ts'
import type { Territory } from './territory.ts'
import type { Enclave, Gap, Overlap } from './types.ts'

/** Files round positions to 1 cm and less, so whatever is narrower than this is rounding. */
export const ROUNDING_M = 0.015
/** A space narrower than this share of its smallest neighbour's width was not left on purpose. */
export const SLIVER = 0.03

/** Crossings are rounded to the grid, so a line through one is so many steps off. */
const NEAR = 3

export interface Spaces {
  enclaves: Enclave[]
  overlaps: Overlap[]
  gaps: Gap[]
}

/** One space that nobody has, in one piece. */
export interface EmptySpace {
  /** `sliver`: too narrow to be left on purpose; `slit`: the same, open to one side; `hole`: wide enough to be meant. */
  form: 'sliver' | 'slit' | 'hole'
  /** Positions of the units that it runs along, ascending. */
  beside: number[]
  rings: Paths
}

/** Everything that the members hold twice or close in. `members` are positions, ascending. */
export function findSpaces(territory: Territory, members: readonly number[]): Spaces {
  const { overlaps, enclaves, empties } = findPieces(territory, members)
  const slivers = Map.groupBy(
    empties.filter(({ form }) => form !== 'hole'),
    ({ beside }) => beside.join(),
  )
  const named = (units: readonly number[]) => units.map((unit) => territory.ids[unit])
  const holes = empties.flatMap(({ form, beside, rings }): Enclave[] =>
    form === 'hole'
      ? [
          {
            unit: null,
            beside: named(beside),
            areaM2: areaM2([rings]),
            place: placeInside(rings),
            geometry: toMultiPolygon([rings]),
          },
        ]
      : [],
  )
  const gaps = [...slivers.values()].map((alike): Gap => {
    const polygons = alike.map(({ rings }) => rings)
    return {
      beside: named(alike[0].beside),
      areaM2: areaM2(polygons),
      geometry: toMultiPolygon(polygons),
    }
  })
  return {
    enclaves: [...enclaves, ...holes].sort((p, q) => q.areaM2 - p.areaM2),
    overlaps,
    gaps: gaps.sort((p, q) => q.areaM2 - p.areaM2),
  }
}

/** The same before spaces beside the same units are told as one: what is mended one by one. */
export function findPieces(
  territory: Territory,
  members: readonly number[],
): { overlaps: Overlap[]; enclaves: Enclave[]; empties: EmptySpace[] } {
  const located = members.filter((unit) => !Number.isNaN(territory.boxes[4 * unit]))
  if (located.length === 0) return { overlaps: [], enclaves: [], empties: [] }
  const around = territory.boxes[4 * located[0]]
  const paths = new Map(located.map((unit) => [unit, unitPaths(territory.areas, unit, around)]))
  const overlaps = findOverlaps(territory, paths)
  const whole = unionOf(dissolveSharedStretches([...paths.values()].flat()))
  return { overlaps, ...findVoids(territory, paths, whole, around) }
}

function findOverlaps(territory: Territory, paths: Map<number, Paths>): Overlap[] {
  const units = [...paths.keys()]
  const boxes = units.map((unit) => boxOf(paths.get(unit)!))
  const index = indexOf(boxes)
  const overlaps: Overlap[] = []
  for (let i = 0; i < units.length; i++) {
    const mine = paths.get(units[i])!
    const beside = index.search(boxes[i].west, boxes[i].south, boxes[i].east, boxes[i].north, (j) => j > i)
    for (const j of beside.sort((p, q) => p - q)) {
      const theirs = paths.get(units[j])!
      if (!mayOverlap(mine, theirs, boxes[i], boxes[j])) continue
      const common = groupRings(intersectionOf(mine, theirs)).filter(
        (polygon) => widthM(polygon) > ROUNDING_M,
      )
      if (common.length === 0) continue
      overlaps.push({
        a: territory.ids[units[i]],
        b: territory.ids[units[j]],
        areaM2: areaM2(common),
        geometry: toMultiPolygon(common),
      })
    }
  }
  return overlaps.sort((p, q) => q.areaM2 - p.areaM2)
}

function areaM2(polygons: Paths[]): number {
  let area = 0
  for (const rings of polygons) for (const ring of rings) area += pathAreaM2(ring)
  return area
}

function findVoids(territory: Territory, paths: Map<number, Paths>, whole: Paths, around: number) {
  const units = [...paths.keys()]
  const boxes = units.map((unit) => boxOf(paths.get(unit)!))
  const index = indexOf(boxes)
  const enclaves: Enclave[] = []
  const empties: EmptySpace[] = []
  const holes = whole.filter((path) => doubleArea(path) < 0).map((path) => path.slice().reverse())
  const shells = whole.filter((path) => doubleArea(path) > 0)
  const outsiders = outsidersWithin(territory, paths, holes, around)
  for (let h = 0; h < holes.length; h++) {
    const hole = holes[h]
    let rest: Paths[] = [[hole]]
    for (const unit of outsiders[h]) {
      enclaves.push(enclaveOf(territory, unit, unitsAlong(hole, paths, units, boxes, index), around))
    }
    // a council that lies in another's hole, drawn a little smaller, leaves a ring
    const taken = [
      ...shells.filter((shell) => sideOf(hole, shell[0].x, shell[0].y) > 0),
      ...outsiders[h].flatMap((unit) => unitPaths(territory.areas, unit, around)),
    ]
    if (taken.length > 0) rest = groupRings(differenceOf([hole], taken))
    for (const polygon of rest) {
      const width = widthM(polygon)
      if (width <= ROUNDING_M) continue
      const beside = [
        ...new Set(polygon.flatMap((ring) => unitsAlong(ring, paths, units, boxes, index))),
      ].sort((a, b) => a - b)
      const narrow =
        SLIVER * Math.min(...beside.map((unit) => Math.sqrt(Math.abs(areaM2([paths.get(unit)!])))))
      const isSliver =
        width <= narrow || width <= widestSeparation(territory, beside) || outsiders[h].length > 0
      empties.push({ form: isSliver ? 'sliver' : 'hole', beside, rings: polygon })
    }
  }
  const strips = stripsBetween(territory, units, paths)
  if (strips.length > 0) {
    for (const polygon of groupRings(differenceOf(strips, shells))) {
      if (widthM(polygon) <= ROUNDING_M) continue
      empties.push({
        form: 'slit',
        beside: unitsAlong(polygon[0], paths, units, boxes, index),
        rings: polygon,
      })
    }
  }
  return { enclaves, empties }
}

/** For each hole the units of nobody in the commune that lie in it. */
function outsidersWithin(
  territory: Territory,
  paths: Map<number, Paths>,
  holes: Path[],
  around: number,
): number[][] {
  const found: number[][] = holes.map(() => [])
  if (holes.length === 0 || paths.size === territory.ids.length) return found
  const index = indexOf(holes.map((hole) => boxOf([hole])))
  for (let unit = 0; unit < territory.ids.length; unit++) {
    if (paths.has(unit) || Number.isNaN(territory.boxes[4 * unit])) continue
    const lon = (territory.boxes[4 * unit] + territory.boxes[4 * unit + 2]) / 2
    const lat = (territory.boxes[4 * unit + 1] + territory.boxes[4 * unit + 3]) / 2
    const x = lon * PER_DEGREE
    const y = lat * PER_DEGREE
    if (index.search(x, y, x, y).length === 0) continue
    const outside = unitPaths(territory.areas, unit, around)
    const box = boxOf(outside)
    const area = Math.abs(outside.reduce((sum, path) => sum + doubleArea(path), 0))
    for (const h of index.search(box.west, box.south, box.east, box.north)) {
      const common = intersectionOf([holes[h]], outside).reduce((sum, path) => sum + doubleArea(path), 0)
      if (common > area / 2) found[h].push(unit)
    }
  }
  return found
}

function enclaveOf(territory: Territory, unit: number, beside: number[], around: number): Enclave {
  const polygons = groupRings(unitPaths(territory.areas, unit, around))
  return {
    unit: territory.ids[unit],
    beside: beside.map((other) => territory.ids[other]),
    areaM2: areaM2(polygons),
    place: placeInside(polygons[0]),
  }
}

/** The units that a path runs along, within the rounding of crossings. */
function unitsAlong(
  path: Path,
  paths: Map<number, Paths>,
  units: number[],
  boxes: Box[],
  index: Flatbush,
): number[] {
  const along = new Set<number>()
  let p = path[path.length - 1]
  for (const q of path) {
    const x = (p.x + q.x) / 2
    const y = (p.y + q.y) / 2
    for (const i of index.search(x - NEAR, y - NEAR, x + NEAR, y + NEAR)) {
      if (along.has(units[i])) continue
      const box = boxes[i]
      if (x < box.west - NEAR || x > box.east + NEAR || y < box.south - NEAR || y > box.north + NEAR) continue
      if (paths.get(units[i])!.some((ring) => isNear(ring, x, y))) along.add(units[i])
    }
    p = q
  }
  return [...along].sort((a, b) => a - b)
}

function isNear(ring: Path, x: number, y: number): boolean {
  let p = ring[ring.length - 1]
  for (const q of ring) {
    const dx = q.x - p.x
    const dy = q.y - p.y
    const square = dx * dx + dy * dy
    const t = square === 0 ? 0 : Math.max(0, Math.min(1, ((x - p.x) * dx + (y - p.y) * dy) / square))
    const ex = p.x + t * dx - x
    const ey = p.y + t * dy - y
    if (ex * ex + ey * ey <= NEAR * NEAR) return true
    p = q
  }
  return false
}

/** The widest separation among the borders between some units. */
export function widestSeparation(territory: Territory, units: number[]): number {
  const { start, neighbour, pairOf, separationM } = territory.adjacency
  const those = new Set(units)
  let widest = 0
  for (const unit of units) {
    for (let at = start[unit]; at < start[unit + 1]; at++) {
      if (those.has(neighbour[at])) widest = Math.max(widest, separationM[pairOf[at]])
    }
  }
  return widest
}
