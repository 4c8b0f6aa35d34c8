import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { simplifyRing } from './simplify-ring.ts'

describe('a simplified ring', () => {
  test('loses what lies on a straight line and keeps its corners', () => {
    const ring = [
      [0, 0],
      [1, 0],
      [2, 0],
      [2, 1],
      [2, 2],
      [1, 2.001],
      [0, 2],
      [0, 1],
      [0, 0],
    ]
    expect(simplifyRing(ring, 0.01)).toEqual([
      [0, 0],
      [2, 0],
      [2, 2],
      [0, 2],
      [0, 0],
    ])
  })

  test('is never less than a triangle, closed, and made of the vertices it had', () => {
    const position = fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 }))
    fc.assert(
      fc.property(
        fc.array(position, { minLength: 3, maxLength: 40 }),
        fc.nat(100),
        (positions, tolerance) => {
          const ring = [...positions, positions[0]]
          const simple = simplifyRing(ring, tolerance)
          expect(simple.length).toBeGreaterThanOrEqual(4)
          expect(simple.at(-1)).toEqual(simple[0])
          for (const one of simple) expect(ring).toContainEqual(one)
        },
      ),
    )
  })
})
