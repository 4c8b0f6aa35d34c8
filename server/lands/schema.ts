/** The shapes of the land record by HTTP. The browser imports these types and nothing else of the server. */
import type { Geometry } from 'geojson'
import { type TSchema, Type } from 'typebox'
import type { Disagreement, Holding, UnitState } from '../../domain/land/holdings.ts'
import {
  type AssertionRecord,
  type ExtentRecord,
  METHODS,
  OCCURRENCES,
  PARTY_KINDS,
  type PartyRecord,
  PRECISIONS,
  type Precision,
  SOURCE_KINDS,
  type SourceRecord,
  STATES,
  UNIT_KINDS,
  type UnitRecord,
} from '../../domain/land/records.ts'
import { OUTCOMES, TermCount } from '../../domain/law/procedure-schema.ts'
import { AudienceName, type Change, Id } from '../territories/schema.ts'
import { LAND_KINDS } from './columns.ts'

const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const OneOf = <T extends string>(words: readonly T[], description?: string) =>
  Type.Unsafe<T>(
    Type.Union(
      words.map((word) => Type.Literal(word)),
      { description },
    ),
  )
const Text = (maxLength: number, description?: string) =>
  Type.String({ minLength: 1, maxLength, pattern: '\\S', description })
const Note = Nullable(Text(4000))
const Day = Type.String({ format: 'date' })
const Moment = Type.String({
  format: 'date-time',
  description: 'As it was known then: versions written down up to that moment. Without it, as known now',
})
const Whole = Type.Integer({ minimum: 1, maximum: 1_000_000 })

const Share = Type.Object({ numerator: Whole, denominator: Whole }, { additionalProperties: false })
export const FieldAudiences = Type.Record(
  Type.String({ maxLength: 40 }),
  Type.Union([
    AudienceName,
    Type.Object(
      {
        audience: AudienceName,
        until: Type.String({ format: 'date', description: 'From this day as the record' }),
      },
      { additionalProperties: false },
    ),
  ]),
  { description: 'Fields that fewer see than the record, for good or until a day', maxProperties: 20 },
)
/** As written; the server reads it (domain/land/uncertain-date.ts). */
const DateText = Nullable(
  Type.String({
    maxLength: 40,
    description:
      'Uncertain date: 2009, 2009-03, 2009-03-05, 2010~ (about), 2010~early, 2010~mid, 2010~late, /2010 (in or before), 2010/ (in or after), 2009/2011 (between)',
  }),
)
const ShapeInput = Nullable(
  Type.Unsafe<Geometry>(
    Type.Object(
      { type: Type.String({ maxLength: 20 }), coordinates: Type.Array(Type.Any()) },
      { description: 'GeoJSON geometry, WGS 84; null where the place is only described' },
    ),
  ),
)
const Communes = Type.Array(Id, {
  maxItems: 200,
  description: 'Whose committees it concerns. None: those with a role over everything',
})

const Every = { audience: AudienceName, fieldAudiences: FieldAudiences }

