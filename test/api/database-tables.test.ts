/** The tables as sql/ makes them: described in the program and in the database, migrated forward only. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../server/database/index.ts'
import type { Tables } from '../../server/database/schema.ts'
import { engine, makePostgresDatabase, openTestDatabase } from '../support/database.ts'

/** The compiler refuses a column that schema.ts lacks here; the exhaustiveness check below, one that is missing. */
const described = {
  account: [
    'id',
    'name',
    'password_hash',
    'totp_secret',
    'totp_step',
    'handle',
    'disabled',
    'revision',
    'created_at',
  ],
  allowed_space: [
    'id',
    'kind',
    'councils',
    'geom',
    'area_m2',
    'reason',
    'decided_by',
    'decided_on',
    'revision',
  ],
  change: [
    'id',
    'kind',
    'facts',
    'inverse',
    'undone',
    'at',
    'audience',
    'communes',
    'councils',
    'effective_on',
    'bodies',
    'log_seq',
    'units',
    'parties',
    'sources',
    'corridors',
  ],
  former_council: [
    'id',
    'council_id',
    'change_id',
    'since',
    'until',
    'code',
    'name',
    'kind',
    'families',
    'population',
    'approximate',
    'geom',
    'area_m2',
  ],
  body: [
    'id',
    'level',
    'name',
    'note',
    'source',
    'approximate',
    'import_id',
    'became',
    'audience',
    'revision',
  ],
  body_membership: ['id', 'body_id', 'council_id', 'commune_id', 'member_body_id', 'joined_on', 'left_on'],
  calendar_feed: ['account_id', 'token_hash', 'with_names', 'created_at'],
  commune: [
    'id',
    'code',
    'name',
    'registered_as',
    'note',
    'source',
    'approximate',
    'import_id',
    'revision',
    'audience',
  ],
  commune_outline: ['commune_id', 'commune_revision', 'geom', 'label'],
  council: [
    'id',
    'code',
    'name',
    'kind',
    'families',
    'population',
    'approximate',
    'import_id',
    'geom',
    'label',
    'area_m2',
    'plain_name',
    'audience',
    'revision',
    'since',
    'ended_on',
  ],
  declared_link: ['id', 'council_a', 'council_b', 'kind', 'declared_by', 'declared_on', 'reason', 'revision'],
  founding: [
    'commune_id',
    'began_on',
    'commission_formed_on',
    'commission_assembly',
    'commission_members',
    'debate_called_on',
    'registered_on',
    'register_office',
    'register_number',
    'seats_of_councils',
    'seats_of_enterprises',
    'seats_of_bank',
    'revision',
  ],
  founding_charter_part: ['commune_id', 'part', 'written_on'],
  founding_vote: ['commune_id', 'council_id', 'voted_on', 'electors', 'voted', 'yes'],
  import: ['id', 'file_name', 'status', 'details', 'created_at', 'revision'],
  invitation: ['id', 'token_hash', 'grants', 'account_id', 'note', 'invited_by', 'created_at', 'expires_at'],
  layer: ['name', 'revision'],
  log: [
    'seq',
    'format',
    'at',
    'account_id',
    'account_name',
    'action',
    'subject_kind',
    'subject_id',
    'subject_name',
    'reason',
    'audience',
    'communes',
    'councils',
    'detail',
    'salt',
    'previous',
    'hash',
  ],
  log_head: ['id', 'seq', 'hash'],
  membership: ['commune_id', 'council_id', 'since'],
  former_membership: [
    'id',
    'commune_id',
    'commune_name',
    'registered_as',
    'council_id',
    'change_id',
    'since',
    'until',
  ],
  passkey: ['id', 'account_id', 'public_key', 'counter', 'transports', 'name', 'created_at', 'used_at'],
  passkey_challenge: ['challenge', 'account_id', 'expires_at'],
  recovery_code: ['account_id', 'code_hash', 'used_at'],
  role_grant: ['account_id', 'role', 'scope_kind', 'scope_id'],
  evidence: [
    'id',
    'unit_id',
    'supports_kind',
    'supports_id',
    'kind',
    'title',
    'sha256',
    'bytes',
    'media_type',
    'state',
    'why',
    'audience',
    'upload',
    'author_id',
    'author_name',
    'received_at',
    'receipt_key',
    'receipt_signature',
    'receipt_public_key',
    'revision',
  ],
  evidence_capture: ['evidence_id', 'file_name', 'captured_text', 'satellite_text', 'place', 'accuracy_m'],
  evidence_consent: ['id', 'evidence_id', 'use', 'given_on', 'withdrawn_on'],
  evidence_copy: ['evidence_id', 'role', 'sha256', 'bytes', 'media_type', 'width', 'height'],
  evidence_testimony: ['evidence_id', 'alias', 'text'],
  scenario: [
    'id',
    'name',
    'note',
    'state',
    'content',
    'communes',
    'councils',
    'audience',
    'author_id',
    'author_name',
    'change_id',
    'revision',
    'created_at',
    'changed_at',
  ],
  session: ['token_hash', 'account_id', 'device', 'created_at', 'seen_at', 'expires_at'],
  sign_in_failure: ['subject', 'failures', 'last_at'],
  land_unit: [
    'id',
    'version',
    'recorded_at',
    'superseded_at',
    'kind',
    'name',
    'municipality',
    'state',
    'country',
    'note',
    'approximate',
    'demonstration',
    'place_audience',
    'place_precision',
    'place_until',
    'field_audiences',
    'seen_fields',
    'audience',
    'communes',
    'seen_by',
    'seen_in',
  ],
  land_extent: [
    'id',
    'version',
    'recorded_at',
    'superseded_at',
    'unit_id',
    'part',
    'from_text',
    'from_earliest',
    'from_latest',
    'to_text',
    'to_earliest',
    'to_latest',
    'method',
    'accuracy_m',
    'stated_area_m2',
    'stated_area_text',
    'source_id',
    'note',
    'field_audiences',
    'seen_fields',
    'audience',
    'seen_by',
    'seen_in',
  ],
  land_place: [
    'extent_id',
    'extent_version',
    'unit_id',
    'precision',
    'geom',
    'area_m2',
    'name',
    'seen_by',
    'seen_in',
    'visible_from',
    'visible_until',
  ],
  party: [
    'id',
    'version',
    'recorded_at',
    'superseded_at',
    'kind',
    'name',
    'commune_id',
    'members',
    'note',
    'field_audiences',
    'seen_fields',
    'audience',
    'communes',
    'seen_by',
    'seen_in',
  ],
  land_source: [
    'id',
    'version',
    'recorded_at',
    'superseded_at',
    'kind',
    'title',
    'publisher',
    'published_text',
    'url',
    'note',
    'field_audiences',
    'seen_fields',
    'audience',
    'communes',
    'seen_by',
    'seen_in',
  ],
  assertion: [
    'id',
    'version',
    'recorded_at',
    'superseded_at',
    'unit_id',
    'extent_id',
    'predicate',
    'party_id',
    'share_numerator',
    'share_denominator',
    'from_text',
    'from_earliest',
    'from_latest',
    'to_text',
    'to_earliest',
    'to_latest',
    'amount',
    'amount_unit',
    'amount_text',
    'source_id',
    'cited',
    'stance',
    'about_id',
    'note',
    'field_audiences',
    'seen_fields',
    'audience',
    'seen_by',
    'seen_in',
  ],
  land_case: [
    'id',
    'version',
    'recorded_at',
    'superseded_at',
    'unit_id',
    'procedure',
    'pack_version',
    'title',
    'began_on',
    'claimant_id',
    'note',
    'field_audiences',
    'seen_fields',
    'audience',
    'seen_by',
    'seen_in',
  ],
  case_event: [
    'id',
    'version',
    'recorded_at',
    'superseded_at',
    'case_id',
    'unit_id',
    'step',
    'happened_on',
    'outcome',
    'share_numerator',
    'share_denominator',
    'area_m2',
    'source_id',
    'note',
    'deadlines',
    'field_audiences',
    'seen_fields',
    'audience',
    'seen_by',
    'seen_in',
  ],
  land_use: [
    'id',
    'version',
    'recorded_at',
    'superseded_at',
    'unit_id',
    'observed_on',
    'use',
    'area_m2',
    'yield_per_ha',
    'yield_unit',
    'ideal_yield_per_ha',
    'source_id',
    'note',
    'field_audiences',
    'seen_fields',
    'audience',
    'seen_by',
    'seen_in',
  ],
  reference_area: ['id', 'kind', 'name', 'state', 'source', 'geom'],
  overlap: [
    'id',
    'version',
    'recorded_at',
    'superseded_at',
    'a_id',
    'a_version',
    'a_unit',
    'b_kind',
    'b_id',
    'b_version',
    'b_unit',
    'area_m2',
    'width_m',
    'share_a',
    'share_b',
    'geom',
    'since',
    'found_at',
    'state',
    'cause',
    'reason',
  ],
  corridor: [
    'id',
    'kind',
    'name',
    'note',
    'source',
    'approximate',
    'demonstration',
    'route',
    'route_km',
    'route_estimated_km',
    'part_of',
    'part_since',
    'began_on',
    'ended_on',
    'audience',
    'revision',
  ],
  corridor_commune: ['corridor_id', 'commune_id', 'place', 'joined_on', 'left_on'],
  delivery: [
    'id',
    'flow_id',
    'sent_on',
    'sent_kg',
    'received_on',
    'accepted_kg',
    'rejected_kg',
    'rejected_why',
    'lost_kg',
    'truck',
    'note',
    'demonstration',
    'revision',
  ],
  exchange_plan: [
    'id',
    'name',
    'first_month',
    'last_month',
    'options',
    'input_hash',
    'solver',
    'outcome',
    'communes',
    'audience',
    'demonstration',
    'made_at',
    'revision',
  ],
  flow: [
    'id',
    'plan_id',
    'from_commune',
    'to_commune',
    'via_producer',
    'product',
    'form',
    'kg',
    'period',
    'provenance',
    'state',
    'locked',
    'segments',
    'km',
    'quality',
    'demonstration',
    'audience',
    'revision',
  ],
  producer: [
    'id',
    'commune_id',
    'kind',
    'name',
    'role',
    'throughput_kg',
    'made_of_product',
    'made_of_form',
    'makes_product',
    'makes_form',
    'note',
    'demonstration',
    'audience',
    'revision',
  ],
  quantity: [
    'id',
    'commune_id',
    'producer_id',
    'role',
    'product',
    'form',
    'amount',
    'unit',
    'kg_min',
    'kg_likely',
    'kg_max',
    'period',
    'season',
    'provenance',
    'source',
    'invented',
    'demonstration',
    'audience',
    'revision',
  ],
  road_segment: [
    'id',
    'network',
    'name',
    'geom',
    'level',
    'one_way',
    'by_hand',
    'km_per_hour',
    'capacity_kg',
    'closed_from',
    'closed_until',
    'closed_why',
    'demonstration',
    'revision',
  ],
} as const satisfies { [T in keyof Tables]: readonly (keyof Tables[T])[] }

