/** The tables as Kysely sees them; sql/ is the truth, and a test holds the two together. */
import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { Audience, Role, Scope } from '../../domain/access/index.ts'
import type { EvidenceKind, EvidenceState, Supported, Use } from '../../domain/evidence/index.ts'
import type { LogAudience, LogDetail } from '../../domain/log/entry.ts'
import type { BodyLevel } from '../../domain/territory/body-record.ts'

type Json<T> = ColumnType<T, string, string>
/** Written as text (timestamptz default now()), read as an ISO string through the driver's type parsers. */
type Timestamp = ColumnType<string, string | undefined, string>

export interface CouncilTable {
  id: Generated<number>
  code: string | null
  name: string
  kind: 'urban' | 'rural' | 'indigenous' | null
  families: number | null
  population: number | null
  approximate: Generated<boolean>
  import_id: number | null
  /** geometry(MultiPolygon, 4326); hex EWKB when read raw. */
  geom: string
  /** geometry(Point, 4326): where the label stands. */
  label: string
  area_m2: number
  /** Made by the database from the name. */
  plain_name: GeneratedAlways<string>
  audience: Generated<Audience>
  revision: Generated<number>
  since: string | null
  ended_on: string | null
}

/** How a council was until a step. */
export interface FormerCouncilTable {
  id: Generated<number>
  council_id: number
  change_id: number
  since: string | null
  until: string
  code: string | null
  name: string
  kind: 'urban' | 'rural' | 'indigenous' | null
  families: number | null
  population: number | null
  approximate: boolean
  geom: string
  area_m2: number
}

export interface CommuneTable {
  id: Generated<number>
  code: string | null
  name: string
  registered_as: Generated<'commune' | 'network'>
  note: string | null
  source: string | null
  approximate: Generated<boolean>
  import_id: number | null
  revision: Generated<number>
  audience: Generated<Audience>
}

export interface MembershipTable {
  commune_id: number
  council_id: number
  since: string | null
}

export interface FormerMembershipTable {
  id: Generated<number>
  commune_id: number
  commune_name: string
  registered_as: 'commune' | 'network'
  council_id: number
  change_id: number
  since: string | null
  until: string
}

export interface BodyTable {
  id: Generated<number>
  level: BodyLevel
  name: string
  note: string | null
  source: string | null
  approximate: Generated<boolean>
  import_id: number | null
  became: number | null
  audience: Generated<Audience>
  revision: Generated<number>
}

/** One of the three members is there, the other two are null. */
export interface BodyMembershipTable {
  id: Generated<number>
  body_id: number
  council_id: number | null
  commune_id: number | null
  member_body_id: number | null
  joined_on: string
  left_on: string | null
}

export interface DeclaredLinkTable {
  id: Generated<number>
  council_a: number
  council_b: number
  kind: 'bridge' | 'ferry' | 'ford' | 'path' | 'road' | 'border'
  declared_by: string
  declared_on: string
  reason: string
  revision: Generated<number>
}

/** A gap or an overlap left on purpose. */
export interface AllowedSpaceTable {
  id: Generated<number>
  kind: 'gap' | 'overlap'
  councils: number[]
  /** geometry(MultiPolygon, 4326). */
  geom: string
  area_m2: number
  reason: string
  decided_by: string
  decided_on: string
  revision: Generated<number>
}

export interface ImportTable {
  id: Generated<number>
  file_name: string
  status: string
  /** The Import record of imports/schema.ts, without id, fileName and status. */
  details: Json<unknown>
  created_at: Timestamp
  revision: Generated<number>
}

export interface ChangeTable {
  id: Generated<number>
  kind: string
  facts: ColumnType<Record<string, string | number>, string | undefined, string>
  /** What puts things as they were before, as data (domain/territory/operations.ts). */
  inverse: Json<unknown>
  undone: Generated<boolean>
  at: Timestamp
  audience: Generated<Audience>
  communes: Generated<number[]>
  councils: Generated<number[]>
  effective_on: string | null
  bodies: Generated<number[]>
  units: Generated<number[]>
  parties: Generated<number[]>
  sources: Generated<number[]>
  corridors: Generated<number[]>
  log_seq: number | null
}