const UNIT = {
  kind: OneOf(UNIT_KINDS),
  name: Text(200, 'What people call it'),
  municipality: Nullable(Text(200)),
  state: Nullable(Text(200)),
  country: Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1: whose law and holidays hold' }),
  note: Note,
  approximate: Type.Boolean(),
  demonstration: Type.Boolean(),
  placeAudience: AudienceName,
  placePrecision: OneOf(PRECISIONS, 'How finely the others see the place'),
  placeUntil: Nullable(Day),
  communes: Communes,
  ...Every,
}
const EXTENT = {
  part: Nullable(Text(200)),
  from: DateText,
  to: DateText,
  method: OneOf(METHODS),
  accuracyM: Nullable(Type.Number({ minimum: 0, maximum: 1_000_000 })),
  statedAreaM2: Nullable(Type.Number({ exclusiveMinimum: 0, maximum: 1e13 })),
  statedAreaText: Nullable(Text(200, 'In the words of the source: 370 acres')),
  sourceId: Nullable(Id),
  note: Note,
  geometry: ShapeInput,
  ...Every,
}
const PARTY = {
  kind: OneOf(PARTY_KINDS),
  name: Text(200, 'A pseudonym, where it is a person'),
  communeId: Nullable(Id),
  members: Type.Array(
    Type.Object({ partyId: Id, numerator: Whole, denominator: Whole }, { additionalProperties: false }),
    { maxItems: 1000, description: 'Of a group, with their shares' },
  ),
  note: Note,
  communes: Communes,
  ...Every,
}
const SOURCE = {
  kind: OneOf(SOURCE_KINDS),
  title: Text(500),
  publisher: Nullable(Text(300, 'Who published or holds it; never a private person')),
  publishedText: Nullable(Text(100)),
  url: Nullable(Type.String({ maxLength: 2000, pattern: '^https?://\\S+$' })),
  note: Note,
  communes: Communes,
  ...Every,
}
const PREDICATES = [...STATES, ...OCCURRENCES] as const
const ASSERTION = {
  extentId: Nullable(Id),
  predicate: OneOf(PREDICATES, 'States last; what happens has only `from`'),
  partyId: Nullable(Id),
  share: Nullable(Share),
  from: DateText,
  to: DateText,
  amount: Nullable(Type.Number({ minimum: 0, maximum: 1e15 })),
  amountUnit: Nullable(Text(40, 'ha, km2, m2, acre; family, person; t …')),
  amountText: Nullable(Text(200)),
  sourceId: Id,
  cited: Nullable(Text(300, 'Where in the source')),
  stance: Nullable(OneOf(['supports', 'disputes'] as const)),
  aboutId: Nullable(Id),
  note: Note,
  ...Every,
}

const CASE = {
  procedure: Text(100),
  packVersion: Text(100),
  title: Text(300),
  beganOn: Day,
  claimantId: Nullable(Id),
  note: Note,
  ...Every,
}
export const Deadline = Type.Object(
  {
    step: Text(100),
    bound: OneOf(['latest', 'earliest'] as const),
    dueOn: Day,
    length: Type.Integer({ minimum: 0, maximum: 100_000 }),
    count: TermCount,
    law: Nullable(Text(300)),
    article: Nullable(Text(100)),
    confidence: OneOf(['high', 'medium', 'low', 'unconfirmed'] as const),
    version: Text(100),
    calendar: Text(100),
  },
  { additionalProperties: false },
)
const EVENT = {
  caseId: Id,
  step: Text(100),
  happenedOn: Day,
  outcome: OneOf(OUTCOMES),
  share: Nullable(Share),
  areaM2: Nullable(Type.Number({ exclusiveMinimum: 0, maximum: 1e13 })),
  sourceId: Nullable(Id),
  note: Note,
  deadlines: Type.Array(Deadline, {
    maxItems: 100,
    description: 'Terms that began with it, as they were counted then',
  }),
  ...Every,
}
const USE = {
  observedOn: Day,
  use: Text(100),
  areaM2: Nullable(Type.Number({ exclusiveMinimum: 0, maximum: 1e13 })),
  yieldPerHa: Nullable(Type.Number({ minimum: 0, maximum: 1e9 })),
  yieldUnit: Nullable(Text(40)),
  idealYieldPerHa: Nullable(Type.Number({ exclusiveMinimum: 0, maximum: 1e9 })),
  sourceId: Nullable(Id),
  note: Note,
  ...Every,
}

const Reason = Type.String({ maxLength: 1000 })
/** A new record: what is not given is as a careful person would have it (`DEFAULTS` in wanted.ts). */
const Creation = <T extends Record<string, TSchema>, R extends keyof T & string>(fields: T, required: R[]) =>
  Type.Object(
    {
      ...(Object.fromEntries(
        Object.entries(fields).map(([name, schema]) => [
          name,
          required.includes(name as R) ? schema : Type.Optional(schema),
        ]),
      ) as unknown as { [K in Exclude<keyof T, R>]: ReturnType<typeof Type.Optional<T[K]>> } & Pick<T, R>),
      reason: Type.Optional(Reason),
    },
    { additionalProperties: false },
  )
/** What is not given stays. */
const Edit = <T extends Record<string, TSchema>>(fields: T) =>
  Type.Object(
    {
      ...(Object.fromEntries(
        Object.entries(fields).map(([name, schema]) => [name, Type.Optional(schema)]),
      ) as unknown as { [K in keyof T]: ReturnType<typeof Type.Optional<T[K]>> }),
      revision: Type.Optional(Type.Integer({ description: 'The version that was seen' })),
      reason: Type.Optional(Reason),
    },
    { additionalProperties: false },
  )

