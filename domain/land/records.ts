/**
 * The land record as operations and the database take it, after LADM (ISO 19152) and STDM (docs/land.md names the class
 * of each). A record is the present version of something; former versions stay with when they were learned.
 */
import type { Audience } from '../access/audience.ts'
import type { Outcome } from '../law/procedure-schema.ts'
import type { Deadline } from '../procedures/case.ts'

/** How finely a place is shown to whoever does not see it exactly. */
export const PRECISIONS = [
  'exact',
  'cell-1',
  'cell-5',
  'cell-10',
  'cell-50',
  'municipality',
  'nothing',
] as const
export type Precision = (typeof PRECISIONS)[number]

/** As somebody said it, with the first and the last day that it may mean (uncertain-date.ts). */
export interface UncertainDate {
  text: string
  earliest: string
  latest: string
}

export interface Share {
  numerator: number
  denominator: number
}

/** Who sees a field of a record: for good, or until a day (ISO), from which on whoever sees the record sees the field. */
export type FieldSight = Audience | { audience: Audience; until: string }

interface Versioned {
  id: number
  /** 1, 2, 3 …; a change against an older one is refused. */
  version: number
  audience: Audience
  /** Fields that fewer see than the record. */
  fieldAudiences: Record<string, FieldSight>
}

export const UNIT_KINDS = ['estate', 'parcel', 'building', 'urban-block', 'good'] as const
export type UnitKind = (typeof UNIT_KINDS)[number]

/** LA_BAUnit. */
export interface UnitRecord extends Versioned {
  kind: UnitKind
  name: string
  municipality: string | null
  state: string | null
  /** ISO 3166-1 alpha-2: whose law and holidays hold. */
  country: string
  note: string | null
  approximate: boolean
  demonstration: boolean
  /** Who sees the exact place, where that is fewer than see the record. */
  placeAudience: Audience
  /** What the others see of it, until `placeUntil` (ISO day; null: for good). */
  placePrecision: Precision
  placeUntil: string | null
  /** Whose committees it concerns. None: those with a role over everything. */
  communes: number[]
}

export const METHODS = ['drawn', 'walked', 'surveyed', 'imported', 'described', 'invented'] as const

/** LA_SpatialUnit: where a unit, or a part of it, lies by one source. */
export interface ExtentRecord extends Versioned {
  unitId: number
  part: string | null
  from: UncertainDate | null
  to: UncertainDate | null
  method: (typeof METHODS)[number]
  accuracyM: number | null
  statedAreaM2: number | null
  /** In the words of the source: `370 acres`. */
  statedAreaText: string | null
  sourceId: number | null
  note: string | null
  /** Hexadecimal WKB of the exact shape; null where there is none. */
  geometry: string | null
}

export const PARTY_KINDS = [
  'person',
  'family',
  'company',
  'state-body',
  'commune',
  'committee',
  'group',
] as const

/** LA_Party, LA_GroupParty with its LA_PartyMembers. A person has a pseudonym. */
export interface PartyRecord extends Versioned {
  kind: (typeof PARTY_KINDS)[number]
  name: string
  communeId: number | null
  members: { partyId: number; numerator: number; denominator: number }[]
  note: string | null
  communes: number[]
}

export const SOURCE_KINDS = [
  'book',
  'press',
  'gazette',
  'ruling',
  'title',
  'registry',
  'map',
  'testimony',
  'visit',
  'other',
] as const

/** LA_AdministrativeSource. */
export interface SourceRecord extends Versioned {
  kind: (typeof SOURCE_KINDS)[number]
  title: string
  publisher: string | null
  /** As far as known: `2016`, `2014-12-16`. */
  publishedText: string | null
  url: string | null
  note: string | null
  communes: number[]
}

/** These last from a day to a day. */
export const STATES = ['owns', 'holds', 'uses', 'occupies', 'guards', 'claims'] as const
/** These happen on a day; `area`, `population`, `harvest` are figures stated of a day. */
export const OCCURRENCES = [
  'granted',
  'revoked',
  'suspended',
  'expropriated',
  'split',
  'area',
  'population',
  'harvest',
  'other',
] as const
export type Predicate = (typeof STATES)[number] | (typeof OCCURRENCES)[number]

/** LA_RRR as one source tells it. Sources that disagree all stay. */
export interface AssertionRecord extends Versioned {
  unitId: number
  extentId: number | null
  predicate: Predicate
  partyId: number | null
  share: Share | null
  from: UncertainDate | null
  to: UncertainDate | null
  amount: number | null
  amountUnit: string | null
  /** In the words of the source. */
  amountText: string | null
  sourceId: number
  /** Where in the source. */
  cited: string | null
  stance: 'supports' | 'disputes' | null
  aboutId: number | null
  note: string | null
}

/** A procedure about a unit. */
export interface CaseRecord extends Versioned {
  unitId: number
  /** Id in the rule packs (domain/law/packs/procedures). */
  procedure: string
  packVersion: string
  title: string
  beganOn: string
  claimantId: number | null
  note: string | null
}

export interface EventRecord extends Versioned {
  caseId: number
  unitId: number
  step: string
  happenedOn: string
  outcome: Outcome
  share: Share | null
  areaM2: number | null
  sourceId: number | null
  note: string | null
  /** Terms that began with it, as the law was then. */
  deadlines: Deadline[]
}

/** An observation of what the land is used for; `idle`: for nothing. */
export interface UseRecord extends Versioned {
  unitId: number
  observedOn: string
  use: string
  areaM2: number | null
  yieldPerHa: number | null
  yieldUnit: string | null
  idealYieldPerHa: number | null
  sourceId: number | null
  note: string | null
}

/** By the word that a change and the log use for it. */
export interface LandRecords {
  unit: UnitRecord
  extent: ExtentRecord
  party: PartyRecord
  source: SourceRecord
  assertion: AssertionRecord
  case: CaseRecord
  event: EventRecord
  use: UseRecord
}
export type LandKind = keyof LandRecords

/** One record that comes (`before` null), changes or goes (`after` null); its past stays whatever happens. */
export type LandAlteration = {
  [K in LandKind]: { kind: K; before: LandRecords[K] | null; after: LandRecords[K] | null }
}[LandKind]
