/** Reading and writing evidence. */
import type { Geometry } from 'geojson'
import { type RawBuilder, sql } from 'kysely'
import {
  type Capture,
  type Claimed,
  type Consent,
  type EvidenceKind,
  readCapture,
  type Supported,
} from '../../domain/evidence/index.ts'
import type { Executor } from '../executor.ts'
import type { Examined } from './examine/examine.ts'
import type { Evidence, Receipt } from './schema.ts'

/** A land unit as far as evidence needs it. */
export interface Unit {
  id: number
  name: string
  communes: number[]
}

export async function findUnit(database: Executor, id: number): Promise<Unit | undefined> {
  const { rows } = await sql<Unit>`
    select id, name, communes from land_unit where id = ${id} and superseded_at is null`.execute(database)
  return rows[0]
}

const TABLES: Record<Exclude<Supported, 'unit'>, { table: string; days: string; known: string }> = {
  extent: {
    table: 'land_extent',
    days: 'x.from_earliest, coalesce(x.to_latest, x.from_latest)',
    known: 'x.from_earliest',
  },
  assertion: {
    table: 'assertion',
    days: 'x.from_earliest, coalesce(x.to_latest, x.from_latest)',
    known: 'x.from_earliest',
  },
  case: { table: 'land_case', days: 'x.began_on, x.began_on', known: 'x.began_on' },
  'case-event': { table: 'case_event', days: 'x.happened_on, x.happened_on', known: 'x.happened_on' },
  'land-use': { table: 'land_use', days: 'x.observed_on, x.observed_on', known: 'x.observed_on' },
}

/** Whether what is to be supported is of that unit, as far as the executor sees. */
export async function supportsExists(
  database: Executor,
  unit: number,
  { kind, id }: Evidence['supports'],
): Promise<boolean> {
  if (kind === 'unit') return id === null
  const { rows } = await sql`
    select from ${sql.table(TABLES[kind].table)} x
    where x.id = ${id} and x.unit_id = ${unit} and x.superseded_at is null`.execute(database)
  return rows.length > 0
}

type Row = Omit<Evidence, 'capture'> & { capture: (Capture & { fileName: string | null }) | null }

