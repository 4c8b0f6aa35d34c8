/**
 * Land in the demonstration: El Maizal with sources that disagree, and four other cases. The statements are those of the
 * sources that are named with each; every shape is invented, and marked so. What refers to something else does so by key.
 */
import type { Position } from 'geojson'
import type {
  AssertionRecord,
  EventRecord,
  ExtentRecord,
  PartyRecord,
  SourceRecord,
  UnitRecord,
  UseRecord,
} from '../land/records.ts'
import { away } from './district.ts'

export interface DemonstrationLand {
  parties: ({ key: string } & Pick<PartyRecord, 'kind' | 'name'>)[]
  sources: ({ key: string } & Pick<SourceRecord, 'kind' | 'title' | 'publisher' | 'publishedText' | 'url'>)[]
  units: DemonstrationUnit[]
}

export interface DemonstrationUnit {
  key: string
  kind: UnitRecord['kind']
  name: string
  municipality: string
  state: string
  precision: UnitRecord['placePrecision']
  /** Code of the commune in the demonstration territory whose committee documents it. */
  commune: string | null
  extents: (Pick<ExtentRecord, 'part' | 'statedAreaM2' | 'statedAreaText'> & {
    key: string
    source: string | null
    ring: Position[]
    from: string | null
    to: string | null
  })[]
  assertions: DemonstrationAssertion[]
  uses: (Pick<UseRecord, 'observedOn' | 'use' | 'areaM2' | 'yieldPerHa' | 'yieldUnit' | 'idealYieldPerHa'> & {
    source: string
  })[]
  cases: {
    procedure: string
    title: string
    beganOn: string
    claimant: string
    events: (Pick<EventRecord, 'step' | 'happenedOn' | 'outcome' | 'share'> & { source: string | null })[]
  }[]
}

interface DemonstrationAssertion {
  key?: string
  predicate: AssertionRecord['predicate']
  party?: string
  extent?: string
  share?: [number, number]
  /** As the source says it (domain/land/uncertain-date.ts). */
  from?: string
  to?: string
  amount?: [number, string]
  text?: string
  source: string
  stance?: ['supports' | 'disputes', string]
}

const HECTARE = 10_000
/** The international acre. */
const ACRE = 4046.856_422_4

/** Sabana Alta, GeoNames 3750876: the estate lies within some five kilometres. */
const MAIZAL: Position = [-69.241_29, 9.734_33]
const BURIA: Position = [-68.966_67, 9.916_67]
const ANTENA: Position = [-69.354_19, 10.054_39]
const ATAROA: Position = [-69.360_35, 10.032_08]
const SABANA_GRANDE: Position = [-66.873, 10.493]

/** Corners as kilometres east and north of a place, closed; `times` makes the area what the source says. */
const ring = (place: Position, corners: [number, number][], times = 1): Position[] => {
  const points = corners.map(([east, north]) => away(place, east * times, north * times))
  return [...points, points[0]]
}

/** 2,237 ha as drawn, to some hectares. */
const ESTATE = ring(
  MAIZAL,
  [
    [-2.42, -1.1],
    [-2.05, 1.62],
    [0.38, 2.2],
    [2.55, 1.15],
    [2.78, -1.2],
    [1.1, -2.48],
    [-0.9, -2.15],
  ],
  1.0956,
)
const WEST_HALF = ring(
  MAIZAL,
  [
    [-1.6, -0.95],
    [-1.35, 1.05],
    [0.1, 1.42],
    [0.24, -1.45],
    [-0.75, -1.35],
  ],
  1.0178,
)
const EAST_HALF = ring(
  MAIZAL,
  [
    [0.1, 1.42],
    [1.62, 0.75],
    [1.7, -0.85],
    [0.95, -1.55],
    [0.24, -1.45],
  ],
  1.0178,
)
const GRANTED = ring(
  MAIZAL,
  [
    [-1.0, -1.3],
    [-0.45, -0.55],
    [0.55, -0.62],
    [0.6, -1.5],
    [0.24, -1.45],
  ],
  1.1698,
)

