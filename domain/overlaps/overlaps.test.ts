import fc from 'fast-check'
import type { MultiPolygon, Polygon, Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../demonstration/random.ts'
import { ringAreaM2 } from '../geometry/ellipsoid.ts'
import { flatten } from '../geometry/flatten.ts'
import { TOLERANCE } from './compare.ts'
import { type AreaKind, type ComparedArea, OverlapIndex, type Overlaps } from './overlap-index.ts'

/** About a metre. */
const M = 1e-5
const box = (x: number, y: number, width: number, height: number): Position[] => [
  [x, y],
  [x + width, y],
  [x + width, y + height],
  [x, y + height],
  [x, y],
]
const at = (ring: Position[], x = -69, y = 9.8, unit = M): Position[] =>
  ring.map(([lon, lat]) => [x + lon * unit, y + lat * unit])
const polygon = (...rings: Position[][]): Polygon => ({ type: 'Polygon', coordinates: rings })
const plot = (x: number, y: number, width: number, height: number) => polygon(at(box(x, y, width, height)))
const claim = (id: string | number, geometry: Polygon | MultiPolygon): ComparedArea => ({
  kind: 'claim',
  id: String(id),
  geometry,
})

function indexOf(...areas: ComparedArea[]): OverlapIndex {
  const index = new OverlapIndex()
  for (const area of areas) index.set(area)
  return index
}
const all = (...areas: ComparedArea[]): Overlaps => indexOf(...areas).allOverlaps()!
const names = ({ found }: Overlaps) => found.map(({ a, b }) => `${a.kind} ${a.id}, ${b.kind} ${b.id}`)

/** Of one part. */
function areaM2(geometry: Polygon | MultiPolygon): number {
  const { coordinates, ringStart } = flatten([{ geometry }])
  let sum = 0
  for (let ring = 0; ring + 1 < ringStart.length; ring++)
    sum += (ring === 0 ? 1 : -1) * Math.abs(ringAreaM2(coordinates, ringStart[ring], ringStart[ring + 1]))
  return sum
}

describe('two claims', () => {
  it('overlap by what both cover', () => {
    const { found, ignored } = all(claim(1, plot(0, 0, 100, 100)), claim(2, plot(60, 0, 100, 100)))
    expect(ignored).toEqual([])
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ a: { kind: 'claim', id: '1' }, b: { id: '2' }, kind: 'claim-claim' })
    expect(found[0].areaM2 / areaM2(plot(60, 0, 40, 100))).toBeCloseTo(1, 6)
    expect(found[0].shareOfA).toBeCloseTo(0.4, 6)
    expect(found[0].geometry.coordinates).toHaveLength(1)
  })

  it.each([
    ['that share a border', plot(100, 0, 50, 100)],
    ['that share half a border, without a common vertex', plot(100, 30, 50, 40)],
    ['that touch in a corner', plot(100, 100, 50, 50)],
    [
      'that lie in one box, in each other’s bays',
      polygon(
        at([
          [-50, -50],
          [200, -50],
          [200, 200],
          [150, 200],
          [150, -10],
          [-50, -10],
          [-50, -50],
        ]),
      ),
    ],
  ])('%s do not overlap', (_, other) => {
    expect(all(claim(1, plot(0, 0, 100, 100)), claim(2, other))).toEqual({ found: [], ignored: [] })
  })

  it('that are the same overlap wholly', () => {
    const [found] = all(claim(1, plot(0, 0, 100, 100)), claim(2, plot(0, 0, 100, 100))).found
    expect([found.shareOfA, found.shareOfB]).toEqual([1, 1])
  })

  it('one inside the other: the inner one lies wholly in the outer', () => {
    const [found] = all(claim(1, plot(0, 0, 300, 300)), claim(2, plot(100, 100, 50, 50))).found
    expect(found.shareOfB).toBeCloseTo(1, 9)
    expect(found.shareOfA).toBeCloseTo(1 / 36, 6)
  })

  it('one in the hole of the other do not overlap, one larger than the hole by its rim', () => {
    const ring = polygon(at(box(0, 0, 300, 300)), at(box(100, 100, 100, 100)).reverse())
    expect(names(all(claim(1, ring), claim(2, plot(100, 100, 100, 100))))).toEqual([])
    const [rim] = all(claim(1, ring), claim(2, plot(90, 90, 120, 120))).found
    expect(rim.areaM2 / (areaM2(plot(0, 0, 120, 120)) - areaM2(plot(0, 0, 100, 100)))).toBeCloseTo(1, 4)
  })

  it('of several parts overlap by the sum of their pieces', () => {
    const parts: MultiPolygon = {
      type: 'MultiPolygon',
      coordinates: [plot(-50, 0, 100, 20).coordinates, plot(-50, 60, 100, 20).coordinates],
    }
    const [found] = all(claim(1, plot(0, 0, 100, 100)), claim(2, parts)).found
    expect(found.geometry.coordinates).toHaveLength(2)
    expect(found.areaM2 / (2 * areaM2(plot(0, 0, 50, 20)))).toBeCloseTo(1, 5)
  })

  it('of one land unit are not compared', () => {
    const versions = [1, 2].map((id) => ({ ...claim(id, plot(0, 0, 100, 100)), group: 'estate' }))
    expect(names(all(...versions))).toEqual([])
  })
})