type Undescribed = {
  [T in keyof Tables]: Exclude<keyof Tables[T], (typeof described)[T][number]>
}[keyof Tables]
const undescribed: Undescribed[] = []

describe(`${engine}: the tables`, () => {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase()
  })
  afterAll(() => database?.close())

  /** Tables and views of this program, without PostGIS's and the migrator's own. */
  const ours = sql`
    select c.oid, c.relname as name, c.relkind as kind from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v')
      and c.relname not in ('migration', 'migration_lock')
      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')`

  it('are those that server/database/schema.ts describes, column by column', async () => {
    const { rows } = await sql<{ table: string; columns: string[] }>`
      select ours.name::text as table, array_agg(a.attname::text order by a.attnum) as columns
      from (${ours}) ours join pg_attribute a on a.attrelid = ours.oid and a.attnum > 0 and not a.attisdropped
      where ours.kind = 'r' group by 1`.execute(database.db)
    expect(Object.fromEntries(rows.map(({ table, columns }) => [table, columns]))).toEqual(described)
    expect(undescribed).toEqual([])
  })

  it('each say what they hold, and so does every column', async () => {
    const { rows } = await sql<{ silent: string }>`
      select ours.name as silent from (${ours}) ours where obj_description(ours.oid, 'pg_class') is null
      union all
      select ours.name || '.' || a.attname
      from (${ours}) ours join pg_attribute a on a.attrelid = ours.oid and a.attnum > 0 and not a.attisdropped
      where ours.kind = 'r' and col_description(ours.oid, a.attnum) is null
      order by 1`.execute(database.db)
    expect(rows.map(({ silent }) => silent)).toEqual([])
  })
})

