import { expect, test } from 'vitest'
import { scaleFor } from './scale.ts'

test('the scale bar shows a round length that fits', () => {
  for (const metresPerPixel of [0.3, 1.19, 4.77, 152.9, 39_000]) {
    const { metres, pixels } = scaleFor(metresPerPixel, 110)
    expect(pixels).toBeLessThanOrEqual(110)
    expect(pixels).toBeGreaterThan(40)
    expect(String(metres)).toMatch(/^[125]0*$/)
  }
})
