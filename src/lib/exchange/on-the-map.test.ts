import { describe, expect, test } from 'vitest'
import { type Choice, FlowMap, LEVELS, type Level } from '../../../domain/exchange/flow-map/index.ts'
import type { RoadFeature } from '../../../server/exchanges/road-schema.ts'
import type { CommunePlace, Flow } from '../../../server/exchanges/schema.ts'
import { exchangeLegend } from './exchange-legend.ts'
import { flowColumns } from './flow-columns.ts'
import { litBy, usersOf } from './lit.ts'
import { exchangeFeatures, type OnTheMap, widthOf } from './on-the-map.ts'
import { pairsOf } from './pairs.ts'

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
const received = (acceptedKg: number) => ({
  sentKg: acceptedKg,
  acceptedKg,
  rejectedKg: 0,
  lostKg: 0,
  underWayKg: 0,
})
const road = (id: string, coordinates: [number, number][]): RoadFeature => ({
  type: 'Feature',
  geometry: { type: 'LineString', coordinates },
  properties: { id, line: '1', name: null, km: 1, island: 0, byHand: false, closed: false },
})
const roads = [
  road('a', [
    [0, 0],
    [1, 1],
  ]),
]
const places = new Map([
  [1, { name: 'A', at: [0, 0] }],
  [2, { name: 'B', at: [1, 1] }],
])
const named: CommunePlace[] = [1, 2].map((communeId) => ({
  communeId,
  municipalityId: 7,
  municipality: 'Iribarren',
  state: 'Lara',
}))
const ALL: Choice = { measure: 'planned', month: null, product: null, provenance: null, within: null }

function drawn(flows: Flow[], level: Level = 'commune', choice: Partial<Choice> = {}) {
  const { source, key } = flowColumns(flows, places, named, roads)
  const map = new FlowMap(source.places, source.columns, source.routes)
  map.choose({ ...ALL, ...choice })
  const { names, of } = map.groupings[LEVELS.indexOf(level)]
  return {
    turn: 1,
    drawing: map.view([-9, -9, 9, 9], level),
    names,
    groupOf: of,
    pairs: map.table(level, 10),
    loads: map.loadTable(10),
    key,
  }
}
const features = (wanted: Partial<OnTheMap>) =>
  exchangeFeatures({
    corridors: [],
    open: null,
    drawn: null,
    words: { group: (name, withinKg) => `${name.kind} ${withinKg}` },
    roads,
    places,
    picked: null,
    lit: null,
    difference: false,
    ...wanted,
  })

test('twice as much is twice as wide, and what is little can still be seen', () => {
  expect(widthOf(100, 100)).toBe(2 * widthOf(50, 100))
  expect(widthOf(-100, 100)).toBe(widthOf(100, 100))
  expect(widthOf(0.001, 100)).toBeGreaterThan(1)
})

describe('columns', () => {
  test('leave out what was refused, and count what has no place', () => {
    const { source, key } = flowColumns(
      [flow(1), flow(2, { state: 'refused' }), flow(3, { toCommune: 9 })],
      places,
      named,
      roads,
    )
    expect(source.columns.from).toHaveLength(1)
    expect(key.placeless).toBe(1)
    expect(source.places[0]).toMatchObject({ municipality: { id: '7', name: 'Iribarren' }, state: 'Lara' })
  })

  test('tell planned, agreed, sent and received apart', () => {
    const { source } = flowColumns(
      [
        flow(1, { progress: { ...received(60), sentKg: 70 } }),
        flow(2, { state: 'proposed', progress: received(0) }),
      ],
      places,
      named,
      roads,
    )
    expect(source.columns.kg.map((column) => [...column])).toEqual([
      [100, 100],
      [100, 0],
      [70, 0],
      [60, 0],
    ])
  })

  test('a road that is there no longer is no way', () => {
    const { source } = flowColumns([flow(1, { segments: along(['gone', 1]) })], places, named, roads)
    expect([...source.columns.route]).toEqual([-1])
  })
})