const MOMENT = sql`to_char(e.received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
const DAY = sql.lit('YYYY-MM-DD')

async function rowsWhere(visible: Executor, condition: RawBuilder<unknown>): Promise<Evidence[]> {
  const { rows } = await sql<Row>`
    select e.id, e.unit_id as "unitId", json_build_object('kind', e.supports_kind, 'id', e.supports_id) as supports,
      e.kind, e.title, e.sha256, e.bytes::double precision as bytes, e.media_type as "mediaType", e.state, e.why, e.audience,
      (select coalesce(json_agg(json_build_object('use', c.use, 'givenOn', to_char(c.given_on, ${DAY}),
        'withdrawnOn', to_char(c.withdrawn_on, ${DAY})) order by c.id), '[]') from evidence_consent c where c.evidence_id = e.id) as consents,
      (select json_build_object('alias', t.alias, 'text', t.text) from evidence_testimony t where t.evidence_id = e.id) as testimony,
      (select coalesce(json_agg(json_build_object('role', c.role, 'width', c.width, 'height', c.height) order by c.role), '[]')
        from evidence_copy c where c.evidence_id = e.id) as copies,
      (select json_build_object('fileName', a.file_name, 'at', a.captured_text, 'satelliteAt', a.satellite_text,
        'place', case when a.place is not null then json_build_array(st_x(a.place), st_y(a.place)) end, 'accuracyM', a.accuracy_m)
        from evidence_capture a where a.evidence_id = e.id) as capture,
      e.author_name as author, ${MOMENT} as "receivedAt", e.revision
    from evidence e where ${condition} order by e.received_at desc, e.id desc`.execute(visible)
  return Promise.all(rows.map((row) => withReading(visible, row)))
}

export const listEvidence = (visible: Executor, unit: number): Promise<Evidence[]> =>
  rowsWhere(visible, sql`e.unit_id = ${unit}`)

export const findEvidence = async (visible: Executor, id: number): Promise<Evidence | undefined> =>
  (await rowsWhere(visible, sql`e.id = ${id}`))[0]

async function withReading(visible: Executor, row: Row): Promise<Evidence> {
  if (!row.capture) return { ...row, capture: null }
  const claimed = await claimedOf(visible, row.unitId, row.supports)
  return { ...row, capture: { ...row.capture, ...readCapture(row.capture, claimed, row.receivedAt) } }
}

/** The exact shapes and the days of what is supported, as far as the viewer sees them. */
async function claimedOf(
  visible: Executor,
  unit: number,
  { kind, id }: Evidence['supports'],
): Promise<Claimed> {
  const { rows: shapes } = await sql<{ geometry: Geometry | null }>`
    select st_asgeojson(st_collect(distinct p.geom))::json as geometry
    from land_place p join land_extent x on x.id = p.extent_id and x.version = p.extent_version and x.superseded_at is null
    where p.precision = 'exact' and p.unit_id = ${unit} ${kind === 'extent' ? sql`and x.id = ${id}` : sql``}`.execute(
    visible,
  )
  const { geometry } = shapes[0]
  if (kind === 'unit') return { geometry, date: null }
  const { table, days, known } = TABLES[kind]
  const { rows } = await sql<{ days: [string, string] }>`
    select array(select to_char(day, ${DAY}) from unnest(array[${sql.raw(days)}]::date[]) day) as days
    from ${sql.table(table)} x where x.id = ${id} and x.superseded_at is null and ${sql.raw(known)} is not null`.execute(
    visible,
  )
  const [earliest, latest] = rows[0]?.days ?? []
  return { geometry, date: earliest ? { earliest, latest: latest ?? earliest } : null }
}

export interface NewEvidence {
  unitId: number
  supports: Evidence['supports']
  kind: EvidenceKind
  title: string | null
  sha256: string
  bytes: number
  mediaType: string
  state: Evidence['state']
  audience: Evidence['audience']
  upload: string | null
  author: { id: number; name: string } | null
  consents: Consent[]
  /** Of a file. */
  fileName?: string | null
  testimony?: { alias: string; text: string }
}

/** @returns its number and the moment that its receipt names. */
export async function insertEvidence(
  transaction: Executor,
  one: NewEvidence,
): Promise<{ id: number; receivedAt: string }> {
  const { rows } = await sql<{ id: number; receivedAt: string }>`
    insert into evidence as e (unit_id, supports_kind, supports_id, kind, title, sha256, bytes, media_type, state, audience,
      upload, author_id, author_name)
    values (${one.unitId}, ${one.supports.kind}, ${one.supports.id}, ${one.kind}, ${one.title}, ${one.sha256}, ${one.bytes},
      ${one.mediaType}, ${one.state}, ${one.audience}, ${one.upload}, ${one.author?.id ?? null}, ${one.author?.name ?? null})
    returning id, ${MOMENT} as "receivedAt"`.execute(transaction)
  const [{ id }] = rows
  await insertConsents(transaction, id, one.consents)
  if (one.testimony)
    await sql`insert into evidence_testimony values (${id}, ${one.testimony.alias}, ${one.testimony.text})`.execute(
      transaction,
    )
  else
    await sql`insert into evidence_capture (evidence_id, file_name) values (${id}, ${one.fileName ?? null})`.execute(
      transaction,
    )
  return rows[0]
}

export async function insertConsents(
  transaction: Executor,
  id: number,
  consents: readonly Consent[],
): Promise<void> {
  await sql`insert into evidence_consent (evidence_id, use, given_on, withdrawn_on)
    select ${id}::integer, use, "givenOn"::date, "withdrawnOn"::date
    from json_to_recordset(${JSON.stringify(consents)}::json) as one (use text, "givenOn" text, "withdrawnOn" text)`.execute(
    transaction,
  )
}

export async function writeReceipt(
  transaction: Executor,
  { evidenceId, key, signature }: Receipt,
  publicKey: string,
): Promise<void> {
  await sql`update evidence set receipt_key = ${key}, receipt_signature = ${signature}, receipt_public_key = ${publicKey}
    where id = ${evidenceId}`.execute(transaction)
}

export async function readReceipt(
  visible: Executor,
  condition: { id: number } | { upload: string; author: number },
): Promise<Receipt | undefined> {
  const { rows } = await sql<Receipt>`
    select 1 as format, e.id as "evidenceId", e.sha256, e.bytes::double precision as bytes, ${MOMENT} as "receivedAt",
      e.receipt_key as key, e.receipt_signature as signature
    from evidence e where e.receipt_signature is not null and ${
      'id' in condition
        ? sql`e.id = ${condition.id}`
        : sql`e.upload = ${condition.upload} and e.author_id = ${condition.author}`
    }`.execute(visible)
  return rows[0]
}

/** All consents of one, as they are from now on. */
export async function replaceConsents(transaction: Executor, id: number, consents: readonly Consent[]) {
  await sql`delete from evidence_consent where evidence_id = ${id}`.execute(transaction)
  await insertConsents(transaction, id, consents)
  await sql`update evidence set revision = revision + 1 where id = ${id}`.execute(transaction)
}

export async function unexamined(database: Executor) {
  const { rows } = await sql<{ id: number; sha256: string; mediaType: string }>`
    select id, sha256, media_type as "mediaType" from evidence where state = 'checking' order by id`.execute(
    database,
  )
  return rows
}

export interface KeptCopy {
  role: 'view' | 'thumbnail'
  sha256: string
  bytes: number
  mediaType: string
  width: number
  height: number
}

export async function writeExamined(
  transaction: Executor,
  id: number,
  found: Examined,
  copies: readonly KeptCopy[],
): Promise<void> {
  const why = 'why' in found ? found.why : null
  await sql`update evidence set state = ${why ? 'quarantined' : 'kept'}, why = ${why} where id = ${id}`.execute(
    transaction,
  )
  for (const { role, sha256, bytes, mediaType, width, height } of copies)
    await sql`insert into evidence_copy values (${id}, ${role}, ${sha256}, ${bytes}, ${mediaType}, ${width}, ${height})
      on conflict do nothing`.execute(transaction)
  if ('why' in found || !found.capture) return
  const { at, satelliteAt, place, accuracyM } = found.capture
  await sql`update evidence_capture set captured_text = ${at}, satellite_text = ${satelliteAt}, accuracy_m = ${accuracyM},
      place = ${place ? sql`st_setsrid(st_makepoint(${place[0]}, ${place[1]}), 4326)` : sql`null`}
    where evidence_id = ${id}`.execute(transaction)
}

/** The copy's file, where the viewer may look at it now. */
export async function findCopy(visible: Executor, id: number, role: string) {
  const { rows } = await sql<{ sha256: string; mediaType: string }>`
    select c.sha256, c.media_type as "mediaType" from evidence_copy c where c.evidence_id = ${id} and c.role = ${role}`.execute(
    visible,
  )
  return rows[0]
}

/** Bytes that an account added since yesterday at this time. */
export async function bytesOfToday(database: Executor, account: number): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select coalesce(sum(bytes), 0)::double precision as bytes from evidence
    where author_id = ${account} and received_at > now() - interval '1 day'`.execute(database)
  return rows[0].bytes
}
