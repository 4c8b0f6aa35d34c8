import fc from 'fast-check'
import type { Position } from 'geojson'
import { beforeAll, describe, expect, it } from 'vitest'
import { isPlainlySimple } from './simple-ring.ts'
import { createValidator, type Validator } from './validity.ts'

let validator: Validator
beforeAll(async () => {
  validator = await createValidator()
})

const UNIT = 1e-7
const place = (x: number, y: number): Position => [
  Math.round(-69.3e7 + x) * UNIT,
  Math.round(9.8e7 + y) * UNIT,
]
const closed = (ring: Position[]): Position[] => [...ring, [...ring[0]]]
/** GEOS's own answer: with a second part far away the proof is not tried. */
const isValid = (ring: Position[]) =>
  validator.check([[ring], [closed([place(5e7, 0), place(5.1e7, 0), place(5e7, 1e6)])]]).valid

describe('the proof that a ring is simple', () => {
  it('is never given where GEOS says otherwise, however close the vertices lie', () => {
    let proven = 0
    let refused = 0
    const coordinate = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 400_000 }))
    fc.assert(
      fc.property(fc.array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 12 }), (points) => {
        const ring = closed(points.map(([x, y]) => place(x, y)))
        const simple = isPlainlySimple(ring)
        if (simple) proven++
        else refused++
        if (simple) expect(isValid(ring)).toBe(true)
      }),
      { numRuns: 5000, seed: 1 },
    )
    expect(proven).toBeGreaterThan(100)
    expect(refused).toBeGreaterThan(100)
  })

  it('is given for every area whose vertices go round a middle, which is what councils look like', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 20_000, max: 60_000 }), { minLength: 8, maxLength: 200 }),
        (radii) => {
          const ring = closed(
            radii.map((radius, i) => {
              const angle = (2 * Math.PI * i) / radii.length
              return place(radius * Math.cos(angle), radius * Math.sin(angle))
            }),
          )
          expect(isPlainlySimple(ring)).toBe(true)
          expect(isValid(ring)).toBe(true)
        },
      ),
      { numRuns: 300 },
    )
  })

  it.each([
    ['crosses itself', [0, 0, 100, 100, 100, 0, 0, 100]],
    ['touches itself in a vertex', [0, 0, 100, 0, 100, 100, 50, 0, 0, 100]],
    ['meets itself in a vertex twice', [0, 0, 50, 50, 100, 0, 100, 100, 50, 50, 0, 100]],
    ['returns on its own way', [0, 0, 100, 0, 200, 0, 100, 0, 100, 100]],
    ['is a line', [0, 0, 100, 0, 200, 0]],
  ])('is not given where the ring %s', (_, numbers) => {
    const ring = closed(numbers.flatMap((x, i) => (i % 2 ? [] : [place(x, numbers[i + 1])])))
    expect(isPlainlySimple(ring)).toBe(false)
    expect(isValid(ring)).toBe(false)
  })

  it('is left to GEOS where edges are long, since there rounding could hide a touch', () => {
    const ring = closed([place(0, 0), place(6e5, 0), place(6e5, 6e5)])
    expect(isPlainlySimple(ring)).toBe(false)
    expect(validator.check([[ring]])).toEqual({ valid: true })
  })
})