/** A file or a testimony for a land unit; what it says is in the tables beside it. */
export interface EvidenceTable {
  id: Generated<number>
  unit_id: number
  supports_kind: Generated<Supported>
  supports_id: number | null
  kind: EvidenceKind
  title: string | null
  sha256: string
  bytes: number
  media_type: string
  state: EvidenceState
  why: string | null
  audience: Generated<Audience>
  upload: string | null
  author_id: number | null
  author_name: string | null
  received_at: Timestamp
  receipt_key: string | null
  receipt_signature: string | null
  receipt_public_key: string | null
  revision: Generated<number>
}

export interface EvidenceConsentTable {
  id: Generated<number>
  evidence_id: number
  use: Use
  given_on: string
  withdrawn_on: string | null
}

export interface EvidenceTestimonyTable {
  evidence_id: number
  alias: string
  text: string
}

/** For the committee alone. */
export interface EvidenceCaptureTable {
  evidence_id: number
  file_name: string | null
  captured_text: string | null
  satellite_text: string | null
  /** geometry(Point, 4326). */
  place: string | null
  accuracy_m: number | null
}

export interface EvidenceCopyTable {
  evidence_id: number
  role: 'view' | 'thumbnail'
  sha256: string
  bytes: number
  media_type: string
  width: number
  height: number
}

export interface ScenarioTable {
  id: Generated<number>
  name: string
  note: string | null
  state: Generated<'open' | 'applied' | 'dropped'>
  /** domain/scenario/content.ts */
  content: Json<unknown>
  communes: number[]
  councils: number[]
  audience: Generated<Audience>
  author_id: number | null
  author_name: string | null
  change_id: number | null
  revision: Generated<number>
  created_at: Timestamp
  changed_at: Timestamp
}

/** Appended to by server/log/write.ts, which makes the hash; the database refuses any other change. */
export interface LogTable {
  seq: number
  format: number
  at: ColumnType<string, string, never>
  account_id: number | null
  account_name: string | null
  action: string
  subject_kind: string
  subject_id: number | null
  subject_name: string | null
  reason: string | null
  audience: LogAudience
  communes: number[]
  councils: number[]
  detail: Json<LogDetail>
  salt: string
  previous: string
  hash: string
}

/** One row: where the log ends. */
export interface LogHeadTable {
  id: Generated<number>
  seq: number
  hash: string
}

export interface LayerTable {
  name: string
  revision: number
}

/** A cache made from the councils, filled when the map asks (server/tiles/outlines.ts). */
export interface CommuneOutlineTable {
  commune_id: number
  commune_revision: number
  geom: string
  label: string
}

export interface FoundingTable {
  commune_id: number
  /** Days as text, YYYY-MM-DD. */
  began_on: string
  commission_formed_on: string | null
  commission_assembly: string | null
  commission_members: number | null
  debate_called_on: string | null
  registered_on: string | null
  register_office: string | null
  register_number: string | null
  seats_of_councils: number | null
  seats_of_enterprises: number | null
  seats_of_bank: number | null
  revision: number
}

export interface FoundingCharterPartTable {
  commune_id: number
  part: string
  written_on: string
}

export interface FoundingVoteTable {
  commune_id: number
  council_id: number
  voted_on: string
  electors: number
  voted: number
  yes: number
}

export interface AccountTable {
  id: Generated<number>
  name: string
  /** Argon2id, PHC form. */
  password_hash: string | null
  /** Sealed with the server's key. */
  totp_secret: string | null
  /** Unix time / 30 s. */
  totp_step: Generated<number | null>
  handle: Generated<string>
  disabled: Generated<boolean>
  revision: Generated<number>
  created_at: Timestamp
}

export interface RoleGrantTable {
  account_id: number
  role: Role
  scope_kind: Scope['kind']
  /** 0 for everything. */
  scope_id: Generated<number>
}

/** The secret address of an account's calendar. */
export interface CalendarFeedTable {
  account_id: number
  /** bytea */
  token_hash: Uint8Array
  with_names: Generated<boolean>
  created_at: Timestamp
}

export interface PasskeyTable {
  id: string
  account_id: number
  public_key: Uint8Array
  counter: Generated<number>
  transports: Generated<string[]>
  name: string
  created_at: Timestamp
  used_at: ColumnType<string | null, string | null | undefined, string | null>
}

export interface PasskeyChallengeTable {
  challenge: string
  account_id: number | null
  expires_at: ColumnType<string, string, string>
}

export interface RecoveryCodeTable {
  account_id: number
  code_hash: Uint8Array
  used_at: ColumnType<string | null, string | null | undefined, string | null>
}