describe('features', () => {
  test('what follows a road is drawn on the road, the rest from commune to commune', () => {
    const flows = [flow(1, { segments: along(['a', 1]) }), flow(2, { quality: 'estimate' })]
    const { features: all } = features({ drawn: drawn(flows) })
    expect(all.map(({ properties }) => properties?.role)).toEqual([
      'road',
      'load',
      'flow',
      'arrow',
      'commune',
      'commune',
    ])
    expect(all[2].properties).toMatchObject({ estimate: true, mark: '▶', dim: false })
    expect(all[4].properties).toMatchObject({ key: 'commune 1', name: 'A', gives: true })
  })

  test('a group carries its name and what stays within it', () => {
    const { features: all } = features({ drawn: drawn([flow(1)], 'municipality') })
    expect(all.map(({ properties }) => properties?.role)).toEqual(['road', 'commune'])
    expect(all[1].properties).toMatchObject({ key: 'group 0', name: 'municipality 100', grouped: true })
  })

  test('less than agreed is hollow with a minus, more is full with a plus', () => {
    const flows = [
      flow(1, { progress: received(40) }),
      flow(2, { fromCommune: 2, toCommune: 1, progress: received(120) }),
    ]
    const collection = features({
      drawn: drawn(flows, 'commune', { measure: 'difference' }),
      difference: true,
    })
    const lines = collection.features.filter(({ properties }) => properties?.role === 'flow')
    expect(lines.map(({ properties }) => [properties?.short, properties?.mark])).toEqual([
      [true, '▶ −'],
      [false, '▶ +'],
    ])
    const words = {
      scale: 'scale',
      estimate: 'estimate',
      gives: 'gives',
      takes: 'takes',
      grouped: 'grouped',
      corridor: 'corridor',
      closed: 'closed',
      island: 'island',
      byHand: 'byHand',
      alone: 'alone',
      more: 'more',
      less: 'less',
    }
    const signs = exchangeLegend(collection, true, words).map(({ label, sign }) => [label, sign])
    expect(signs).toContainEqual(['less', 'hollow'])
    expect(signs).toContainEqual(['more', 'line'])
    expect(exchangeLegend(features({}), false, words)).toEqual([])
  })
})

describe('what is pressed', () => {
  const flows = [
    flow(1, { segments: along(['a', 1], ['b', 1]) }),
    flow(2, { fromCommune: 2, toCommune: 3, kg: 40, segments: along(['a', -1], ['a', -1]) }),
    flow(3),
  ]
  const groupOf = (commune: number) => commune - 1
  const litIds = (picked: string) => [...(litBy(picked, flows, groupOf)?.flows ?? [])]

  test('lights what uses a road, with all its ways', () => {
    const lit = litBy('segment b', flows, groupOf)!
    expect([...lit.flows]).toEqual([1])
    expect([...lit.steps]).toEqual(['a 1', 'b 1'])
    expect([...lit.pairs]).toEqual(['0 1'])
    const { features: all } = features({ drawn: drawn(flows.slice(0, 1)), lit, picked: 'segment b' })
    expect(all.find(({ properties }) => properties?.role === 'load')?.properties).toMatchObject({
      picked: true,
      dim: false,
    })
  })

  test('lights the exchanges of a commune, a group, a pair; what nobody has lights nothing', () => {
    expect(litIds('commune 3')).toEqual([2])
    expect(litIds('group 1')).toEqual([1, 2, 3])
    expect(litIds('pair 0 1')).toEqual([1, 3])
    expect(litIds('flow 3')).toEqual([3])
    expect(litBy('segment none', flows, groupOf)).toBeNull()
    expect(litBy(null, flows, groupOf)).toBeNull()
  })

  test('who passes a road twice loads it twice; months are one user; who only begins at it is none', () => {
    const touching = flow(4, {
      fromCommune: 5,
      segments: [
        { segmentId: 'a', dir: 1, km: 0.02 },
        { segmentId: 'b', dir: 1, km: 3 },
      ],
    })
    const again = flow(5, { period: '2026-12', segments: along(['a', 1]) })
    expect(
      usersOf('a', [...flows, touching, again]).map(({ fromCommune, dir, periods, kg }) => [
        fromCommune,
        dir,
        periods.size,
        kg,
      ]),
    ).toEqual([
      [1, 1, 2, 200],
      [2, -1, 1, 80],
    ])
    expect(litBy('segment a', [touching], groupOf)).toBeNull()
  })
})

test('one line for each pair and direction; estimated if any of it is', () =>
  expect(
    pairsOf([flow(1), flow(2, { quality: 'estimate' }), flow(3, { fromCommune: 2, toCommune: 1 })]),
  ).toEqual([
    { from: 1, to: 2, kg: 200, estimate: true, flows: [1, 2] },
    { from: 2, to: 1, kg: 100, estimate: false, flows: [3] },
  ]))
