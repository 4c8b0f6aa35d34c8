import { describe, expect, it } from 'vitest'
import { holdToRoads } from './hold-to-roads.ts'

const road = (line: string, ...coordinates: number[][]) => ({
  geometry: { coordinates },
  properties: { line },
})
/** About 11 km from west to east at the equator. */
const ROADS = [road('a', [0, 0], [0.1, 0]), road('b', [0.05, 0.01], [0.05, 0.02])]

describe('a point that is drawn', () => {
  it('holds to the end of a road before a nearer place along it', () => {
    expect(holdToRoads(ROADS, [0.0008, 0.0001], 100)).toEqual({ at: [0, 0], line: 'a', isEnd: true })
    expect(holdToRoads(ROADS, [0.0008, 0.0001], 50)).toMatchObject({
      at: [expect.closeTo(0.0008, 9), expect.closeTo(0, 9)],
      line: 'a',
      isEnd: false,
    })
  })

  it('holds to nothing out of reach', () => expect(holdToRoads(ROADS, [0.05, 0.005], 500)).toBeNull())

  it('measures metres alike in both directions far from the equator', () => {
    const north = [road('n', [10, 60], [10, 60.1])]
    // 0.002° of longitude there are 111 m, and not 222.
    expect(holdToRoads(north, [10.002, 60.05], 120)).toMatchObject({ line: 'n' })
    expect(holdToRoads(north, [10.002, 60.05], 100)).toBeNull()
  })
})