export interface SessionTable {
  token_hash: Uint8Array
  account_id: number
  device: string
  created_at: Timestamp
  seen_at: Timestamp
  expires_at: ColumnType<string, string, string>
}

export interface InvitationTable {
  id: Generated<number>
  token_hash: Uint8Array
  grants: Json<unknown>
  account_id: number | null
  note: string | null
  invited_by: number | null
  created_at: Timestamp
  expires_at: ColumnType<string, string, string>
}

export interface SignInFailureTable {
  subject: string
  failures: number
  last_at: Timestamp
}

/** Versions of land records: server/lands/columns.ts says which field is which column. */
export interface LandUnitTable {
  id: number
  version: number
  recorded_at: Timestamp
  superseded_at: Timestamp | null
  kind: string
  name: string
  municipality: string | null
  state: string | null
  country: Generated<string>
  note: string | null
  approximate: Generated<boolean>
  demonstration: Generated<boolean>
  place_audience: Generated<string>
  place_precision: Generated<string>
  place_until: string | null
  field_audiences: ColumnType<unknown, string | undefined, string>
  seen_fields: ColumnType<unknown, string | undefined, string>
  audience: Generated<string>
  communes: Generated<number[]>
  seen_by: Generated<string>
  seen_in: Generated<number[]>
}

export interface LandExtentTable {
  id: number
  version: number
  recorded_at: Timestamp
  superseded_at: Timestamp | null
  unit_id: number
  part: string | null
  from_text: string | null
  from_earliest: string | null
  from_latest: string | null
  to_text: string | null
  to_earliest: string | null
  to_latest: string | null
  method: string
  accuracy_m: number | null
  stated_area_m2: number | null
  stated_area_text: string | null
  source_id: number | null
  note: string | null
  field_audiences: ColumnType<unknown, string | undefined, string>
  seen_fields: ColumnType<unknown, string | undefined, string>
  audience: Generated<string>
  seen_by: Generated<string>
  seen_in: Generated<number[]>
}

export interface LandPlaceTable {
  extent_id: number
  extent_version: number
  unit_id: number
  precision: string
  geom: string
  area_m2: number
  name: string | null
  seen_by: string
  seen_in: number[]
  visible_from: string | null
  visible_until: string | null
}

export interface PartyTable {
  id: number
  version: number
  recorded_at: Timestamp
  superseded_at: Timestamp | null
  kind: string
  name: string
  commune_id: number | null
  members: ColumnType<unknown, string | undefined, string>
  note: string | null
  field_audiences: ColumnType<unknown, string | undefined, string>
  seen_fields: ColumnType<unknown, string | undefined, string>
  audience: Generated<string>
  communes: Generated<number[]>
  seen_by: Generated<string>
  seen_in: Generated<number[]>
}

export interface LandSourceTable {
  id: number
  version: number
  recorded_at: Timestamp
  superseded_at: Timestamp | null
  kind: string
  title: string
  publisher: string | null
  published_text: string | null
  url: string | null
  note: string | null
  field_audiences: ColumnType<unknown, string | undefined, string>
  seen_fields: ColumnType<unknown, string | undefined, string>
  audience: Generated<string>
  communes: Generated<number[]>
  seen_by: Generated<string>
  seen_in: Generated<number[]>
}

export interface AssertionTable {
  id: number
  version: number
  recorded_at: Timestamp
  superseded_at: Timestamp | null
  unit_id: number
  extent_id: number | null
  predicate: string
  party_id: number | null
  share_numerator: number | null
  share_denominator: number | null
  from_text: string | null
  from_earliest: string | null
  from_latest: string | null
  to_text: string | null
  to_earliest: string | null
  to_latest: string | null
  amount: number | null
  amount_unit: string | null
  amount_text: string | null
  source_id: number
  cited: string | null
  stance: string | null
  about_id: number | null
  note: string | null
  field_audiences: ColumnType<unknown, string | undefined, string>
  seen_fields: ColumnType<unknown, string | undefined, string>
  audience: Generated<string>
  seen_by: Generated<string>
  seen_in: Generated<number[]>
}

export interface LandCaseTable {
  id: number
  version: number
  recorded_at: Timestamp
  superseded_at: Timestamp | null
  unit_id: number
  procedure: string
  pack_version: string
  title: string
  began_on: string
  claimant_id: number | null
  note: string | null
  field_audiences: ColumnType<unknown, string | undefined, string>
  seen_fields: ColumnType<unknown, string | undefined, string>
  audience: Generated<string>
  seen_by: Generated<string>
  seen_in: Generated<number[]>
}

