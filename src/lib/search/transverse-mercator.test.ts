import { describe, expect, test } from 'vitest'
import { type Datum, fromUtm } from './transverse-mercator.ts'

/** From PROJ 9 (`cs2cs EPSG:4326 EPSG:2202` and so on): easting, northing, zone, datum → longitude, latitude. */
const PUBLISHED: [number, number, number, Datum, number, number][] = [
  [500000, 994852.177, 19, 'regven', -69, 9],
  [500000, 994852.177, 19, 'wgs84', -69, 9],
  [729838.387, 1161462.928, 19, 'regven', -66.9, 10.5],
  [147271.742, 896741.9998, 19, 'regven', -72.2, 8.1],
  [500210.527, 995216.043, 19, 'la-canoa', -69, 9],
  [147480.944, 897106.4913, 19, 'la-canoa', -72.2, 8.1],
  [808830.925, 896783.7485, 18, 'la-canoa', -72.2, 8.1],
]

describe('fromUtm', () => {
  test.each(PUBLISHED)(
    '%f %f in zone %i on %s is where PROJ puts it',
    (easting, northing, zone, datum, longitude, latitude) => {
      const [x, y] = fromUtm(easting, northing, zone, false, datum)
      // 1e-7 degrees are a centimetre.
      expect(Math.abs(x - longitude)).toBeLessThan(1e-7)
      expect(Math.abs(y - latitude)).toBeLessThan(1e-7)
    },
  )

  test('counts southern northings from the pole side', () => {
    const [, south] = fromUtm(500000, 10_000_000 - 994852.177, 19, true, 'wgs84')
    expect(south).toBeCloseTo(-9, 6)
  })

  test('La Canoa read as REGVEN lands about 420 m away', () => {
    const [x, y] = fromUtm(500210.527, 995216.043, 19, false, 'regven')
    const metres = Math.hypot((x + 69) * 111_320 * Math.cos(Math.PI / 20), (y - 9) * 110_600)
    expect(metres).toBeGreaterThan(410)
    expect(metres).toBeLessThan(430)
  })
})
