/** Reading and writing bodies and their memberships. Every function takes the executor first. */
import { sql } from 'kysely'
import { communeAsBody, memberKey } from '../../domain/composing/body-operations.ts'
import type { Body as EngineBody } from '../../domain/composing/levels.ts'
import type { BodyRecord, MemberRef } from '../../domain/territory/body-record.ts'
import type { Executor } from '../executor.ts'
import { holdsOn } from '../territories/history.ts'
import type { BodyMember } from './schema.ts'

/** A body as somebody sees it: memberships with the names of today, of members that are there and seen. */
export interface SeenBody extends Omit<BodyRecord, 'memberships' | 'became' | 'importId'> {
  became: { id: number; name: string } | null
  partial: boolean
  members: BodyMember[]
}

const MEMBER = sql`case when m.council_id is not null then json_build_object('kind', 'council', 'id', m.council_id)
  when m.commune_id is not null then json_build_object('kind', 'commune', 'id', m.commune_id)
  else json_build_object('kind', 'body', 'id', m.member_body_id) end`

/**
 * All by name, with the eyes of whoever asks.
 * @param day ISO date: members that are gone since are named as they were
 */
export async function readBodies(visible: Executor, day: string | null = null): Promise<SeenBody[]> {
  const council =
    day === null
      ? sql`present_council k on k.id = m.council_id`
      : sql`lateral (select v.name from council_version v where v.id = m.council_id and ${holdsOn('v', day)}
          order by v.until limit 1) k on true`
  const commune =
    day === null
      ? sql`present_commune p on p.id = m.commune_id`
      : sql`lateral (select c.name from ${communesOn(day)} c where c.id = m.commune_id) p on true`
  const { rows } = await sql<SeenBody>`
    select b.id, b.level, b.name, b.note, b.source, b.approximate, b.audience, b.revision,
      b.id in (select unseen_bodies()) as partial,
      (select json_build_object('id', c.id, 'name', c.name) from present_commune c where c.id = b.became) as became,
      coalesce((
        select json_agg(json_build_object('member', ${MEMBER}, 'name', coalesce(k.name, p.name, o.name), 'level', o.level,
          'from', to_char(m.joined_on, 'YYYY-MM-DD'), 'to', to_char(m.left_on, 'YYYY-MM-DD')) order by m.id)
        from body_membership m
        left join ${council}
        left join ${commune}
        left join present_body o on o.id = m.member_body_id
        where m.body_id = b.id and coalesce(k.name, p.name, o.name) is not null), '[]'::json) as members
    from present_body b order by plain_text(b.name) collate "C", b.id`.execute(visible)
  return rows
}

/** The communes that are, and those that are no more and had councils on a day; none of an undone import. */
const communesOn = (day: string) => sql`(
  select id, name from present_commune
  union all
  (select distinct on (f.commune_id) f.commune_id, f.commune_name from former_membership f
    where ${holdsOn('f', day)} and not exists (select from commune c where c.id = f.commune_id)
    order by f.commune_id, f.until))`

/** The communes among all members, with their councils, as the engine takes them: of a day, or of today. */
export async function communesOfBodies(
  visible: Executor,
  bodies: readonly SeenBody[],
  day: string | null = null,
): Promise<EngineBody[]> {
  const ids = bodies.flatMap(({ members }) =>
    members.flatMap(({ member }) => (member.kind === 'commune' ? [member.id] : [])),
  )
  if (ids.length === 0) return []
  const { rows } = await (day === null
    ? sql<{ id: number; councilIds: number[] }>`
    select p.id, coalesce((select json_agg(c.id order by c.id) from membership m join present_council c on c.id = m.council_id
      where m.commune_id = p.id), '[]'::json) as "councilIds"
    from present_commune p where p.id = any(${[...new Set(ids)]}::integer[])`
    : sql<{ id: number; councilIds: number[] }>`
    select p.id, coalesce((select json_agg(distinct c.id order by c.id)
      from membership_version m join council_version c on c.id = m.council_id
      where m.commune_id = p.id and ${holdsOn('m', day)} and ${holdsOn('c', day)}), '[]'::json) as "councilIds"
    from ${communesOn(day)} p where p.id = any(${[...new Set(ids)]}::integer[])`
  ).execute(visible)
  return rows.map(({ id, councilIds }) => communeAsBody(id, councilIds))
}

export interface BodyFigures {
  id: number
  families: number | null
  familiesMissing: number
  areaM2: number
  bounds: [number, number, number, number] | null
}

/** Of sets of councils; a council that two members bring counts once. */
export async function figuresOf(
  visible: Executor,
  sets: readonly { id: number; councilIds: readonly number[] }[],
): Promise<Map<number, BodyFigures>> {
  const pairs = sets.flatMap(({ id, councilIds }) => councilIds.map((council) => [id, council]))
  const { rows } = await sql<BodyFigures>`
    select of.id, sum(c.families)::integer as families, (count(*) - count(c.families))::integer as "familiesMissing",
      sum(c.area_m2) as "areaM2", json_build_array(min(st_xmin(c.geom)), min(st_ymin(c.geom)), max(st_xmax(c.geom)),
      max(st_ymax(c.geom))) as bounds
    from unnest(${pairs.map(([id]) => id)}::integer[], ${pairs.map(([, council]) => council)}::integer[]) as of (id, council)
    join present_council c on c.id = of.council group by of.id`.execute(visible)
  return new Map(rows.map((row) => [row.id, row]))
}

