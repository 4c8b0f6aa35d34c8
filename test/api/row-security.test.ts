/**
 * The second wall: what PostgreSQL shows to the role of a visitor, against the rule as it stands in domain/access, for
 * territories and viewers that nobody thought of; and all that the role may do besides.
 */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AUDIENCES, type Audience, sees, sightOf } from '../../domain/access/audience.ts'
import { type Grant, may, PUBLIC, ROLES, type Viewer } from '../../domain/access/index.ts'
import { LOG_AUDIENCES, type LogAudience } from '../../domain/log/entry.ts'
import { asViewer } from '../../server/access/as-viewer.ts'
import type { Database } from '../../server/database/index.ts'
import { writeLog } from '../../server/log/write.ts'
import { square } from '../support/app.ts'
import { emptyTables, engine, openTestDatabase } from '../support/database.ts'

let database: Database

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database?.close())

/** The same numbers each time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

interface World {
  councils: { id: number; audience: Audience }[]
  communes: { id: number; audience: Audience }[]
  /** [commune, council] */
  memberships: [number, number][]
  /** The same of before, of communes that may be gone. */
  formerMemberships: [number, number][]
  links: { id: number; ends: [number, number] }[]
  spaces: { id: number; councils: number[] }[]
  /** Communes that are drawn. */
  outlines: number[]
  bodies: {
    id: number
    audience: Audience
    members: { kind: 'council' | 'commune' | 'body'; id: number }[]
  }[]
  changes: { id: number; audience: Audience; communes: number[]; councils: number[] }[]
  entries: {
    seq: number
    audience: LogAudience
    communes: number[]
    councils: number[]
    account: number | null
  }[]
}

const COUNCILS = 24
const COMMUNES = 8
const BODIES = 8
/** A number that no commune has any more. */
const GONE = 77

