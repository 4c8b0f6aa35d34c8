import fc from 'fast-check'
import type { Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { metresPerDegreeEast, metresPerDegreeNorth } from '../../geometry/ellipsoid.ts'
import { exampleRoads } from './example-roads.ts'
import { islandsOf, missingLinks } from './islands.ts'
import type { RoadLine } from './line.ts'
import { greatCircleKm } from './metres.ts'
import { buildNetwork, segmentCoordinates, segmentId } from './network.ts'
import { Snapper } from './snap.ts'

/** Places by metres east and north of a corner. */
const at = (x: number, y: number): Position => [
  -69 + x / metresPerDegreeEast(9),
  9 + y / metresPerDegreeNorth(9),
]
const line = (id: string, ...places: [number, number][]): RoadLine => ({
  id,
  coordinates: places.map(([x, y]) => at(x, y)),
})
const idsOf = (lines: RoadLine[], options = {}) => {
  const network = buildNetwork(lines, options)
  return Array.from({ length: network.segmentCount }, (_, s) => segmentId(network, s)).sort()
}

describe('drawn lines', () => {
  it('that cross meet, and are cut there', () => {
    const network = buildNetwork([line('a', [0, 0], [1000, 0]), line('b', [500, -500], [500, 500])])
    expect(network).toMatchObject({ nodeCount: 5, segmentCount: 4, islandCount: 1 })
    expect(idsOf([line('a', [0, 0], [1000, 0]), line('b', [500, -500], [500, 500])])).toHaveLength(4)
  })

  it.each([
    ['a bridge', { level: 1 }],
    ['a tunnel', { level: -1 }],
  ])('pass each other where one is %s', (_, more) => {
    const network = buildNetwork([
      line('a', [0, 0], [1000, 0]),
      { ...line('b', [500, -500], [500, 500]), ...more },
    ])
    expect(network).toMatchObject({ segmentCount: 2, islandCount: 2 })
    expect(network.passedOver).toMatchObject([{ lines: ['a', 'b'] }])
  })

  it('meet a bridge at its ends', () => {
    const network = buildNetwork([
      line('under', [0, 0], [1000, 0]),
      line('south', [500, -500], [500, -20]),
      { ...line('bridge', [500, -20], [500, 20]), level: 1 },
      line('north', [500, 20], [500, 500]),
    ])
    expect(network).toMatchObject({ islandCount: 2, segmentCount: 4 })
  })

  it('meet where an end is drawn up to the tolerance short of a side, and say by how much', () => {
    const short = (gap: number) => [line('a', [0, 0], [1000, 0]), line('b', [400, gap], [400, 500])]
    const joined = buildNetwork(short(8))
    expect(joined).toMatchObject({ segmentCount: 3, islandCount: 1 })
    expect(joined.joinedEnds).toMatchObject([{ line: 'b', to: 'a', gapM: expect.closeTo(8, 1) }])
    expect(buildNetwork(short(12))).toMatchObject({ segmentCount: 2, islandCount: 2, joinedEnds: [] })
    expect(buildNetwork(short(12), { toleranceM: 15 }).islandCount).toBe(1)
  })

  it('meet by their beginning or by their end alike', () => {
    const side = line('a', [0, 0], [1000, 0])
    expect(buildNetwork([side, line('b', [400, 8], [400, 500])]).islandCount).toBe(1)
    expect(buildNetwork([side, line('b', [400, 500], [400, 8])]).islandCount).toBe(1)
  })

  it('meet end to end within the tolerance, three of them in one node', () => {
    const network = buildNetwork([
      line('a', [0, 0], [500, 0]),
      line('b', [505, 3], [1000, 0]),
      line('c', [503, -4], [503, -500]),
    ])
    expect(network).toMatchObject({ nodeCount: 4, segmentCount: 3, islandCount: 1 })
  })

  it('that end a little beyond the line they lead to meet it once', () => {
    const network = buildNetwork([line('a', [0, 0], [1000, 0]), line('b', [400, -4], [400, 500])])
    expect(network.islandCount).toBe(1)
    expect(idsOf([line('a', [0, 0], [1000, 0]), line('b', [400, -4], [400, 500])])).toContain('a:400-1000')
  })

  it('meet in a vertex that they share, and along a stretch that both draw', () => {
    const network = buildNetwork([
      line('a', [0, 0], [500, 0], [1000, 0]),
      line('b', [500, -300], [500, 0], [500, 300]),
      line('c', [800, 0], [1000, 0], [1500, 0]),
    ])
    expect(network.islandCount).toBe(1)
    expect(network.segmentCount).toBe(3 + 2 + 2)
  })

  it('cross themselves', () => {
    const network = buildNetwork([line('a', [0, 0], [1000, 0], [1000, 500], [500, 500], [500, -500])])
    expect(network).toMatchObject({ nodeCount: 3, segmentCount: 3 })
  })

  it('make a ring of one line', () => {
    const network = buildNetwork([line('a', [0, 0], [500, 0], [500, 500], [0, 500], [0, 0])])
    expect(network).toMatchObject({ nodeCount: 1, segmentCount: 1 })
    expect(network.km[0]).toBeCloseTo(2, 1)
  })

  it('are left out, with the reason, where they are none', () => {
    const broken = [
      line('short', [0, 0], [0, 0]),
      { id: 'nowhere', coordinates: [at(0, 0), [Number.NaN, 1]] },
      { id: 'far', coordinates: [at(0, 0), [-690, 9]] },
      line('a', [0, 0], [100, 0]),
      line('a', [0, 50], [100, 50]),
    ]
    const { problems, segmentCount } = buildNetwork(broken)
    expect(problems).toEqual([
      { line: 'short', problem: 'too-short' },
      { line: 'nowhere', problem: 'not-on-earth' },
      { line: 'far', problem: 'not-on-earth' },
      { line: 'a', problem: 'id-twice' },
    ])
    expect(segmentCount).toBe(1)
  })

  it('may be none at all', () => {
    expect(buildNetwork([])).toMatchObject({ nodeCount: 0, segmentCount: 0, islandCount: 0 })
    expect(new Snapper(buildNetwork([])).nearest([-69, 9])).toBeNull()
  })

  it('give segments names that a side road elsewhere leaves alone', () => {
    const roads = [line('a', [0, 0], [1000, 0]), line('b', [500, -500], [500, 500])]
    const before = idsOf(roads)
    const after = idsOf([...roads, line('c', [800, 0], [800, 300])])
    expect(after).toEqual(expect.arrayContaining(before.filter((id) => !id.startsWith('a:500'))))
  })

  it('change the version when they change', () => {
    const version = (lines: RoadLine[]) => buildNetwork(lines).version
    const roads = exampleRoads({ seed: 1, side: 4 })
    expect(version(roads)).toBe(version(exampleRoads({ seed: 1, side: 4 })))
    expect(version(roads)).not.toBe(version(roads.slice(1)))
    expect(version(roads)).not.toBe(version([{ ...roads[0], level: 1 }, ...roads.slice(1)]))
  })
})

describe('islands', () => {
  const roads = [
    line('long', [0, 0], [5000, 0]),
    line('near', [1000, 60], [1000, 1000]),
    line('nearer', [1030, 900], [2000, 900]),
    line('far', [0, 9000], [100, 9000]),
  ]

  it('are told by length, with their lines', () => {
    const islands = islandsOf(buildNetwork(roads))
    expect(islands.map(({ km }) => km)).toEqual([5, 0.97, 0.94, 0.1].map((km) => expect.closeTo(km, 1)))
    expect(islands[0]).toMatchObject({ island: 0, segments: 1, nodes: 2 })
    expect(islands[0].coordinates).toHaveLength(1)
  })

  it('are offered the shortest links that would join them, and none that is no slip of the pen', () => {
    const links = missingLinks(buildNetwork(roads))
    expect(links.map(({ gapM }) => Math.round(gapM))).toEqual([30, 60])
    const mended = links.map(({ from, to }, i) => ({ id: `link-${i}`, coordinates: [from, to], drawn: true }))
    expect(buildNetwork([...roads, ...mended]).islandCount).toBe(2)
  })

  it('are offered no more links than join them', () => {
    const triangle = [
      line('a', [0, 0], [1000, 0]),
      line('b', [1050, 0], [2000, 0]),
      line('c', [1020, 40], [1020, 2000]),
    ]
    const links = missingLinks(buildNetwork(triangle))
    expect(links).toHaveLength(2)
    expect(links.map(({ gapM }) => Math.round(gapM))).toEqual([45, 50])
  })

  it('are offered a link to the middle of a long straight road as well', () => {
    const crossRoads = [line('a', [0, 0], [400, 0]), line('b', [450, -3000], [450, 9000])]
    expect(missingLinks(buildNetwork(crossRoads))).toMatchObject([{ gapM: expect.closeTo(50, 0) }])
  })
})

describe('places on the network', () => {
  const network = buildNetwork([line('a', [0, 0], [1000, 0]), line('b', [500, 0], [500, 5000])])
  const snapper = new Snapper(network)

  it('are the nearest ones', () => {
    const access = snapper.nearest(at(250, 30))!
    expect(segmentId(network, access.segment)).toBe('a:0-500')
    expect(access.ratio).toBeCloseTo(0.5, 2)
    expect(access.accessKm).toBeCloseTo(0.03, 3)
  })

  it('are none beyond reach', () => {
    expect(snapper.nearest(at(-4000, -4000))).toBeNull()
    expect(snapper.nearest(at(-4000, -4000), 10)).not.toBeNull()
  })

  it('are as near as any by trying all of them', () => {
    const big = buildNetwork(exampleRoads({ seed: 5, side: 8, bends: 3 }))
    const all = new Snapper(big)
    const pieces = Array.from({ length: big.segmentCount }, (_, s) => segmentCoordinates(big, s))
    const places = fc.tuple(
      fc.double({ min: -69.52, max: -69.46, noNaN: true }),
      fc.double({ min: 9.38, max: 9.44, noNaN: true }),
    )
    fc.assert(
      fc.property(places, (place) => {
        const found = all.nearest(place, 50)!
        const tried = pieces.flatMap((positions) =>
          positions.slice(1).flatMap((b, v) => {
            const a = positions[v]
            return [0, 0.25, 0.5, 0.75, 1].map((t) =>
              greatCircleKm(place, [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]),
            )
          }),
        )
        expect(found.accessKm).toBeLessThanOrEqual(Math.min(...tried) * 1.01)
      }),
      { numRuns: 50 },
    )
  })
})

describe('by chance', () => {
  it('cutting at meetings neither loses nor makes road', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 2, max: 7 }), (seed, side) => {
        const roads = exampleRoads({ seed, side })
        const { km, problems } = buildNetwork(roads)
        const drawn = roads.reduce(
          (sum, { coordinates }) =>
            sum + coordinates.slice(1).reduce((l, b, v) => l + greatCircleKm(coordinates[v], b), 0),
          0,
        )
        expect(problems).toEqual([])
        expect(Math.abs(km.reduce((sum, each) => sum + each, 0) - drawn)).toBeLessThan(0.006 * drawn + 1e-9)
      }),
      { numRuns: 60 },
    )
  })

  it('what the lines are called and in which order they come changes no length', () => {
    const roads = exampleRoads({ seed: 3, side: 6 })
    const lengths = (lines: RoadLine[]) => {
      const network = buildNetwork(lines)
      return [network.nodeCount, ...[...network.km].sort((a, b) => a - b).map((km) => km.toFixed(6))]
    }
    fc.assert(
      fc.property(fc.shuffledSubarray(roads, { minLength: roads.length }), (shuffled) => {
        expect(lengths(shuffled)).toEqual(lengths(roads))
      }),
      { numRuns: 10 },
    )
  })
})
