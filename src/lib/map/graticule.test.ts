import { describe, expect, test } from 'vitest'
import { graticule, stepFor } from './graticule.ts'

describe('the lines of latitude and longitude', () => {
  test('have at least three steps across a view, from the world to a street', () => {
    for (const span of [360, 40, 3, 0.4, 0.05, 0.02]) expect(span / stepFor(span)).toBeGreaterThanOrEqual(3)
  })

  test('are few, whatever the view', () => {
    for (const size of [360, 60, 7, 0.7, 0.07, 0.007]) {
      const lines = graticule([-70, 10, -70 + size, Math.min(10 + size, 80)]).features
      expect(lines.length).toBeGreaterThan(0)
      expect(lines.length).toBeLessThan(60)
    }
  })

  test('stand on whole steps', () => {
    const [first] = graticule([-69.4, 10, -69.3, 10.1]).features
    const longitude = first.geometry.coordinates[0][0]
    expect(Math.abs(longitude * 60 - Math.round(longitude * 60))).toBeLessThan(1e-6)
  })
})