async function makeWorld(random: () => number, accounts: number[]): Promise<World> {
  const { db } = database
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]
  const some = (highest: number, most: number) => [
    ...new Set(
      Array.from({ length: Math.floor(random() * (most + 1)) }, () => 1 + Math.floor(random() * highest)),
    ),
  ]
  const councils = Array.from({ length: COUNCILS }, (_, i) => ({ id: i + 1, audience: pick(AUDIENCES) }))
  const communes = Array.from({ length: COMMUNES }, (_, i) => ({ id: i + 1, audience: pick(AUDIENCES) }))
  const memberships = communes.flatMap(({ id }) =>
    some(COUNCILS, 6).map((council): [number, number] => [id, council]),
  )
  const formerMemberships = [...communes.map(({ id }) => id), GONE].flatMap((id) =>
    some(COUNCILS, 4).map((council): [number, number] => [id, council]),
  )
  const links = Array.from({ length: 20 }, (_, i) => {
    const a = 1 + Math.floor(random() * (COUNCILS - 1))
    return { id: i + 1, ends: [a, a + 1 + Math.floor(random() * (COUNCILS - a))] as [number, number] }
  })
  const spaces = Array.from({ length: 20 }, (_, i) => ({
    id: i + 1,
    councils: [1 + Math.floor(random() * COUNCILS), ...some(COUNCILS, 3)],
  }))
  const outlines = communes.map(({ id }) => id).filter(() => random() < 0.8)
  // Also of each other, round in a circle: nothing keeps a table from that.
  const bodies = Array.from({ length: BODIES }, (_, i) => ({
    id: i + 1,
    audience: pick(AUDIENCES),
    members: [
      ...some(COUNCILS, 2).map((id) => ({ kind: 'council' as const, id })),
      ...some(COMMUNES, 2).map((id) => ({ kind: 'commune' as const, id })),
      ...(random() < 0.2 ? [{ kind: 'commune' as const, id: GONE }] : []),
      ...some(BODIES, 1).map((id) => ({ kind: 'body' as const, id })),
    ],
  }))
  const changes = Array.from({ length: 40 }, (_, i) => {
    const communes = some(COMMUNES, 2)
    if (random() < 0.1) communes.push(GONE)
    return { id: i + 1, audience: pick(AUDIENCES), communes, councils: some(COUNCILS, 2) }
  })
  const entries = Array.from({ length: 40 }, (_, i) => ({
    seq: i + 1,
    audience: pick(LOG_AUDIENCES),
    communes: some(COMMUNES, 2).sort((a, b) => a - b),
    councils: some(COUNCILS, 2).sort((a, b) => a - b),
    account: random() < 0.4 ? pick(accounts) : null,
  }))

  const shape = JSON.stringify(square(0, 0))
  await sql`insert into commune (id, name, audience) overriding system value
    select id, 'C' || id, audience from jsonb_to_recordset(${JSON.stringify(communes)}::jsonb) as x (id integer, audience text)`.execute(
    db,
  )
  await sql`insert into council (id, name, audience, geom, area_m2) overriding system value
    select id, 'N' || id, audience, st_multi(st_setsrid(st_geomfromgeojson(${shape}), 4326)), 1
    from jsonb_to_recordset(${JSON.stringify(councils)}::jsonb) as x (id integer, audience text)`.execute(db)
  for (const [commune, council] of memberships)
    await sql`insert into membership (commune_id, council_id) values (${commune}, ${council})`.execute(db)
  for (const { id, ends } of links)
    await sql`insert into declared_link (id, council_a, council_b, kind, declared_by, declared_on, reason)
      overriding system value values (${id}, ${ends[0]}, ${ends[1]}, 'path', 'A', '2026-01-10', 'R') on conflict do nothing`.execute(
      db,
    )
  for (const { id, councils } of spaces)
    await sql`insert into allowed_space (id, kind, councils, geom, area_m2, reason, decided_by, decided_on)
      overriding system value select ${id}, 'gap', ${councils}::integer[],
        st_multi(st_setsrid(st_geomfromgeojson(${shape}), 4326)), 1, 'R', 'A', '2026-01-10'`.execute(db)
  for (const { id } of communes) {
    await sql`insert into founding (commune_id, began_on, revision) values (${id}, '2026-01-10', 1)`.execute(
      db,
    )
    await sql`insert into founding_charter_part values (${id}, 'place', '2026-01-10')`.execute(db)
  }
  for (const [commune, council] of memberships)
    await sql`insert into founding_vote values (${commune}, ${council}, '2026-01-10', 3, 2, 1)`.execute(db)
  for (const id of outlines)
    await sql`insert into commune_outline (commune_id, commune_revision, geom, label)
      select ${id}, 1, geom, st_centroid(geom) from council limit 1`.execute(db)
  for (const { id, audience } of bodies)
    await sql`insert into body (id, level, name, audience) overriding system value
      values (${id}, 'city', 'B', ${audience})`.execute(db)
  for (const { id: body, members } of bodies)
    for (const { kind, id } of members)
      await db
        .insertInto('body_membership')
        .values({
          body_id: body,
          council_id: kind === 'council' ? id : null,
          commune_id: kind === 'commune' ? id : null,
          member_body_id: kind === 'body' ? id : null,
          joined_on: '2026-01-10',
          left_on: null,
        })
        .execute()
  for (const { id, audience, communes, councils } of changes)
    await sql`insert into change (id, kind, inverse, audience, communes, councils) overriding system value
      values (${id}, 'x', '{}', ${audience}, ${communes}::integer[], ${councils}::integer[])`.execute(db)
  for (const [commune, council] of formerMemberships)
    await sql`insert into former_membership (commune_id, commune_name, registered_as, council_id, change_id, until)
      values (${commune}, 'C', 'commune', ${council}, 1, '2024-05-01')`.execute(db)
  for (const { audience, communes, councils, account } of entries)
    await db.transaction().execute((transaction) =>
      writeLog(
        transaction,
        { account: null, reason: null },
        {
          action: 'x' as 'signed-in',
          subject:
            account === null
              ? { kind: 'layer', id: null, name: 'x' }
              : { kind: 'account', id: account, name: 'x' },
          audience,
          communes,
          councils,
        },
      ),
    )
  return {
    councils,
    communes,
    memberships,
    formerMemberships,
    links,
    spaces,
    outlines,
    bodies,
    changes,
    entries,
  }
}