describe(`${engine}: migrations`, () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'toparquia-migrations-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('run in order and once, leave nothing of one that fails, and refuse a database newer than the program', async () => {
    const { where, remove } = await place()
    const write = (name: string, text: string) => writeFile(join(folder, name), text)
    const open = () => openDatabase({ ...where, migrations: pathToFileURL(`${folder}/`) })
    try {
      await write(
        '0001-first.sql',
        '-- First.\ncreate table first (a int);\ninsert into first values (1); -- end',
      )
      await write('0002-second.sql', 'create table second (b int);\ninsert into second values (1 / 0);')
      await expect(open()).rejects.toMatchObject({
        reason: 'migration-failed',
        message: expect.stringMatching(/^0002-second failed and was rolled back: .*division by zero/),
      })
      await write('0002-second.sql', 'create table second (b int)')
      for (const _twice of [1, 2]) {
        const { db, close } = await open()
        const { rows } = await sql`select count(*) as n from first, (select count(*) from second) s`.execute(
          db,
        )
        await close()
        expect(rows).toEqual([{ n: 1 }])
      }
      await rm(join(folder, '0002-second.sql'))
      await expect(open()).rejects.toMatchObject({
        reason: 'newer-than-program',
        message: expect.stringContaining('0002-second'),
      })
    } finally {
      await remove()
    }
  })
})

/** Where an empty database can be made and opened again. */
async function place() {
  if (engine === 'postgres') {
    const { url, remove } = await makePostgresDatabase()
    return { where: { url }, remove }
  }
  const directory = await mkdtemp(join(tmpdir(), 'toparquia-migrated-'))
  return { where: { directory }, remove: () => rm(directory, { recursive: true, force: true }) }
}
