/** A database's tables taken down and built again at some level, within one transaction. */
import { CompiledQuery, sql } from 'kysely'
import { Script } from '../database/dialect.ts'
import {
  type AppliedMigration,
  knownMigrations,
  recordMigrations,
  runMigration,
} from '../database/migrations.ts'
import type { Executor } from '../executor.ts'
import { BackupRefused } from './refusal.ts'
import { allTables, quoted } from './tables.ts'

/**
 * Those of `applied` that this program lacks, or that it would have put elsewhere: it can't build such tables.
 * @returns what is to be applied afterwards
 */
export async function laterMigrations(applied: AppliedMigration[], program: string): Promise<string[]> {
  const known = await knownMigrations()
  const odd = applied.map(({ name }) => name).filter((name, i) => name !== known[i])
  if (odd.length > 0) throw new BackupRefused('newer-program', { program, what: odd.join(', ') })
  return known.slice(applied.length)
}

/** Everything of the schema that no extension brought: the database is this program's alone. */
export async function takeDown(db: Executor): Promise<void> {
  const { rows } = await sql<{ statement: string }>`
    with ours as (
      select 1 as step, c.oid, 'pg_class'::regclass as catalog, format('drop %s if exists %I.%I cascade',
        case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table'
          when 'S' then 'sequence' else 'table' end, n.nspname, c.relname) as statement
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
      union all
      select 2, p.oid, 'pg_proc'::regclass, format('drop routine if exists %s cascade', p.oid::regprocedure)
      from pg_proc p where p.pronamespace = 'public'::regnamespace
      union all
      select 3, t.oid, 'pg_type'::regclass, format('drop type if exists %s cascade', t.oid::regtype)
      from pg_type t where t.typnamespace = 'public'::regnamespace and t.typtype in ('e', 'd', 'r')
    )
    select statement from ours
    where not exists (
      select from pg_depend d where d.classid = ours.catalog and d.objid = ours.oid and d.deptype = 'e')
      -- A sequence of a column goes with its table.
      and not exists (
        select from pg_depend d where d.classid = ours.catalog and d.objid = ours.oid
          and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i'))
    order by step`.execute(db)
  if (rows.length > 0) await script(db, rows.map(({ statement }) => `${statement};`).join('\n'))
}

/** Applies migrations to what is there, and records them. */
export async function buildUp(db: Executor, migrations: AppliedMigration[]): Promise<void> {
  for (const { name } of migrations) await runMigration(db, name)
  await recordMigrations(db, migrations)
}

/**
 * Empties the new tables and takes from them, until the returned function is called, what would act on rows that are
 * put back: triggers (a row goes in as it came out), row security, and foreign keys before the last row is there.
 */
export async function makeReceptive(db: Executor): Promise<() => Promise<void>> {
  const names = (await allTables(db)).map(({ name }) => quoted(name))
  const { rows } = await sql<{ before: string; after: string }>`
    select format('alter table %s disable trigger %I', t.tgrelid::regclass, t.tgname) as before,
      format('alter table %s enable %s trigger %I', t.tgrelid::regclass,
        case t.tgenabled when 'A' then 'always' when 'R' then 'replica' else '' end, t.tgname) as after
    from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where not t.tgisinternal and t.tgenabled <> 'D' and c.relnamespace = 'public'::regnamespace
    union all
    select format('alter table %s no force row level security', c.oid::regclass),
      format('alter table %s force row level security', c.oid::regclass)
    from pg_class c where c.relforcerowsecurity and c.relnamespace = 'public'::regnamespace
    union all
    select format('alter table %s alter constraint %I deferrable initially deferred', k.conrelid::regclass, k.conname),
      format('alter table %s alter constraint %I %s', k.conrelid::regclass, k.conname,
        case when not k.condeferrable then 'not deferrable' when k.condeferred then 'deferrable initially deferred'
          else 'deferrable initially immediate' end)
    from pg_constraint k
    where k.contype = 'f' and k.conparentid = 0 and k.connamespace = 'public'::regnamespace`.execute(db)
  await script(
    db,
    [
      ...rows.map(({ before }) => before),
      ...(names.length > 0 ? [`truncate ${names.join(', ')} restart identity`] : []),
    ].join(';\n'),
  )
  return () => script(db, ['set constraints all immediate', ...rows.map(({ after }) => after)].join(';\n'))
}

async function script(db: Executor, text: string): Promise<void> {
  await db.executeQuery(CompiledQuery.raw(text, [new Script()]))
}