/** Records for an operation, locked until the transaction ends; with members that are gone for now. */
export async function lockBodies(
  database: Executor,
  ids: readonly number[],
): Promise<Map<number, BodyRecord>> {
  if (ids.length === 0) return new Map()
  await sql`select id from body where id = any(${[...ids]}::integer[]) order by id for update`.execute(
    database,
  )
  return new Map((await bodyRecords(database, ids)).map((body) => [body.id, body]))
}

async function bodyRecords(database: Executor, ids: readonly number[]): Promise<BodyRecord[]> {
  const { rows } = await sql<BodyRecord>`
    select b.id, b.level, b.name, b.note, b.source, b.approximate, b.import_id as "importId", b.became, b.audience, b.revision,
      coalesce((select json_agg(json_build_object(
          'kind', ${MEMBER} ->> 'kind', 'id', (${MEMBER} ->> 'id')::integer,
          'from', to_char(m.joined_on, 'YYYY-MM-DD'), 'to', to_char(m.left_on, 'YYYY-MM-DD')) order by m.id)
        from body_membership m where m.body_id = b.id), '[]'::json) as memberships
    from present_body b where b.id = any(${[...ids]}::integer[])`.execute(database)
  return rows
}

/** The bodies named and all that they come down to. */
export async function bodiesBelow(database: Executor, ids: readonly number[]): Promise<BodyRecord[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<{ ids: number[] }>`
    with recursive down (id) as (
      select unnest(${[...ids]}::integer[])
      union select m.member_body_id from body_membership m join down on m.body_id = down.id where m.member_body_id is not null)
    select array(select id from down) as ids`.execute(database)
  return bodyRecords(database, rows[0].ids)
}

/** Names of the members that are there, by key; with a viewer's eyes those that they see. */
export async function memberNames(
  database: Executor,
  members: readonly MemberRef[],
): Promise<Map<string, string>> {
  const ids = (kind: MemberRef['kind']) =>
    members.filter((member) => member.kind === kind).map(({ id }) => id)
  const { rows } = await sql<MemberRef & { name: string }>`
    select 'council' as kind, id, name from present_council where id = any(${ids('council')}::integer[])
    union all select 'commune', id, name from present_commune where id = any(${ids('commune')}::integer[])
    union all select 'body', id, name from present_body where id = any(${ids('body')}::integer[])`.execute(
    database,
  )
  return new Map(rows.map(({ name, ...member }) => [memberKey(member), name]))
}

/** Which of these somebody sees, by key; of communes that are no more, too. */
export async function seenAmong(visible: Executor, members: readonly MemberRef[]): Promise<Set<string>> {
  const ids = (kind: MemberRef['kind']) =>
    members.filter((member) => member.kind === kind).map(({ id }) => id)
  const communes = ids('commune')
  const { rows } = await sql<MemberRef>`
    select 'council' as kind, id from council where id = any(${ids('council')}::integer[])
    union all select 'commune', id from commune where id = any(${communes}::integer[])
    union all select distinct 'commune', commune_id from former_membership where commune_id = any(${communes}::integer[])
    union all select 'body', id from body where id = any(${ids('body')}::integer[])`.execute(visible)
  return new Set(rows.map(memberKey))
}

export async function nextBodyId(database: Executor): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    select nextval(pg_get_serial_sequence('body', 'id'))::integer as id`.execute(database)
  return rows[0].id
}

/** @param after null deletes. The revision that is stored is always a later one, so that no window mistakes it. */
export async function writeBody(
  database: Executor,
  before: BodyRecord | null,
  after: BodyRecord | null,
): Promise<void> {
  if (!after) {
    await database.deleteFrom('body').where('id', '=', before!.id).execute()
    return
  }
  const { id, level, name, note, source, approximate, importId, became, audience, revision } = after
  if (before) {
    await sql`update body set name = ${name}, note = ${note}, became = ${became}, audience = ${audience},
      revision = revision + 1 where id = ${id}`.execute(database)
    await database.deleteFrom('body_membership').where('body_id', '=', id).execute()
  } else {
    await sql`insert into body (id, level, name, note, source, approximate, import_id, became, audience, revision)
      overriding system value values (${id}, ${level}, ${name}, ${note}, ${source}, ${approximate}, ${importId}, ${became},
        ${audience}, ${revision})`.execute(database)
  }
  await writeMemberships(database, id, after.memberships)
}

async function writeMemberships(
  database: Executor,
  body: number,
  memberships: BodyRecord['memberships'],
): Promise<void> {
  const rows = memberships.map(({ kind, id, from, to }) => ({ [kind]: id, from, to }))
  await sql`insert into body_membership (body_id, council_id, commune_id, member_body_id, joined_on, left_on)
    select ${body}::integer, council, commune, body, "from", "to"
    from json_to_recordset(${JSON.stringify(rows)}::json) as member (council integer, commune integer, body integer, "from" date, "to" date)`.execute(
    database,
  )
}
