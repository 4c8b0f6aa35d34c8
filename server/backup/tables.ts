/** What of a database is kept: found in its catalogue, so that a new table is in the next backup by itself. */
import { sql } from 'kysely'
import type { Executor } from '../executor.ts'

/** Not in a backup, and why. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  calendar_feed: 'a way in: whoever wants it makes the address again',
  session: 'a restored server asks everybody to sign in again',
  passkey_challenge: 'waits for a browser that is signing in, for minutes',
  sign_in_attempt: 'slows down whoever guesses; begins anew',
  sign_in_failure: 'slows down whoever guesses; begins anew',
  commune_outline: 'a cache, made again from the councils',
}

/** Rows that a database has before anybody has done anything: they do not make it less empty. */
const THERE_FROM_THE_START: readonly string[] = [
  /** Made by the migrations. */
  'layer',
  'log_head',
  /** The administrator's, printed on the console of a first start. One that was used has made an account. */
  'invitation',
  ...Object.keys(LEFT_OUT),
]

/** The migrator's own: a backup carries what they say in its description. */
const MIGRATOR = ['migration', 'migration_lock']

export interface KeptTable {
  name: string
  /** Those that hold values of their own; the database makes the others. */
  columns: string[]
}

interface Key {
  name: string
  isText: boolean
}

export interface FoundTable extends KeptTable {
  /** Of the primary key; empty where there is none. */
  key: Key[]
}

export interface SequenceState {
  name: string
  /** As text: it may be beyond what JavaScript counts exactly. */
  last: string
  called: boolean
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Of an extension, such as PostGIS's spatial_ref_sys. */
const notOfAnExtension = sql`not exists (
  select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')`

/** Every table of this program, also those that a backup leaves out, by name. */
export async function allTables(db: Executor): Promise<FoundTable[]> {
  const { rows } = await sql<FoundTable>`
    select c.relname::text as name,
      (select coalesce(json_agg(a.attname order by a.attnum), '[]') from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
      (select coalesce(json_agg(json_build_object('name', a.attname, 'isText', a.attcollation <> 0)
          order by array_position(i.indkey::int2[], a.attnum)), '[]')
        from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey::int2[])
        where i.indrelid = c.oid and i.indisprimary) as key
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and ${notOfAnExtension}
    order by c.relname::text collate "C"`.execute(db)
  return rows.filter(({ name }) => !MIGRATOR.includes(name))
}

export const isKept = ({ name }: { name: string }): boolean => !Object.hasOwn(LEFT_OUT, name)

export async function readSequences(db: Executor): Promise<SequenceState[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname::text as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'S' and ${notOfAnExtension}
    order by 1`.execute(db)
  const states: SequenceState[] = []
  for (const { name } of rows) {
    const state = await sql<{ last: string; called: boolean }>`
      select last_value::text as last, is_called as called from ${sql.raw(quoted(name))}`.execute(db)
    states.push({ name, ...state.rows[0] })
  }
  return states
}

/** Tables with rows that somebody put there. */
export async function occupiedTables(db: Executor): Promise<string[]> {
  const occupied: string[] = []
  for (const { name } of await allTables(db)) {
    if (THERE_FROM_THE_START.includes(name)) continue
    const { rows } = await sql<{ any: boolean }>`
      select exists (select from ${sql.raw(quoted(name))}) as any`.execute(db)
    if (rows[0].any) occupied.push(name)
  }
  return occupied
}
