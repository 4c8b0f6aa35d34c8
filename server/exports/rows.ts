/** Layers as rows, read page by page so that memory holds one page whatever the size. */
import type { MultiPolygon } from 'geojson'
import { sql } from 'kysely'
import type { Executor } from '../executor.ts'
import type { ExportRow } from '../files/index.ts'

export const EXPORT_LAYERS = ['councils', 'communes'] as const
export type ExportLayer = (typeof EXPORT_LAYERS)[number]

const PAGE = 500

type Read = { id: number; shape: string } & Record<string, string | number | boolean | null>

/** Columns carry the names by which the import recognises them again. */
const QUERIES = {
  councils: (after: number) => sql<Read>`
    select c.id, c.code, c.name, c.kind, c.families, c.population,
      (select string_agg(p.name, '; ' order by p.name) from membership m join present_commune p on p.id = m.commune_id
        where m.council_id = c.id) as commune,
      c.approximate, c.area_m2, st_asgeojson(c.geom, 7) as shape
    from present_council c where c.id > ${after} order by c.id limit ${PAGE}`,
  communes: (after: number) => sql<Read>`
    select p.id, p.code, p.name, p.registered_as, p.note, p.source, p.approximate,
      (select count(*)::integer from membership m join present_council c on c.id = m.council_id where m.commune_id = p.id) as councils,
      st_asgeojson(o.geom, 7) as shape
    from present_commune p join commune_outline o on o.commune_id = p.id and o.commune_revision = p.revision
    where p.id > ${after} order by p.id limit ${PAGE}`,
}

export async function* exportRows(database: Executor, layer: ExportLayer): AsyncGenerator<ExportRow> {
  for (let last = 0; ; ) {
    const { rows } = await QUERIES[layer](last).execute(database)
    for (const { id, shape, ...properties } of rows)
      yield { id, properties, geometry: JSON.parse(shape) as MultiPolygon }
    if (rows.length < PAGE) return
    last = rows[rows.length - 1].id
  }
}
