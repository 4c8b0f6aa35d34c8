/**
 * Rows in every table that a database has, at whatever level its migrations stand, and all that it holds as text:
 * for tests of what must survive. A new table is filled by itself as long as its rules are simple.
 */
import { sql } from 'kysely'
import type { Executor } from '../../server/executor.ts'

interface Column {
  name: string
  type: string
  required: boolean
  /** From the rules that name the column: `kind in ('urban', 'rural')`. */
  choices: string[]
  refersTo: { table: string; column: string } | null
}

interface Table {
  name: string
  columns: Column[]
}

/** Rows per table and call, and how many are tried: rules that bind two columns refuse some. */
const ROWS = 3
const TRIES = 12

/** Tables whose rules are beyond guessing. */
const BY_HAND: Record<string, (n: number, has: (column: string) => boolean) => string> = {
  log_head: () => '',
  allowed_space: (
    n,
  ) => `insert into allowed_space (kind, councils, geom, area_m2, reason, decided_by, decided_on)
    values ('gap', array[${n + 1}], ${sampleOf({ name: 'geom', type: 'geometry(MultiPolygon' }, n)}, 0.1 + ${n + 1}, 'Ñ ${n}', 'A\t"', '2013-08-14')`,
  log: (
    n,
  ) => `insert into log (seq, format, at, account_id, account_name, action, subject_kind, subject_id, audience,
      communes, councils, detail, salt, previous, hash)
    select seq + 1, 1, '2013-08-14 23:30:00.123-04:30', 1, 'Ñángara', 'commune-created', 'commune', ${n}, 'public',
      '{1}', '{1,2}', '{"a\\\\tb": [1, null]}', repeat('a', 32), hash, md5('${n}') || md5('x') from log_head`,
  calendar_feed: (n) => `insert into calendar_feed (account_id, token_hash)
    select id, sha256('${n}') from account a where not exists (select from calendar_feed f where f.account_id = a.id)
    order by id limit 1`,
  overlap: (
    n,
  ) => `insert into overlap (id, version, a_id, a_version, a_unit, b_kind, b_id, area_m2, width_m, share_a, share_b, geom, state, cause)
    values (${n + 1}, 1, ${n + 1}, 1, 1, 'council', ${n + 1}, 1.5, 2, 0.1, 0.2,
      ${sampleOf({ name: 'geom', type: 'geometry(MultiPolygon' }, n)}, 'open', 'found')`,
  exchange_plan: (
    n,
  ) => `insert into exchange_plan (name, first_month, last_month, options, input_hash, solver, outcome)
    values ('Plan Ñ ${n}', '2026-0${1 + (n % 9)}', '2026-12', '{"a\\tb": 1}', repeat('a', 64), 'HiGHS 1.${n}', '{}')`,
  producer: (n) => `insert into producer (commune_id, kind, name, role, throughput_kg)
    values (${n + 1}, 'eps-direct', 'Centro Ñ ${n}', 'hub', 0.1 + ${n + 1})`,
  local_unit: (n) => `insert into local_unit (commune_id, name, product, kg_min, kg_likely, kg_max, source)
    values (${n + 1}, 'saco Ñ ${n}', 'maize', 40.1, 45, 50, 'A\t"')`,
  quantity: (
    n,
  ) => `insert into quantity (commune_id, role, product, form, amount, unit, kg_min, kg_likely, kg_max, period, source)
    values (${n + 1}, 'need', 'maize', 'grain', ${n} + 0.1, 'quintal', 1, 2, 3, '2026-11', 'A\t"Ñ')`,
  flow: (n) => `insert into flow (from_commune, to_commune, product, form, kg, period, provenance, segments)
    values (1, ${n + 2}, 'maize', 'grain', 0.1 + ${n + 1}, '2026-11', 'communal', '[{"segmentId": "1:0-2"}]')`,
  delivery: (n) => `insert into delivery (flow_id, sent_on, sent_kg)
    select id, '2013-08-14', 0.1 + ${n + 1} from flow order by id limit 1`,
  truck_run: (
    n,
  ) => `insert into truck_run (corridor_id, day, name, capacity_kg, home, first_way, communes, line_km, loads)
    select id, '2013-08-14', 'Camión Ñ ${n}', 0.1 + ${n + 1}, 1, 'on', '{1,2}', '{0,3.1}', '[{"flowId": 1, "kg": 2.5}]' from corridor order by id limit 1`,
  road_segment: (n, has) => {
    const [columns, values] = has('closed_from_m')
      ? [', closed_from_m, closed_to_m', ', 0.5, 12.25']
      : ['', '']
    return `insert into road_segment (name, geom, closed_from, closed_why${columns})
      values ('Vía Ñ ${n}', st_setsrid(st_makeline(st_point(-69, 9), st_point(-69.1, 9 + 0.${n + 1})), 4326), '2013-08-14', 'A\t"'${values})`
  },
  corridor: (n) => `insert into corridor (kind, name, note) values ('corridor', 'Corredor Ñ ${n}', 'A\t"')`,
  corridor_commune: (n) => `insert into corridor_commune (corridor_id, commune_id, place)
    select id, ${n + 1}, ${n + 1} from corridor order by id limit 1`,
  evidence: (n) => `insert into evidence (unit_id, kind, title, sha256, bytes, media_type, state)
    values (1, 'photo', 'Lindero Ñ ${n}', repeat('a', 60) || lpad('${n}', 4, '0'), 12 + ${n}, 'image/jpeg', 'kept')`,
  evidence_copy: (n) => `insert into evidence_copy
    select id, 'view', repeat('b', 64), 3, 'image/webp', 2, 1 from evidence order by id desc limit 1 offset ${n % 3}`,
  scenario: (n) => `insert into scenario (name, content, communes, councils)
    values ('Salida ${n}', '{"communes": []}', '{1}', '{1,2}')`,
}