describe('the antimeridian', () => {
  const square = (west: number) => polygon(at(box(0, 0, 1000, 1000), west, -17))
  const wrapped = (geometry: Polygon): Polygon =>
    polygon(geometry.coordinates[0].map(([lon, lat]) => [lon > 180 ? lon - 360 : lon, lat]))

  it('hides no overlap, whichever way the areas across it were drawn', () => {
    const across = wrapped(square(179.995))
    const eastOfIt = square(-180)
    const westOfIt = square(179.99)
    const inTwo: MultiPolygon = {
      type: 'MultiPolygon',
      coordinates: [[at(box(0, 0, 500, 1000), 179.995, -17)], [at(box(0, 0, 500, 1000), -180, -17)]],
    }
    const half = areaM2(polygon(at(box(0, 0, 500, 1000), 0, -17)))
    const found = all(claim(1, across), claim(2, eastOfIt), claim(3, westOfIt), claim(4, inTwo)).found
    expect(found.map(({ a, b, areaM2 }) => [a.id, b.id, Number((areaM2 / half).toFixed(4))])).toEqual([
      ['1', '4', 2],
      ['1', '2', 1],
      ['1', '3', 1],
      ['2', '4', 1],
      ['3', '4', 1],
    ])
  })
})

describe('the tolerance', () => {
  it('takes a narrow strip between two estates for one border drawn twice, and says so', () => {
    const { found, ignored } = all(claim(1, plot(0, 0, 500, 500)), claim(2, plot(498.5, 0, 500, 500)))
    expect(found).toEqual([])
    expect(ignored).toMatchObject([
      { a: { id: '1' }, b: { id: '2' }, reason: 'digitising', tolerance: TOLERANCE },
    ])
    expect(ignored[0].widthM).toBeGreaterThan(1.5)
    expect(ignored[0].widthM).toBeLessThan(2)
  })

  it('does not ignore as narrow a strip where it is much of a house plot', () => {
    expect(names(all(claim(1, plot(0, 0, 10, 20)), claim(2, plot(8.5, 0, 10, 20))))).toHaveLength(1)
  })

  it('does not ignore a small but wide overlap of large estates', () => {
    expect(names(all(claim(1, plot(0, 0, 5000, 5000)), claim(2, plot(4990, 4990, 5000, 5000))))).toHaveLength(
      1,
    )
  })

  it('is given with the question; what is under rounding is never an overlap', () => {
    const strict = { widthM: 0, share: 0 }
    const index = indexOf(claim(1, plot(0, 0, 500, 500)), claim(2, plot(499, 0, 500, 500)))
    expect(index.allOverlaps(strict)!.found).toHaveLength(1)
    const rounded = indexOf(claim(1, plot(0, 0, 500, 500)), claim(2, plot(499.99, 0, 500, 500)))
    expect(rounded.allOverlaps(strict)).toMatchObject({ found: [], ignored: [{ reason: 'rounding' }] })
  })
})