export interface CaseEventTable {
  id: number
  version: number
  recorded_at: Timestamp
  superseded_at: Timestamp | null
  case_id: number
  unit_id: number
  step: string
  happened_on: string
  outcome: string
  share_numerator: number | null
  share_denominator: number | null
  area_m2: number | null
  source_id: number | null
  note: string | null
  deadlines: ColumnType<unknown, string | undefined, string>
  field_audiences: ColumnType<unknown, string | undefined, string>
  seen_fields: ColumnType<unknown, string | undefined, string>
  audience: Generated<string>
  seen_by: Generated<string>
  seen_in: Generated<number[]>
}

export interface LandUseTable {
  id: number
  version: number
  recorded_at: Timestamp
  superseded_at: Timestamp | null
  unit_id: number
  observed_on: string
  use: string
  area_m2: number | null
  yield_per_ha: number | null
  yield_unit: string | null
  ideal_yield_per_ha: number | null
  source_id: number | null
  note: string | null
  field_audiences: ColumnType<unknown, string | undefined, string>
  seen_fields: ColumnType<unknown, string | undefined, string>
  audience: Generated<string>
  seen_by: Generated<string>
  seen_in: Generated<number[]>
}

/** Versions of overlaps (server/overlaps/). */
export interface OverlapTable {
  id: number
  version: number
  recorded_at: Timestamp
  superseded_at: Timestamp | null
  a_id: number
  a_version: number
  a_unit: number
  b_kind: string
  b_id: number
  b_version: number | null
  b_unit: number | null
  area_m2: number
  width_m: number
  share_a: number
  share_b: number
  geom: string
  since: string | null
  found_at: Timestamp
  state: string
  cause: string
  reason: string | null
}

export interface ReferenceAreaTable {
  id: GeneratedAlways<number>
  kind: string
  code: string | null
  name: string
  state: string | null
  source: string
  geom: string
}

export interface ReferenceEditionTable {
  id: GeneratedAlways<number>
  kind: string
  source: string
  file_name: string
  brought_in_at: Generated<Timestamp>
  areas: number
  skipped: Generated<number>
  added: Generated<number[]>
  changed: Generated<number>
  gone: Generated<number>
  undone_at: Timestamp | null
}

export interface ReferenceFormerTable {
  edition_id: number
  area_id: number
  code: string | null
  name: string
  state: string | null
  geom: string
}

/** Corridors and exchange: server/exchanges/columns.ts says which field is which column. */
export interface CorridorTable {
  id: Generated<number>
  kind: string
  name: string
  note: string | null
  source: string | null
  approximate: Generated<boolean>
  demonstration: Generated<boolean>
  route: string | null
  route_km: number | null
  route_estimated_km: number | null
  part_of: number | null
  part_since: string | null
  began_on: string | null
  ended_on: string | null
  truck_kg: number | null
  truck_count: number | null
  truck_home: number | null
  audience: Generated<string>
  revision: Generated<number>
}

export interface CorridorCommuneTable {
  corridor_id: number
  commune_id: number
  place: number
  joined_on: string | null
  left_on: string | null
}

export interface DeliveryTable {
  id: Generated<number>
  flow_id: number
  sent_on: string
  sent_kg: number
  received_on: string | null
  accepted_kg: number | null
  rejected_kg: number | null
  rejected_why: string | null
  lost_kg: number | null
  truck: string | null
  note: string | null
  demonstration: Generated<boolean>
  revision: Generated<number>
  run_id: number | null
}

export interface TruckRunTable {
  id: Generated<number>
  corridor_id: number
  day: string
  name: string
  capacity_kg: number
  home: number
  first_way: string
  communes: number[]
  line_km: number[]
  estimated: Generated<boolean>
  loads: ColumnType<unknown, string, string>
  demonstration: Generated<boolean>
  audience: Generated<string>
  revision: Generated<number>
}

export interface ExchangePlanTable {
  id: Generated<number>
  name: string
  first_month: string
  last_month: string
  options: ColumnType<unknown, string | undefined, string>
  input_hash: string
  solver: string
  outcome: ColumnType<unknown, string | undefined, string>
  communes: Generated<number[]>
  audience: Generated<string>
  demonstration: Generated<boolean>
  made_at: Generated<Timestamp>
  revision: Generated<number>
}

