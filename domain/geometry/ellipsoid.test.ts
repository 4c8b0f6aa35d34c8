import { describe, expect, it } from 'vitest'
import { ringAreaM2, segmentLengthM } from './ellipsoid.ts'

const box = (west: number, south: number, east: number, north: number) => [
  west,
  south,
  east,
  south,
  east,
  north,
  west,
  north,
]

describe('areas on the ellipsoid', () => {
  it('add up to an eighth of the Earth, 510 065 621.724 km² in all', () => {
    expect((8 * ringAreaM2(box(0, 0, 90, 90), 0, 4)) / 1e6).toBeCloseTo(510_065_621.724, 1)
  })

  it.each([
    ['one degree at 10°', [-70, 10, -69, 11]],
    ['a block at 8°', [-70, 8.001, -69.999, 8.002]],
    ['one degree at 69°', [20, 69, 21, 70]],
  ])('agree with the sum of thin bands: %s', (_, [west, south, east, north]) => {
    const radians = Math.PI / 180
    const e2 = 0.00669437999014
    let sum = 0
    for (let i = 0; i < 1000; i++) {
      const latitude = (south + ((north - south) * (i + 0.5)) / 1000) * radians
      const w2 = 1 - e2 * Math.sin(latitude) ** 2
      sum += (6378137 ** 2 * (1 - e2) * Math.cos(latitude)) / w2 ** 2
    }
    const expected = (sum / 1000) * (north - south) * (east - west) * radians ** 2
    expect(ringAreaM2(box(west, south, east, north), 0, 4) / expected).toBeCloseTo(1, 6)
  })

  it('keep a strip of one centimetre', () => {
    const strip = box(-69.5, 10, -69.499, 10 + 1e-7)
    expect(ringAreaM2(strip, 0, 4)).toBeCloseTo(109.639 * 0.0110609, 4)
  })

  it('are negative clockwise, and the same across 180°', () => {
    const across = [179.5, 0, -179.5, 0, -179.5, 1, 179.5, 1]
    expect(ringAreaM2(across, 0, 4)).toBeCloseTo(ringAreaM2(box(0, 0, 1, 1), 0, 4), 0)
    expect(ringAreaM2([0, 0, 0, 1, 1, 1, 1, 0], 0, 4)).toBeLessThan(0)
  })
})

describe('lengths on the ellipsoid', () => {
  // one degree: standard tables of the WGS 84 ellipsoid
  it.each([
    ['along the equator', [0, 0, 1, 0], 111_319.5],
    ['east at 10°', [-70, 10, -69, 10], 109_639],
    ['east at 45°', [5, 45, 6, 45], 78_847],
    ['east at 70°', [5, 70, 6, 70], 38_187],
    ['north at 10°', [-70, 9.5, -70, 10.5], 110_608],
    ['north at 45°', [5, 44.5, 5, 45.5], 111_132],
  ])('%s', (_, [lon1, lat1, lon2, lat2], expected) => {
    expect(Math.abs(segmentLengthM(lon1, lat1, lon2, lat2) / expected - 1)).toBeLessThan(0.0005)
  })

  it('go the short way round', () => {
    expect(segmentLengthM(179.999, 0, -179.999, 0)).toBeCloseTo(222.64, 1)
  })
})
