import { describe, expect, it } from 'vitest'
import { flatten, unflatten } from './flatten.ts'

const polygon = (...coordinates: number[][][]) => ({ geometry: { type: 'Polygon' as const, coordinates } })
const triangle = [
  [0, 0],
  [1, 0],
  [0, 1],
  [0, 0],
]

describe('flatten', () => {
  it('keeps rings without their closing vertex', () => {
    const areas = flatten([polygon(triangle)])
    expect([...areas.coordinates]).toEqual([0, 0, 1, 0, 0, 1])
    expect([...areas.ringStart]).toEqual([0, 3])
  })

  it('closes a ring that somebody left open', () => {
    expect([...flatten([polygon(triangle.slice(0, 3))]).coordinates]).toEqual([0, 0, 1, 0, 0, 1])
  })

  it('drops a vertex that repeats the one before it, heights and positions that are not numbers', () => {
    const drawn = [
      [0, 0, 70],
      [0, 0, 71],
      [1, 0, 70],
      [Number.NaN, 0],
      [0, 1, 70],
      [0, 0, 70],
      [0, 0, 70],
    ]
    expect([...flatten([polygon(drawn)]).coordinates]).toEqual([0, 0, 1, 0, 0, 1])
  })

  it('leaves out a hole without area, and a part whose shell has none together with its holes', () => {
    const line = [
      [0, 0],
      [1, 1],
      [0, 0],
    ]
    const areas = flatten([
      polygon(triangle, line),
      polygon(line, triangle),
      { geometry: null },
      polygon(triangle),
    ])
    expect([...areas.unitStart]).toEqual([0, 1, 1, 1, 2])
    expect([...areas.partStart]).toEqual([0, 1, 2])
  })

  it('comes back as it went in', () => {
    const hole = [
      [0.1, 0.1],
      [0.1, 0.2],
      [0.2, 0.1],
      [0.1, 0.1],
    ]
    const far = triangle.map(([x, y]) => [x + 5, y])
    const coordinates = [[triangle, hole], [far]]
    const areas = flatten([polygon(triangle), { geometry: { type: 'MultiPolygon', coordinates } }])
    expect(unflatten(areas, 1)).toEqual({ type: 'MultiPolygon', coordinates })
  })
})