export const DEMONSTRATION_LAND: DemonstrationLand = {
  parties: [
    { key: 'maizal', kind: 'commune', name: 'Comuna El Maizal' },
    { key: 'cval', kind: 'state-body', name: 'Corporación Venezolana Agrícola (CVAL)' },
    { key: 'owner', kind: 'company', name: 'Antiguo propietario' },
    { key: 'negro-miguel', kind: 'commune', name: 'Comuna Negro Miguel' },
    { key: 'pio-tamayo', kind: 'commune', name: 'Comuna Pío Tamayo' },
    { key: 'brewery', kind: 'company', name: 'Cervecería' },
    { key: 'ataroa', kind: 'commune', name: 'Comuna Ataroa' },
    { key: 'municipality', kind: 'state-body', name: 'Alcaldía de Iribarren' },
    { key: 'families', kind: 'group', name: '98 familias' },
  ],
  sources: [
    {
      key: 'book',
      kind: 'book',
      title: 'Libro sobre las comunas de Venezuela',
      publisher: null,
      publishedText: '2016',
      url: null,
    },
    {
      key: 'va-13642',
      kind: 'press',
      title: 'Venezuelanalysis, multimedia 13642',
      publisher: 'Venezuelanalysis',
      publishedText: null,
      url: 'https://venezuelanalysis.com/multimedia/13642',
    },
    {
      key: 'va-11079',
      kind: 'press',
      title: 'Venezuelanalysis, news 11079',
      publisher: 'Venezuelanalysis',
      publishedText: '2014-12-16',
      url: 'https://venezuelanalysis.com/news/11079',
    },
    {
      key: 'armando',
      kind: 'press',
      title: 'Armando.info, 2 de mayo de 2015',
      publisher: 'Armando.info',
      publishedText: '2015-05-02',
      url: 'https://armando.info',
    },
    {
      key: 'visit-2018',
      kind: 'visit',
      title: 'Visita de 2018',
      publisher: 'news.alayham.com',
      publishedText: '2018',
      url: 'https://news.alayham.com',
    },
    {
      key: 'pressenza',
      kind: 'press',
      title: 'Pressenza, febrero de 2014',
      publisher: 'Pressenza',
      publishedText: '2014-02',
      url: 'https://www.pressenza.com/fr/2014/02/',
    },
  ],
  units: [
    {
      key: 'el-maizal',
      kind: 'estate',
      name: 'El Maizal',
      municipality: 'Simón Planas',
      state: 'Lara',
      precision: 'exact',
      commune: 'DEMO-EL-MAIZAL',
      extents: [
        {
          key: 'estate',
          part: null,
          statedAreaM2: 2237 * HECTARE,
          statedAreaText: '2.237 ha',
          source: 'armando',
          ring: ESTATE,
          from: null,
          to: null,
        },
        {
          key: 'west',
          part: 'Mitad oeste',
          statedAreaM2: null,
          statedAreaText: null,
          source: 'book',
          ring: WEST_HALF,
          from: '2010',
          to: '2014',
        },
        {
          key: 'east',
          part: 'Mitad este',
          statedAreaM2: null,
          statedAreaText: null,
          source: 'book',
          ring: EAST_HALF,
          from: '2010',
          to: '2014',
        },
        {
          key: 'granted',
          part: '370 acres',
          statedAreaM2: 370 * ACRE,
          statedAreaText: '370 acres',
          source: 'book',
          ring: GRANTED,
          from: '2009',
          to: null,
        },
      ],
      assertions: [
        { key: 'owned', predicate: 'owns', party: 'owner', to: '2009-03-05', source: 'book' },
        { key: 'announced', predicate: 'expropriated', party: 'cval', from: '2009-03-05', source: 'book' },
        {
          predicate: 'expropriated',
          party: 'cval',
          from: '2009-03-05',
          amount: [600, 'ha'],
          text: '600 ha',
          source: 'va-13642',
          stance: ['supports', 'announced'],
        },
        { key: 'custody', predicate: 'guards', party: 'cval', from: '2009', to: '2014', source: 'book' },
        {
          predicate: 'guards',
          party: 'cval',
          from: '2009',
          source: 'pressenza',
          stance: ['supports', 'custody'],
        },
        {
          predicate: 'granted',
          party: 'maizal',
          extent: 'granted',
          from: '2009',
          amount: [(370 * ACRE) / HECTARE, 'ha'],
          text: '370 acres',
          source: 'book',
        },
        {
          predicate: 'occupies',
          party: 'maizal',
          extent: 'west',
          from: '2010~early',
          to: '2014',
          source: 'book',
        },
        { predicate: 'split', from: '2010', share: [1, 2], source: 'book' },
        { predicate: 'holds', party: 'maizal', from: '2014', source: 'book', text: '2.000 acres' },
        { key: 'revoked', predicate: 'revoked', party: 'maizal', from: '2014-12-09', source: 'va-11079' },
        {
          predicate: 'revoked',
          party: 'maizal',
          from: '2016',
          source: 'book',
          stance: ['disputes', 'revoked'],
        },
        { key: 'held', predicate: 'suspended', party: 'maizal', from: '2016', source: 'book' },
        {
          predicate: 'suspended',
          party: 'maizal',
          from: '/2015-05-02',
          source: 'armando',
          stance: ['disputes', 'held'],
        },
        {
          key: 'area-book',
          predicate: 'area',
          amount: [(2000 * ACRE) / HECTARE, 'ha'],
          text: '2.000 acres',
          source: 'book',
        },
        {
          predicate: 'area',
          from: '2009',
          amount: [600, 'ha'],
          text: '600 ha',
          source: 'va-13642',
          stance: ['disputes', 'area-book'],
        },
        {
          predicate: 'area',
          from: '2015',
          amount: [2237, 'ha'],
          text: '2.237 ha',
          source: 'armando',
          stance: ['disputes', 'area-book'],
        },
        {
          predicate: 'area',
          from: '2018',
          amount: [2300, 'ha'],
          text: '2.300 ha',
          source: 'visit-2018',
          stance: ['disputes', 'area-book'],
        },
        {
          predicate: 'population',
          from: '2015',
          amount: [7000, 'personas'],
          text: '> 7.000',
          source: 'armando',
        },
        {
          predicate: 'population',
          from: '2014',
          amount: [7500, 'personas'],
          text: '7.500',
          source: 'va-11079',
        },
        {
          predicate: 'population',
          from: '2018',
          amount: [9000, 'personas'],
          text: '9.000',
          source: 'visit-2018',
        },
        {
          predicate: 'harvest',
          from: '2015',
          amount: [2_500_000, 'kg'],
          text: '2.500.000 kg de maíz',
          source: 'book',
        },
        {
          predicate: 'harvest',
          from: '2015',
          amount: [30_000, 'kg'],
          text: '30.000 kg de café',
          source: 'book',
        },
        {
          predicate: 'harvest',
          from: '2015',
          amount: [50_000, 'l'],
          text: '> 50.000 l de leche',
          source: 'book',
        },
      ],
      uses: [
        {
          observedOn: '2009-03-05',
          use: 'idle',
          areaM2: 600 * HECTARE,
          yieldPerHa: null,
          yieldUnit: null,
          idealYieldPerHa: null,
          source: 'va-13642',
        },
        {
          observedOn: '2014-02-01',
          use: 'maize',
          areaM2: 320 * HECTARE,
          yieldPerHa: null,
          yieldUnit: null,
          idealYieldPerHa: null,
          source: 'pressenza',
        },
        {
          observedOn: '2014-02-01',
          use: 'pasture',
          areaM2: 240 * HECTARE,
          yieldPerHa: null,
          yieldUnit: null,
          idealYieldPerHa: null,
          source: 'pressenza',
        },
        {
          observedOn: '2014-12-31',
          use: 'maize',
          areaM2: 1000 * ACRE,
          yieldPerHa: null,
          yieldUnit: null,
          idealYieldPerHa: null,
          source: 'book',
        },
        {
          observedOn: '2018-06-30',
          use: 'crops',
          areaM2: 900 * HECTARE,
          yieldPerHa: null,
          yieldUnit: null,
          idealYieldPerHa: null,
          source: 'visit-2018',
        },
      ],
      cases: [
        {
          procedure: 've-idle-estate',
          title: 'El Maizal',
          beganOn: '2009-03-05',
          claimant: 'maizal',
          events: [
            {
              step: 'expropriation-resolution',
              happenedOn: '2009-03-05',
              outcome: 'done',
              share: null,
              source: 'book',
            },
            {
              step: 'adjudication',
              happenedOn: '2010-01-01',
              outcome: 'split',
              share: { numerator: 1, denominator: 2 },
              source: 'book',
            },
            {
              step: 'adjudication',
              happenedOn: '2014-12-09',
              outcome: 'revoked',
              share: null,
              source: 'va-11079',
            },
            {
              step: 'adjudication',
              happenedOn: '2016-01-01',
              outcome: 'suspended',
              share: null,
              source: 'book',
            },
          ],
        },
      ],
    },
    {
      key: 'negro-miguel',
      kind: 'estate',
      name: 'Tierras de Buría',
      municipality: 'Simón Planas',
      state: 'Lara',
      precision: 'cell-10',
      commune: 'DEMO-BURIA',
      extents: [
        {
          key: 'whole',
          part: null,
          statedAreaM2: null,
          statedAreaText: null,
          source: null,
          ring: ring(BURIA, [
            [-0.8, -0.5],
            [-0.6, 0.7],
            [0.7, 0.6],
            [0.9, -0.4],
          ]),
          from: null,
          to: null,
        },
      ],
      assertions: [
        { predicate: 'guards', party: 'cval', to: '2015', source: 'book' },
        { predicate: 'occupies', party: 'negro-miguel', from: '2015', source: 'book' },
      ],
      uses: [
        {
          observedOn: '2015-01-01',
          use: 'idle',
          areaM2: null,
          yieldPerHa: null,
          yieldUnit: null,
          idealYieldPerHa: null,
          source: 'book',
        },
      ],
      cases: [],
    },
    {
      key: 'pio-tamayo',
      kind: 'good',
      name: 'Cervecería ocupada',
      municipality: 'Iribarren',
      state: 'Lara',
      precision: 'cell-5',
      commune: 'DEMO-PIO-TAMAYO',
      extents: [
        {
          key: 'whole',
          part: null,
          statedAreaM2: null,
          statedAreaText: null,
          source: null,
          ring: ring(ANTENA, [
            [-0.16, -0.09],
            [-0.14, 0.11],
            [0.17, 0.1],
            [0.15, -0.1],
          ]),
          from: null,
          to: null,
        },
      ],
      assertions: [
        { predicate: 'owns', party: 'brewery', source: 'book' },
        { predicate: 'occupies', party: 'pio-tamayo', source: 'book' },
        { predicate: 'claims', party: 'pio-tamayo', source: 'book' },
      ],
      uses: [],
      cases: [
        {
          procedure: 've-transfer-request',
          title: 'Cervecería',
          beganOn: '2013-01-01',
          claimant: 'pio-tamayo',
          events: [],
        },
      ],
    },
    {
      key: 'ataroa-market',
      kind: 'good',
      name: 'Mercado junto a Ataroa',
      municipality: 'Iribarren',
      state: 'Lara',
      precision: 'cell-1',
      commune: 'DEMO-ATAROA',
      extents: [
        {
          key: 'whole',
          part: null,
          statedAreaM2: null,
          statedAreaText: null,
          source: null,
          ring: ring(ATAROA, [
            [0.5, -0.1],
            [0.5, 0.08],
            [0.72, 0.08],
            [0.72, -0.1],
          ]),
          from: null,
          to: null,
        },
      ],
      assertions: [
        { predicate: 'owns', party: 'municipality', source: 'book' },
        { predicate: 'claims', party: 'ataroa', source: 'book' },
      ],
      uses: [],
      cases: [
        {
          procedure: 've-transfer-request',
          title: 'Mercado',
          beganOn: '2014-01-01',
          claimant: 'ataroa',
          events: [],
        },
      ],
    },
    {
      key: 'sabana-grande',
      kind: 'building',
      name: 'Edificio de Sabana Grande',
      municipality: 'Libertador',
      state: 'Distrito Capital',
      precision: 'municipality',
      commune: null,
      extents: [
        {
          key: 'whole',
          part: null,
          statedAreaM2: null,
          statedAreaText: null,
          source: null,
          ring: ring(SABANA_GRANDE, [
            [-0.02, -0.015],
            [-0.02, 0.015],
            [0.02, 0.015],
            [0.02, -0.015],
          ]),
          from: null,
          to: null,
        },
      ],
      assertions: [
        { predicate: 'occupies', party: 'families', source: 'book' },
        { predicate: 'population', amount: [98, 'familias'], text: '98 familias', source: 'book' },
      ],
      uses: [],
      cases: [
        {
          procedure: 've-occupied-building',
          title: 'Sabana Grande',
          beganOn: '2012-01-01',
          claimant: 'families',
          events: [],
        },
      ],
    },
  ],
}
