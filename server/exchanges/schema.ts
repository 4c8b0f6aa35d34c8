/** The shapes of the API of corridors and exchange. The browser imports these types and nothing else of this folder. */
import { type Static, Type } from 'typebox'
import { AUDIENCES } from '../../domain/access/index.ts'
import { PRODUCER_KINDS, PRODUCER_ROLES, PROVENANCES, QUANTITY_ROLES } from '../../domain/exchange/records.ts'
import { Id, Reason } from '../territories/schema.ts'

const exactly = { additionalProperties: false }
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const OneOf = <const T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values] })
const Day = Type.String({ format: 'date' })
const Name = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })
const Text = Type.String({ minLength: 1, maxLength: 4000, pattern: '\\S' })
const Kilograms = Type.Number({ minimum: 0, maximum: 1e12 })
const Audience = OneOf(AUDIENCES)
const Month = Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])$' })
const Period = Type.String({ pattern: '^\\d{4}(-(0[1-9]|1[0-2]))?$' })

/** GeoJSON; 20,000 points are a road across the country. */
const Line = Type.Object(
  {
    type: Type.Literal('MultiLineString'),
    coordinates: Type.Array(
      Type.Array(
        Type.Tuple([
          Type.Number({ minimum: -180, maximum: 180 }),
          Type.Number({ minimum: -90, maximum: 90 }),
        ]),
        {
          minItems: 2,
          maxItems: 20_000,
        },
      ),
      { minItems: 1, maxItems: 2000 },
    ),
  },
  exactly,
)

/** What is sent with every change. */
const sent = {
  revision: Type.Optional(Type.Integer({ description: 'The one that was seen; or send it as If-Match' })),
  reason: Type.Optional(Reason),
}
const kept = { id: Id, demonstration: Type.Boolean(), revision: Type.Integer() }

const corridor = {
  kind: OneOf(['corridor', 'axis'] as const),
  name: Name,
  note: Nullable(Text),
  source: Nullable(Text),
  approximate: Type.Boolean(),
  route: Nullable(Line),
  routeKm: Nullable(Type.Number({ minimum: 0, maximum: 100_000 })),
  routeEstimatedKm: Nullable(Type.Number({ minimum: 0, maximum: 100_000 })),
  partOf: Nullable(Id),
  partSince: Nullable(Day),
  beganOn: Nullable(Day),
  endedOn: Nullable(Day),
  communes: Type.Array(Type.Object({ id: Id, joinedOn: Nullable(Day), leftOn: Nullable(Day) }, exactly), {
    maxItems: 400,
  }),
  audience: Audience,
}
const producer = {
  communeId: Id,
  kind: OneOf(PRODUCER_KINDS),
  name: Name,
  role: OneOf(PRODUCER_ROLES),
  throughputKg: Nullable(Type.Number({ exclusiveMinimum: 0, maximum: 1e12 })),
  madeOfProduct: Nullable(Type.String({ maxLength: 60 })),
  madeOfForm: Nullable(Type.String({ maxLength: 60 })),
  makesProduct: Nullable(Type.String({ maxLength: 60 })),
  makesForm: Nullable(Type.String({ maxLength: 60 })),
  rateMin: Type.Optional(
    Nullable(
      Type.Number({ exclusiveMinimum: 0, maximum: 1000, description: 'Kilograms that come out of one' }),
    ),
  ),
  rateMax: Type.Optional(Nullable(Type.Number({ exclusiveMinimum: 0, maximum: 1000 }))),
  rateSource: Type.Optional(Nullable(Name)),
  note: Nullable(Text),
  audience: Audience,
}
/** A unit as it is used in a place. It is no secret: what was told in it could not be read without. */
const measure = {
  communeId: Nullable(Id),
  name: Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' }),
  product: Nullable(Type.String({ maxLength: 60 })),
  form: Nullable(Type.String({ maxLength: 60 })),
  kgMin: Type.Number({ exclusiveMinimum: 0, maximum: 1e9 }),
  kgLikely: Type.Number({ exclusiveMinimum: 0, maximum: 1e9 }),
  kgMax: Type.Number({ exclusiveMinimum: 0, maximum: 1e9 }),
  validFrom: Nullable(Month),
  validTo: Nullable(Month),
  source: Name,
  audience: OneOf(['public', 'accounts'] as const),
}
/** What is told; what it means in kilograms, the server says. */
const told = {
  communeId: Id,
  producerId: Nullable(Id),
  role: OneOf(QUANTITY_ROLES),
  product: Type.String({ maxLength: 60 }),
  form: Type.String({ maxLength: 60 }),
  amount: Kilograms,
  unit: Type.String({
    minLength: 1,
    maxLength: 60,
    description: 'Name or id of a unit; its id answers "which pound?"',
  }),
  period: Period,
  season: Nullable(Name),
  provenance: OneOf(PROVENANCES),
  source: Name,
  invented: Type.Boolean(),
  audience: Audience,
}
const flow = {
  fromCommune: Id,
  toCommune: Id,
  viaProducer: Nullable(Id),
  product: Type.String({ maxLength: 60 }),
  form: Type.String({ maxLength: 60 }),
  kg: Type.Number({ exclusiveMinimum: 0, maximum: 1e12 }),
  period: Month,
  provenance: OneOf(PROVENANCES),
  audience: Audience,
}
const delivery = {
  sentOn: Day,
  sentKg: Type.Number({ exclusiveMinimum: 0, maximum: 1e12 }),
  receivedOn: Nullable(Day),
  acceptedKg: Nullable(Kilograms),
  rejectedKg: Nullable(Kilograms),
  rejectedWhy: Nullable(Name),
  lostKg: Nullable(Kilograms),
  truck: Nullable(Name),
  note: Nullable(Text),
}