/** The fields of each kind, whole: what a row of a file is held to. */
export const FIELDS = {
  unit: Type.Object(UNIT),
  extent: Type.Object({ ...EXTENT, unitId: Id }),
  party: Type.Object(PARTY),
  source: Type.Object(SOURCE),
  assertion: Type.Object({ ...ASSERTION, unitId: Id }),
  case: Type.Object({ ...CASE, unitId: Id }),
  event: Type.Object({ ...EVENT, unitId: Id }),
  use: Type.Object({ ...USE, unitId: Id }),
}

export const NewUnit = Creation(UNIT, ['kind', 'name'])
export const UnitEdit = Edit(UNIT)
export const NewExtent = Creation(EXTENT, ['method'])
export const ExtentEdit = Edit(EXTENT)
export const NewParty = Creation(PARTY, ['kind', 'name'])
export const PartyEdit = Edit(PARTY)
export const NewSource = Creation(SOURCE, ['kind', 'title'])
export const SourceEdit = Edit(SOURCE)
export const NewAssertion = Creation(ASSERTION, ['predicate', 'sourceId'])
export const AssertionEdit = Edit(ASSERTION)

/** `hidden`: fields that are null, or empty, because they are not for whoever asks. */
type AsSeen<R> = R & { hidden: string[] }
/** Fields that are hidden are null whatever the type says of them. */
export type SeenUnit = AsSeen<Omit<UnitRecord, 'name'>> & { name: string | null }
export type SeenExtent = AsSeen<Omit<ExtentRecord, 'geometry'>>
export type SeenParty = AsSeen<Omit<PartyRecord, 'name'>> & { name: string | null }
export type SeenSource = AsSeen<Omit<SourceRecord, 'title'>> & { title: string | null }
export type SeenAssertion = AsSeen<Omit<AssertionRecord, 'sourceId'>> & { sourceId: number | null }

const known = <T>(description: string) => Type.Unsafe<T>(Type.Any({ description }))

export interface SeenPlaceOut {
  precision: Exclude<Precision, 'nothing'>
  geometry: Geometry
  areaM2: number | null
  name: string | null
}
export type ExtentWithPlace = SeenExtent & { place: SeenPlaceOut | null }

export type UnitItem = SeenUnit & { tenure: UnitState; disputed: boolean }
const Item = known<UnitItem>(
  'A unit as seen, with the strongest relation of the day (`tenure`) and whether sources disagree',
)

export interface UnitWhole {
  on: string
  known: string | null
  unit: UnitItem
  extents: ExtentWithPlace[]
  assertions: SeenAssertion[]
  parties: SeenParty[]
  sources: SeenSource[]
  holdings: Holding[]
  disagreements: Disagreement[]
  /** Moments at which something became known that whoever asks sees, ascending. */
  moments: string[]
}
export const UnitWhole = Type.Object({
  on: Day,
  known: Nullable(Type.String()),
  unit: Item,
  extents: Type.Array(known<ExtentWithPlace>('With the finest shape that is for whoever asks')),
  assertions: Type.Array(known<SeenAssertion>('All, of whatever day')),
  parties: Type.Array(known<SeenParty>('Those that the assertions name')),
  sources: Type.Array(known<SeenSource>('Those of the assertions and extents')),
  holdings: Type.Array(known<Holding>('Who held what on the day')),
  disagreements: Type.Array(known<Disagreement>('What sources say differently')),
  moments: Type.Array(Type.String()),
})

