/** Outlines of communes, dissolved from their councils when the map asks for them. */
import { sql } from 'kysely'
import type { Executor } from '../executor.ts'

const BATCH = 25

/** Makes the outlines that are missing or stale. Batches are transactions of their own: other requests slip between. */
export async function ensureOutlines(database: Executor): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select p.id from present_commune p left join commune_outline o on o.commune_id = p.id
    where o.commune_revision is distinct from p.revision
      and exists (select from membership m join present_council c on c.id = m.council_id where m.commune_id = p.id)
    order by p.id`.execute(database)
  for (let at = 0; at < rows.length; at += BATCH) {
    const ids = rows.slice(at, at + BATCH).map((row) => row.id)
    try {
      await dissolve(database, ids)
    } catch {
      // One shape that the geometry library can't unite must not cost the others their outline.
      for (const id of ids) await dissolve(database, [id]).catch(() => collect(database, id))
    }
  }
}

const dissolve = (database: Executor, ids: number[]) => write(database, ids, sql`st_union(c.geom)`)

const collect = (database: Executor, id: number) => write(database, [id], sql`st_collect(c.geom)`)

async function write(database: Executor, ids: number[], shape: ReturnType<typeof sql>): Promise<void> {
  await sql`
    with outline as (
      select m.commune_id, min(p.revision) as revision, st_multi(st_collectionextract(${shape}, 3)) as geom
      from membership m join present_commune p on p.id = m.commune_id join present_council c on c.id = m.council_id
      where m.commune_id = any(${ids}::integer[]) group by m.commune_id)
    insert into commune_outline (commune_id, commune_revision, geom, label)
    select commune_id, revision, geom, st_pointonsurface(geom) from outline where not st_isempty(geom)
    on conflict (commune_id) do update
      set commune_revision = excluded.commune_revision, geom = excluded.geom, label = excluded.label`.execute(
    database,
  )
}