interface Seen {
  councils: number[]
  communes: number[]
  memberships: string[]
  foundings: number[]
  charters: number[]
  votes: string[]
  formerMemberships: string[]
  links: number[]
  spaces: number[]
  outlines: number[]
  bodies: number[]
  bodyMemberships: string[]
  /** Of which they do not see all. */
  partialBodies: number[]
  changes: number[]
  entries: number[]
}

/** Without one filter: what there is for this viewer. */
async function shown(viewer: Viewer): Promise<Seen> {
  const { rows } = await asViewer(database.db, viewer, (visible) =>
    sql<Seen>`select
      array(select id from council order by 1) as councils,
      array(select id from commune order by 1) as communes,
      array(select commune_id || ' ' || council_id from membership order by 1) as memberships,
      array(select commune_id from founding order by 1) as foundings,
      array(select commune_id from founding_charter_part order by 1) as charters,
      array(select commune_id || ' ' || council_id from founding_vote order by 1) as votes,
      array(select commune_id || ' ' || council_id from former_membership order by 1) as "formerMemberships",
      array(select id from declared_link order by 1) as links,
      array(select id from allowed_space order by 1) as spaces,
      array(select commune_id from commune_outline order by 1) as outlines,
      array(select id from body order by 1) as bodies,
      array(select body_id || ' ' || coalesce(council_id, commune_id, member_body_id) from body_membership order by 1) as "bodyMemberships",
      array(select id from body where id in (select unseen_bodies()) order by 1) as "partialBodies",
      array(select id from change order by 1) as changes,
      array(select seq from log order by 1) as entries`.execute(visible),
  )
  return rows[0]
}

/** The rule as people would say it, for one record after the other. */
function expected(world: World, viewer: Viewer): Seen {
  const sight = sightOf(viewer)
  const communesOf = (council: number) =>
    world.memberships.filter(([, member]) => member === council).map(([commune]) => commune)
  const councilsOf = (commune: number) =>
    world.memberships.filter(([of]) => of === commune).map(([, council]) => council)
  const seesCouncil = (id: number) => {
    const { audience } = world.councils.find((council) => council.id === id)!
    return sees(sight, audience, communesOf(id))
  }
  const seesCommune = (id: number) => {
    // Of one that is gone and of which the log knows nothing: for the committee.
    const { audience } = world.communes.find((commune) => commune.id === id) ?? { audience: 'committee' }
    return sees(sight, audience as Audience, [id])
  }
  const seesAll = ({ communes, councils }: { communes: number[]; councils: number[] }) =>
    communes.every(seesCommune) && councils.every(seesCouncil)
  const administers = (communes: number[]) =>
    communes.some((id) => may(viewer, 'manage-accounts', { kind: 'communes', ids: [id] })) ||
    may(viewer, 'manage-accounts')
  const pairs = new Set<string>()
  const bodyOf = (id: number) => world.bodies.find((body) => body.id === id)!
  /** The body and all that it comes down to. */
  const below = (id: number, met = new Set<number>()): Set<number> => {
    if (!met.has(id)) {
      met.add(id)
      for (const member of bodyOf(id).members) if (member.kind === 'body') below(member.id, met)
    }
    return met
  }
  const membersBelow = (id: number) => [...below(id)].flatMap((each) => bodyOf(each).members)
  const seesBody = (id: number): boolean => {
    const communes = membersBelow(id).filter((member) => member.kind === 'commune' && member.id !== GONE)
    return sees(
      sight,
      bodyOf(id).audience,
      communes.map((member) => member.id),
    )
  }
  const seesMember = ({ kind, id }: World['bodies'][number]['members'][number]) =>
    kind === 'council' ? seesCouncil(id) : kind === 'body' ? seesBody(id) : seesCommune(id)
  /** A commune that is gone hides nothing; one of which a council is hidden does. */
  const hides = (member: World['bodies'][number]['members'][number]) =>
    !(member.kind === 'commune' && member.id === GONE) &&
    (!seesMember(member) || (member.kind === 'commune' && !councilsOf(member.id).every(seesCouncil)))
  const bodies = world.bodies.filter(({ id }) => seesBody(id))
  const memberships = world.memberships
    .filter(([commune, council]) => seesCommune(commune) && seesCouncil(council))
    .map(([commune, council]) => `${commune} ${council}`)
    .sort()
  const communes = world.communes.map(({ id }) => id).filter(seesCommune)
  return {
    bodies: bodies.map(({ id }) => id),
    bodyMemberships: bodies
      .flatMap(({ id, members }) =>
        members
          .filter((member) => !(member.kind === 'commune' && member.id === GONE) && seesMember(member))
          .map((member) => `${id} ${member.id}`),
      )
      .sort(),
    partialBodies: bodies.map(({ id }) => id).filter((id) => membersBelow(id).some(hides)),
    councils: world.councils.map(({ id }) => id).filter(seesCouncil),
    communes,
    memberships,
    foundings: communes,
    charters: communes,
    // How a council votes on a commune is told as that it belongs there.
    votes: memberships,
    formerMemberships: world.formerMemberships
      .filter(([commune, council]) => seesCommune(commune) && seesCouncil(council))
      .map(([commune, council]) => `${commune} ${council}`)
      .sort(),
    links: world.links
      // Of two declared between the same councils the first stands.
      .filter(({ ends }) => !pairs.has(ends.join()) && pairs.add(ends.join()))
      .filter(({ ends }) => ends.every(seesCouncil))
      .map(({ id }) => id),
    spaces: world.spaces.filter(({ councils }) => councils.every(seesCouncil)).map(({ id }) => id),
    outlines: world.outlines.filter((id) => seesCommune(id) && councilsOf(id).every(seesCouncil)),
    changes: world.changes
      .filter((change) => sees(sight, change.audience, change.communes) && seesAll(change))
      .map(({ id }) => id),
    entries: world.entries
      .filter((entry) => {
        if (!seesAll(entry)) return false
        if (entry.audience !== 'administrators') return sees(sight, entry.audience, entry.communes)
        return (entry.account !== null && entry.account === viewer.account?.id) || administers(entry.communes)
      })
      .map(({ seq }) => seq),
  }
}

