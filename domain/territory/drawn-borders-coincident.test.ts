import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../demonstration/random.ts'
import { flatten } from '../geometry/flatten.ts'
import { BORDER, buildAdjacency, pairAt } from './adjacency.ts'
import type { Pair, Unit } from './types.ts'

type Point = [x: number, y: number]
type Outline = Point[][]

interface Wall {
  /** Rings in metres. */
  bricks: Outline[]
  /** Metres that two bricks share, by `a-b`. */
  borders: Map<string, number>
}

/**
 * Rows of bricks with random joints. Half of the joints lie one to three metres from a joint of the row below, so
 * that many contacts are as short as that; none is shorter than a metre.
 */
function wall(seed: number, { rows = 8, columns = 8, brickM = 100, streetEvery = 0 } = {}): Wall {
  const random = seededRandom(seed).next
  const width = columns * brickM
  const bricks: Outline[] = []
  const borders = new Map<string, number>()
  let below: { from: number; to: number; brick: number }[] = []
  let floor = 0
  for (let row = 0; row < rows; row++) {
    if (streetEvery > 0 && row > 0 && row % streetEvery === 0) {
      floor += 12
      below = []
    }
    const ceiling = floor + brickM * (0.3 + 0.4 * random())
    const joints = [0]
    while (joints.at(-1)! < width) {
      const last = joints.at(-1)!
      let joint = last + brickM * (0.6 + 0.8 * random())
      const near = below.filter(({ to }) => to > last + brickM / 2 && to < last + 1.4 * brickM)
      if (near.length > 0 && random() < 0.5)
        joint = near[0].to + (random() < 0.5 ? -1 : 1) * (1 + 2 * random())
      if (joint > width - brickM / 2) joint = width
      if (below.some(({ to }) => to !== joint && Math.abs(to - joint) < 1)) continue
      joints.push(joint)
    }
    const here = joints.slice(1).map((to, i) => {
      const from = joints[i]
      bricks.push([
        [
          [from, floor],
          [to, floor],
          [to, ceiling],
          [from, ceiling],
        ],
      ])
      return { from, to, brick: bricks.length - 1 }
    })
    for (let i = 1; i < here.length; i++)
      borders.set(`${here[i - 1].brick}-${here[i].brick}`, ceiling - floor)
    for (const low of below)
      for (const high of here) {
        const together = Math.min(low.to, high.to) - Math.max(low.from, high.from)
        if (together > 0.5) borders.set(`${low.brick}-${high.brick}`, together)
      }
    below = here
    floor = ceiling
  }
  return { bricks, borders }
}

interface Setting {
  degrees?: number
  longitude?: number
  latitude?: number
  /** Decimals of the coordinates; all of them where absent. */
  decimals?: number
}

/** Metres to degrees on the tangent plane at a place, turned around it. */
function draw(outlines: Outline[], setting: Setting = {}): Unit[] {
  const { degrees = 0, longitude = -69.3, latitude = 10, decimals } = setting
  const cosine = Math.cos((degrees * Math.PI) / 180)
  const sine = Math.sin((degrees * Math.PI) / 180)
  const flattened = 1 - 0.00669438 * Math.sin((latitude * Math.PI) / 180) ** 2
  const east = (111_319.49 * Math.cos((latitude * Math.PI) / 180)) / Math.sqrt(flattened)
  const north = (111_319.49 * (1 - 0.00669438)) / flattened ** 1.5
  const written = (value: number) => (decimals === undefined ? value : Number(value.toFixed(decimals)))
  return outlines.map((rings, id) => ({
    id: String(id),
    geometry: {
      type: 'Polygon',
      coordinates: rings.map((ring) =>
        [...ring, ring[0]].map(([x, y]) => {
          const lon = longitude + (x * cosine - y * sine) / east
          return [written(lon > 180 ? lon - 360 : lon), written(latitude + (x * sine + y * cosine) / north)]
        }),
      ),
    },
  }))
}

function find(units: Unit[]): Pair[] {
  const adjacency = buildAdjacency(flatten(units))
  return Array.from({ length: adjacency.a.length }, (_, i) => pairAt(adjacency, i))
}

const key = ({ a, b }: Pair) => `${a}-${b}`
const borderKeys = (pairs: Pair[]) => pairs.filter(({ kind }) => kind === 'border').map(key)

function expectWall(found: Pair[], { borders }: Wall, errorM: number, separationM = 0): void {
  expect(borderKeys(found).sort()).toEqual([...borders.keys()].sort())
  for (const pair of found) {
    expect(pair, key(pair)).toMatchObject({ kind: 'border', certainty: 'certain' })
    expect(pair.separationM, key(pair)).toBeLessThanOrEqual(separationM)
    const lengthM = borders.get(key(pair))!
    expect(Math.abs(pair.lengthM - lengthM), key(pair)).toBeLessThan(errorM + lengthM / 1000)
  }
}

const seeds = fc.integer({ min: 1, max: 1_000_000 })
const turns = fc.integer({ min: 0, max: 359 })

