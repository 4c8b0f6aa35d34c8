import type { Geometry } from 'geojson'
import { expect, test } from 'vitest'
import { geometryWkb, parseWkb } from './wkb.ts'

const ring = [
  [-69.3, 9.8],
  [-69.2, 9.8],
  [-69.2, 9.9],
  [-69.3, 9.8],
]
const geometries: Geometry[] = [
  { type: 'Point', coordinates: [-69.3, 9.8] },
  { type: 'MultiPoint', coordinates: ring },
  { type: 'LineString', coordinates: ring },
  { type: 'MultiLineString', coordinates: [ring, ring] },
  { type: 'Polygon', coordinates: [ring, ring] },
  { type: 'MultiPolygon', coordinates: [[ring], [ring, ring]] },
]

test.each(geometries.map((one) => [one.type, one] as const))(
  '%s is read again as it was written',
  (_, geometry) => {
    expect(parseWkb(geometryWkb(geometry))).toEqual({ geometry, srid: null })
  },
)

test('the bytes of a point are those of the standard', () => {
  expect(Buffer.from(geometryWkb({ type: 'Point', coordinates: [1, 2] })).toString('hex')).toBe(
    '0101000000000000000000f03f0000000000000040',
  )
})
