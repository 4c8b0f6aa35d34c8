/** Two areas, compared: what both cover, and whether that is more than two people who drew one border leave. */
import type { MultiPolygon } from 'geojson'
import {
  groupRings,
  intersectionOf,
  type Paths,
  pathsAreaM2,
  toMultiPolygon,
  widthM,
} from '../geometry/clip.ts'
import { type Box, mayOverlap } from '../geometry/may-overlap.ts'
import { type Outline, pathsWithin } from './outline.ts'

/**
 * What is no overlap but a border drawn by two hands: every piece narrower than `widthM` metres (its area by half its
 * perimeter), and all together less than `share` of the smaller area. Nothing is dropped for being small alone: a strip
 * of 1.9 m may be a third of a house plot.
 */
export interface Tolerance {
  widthM: number
  share: number
}

/** Hand-held receivers and tracing over pictures set one border apart by a few metres; the strip is half as wide. */
export const TOLERANCE: Tolerance = { widthM: 2, share: 0.05 }

/** Files round positions to a centimetre and less: what is narrower is the rounding. */
const ROUNDED_M = 0.015

/** Pairs of vertices. Whether two areas overlap is asked of each pair; beyond so many, clipping is quicker. */
const QUICKLY = 100_000
const lengthOf = (paths: Paths): number => paths.reduce((sum, path) => sum + path.length, 0)

export interface Common {
  /** On the ellipsoid, square metres, all pieces. */
  areaM2: number
  /** Mean width of the widest piece, metres. */
  widthM: number
  polygons: Paths[]
  /** Why it is no overlap; null: it is one. */
  ignored: 'rounding' | 'digitising' | null
}

/** Null: no common area at all. `shift`: steps of the grid that the second one is taken further east. */
export function compare(one: Outline, other: Outline, shift: number, tolerance: Tolerance): Common | null {
  const its: Box = { ...other.box, west: other.box.west + shift, east: other.box.east + shift }
  const window: Box = {
    west: Math.max(one.box.west, its.west),
    south: Math.max(one.box.south, its.south),
    east: Math.min(one.box.east, its.east),
    north: Math.min(one.box.north, its.north),
  }
  if (window.west >= window.east || window.south >= window.north) return null
  const mine = pathsWithin(one, window)
  const theirs = pathsWithin(other, window, shift)
  if (lengthOf(mine) * lengthOf(theirs) < QUICKLY && !mayOverlap(mine, theirs, one.box, its)) return null
  const polygons = groupRings(intersectionOf(mine, theirs))
  let areaM2 = 0
  let widest = 0
  for (const polygon of polygons) {
    areaM2 += pathsAreaM2(polygon)
    widest = Math.max(widest, widthM(polygon))
  }
  if (areaM2 <= 0) return null
  const smaller = Math.min(one.areaM2, other.areaM2)
  const ignored =
    widest <= ROUNDED_M
      ? 'rounding'
      : widest < tolerance.widthM && areaM2 < tolerance.share * smaller
        ? 'digitising'
        : null
  return { areaM2: Math.min(areaM2, smaller), widthM: widest, polygons, ignored }
}

export const geometryOf = ({ polygons }: Common): MultiPolygon => toMultiPolygon(polygons)
