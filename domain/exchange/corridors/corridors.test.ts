import fc from 'fast-check'
import type { Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../demonstration/random.ts'
import { metresPerDegreeEast, metresPerDegreeNorth } from '../../geometry/ellipsoid.ts'
import { exampleRoads } from '../roads/example-roads.ts'
import { buildNetwork, chainOf, estimates, ownRoads, type Place, type RoadLine } from '../roads/index.ts'
import { corridorHistory, membersOn, orderPath, proposeCorridor } from './index.ts'

const at = (x: number, y: number): Position => [
  -69 + x / metresPerDegreeEast(9),
  9 + y / metresPerDegreeNorth(9),
]
const place = (id: string, x: number, y: number): Place => ({ id, at: at(x, y) })
const line = (id: string, ...places: [number, number][]): RoadLine => ({
  id,
  coordinates: places.map(([x, y]) => at(x, y)),
})

/** A valley road with a side valley, and communes along both. */
const VALLEY = [line('valley', [0, 0], [30_000, 0]), line('side', [20_000, 0], [20_000, 9000])]
const COMMUNES = [
  place('middle', 10_000, 50),
  place('top', 20_000, 9000),
  place('west', 0, 0),
  place('fork', 20_000, 30),
]

describe('a corridor', () => {
  const roads = ownRoads(buildNetwork(VALLEY))

  it('goes along the roads, whatever the order in which its communes were chosen', async () => {
    const proposal = await proposeCorridor(roads, { communes: COMMUNES })
    if ('refused' in proposal) throw new Error(proposal.refused)
    const order = proposal.order[0] === 'west' ? proposal.order : [...proposal.order].reverse()
    expect(order).toEqual(['west', 'middle', 'fork', 'top'])
    expect(proposal).toMatchObject({ quality: 0, shortest: true, drawnKm: 0 })
    // 29 km of road, and the 50 m from the road to the middle commune, there and back again.
    expect(proposal.km).toBeCloseTo(29.1, 2)
    expect(proposal.estimatedShare).toBeGreaterThan(0)
    expect(proposal.estimatedShare).toBeLessThan(0.01)
    expect(proposal.legs.flatMap(({ route }) => route.segments).length).toBeGreaterThan(2)
    expect(proposal.coordinates[0]).toEqual(COMMUNES.find(({ id }) => id === proposal.order[0])!.at)
  })

  it('begins and ends where it was told to', async () => {
    const proposal = await proposeCorridor(roads, { communes: COMMUNES, first: 'fork', last: 'west' })
    expect(proposal).toMatchObject({ order: ['fork', 'top', 'middle', 'west'] })
  })

  it('says which of its length is an estimate where a commune is on no road', async () => {
    const chain = chainOf([roads, estimates()])
    const far = place('far', 60_000, 0)
    const proposal = await proposeCorridor(chain, { communes: [...COMMUNES.slice(2), far] })
    expect(proposal).toMatchObject({ quality: 2 })
    expect('km' in proposal && proposal.estimatedShare).toBeGreaterThan(0.5)
  })

  it.each([
    ['too-few-communes', COMMUNES.slice(0, 1), {}],
    ['too-many-communes', Array.from({ length: 41 }, (_, i) => place(`c${i}`, i, 0)), {}],
    ['commune-twice', [COMMUNES[0], COMMUNES[0]], {}],
    ['end-not-chosen', COMMUNES, { first: 'elsewhere' }],
    ['commune-twice', COMMUNES, { first: 'fork', last: 'fork' }],
  ])('is refused as %s', async (refused, communes, ends) => {
    expect(await proposeCorridor(roads, { communes, ...ends })).toMatchObject({ refused })
  })

  it('is refused across a closed road, with the communes on either side', async () => {
    const closures = [{ line: 'valley', fromM: 12_000, toM: 13_000 }]
    expect(await proposeCorridor(chainOf([roads, estimates()]), { communes: COMMUNES, closures })).toEqual({
      refused: 'no-way-between',
      facts: { groups: [['top', 'fork'], ['middle'], ['west']] },
    })
  })

  it('takes in forty communes in a moment', async () => {
    const network = buildNetwork(exampleRoads({ seed: 3, side: 20, leftOut: 0.1, blockM: 3000 }))
    const random = seededRandom(6)
    const communes = Array.from({ length: 40 }, (_, i): Place => {
      const node = random.between(0, network.nodeCount - 1)
      return { id: `c${i}`, at: [network.nodes[2 * node], network.nodes[2 * node + 1]] }
    })
    const distinct = communes.filter((one, i) => communes.findIndex((o) => `${o.at}` === `${one.at}`) === i)
    const proposal = await proposeCorridor(ownRoads(network), { communes: distinct })
    expect(proposal).toMatchObject({ shortest: false, quality: 0 })
    expect(new Set('order' in proposal ? proposal.order : []).size).toBe(distinct.length)
  })
})

describe('the order', () => {
  const tables = (least: number, most: number) =>
    fc.integer({ min: least, max: most }).chain((count) =>
      fc.record({
        count: fc.constant(count),
        distance: fc.array(fc.integer({ min: 1, max: 1000 }), {
          minLength: count * count,
          maxLength: count * count,
        }),
      }),
    )
  const lengthOf = (order: number[], distance: number[], count: number) =>
    order.slice(1).reduce((sum, j, k) => sum + distance[order[k] * count + j], 0)

  function* orders(rest: number[]): Generator<number[]> {
    if (rest.length === 0) yield []
    for (const [i, one] of rest.entries())
      for (const others of orders(rest.toSpliced(i, 1))) yield [one, ...others]
  }

  it('of a few is shorter than every other, ends and directions respected', () => {
    fc.assert(
      fc.property(tables(2, 6), fc.nat(), fc.boolean(), ({ count, distance }, pick, fixed) => {
        const first = fixed ? pick % count : null
        const last = fixed ? (pick + 1) % count : null
        const found = orderPath(distance, count, { first, last })
        const all = [...orders(Array.from({ length: count }, (_, i) => i))].filter(
          (order) => (first === null || order[0] === first) && (last === null || order[count - 1] === last),
        )
        expect(found.length).toBe(Math.min(...all.map((order) => lengthOf(order, distance, count))))
        expect(lengthOf(found.order, distance, count)).toBe(found.length)
      }),
      { numRuns: 60 },
    )
  })

  it('of many visits each once and is no longer than a walk to the nearest next', () => {
    fc.assert(
      fc.property(fc.integer({ min: 13, max: 24 }), fc.integer({ min: 1, max: 1e6 }), (count, seed) => {
        const random = seededRandom(seed)
        const points = Array.from({ length: count }, () => [random.next(), random.next()])
        const distance = points.flatMap(([x, y]) => points.map(([u, v]) => Math.hypot(x - u, y - v)))
        const found = orderPath(distance, count)
        expect([...found.order].sort((a, b) => a - b)).toEqual([...Array(count).keys()])
        expect(lengthOf(found.order, distance, count)).toBeCloseTo(found.length, 9)
        const left = new Set([...Array(count).keys()].slice(1))
        let [here, walk] = [0, 0]
        while (left.size > 0) {
          const next = [...left].reduce((a, b) =>
            distance[here * count + b] < distance[here * count + a] ? b : a,
          )
          walk += distance[here * count + next]
          left.delete(next)
          here = next
        }
        expect(found.length).toBeLessThanOrEqual(walk + 1e-9)
      }),
      // A case of before: inserting alone was a per cent longer than the walk.
      { numRuns: 15, examples: [[14, 15]] },
    )
  })

  it('of many keeps the ends that were asked for', () => {
    const count = 20
    const distance = Array.from({ length: count * count }, (_, cell) =>
      Math.abs((cell % count) - Math.floor(cell / count)),
    )
    const found = orderPath(distance, count, { first: 7, last: 3 })
    expect([found.order[0], found.order[count - 1]]).toEqual([7, 3])
    expect(found.length).toBeLessThan(60)
  })

  it('is the line where places are in a line', () => {
    const count = 30
    const shuffled = Array.from({ length: count }, (_, i) => (i * 7) % count)
    const distance = shuffled.flatMap((a) => shuffled.map((b) => Math.abs(a - b)))
    expect(orderPath(distance, count).length).toBe(count - 1)
  })
})

describe('over time', () => {
  const communes = [
    { id: 1, joinedOn: null, leftOn: null },
    { id: 2, joinedOn: '2012-05-01', leftOn: '2015-01-01' },
    { id: 3, joinedOn: '2013-01-01', leftOn: null },
    { id: 2, joinedOn: '2020-01-01', leftOn: null },
  ]
  const ids = (on: string | null) => membersOn(communes, on).map(({ id }) => id)

  it('has the communes of the day; who left is there until the day before', () => {
    expect(ids('2012-04-30')).toEqual([1])
    expect(ids('2014-12-31')).toEqual([1, 2, 3])
    expect(ids('2015-01-01')).toEqual([1, 3])
    expect(ids('2020-01-01')).toEqual([1, 3, 2])
    expect(ids(null)).toEqual([1, 3, 2])
  })

  it('tells what became of it in order, and not who was there from the beginning', () => {
    const record = {
      beganOn: '2012-05-01',
      endedOn: null,
      partOf: 9,
      partSince: '2018-07-05',
      communes,
    }
    expect(corridorHistory(record)).toEqual([
      { kind: 'began', on: '2012-05-01' },
      { kind: 'joined', on: '2013-01-01', communes: [3] },
      { kind: 'left', on: '2015-01-01', communes: [2] },
      { kind: 'part', on: '2018-07-05' },
      { kind: 'joined', on: '2020-01-01', communes: [2] },
    ])
  })
})