export const OnAndKnown = {
  on: Type.Optional(Type.String({ format: 'date', description: 'The day; today where nothing is said' })),
  known: Type.Optional(Moment),
  lang: Type.Optional(Type.String()),
}
export const UnitQuery = Type.Object({
  q: Type.Optional(
    Type.String({ maxLength: 200, description: 'Part of a name; accents and case do not matter' }),
  ),
  kind: Type.Optional(OneOf(UNIT_KINDS)),
  state: Type.Optional(Type.String({ maxLength: 200 })),
  municipality: Type.Optional(Type.String({ maxLength: 200 })),
  predicate: Type.Optional(OneOf(PREDICATES)),
  commune: Type.Optional(Id),
  cursor: Type.Optional(Type.String({ maxLength: 2000 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  ...OnAndKnown,
})
export interface UnitPage {
  items: UnitItem[]
  total: number
  next: string | null
}
export const UnitPage = Type.Object({
  items: Type.Array(Item),
  total: Type.Integer(),
  next: Nullable(Type.String({ description: 'Send as `cursor`' })),
})

export const HoldingsQuery = Type.Object({
  unit: Type.Optional(Id),
  after: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 2147483647, description: 'Of all units: the last one seen' }),
  ),
  ...OnAndKnown,
})
export interface HoldingsAnswer {
  on: string
  known: string | null
  units: { id: number; name: string | null }[]
  holdings: Holding[]
  disagreements: Disagreement[]
  assertions: SeenAssertion[]
  parties: SeenParty[]
  sources: SeenSource[]
  next: number | null
}
export const HoldingsAnswer = Type.Object({
  on: Day,
  known: Nullable(Type.String()),
  units: Type.Array(Type.Object({ id: Id, name: Nullable(Type.String()) })),
  holdings: Type.Array(known<Holding>('Certain or possible, with the assertions that say so')),
  disagreements: Type.Array(known<Disagreement>('Nothing wins')),
  assertions: Type.Array(known<SeenAssertion>('Of these units, of whatever day')),
  parties: Type.Array(known<SeenParty>('')),
  sources: Type.Array(known<SeenSource>('')),
  next: Nullable(Type.Integer({ description: 'Send as `after`' })),
})

export const MapQuery = Type.Object({ bbox: Type.Optional(Type.String({ maxLength: 200 })), ...OnAndKnown })
export interface LandFeature {
  type: 'Feature'
  id: number
  geometry: Geometry
  properties: {
    unit: number
    extent: number
    name: string | null
    kind: UnitRecord['kind']
    part: string | null
    precision: Exclude<Precision, 'nothing'>
    /** `place`: the shape as it is; `cell`: what stands for it. */
    role: 'place' | 'cell'
    /** Of the municipality that stands for the place. */
    municipality: string | null
    areaM2: number | null
    state: UnitState
    disputed: boolean
    approximate: boolean
  }
}
export interface LandMap {
  type: 'FeatureCollection'
  features: LandFeature[]
  /** There is more than this: come nearer. */
  truncated: boolean
}
export const LandMap = Type.Object({
  type: Type.Literal('FeatureCollection'),
  features: Type.Array(known<LandFeature>('A place as whoever asks sees it, on the day')),
  truncated: Type.Boolean({ description: 'There is more than this: ask for a smaller box' }),
})

export const PublicView = Type.Object(
  {
    geometry: ShapeInput,
    audience: AudienceName,
    placeAudience: AudienceName,
    placePrecision: OneOf(PRECISIONS),
    placeUntil: Type.Optional(Nullable(Day)),
    kind: Type.Optional(OneOf(LAND_KINDS, 'Of which record the fields are; a unit where nothing is said')),
    fieldAudiences: Type.Optional(FieldAudiences),
  },
  { additionalProperties: false },
)
export interface PublicViewAnswer {
  /** Whether the public sees the record at all. */
  seen: boolean
  place: Omit<SeenPlaceOut, 'areaM2'> | null
  /** First day on which the public sees the exact place; null: never, or already. */
  exactFrom: string | null
  /** Fields that the public does not see today, those among them that would tell more than the place. */
  hidden: string[]
}
export const PublicViewAnswer = Type.Object({
  seen: Type.Boolean(),
  place: Nullable(known<Omit<SeenPlaceOut, 'areaM2'>>('What stands for the place')),
  exactFrom: Nullable(Day),
  hidden: Type.Array(Type.String(), { description: 'Fields that the public does not see today' }),
})

export type ChangedLand<R> = { record: R; change: Change }
export const ListQuery = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 200 })),
  after: Type.Optional(Type.Integer({ minimum: 0, maximum: 2147483647 })),
  known: Type.Optional(Moment),
  lang: Type.Optional(Type.String()),
})
export interface LandList<R> {
  items: R[]
  next: number | null
}
export const LandList = <R>(description: string) =>
  Type.Object({
    items: Type.Array(known<R>(description)),
    next: Nullable(Type.Integer({ description: 'Send as `after`' })),
  })
