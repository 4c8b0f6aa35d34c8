import { describe, expect, test } from 'vitest'
import { fitMap, scaleBar, ticks } from './projection.ts'

const box = { x: 40, y: 200, width: 500, height: 380 }
/** About 5.5 km by 5.5 km at ten degrees north. */
const bounds = [-69.4, 10.0, -69.35, 10.05] as const

describe('a map on paper', () => {
  test('has a round scale and holds all of it, with room at the edges', () => {
    const sheet = fitMap(bounds, box)
    // 5530 m over 380 · 0.88 points are 16.54 m a point: 1:46 877, so 1:50 000.
    expect(sheet.scale).toBe(50_000)
    for (const corner of [
      [-69.4, 10],
      [-69.35, 10.05],
    ]) {
      const [x, y] = sheet.to(corner)
      expect(x).toBeGreaterThan(box.x)
      expect(x).toBeLessThan(box.x + box.width)
      expect(y).toBeGreaterThan(box.y)
      expect(y).toBeLessThan(box.y + box.height)
    }
  })

  test('shows north above and east on the right, true to its scale', () => {
    const sheet = fitMap(bounds, box)
    const [west, south] = [sheet.to([-69.4, 10.0]), sheet.to([-69.35, 10.05])]
    expect(south[0]).toBeGreaterThan(west[0])
    expect(south[1]).toBeLessThan(west[1])
    // 0.05° of longitude at 10.025° N are 5482 m on the ellipsoid.
    expect((south[0] - west[0]) * sheet.metresPerPoint).toBeCloseTo(5482, -1)
  })

  test('has a bar of round metres', () => {
    const sheet = fitMap(bounds, box)
    const { metres, points } = scaleBar(sheet, 120)
    expect(metres).toBe(2000)
    expect(points).toBeLessThanOrEqual(120)
    expect(points * sheet.metresPerPoint).toBeCloseTo(2000)
  })

  test('has ticks at round minutes, with the letters of its language', () => {
    const { x, y } = ticks(fitMap(bounds, box), { west: 'O', east: 'E' })
    // 2′ steps: the box is 8.8 km wide, 4.8′.
    expect(x.map(({ label }) => label)).toEqual(["69° 24' O", "69° 22' O"])
    expect(y.map(({ label }) => label)).toEqual(["10° 00' N", "10° 02' N"])
  })

  test('of a single place is still a map', () => {
    const sheet = fitMap([-69, 10, -69, 10], box)
    expect(sheet.to([-69, 10])).toEqual([290, 390])
    expect(sheet.scale).toBeGreaterThan(0)
  })
})
