/** One area as the search for overlaps keeps it: a few numbers for each vertex, whatever the drawing looked like. */
import type { MultiPolygon, Polygon } from 'geojson'
import { type Paths, PER_DEGREE, pathsAreaM2, unionOf, unitPaths } from '../geometry/clip.ts'
import { flatten } from '../geometry/flatten.ts'
import { type Box, boxOf } from '../geometry/may-overlap.ts'

/** Steps of the grid around the globe. */
export const TURN = 360 * PER_DEGREE

export interface Outline {
  /** x and y in turn, in steps of the grid; shells counter-clockwise, holes clockwise, no area twice. */
  steps: Float64Array
  /** Number of vertices up to the end of each ring. */
  ends: Uint32Array
  /** Around an area across 180° it goes beyond 180°. */
  box: Box
  /** On the ellipsoid. */
  areaM2: number
  /** The drawing crossed itself; what it encloses counts once. */
  crossesItself: boolean
}

/**
 * Why an area can not be compared: nothing with an area was drawn; a position is no number; a latitude over 90° or a
 * longitude over 180°, as of metres or of swapped axes; wider than half the globe, so that nobody knows which side is
 * in.
 */
export type Unusable = 'empty' | 'malformed' | 'outside' | 'wide'

export function outlineOf(geometry: Polygon | MultiPolygon | null): Outline | Unusable {
  if (geometry?.type !== 'Polygon' && geometry?.type !== 'MultiPolygon') return 'empty'
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  for (const position of polygons.flat(2)) {
    if (!Number.isFinite(position[0]) || !Number.isFinite(position[1])) return 'malformed'
    if (Math.abs(position[0]) > 180 || Math.abs(position[1]) > 90) return 'outside'
  }
  const flat = flatten([{ geometry }])
  if (flat.unitStart[1] === 0) return 'empty'
  const drawn = unitPaths(flat, 0, flat.coordinates[0])
  const paths = unionOf(drawn)
  const areaM2 = pathsAreaM2(paths)
  if (areaM2 <= 0) return 'empty'
  const box = boxOf(paths)
  if (box.east - box.west >= TURN / 2) return 'wide'
  const crossesItself = Math.abs(pathsAreaM2(drawn) - areaM2) > CROSSED * areaM2
  // what was drawn well is kept vertex for vertex, so that shared borders stay shared
  return { ...packed(crossesItself ? paths : drawn), box, areaM2, crossesItself }
}

/** Share of an area by which what is enclosed may differ from what winds around it, for the grid's rounding. */
const CROSSED = 1e-7

function packed(paths: Paths): { steps: Float64Array; ends: Uint32Array } {
  const ends = new Uint32Array(paths.length)
  const steps = new Float64Array(2 * paths.reduce((sum, path) => sum + path.length, 0))
  let at = 0
  for (let ring = 0; ring < paths.length; ring++) {
    for (const { x, y } of paths[ring]) {
      steps[at++] = x
      steps[at++] = y
    }
    ends[ring] = at / 2
  }
  return { steps, ends }
}

const WEST = 1
const EAST = 2
const SOUTH = 4
const NORTH = 8

/**
 * The outline as paths, `shift` steps further east, without the detail beyond a window: within the window the same area,
 * and nowhere beyond the outline's box. A vertex is left out if the triangle that this cuts off lies wholly on one side of
 * the window.
 */
export function pathsWithin({ steps, ends }: Outline, window: Box, shift = 0): Paths {
  const side = (at: number) =>
    (steps[at] + shift < window.west ? WEST : steps[at] + shift > window.east ? EAST : 0) |
    (steps[at + 1] < window.south ? SOUTH : steps[at + 1] > window.north ? NORTH : 0)
  const paths: Paths = []
  let from = 0
  for (const end of ends) {
    const path: Paths[number] = []
    const first = 2 * from
    let kept = side(first)
    let here = kept
    for (let v = from; v < end; v++) {
      const next = v + 1 < end ? side(2 * v + 2) : side(first)
      if (v === from || (kept & here & next) === 0) {
        path.push({ x: steps[2 * v] + shift, y: steps[2 * v + 1] })
        kept = here
      }
      here = next
    }
    if (path.length >= 3) paths.push(path)
    from = end
  }
  return paths
}
