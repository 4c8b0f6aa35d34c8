import { describe, expect, test } from 'vitest'
import { candidates, fitOf, placeIn, SYSTEMS } from './coordinate-systems.ts'

const system = (code: string) => SYSTEMS.find((known) => known.code === `EPSG:${code}`)!
/** Near Barquisimeto, in metres of zone 19. */
const METRES = [460_000, 1_110_000] as const

describe('where a file without a system would fall', () => {
  test('metres of zone 19 fall in Lara as REGVEN, and 420 m away as La Canoa', () => {
    const regven = placeIn(system('2202'), ...METRES)!
    const canoa = placeIn(system('24719'), ...METRES)!
    expect(regven[0]).toBeCloseTo(-69.3648, 2)
    expect(regven[1]).toBeCloseTo(10.04, 2)
    const metres = Math.hypot((regven[0] - canoa[0]) * 109_600, (regven[1] - canoa[1]) * 110_600)
    expect(metres).toBeGreaterThan(400)
    expect(metres).toBeLessThan(440)
  })

  test('metres cannot be degrees', () => {
    expect(placeIn(system('4326'), ...METRES)).toBeNull()
    expect(fitOf(null, null)).toBe('impossible')
  })

  test('degrees read as metres fall off the country', () => {
    expect(fitOf(placeIn(system('2202'), -69.3, 10), [-73, 8, -60, 12])).toBe('away')
  })

  test('web Mercator is unrolled', () => {
    const [x, y] = placeIn(system('3857'), -7681044.86, 1006021.06)!
    expect(x).toBeCloseTo(-69, 5)
    expect(y).toBeCloseTo(9, 5)
  })

  test('tells the territory from the country and the country from elsewhere', () => {
    const place = placeIn(system('2202'), ...METRES)
    expect(fitOf(place, [-70, 9, -69, 11])).toBe('territory')
    expect(fitOf(place, [-64, 9, -63, 11])).toBe('country')
    expect(fitOf([2, 48], [-70, 9, -69, 11])).toBe('away')
  })

  test('lists what people use first and what cannot be last', () => {
    const codes = candidates(...METRES, [-70, 9, -69, 11]).map((candidate) => candidate.system.code)
    expect(codes.slice(0, 2)).toEqual(['EPSG:2202', 'EPSG:24719'])
    expect(codes.slice(-3).sort()).toEqual(['EPSG:4189', 'EPSG:4247', 'EPSG:4326'])
  })
})
