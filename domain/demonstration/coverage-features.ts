/** A generated coverage as the GeoJSON that people exchange. */
import type { Feature, FeatureCollection, MultiPolygon, Polygon, Position } from 'geojson'
import type { FlatAreas } from '../geometry/flat-areas.ts'
import type { Coverage } from './coverage.ts'

export interface CouncilProperties {
  code: string
  name: string
  kind: 'urban' | 'rural'
  families: number
  commune: string
}

/** One council area: rings closed, shells counter-clockwise, longitude first. */
export function geometryOf(areas: FlatAreas, unit: number): Polygon | MultiPolygon {
  const polygons: Position[][][] = []
  for (let part = areas.unitStart[unit]; part < areas.unitStart[unit + 1]; part++) {
    const rings: Position[][] = []
    for (let ring = areas.partStart[part]; ring < areas.partStart[part + 1]; ring++) {
      const points: Position[] = []
      for (let v = areas.ringStart[ring]; v < areas.ringStart[ring + 1]; v++) {
        points.push([areas.coordinates[2 * v], areas.coordinates[2 * v + 1]])
      }
      points.push(points[0])
      rings.push(points)
    }
    polygons.push(rings)
  }
  return polygons.length === 1
    ? { type: 'Polygon', coordinates: polygons[0] }
    : { type: 'MultiPolygon', coordinates: polygons }
}

function councilFeature(
  coverage: Coverage,
  unit: number,
): Feature<Polygon | MultiPolygon, CouncilProperties> {
  return {
    type: 'Feature',
    geometry: geometryOf(coverage.areas, unit),
    properties: {
      code: `C${String(unit + 1).padStart(6, '0')}`,
      name: `Consejo ${unit + 1}`,
      kind: coverage.kinds[unit],
      families: coverage.families[unit],
      commune: `Comuna ${coverage.communes[unit] + 1}`,
    },
  }
}

export function coverageFeatures(
  coverage: Coverage,
): FeatureCollection<Polygon | MultiPolygon, CouncilProperties> {
  return {
    type: 'FeatureCollection',
    features: Array.from({ length: coverage.areas.count }, (_, unit) => councilFeature(coverage, unit)),
  }
}

/** The text of a GeoJSON file, council by council, so that a country never stands in memory twice. */
export function* coverageGeoJson(coverage: Coverage): Generator<string> {
  yield '{"type":"FeatureCollection","features":[\n'
  for (let unit = 0; unit < coverage.areas.count; unit++) {
    yield (unit > 0 ? ',\n' : '') + JSON.stringify(councilFeature(coverage, unit))
  }
  yield '\n]}\n'
}