export const Corridor = Type.Object({
  ...kept,
  ...corridor,
  members: Type.Array(
    Type.Object({
      id: Id,
      name: Type.String(),
      place: Nullable(Type.Tuple([Type.Number(), Type.Number()], { description: 'Middle of its area' })),
    }),
    { description: 'The communes that are there, in order' },
  ),
  /** What its communes are to each other in space: domain/territory's verdict, where all are seen. */
  space: Nullable(OneOf(['one-space', 'apart'] as const)),
})
export type Corridor = Static<typeof Corridor>
export const CorridorEdit = Type.Object({ ...corridor, ...sent }, exactly)

export const Producer = Type.Object({ ...kept, ...producer })
export type Producer = Static<typeof Producer>
export const ProducerEdit = Type.Object({ ...producer, ...sent }, exactly)

export const Measure = Type.Object({ ...kept, ...measure })
export type Measure = Static<typeof Measure>
export const MeasureEdit = Type.Object({ ...measure, ...sent }, exactly)

export const Quantity = Type.Object({
  ...kept,
  ...told,
  kgMin: Type.Number(),
  kgLikely: Type.Number(),
  kgMax: Type.Number(),
})
export type Quantity = Static<typeof Quantity>
export const QuantityEdit = Type.Object({ ...told, ...sent }, exactly)

export const Flow = Type.Object({
  ...kept,
  ...flow,
  planId: Nullable(Id),
  state: OneOf(['proposed', 'refused', 'agreed'] as const),
  locked: Type.Boolean(),
  segments: Type.Array(
    Type.Object({
      segmentId: Type.String(),
      dir: Type.Union([Type.Literal(1), Type.Literal(-1)]),
      km: Type.Number(),
    }),
  ),
  km: Nullable(Type.Number()),
  quality: OneOf(['own-roads', 'service', 'estimate', 'unreachable', 'unknown'] as const),
  progress: Type.Object({
    sentKg: Type.Number(),
    acceptedKg: Type.Number(),
    rejectedKg: Type.Number(),
    lostKg: Type.Number(),
    underWayKg: Type.Number(),
  }),
})
export type Flow = Static<typeof Flow>
export const FlowEdit = Type.Object({ ...flow, ...sent }, exactly)

export const Delivery = Type.Object({ ...kept, flowId: Id, ...delivery })
export type Delivery = Static<typeof Delivery>
export const DeliveryEdit = Type.Object({ ...delivery, ...sent }, exactly)

export const Decision = Type.Object(
  {
    flows: Type.Array(Id, { minItems: 1, maxItems: 5000 }),
    state: OneOf(['proposed', 'refused', 'agreed'] as const),
    reason: Type.Optional(Reason),
  },
  exactly,
)

export const ByPeriod = Type.Object({
  commune: Type.Optional(Id),
  corridor: Type.Optional(Id),
  product: Type.Optional(Type.String({ maxLength: 60 })),
  period: Type.Optional(Period),
  provenance: Type.Optional(OneOf(PROVENANCES)),
  plan: Type.Optional(Id),
})

const Spread = Type.Object({ min: Type.Number(), likely: Type.Number(), max: Type.Number() })
export const Balance = Type.Object({
  communeId: Id,
  product: Type.String(),
  form: Type.String(),
  period: Type.String(),
  stated: Type.Record(Type.String(), Nullable(Spread)),
  residual: Spread,
  closing: OneOf(['closes', 'may-close', 'open', 'too-little-known'] as const),
  need: Nullable(Spread),
})
export type Balance = Static<typeof Balance>

export const Isolated = Type.Object({
  communes: Type.Array(Type.Object({ id: Id, name: Type.String() }), {
    description: 'With neither a corridor nor an exchange, as far as the viewer sees',
  }),
  of: Type.Integer(),
})
export type Isolated = Static<typeof Isolated>

export const CommunePlace = Type.Object({
  communeId: Id,
  municipalityId: Id,
  municipality: Type.String(),
  state: Nullable(Type.String()),
})
export type CommunePlace = Static<typeof CommunePlace>
