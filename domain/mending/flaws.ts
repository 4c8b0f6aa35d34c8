/**
 * Gaps and overlaps of a coverage, one by one, each with what is needed to mend it. What they are is for the contiguity
 * engine to say (territory/spaces.ts), so that the list and the verdict speak of the same ones.
 */
import type { Polygon, Position } from 'geojson'
import { type Area, areaOf, type Coverage } from '../coverage/coverage.ts'
import { type Place, toPlace, toPosition } from '../coverage/grid.ts'
import { distanceTo } from '../coverage/halves.ts'
import { areaM2, regionOf, unitsOf } from '../coverage/units.ts'
import { pathsAreaM2, pathsOf, toMultiPolygon, widthM } from '../geometry/clip.ts'
import { segmentLengthM } from '../geometry/ellipsoid.ts'
import { findPieces, ROUNDING_M, SLIVER, widestSeparation } from '../territory/spaces.ts'
import { surveyTerritory } from '../territory/territory.ts'
import { placesInside } from './places-inside.ts'

export type FlawKind = 'gap' | 'overlap'
/**
 * `sliver`: narrower than anybody would leave or claim on purpose; `slit`: a gap as narrow, open at an end; `wide`: a
 * hole or a double claim that may be meant, so that nothing mends it unasked.
 */
export type FlawForm = 'sliver' | 'slit' | 'wide'

export interface Beside {
  council: string
  /** Metres of the flaw's border that run along this council's outline. */
  lengthM: number
}

export interface Flaw {
  /** The same for the same flaw of the same drawing. */
  key: string
  kind: FlawKind
  form: FlawForm
  /** The longest border first. Of an overlap: the two that claim the land. */
  beside: Beside[]
  /** On the ellipsoid. */
  areaM2: number
  /** Mean width. */
  widthM: number
  /** Inside. */
  place: Position
  geometry: Polygon
}

/**
 * All gaps and overlaps, the largest first; what is narrower than rounding is none.
 *
 * @param of only those beside one of these councils
 */
export function findFlaws(coverage: Coverage, of?: ReadonlySet<string>): Flaw[] {
  const territory = surveyTerritory(unitsOf(coverage))
  const { overlaps, empties } = findPieces(
    territory,
    territory.ids.map((_, unit) => unit),
  )
  const concerns = (councils: readonly string[]) => !of || councils.some((id) => of.has(id))
  const positions = new Map(territory.ids.map((id, unit) => [id, unit]))
  const flaws: Flaw[] = []
  for (const { form, beside, rings } of empties) {
    const councils = beside.map((unit) => territory.ids[unit])
    if (!concerns(councils)) continue
    const polygon = toMultiPolygon([rings]).coordinates[0]
    const flaw = flawOf(coverage, 'gap', councils, polygon)
    if (flaw) flaws.push({ ...flaw, form: form === 'hole' ? 'wide' : form })
  }
  for (const { a, b, geometry } of overlaps) {
    if (!concerns([a, b])) continue
    const narrow = Math.max(
      SLIVER * Math.sqrt(Math.min(...[a, b].map((id) => sizeM2(coverage, id)))),
      widestSeparation(
        territory,
        [a, b].map((id) => positions.get(id)!),
      ),
    )
    for (const polygon of geometry.coordinates) {
      const flaw = flawOf(coverage, 'overlap', [a, b], polygon)
      if (flaw) flaws.push({ ...flaw, form: flaw.widthM <= narrow ? 'sliver' : 'wide' })
    }
  }
  return flaws.sort((p, q) => q.areaM2 - p.areaM2 || (p.key < q.key ? -1 : 1))
}

function flawOf(
  coverage: Coverage,
  kind: FlawKind,
  councils: readonly string[],
  coordinates: Position[][],
): Omit<Flaw, 'form'> | null {
  const geometry: Polygon = { type: 'Polygon', coordinates }
  const paths = pathsOf(geometry)
  const width = widthM(paths)
  if (width <= ROUNDING_M) return null
  const [place] = insideOf(geometry)
  const position = place ? toPosition(...place) : coordinates[0][0]
  return {
    key: `${kind} ${[...councils].sort().join()} ${position.join()}`,
    kind,
    beside: besideOf(coverage, councils, coordinates),
    areaM2: pathsAreaM2(paths),
    widthM: width,
    place: position,
    geometry,
  }
}

/** Places inside on the grid, the best first. */
export const insideOf = (geometry: Polygon, atMost = 1): Place[] => {
  const places: Place[] = []
  for (const part of regionOf(geometry))
    for (const place of placesInside(part)) {
      places.push(place)
      if (places.length === atMost) return places
    }
  return places
}

/** Each edge counts for the council whose outline is nearest; of equally near ones, for all. */
function besideOf(coverage: Coverage, councils: readonly string[], rings: Position[][]): Beside[] {
  const areas = councils.flatMap((id) => areaOf(coverage, id) ?? [])
  const lengths = new Map(areas.map((area) => [area, 0]))
  for (const ring of rings)
    for (let i = 0; i + 1 < ring.length; i++) {
      const [a, b] = [ring[i], ring[i + 1]]
      for (const area of nearest(areas, toPlace([(a[0] + b[0]) / 2, (a[1] + b[1]) / 2])))
        lengths.set(area, lengths.get(area)! + segmentLengthM(a[0], a[1], b[0], b[1]))
    }
  return [...lengths]
    .map(([{ id }, lengthM]) => ({ council: id, lengthM }))
    .sort((p, q) => q.lengthM - p.lengthM || (p.council < q.council ? -1 : 1))
}

/** Steps that roundings may set apart what is one line. */
const ROUNDED = 1

function nearest(areas: readonly Area[], place: Place): Area[] {
  const distances = areas.map((area) => distanceTo(area, place))
  const least = Math.min(...distances)
  return areas.filter((_, i) => distances[i] <= least + ROUNDED)
}

function sizeM2(coverage: Coverage, id: string): number {
  const area = areaOf(coverage, id)
  return area ? areaM2(area) : 0
}