describe(`${engine}: rows`, () => {
  test.each([1, 2, 3])('are shown as the rule says, to 70 viewers each: territory %i', async (seed) => {
    await emptyTables(database)
    const random = seeded(seed)
    const accounts: Viewer[] = []
    for (let i = 1; i <= 69; i++) {
      const { id } = await database.db
        .insertInto('account')
        .values({ name: `viewer ${i}` })
        .returning('id')
        .executeTakeFirstOrThrow()
      const grants: Grant[] = []
      for (let count = Math.floor(random() * 4); count > 0; count--) {
        const role = ROLES[Math.floor(random() * ROLES.length)]
        const over = Math.floor(random() * 12)
        const scope: Grant['scope'] =
          over < 2
            ? { kind: 'everything' }
            : over < 4
              ? // A corridor or a case with the number of a commune is none.
                { kind: over === 2 ? 'corridor' : 'case', id: 1 + Math.floor(random() * COMMUNES) }
              : { kind: 'commune', id: over < 5 ? GONE : 1 + Math.floor(random() * COMMUNES) }
        if (grants.some((grant) => JSON.stringify(grant) === JSON.stringify({ role, scope }))) continue
        grants.push({ role, scope })
        await database.db
          .insertInto('role_grant')
          .values({
            account_id: id,
            role,
            scope_kind: scope.kind,
            scope_id: scope.kind === 'everything' ? 0 : scope.id,
          })
          .execute()
      }
      accounts.push({ account: { id, name: `viewer ${i}` }, grants })
    }
    const world = await makeWorld(
      random,
      accounts.map(({ account }) => account!.id),
    )
    const counts: Record<string, Set<number>> = {}
    for (const viewer of [PUBLIC, ...accounts]) {
      const there = await shown(viewer)
      expect([viewer, there]).toEqual([viewer, expected(world, viewer)])
      for (const [kind, rows] of Object.entries(there)) {
        counts[kind] ??= new Set()
        counts[kind].add(rows.length)
      }
    }
    // Of every kind some see more than others.
    for (const [kind, seen] of Object.entries(counts)) expect([kind, seen.size > 3]).toEqual([kind, true])
  })

  test('that nobody is announced for are those for everybody', async () => {
    const { rows } = await database.db.transaction().execute(async (transaction) => {
      await sql`set local role toparquia_visitor`.execute(transaction)
      return sql<{ audience: string }>`select distinct audience from council`.execute(transaction)
    })
    expect(rows).toEqual([{ audience: 'public' }])
  })
})