describe('what is compared', () => {
  const area = (kind: AreaKind, id: string) => ({ kind, id, geometry: plot(0, 0, 100, 100) })
  it('claims with claims, councils and protected areas, these not with each other', () => {
    const areas = (['council', 'protected-area', 'claim'] as const).flatMap((kind) => [
      area(kind, '1'),
      area(kind, '2'),
    ])
    const found = names(all(...areas))
    expect(found).toHaveLength(9)
    expect(found).toContain('claim 1, claim 2')
    expect(found).toContain('claim 2, protected-area 1')
    expect(found.filter((name) => !name.startsWith('claim'))).toEqual([])
  })
})

describe('an area that can not be compared', () => {
  it.each([
    ['nothing drawn', { type: 'MultiPolygon', coordinates: [] }, 'empty'],
    ['a point', { type: 'Point', coordinates: [0, 0] }, 'empty'],
    [
      'a line there and back',
      polygon([
        [0, 0],
        [1, 1],
        [0, 0],
      ]),
      'empty',
    ],
    [
      'a line of three',
      polygon([
        [0, 0],
        [1, 1],
        [2, 2],
        [0, 0],
      ]),
      'empty',
    ],
    [
      'no number',
      polygon([
        [0, 0],
        [1, Number.NaN],
        [1, 1],
        [0, 0],
      ]),
      'malformed',
    ],
    [
      'metres',
      polygon([
        [500000, 1000000],
        [500100, 1000000],
        [500100, 1000100],
      ]),
      'outside',
    ],
    [
      'half the globe',
      polygon([
        [-90, 0],
        [0, -5],
        [89.9, 0],
        [89.95, 10],
        [0, 10],
        [-90, 10],
      ]),
      null,
    ],
    [
      'more than half',
      polygon([
        [-100, 0],
        [0, 0],
        [79, 0],
        [80, 10],
        [0, 10],
        [-100, 10],
      ]),
      'wide',
    ],
  ])('says why: %s', (_, geometry, reason) => {
    const index = new OverlapIndex()
    const answer = index.set(claim(1, geometry as Polygon))
    expect(answer).toEqual(reason ?? { crossesItself: false })
    expect(index.size).toBe(reason ? 0 : 1)
    if (reason) expect(index.overlapsOf(claim(1, geometry as Polygon))).toBe(reason)
  })

  it('is compared by what it encloses where it crosses itself, and says so', () => {
    const bowTie = polygon(
      at([
        [0, 0],
        [100, 100],
        [100, 0],
        [0, 100],
        [0, 0],
      ]),
    )
    const index = indexOf(claim(1, plot(0, 0, 30, 100)))
    expect(index.set(claim(2, bowTie))).toEqual({ crossesItself: true })
    const [found] = index.allOverlaps()!.found
    expect(found.areaM2 / areaM2(plot(0, 0, 30, 70))).toBeCloseTo(1, 5)
  })
})

describe('the index', () => {
  it('answers for a new claim as for all, also while many come and go', () => {
    const random = seededRandom(11)
    const index = new OverlapIndex()
    const kept = new Map<string, Polygon>()
    for (let i = 0; i < 1500; i++) {
      const id = String(i % 900)
      const geometry = plot(random.between(0, 400), random.between(0, 400), random.between(5, 30), 20)
      index.set(claim(id, geometry))
      kept.set(id, geometry)
      if (i % 5 === 0) {
        index.remove({ kind: 'claim', id: String((i * 7) % 900) })
        kept.delete(String((i * 7) % 900))
      }
    }
    expect(index.size).toBe(kept.size)
    const afresh = all(...[...kept].map(([id, geometry]) => claim(id, geometry)))
    expect(afresh.found.length).toBeGreaterThan(500)
    const pairs = new Map(afresh.found.map((overlap) => [`${overlap.a.id} ${overlap.b.id}`, overlap.areaM2]))
    const oneByOne = new Map<string, number>()
    for (const [id, geometry] of kept)
      for (const { a, b, areaM2 } of (index.overlapsOf(claim(id, geometry)) as Overlaps).found)
        oneByOne.set(`${a.id} ${b.id}`, areaM2)
    expect(oneByOne).toEqual(pairs)
    expect(names(index.allOverlaps()!)).toEqual(names(afresh))
  })

  it('stops when it is told to', () => {
    const index = indexOf(...Array.from({ length: 600 }, (_, i) => claim(i, plot(i * 10, 0, 15, 15))))
    const heard: number[] = []
    expect(index.allOverlaps(TOLERANCE, (done) => heard.push(done) < 2)).toBeNull()
    expect(heard).toEqual([0, 256])
  })
})

