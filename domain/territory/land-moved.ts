/** Whose land became whose between two days: from council to council, from nobody and to nobody, in square metres. Pure. */
import type { MultiPolygon, Polygon, Position } from 'geojson'
import {
  differenceOf,
  groupRings,
  intersectionOf,
  type Path,
  type Paths,
  pathAreaM2,
  placeInside,
  toMultiPolygon,
  unionOf,
  unitPaths,
} from '../geometry/clip.ts'
import { flatten } from '../geometry/flatten.ts'

export interface AreaOfDay {
  id: string
  geometry: Polygon | MultiPolygon
}

/** Land of `from` before that is land of `to` afterwards; null is nobody. */
export interface LandFlow {
  from: string | null
  to: string | null
  areaM2: number
  geometry: MultiPolygon
  /** Inside its largest part. */
  place: Position
}

export interface LandChange {
  id: string
  lossM2: number
  gainM2: number
}

export interface LandMoved {
  /** The largest first. */
  flows: LandFlow[]
  /** Of every council whose land is not what it was: its flows sum up to its loss and its gain. */
  changes: LandChange[]
}

/** Under a square metre are traces of a vertex that a neighbour received, and of the grid. */
const TRACE_M2 = 1

interface Side {
  id: string
  rest: Paths
  box: [west: number, south: number, east: number, north: number]
}

/** Councils on one day only began or ended. Land that two claimed goes on from the first of them. */
export function landMoved(before: readonly AreaOfDay[], after: readonly AreaOfDay[]): LandMoved {
  const [then, now] = changedAreas(before, after)
  const around = longitudeOf(then[0] ?? now[0])
  const [pathsThen, pathsNow] = [pathsOf(then, around), pathsOf(now, around)]
  const losses: Side[] = []
  const gains: Side[] = []
  const changes: LandChange[] = []
  for (const id of new Set([...pathsThen.keys(), ...pathsNow.keys()])) {
    const [had, has] = [pathsThen.get(id) ?? [], pathsNow.get(id) ?? []]
    const [loss, gain] = [withoutTraces(differenceOf(had, has)), withoutTraces(differenceOf(has, had))]
    if (loss.length + gain.length === 0) continue
    changes.push({ id, lossM2: areaOf(loss), gainM2: areaOf(gain) })
    if (loss.length > 0) losses.push({ id, rest: loss, box: boxOf(loss) })
    if (gain.length > 0) gains.push({ id, rest: gain, box: boxOf(gain) })
  }
  const flows: LandFlow[] = []
  const add = (from: string | null, to: string | null, paths: Paths) => {
    if (paths.length > 0) flows.push({ from, to, ...shapeOf(paths) })
  }
  for (const loss of losses)
    for (const gain of gains) {
      if (loss.id === gain.id || !meet(loss.box, gain.box)) continue
      const moved = withoutTraces(intersectionOf(loss.rest, gain.rest))
      if (moved.length === 0) continue
      add(loss.id, gain.id, moved)
      loss.rest = withoutTraces(differenceOf(loss.rest, moved))
      gain.rest = withoutTraces(differenceOf(gain.rest, moved))
    }
  for (const { id, rest } of losses) add(id, null, rest)
  for (const { id, rest } of gains) add(null, id, rest)
  return { flows: flows.sort((one, other) => other.areaM2 - one.areaM2), changes }
}

/** Those that are drawn otherwise; most of a territory is not. */
function changedAreas(before: readonly AreaOfDay[], after: readonly AreaOfDay[]): [AreaOfDay[], AreaOfDay[]] {
  const drawn = ({ geometry }: AreaOfDay) => JSON.stringify(geometry.coordinates)
  const now = new Map(after.map((area) => [area.id, area]))
  const same = new Set<string>()
  for (const area of before) {
    const other = now.get(area.id)
    if (other && drawn(area) === drawn(other)) same.add(area.id)
  }
  const changed = (areas: readonly AreaOfDay[]) => areas.filter(({ id }) => !same.has(id))
  return [changed(before), changed(after)]
}

function longitudeOf(area: AreaOfDay | undefined): number {
  if (!area) return 0
  const { geometry } = area
  return (geometry.type === 'Polygon' ? geometry.coordinates[0] : geometry.coordinates[0][0])[0][0]
}

function pathsOf(areas: readonly AreaOfDay[], around: number): Map<string, Paths> {
  const flat = flatten(areas)
  return new Map(areas.map(({ id }, unit) => [id, unionOf(unitPaths(flat, unit, around))]))
}

const areaOf = (paths: Paths): number => paths.reduce((sum, path) => sum + pathAreaM2(path), 0)

/** Whole polygons, with their holes. */
const withoutTraces = (paths: Paths): Paths =>
  groupRings(paths)
    .filter((rings) => areaOf(rings) >= TRACE_M2)
    .flat()

function shapeOf(paths: Paths) {
  const polygons = groupRings(paths).sort((one, other) => areaOf(other) - areaOf(one))
  return { areaM2: areaOf(paths), geometry: toMultiPolygon(polygons), place: placeInside(polygons[0]) }
}

function boxOf(paths: Paths): Side['box'] {
  const box: Side['box'] = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ]
  for (const { x, y } of paths.flat() as Path) {
    box[0] = Math.min(box[0], x)
    box[1] = Math.min(box[1], y)
    box[2] = Math.max(box[2], x)
    box[3] = Math.max(box[3], y)
  }
  return box
}

const meet = (one: Side['box'], other: Side['box']): boolean =>
  one[0] <= other[2] && other[0] <= one[2] && one[1] <= other[3] && other[1] <= one[3]
