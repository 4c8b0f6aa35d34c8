/** Gaps and overlaps that an assembly left on purpose: known again by their land, and told apart from the others. */
import type { MultiPolygon, Polygon, Position } from 'geojson'
import {
  groupRings,
  intersectionOf,
  pathsAreaM2,
  pathsOf,
  toMultiPolygon,
  unionOf,
} from '../geometry/clip.ts'
import type { Enclave, Gap, Judgement, Overlap } from '../territory/types.ts'
import type { Flaw, FlawKind } from './flaws.ts'

export interface AllowedLand {
  kind: FlawKind
  /** Ids of those beside it, in any order. */
  councils: readonly string[]
  geometry: Polygon | MultiPolygon
}

/**
 * Borders move by a little without anybody's having changed their mind: a gap or an overlap is the one that was allowed
 * if what the two have in common is at least so much of what they cover together.
 */
const COINCIDES = 0.8

export function coincides(one: Polygon | MultiPolygon, other: Polygon | MultiPolygon): boolean {
  if (!boxesMeet(one, other)) return false
  const [p, q] = [pathsOf(one), pathsOf(other)]
  const common = pathsAreaM2(intersectionOf(p, q))
  return common > 0 && common >= COINCIDES * pathsAreaM2(unionOf([...p, ...q]))
}

/**
 * What each flaw was decided to be. `was`: its land meets what had been allowed, and is another by now.
 */
export function markAllowed<A extends AllowedLand>(
  flaws: readonly Flaw[],
  allowed: readonly A[],
): Map<Flaw, { is: A } | { was: A }> {
  const marks = new Map<Flaw, { is: A } | { was: A }>()
  const remaining = new Set(allowed)
  for (const flaw of flaws) {
    const is = allowed.find((one) => one.kind === flaw.kind && coincides(one.geometry, flaw.geometry))
    if (!is) continue
    marks.set(flaw, { is })
    remaining.delete(is)
  }
  for (const flaw of flaws) {
    if (marks.has(flaw)) continue
    const was = [...remaining].find((one) => one.kind === flaw.kind && overlaps(one.geometry, flaw.geometry))
    if (was) marks.set(flaw, { was })
  }
  return marks
}

function overlaps(one: Polygon | MultiPolygon, other: Polygon | MultiPolygon): boolean {
  return boxesMeet(one, other) && intersectionOf(pathsOf(one), pathsOf(other)).length > 0
}

/** A judgement without what was allowed, and that beside it. */
export function setApart<A extends AllowedLand>(
  judgement: Judgement,
  allowed: readonly A[],
): { judgement: Judgement; allowed: { by: A; areaM2: number; geometry: MultiPolygon }[] } {
  if (allowed.length === 0) return { judgement, allowed: [] }
  const apart: { by: A; areaM2: number; geometry: MultiPolygon }[] = []
  /** The polygons that nobody allowed. */
  const left = (kind: FlawKind, geometry: MultiPolygon): Position[][][] =>
    geometry.coordinates.filter((coordinates) => {
      const polygon: Polygon = { type: 'Polygon', coordinates }
      const by = allowed.find((one) => one.kind === kind && coincides(one.geometry, polygon))
      if (!by) return true
      apart.push({
        by,
        areaM2: pathsAreaM2(pathsOf(polygon)),
        geometry: { type: 'MultiPolygon', coordinates: [coordinates] },
      })
      return false
    })
  const remaining = <T extends Gap | Overlap>(kind: FlawKind, all: readonly T[]): T[] =>
    all.flatMap((one) => {
      const coordinates = left(kind, one.geometry)
      if (coordinates.length === one.geometry.coordinates.length) return [one]
      if (coordinates.length === 0) return []
      const paths = pathsOf({ type: 'MultiPolygon', coordinates })
      return [{ ...one, areaM2: pathsAreaM2(paths), geometry: toMultiPolygon(groupRings(paths)) }]
    })
  return {
    judgement: {
      ...judgement,
      gaps: remaining('gap', judgement.gaps),
      overlaps: remaining('overlap', judgement.overlaps),
      enclaves: judgement.enclaves.filter(
        ({ geometry }: Enclave) => !geometry || left('gap', geometry).length > 0,
      ),
    },
    allowed: apart,
  }
}

function boxesMeet(one: Polygon | MultiPolygon, other: Polygon | MultiPolygon): boolean {
  const [a, b] = [boxOf(one), boxOf(other)]
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]
}

function boxOf(land: Polygon | MultiPolygon): [number, number, number, number] {
  const positions = land.type === 'Polygon' ? land.coordinates.flat() : land.coordinates.flat(2)
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [lon, lat] of positions)
    box.splice(
      0,
      4,
      Math.min(box[0], lon),
      Math.min(box[1], lat),
      Math.max(box[2], lon),
      Math.max(box[3], lat),
    )
  return box
}