/** A star around a middle: simple, with bays. */
const star = fc
  .record({
    x: fc.integer({ min: -300, max: 300 }),
    y: fc.integer({ min: -300, max: 300 }),
    radii: fc.array(fc.integer({ min: 40, max: 300 }), { minLength: 3, maxLength: 40 }),
  })
  .map(({ x, y, radii }): Polygon => {
    const ring = radii.map((r, i): Position => {
      const angle = (2 * Math.PI * i) / radii.length
      return [x + r * Math.cos(angle), y + r * Math.sin(angle)]
    })
    return polygon(at([...ring, ring[0]]))
  })

/** Half a step of the grid on which areas are compared, 1e-8 degree: so far off may each point of an outline be. */
const OFF_M = 0.0006
const perimeterM = ({ coordinates: [ring] }: Polygon): number =>
  ring.slice(1).reduce((sum, [x, y], i) => sum + 111_320 * Math.hypot(x - ring[i][0], y - ring[i][1]), 0)

/** All of one lies in the other, and on the grid it is 220 cm² larger. */
const AROUND = polygon([
  [-68.99868, 9.8],
  [-68.99987639320226, 9.80038042260652],
  [-69.00032360679775, 9.800235114100918],
  [-69.00032360679775, 9.799764885899084],
  [-68.99959518773737, 9.798754115963654],
  [-68.99868, 9.8],
])
const INSIDE = polygon([
  [-68.99874, 9.79992],
  [-68.99952, 9.800266410161514],
  [-68.999815, 9.799062634850253],
  [-68.99874, 9.79992],
])

describe('whatever is drawn', () => {
  const strict = { widthM: 0, share: 0 }
  const between = (p: ComparedArea, q: ComparedArea) => indexOf(p).overlapsOf(q, strict) as Overlaps

  it('an overlap is the same from both sides, and no larger than either', () => {
    fc.assert(
      fc.property(star, star, (p, q) => {
        const forth = between(claim(1, p), claim(2, q))
        expect(between(claim(2, q), claim(1, p))).toEqual(forth)
        for (const { areaM2: common, shareOfA, shareOfB } of forth.found) {
          const most = [p, q].map((one) => areaM2(one) * (1 + 1e-6) + perimeterM(one) * OFF_M)
          expect(common).toBeLessThanOrEqual(Math.min(...most))
          expect(Math.max(shareOfA, shareOfB)).toBeLessThanOrEqual(1)
        }
      }),
      { numRuns: 300, examples: [[AROUND, INSIDE]] },
    )
  })

  it('is the same elsewhere on the same parallel, across 180° too', () => {
    const east = (geometry: Polygon, degrees: number): Polygon =>
      polygon(
        geometry.coordinates[0].map(([lon, lat]) => [
          ((((lon + degrees + 180) % 360) + 360) % 360) - 180,
          lat,
        ]),
      )
    fc.assert(
      fc.property(star, star, fc.constantFrom(31, 100.5, 249, -111), (p, q, degrees) => {
        const here = between(claim(1, p), claim(2, q)).found[0]?.areaM2 ?? 0
        const there = between(claim(1, east(p, degrees)), claim(2, east(q, degrees))).found[0]?.areaM2 ?? 0
        // a millimetre's rounding along at most 80 edges of at most 600 m
        expect(Math.abs(there - here)).toBeLessThan(20)
        if (here > 2000) expect(there / here).toBeCloseTo(1, 2)
      }),
      { numRuns: 300 },
    )
  })

  it('adds up: the halves of an area overlap another by as much as the whole does', () => {
    fc.assert(
      fc.property(star, fc.integer({ min: -100, max: 100 }), (p, middle) => {
        const halves = [plot(-1000, -1000, 1000 + middle, 2000), plot(middle, -1000, 1000, 2000)]
        const sum = halves
          .flatMap((half) => between(claim(1, half), claim(2, p)).found)
          .reduce((total, { areaM2 }) => total + areaM2, 0)
        const whole = between(claim(1, plot(-1000, -1000, 2000 + middle, 2000)), claim(2, p)).found[0].areaM2
        expect(Math.abs(sum - whole)).toBeLessThan(5)
      }),
      { numRuns: 200 },
    )
  })
})
