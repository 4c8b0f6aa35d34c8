import fc from 'fast-check'
import type { Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../demonstration/random.ts'
import { metresPerDegreeEast, metresPerDegreeNorth } from '../../geometry/ellipsoid.ts'
import { exampleRoads } from './example-roads.ts'
import {
  buildNetwork,
  type Closure,
  calibrateDetour,
  chainOf,
  closedSegments,
  closureOf,
  detourByCrossings,
  distanceTable,
  ESTIMATE,
  estimates,
  greatCircleKm,
  OWN_ROAD,
  ownRoads,
  type Place,
  type RoadLine,
  type RoadNetwork,
  type RoutedExchange,
  Router,
  type RoutingProvider,
  remembering,
  Snapper,
  segmentId,
  segmentLoads,
  totalTravel,
  UNKNOWN,
  UNREACHABLE,
} from './index.ts'

const at = (x: number, y: number): Position => [
  -69 + x / metresPerDegreeEast(9),
  9 + y / metresPerDegreeNorth(9),
]
const line = (id: string, ...places: [number, number][]): RoadLine => ({
  id,
  coordinates: places.map(([x, y]) => at(x, y)),
})
const place = (id: string, x: number, y: number): Place => ({ id, at: at(x, y) })
const table = (...[network, from, to, options]: Parameters<typeof distanceTable>) => {
  const work = distanceTable(network, from, to, options)
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}

/** A square of roads with a bridge as its short side. */
const SQUARE = [
  line('bridge', [0, 0], [1000, 0]),
  line('west', [0, 0], [0, 2000]),
  line('north', [0, 2000], [1000, 2000]),
  line('east', [1000, 2000], [1000, 0]),
]

/** Places near the roads of a network, by chance. */
function placesOn(network: RoadNetwork, count: number, seed: number): Place[] {
  const random = seededRandom(seed)
  return Array.from({ length: count }, (_, i) => {
    const vertex = random.between(0, network.vertices.length / 2 - 1)
    const [x, y] = network.vertices.subarray(2 * vertex)
    return { id: `place-${i}`, at: [x + 1e-4 * random.normal(), y + 1e-4 * random.normal()] }
  })
}

/** Every way by trying all edges as often as there are nodes (Bellman and Ford): slow and plain. */
function plainDistances(network: RoadNetwork, source: number, closed?: Uint8Array): number[] {
  const km = Array.from({ length: network.nodeCount }, (_, n) => (n === source ? 0 : Infinity))
  for (let round = 0, changed = true; changed && round <= network.nodeCount; round++) {
    changed = false
    for (let node = 0; node < network.nodeCount; node++)
      for (let arc = network.firstArc[node]; arc < network.firstArc[node + 1]; arc++) {
        const segment = network.arcSegment[arc]
        const there = km[node] + network.km[segment]
        if (!closed?.[segment] && there < km[network.arcTo[arc]]) {
          km[network.arcTo[arc]] = there
          changed = true
        }
      }
  }
  return km
}

const seeds = fc.integer({ min: 1, max: 1_000_000 })

describe('a way on the roads', () => {
  const provider = ownRoads(buildNetwork(SQUARE))
  const [a, b] = [place('a', 200, 30), place('b', 1000, 500)]

  it('is told segment by segment, with its direction and what the ends use of theirs', async () => {
    const route = await provider.route({ from: a, to: b, profile: 'shortest' })
    expect(route).toMatchObject({
      km: expect.closeTo(1.33, 2),
      estimatedKm: expect.closeTo(0.03, 3),
      quality: OWN_ROAD,
      segments: [
        { segmentId: 'bridge:0-1000', dir: 1, km: expect.closeTo(0.8, 3) },
        { segmentId: 'east:0-2000', dir: -1, km: expect.closeTo(0.5, 3) },
      ],
    })
    if (!('coordinates' in route)) throw new Error('no route')
    expect(route.coordinates).toHaveLength(5)
    expect(route.coordinates[0]).toEqual(a.at)
    expect(route.coordinates.at(-1)).toEqual(b.at)
  })

  it('goes round a closed bridge, and is none where the only road is closed', async () => {
    const onTheWay = place('c', 0, 300)
    const closures = [{ line: 'bridge' }]
    const query = { from: onTheWay, to: b, profile: 'shortest' as const }
    expect(await provider.route(query)).toMatchObject({ km: expect.closeTo(1.8, 2) })
    expect(await provider.route({ ...query, closures })).toMatchObject({ km: expect.closeTo(4.2, 2) })
    const both = [...closures, { line: 'north' }]
    expect(await provider.route({ ...query, closures: both })).toMatchObject({ quality: UNREACHABLE })
  })

  it('obeys one-way roads, also within one segment', async () => {
    const oneWay = ownRoads(buildNetwork(SQUARE.map((road) => ({ ...road, oneWay: 1 as const }))))
    const [low, high] = [place('low', 200, 0), place('high', 800, 0)]
    const km = async (from: Place, to: Place) => {
      const found = await oneWay.route({ from, to, profile: 'shortest' })
      return 'km' in found ? found.km : found.quality
    }
    expect(await km(low, high)).toBeCloseTo(0.6, 3)
    // West is drawn away from the bridge, and east towards it: nothing leads back to its beginning.
    expect(await km(high, low)).toBe(UNREACHABLE)
  })

  it('takes the faster road where asked for it', async () => {
    const roads = SQUARE.map((road) => ({ ...road, speedKmh: road.id === 'bridge' ? 5 : 60 }))
    const fast = ownRoads(buildNetwork(roads))
    const query = { from: place('a', 0, 0), to: place('b', 1000, 0) }
    expect(await fast.route({ ...query, profile: 'shortest' })).toMatchObject({ km: expect.closeTo(1, 3) })
    expect(await fast.route({ ...query, profile: 'fastest' })).toMatchObject({
      km: expect.closeTo(5, 2),
      minutes: expect.closeTo(5, 2),
    })
    const matrix = await fast.matrix({ from: [query.from], to: [query.to], profile: 'fastest' })
    expect(matrix.minutes[0]).toBeCloseTo(5, 2)
    expect(matrix.km[0]).toBeCloseTo(5, 2)
  })

  it('stops when the signal says so', async () => {
    const network = buildNetwork(exampleRoads({ seed: 1, side: 20 }))
    const places = placesOn(network, 60, 1)
    const query = { from: places, to: places, profile: 'shortest' as const, signal: AbortSignal.abort() }
    await expect(ownRoads(network).matrix(query)).rejects.toThrow('aborted')
  })
})

describe('closures', () => {
  const roads = [
    line('a', [0, 0], [3000, 0]),
    line('b', [1000, 0], [1000, 500]),
    line('c', [2000, 0], [2000, 500]),
  ]
  const closedIds = (network: RoadNetwork, ...closures: Closure[]) =>
    [...closedSegments(network, closures).closed].flatMap((is, s) => (is ? [segmentId(network, s)] : []))

  it('close the segment they name and not its neighbours', () => {
    expect(closedIds(buildNetwork(roads), closureOf('a:1000-2000')!)).toEqual(['a:1000-2000'])
  })

  it('outlive a new side road that cuts their segment in two', () => {
    const more = buildNetwork([...roads, line('d', [1500, 0], [1500, -400])])
    expect(closedIds(more, closureOf('a:1000-2000')!)).toEqual(['a:1000-1500', 'a:1500-2000'])
  })

  it('of a line that is gone are told', () => {
    expect(closedSegments(buildNetwork(roads), [{ line: 'z' }]).unmatched).toEqual([{ line: 'z' }])
  })
})

describe('how a distance was found', () => {
  const roads = [...SQUARE, line('apart', [20_000, 0], [21_000, 0])]
  const own = ownRoads(buildNetwork(roads))
  const places = [
    place('a', 0, 1000),
    place('b', 1000, 1000),
    place('apart', 20_500, 0),
    place('nowhere', 0, 60_000),
  ]
  const ask = (provider: RoutingProvider, closures: Closure[] = []) =>
    provider.matrix({ from: places, to: places, profile: 'shortest', closures })

  it('is by own roads where they lead, and unknown to them where the drawing may lack a road', async () => {
    const { quality, km } = await ask(own)
    expect([...quality.slice(0, 4)]).toEqual([OWN_ROAD, OWN_ROAD, UNKNOWN, UNKNOWN])
    expect(km[2]).toBeNaN()
    expect(km[0]).toBe(0)
  })

  it('is estimated where nobody knows, and never across a closed road', async () => {
    const chain = chainOf([own, estimates()])
    const closures = [{ line: 'bridge' }, { line: 'north' }]
    const { quality, km, notes } = await ask(chain, closures)
    expect([...quality.slice(0, 4)]).toEqual([OWN_ROAD, UNREACHABLE, ESTIMATE, ESTIMATE])
    expect(km[1]).toBe(Infinity)
    expect(km[2] / greatCircleKm(places[0].at, places[2].at)).toBeCloseTo(1.35, 5)
    expect(notes).toMatchObject([{ provider: 'estimate', note: 'closures-ignored' }])
    expect(
      await chain.route({ from: places[0], to: places[1], profile: 'shortest', closures }),
    ).toMatchObject({
      quality: UNREACHABLE,
    })
    expect(await chain.route({ from: places[0], to: places[2], profile: 'shortest' })).toMatchObject({
      quality: ESTIMATE,
      segments: [],
    })
  })

  it('is estimated everywhere where there are no roads at all', async () => {
    const { quality } = await ask(chainOf([ownRoads(buildNetwork([])), estimates()]))
    expect([...quality.slice(0, 4)]).toEqual([OWN_ROAD, ESTIMATE, ESTIMATE, ESTIMATE])
  })

  it('asks the next source only what is not known', async () => {
    const asked: [number, number][] = []
    const watch: RoutingProvider = {
      ...estimates(),
      matrix: (query) => {
        asked.push([query.from.length, query.to.length])
        return estimates().matrix(query)
      },
    }
    const near = places.slice(0, 2)
    await chainOf([own, watch]).matrix({ from: near, to: near, profile: 'shortest' })
    await chainOf([own, watch]).matrix({ from: near, to: [...near, places[2]], profile: 'shortest' })
    expect(asked).toEqual([[2, 1]])
  })

  it('is asked once on the same roads, and again where it was not known', async () => {
    const asked: [string, number, number][] = []
    let version = 'one'
    const watch: RoutingProvider = {
      ...own,
      networkVersion: async () => version,
      matrix: (query) => {
        asked.push([query.profile, query.from.length, query.to.length])
        return own.matrix(query)
      },
    }
    const kept = remembering(watch, { versionMs: 0 })
    const near = places.slice(0, 2)
    const query = { from: near, to: near, profile: 'shortest' as const }
    const first = await kept.matrix(query)
    expect(await kept.matrix(query)).toEqual(first)
    expect(asked).toHaveLength(1)
    await kept.matrix({ ...query, to: places.slice(0, 3) })
    await kept.matrix({ ...query, to: places.slice(0, 3) })
    // The third is on another island: unknown each time.
    expect(asked.slice(1)).toEqual([
      ['shortest', 2, 1],
      ['shortest', 2, 1],
    ])
    await kept.matrix({ ...query, profile: 'fastest' })
    await kept.matrix({ ...query, closures: [{ line: 'bridge' }] })
    version = 'two'
    await kept.matrix(query)
    expect(asked.slice(3)).toEqual([
      ['fastest', 2, 2],
      ['shortest', 2, 2],
      ['shortest', 2, 2],
    ])
  })

  it('is said of every total', () => {
    const exchange = (id: string, quality: RoutedExchange['quality'], km: number, estimatedKm = 0) => ({
      id,
      tonnes: 10,
      km,
      quality,
      estimatedKm,
      segments: [],
    })
    expect(
      totalTravel([
        exchange('own', 0, 50, 5),
        exchange('service', 1, 30),
        exchange('guess', 2, 20, 20),
        exchange('cut', 3, Infinity),
        exchange('lost', 4, Number.NaN),
      ]),
    ).toEqual({
      tonnes: 50,
      tonneKm: 1000,
      estimatedShare: 0.25,
      externalShare: 0.3,
      unreachableTonnes: 10,
      unknownTonnes: 10,
    })
    expect(totalTravel([]).estimatedShare).toBeNull()
  })
})

describe('the detour factor', () => {
  const network = buildNetwork(exampleRoads({ seed: 8, side: 14, blockM: 2000 }))
  const places = placesOn(network, 12, 4)
  const calibrated = async (count: number) => {
    const some = places.slice(0, count)
    const matrix = await ownRoads(network).matrix({ from: some, to: some, profile: 'shortest' })
    return calibrateDetour(some, some, matrix)
  }

  it('is the usual one where fewer than thirty pairs are on roads', async () => {
    expect(await calibrated(8)).toEqual({ factor: 1.35, pairs: 0, of: 'usual' })
  })

  it('is the median of what the roads show from there on', async () => {
    const { factor, pairs } = await calibrated(12)
    expect(pairs).toBeGreaterThanOrEqual(30)
    expect(factor).toBeGreaterThan(1)
    expect(factor).toBeLessThan(2.5)
  })

  it('is that between crossings where too few communes lie on the roads', async () => {
    const found = await detourByCrossings(network, ownRoads(network))
    expect(found).toMatchObject({ of: 'crossings', pairs: expect.any(Number) })
    expect(found.pairs).toBeGreaterThanOrEqual(30)
    expect(found.factor).toBeGreaterThan(1)
    const straight = buildNetwork([line('a', [0, 0], [9000, 0])])
    expect(await detourByCrossings(straight, ownRoads(straight))).toMatchObject({ of: 'usual', pairs: 0 })
  })
})

describe('by chance', () => {
  it('distances are those that trying everything finds', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 2, max: 6 }), (seed, side) => {
        const network = buildNetwork(exampleRoads({ seed, side, oneWayShare: 0.2 }))
        if (network.segmentCount === 0) return
        const closed = Uint8Array.from({ length: network.segmentCount }, (_, s) =>
          s % 7 === seed % 7 ? 1 : 0,
        )
        const open = [...closed.keys()].filter(
          (s) => !closed[s] && network.lines[network.line[s]].oneWay === 0,
        )
        // Each access at the beginning of an open two-way segment is its first node.
        const accesses = open.map((segment) => ({
          segment,
          ratio: 0,
          at: [0, 0],
          accessKm: 0,
          island: network.island[network.from[segment]],
        }))
        const { km } = table(network, accesses, accesses, { closed })
        for (const [row, { segment }] of accesses.entries()) {
          const plain = plainDistances(network, network.from[segment], closed)
          for (const [column, target] of accesses.entries()) {
            const expected = plain[network.from[target.segment]]
            const found = km[row * accesses.length + column]
            if (expected === Infinity) expect(found).toBe(Infinity)
            else expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-6 * (1 + expected))
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('a table in order is the one that a search from each place finds', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 2, max: 9 }), fc.boolean(), (seed, side, isFastest) => {
        const lines = exampleRoads({ seed, side, leftOut: 0.35, oneWayShare: 0.3 })
        const network = buildNetwork(lines.map((road, i) => ({ ...road, speedKmh: 10 + ((i * 7) % 50) })))
        if (network.segmentCount === 0) return
        const closed = Uint8Array.from({ length: network.segmentCount }, (_, s) =>
          s % 9 === seed % 9 ? 1 : 0,
        )
        const snapper = new Snapper(network)
        const near = placesOn(network, 20, seed).map(({ at }) => snapper.nearest(at))
        const accesses = [...near, null]
        const profile = isFastest ? 'fastest' : 'shortest'
        const [ordered, searched] = (['order', 'search'] as const).map((by) =>
          table(network, accesses, near, { closed, profile, by }),
        )
        const sameAs = (other: Float32Array) => (each: number, cell: number) =>
          Object.is(each, other[cell]) || Math.abs(each - other[cell]) <= 1e-5 * (1 + other[cell])
        expect([...ordered.km].every(sameAs(searched.km))).toBe(true)
        expect([...ordered.minutes].every(sameAs(searched.minutes))).toBe(true)
      }),
      { numRuns: 80 },
    )
  })

  it('a table is the same both ways where no road is one-way', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const network = buildNetwork(exampleRoads({ seed, side: 7 }))
        const places = placesOn(network, 12, seed)
        const { km, quality } = await ownRoads(network).matrix({
          from: places,
          to: places,
          profile: 'shortest',
        })
        for (let i = 0; i < 12; i++)
          for (let j = 0; j < i; j++) {
            expect(quality[12 * i + j]).toBe(quality[12 * j + i])
            if (quality[12 * i + j] === OWN_ROAD)
              expect(Math.abs(km[12 * i + j] / km[12 * j + i] - 1)).toBeLessThan(1e-6)
          }
      }),
      { numRuns: 40 },
    )
  })

  it('closing roads never makes a way shorter', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, fc.array(fc.nat(), { maxLength: 12 }), async (seed, chosen) => {
        const network = buildNetwork(exampleRoads({ seed, side: 7, oneWayShare: 0.1 }))
        const places = placesOn(network, 10, seed)
        const closures = chosen.map((n) => closureOf(segmentId(network, n % network.segmentCount))!)
        const query = { from: places, to: places, profile: 'shortest' as const }
        const open = await ownRoads(network).matrix(query)
        const shut = await ownRoads(network).matrix({ ...query, closures })
        for (let cell = 0; cell < open.km.length; cell++) {
          if (open.quality[cell] === OWN_ROAD) expect(shut.km[cell]).toBeGreaterThanOrEqual(open.km[cell])
          else expect(shut.quality[cell]).toBe(open.quality[cell])
        }
      }),
      { numRuns: 60 },
    )
  })

  it('a way is as long as its cell in the table, as its segments, and as its line', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom('shortest' as const, 'fastest' as const), (seed, profile) => {
        const roads = exampleRoads({ seed, side: 6, oneWayShare: 0.15 })
        const network = buildNetwork(roads.map((road, i) => ({ ...road, speedKmh: 20 + ((i * 7) % 50) })))
        const snapper = new Snapper(network)
        const accesses = placesOn(network, 8, seed).map((one) => snapper.nearest(one.at)!)
        const { km, minutes } = table(network, accesses, accesses, { profile })
        const router = new Router(network, profile)
        for (const [row, from] of accesses.entries())
          for (const [column, to] of accesses.entries()) {
            const route = router.route(from, to)
            const cell = row * accesses.length + column
            if (!route) {
              expect(km[cell]).toBe(Infinity)
              continue
            }
            const access = from.accessKm + to.accessKm
            expect(route.km + access).toBeCloseTo(km[cell], 3)
            expect(route.minutes).toBeCloseTo(minutes[cell], 3)
            expect(route.segments.reduce((sum, segment) => sum + segment.km, 0)).toBeCloseTo(route.km, 9)
            const drawn = route.coordinates
              .slice(1)
              .reduce((sum, b, v) => sum + greatCircleKm(route.coordinates[v], b), 0)
            expect(Math.abs(drawn - route.km)).toBeLessThan(0.01 * route.km + 1e-3)
          }
      }),
      { numRuns: 40 },
    )
  })

  it('what a segment carries is the sum of the exchanges through it, and nothing is lost on the way', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const network = buildNetwork(exampleRoads({ seed, side: 6 }))
        const random = seededRandom(seed)
        const places = placesOn(network, 8, seed)
        const provider = ownRoads(network)
        const exchanges: RoutedExchange[] = []
        for (let i = 0; i < 20; i++) {
          const [from, to] = [places[random.between(0, 7)], places[random.between(0, 7)]]
          const found = await provider.route({ from, to, profile: 'shortest' })
          if ('km' in found) exchanges.push({ id: `exchange-${i}`, tonnes: random.between(1, 90), ...found })
        }
        const loads = segmentLoads(exchanges)
        for (const { segmentId: id, along, against, exchanges: users } of loads.values()) {
          const through = exchanges.flatMap(({ tonnes, segments }) =>
            segments.filter((segment) => segment.segmentId === id).map(({ dir }) => ({ tonnes, dir })),
          )
          const sum = (way: number) =>
            through.filter(({ dir }) => dir === way).reduce((total, { tonnes }) => total + tonnes, 0)
          expect([along, against]).toEqual([sum(1), sum(-1)])
          const using = exchanges.filter(({ segments }) => segments.some((one) => one.segmentId === id))
          expect(users).toEqual(using.map((exchange) => exchange.id))
        }
        const onSegments = [...loads.values()].reduce((sum, { tonneKm }) => sum + tonneKm, 0)
        const onRoads = exchanges.reduce(
          (sum, { tonnes, km, estimatedKm }) => sum + tonnes * (km - estimatedKm),
          0,
        )
        expect(onSegments).toBeCloseTo(onRoads, 6)
      }),
      { numRuns: 40 },
    )
  })
})

describe('links that somebody drew by hand', () => {
  it('join what was apart, and are told of every way over them', async () => {
    const roads = [line('a', [0, 0], [1000, 0]), line('b', [1200, 0], [2000, 0])]
    const link = { ...line('link', [1000, 0], [1200, 0]), drawn: true }
    const query = { from: place('from', 0, 0), to: place('to', 2000, 0), profile: 'shortest' as const }
    expect(await ownRoads(buildNetwork(roads)).route(query)).toMatchObject({ quality: UNKNOWN })
    expect(await ownRoads(buildNetwork([...roads, link])).route(query)).toMatchObject({
      km: expect.closeTo(2, 3),
      drawnKm: expect.closeTo(0.2, 3),
    })
  })
})
