/** How each kind of exchange record lies in its table: the one place that knows columns. */
import type { ExchangeKind } from '../../domain/exchange/records.ts'

interface Shape {
  table: string
  /** Field → column, of those that are of the same value. */
  fields: Record<string, string>
  /** Field and column of a shape, hexadecimal WKB in the record. */
  geometry?: { field: string; column: string; optional: boolean }
}

const EVERY = { demonstration: 'demonstration', revision: 'revision' }
const SEEN = { audience: 'audience', ...EVERY }

/** All fields but `id`; the communes of a corridor are rows of their own (records.ts). */
export const SHAPES: Record<ExchangeKind, Shape> = {
  corridor: {
    table: 'corridor',
    fields: {
      kind: 'kind',
      name: 'name',
      note: 'note',
      source: 'source',
      approximate: 'approximate',
      routeKm: 'route_km',
      routeEstimatedKm: 'route_estimated_km',
      partOf: 'part_of',
      partSince: 'part_since',
      beganOn: 'began_on',
      endedOn: 'ended_on',
      truckKg: 'truck_kg',
      truckCount: 'truck_count',
      truckHome: 'truck_home',
      ...SEEN,
    },
    geometry: { field: 'route', column: 'route', optional: true },
  },
  producer: {
    table: 'producer',
    fields: {
      communeId: 'commune_id',
      kind: 'kind',
      name: 'name',
      role: 'role',
      throughputKg: 'throughput_kg',
      madeOfProduct: 'made_of_product',
      madeOfForm: 'made_of_form',
      makesProduct: 'makes_product',
      makesForm: 'makes_form',
      rateMin: 'rate_min',
      rateMax: 'rate_max',
      rateSource: 'rate_source',
      note: 'note',
      ...SEEN,
    },
  },
  measure: {
    table: 'local_unit',
    fields: {
      communeId: 'commune_id',
      name: 'name',
      product: 'product',
      form: 'form',
      kgMin: 'kg_min',
      kgLikely: 'kg_likely',
      kgMax: 'kg_max',
      validFrom: 'valid_from',
      validTo: 'valid_to',
      source: 'source',
      ...SEEN,
    },
  },
  quantity: {
    table: 'quantity',
    fields: {
      communeId: 'commune_id',
      producerId: 'producer_id',
      role: 'role',
      product: 'product',
      form: 'form',
      amount: 'amount',
      unit: 'unit',
      kgMin: 'kg_min',
      kgLikely: 'kg_likely',
      kgMax: 'kg_max',
      period: 'period',
      season: 'season',
      provenance: 'provenance',
      source: 'source',
      invented: 'invented',
      ...SEEN,
    },
  },
  segment: {
    table: 'road_segment',
    fields: {
      network: 'network',
      name: 'name',
      level: 'level',
      oneWay: 'one_way',
      byHand: 'by_hand',
      kmPerHour: 'km_per_hour',
      capacityKg: 'capacity_kg',
      closedFrom: 'closed_from',
      closedUntil: 'closed_until',
      closedWhy: 'closed_why',
      closedFromM: 'closed_from_m',
      closedToM: 'closed_to_m',
      ...EVERY,
    },
    geometry: { field: 'geometry', column: 'geom', optional: false },
  },
  plan: {
    table: 'exchange_plan',
    fields: {
      name: 'name',
      firstMonth: 'first_month',
      lastMonth: 'last_month',
      options: 'options',
      inputHash: 'input_hash',
      solver: 'solver',
      outcome: 'outcome',
      communes: 'communes',
      ...SEEN,
    },
  },
  flow: {
    table: 'flow',
    fields: {
      planId: 'plan_id',
      fromCommune: 'from_commune',
      toCommune: 'to_commune',
      viaProducer: 'via_producer',
      product: 'product',
      form: 'form',
      kg: 'kg',
      period: 'period',
      provenance: 'provenance',
      state: 'state',
      locked: 'locked',
      segments: 'segments',
      km: 'km',
      quality: 'quality',
      ...SEEN,
    },
  },
  run: {
    table: 'truck_run',
    fields: {
      corridorId: 'corridor_id',
      day: 'day',
      name: 'name',
      capacityKg: 'capacity_kg',
      home: 'home',
      first: 'first_way',
      communes: 'communes',
      lineKm: 'line_km',
      estimated: 'estimated',
      loads: 'loads',
      ...SEEN,
    },
  },
  delivery: {
    table: 'delivery',
    fields: {
      flowId: 'flow_id',
      runId: 'run_id',
      sentOn: 'sent_on',
      sentKg: 'sent_kg',
      receivedOn: 'received_on',
      acceptedKg: 'accepted_kg',
      rejectedKg: 'rejected_kg',
      rejectedWhy: 'rejected_why',
      lostKg: 'lost_kg',
      truck: 'truck',
      note: 'note',
      ...EVERY,
    },
  },
}

export const EXCHANGE_KINDS = Object.keys(SHAPES) as ExchangeKind[]
