/** The records of corridors and exchange, as operations and the database take them (sql/0029-exchange.sql). */
import type { Audience } from '../access/audience.ts'
import type { FirstWay } from './truck-runs/round.ts'

interface Kept {
  id: number
  audience: Audience
  /** Raised by each change; a change against an older one is refused. */
  revision: number
  demonstration: boolean
}

export interface CorridorRecord extends Kept {
  kind: 'corridor' | 'axis'
  name: string
  note: string | null
  source: string | null
  approximate: boolean
  /** Hexadecimal WKB of a MultiLineString; null: straight from commune to commune. */
  route: string | null
  routeKm: number | null
  routeEstimatedKm: number | null
  partOf: number | null
  partSince: string | null
  beganOn: string | null
  endedOn: string | null
  /** What a truck carries there, how many there are in a day (null: as many as it takes), and where they start and end. */
  truckKg: number | null
  truckCount: number | null
  truckHome: number | null
  /** In their order along it; ISO days, null: not known. */
  communes: { id: number; joinedOn: string | null; leftOn: string | null }[]
}

export const PRODUCER_KINDS = [
  'eps-direct',
  'eps-indirect',
  'mixed',
  'upf',
  'cooperative',
  'exchange-group',
  'private',
] as const
export const PRODUCER_ROLES = ['producer', 'hub', 'processor'] as const

export interface ProducerRecord extends Kept {
  communeId: number
  kind: (typeof PRODUCER_KINDS)[number]
  name: string
  role: (typeof PRODUCER_ROLES)[number]
  /** Kilograms in a month. */
  throughputKg: number | null
  /** Of a processor, else null. */
  madeOfProduct: string | null
  madeOfForm: string | null
  makesProduct: string | null
  makesForm: string | null
  /** Kilograms that come out of one, by `rateSource`; null: as the catalogue has it. */
  rateMin: number | null
  rateMax: number | null
  rateSource: string | null
  note: string | null
}

/** What one of a unit weighs where it is used. Quantities name it as `local-<id>`. */
export interface MeasureRecord extends Kept {
  /** Null: everywhere. */
  communeId: number | null
  name: string
  /** Null: of any product, in any form. */
  product: string | null
  form: string | null
  kgMin: number
  kgLikely: number
  kgMax: number
  /** First and last month, `2026-11`; null where open. */
  validFrom: string | null
  validTo: string | null
  source: string
}

/** Places in the balance of a commune, product and period. */
export const QUANTITY_ROLES = [
  'production',
  'need',
  'opening-stock',
  'closing-stock',
  'own-use',
  'seed',
  'loss',
  'processed',
] as const
export const PROVENANCES = ['communal', 'private-through-commune', 'state-plant', 'private-purchase'] as const
export type Provenance = (typeof PROVENANCES)[number]

export interface QuantityRecord extends Kept {
  communeId: number
  producerId: number | null
  role: (typeof QUANTITY_ROLES)[number]
  /** Ids in the catalogue. */
  product: string
  form: string
  /** As it was told. */
  amount: number
  unit: string
  /** What that means, in kilograms. */
  kgMin: number
  kgLikely: number
  kgMax: number
  /** `2015` or `2026-11`. */
  period: string
  season: string | null
  provenance: Provenance
  source: string
  invented: boolean
}

export interface SegmentRecord extends Omit<Kept, 'audience'> {
  network: string
  name: string | null
  /** Hexadecimal WKB of a LineString. */
  geometry: string
  /** Bridges above 0, tunnels below. */
  level: number
  /** 1 as drawn only, -1 against it only, 0 both ways. */
  oneWay: -1 | 0 | 1
  byHand: boolean
  kmPerHour: number | null
  /** In a month and a direction. */
  capacityKg: number | null
  closedFrom: string | null
  closedUntil: string | null
  closedWhy: string | null
  /** Metres along its line between which it is closed; null: all of it. */
  closedFromM: number | null
  closedToM: number | null
}

export interface FlowRecord extends Kept {
  planId: number | null
  fromCommune: number
  toCommune: number
  viaProducer: number | null
  product: string
  form: string
  kg: number
  /** `2026-11` */
  period: string
  provenance: Provenance
  state: 'proposed' | 'refused' | 'agreed'
  locked: boolean
  segments: { segmentId: string; dir: 1 | -1; km: number }[]
  km: number | null
  quality: 'own-roads' | 'service' | 'estimate' | 'unreachable' | 'unknown'
}

/** A round of a truck along a corridor on a day (domain/exchange/truck-runs). */
export interface RunRecord extends Kept {
  corridorId: number
  day: string
  name: string
  capacityKg: number
  /** The commune where it starts and ends. */
  home: number
  first: FirstWay
  /** The line as it was then. */
  communes: number[]
  /** How far each of them lies from the first. */
  lineKm: number[]
  /** Some of the distances are no road's. */
  estimated: boolean
  /** Each flow once; ordered by flow. */
  loads: { flowId: number; kg: number }[]
}

export interface DeliveryRecord extends Omit<Kept, 'audience'> {
  flowId: number
  /** The run that carries it, if one does. */
  runId: number | null
  sentOn: string
  sentKg: number
  receivedOn: string | null
  acceptedKg: number | null
  rejectedKg: number | null
  rejectedWhy: string | null
  lostKg: number | null
  truck: string | null
  note: string | null
}

export interface PlanRecord extends Kept {
  name: string
  firstMonth: string
  lastMonth: string
  options: object
  inputHash: string
  solver: string
  outcome: object
  communes: number[]
}

export interface ExchangeRecords {
  corridor: CorridorRecord
  producer: ProducerRecord
  measure: MeasureRecord
  quantity: QuantityRecord
  segment: SegmentRecord
  plan: PlanRecord
  flow: FlowRecord
  run: RunRecord
  delivery: DeliveryRecord
}
export type ExchangeKind = keyof ExchangeRecords

/** One record that comes (`before` null), changes or goes (`after` null). */
export type ExchangeAlteration = {
  [K in ExchangeKind]: { kind: K; before: ExchangeRecords[K] | null; after: ExchangeRecords[K] | null }
}[ExchangeKind]
