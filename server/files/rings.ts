/** Rings in degrees, brought to the form that everything after the files relies on. */
import type { Position } from 'geojson'
import { ringAreaM2 } from '../../domain/geometry/ellipsoid.ts'
import type { Polygons, Ring, Tally } from './shape.ts'

const PER_DEGREE = 1e7

export interface Finished {
  polygons: Polygons
  bounds: [number, number, number, number]
  /** Metres between the ends of rings that were not closed; null where all were. */
  widestOpeningM: number | null
  openAt: Position | null
  vertices: number
  /** Shells with fewer than three different points, and how many those had. */
  collapsed: number
  fewestPoints: number
  /** An edge that goes more than half round the Earth. */
  crossesAntimeridian: boolean
  /** NaN anywhere: the reprojection had no answer. */
  lost: boolean
}

/**
 * Rounds to 1e-7 degrees (about a centimetre), drops points that repeat the one before, closes, and winds shells
 * counter-clockwise and holes clockwise. Works in place on the positions of `polygons`.
 */
export function finish(polygons: Polygons, tally: Tally): Finished {
  const result: Finished = {
    polygons: [],
    bounds: [Infinity, Infinity, -Infinity, -Infinity],
    widestOpeningM: null,
    openAt: null,
    vertices: 0,
    collapsed: 0,
    fewestPoints: Infinity,
    crossesAntimeridian: false,
    lost: false,
  }
  for (const polygon of polygons) {
    const rings: Ring[] = []
    for (let r = 0; r < polygon.length; r++) {
      const ring = finishRing(polygon[r], r > 0, result, tally)
      if (ring.length < 4) {
        if (r > 0) {
          tally.emptyParts++
          continue
        }
        result.collapsed++
        result.fewestPoints = Math.min(result.fewestPoints, Math.max(0, ring.length - 1))
        break
      }
      rings.push(ring)
    }
    if (rings.length) result.polygons.push(rings)
  }
  return result
}

function finishRing(source: Ring, hole: boolean, result: Finished, tally: Tally): Ring {
  const { bounds } = result
  const ring: Ring = []
  let lastX = Number.NaN
  let lastY = Number.NaN
  let twiceArea = 0
  for (let i = 0; i < source.length; i++) {
    const position = source[i]
    const x = Math.round(position[0] * PER_DEGREE) / PER_DEGREE
    const y = Math.round(position[1] * PER_DEGREE) / PER_DEGREE
    if (x === lastX && y === lastY) {
      tally.repeatedPoints++
      continue
    }
    if (Number.isNaN(x) || Number.isNaN(y)) result.lost = true
    if (x < bounds[0]) bounds[0] = x
    if (x > bounds[2]) bounds[2] = x
    if (y < bounds[1]) bounds[1] = y
    if (y > bounds[3]) bounds[3] = y
    if (ring.length) {
      twiceArea += (x - lastX) * (y + lastY)
      const step = x - lastX
      if ((step > 180 || step < -180) && !alongFrame(lastX, lastY, x, y)) result.crossesAntimeridian = true
    }
    position[0] = x === 0 ? 0 : x
    position[1] = y === 0 ? 0 : y
    ring.push(position)
    lastX = x
    lastY = y
  }
  if (ring.length < 2) return ring
  const first = ring[0]
  if (first[0] !== lastX || first[1] !== lastY) {
    const opening = metresBetween(first, ring[ring.length - 1])
    if (result.widestOpeningM === null || opening > result.widestOpeningM) {
      result.widestOpeningM = opening
      result.openAt = [first[0], first[1]]
    }
    twiceArea += (first[0] - lastX) * (first[1] + lastY)
    ring.push([first[0], first[1]])
  }
  result.vertices += ring.length - 1
  const clockwise = twiceArea > 0
  if (clockwise !== hole) ring.reverse()
  return ring
}

/** The edge of a world map: it runs along a pole or from -180 to 180 and is no crossing. */
const alongFrame = (x1: number, y1: number, x2: number, y2: number) =>
  (Math.abs(y1) > 89.9 && Math.abs(y2) > 89.9) || (Math.abs(x1) >= 179.9999 && Math.abs(x2) >= 179.9999)

export function metresBetween(a: Position, b: Position): number {
  const east = (b[0] - a[0]) * Math.cos((((a[1] + b[1]) / 2) * Math.PI) / 180)
  return Math.hypot(east, b[1] - a[1]) * 111_195
}

/** Square metres on the ellipsoid: shells less holes. */
export function areaM2(polygons: Polygons): number {
  let total = 0
  for (const polygon of polygons) {
    for (let r = 0; r < polygon.length; r++) {
      const flat = polygon[r].flat()
      const area = Math.abs(ringAreaM2(flat, 0, polygon[r].length - 1))
      total += r === 0 ? area : -area
    }
  }
  return Math.max(0, total)
}

/** Two numbers that are equal for the same rings, whatever their order and first point. */
export function shapeKey(polygons: Polygons): string {
  let count = 0
  let sum = 0
  let mix = 0
  for (const polygon of polygons) {
    for (const ring of polygon) {
      for (let i = 1; i < ring.length; i++) {
        const x = Math.round(ring[i][0] * PER_DEGREE) | 0
        const y = Math.round(ring[i][1] * PER_DEGREE) | 0
        let h = Math.imul(x, 0x9e3779b1) ^ Math.imul(y ^ (y >>> 15), 0x85ebca77)
        h = Math.imul(h ^ (h >>> 13), 0xc2b2ae3d)
        sum = (sum + (h ^ (h >>> 16))) | 0
        mix = (mix + Math.imul(h ^ (h >>> 11), 0x27d4eb2f)) | 0
        count++
      }
    }
  }
  return `${count}:${sum}:${mix}`
}
