import { describe, expect, test } from 'vitest'
import { boundsOf, fitOf, outlineIn, SYSTEMS } from './coordinate-systems.ts'

const system = (code: string) => SYSTEMS.find((known) => known.code === `EPSG:${code}`)!
/** A few kilometres around Barquisimeto, in metres of zone 19. */
const METRES: [number, number, number, number] = [460_000, 1_110_000, 464_000, 1_114_000]

describe('where a file without a system would fall', () => {
  test('metres of zone 19 fall in Lara as REGVEN, and 420 m away as La Canoa', () => {
    const regven = boundsOf(outlineIn(system('2202'), METRES)!)
    const canoa = boundsOf(outlineIn(system('24719'), METRES)!)
    expect(regven[0]).toBeCloseTo(-69.3648, 2)
    expect(regven[1]).toBeCloseTo(10.04, 2)
    const metres = Math.hypot((regven[0] - canoa[0]) * 109_600, (regven[1] - canoa[1]) * 110_600)
    expect(metres).toBeGreaterThan(400)
    expect(metres).toBeLessThan(440)
  })

  test('metres cannot be degrees', () => {
    expect(outlineIn(system('4326'), METRES)).toBeNull()
    expect(fitOf(outlineIn(system('4326'), METRES), null)).toBe('impossible')
  })

  test('degrees read as metres fall off the territory', () => {
    const outline = outlineIn(system('2202'), [-69.4, 10, -69.3, 10.1])
    expect(fitOf(outline, [-73, 8, -60, 12])).not.toBe('territory')
  })

  test('web Mercator is unrolled', () => {
    const [west, south] = boundsOf(outlineIn(system('3857'), [-7681044.86, 1006021.06, -7681000, 1006100])!)
    expect(west).toBeCloseTo(-69, 5)
    expect(south).toBeCloseTo(9, 5)
  })

  test('tells the territory from the country and the country from elsewhere', () => {
    const outline = outlineIn(system('2202'), METRES)
    expect(fitOf(outline, [-70, 9, -69, 11])).toBe('territory')
    expect(fitOf(outline, [-64, 9, -63, 11])).toBe('country')
    expect(fitOf(outlineIn(system('4326'), [2, 48, 3, 49]), [-70, 9, -69, 11])).toBe('away')
  })
})