describe(`${engine}: a visitor`, () => {
  /** What may be selected: a whole relation, or columns of it. Nothing of the others, and nothing may be written. */
  const READABLE: Record<string, true | string[]> = {
    allowed_space: true,
    assertion: true,
    body: true,
    body_membership: true,
    case_event: true,
    change: true,
    commune: true,
    commune_outline: true,
    council: true,
    council_version: true,
    corridor: true,
    corridor_commune: true,
    declared_link: true,
    delivery: true,
    exchange_plan: true,
    flow: true,
    local_unit: true,
    producer: true,
    quantity: true,
    road_segment: true,
    truck_run: true,
    evidence: true,
    evidence_capture: true,
    evidence_consent: true,
    evidence_copy: true,
    evidence_testimony: true,
    former_council: true,
    founding: true,
    founding_charter_part: true,
    founding_vote: true,
    former_membership: true,
    import: ['id', 'status'],
    land_case: true,
    land_extent: true,
    land_place: true,
    land_source: true,
    land_unit: true,
    land_use: true,
    layer: true,
    log: true,
    log_head: true,
    membership: true,
    party: true,
    present_body: true,
    reference_area: true,
    scenario: true,
    membership_version: true,
    overlap: true,
    present_commune: true,
    present_council: true,
  }
  /** Of whom nobody reads anything but the server itself. */
  const CLOSED = [
    'account',
    'calendar_feed',
    'invitation',
    'migration',
    'migration_lock',
    'passkey',
    'passkey_challenge',
    'recovery_code',
    'reference_edition',
    'reference_former',
    'role_grant',
    'session',
    'sign_in_failure',
  ]
  /** PostGIS's own: catalogues, which it opens to everybody. */
  const POSTGIS = ['geography_columns', 'geometry_columns', 'spatial_ref_sys']

  test('may read what is listed here, every relation decided, and write nothing', async () => {
    const { rows } = await sql<{ name: string; reads: boolean; columns: string[]; writes: boolean }>`
      select c.relname as name, has_table_privilege('toparquia_visitor', c.oid, 'select') as reads,
        array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
          and has_column_privilege('toparquia_visitor', c.oid, a.attnum, 'select') order by 1) as columns,
        has_table_privilege('toparquia_visitor', c.oid, 'insert, update, delete, truncate, references, trigger')
          or has_any_column_privilege('toparquia_visitor', c.oid, 'insert, update, references') as writes
      from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
      order by c.relname collate "C"`.execute(database.db)
    const ours = rows.filter(({ name }) => !POSTGIS.includes(name))
    expect(ours.map(({ name }) => name)).toEqual([...Object.keys(READABLE), ...CLOSED].sort())
    for (const { name, reads, columns, writes } of ours) {
      const allowed = READABLE[name] ?? []
      expect([name, reads, writes]).toEqual([name, allowed === true, false])
      if (allowed !== true) expect([name, columns]).toEqual([name, allowed])
    }
  })

  test('reads no table without row security but those that are the same for everybody', async () => {
    const { rows } = await sql<{ name: string }>`
      select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
        and not relrowsecurity and has_any_column_privilege('toparquia_visitor', oid, 'select') order by 1`.execute(
      database.db,
    )
    // Of an import whether it was undone; of a layer its revision; of the log where it ends; roads are on every map.
    expect(rows.map(({ name }) => name)).toEqual([
      'import',
      'layer',
      'log_head',
      'road_segment',
      'spatial_ref_sys',
    ])
  })

  test('looks through views with their own eyes', async () => {
    const { rows } = await sql<{ name: string; options: string[] | null }>`
      select relname as name, reloptions as options from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'v' order by 1`.execute(database.db)
    for (const { name, options } of rows.filter(({ name }) => !POSTGIS.includes(name)))
      expect([name, options]).toEqual([name, ['security_invoker=true']])
  })

  test('may use no sequence and make nothing, and is no other role', async () => {
    const { rows } = await sql<Record<string, boolean>>`
      select exists (select from pg_class where relnamespace = 'public'::regnamespace
          and case when relkind = 'S' then has_sequence_privilege('toparquia_visitor', oid, 'usage, select, update') end) as sequences,
        rolsuper or rolcreaterole or rolcreatedb or rolbypassrls or rolcanlogin or rolreplication as powers,
        exists (select from pg_auth_members where member = r.oid) as roles,
        exists (select from pg_class where relowner = r.oid) as owns
      from pg_roles r where rolname = 'toparquia_visitor'`.execute(database.db)
    expect(rows).toEqual([{ sequences: false, powers: false, roles: false, owns: false }])
  })

  test('may call, of what runs as the owner, what is listed here with what it tells', async () => {
    const { rows } = await sql<{ name: string; settings: string[] | null }>`
      select p.oid::regprocedure::text as name, p.proconfig as settings from pg_proc p
      where p.pronamespace = 'public'::regnamespace and p.prosecdef and has_function_privilege('toparquia_visitor', p.oid, 'execute')
        and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
      order by 1`.execute(database.db)
    expect(rows.map(({ name }) => name)).toEqual([
      // Yes or no, of numbers that the asker names.
      'corridors_unseen(integer[])',
      // Numbers of what the viewer sees, by the spatial index.
      'councils_in(geometry)',
      // Whether a use of it stands: nothing of what it shows.
      'evidence_use_stands(integer,text)',
      // Yes or no, of numbers that the asker names.
      'flows_unseen(integer[])',
      'land_unseen(integer[],integer[],integer[])',
      // Yes or no, of numbers that the asker names.
      'names_unseen(integer[],integer[])',
      'names_unseen_bodies(integer[])',
      'outlines_in(geometry)',
      // Councils of communes over which the viewer has a role: that role sees them.
      'own_councils()',
      // Numbers of extents whose shape, as the viewer sees it, meets a box.
      'places_in(geometry)',
      // Whether a step is undone.
      'scenario_state(text,integer)',
      // Yes or no, about the viewer and communes that the asker names.
      'sees_exchange(text,integer[])',
      // Numbers of bodies and communes, and nothing else of them.
      'unseen_bodies()',
      'unseen_communes()',
      'unseen_communes_on(date)',
      // Yes or no, about the viewer.
      'viewer_administers(integer[])',
      'viewer_sees_body(integer,text)',
      'viewer_sees_corridor(integer,text)',
    ])
    // Whoever makes an object of the same name elsewhere is not listened to.
    for (const { name, settings } of rows)
      expect([name, settings]).toEqual([name, ['search_path=public, pg_temp']])
  })

  const HIDDEN = sql`update council set audience = 'committee' where id = 1`

  test('who forgets every filter is shown nothing hidden, in whatever way it is asked', async () => {
    await HIDDEN.execute(database.db)
    const ways = [
      sql`select id from council where id = 1`,
      sql`select id from present_council where true or id = 1`,
      sql`select id from council where st_intersects(geom, st_makeenvelope(-180, -90, 180, 90, 4326)) and id = 1`,
      sql`select id from council order by geom <-> st_setsrid(st_point(-69.5, 9.5), 4326) limit 100`,
      sql`select councils_in(st_makeenvelope(-180, -90, 180, 90, 4326)) as id`,
      sql`select m.council_id as id from membership m`,
      sql`select council_a as id from declared_link union select council_b from declared_link`,
      sql`with every as (select * from council) select id from every`,
      // A condition that is tried on rows before they are kept back would divide by nothing.
      sql`select id from council where 1 / (id - 1) is not null`,
    ]
    for (const way of ways) {
      const { rows } = await asViewer(database.db, PUBLIC, (visible) =>
        (way as typeof HIDDEN).execute(visible),
      )
      expect(rows).not.toContainEqual({ id: 1 })
    }
    const told = await asViewer(database.db, PUBLIC, (visible) =>
      sql<{ all: string }>`select (select string_agg(c::text, ' ') from council c) as all`.execute(visible),
    )
    expect(told.rows[0].all ?? '').not.toMatch(/\bN1\b/)
  })

  test.each([
    ['a row', "insert into layer (name, revision) values ('x', 1)"],
    ['another', "update council set audience = 'public'"],
    ['its own audience', "update commune set name = 'x' where id = 1"],
    ['the log', 'delete from log'],
    ['a table', 'create table x ()'],
    ['a temporary table', 'create temp table x ()'],
    ['a view', 'create view x as select * from council'],
    ['the rule', 'drop policy seen on council'],
    ['row security', 'alter table council disable row level security'],
    ['a number', "select nextval('council_id_seq')"],
    ['an account', 'select * from account'],
    ['a session', 'select token_hash from session'],
    ['a file name', 'select file_name from import'],
    ['a whole import', 'select * from import'],
    ['a right', 'grant select on account to toparquia_visitor'],
    ['the communes of a council', 'select communes_of(1)'],
    ['the communes of a body', 'select body_communes(1)'],
    ['a file of the server', "select pg_read_file('/etc/passwd')"],
  ])('is refused %s: %s', async (_, statement) => {
    await expect(
      asViewer(database.db, PUBLIC, (visible) => sql.raw(statement).execute(visible)),
    ).rejects.toThrow(/permission denied|read-only transaction|must be owner/)
  })

  test('ends with the transaction, also with one that failed: the next one is the owner again', async () => {
    const who = async () =>
      (
        await sql<{ role: string; sight: string | null }>`
          select current_user::text as role, nullif(current_setting('toparquia.everything', true), '') as sight`.execute(
          database.db,
        )
      ).rows[0]
    const before = await who()
    const viewer: Viewer = {
      account: { id: 1, name: 'x' },
      grants: [{ role: 'organiser', scope: { kind: 'everything' } }],
    }
    const inside = await asViewer(database.db, viewer, (visible) =>
      sql<{ role: string }>`select current_user::text as role`.execute(visible),
    )
    expect(inside.rows[0].role).toBe('toparquia_visitor')
    expect(await who()).toEqual(before)
    await expect(
      asViewer(database.db, viewer, (visible) => sql`select 1 / 0`.execute(visible)),
    ).rejects.toThrow()
    expect(await who()).toEqual(before)
    expect(before.role).not.toBe('toparquia_visitor')
  })

  test('is one viewer at a time: many at once see each what is theirs', async () => {
    await sql`update council set audience = 'scope'`.execute(database.db)
    const observer: Viewer = {
      account: { id: 1, name: 'x' },
      grants: [{ role: 'observer', scope: { kind: 'everything' } }],
    }
    const counts = await Promise.all(
      Array.from({ length: 40 }, async (_, i) => {
        const seen = await shown(i % 2 === 0 ? PUBLIC : observer)
        return seen.councils.length
      }),
    )
    expect(counts).toEqual(Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 0 : COUNCILS)))
  })
})