let calls = 0

/** @throws an error that names the table, where no row of it was accepted */
export async function fillTables(db: Executor): Promise<void> {
  const first = TRIES * calls++
  for (const table of await describeTables(db)) {
    const has = (column: string) => table.columns.some(({ name }) => name === column)
    let lastError: unknown = null
    let accepted = 0
    for (let n = first; n < first + TRIES && accepted < ROWS; n++) {
      const statement = BY_HAND[table.name]?.(n, has) ?? (await insertion(db, table, n))
      try {
        if (statement !== '') await sql.raw(statement).execute(db)
        accepted++
      } catch (error) {
        lastError = error
      }
    }
    if (accepted === 0)
      throw new Error(
        `No row could be put into ${table.name}: ${(lastError as Error).message}. Say how in test/support/fill-tables.ts.`,
      )
  }
}

/** Every row of every table as text, also what the database makes by itself. */
export async function contents(db: Executor): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {}
  for (const { name } of await describeTables(db)) {
    const { rows } = await sql<{ row: string }>`
      select t::text as row from ${sql.table(name)} t order by t::text collate "C"`.execute(db)
    found[name] = rows.map(({ row }) => row)
  }
  return found
}

/** What a table lets be done with it and what it does by itself, to be compared with another database's. */
export async function rulesOf(db: Executor): Promise<string[]> {
  const { rows } = await sql<{ rule: string }>`
    select format('trigger %s on %s %s', tgname, tgrelid::regclass, tgenabled) as rule
    from pg_trigger where not tgisinternal
    union all
    select format('constraint %s %s', conname, pg_get_constraintdef(oid))
    from pg_constraint where connamespace = 'public'::regnamespace
    union all
    select format('table %s row security %s forced %s owner %s', relname, relrowsecurity, relforcerowsecurity,
      relowner = (select oid from pg_roles where rolname = current_user))
    from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'S')
    union all
    select format('policy %s on %s %s', polname, polrelid::regclass, pg_get_expr(polqual, polrelid)) from pg_policy
    union all
    select format('grant %s on %s', privilege_type, table_name) from information_schema.role_table_grants
    where grantee = 'toparquia_visitor'
    order by 1`.execute(db)
  return rows.map(({ rule }) => rule)
}