export interface FlowTable {
  id: Generated<number>
  plan_id: number | null
  from_commune: number
  to_commune: number
  via_producer: number | null
  product: string
  form: string
  kg: number
  period: string
  provenance: string
  state: Generated<string>
  locked: Generated<boolean>
  segments: ColumnType<unknown, string | undefined, string>
  km: number | null
  quality: Generated<string>
  demonstration: Generated<boolean>
  audience: Generated<string>
  revision: Generated<number>
}

export interface ProducerTable {
  id: Generated<number>
  commune_id: number
  kind: string
  name: string
  role: Generated<string>
  throughput_kg: number | null
  made_of_product: string | null
  made_of_form: string | null
  makes_product: string | null
  makes_form: string | null
  rate_min: number | null
  rate_max: number | null
  rate_source: string | null
  note: string | null
  demonstration: Generated<boolean>
  audience: Generated<string>
  revision: Generated<number>
}

export interface LocalUnitTable {
  id: Generated<number>
  commune_id: number | null
  name: string
  product: string | null
  form: string | null
  kg_min: number
  kg_likely: number
  kg_max: number
  valid_from: string | null
  valid_to: string | null
  source: string
  demonstration: Generated<boolean>
  audience: Generated<string>
  revision: Generated<number>
}

export interface QuantityTable {
  id: Generated<number>
  commune_id: number
  producer_id: number | null
  role: string
  product: string
  form: string
  amount: number
  unit: string
  kg_min: number
  kg_likely: number
  kg_max: number
  period: string
  season: string | null
  provenance: Generated<string>
  source: string
  invented: Generated<boolean>
  demonstration: Generated<boolean>
  audience: Generated<string>
  revision: Generated<number>
}

export interface RoadSegmentTable {
  id: Generated<number>
  network: Generated<string>
  name: string | null
  geom: string
  level: Generated<number>
  one_way: Generated<number>
  by_hand: Generated<boolean>
  km_per_hour: number | null
  capacity_kg: number | null
  closed_from: string | null
  closed_until: string | null
  closed_why: string | null
  demonstration: Generated<boolean>
  revision: Generated<number>
  closed_from_m: number | null
  closed_to_m: number | null
}
export interface Tables {
  council: CouncilTable
  former_council: FormerCouncilTable
  commune: CommuneTable
  membership: MembershipTable
  body: BodyTable
  body_membership: BodyMembershipTable
  former_membership: FormerMembershipTable
  declared_link: DeclaredLinkTable
  allowed_space: AllowedSpaceTable
  import: ImportTable
  change: ChangeTable
  evidence: EvidenceTable
  evidence_capture: EvidenceCaptureTable
  evidence_consent: EvidenceConsentTable
  evidence_copy: EvidenceCopyTable
  evidence_testimony: EvidenceTestimonyTable
  scenario: ScenarioTable
  log: LogTable
  log_head: LogHeadTable
  layer: LayerTable
  commune_outline: CommuneOutlineTable
  founding: FoundingTable
  founding_charter_part: FoundingCharterPartTable
  founding_vote: FoundingVoteTable
  account: AccountTable
  role_grant: RoleGrantTable
  calendar_feed: CalendarFeedTable
  passkey: PasskeyTable
  passkey_challenge: PasskeyChallengeTable
  recovery_code: RecoveryCodeTable
  session: SessionTable
  invitation: InvitationTable
  sign_in_failure: SignInFailureTable
  land_unit: LandUnitTable
  land_extent: LandExtentTable
  land_place: LandPlaceTable
  party: PartyTable
  land_source: LandSourceTable
  assertion: AssertionTable
  land_case: LandCaseTable
  case_event: CaseEventTable
  land_use: LandUseTable
  reference_area: ReferenceAreaTable
  reference_edition: ReferenceEditionTable
  reference_former: ReferenceFormerTable
  overlap: OverlapTable
  corridor: CorridorTable
  corridor_commune: CorridorCommuneTable
  delivery: DeliveryTable
  truck_run: TruckRunTable
  exchange_plan: ExchangePlanTable
  flow: FlowTable
  producer: ProducerTable
  local_unit: LocalUnitTable
  quantity: QuantityTable
  road_segment: RoadSegmentTable
}