test(`${engine}: councils of an import that was undone hide nothing: their commune is whole for everybody`, async () => {
  await emptyTables(database)
  await sql`insert into import (id, file_name, status, details) overriding system value values (1, 'x', 'saved', '{}')`.execute(
    database.db,
  )
  const shape = JSON.stringify(square(0, 0))
  await sql`insert into council (id, name, audience, import_id, geom, area_m2) overriding system value
    select id, 'N' || id, audience, import_id, st_multi(st_setsrid(st_geomfromgeojson(${shape}), 4326)), 1
    from (values (1, 'public', null), (2, 'committee', 1)) as x (id, audience, import_id)`.execute(
    database.db,
  )
  await sql`insert into commune (id, name, audience) overriding system value values (1, 'C', 'public')`.execute(
    database.db,
  )
  await sql`insert into membership (commune_id, council_id) values (1, 1), (1, 2)`.execute(database.db)
  await sql`insert into commune_outline (commune_id, commune_revision, geom, label)
    select 1, 1, geom, st_centroid(geom) from council where id = 1`.execute(database.db)
  expect((await shown(PUBLIC)).outlines).toEqual([])
  await sql`update import set status = 'undone'`.execute(database.db)
  expect((await shown(PUBLIC)).outlines).toEqual([1])
})