/** Referred ones first; what is said of land is said of a unit that is there, which a trigger looks for. */
async function describeTables(db: Executor): Promise<Table[]> {
  const { rows } = await sql<Table>`
    select c.relname::text as name, json_agg(json_build_object(
      'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'required', a.attnotnull,
      'choices', (
        select coalesce(json_agg(choice[1]), '[]') from pg_constraint k,
          regexp_matches(pg_get_constraintdef(k.oid), '''([^'']+)''::text', 'g') choice
        where k.conrelid = c.oid and k.contype = 'c' and a.attnum = any (k.conkey)),
      'refersTo', (
        select json_build_object('table', k.confrelid::regclass::text, 'column', r.attname)
        from pg_constraint k join pg_attribute r on r.attrelid = k.confrelid and r.attnum = k.confkey[1]
        where k.conrelid = c.oid and k.contype = 'f' and k.conkey = array[a.attnum] limit 1)
      ) order by a.attnum) as columns
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      and a.attgenerated = '' and a.attidentity = '' and not a.atthasdef
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not like 'migration%'
      and not exists (
        select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
    group by c.relname order by c.relname <> 'land_unit', c.relname`.execute(db)
  const sorted: Table[] = []
  const waiting = [...rows]
  while (waiting.length > 0) {
    const ready = waiting.findIndex(({ name, columns }) =>
      columns.every(
        ({ refersTo }) =>
          refersTo === null ||
          refersTo.table === name ||
          sorted.some((table) => table.name === refersTo.table),
      ),
    )
    sorted.push(...waiting.splice(Math.max(ready, 0), 1))
  }
  return sorted
}

async function insertion(db: Executor, { name, columns }: Table, n: number): Promise<string> {
  const values: string[] = []
  for (const [i, column] of columns.entries()) {
    const { refersTo, choices, required } = column
    if (refersTo) values.push(await reference(db, refersTo, n + i))
    // What may be missing is missing in every other row.
    else if (!required && n % 2 === 1) values.push('null')
    else values.push(choices.length > 0 ? `'${choices[n % choices.length]}'` : sampleOf(column, n))
  }
  const names = columns.map((column) => `"${column.name}"`)
  return names.length > 0
    ? `insert into "${name}" (${names.join(', ')}) values (${values.join(', ')})`
    : `insert into "${name}" default values`
}

async function reference(
  db: Executor,
  { table, column }: { table: string; column: string },
  n: number,
): Promise<string> {
  const { rows } = await sql<{ value: string }>`
    select ${sql.ref(column)}::text as value from ${sql.table(table)} order by ${sql.ref(column)}`.execute(db)
  // Those of this call: nothing refers to them yet.
  const newest = rows.slice(-ROWS)
  return newest.length === 0 ? 'null' : `'${newest[n % newest.length].value}'`
}

function sampleOf({ name, type }: Pick<Column, 'name' | 'type'>, n: number): string {
  const west = -69 + n / 50
  if (type.startsWith('geometry(MultiPolygon'))
    return `'SRID=4326;MULTIPOLYGON(((${west} 9,${west + 0.01} 9,${west + 0.01} 9.01,${west} 9.01,${west} 9)))'`
  if (type.startsWith('geometry(Point') || type.startsWith('geometry(Geometry'))
    return `'SRID=4326;POINT(${west + 0.005} 9.005)'`
  if (type.startsWith('timestamp'))
    return `'2013-08-14 23:30:00.123456-04:30'::timestamptz + interval '${n} s'`
  switch (type) {
    case 'text':
    case 'character varying':
      return `E'${name} ${n} Ñ "\\t\\\\N\\n\\\\.\\n'' end'`
    case 'integer':
    case 'smallint':
    case 'bigint':
      return String(n + 1)
    case 'double precision':
    case 'real':
    case 'numeric':
      return `0.1 + 0.2 + ${n}`
    case 'boolean':
      return String(n % 2 === 0)
    case 'jsonb':
    case 'json':
      return `'{"ñ\\\\tb": [1.50, null, "\\\\\\\\N"], "n": ${n}}'`
    case 'bytea':
      return `decode('00ff0a5c', 'hex') || '${n}'::bytea`
    case 'date':
      return `'2013-08-14'::date + ${n}`
    case 'uuid':
      return 'gen_random_uuid()'
    default:
      return type.endsWith('[]') ? "'{}'" : 'null'
  }
}
