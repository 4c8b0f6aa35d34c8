/** Tiles by ST_AsMVT. */
import { sql } from 'kysely'
import type { Executor } from '../executor.ts'
import type { TileLayer } from './tile-source.ts'

/** Smaller than three units of the tile on a side: nothing would be left to see, and country-wide tiles stay light. */
const smallest = (z: number): number => (3 * (40_075_016.7 / 4096 / 2 ** z)) ** 2

const FEATURES = {
  councils: (z: number) => sql`
    select c.id, c.name, c.kind, c.approximate, c.geom, c.label,
      (select string_agg(m.commune_id::text, ',' order by m.commune_id) from membership m
        join present_commune p on p.id = m.commune_id where m.council_id = c.id) as communes
    from present_council c where c.id in (select councils_in(tile.box) from tile) and c.area_m2 >= ${smallest(z)}`,
  communes: () => sql`
    select p.id, p.name, p.registered_as as "registeredAs", p.approximate, o.geom, o.label
    from commune_outline o join present_commune p on p.id = o.commune_id and p.revision = o.commune_revision
    where o.commune_id in (select outlines_in(tile.box) from tile)`,
}

const COLUMNS = {
  councils: sql`id, name, kind, approximate, communes`,
  communes: sql`id, name, "registeredAs", approximate`,
}

const LABELS = { councils: 'council_labels', communes: 'commune_labels' }

export async function postgresTile(
  database: Executor,
  layer: TileLayer,
  z: number,
  x: number,
  y: number,
): Promise<Uint8Array> {
  const columns = COLUMNS[layer]
  const { rows } = await sql<{ bytes: Uint8Array }>`
    with tile as (
      select st_tileenvelope(${z}, ${x}, ${y}) as envelope,
        st_transform(st_tileenvelope(${z}, ${x}, ${y}, margin => 64.0 / 4096), 4326) as box),
    feature as materialized (${FEATURES[layer](z)}),
    shape as (
      select ${columns}, id as feature_id, st_asmvtgeom(st_transform(geom, 3857), tile.envelope, 4096, 64, true) as geom from feature, tile),
    place as (
      select ${columns}, id as feature_id, st_asmvtgeom(st_transform(label, 3857), tile.envelope, 4096, 64, true) as geom from feature, tile)
    select
      (select coalesce(st_asmvt(shape, ${layer}::text, 4096, 'geom', 'feature_id'), '') from shape where geom is not null) ||
      (select coalesce(st_asmvt(place, ${LABELS[layer]}::text, 4096, 'geom', 'feature_id'), '') from place where geom is not null) as bytes
  `.execute(database)
  return rows[0].bytes
}