describe(`${engine}: land`, () => {
  test('is seen by its own audience, what is said of it by the narrower of both, and so are all versions', async () => {
    const { db } = database
    await emptyTables(database)
    const random = seeded(24)
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]
    const units = Array.from({ length: 40 }, (_, i) => ({
      id: i + 1,
      // The last version's, whatever the first one said.
      first: pick(AUDIENCES),
      audience: pick(AUDIENCES),
      communes: pick([[], [5], [6], [5, 6]]),
      precision: pick(['exact', 'cell-10', 'nothing']),
      place: pick(AUDIENCES),
      said: pick(AUDIENCES),
    }))
    for (const { id, first, audience, communes, precision, place, said } of units) {
      for (const [version, seen] of [first, audience].entries())
        await sql`insert into land_unit (id, version, superseded_at, kind, name, audience, communes, place_precision, place_audience)
          values (${id}, ${version + 1}, ${version === 0 ? '9999-01-01' : null}::timestamptz, 'estate', 'T', ${seen},
            ${communes}::integer[], ${precision}, ${place})`.execute(db)
      await sql`insert into assertion (id, version, unit_id, predicate, source_id, audience)
        values (${id}, 1, ${id}, 'other', 1, ${said})`.execute(db)
      await sql`insert into land_extent (id, version, unit_id, method, audience) values (${id}, 1, ${id}, 'drawn', ${said})`.execute(
        db,
      )
      await sql`insert into land_place (extent_id, extent_version, unit_id, precision, geom, area_m2, seen_by, seen_in)
        values (${id}, 1, ${id}, 'exact', st_setsrid(st_point(-69, 9), 4326), 1, 'committee', '{}')`.execute(
        db,
      )
      await sql`select place_extents(${id}::integer)`.execute(db)
    }
    const over = (role: (typeof ROLES)[number], ...ids: number[]): Grant[] =>
      ids.length === 0
        ? [{ role, scope: { kind: 'everything' } }]
        : ids.map((id) => ({ role, scope: { kind: 'commune', id } }))
    const viewers: Viewer[] = [
      PUBLIC,
      ...[[], ...ROLES.flatMap((role) => [over(role), over(role, 5), over(role, 6), over(role, 5, 6)])].map(
        (grants) => ({ account: { id: 1, name: 'A' }, grants }),
      ),
    ]
    for (const viewer of viewers) {
      const sight = sightOf(viewer)
      const rows = await asViewer(db, viewer, async (visible) => {
        const { rows } = await sql<{ what: string }>`
          select 'unit ' || id || ' ' || version as what from land_unit union all select 'said ' || id from assertion
          union all select 'place ' || unit_id || ' ' || precision from land_place`.execute(visible)
        return rows.map(({ what }) => what).sort()
      })
      const expected = units.flatMap(({ id, audience, communes, precision, place, said }) => {
        const may = (...all: Audience[]) => all.every((one) => sees(sight, one, communes))
        return [
          ...(may(audience) ? [`unit ${id} 1`, `unit ${id} 2`] : []),
          ...(may(audience, said) ? [`said ${id}`] : []),
          ...(may(audience, said, precision === 'exact' ? said : place) ? [`place ${id} exact`] : []),
          ...(precision === 'cell-10' && may(audience, said) ? [`place ${id} cell-10`] : []),
        ]
      })
      expect(rows, JSON.stringify(viewer.grants)).toEqual(expected.sort())
    }
  })
})