describe('rows of bricks, whose sides lie on one line without a common vertex', () => {
  it('all border, certainly and as long as they meet, down to a metre, whichever way they are turned', () => {
    fc.assert(
      fc.property(seeds, turns, fc.constantFrom(60, 500), (seed, degrees, brickM) => {
        const bricks = wall(seed, { brickM })
        expectWall(find(draw(bricks.bricks, { degrees })), bricks, 0.02)
      }),
      { numRuns: 25 },
    )
  })

  it('do so wherever on earth they stand, the antimeridian included', () => {
    for (const [longitude, latitude] of [
      [25, 68],
      [147, -43],
      [179.998, -17],
    ]) {
      const bricks = wall(7)
      expectWall(find(draw(bricks.bricks, { degrees: 30, longitude, latitude })), bricks, 0.02)
    }
  })

  it('do so where the file rounds its coordinates, so that no vertex lies on a slanting line any more', () => {
    fc.assert(
      fc.property(seeds, turns, fc.constantFrom(6, 7), (seed, degrees, decimals) => {
        const bricks = wall(seed)
        const stepM = 111_320 / 10 ** decimals
        expectWall(find(draw(bricks.bricks, { degrees, decimals })), bricks, 4 * stepM, 1.5 * stepM)
      }),
      { numRuns: 25 },
    )
  })

  it('are not joined across a street', () => {
    fc.assert(
      fc.property(seeds, turns, (seed, degrees) => {
        const bricks = wall(seed, { streetEvery: 3 })
        const found = find(draw(bricks.bricks, { degrees }))
        const certain = found.filter(({ certainty }) => certainty === 'certain')
        expectWall(certain, bricks, 0.02)
      }),
      { numRuns: 25 },
    )
  })

  it('do so in any order, wherever a ring begins and whichever way it runs', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...Array(wall(11).bricks.length).keys()], { minLength: wall(11).bricks.length }),
        fc.integer({ min: 0, max: 3 }),
        fc.boolean(),
        (order, shift, backwards) => {
          const bricks = wall(11)
          const shuffled = order.map((brick): Outline => {
            const [ring] = bricks.bricks[brick]
            const turned = [...ring.slice(shift), ...ring.slice(0, shift)]
            return [backwards ? turned.reverse() : turned]
          })
          const found = find(draw(shuffled, { degrees: 20 })).map((pair): Pair => {
            const [a, b] = [order[pair.a], order[pair.b]].sort((p, q) => p - q)
            return { ...pair, a, b }
          })
          expectWall(found, bricks, 0.02)
        },
      ),
      { numRuns: 10 },
    )
  })
})

describe('a vertex in the middle of another area’s side', () => {
  const box = (west: number, south: number, east: number, north: number): Point[] => [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ]

  it('that only one of two neighbours set shortens their border by nothing', () => {
    const west: Point[] = [
      [0, 0],
      [100, 0],
      [100, 40],
      [100, 70],
      [100, 100],
      [0, 100],
    ]
    const east: Point[] = [
      [100, 0],
      [200, 0],
      [200, 100],
      [100, 100],
      [100, 40],
    ]
    const [pair, ...more] = find(draw([[west], [east]], { degrees: 17 }))
    expect(more).toEqual([])
    expect(pair).toMatchObject({ kind: 'border', certainty: 'certain', separationM: 0 })
    expect(pair.lengthM).toBeCloseTo(100, 1)
  })

  it('joins an enclave to a host that closes in on it by touching its own side there', () => {
    const host: Point[] = [
      [0, 0],
      [200, 0],
      [200, 200],
      [0, 200],
      [0, 100],
      [50, 150],
      [110, 100],
      [50, 50],
      [0, 100],
    ]
    const enclave: Point[] = [
      [0, 100],
      [30, 70],
      [50, 50],
      [80, 75],
      [110, 100],
      [80, 125],
      [50, 150],
    ]
    for (const degrees of [0, 33]) {
      const [pair, ...more] = find(draw([[host], [enclave]], { degrees }))
      expect(more).toEqual([])
      expect(pair).toMatchObject({ kind: 'border', certainty: 'certain' })
      expect(pair.lengthM).toBeCloseTo(2 * Math.hypot(50, 50) + 2 * Math.hypot(60, 50), 1)
    }
  })

  it('in a hole joins what fills it in pieces', () => {
    const ring = box(0, 0, 300, 300)
    const hole = box(100, 100, 200, 200).reverse()
    const found = find(
      draw([[ring, hole], [box(100, 100, 130, 200)], [box(130, 100, 200, 200)]], { degrees: 8 }),
    )
    expect(found.map((pair) => [key(pair), pair.certainty, Math.round(pair.lengthM)])).toEqual([
      ['0-1', 'certain', 160],
      ['0-2', 'certain', 240],
      ['1-2', 'certain', 100],
    ])
  })

  it('is no border where only that vertex touches, nor where two sides of one line end in the same point', () => {
    const tip: Point[] = [
      [50, 100],
      [80, 180],
      [20, 180],
    ]
    expect(borderKeys(find(draw([[box(0, 0, 100, 100)], [tip]], { degrees: 5 })))).toEqual([])
    expect(
      borderKeys(find(draw([[box(0, 0, 100, 100)], [box(100, 100, 200, 200)]], { degrees: 5 }))),
    ).toEqual([])
    expect(
      borderKeys(find(draw([[box(0, 0, 100, 100)], [box(101, 100, 200, 200)]], { degrees: 5 }))),
    ).toEqual([])
  })

  it('that appears twice in a ring joins nobody', () => {
    const doubled: Point[] = [
      [0, 0],
      [100, 0],
      [100, 50],
      [100, 100],
      [0, 100],
    ]
    const areas = flatten(draw([[doubled], [box(101, -99, 199, -1)]]))
    areas.coordinates.copyWithin(4, 2, 4)
    expect([...buildAdjacency(areas).kind].filter((kind) => kind === BORDER)).toEqual([])
  })
})
