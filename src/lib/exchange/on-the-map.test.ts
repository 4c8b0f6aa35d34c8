import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Flow } from '../../../server/exchanges/schema.ts'
import { curve, exchangeFeatures, loadsOf, pairsOf, widthOf } from './on-the-map.ts'

const flow = (id: number, wanted: Partial<Flow> = {}): Flow => ({
  id,
  planId: null,
  fromCommune: 1,
  toCommune: 2,
  viaProducer: null,
  product: 'coffee',
  form: 'green',
  kg: 100,
  period: '2026-11',
  provenance: 'communal',
  state: 'agreed',
  locked: true,
  segments: [],
  km: 10,
  quality: 'own-roads',
  audience: 'public',
  demonstration: false,
  revision: 1,
  progress: { sentKg: 0, acceptedKg: 0, rejectedKg: 0, lostKg: 0, underWayKg: 0 },
  ...wanted,
})
const along = (...ids: [string, 1 | -1][]) => ids.map(([segmentId, dir]) => ({ segmentId, dir, km: 1 }))

describe('loads', () => {
  test('are sums of the exchanges through a segment, each direction for itself', () => {
    const loads = loadsOf([
      flow(1, { segments: along(['a', 1], ['b', 1]) }),
      flow(2, { kg: 50, segments: along(['b', -1]) }),
      flow(3, { kg: 25, segments: along(['b', 1]) }),
    ])
    expect(loads.map(({ segmentId, dir, kg, flows }) => [segmentId, dir, kg, flows])).toEqual([
      ['a', 1, 100, [1]],
      ['b', 1, 125, [1, 3]],
      ['b', -1, 50, [2]],
    ])
  })

  test('whatever flows there are: the loads add up to the flows times their segments', () => {
    const segments = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom<1 | -1>(1, -1)), {
      maxLength: 5,
    })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 1e6 }), segments), { maxLength: 20 }),
        (all) => {
          const flows = all.map(([kg, used], id) => flow(id, { kg, segments: along(...used) }))
          const total = loadsOf(flows).reduce((sum, { kg }) => sum + kg, 0)
          expect(total).toBe(flows.reduce((sum, { kg, segments }) => sum + kg * segments.length, 0))
        },
      ),
    )
  })
})

test('one line for each pair and direction; estimated if any of it is', () => {
  expect(
    pairsOf([flow(1), flow(2, { quality: 'estimate' }), flow(3, { fromCommune: 2, toCommune: 1 })]),
  ).toEqual([
    { from: 1, to: 2, kg: 200, estimate: true, flows: [1, 2] },
    { from: 2, to: 1, kg: 100, estimate: false, flows: [3] },
  ])
})

test('twice as much is twice as wide, and what is little can still be seen', () => {
  expect(widthOf(100, 100)).toBe(2 * widthOf(50, 100))
  expect(widthOf(0.001, 100)).toBeGreaterThan(1)
})

test('there and back are two lines', () => {
  const [there, back] = [curve([0, 0], [1, 0]), curve([1, 0], [0, 0])]
  expect(there[0]).toEqual([0, 0])
  expect(there.at(-1)).toEqual([1, 0])
  expect(Math.sign(there[12][1])).toBe(-Math.sign(back[12][1]))
})

test('what follows a road is drawn on the road, the rest from commune to commune', () => {
  const { features } = exchangeFeatures({
    corridors: [],
    open: null,
    flows: [flow(1, { segments: along(['a', 1]) }), flow(2, { quality: 'estimate' })],
    roads: [
      {
        type: 'Feature',
        geometry: {
          type: 'LineString',
          coordinates: [
            [0, 0],
            [1, 1],
          ],
        },
        properties: { id: 'a', line: '1', name: null, km: 1, island: 0, byHand: false, closed: false },
      },
    ],
    places: new Map([
      [1, { name: 'A', at: [0, 0] }],
      [2, { name: 'B', at: [1, 1] }],
    ]),
    picked: 'flow 1',
    most: 200,
  })
  expect(features.map(({ properties }) => properties?.role)).toEqual([
    'road',
    'load',
    'flow',
    'commune',
    'commune',
  ])
  expect(features[1].properties).toMatchObject({ picked: true })
  expect(features[2].properties).toMatchObject({ picked: false, estimate: true })
})
